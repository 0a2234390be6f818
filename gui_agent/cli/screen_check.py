"""What is found out before a screen is started: a wrong folder, a wrong program, a screen that was not asked for."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from gui_agent.errors import EnvironmentProblem, UsageError


def require_task(task: str) -> None:
    """Raise UsageError for a task without a word."""
    if not task.strip():
        raise UsageError("the task is empty", 'Say what should happen: gui-agent run "Click Save" --app CMD')


def require_file(path: Path, option: str) -> None:
    """Raise UsageError when a file cannot be written at `path`; `option` is where it was named."""
    if path.is_dir():
        raise UsageError(f"{option} {path} is a folder", "Name a file")
    require_writable(path.parent, option)


def require_writable(output: Path, option: str = "--output") -> None:
    """Raise UsageError when `output` cannot be a folder, EnvironmentProblem when it may not be written to."""
    existing = output
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not existing.is_dir():
        raise UsageError(f"{option} {output}: {existing} is not a folder", "Name a folder, which is made if it is missing")
    if not os.access(existing, os.W_OK | os.X_OK) or str(existing.resolve()).startswith(("/proc", "/sys")):
        raise EnvironmentProblem(f"{option} {output}: {existing} cannot be written to", f"Name another folder with {option}")


def require_app(command: str | None) -> None:
    """Raise UsageError when the command of --app cannot be read, EnvironmentProblem when the program is missing."""
    if command is None:
        return
    try:
        words = shlex.split(command, posix=os.name == "posix")
    except ValueError as error:
        raise UsageError(f"--app {command!r}: a quote is not closed", "Check the quotes") from error
    if not words:
        raise UsageError("--app is empty", "Name a program, for example --app mousepad")
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    if shutil.which(words[0], path=path) is None:
        raise EnvironmentProblem(f"--app: no such program: {words[0]!r}", "Install it, or give its full path")


def require_screen(display: str, app: str | None) -> None:
    """Raise EnvironmentProblem where everything would happen on a new, empty, private screen that was not asked for.

    Raises UsageError for a size of a private screen that cannot be read.
    """
    if display.startswith("virtual:") and not re.fullmatch(r"virtual:\d+x\d+", display):
        raise UsageError(f"--display {display!r} is not understood", "Write the size as virtual:WIDTHxHEIGHT, in pixels")
    if display != "auto" or app is not None or sys.platform != "linux":
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise EnvironmentProblem(
            "there is no desktop here, and an empty private screen has nothing on it",
            "Start a program on it with --app CMD, or name a screen: --display :N, --display virtual",
        )


def require_tk() -> None:
    """Raise EnvironmentProblem where this Python has no Tk, which the example's application is made with."""
    if find_spec("tkinter") is None or find_spec("_tkinter") is None:
        raise EnvironmentProblem("this Python has no tkinter", "On Debian or Ubuntu: sudo apt-get install python3-tk")
