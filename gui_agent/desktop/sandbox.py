"""A sandbox for the application under test, by bubblewrap: it sees the program files and its own folder, and no network.

The whole file system is there, read-only, without the user's home and without other programs' temporary files; what may be
written is the current folder. It has process numbers of its own, and of the displays only its own one.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.display import Display

PROGRAM = "bwrap"
Sandbox = Literal["off", "offline", "online"]
"""Whether the application runs in a sandbox, and whether that has a network."""


def sandboxed(words: Sequence[str], display: Display, *, network: bool = False, folder: Path | None = None) -> list[str]:
    """The command that runs `words` in a sandbox on `display`; `folder` (default: the current one) may be written.

    Raises EnvironmentProblem where bubblewrap is missing, or when that folder holds the home.
    """
    program = shutil.which(PROGRAM) if sys.platform == "linux" else None
    if program is None:
        raise EnvironmentProblem(
            "--sandbox needs bubblewrap, which is not installed here",
            "On Debian or Ubuntu: sudo apt-get install bubblewrap" if sys.platform == "linux" else "Run without --sandbox",
        )
    own = (folder or Path.cwd()).resolve()
    if Path.home().resolve().is_relative_to(own):
        raise EnvironmentProblem(
            "--sandbox would let the application write in your whole home", "Start it in a folder of its own"
        )
    command = [program, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--tmpfs", "/run"]
    command += ["--unshare-all", *(["--share-net"] if network else []), "--unsetenv", "DBUS_SESSION_BUS_ADDRESS"]
    # The home is hidden first, then what is needed of it is shown again.
    for hidden in _homes():
        command += ["--tmpfs", str(hidden)]
    if network and Path("/run/systemd/resolve").exists():
        command += ["--ro-bind", "/run/systemd/resolve", "/run/systemd/resolve"]
    for shown in _needed(words, display):
        command += ["--ro-bind", str(shown), str(shown)]
    return [*command, "--bind", str(own), str(own), "--chdir", str(own), "--", *words]


def _homes() -> list[Path]:
    candidates = [Path.home(), Path("/home"), Path("/root")]
    return [path for path in dict.fromkeys(candidates) if path.is_dir() and path != Path("/")]


def _needed(words: Sequence[str], display: Display) -> Iterable[Path]:
    """What is in hidden places and must be seen: the display's socket, authority and fonts, our Python, the program, its files."""
    if display.name is not None:
        yield from _existing([Path(f"/tmp/.X11-unix/X{display.name.removeprefix(':').partition('.')[0]}")])
    if display.xauthority is not None:
        yield from _existing([display.xauthority])
    if fonts := display.environment.get("FONTCONFIG_FILE"):
        yield from _existing([Path(fonts)])
    hidden = [*_homes(), Path(tempfile.gettempdir()), Path("/tmp"), Path("/run")]
    wanted = [Path(sys.prefix), Path(sys.base_prefix), *(Path(word) for word in words if os.sep in word)]
    shown: list[Path] = []
    for path in _existing(wanted):
        if any(path.is_relative_to(place) for place in shown):
            continue  # in a folder that is shown already; nothing can be mounted over a file of it that is a link
        if any(path.is_relative_to(place) and path != place for place in hidden):
            shown.append(path)
            yield path


def _existing(paths: Iterable[Path]) -> list[Path]:
    return [path.absolute() for path in paths if path.exists()]
