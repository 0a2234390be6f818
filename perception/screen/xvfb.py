"""Starting Xvfb, an X server without a monitor, at a display number where no desktop is."""

from __future__ import annotations

import os
import select
import subprocess
import time
from pathlib import Path

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.geometry import Size
from gui_agent.perception.screen.x_display import SOCKETS, is_listening

START_SECONDS = 20.0
_NUMBERS = range(100, 1000)
"""Desktops have the lowest numbers, xvfb-run begins at 99, and ssh at 10."""


def start_xvfb(size: Size, folder: Path, xauthority: Path, dpi: int = 96) -> tuple[str, subprocess.Popen[bytes]]:
    """Start a server with one screen of this size; gives the display's name. Raises EnvironmentProblem with the remedy."""
    begin = os.getpid() % len(_NUMBERS)  # several at once seldom try the same number
    for number in (*_NUMBERS[begin:], *_NUMBERS[:begin]):
        if is_listening(number):
            continue
        process = _try(number, size, folder, xauthority, dpi)
        if process is not None:
            if (SOCKETS / f"X{number}").exists():
                return f":{number}", process
            process.kill()  # it listens on an abstract socket alone, where few clients look
            process.wait()
            raise _problem(folder, size)
        if not is_listening(number):  # it failed, and not because another process was quicker
            raise _problem(folder, size)
    raise EnvironmentProblem("every display number for a private screen is in use", f"Remove what is stale in {SOCKETS}")


def _try(number: int, size: Size, folder: Path, xauthority: Path, dpi: int) -> subprocess.Popen[bytes] | None:
    reader, writer = os.pipe()
    with (folder / "xvfb.log").open("wb") as log:
        process = subprocess.Popen(
            ["Xvfb", f":{number}", "-displayfd", str(writer), "-screen", "0", f"{size.width}x{size.height}x24"]
            + ["-nolisten", "tcp", "-auth", str(xauthority), "-noreset", "-dpi", str(dpi)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[writer],
            start_new_session=True,
        )
    os.close(writer)
    try:
        if _read_line(reader, time.monotonic() + START_SECONDS):
            return process
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        os.close(reader)
    process.kill()
    process.wait()
    return None


def _problem(folder: Path, size: Size) -> EnvironmentProblem:
    said = [line.removeprefix("(EE)").strip() for line in (folder / "xvfb.log").read_text(errors="replace").splitlines()]
    reasons = [line for line in said if line and not line.startswith("Fatal server error")]
    if not SOCKETS.is_dir():
        return EnvironmentProblem(
            f"Xvfb did not start: {SOCKETS} is missing, and only root can make it",
            f"Make it once: sudo install -d -m 1777 {SOCKETS}",
        )
    if not os.access(SOCKETS, os.W_OK | os.X_OK):
        return EnvironmentProblem(
            f"a private screen cannot put its socket into {SOCKETS}",
            f"Make it writable: sudo chmod 1777 {SOCKETS}; where it is mounted read-only, mount it writable",
        )
    reason = reasons[-1].removesuffix("(EE)").strip() if reasons else "no reason given"
    if reason.startswith("Couldn't add screen"):
        return EnvironmentProblem(
            f"Xvfb cannot make a screen of {size.width}x{size.height}: that is {size.width * size.height * 4 >> 20} MB",
            "Use a smaller one",
        )
    return EnvironmentProblem(f"Xvfb did not start: {reason}", "Check free space in /tmp and that `Xvfb -help` runs")


def _read_line(descriptor: int, deadline: float) -> str:
    """What Xvfb writes up to the newline: closing the pipe earlier ends Xvfb."""
    text = b""
    while not text.endswith(b"\n"):
        ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
        chunk = os.read(descriptor, 16) if ready else b""
        if not chunk:
            return ""
        text += chunk
    return text.decode("ascii").strip()
