"""Looks whether this machine can do the work, and says for each thing that is missing what to do about it."""

from __future__ import annotations

import asyncio
import importlib.metadata
import platform
import shutil
import sys

from gui_agent.errors import GuiAgentError
from gui_agent.model.serving.probe import Finding


def check_versions() -> list[Finding]:
    """The versions of Python and of the packages that matter most."""
    hands = "python-xlib" if sys.platform == "linux" else "pyautogui"
    packages = ["gui-agent", "openai-agents", "openai", "mss", hands, "pillow", "pydantic", "rapidocr"]
    versions = ", ".join(f"{package} {_version(package)}" for package in packages)
    return [Finding("versions", True, f"Python {platform.python_version()}, {versions}")]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "without a version"  # its module may come from another package


def check_programs() -> list[Finding]:
    """The programs that a private virtual screen needs (Linux)."""
    if sys.platform != "linux":
        return []
    packages = {"Xvfb": "xvfb", "openbox": "openbox"}
    return [
        Finding(
            program,
            shutil.which(program) is not None,
            shutil.which(program) or "not installed: no private virtual screen",
            "" if shutil.which(program) else f"On Debian or Ubuntu: sudo apt-get install {package}",
        )
        for program, package in packages.items()
    ]


async def check_display(choice: str) -> list[Finding]:
    """Open the display, look at it, and prove that the pointer goes where it is sent."""
    from gui_agent.actions.action import Hover
    from gui_agent.desktop.desktop import Desktop
    from gui_agent.perception.geometry import RelativePoint

    try:
        desktop = await Desktop.open(choice)
    except GuiAgentError as error:
        return [Finding("display", False, error.message, error.remedy)]
    async with desktop:
        shot = await desktop.screenshot()
        colours = shot.image.getcolors(maxcolors=1) is None
        findings = [
            Finding("display", True, f"{desktop.display}, {shot.region.width}x{shot.region.height}"),
            Finding(
                "screenshot",
                True,
                f"{shot.encoded.size.width}x{shot.encoded.size.height} as the model sees it, {shot.encoded.tokens} tokens"
                + ("" if colours else "; the screen is empty"),
            ),
        ]
        target = RelativePoint(250, 750)
        await desktop.act(Hover(start_box=target), shot.region)
        wanted, reached = target.to_pixels(shot.region), await desktop.pointer()
        hit = reached == wanted
        remedy = "" if hit else "Allow input: Accessibility on macOS, an X session (not Wayland) on Linux"
        findings.append(Finding("input", hit, f"pointer sent to {wanted.x},{wanted.y}, is at {reached.x},{reached.y}", remedy))
    return findings


async def examine(choice: str) -> list[Finding]:
    """All findings about this machine."""
    findings = await asyncio.to_thread(lambda: check_versions() + check_programs())
    return findings + await check_display(choice)
