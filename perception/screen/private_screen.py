"""A private virtual screen: an X server with a window manager and a message bus of its own, and what a killed process left of one."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.geometry import Size
from gui_agent.perception.screen import xauthority
from gui_agent.perception.screen.fonts import FILE as FONTS_FILE
from gui_agent.perception.screen.fonts import write_font_configuration
from gui_agent.perception.screen.keeper import Keeper
from gui_agent.perception.screen.processes import FoundProcess, Process, ProcessMark, end_all, end_process, processes_of_folder
from gui_agent.perception.screen.seal import Seal
from gui_agent.perception.screen.session_bus import (
    accessible_environment,
    bus_address,
    start_accessibility,
    start_session_bus,
    wait_for_bus,
)
from gui_agent.perception.screen.window_manager import start_window_manager
from gui_agent.perception.screen.x_display import Display
from gui_agent.perception.screen.xserver import admit_own_user, rest_pointer, set_resources
from gui_agent.perception.screen.xvfb import start_xvfb

DEFAULT_SIZE = Size(1260, 784)
"""Both sides are multiples of 28: GLM-4.5V sees such a screen pixel for pixel."""
_FOLDER = "gui-agent-display-"
_OWNER = "owner.json"
_UNCLAIMED_SECONDS = 60.0
"""After this a folder without a note is not one that is being made."""


class VirtualDisplay(Display):
    """A private screen: Xvfb with its own X authority and a window manager, ended with `close` (or the `with` block)."""

    def __init__(
        self, name: str, xauthority: Path, folder: Path, processes: Sequence[Process], bus: Process | None = None
    ) -> None:
        super().__init__(name, xauthority)
        self._folder = folder
        self._bus = bus
        self._keeper: Keeper | None = None
        self.helpers: list[Process] = []
        """Processes whose end is no fault of the screen: the accessibility bus."""
        self.processes: list[Process] = list(processes)
        self.seal = Seal.read(folder)
        """What its programs see of this machine; None where they see all of it but its fonts."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment for a program that should appear on this screen; it has nothing to do with the user's own bus."""
        environment = super().environment
        for name in ("DBUS_SESSION_BUS_ADDRESS", "NO_AT_BRIDGE"):
            environment.pop(name, None)
        if self.bus_address is not None:
            environment |= {"DBUS_SESSION_BUS_ADDRESS": self.bus_address, **accessible_environment()}
        if (fonts := self._folder / FONTS_FILE).exists() and os.environ.get("GUI_AGENT_FONTS") != "system":
            environment["FONTCONFIG_FILE"] = str(fonts)
        return self.seal.environment(self._folder, environment) if self.seal is not None else environment

    def begin_bus(self, bus: Process | None) -> None:
        """The screen has this message bus from now on."""
        self._bus = bus

    @property
    def bus_address(self) -> str | None:
        """Where the screen's own message bus listens; None if it has none."""
        return bus_address(self._folder) if self._bus is not None else None

    @property
    def alive(self) -> bool:
        """Whether the X server and the window manager run."""
        return all(process.poll() is None for process in self.processes)

    def check(self) -> None:
        """Raise EnvironmentProblem when the X server or the window manager has ended."""
        for process, what in zip(self.processes, ("private screen's X server", "private screen's window manager"), strict=False):
            if process.poll() is not None:
                raise EnvironmentProblem(f"the {what} has ended", "Start the run again; if that happens often, see dmesg")

    def to_json(self) -> dict[str, Any]:
        """What another process needs in order to find this screen again with `find_virtual_display`."""
        return {
            "name": self.name,
            "xauthority": str(self.xauthority),
            "folder": str(self._folder),
            "processes": [ProcessMark.of(process.pid).to_json() for process in self.processes],
            "bus": ProcessMark.of(self._bus.pid).to_json() if self._bus is not None and self._bus.poll() is None else None,
        }

    def claim(self, *, resumable: bool = False) -> None:
        """Note that this process answers for the screen: when it is gone, the screen is ended too.

        A `resumable` one is left for the process that continues the work; `abandoned_displays` finds it.
        """
        noted = {**self.to_json(), "owner": ProcessMark.of(os.getpid()).to_json(), "resumable": resumable}
        _write_note(self._folder, noted)
        self._keeper = self._keeper or Keeper(self._folder)

    def close(self) -> None:
        """End what still runs on the screen, the window manager, the X server and the bus, and remove their files.

        Safe to call twice.
        """
        ours = [*([] if self._bus is None else [self._bus]), *self.processes, *self.helpers]
        known = {process.pid for process in ours}
        end_all(lambda: [pid for pid in processes_of_folder(self._folder) if pid not in known])
        for process in reversed(ours):
            end_process(process)
        end_all(lambda: processes_of_folder(self._folder))
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._keeper is not None:
            self._keeper.dismiss()


