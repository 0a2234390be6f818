"""Connecting to an X server: authority files that Xlib cannot read by itself, and Wayland's X server recognised."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.display import PROCESS_LOCK, Display

_COOKIE = b"MIT-MAGIC-COOKIE-1"
_FAMILY_LOCAL = 256
_FAMILY_WILD = 65535


def connect(display: Display) -> Any:
    """An `Xlib.display.Display` connected to `display`.

    Raises EnvironmentProblem: not reachable, no XTEST extension, or the X server of a Wayland session (XWayland), whose input
    reaches only a part of the windows.
    """
    from Xlib import error

    connection, reason = None, ""
    with xlib_environment(display):
        try:
            connection = _open(display.name)
        except (error.DisplayError, error.XauthError, OSError) as problem:
            # Raised below: chained to this one, the error would keep the half-open socket alive.
            reason = str(problem)
    if connection is None:
        raise EnvironmentProblem(
            f"cannot connect to display {display.name}: {reason}",
            "Check that it runs and that XAUTHORITY names its authority file, or use --display virtual for a private screen",
        )
    extensions = connection.list_extensions()
    if "XTEST" not in extensions:
        connection.close()
        raise EnvironmentProblem(
            f"display {display.name} does not let programs make input (no XTEST extension)",
            "Use --display virtual for a private screen",
        )
    if "XWAYLAND" in extensions or _has_wayland_outputs(connection):
        connection.close()
        raise EnvironmentProblem(
            f"display {display.name} belongs to a Wayland session: only its X windows could be controlled, all others not",
            "Use --display virtual for a private X screen, or log in to an X11 session",
        )
    connection.set_error_handler(_ignore_protocol_error)
    return connection


def _open(name: str | None) -> Any:
    """A connection with a table of classes of its own; PROCESS_LOCK is held.

    In python-xlib all connections share one table, and each derives new classes from those that are in it: the line of
    ancestors grows with every connection, and none of them is ever freed.
    """
    from Xlib.display import Display as XDisplay
    from Xlib.display import _BaseDisplay

    shared = _BaseDisplay.resource_classes
    _BaseDisplay.resource_classes = shared.copy()
    try:
        connection = XDisplay(name)
        connection.display.resource_classes = _BaseDisplay.resource_classes
    finally:
        _BaseDisplay.resource_classes = shared
    return connection


@contextmanager
def unbroken() -> Iterator[None]:
    """Let Ctrl-C wait until an exchange with the server is over.

    python-xlib cannot be interrupted within one: every later request would wait for ever, that which releases a key too.
    Signals reach the main thread only; on others there is nothing to do.
    """
    before = signal.getsignal(signal.SIGINT) if threading.current_thread() is threading.main_thread() else None
    if not callable(before):
        yield
        return
    waiting: list[Any] = []
    signal.signal(signal.SIGINT, lambda _, frame: waiting.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if waiting:
            before(signal.SIGINT, waiting[0])


def load_pyautogui(display: Display) -> tuple[ModuleType, ModuleType]:
    """Give pyautogui and its X11 module, imported for `display` and configured: no pauses, its own fail-safe off.

    Its fail-safe fires also when the agent itself goes to a corner; `Executor` has one that tells the two apart.
    """
    if "pyautogui._pyautogui_x11" not in sys.modules:
        with xlib_environment(display):
            _import_pyautogui()
    import pyautogui
    from pyautogui import _pyautogui_x11

    pyautogui.PAUSE = 0
    pyautogui.FAILSAFE = False
    return pyautogui, _pyautogui_x11


def _import_pyautogui() -> None:
    # Its mouse information window is not needed, takes 0.3 s to import, and ends the process where tkinter is missing.
    missing = sys.modules.get("mouseinfo")
    if missing is None:
        sys.modules["mouseinfo"] = None  # type: ignore[assignment]
    try:
        import pyautogui  # noqa: F401
    finally:
        if missing is None:
            del sys.modules["mouseinfo"]


@contextmanager
def xlib_environment(display: Display) -> Iterator[None]:
    """DISPLAY and an authority file that Xlib understands, for the time of connecting; then the environment is as it was."""
    with PROCESS_LOCK, tempfile.TemporaryDirectory(prefix="gui-agent-x-") as folder:
        before = {name: os.environ.get(name) for name in ("DISPLAY", "XAUTHORITY")}
        name = display.name or before["DISPLAY"] or ""
        os.environ["DISPLAY"] = name
        # Only for local displays: for others (host:0) the entries are keyed by address, which Xlib reads itself.
        if name.startswith(":"):
            authority = Path(folder) / "Xauthority"
            authority.touch(mode=0o600)
            authority.write_bytes(_local_authority(display, name))
            os.environ["XAUTHORITY"] = str(authority)
        try:
            with warnings.catch_warnings():
                # Xlib leaves the authority file to the garbage collector, and pyautogui has invalid escapes.
                warnings.simplefilter("ignore")
                yield
        finally:
            for variable, value in before.items():
                if value is None:
                    os.environ.pop(variable, None)
                else:
                    os.environ[variable] = value


def _local_authority(display: Display, name: str) -> bytes:
    """An authority file with one entry for this host.

    Xlib matches neither entries for any host (family 0xffff) nor those for any display number (empty), as man Xsecurity has them,
    and prints a warning to stdout if a file has no entry at all.
    """
    number = name[1:].split(".")[0].encode()
    host = socket.gethostname().encode()
    path = display.xauthority or Path(os.environ.get("XAUTHORITY") or Path.home() / ".Xauthority")
    try:
        entries = list(_entries(path.read_bytes()))
    except OSError:
        entries = []
    cookie = b""
    for family, address, numbered, kind, data in entries:
        fits = (family == _FAMILY_LOCAL and address == host) or family == _FAMILY_WILD
        if fits and numbered in (number, b"") and kind == _COOKIE:
            cookie = data
            break
    kind = _COOKIE if cookie else b"NONE"
    return _FAMILY_LOCAL.to_bytes(2, "big") + b"".join(_counted(field) for field in (host, number, kind, cookie))


def _entries(raw: bytes) -> Iterator[tuple[int, bytes, bytes, bytes, bytes]]:
    position = 0
    while position + 2 <= len(raw):
        family = int.from_bytes(raw[position : position + 2], "big")
        position += 2
        fields = []
        for _ in range(4):
            length = int.from_bytes(raw[position : position + 2], "big")
            fields.append(raw[position + 2 : position + 2 + length])
            position += 2 + length
        yield family, fields[0], fields[1], fields[2], fields[3]


def _counted(field: bytes) -> bytes:
    return len(field).to_bytes(2, "big") + field


def _has_wayland_outputs(connection: Any) -> bool:
    """Whether the monitors are XWayland's (older versions lack the XWAYLAND extension but name their outputs so)."""
    from Xlib import error

    if connection.query_extension("RANDR") is None:
        return False
    try:
        resources = connection.screen().root.xrandr_get_screen_resources_current()
        names = [connection.xrandr_get_output_info(output, resources.config_timestamp).name for output in resources.outputs]
    except error.XError:
        return False
    return any(str(name).startswith("XWAYLAND") for name in names)


def _ignore_protocol_error(problem: Any, request: Any) -> None:
    """Asynchronous X errors are about windows that closed meanwhile; where one matters, the request is made with a reply."""
