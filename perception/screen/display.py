"""Displays: a private virtual screen of the agent's own, or one that is already there."""

from __future__ import annotations

import json
import os
import re
import secrets
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.perception.geometry import Size
from gui_agent.perception.screen.processes import FoundProcess, Process, ProcessMark, end_process
from gui_agent.perception.screen.session_bus import (
    accessible_environment,
    bus_address,
    start_accessibility,
    start_session_bus,
    wait_for_bus,
)

DEFAULT_SIZE = Size(1260, 784)
"""Both sides are multiples of 28: GLM-4.5V sees such a screen pixel for pixel."""
START_SECONDS = 20.0
_FOLDER = "gui-agent-display-"
_OWNER = "owner.json"
PROCESS_LOCK = threading.RLock()
"""Held for what the whole process shares: the environment while connecting, the display that pyautogui is bound to."""
_OPENBOX_CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <placement><policy>Smart</policy><center>yes</center></placement>
  <theme><name>Clearlooks</name></theme>
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <mouse>
    <context name="Titlebar">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
      <mousebind button="Left" action="Drag"><action name="Move"/></mousebind>
      <mousebind button="Left" action="DoubleClick"><action name="ToggleMaximize"/></mousebind>
    </context>
    <context name="Client">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
      <mousebind button="Middle" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
      <mousebind button="Right" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
    </context>
    <context name="Close"><mousebind button="Left" action="Click"><action name="Close"/></mousebind></context>
    <context name="Iconify"><mousebind button="Left" action="Click"><action name="Iconify"/></mousebind></context>
    <context name="Maximize"><mousebind button="Left" action="Click"><action name="ToggleMaximize"/></mousebind></context>
  </mouse>
  <keyboard/>
  <menu/>
</openbox_config>
"""


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

    def bind_process(self) -> None:
        """Make this the display of the current process: pyautogui and Xlib read DISPLAY and an existing XAUTHORITY file."""
        if self.name is None:
            return
        os.environ["DISPLAY"] = self.name
        os.environ["XDG_SESSION_TYPE"] = "x11"
        if self.xauthority is not None:
            os.environ["XAUTHORITY"] = str(self.xauthority)

    def check(self) -> None:
        """Raise EnvironmentProblem when the display is known to be gone."""

    def close(self) -> None:
        """Nothing: a display that was there before stays."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class VirtualDisplay(Display):
    """A private screen: Xvfb with its own X authority and a window manager, ended with `close` (or the `with` block)."""

    def __init__(
        self, name: str, xauthority: Path, folder: Path, processes: Sequence[Process], bus: Process | None = None
    ) -> None:
        super().__init__(name, xauthority)
        self._folder = folder
        self._bus = bus
        self.processes: list[Process] = list(processes)
        self.helpers: list[Process] = []
        """Processes whose end is no fault of the screen: the accessibility bus."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment for a program that should appear on this screen; it has nothing to do with the user's own bus."""
        environment = super().environment
        for name in ("DBUS_SESSION_BUS_ADDRESS", "NO_AT_BRIDGE"):
            environment.pop(name, None)
        if self.bus_address is not None:
            environment |= {"DBUS_SESSION_BUS_ADDRESS": self.bus_address, **accessible_environment()}
        return environment

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

    def claim(self) -> None:
        """Note that this process answers for the screen: without it, `abandoned_displays` finds the screen."""
        noted = {**self.to_json(), "owner": ProcessMark.of(os.getpid()).to_json()}
        (self._folder / _OWNER).write_text(json.dumps(noted), encoding="utf-8")

    def close(self) -> None:
        """End the window manager, the X server and the bus and remove their files; safe to call twice."""
        for process in reversed([*([] if self._bus is None else [self._bus]), *self.processes, *self.helpers]):
            end_process(process)
        shutil.rmtree(self._folder, ignore_errors=True)


def start_virtual_display(size: Size = DEFAULT_SIZE, *, window_manager: bool = True) -> VirtualDisplay:
    """Start Xvfb on a free display number, with an X authority of its own, and openbox on it.

    Raises EnvironmentProblem when Xvfb or openbox is missing or does not start.
    """
    _require("Xvfb", "xvfb")
    if window_manager:
        _require("openbox", "openbox")
    folder = Path(tempfile.mkdtemp(prefix=_FOLDER))
    xauthority = folder / "Xauthority"
    cookie = secrets.token_bytes(16)
    _write_xauthority(xauthority, "", cookie)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        name = _start_xvfb(size, folder, xauthority, processes)
        _write_xauthority(xauthority, name.removeprefix(":"), cookie)
        own = VirtualDisplay(name, xauthority, folder, processes)
        bus = start_session_bus(folder, own.environment)
        display = VirtualDisplay(name, xauthority, folder, processes, bus)
        if bus is not None:
            processes.append(bus)  # to be ended if the window manager does not start
        if window_manager:
            _start_openbox(display, folder)
        if bus is not None:
            wait_for_bus(bus, folder)
            if (launcher := start_accessibility(display.environment)) is not None:
                processes.append(launcher)
                display.helpers.append(launcher)
        display.claim()
    except BaseException:
        for process in reversed(processes):
            end_process(process)
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return display


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
        raise EnvironmentProblem("there is no display (DISPLAY is not set)", "Use --display virtual for a private screen")
    number = re.fullmatch(r":(\d+)(\.\d+)?", chosen)
    if number and not Path(f"/tmp/.X11-unix/X{number[1]}").exists():
        raise EnvironmentProblem(f"there is no display {chosen}", "Start it, or use --display virtual for a private screen")
    return Display(chosen, _xauthority_file())


