"""The windows on a display, as its window manager lists them: titles and places. X11 only; elsewhere no window is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import Display
from gui_agent.perception.screen.x_property import property_of, text_property


@dataclass(frozen=True)
class Window:
    """One window that a user would call a window."""

    title: str
    box: Box
    """Its content, without the frame, in pixels of the virtual screen."""


class WindowList:
    """Asks one display for its windows; keeps a connection open. Use it from one thread."""

    def __init__(self, display: Display) -> None:
        """Connect to `display`. Raises EnvironmentProblem."""
        self._connection: Any = None
        if display.name is not None:
            from gui_agent.perception.screen.xserver import connect

            self._connection = connect(display)

    @property
    def supported(self) -> bool:
        """Whether windows are known on this platform."""
        return self._connection is not None

    def windows(self) -> list[Window]:
        """All windows, the one in front last."""
        if self._connection is None:
            return []
        from Xlib.error import XError

        root = self._connection.screen().root
        listed = property_of(self._connection, root, "_NET_CLIENT_LIST_STACKING")
        found = []
        for number in listed if listed is not None else []:
            try:
                found.append(self._window(self._connection.create_resource_object("window", number), root))
            except XError:
                continue  # it was closed meanwhile
        return found

    def find(self, title: str) -> Window | None:
        """The foremost window whose title contains `title`, in any case of letters."""
        matching = [window for window in self.windows() if title.casefold() in window.title.casefold()]
        return matching[-1] if matching else None

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _window(self, window: Any, root: Any) -> Window:
        size = window.get_geometry()
        corner = root.translate_coords(window, 0, 0)
        title = text_property(self._connection, window, "_NET_WM_NAME", "WM_NAME")
        return Window(title, Box.of_size(corner.x, corner.y, size.width, size.height))