def start_virtual_display(
    size: Size = DEFAULT_SIZE, *, window_manager: bool = True, seal: Seal | None = None, own_fonts: bool = True
) -> VirtualDisplay:
    """Start Xvfb on a free display number, with an X authority of its own, and openbox on it; sealed with `seal`, if given.

    Without `own_fonts` its programs have the machine's fonts.
    Raises EnvironmentProblem when Xvfb or openbox is missing or does not start.
    """
    _require("Xvfb", "xvfb")
    if window_manager:
        _require("openbox", "openbox")
    folder = _make_folder()
    authority = folder / "Xauthority"
    cookie = secrets.token_bytes(16)
    display = VirtualDisplay("", authority, folder, [])
    try:
        xauthority.write(authority, cookie)
        if own_fonts or seal is not None:
            write_font_configuration(folder, seal.fonts if seal is not None else "DejaVu Sans")
        if seal is not None:
            seal.write(folder)
            display.seal = seal
        display.claim()
        name, server = start_xvfb(size, folder, authority, dpi=seal.dpi if seal is not None else 96)
        display.name = name
        display.processes.append(server)
        xauthority.write(authority, cookie, name.removeprefix(":"))
        admit_own_user(display)
        rest_pointer(display)
        if seal is not None:
            set_resources(display, seal.resources())
        bus = start_session_bus(folder, display.environment)
        display.begin_bus(bus)
        if window_manager:
            display.processes.append(start_window_manager(folder, display.environment))
        if bus is not None:
            wait_for_bus(bus, folder)
            if (launcher := start_accessibility(display.environment)) is not None:
                display.helpers.append(launcher)
        display.claim()
    except BaseException:
        display.close()
        raise
    return display


def find_virtual_display(data: Mapping[str, Any]) -> VirtualDisplay | None:
    """The private screen that another process started and described with `VirtualDisplay.to_json`; None if it is gone."""
    display = described_display(data)
    return display if display is not None and display.alive else None


def described_display(data: Mapping[str, Any]) -> VirtualDisplay | None:
    """The same, also where only a part of it is left (its files, say), to be closed; None if `data` describes no screen of ours."""
    try:
        marks = [ProcessMark.from_json(mark) for mark in data["processes"]]
        name, xauthority, folder = str(data["name"]), Path(data["xauthority"]), Path(data["folder"])
        bus = FoundProcess(ProcessMark.from_json(data["bus"])) if data.get("bus") else None
    except (KeyError, TypeError, ValueError):
        return None
    if not folder.name.startswith(_FOLDER):
        return None  # closing a screen removes its folder
    return VirtualDisplay(name, xauthority, folder, [FoundProcess(mark) for mark in marks], bus)


def abandoned_displays() -> list[VirtualDisplay]:
    """Those of this user's private screens whose process is gone without having closed them (after a kill -9)."""
    return [display for folder in _folders() if (display := _abandoned(folder)) is not None]


def end_abandoned() -> list[VirtualDisplay]:
    """End the private screens, and what runs on them, whose process is gone and that are not resumable; gives them."""
    ended = [display for folder in _folders() if (display := _abandoned(folder, resumable=False)) is not None]
    for display in ended:
        display.close()
    return ended


def end_if_abandoned(folder: Path, patience: float = 3.0) -> None:
    """The same for one screen, whose process is ending just now: within `patience` seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and folder.exists():
        if (display := _abandoned(folder, resumable=False)) is not None:
            display.close()
        time.sleep(0.05)


def _abandoned(folder: Path, *, resumable: bool = True) -> VirtualDisplay | None:
    """The screen of a folder if no process answers for it; with `resumable`, also one that `resume` may take over."""
    try:
        information = folder.stat()
        if information.st_uid != os.getuid():
            return None
        noted = json.loads((folder / _OWNER).read_text(encoding="utf-8"))
        owner = ProcessMark.from_json(noted["owner"])
    except FileNotFoundError:
        # Killed between making the folder and the note: nothing was started by then.
        old = folder.exists() and time.time() - information.st_mtime > _UNCLAIMED_SECONDS
        return VirtualDisplay("", folder / "Xauthority", folder, []) if old else None
    except (OSError, KeyError, TypeError, ValueError):
        return None  # it is none of ours
    if owner.alive or noted.get("folder") != str(folder) or (noted.get("resumable") and not resumable):
        return None
    return described_display(noted)


def _folders() -> list[Path]:
    return [folder for place in _places() for folder in sorted(place.glob(f"{_FOLDER}*"))]


def _places() -> list[Path]:
    """Where the folders of private screens are looked for: /tmp, whatever TMPDIR says, and where that says if it is elsewhere."""
    return list(dict.fromkeys([Path("/tmp"), Path(tempfile.gettempdir())]))


def _make_folder() -> Path:
    """A folder for a screen's files, with a short and plain path: a socket's may have 107 bytes. Raises EnvironmentProblem."""
    reason = ""
    for place in _places():
        try:
            return Path(tempfile.mkdtemp(prefix=_FOLDER, dir=place))
        except OSError as error:
            reason = f"{place}: {error.strerror}"
    raise EnvironmentProblem(
        f"a private screen needs a folder for its files: {reason}", "Make /tmp writable, and free some space"
    )


def _write_note(folder: Path, noted: Mapping[str, Any]) -> None:
    new = folder / f"{_OWNER}.new"
    new.write_text(json.dumps(noted), encoding="utf-8")
    new.replace(folder / _OWNER)


def _require(program: str, package: str) -> None:
    if shutil.which(program) is None:
        raise EnvironmentProblem(
            f"{program} is not installed, and a private virtual screen needs it",
            f"On Debian or Ubuntu: sudo apt-get install {package}",
        )
