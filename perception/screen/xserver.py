"""Connecting to an X server, without a change to this process's environment; Wayland's X server is recognised."""

from __future__ import annotations

import contextlib
import os
import re
import threading
import warnings
from contextvars import ContextVar
from typing import Any, ClassVar

from Xlib import X, error
from Xlib import display as xlib_display
from Xlib.display import Display as XDisplay
from Xlib.protocol import display as protocol
from Xlib.protocol import request, rq
from Xlib.support import unix_connect

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen import xauthority
from gui_agent.perception.screen.x_display import Display

_SERVER_INTERPRETED = 5
_REST = 0.7
"""Share of the screen's width at which the pointer rests."""
_proof: ContextVar[tuple[bytes, bytes] | None] = ContextVar("proof", default=None)
"""The name of the authorisation protocol and its data, while a connection is made; None: as python-xlib finds it."""
_connecting = threading.Lock()
_find_proof = unix_connect.get_auth


def _get_auth(*where: Any) -> Any:
    given = _proof.get()
    return _find_proof(*where) if given is None else given


# python-xlib takes no authorisation as an argument, reads only the file that the environment names, and of that not the entries
# for any host, which are all that login managers write. Elsewhere in the process it finds its authorisation as before.
unix_connect.get_auth = _get_auth


def connect(display: Display) -> Any:
    """An `Xlib.display.Display` connected to `display`, which lets programs make input.

    Raises EnvironmentProblem: not reachable, no XTEST extension, or the X server of a Wayland session (XWayland), whose input
    reaches only a part of the windows.
    """
    connection = _open(XDisplay, display)
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


def admit_own_user(display: Display) -> None:
    """Let every program of this user use the display also without its cookie: libraries read cookies from the environment only.

    It gives nothing away: such a program could read the cookie's file. Raises EnvironmentProblem.
    """
    connection = _open(_Bare, display)
    _ChangeHosts(connection, mode=X.HostInsert, host_family=_SERVER_INTERPRETED, host=list(b"localuser\0#%d" % os.getuid()))
    request.GetInputFocus(display=connection)  # the server has taken the one before when it answers this one
    connection.close()


def rest_pointer(display: Display) -> None:
    """Put the mouse pointer to the lower edge of the screen, away from its corners.

    In the middle, where it is at first, it is over a widget of the first window, which is drawn highlighted, or shows a tooltip over
    others. Raises EnvironmentProblem.
    """
    connection = _open(_Bare, display)
    screen = connection.info.roots[connection.default_screen]
    x, y = round(_REST * screen.width_in_pixels), screen.height_in_pixels - 1
    request.WarpPointer(
        display=connection,
        src_window=X.NONE,
        dst_window=screen.root,
        src_x=0,
        src_y=0,
        src_width=0,
        src_height=0,
        dst_x=x,
        dst_y=y,
    )
    request.GetInputFocus(display=connection)  # the server has taken the one before when it answers this one
    connection.close()


def set_resources(display: Display, text: str) -> None:
    """Give a screen its X resources, by which toolkits draw their fonts. Raises EnvironmentProblem."""
    connection = _open(XDisplay, display)
    root = connection.screen().root
    name, kind = connection.intern_atom("RESOURCE_MANAGER"), connection.intern_atom("STRING")
    root.change_property(name, kind, 8, text.encode("latin-1", "replace"))
    connection.sync()
    connection.close()


class RootSize:
    """Asks an X server how large its screen is: that changes when a monitor is plugged in, or xrandr says so."""

    def __init__(self, display: Display) -> None:
        """Connect to `display`. Raises EnvironmentProblem."""
        self._x = _open(_Bare, display)
        self._root = self._x.info.roots[self._x.default_screen].root

    def now(self) -> tuple[int, int]:
        """Width and height in pixels. Raises EnvironmentProblem when the display is gone."""
        try:
            geometry = request.GetGeometry(display=self._x, drawable=self._root)
        except (error.ConnectionClosedError, OSError, TypeError) as problem:
            raise EnvironmentProblem(
                f"the display stopped answering: {problem}", "It may have been closed; start it again"
            ) from problem
        return int(geometry.width), int(geometry.height)

    def close(self) -> None:
        """End the connection; safe to call twice."""
        with contextlib.suppress(error.ConnectionClosedError, OSError):
            self._x.close()


class _Bare(protocol.Display):  # type: ignore[misc]  # python-xlib has no types
    """A connection for a request or two: without the extensions and the keyboard, which take 40 exchanges."""

    resource_classes: ClassVar[dict[str, Any]] = {}


class _ChangeHosts(rq.Request):  # type: ignore[misc]  # python-xlib has no types
    """As python-xlib has it; its fork python3-xlib, which pyautogui brings along, lacks the family."""

    _request = rq.Struct(
        rq.Opcode(109),
        rq.Set("mode", 1, (X.HostInsert, X.HostDelete)),
        rq.RequestLength(),
        rq.Card8("host_family"),
        rq.Pad(1),
        rq.LengthOf("host", 2),
        rq.List("host", rq.Card8Obj),
    )

    def __init__(self, display: Any, **fields: Any) -> None:
        super().__init__(display, **fields)


def _open(kind: Any, display: Display) -> Any:
    local = re.fullmatch(r":(\d+)(\.\d+)?", display.name or os.environ.get("DISPLAY", ""))
    proof = None
    if local:
        cookie = xauthority.cookie_for(int(local[1]), display.xauthority)
        proof = (xauthority.COOKIE, cookie) if cookie else (b"", b"")
    connection, reason = None, ""
    given = _proof.set(proof)
    with _connecting, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # python-xlib leaves files and sockets to the garbage collector
        _forget_classes_of_other_connections()
        try:
            connection = kind(display.name)
        except (error.DisplayError, error.XauthError, error.ConnectionClosedError, OSError) as problem:
            # Raised below: chained to this one, the error would keep the half-open socket alive.
            reason = str(problem)
        finally:
            _proof.reset(given)
    if connection is None:
        raise EnvironmentProblem(
            f"cannot connect to display {display.name}: {reason}",
            "Check that it runs and that XAUTHORITY names its authority file, or use --display virtual for a private screen",
        )
    return connection


def _forget_classes_of_other_connections() -> None:
    """In python3-xlib each connection derives its classes of windows from the ones before it: a chain that only grows."""
    if "resource_classes" in vars(xlib_display._BaseDisplay):
        xlib_display._BaseDisplay.resource_classes = dict(xlib_display._resource_baseclasses)


def _has_wayland_outputs(connection: Any) -> bool:
    """Whether the monitors are XWayland's (older versions lack the XWAYLAND extension but name their outputs so)."""
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
