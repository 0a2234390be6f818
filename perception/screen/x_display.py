"""A display that screenshots are taken of and input goes to, and the one that is already there."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Self

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.xauthority import session_file

SOCKETS = Path("/tmp/.X11-unix")
"""Where X servers listen, whatever TMPDIR says."""


class Display:
    """An X display that screenshots are taken of and input goes to (on Windows and macOS: the desktop, without a name)."""

    def __init__(self, name: str | None, xauthority: Path | None = None) -> None:
        """`name` is for example ':7'; None where the platform has only one desktop."""
        self.name = name
        self.xauthority = xauthority

    def __str__(self) -> str:
        return f"display {self.name}" if self.name else "the desktop"

    @property
    def environment(self) -> dict[str, str]:
        """The environment for a program that should appear on this display."""
        if self.name is None:
            return dict(os.environ)
        environment = {**os.environ, "DISPLAY": self.name, "XDG_SESSION_TYPE": "x11", "GDK_BACKEND": "x11"}
        environment.pop("WAYLAND_DISPLAY", None)
        if self.xauthority is not None:
            environment["XAUTHORITY"] = str(self.xauthority)
        return environment

    def check(self) -> None:
        """Raise EnvironmentProblem when the display is known to be gone."""

    def close(self) -> None:
        """Nothing: a display that was there before stays."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def attach(name: str | None = None) -> Display:
    """The display that is already there: `name`, or this session's desktop. Raises EnvironmentProblem when there is none."""
    if sys.platform != "linux":
        return Display(None)
    chosen = name or os.environ.get("DISPLAY")
    if not chosen:
        if os.environ.get("WAYLAND_DISPLAY"):
            raise EnvironmentProblem(
                "this is a Wayland session without an X display: other windows cannot be seen or controlled",
                "Use --display virtual for a private X screen",
            )
        raise EnvironmentProblem("no display: DISPLAY is not set", "Use --display virtual for a private screen")
    number = re.fullmatch(r":(\d+)(\.\d+)?", chosen)
    if number and not is_listening(int(number[1])):
        raise EnvironmentProblem(f"no display {chosen}", "Start it, or use --display virtual for a private screen")
    return Display(chosen, session_file())


def is_listening(number: int) -> bool:
    """Whether an X server listens at this number: at its socket, or (Linux) at the abstract one where no file could be made."""
    if (SOCKETS / f"X{number}").exists():
        return True
    try:
        listening = Path("/proc/net/unix").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(line.endswith(f" @{SOCKETS}/X{number}") for line in listening.splitlines())