def open_display(choice: str, *, with_app: bool) -> Display:
    """The display that `--display` names: auto, desktop, virtual, virtual:WIDTHxHEIGHT or :N. Raises UsageError."""
    if choice == "auto":
        has_desktop = sys.platform != "linux" or bool(os.environ.get("DISPLAY"))
        choice = "virtual" if sys.platform == "linux" and (with_app or not has_desktop) else "desktop"
    if choice == "desktop":
        return attach()
    if choice == "virtual":
        return start_virtual_display()
    if match := re.fullmatch(r"virtual:(\d{2,5})x(\d{2,5})", choice):
        return start_virtual_display(Size(int(match[1]), int(match[2])))
    if re.fullmatch(r"[\w.-]*:\d+(\.\d+)?", choice):
        return attach(choice)
    raise UsageError(f"--display {choice!r} is not understood", "Use auto, desktop, virtual, virtual:WIDTHxHEIGHT or :NUMBER")


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
    found = []
    for folder in sorted(Path(tempfile.gettempdir()).glob(f"{_FOLDER}*")):
        try:
            if folder.stat().st_uid != os.getuid():
                continue
            noted = json.loads((folder / _OWNER).read_text(encoding="utf-8"))
            owner, display = ProcessMark.from_json(noted["owner"]), described_display(noted)
        except (OSError, KeyError, TypeError, ValueError):
            continue  # it is being started, or it is none of ours
        if display is not None and not owner.alive and noted["folder"] == str(folder):
            found.append(display)
    return found


def _start_xvfb(size: Size, folder: Path, xauthority: Path, processes: list[subprocess.Popen[bytes]]) -> str:
    reader, writer = os.pipe()
    with (folder / "xvfb.log").open("wb") as log:
        process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size.width}x{size.height}x24", "-nolisten", "tcp"]
            + ["-auth", str(xauthority), "-noreset", "-dpi", "96"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[writer],
            start_new_session=True,
        )
    processes.append(process)
    os.close(writer)
    try:
        number = _read_line(reader, time.monotonic() + START_SECONDS)
    finally:
        os.close(reader)
    if not number:
        reason = (folder / "xvfb.log").read_text(errors="replace").strip().splitlines()
        raise EnvironmentProblem(
            f"Xvfb did not start: {reason[-1] if reason else 'no reason given'}",
            "Check free space in /tmp and that `Xvfb -help` runs",
        )
    return f":{number}"


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


def _start_openbox(display: VirtualDisplay, folder: Path) -> None:
    config = folder / "openbox.xml"
    config.write_text(_OPENBOX_CONFIG, encoding="utf-8")
    started = folder / "openbox.ready"
    with (folder / "openbox.log").open("wb") as log:
        process = subprocess.Popen(
            ["openbox", "--sm-disable", "--config-file", str(config), "--startup", f"touch {started}"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=display.environment,
            start_new_session=True,
        )
    display.processes.append(process)
    deadline = time.monotonic() + START_SECONDS
    while not started.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise EnvironmentProblem("the window manager openbox did not start", "Check that `openbox --version` runs")
        time.sleep(0.005)


def _require(program: str, package: str) -> None:
    if shutil.which(program) is None:
        raise EnvironmentProblem(
            f"{program} is not installed, and a private virtual screen needs it",
            f"On Debian or Ubuntu: sudo apt-get install {package}",
        )


def _write_xauthority(path: Path, number: str, cookie: bytes) -> None:
    """MIT-MAGIC-COOKIE-1 entries in the X authority file's format (man Xsecurity).

    One for any host (family 0xffff), which Xlib reads, and one for this host by name (family 256), which python-xlib insists on.
    """

    def field(data: bytes) -> bytes:
        return len(data).to_bytes(2, "big") + data

    rest = field(number.encode()) + field(b"MIT-MAGIC-COOKIE-1") + field(cookie)
    local = (256).to_bytes(2, "big") + field(socket.gethostname().encode()) + rest
    path.write_bytes(local + b"\xff\xff" + field(b"") + rest)
    path.chmod(0o600)


def _xauthority_file(environment: Mapping[str, str] = os.environ) -> Path:
    """The X authority file of this session; an empty one is made where there is none, since Xlib insists on a file."""
    named = environment.get("XAUTHORITY")
    path = Path(named) if named else Path.home() / ".Xauthority"
    if not path.exists():
        path = Path(tempfile.gettempdir()) / f"gui-agent-empty-xauthority-{os.getuid()}"
        path.touch(mode=0o600)
    return path
