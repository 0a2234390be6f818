"""The windows on an X display, as the X server knows them: what they are called, whose they are, where, and which is in front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.x_property import property_of, text_property

_DEEPEST = 3
"""Levels between a window manager's frame and the application's own window."""
_SMALLEST = 8
"""Pixels: smaller windows are invisible helpers."""


@dataclass(frozen=True)
class TopWindow:
    """One window that is on the desktop, or a menu, a tooltip."""

    title: str
    process: int | None
    """The number of its process, where it says so."""
    content: Box
    """What the application draws, in pixels of the virtual screen."""
    frame: Box
    """The same with the window manager's decorations."""
    is_popup: bool = False
    """The window manager leaves it alone: a menu, a tooltip, the list of a drop-down."""
    is_dialog: bool = False
    """It belongs to another window, as it says itself."""
    is_modal: bool = False
    """The window that it belongs to takes no input until it is closed, as it says itself."""


def top_windows(connection: Any) -> list[TopWindow]:
    """The visible windows, the one in front last; `connection` is an `Xlib.display.Display`, used by one thread."""
    from Xlib.error import XError

    root = connection.screen().root
    found = []
    for window in root.query_tree().children:
        try:
            top = _described(connection, window, root)
        except XError:
            continue  # it was closed meanwhile
        if top is not None:
            found.append(top)
    return found


def _described(connection: Any, window: Any, root: Any) -> TopWindow | None:
    attributes = window.get_attributes()
    if attributes.map_state != 2 or attributes.win_class == 2:  # viewable; not for input only
        return None
    frame = _box(window, root)
    if frame is None:
        return None
    client = _client(connection, window, _DEEPEST) or window
    content = (_box(client, root) if client is not window else frame) or frame
    process = property_of(connection, client, "_NET_WM_PID")
    popup = bool(attributes.override_redirect) and client is window
    owner = property_of(connection, client, "WM_TRANSIENT_FOR")
    kinds, states = (property_of(connection, client, name) or () for name in ("_NET_WM_WINDOW_TYPE", "_NET_WM_STATE"))
    dialog = bool(owner) or connection.intern_atom("_NET_WM_WINDOW_TYPE_DIALOG") in kinds
    modal = connection.intern_atom("_NET_WM_STATE_MODAL") in states
    number = int(process[0]) if process else None
    return TopWindow(_title(connection, client), number, content, frame, popup, dialog and not popup, modal and not popup)


def _client(connection: Any, window: Any, depth: int) -> Any:
    """The application's window inside a frame: the one that the window manager keeps a state for."""
    if property_of(connection, window, "WM_STATE") is not None:
        return window
    if depth == 0:
        return None
    for child in window.query_tree().children:
        found = _client(connection, child, depth - 1)
        if found is not None:
            return found
    return None


def _box(window: Any, root: Any) -> Box | None:
    geometry = window.get_geometry()
    if geometry.width < _SMALLEST or geometry.height < _SMALLEST:
        return None
    corner = root.translate_coords(window, 0, 0)
    return Box.of_size(corner.x, corner.y, geometry.width, geometry.height)


def _title(connection: Any, window: Any) -> str:
    return text_property(connection, window, "_NET_WM_NAME", "WM_NAME")
