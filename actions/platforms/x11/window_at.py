"""Which window of an X display a point or the keyboard belongs to: its title and its application, for the policy."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from Xlib import X
from Xlib.error import ConnectionClosedError, XError

from gui_agent.actions.platforms.x11.connection import connect
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.display import Display
from gui_agent.perception.screen.x_property import property_of, text_property
from gui_agent.perception.screen.x_windows import TopWindow, top_windows


class XWindow(NamedTuple):
    """What is known of a window; nothing of the bare desktop."""

    title: str
    applications: tuple[str, ...]
    box: Box | None
    """Its content in pixels of the virtual screen."""


NO_WINDOW = XWindow("", (), None)


class WindowFinder:
    """Asks one X server; use it from one thread."""

    def __init__(self, display: Display) -> None:
        """Connect to `display`. Raises EnvironmentProblem."""
        self._x = connect(display)
        self._root = self._x.screen().root
        self._mask = self._x.display.info.resource_id_mask

    def close(self) -> None:
        """End the connection; fine if the display is gone."""
        with suppress(ConnectionClosedError, OSError):
            self._x.close()

    @property
    def screen(self) -> Box:
        """The whole screen in pixels."""
        geometry = self._root.get_geometry()
        return Box(0, 0, geometry.width, geometry.height)

    def top_windows(self) -> list[TopWindow]:
        """The windows on the screen, the one in front last."""
        try:
            return list(top_windows(self._x))
        except XError:
            return []

    def at(self, point: Point) -> XWindow:
        """The window that a click there goes to."""
        try:
            return self._describe(self._client_at(point))
        except XError:
            return NO_WINDOW  # it was closed meanwhile: nothing is known

    def focused(self) -> XWindow:
        """The window that a key press goes to."""
        try:
            focus = self._x.get_input_focus().focus
            if isinstance(focus, int):
                if focus == X.NONE:
                    return NO_WINDOW
                pointer = self._root.query_pointer()
                return self.at(Point(pointer.root_x, pointer.root_y))
            return self._describe(self._climb(focus))
        except XError:
            return NO_WINDOW

    def _client_at(self, point: Point) -> Any:
        """The application's window under a point, also where the point is on its frame; None on the bare desktop."""
        below = self._root.translate_coords(self._root, point.x, point.y).child
        if not below:
            return None
        frame = window = below
        while window:
            if self._is_client(window):
                return window
            window = window.translate_coords(self._root, point.x, point.y).child
        return self._client_in(frame) or frame

    def _client_in(self, frame: Any) -> Any:
        level = [frame]
        for _ in range(3):
            level = [child for window in level for child in window.query_tree().children]
            for window in level:
                if self._is_client(window):
                    return window
        return None

    def _climb(self, window: Any) -> Any:
        while window and window.id != self._root.id:
            if self._is_client(window):
                return window
            window = window.query_tree().parent
        return None

    def _is_client(self, window: Any) -> bool:
        return self._property(window, "WM_STATE") is not None

    def _describe(self, window: Any) -> XWindow:
        if window is None:
            return NO_WINDOW
        title, applications = self._title(window), self._applications(window)
        if not self._is_client(window) and not title:
            owner = self._owner(window)
            if owner is not None:
                return self._describe(owner)
        geometry = window.get_geometry()
        corner = self._root.translate_coords(window, 0, 0)
        return XWindow(title, applications, Box.of_size(corner.x, corner.y, geometry.width, geometry.height))

    def _owner(self, popup: Any) -> Any:
        """The window that a menu or a tooltip belongs to: the one it names, or the focused one of the same program."""
        named = popup.get_wm_transient_for()
        if named and named.id not in (popup.id, self._root.id):
            return self._climb(named)
        focus = self._x.get_input_focus().focus
        if not isinstance(focus, int) and focus.id & ~self._mask == popup.id & ~self._mask:
            return self._climb(focus)
        return None

    def _title(self, window: Any) -> str:
        return text_property(self._x, window, "_NET_WM_NAME", "WM_NAME")

    def _applications(self, window: Any) -> tuple[str, ...]:
        names = [name for name in window.get_wm_class() or () if name]
        number = self._property(window, "_NET_WM_PID")
        if number is not None and len(number):
            with suppress(OSError):  # it runs on another machine, or in a sandbox with numbers of its own
                names.append(Path(f"/proc/{int(number[0])}/comm").read_text(encoding="utf-8", errors="replace").strip())
        return tuple(dict.fromkeys(names))

    def _property(self, window: Any, name: str) -> Any:
        return property_of(self._x, window, name)
