"""The windows of an X display as its window manager keeps them (Extended Window Manager Hints)."""

from __future__ import annotations

import time
from typing import Any

from Xlib import X
from Xlib.error import ConnectionClosedError, XError
from Xlib.protocol.event import ClientMessage

from gui_agent.actions.input.window_care import ManagedWindow
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import Display, VirtualDisplay
from gui_agent.perception.screen.x_property import property_of
from gui_agent.perception.screen.xserver import connect

_SHOWN_SECONDS = 0.5
_ICONIC = 3
_UNMANAGED = ("_NET_WM_WINDOW_TYPE_DOCK", "_NET_WM_WINDOW_TYPE_DESKTOP")


class X11WindowCare:
    """The `WindowCare` of one X display."""

    def __init__(self, display: Display) -> None:
        """Connect when it is asked first."""
        self._display = display
        self._connection: Any = None

    def windows(self) -> list[ManagedWindow]:
        """All windows, the one in front last."""
        return [self._described(window) for window in self._clients()]

    def bring_back(self) -> int:
        """Show the minimised windows of a private screen, which has no bar that would show them; how many there were."""
        if not isinstance(self._display, VirtualDisplay):
            return 0
        hidden = [window for window in self._clients() if self._is_minimised(window)]
        for window in hidden:
            self._activate(window)
        deadline = time.monotonic() + _SHOWN_SECONDS
        while any(self._is_minimised(window) for window in hidden) and time.monotonic() < deadline:
            time.sleep(0.005)
        return len(hidden)

    def close(self) -> None:
        """End the connection; safe to call twice."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (ConnectionClosedError, OSError):
                return  # the display was closed first

    @property
    def _x(self) -> Any:
        if self._connection is None:
            self._connection = connect(self._display)
        return self._connection

    def _clients(self) -> list[Any]:
        try:
            listed = self._property(self._x.screen().root, "_NET_CLIENT_LIST_STACKING")
            windows = [self._x.create_resource_object("window", number) for number in listed if number]
            return [window for window in windows if not self._is_part_of_the_desktop(window)]
        except (ConnectionClosedError, OSError) as error:
            raise EnvironmentProblem(
                f"display {self._display.name} stopped answering", "It may have been closed; start it again"
            ) from error

    def _is_part_of_the_desktop(self, window: Any) -> bool:
        kinds = self._property(window, "_NET_WM_WINDOW_TYPE")
        return any(self._x.intern_atom(name) in kinds for name in _UNMANAGED)

    def _described(self, window: Any) -> ManagedWindow:
        try:
            geometry = window.get_geometry()
            corner = self._x.screen().root.translate_coords(window, 0, 0)
        except XError:
            return ManagedWindow("", Box(0, 0, 0, 0))  # it was closed meanwhile
        left, right, top, bottom = (*self._property(window, "_NET_FRAME_EXTENTS"), 0, 0, 0, 0)[:4]
        frame = Box(corner.x - left, corner.y - top, corner.x + geometry.width + right, corner.y + geometry.height + bottom)
        return ManagedWindow(self._title(window), frame, self._is_minimised(window))

    def _title(self, window: Any) -> str:
        for name in ("_NET_WM_NAME", "WM_NAME"):
            value = self._property(window, name)
            if isinstance(value, bytes | str) and value:
                return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        return ""

    def _is_minimised(self, window: Any) -> bool:
        state = self._property(window, "WM_STATE")
        return bool(len(state)) and state[0] == _ICONIC

    def _activate(self, window: Any) -> None:
        root = self._x.screen().root
        message = ClientMessage(
            window=window, client_type=self._x.intern_atom("_NET_ACTIVE_WINDOW"), data=(32, [2, X.CurrentTime, 0, 0, 0])
        )
        root.send_event(message, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
        self._x.flush()

    def _property(self, window: Any, name: str) -> Any:
        try:
            found = property_of(self._x, window, name)
        except XError:
            return ()
        return () if found is None else found
