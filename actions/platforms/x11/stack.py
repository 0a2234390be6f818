"""The windows of an X screen, one upon another, as its server knows them."""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress
from typing import Any

from Xlib import X
from Xlib.error import ConnectionClosedError, XError
from Xlib.protocol import request

from gui_agent.actions.input.stack import Stack, TopWindow
from gui_agent.actions.platforms.x11.client_process import process_of, seconds_of_work
from gui_agent.actions.platforms.x11.connection import connect
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.display import Display
from gui_agent.perception.screen.x_property import property_of

_STRUCTURE = frozenset(
    {
        X.CreateNotify,
        X.DestroyNotify,
        X.MapNotify,
        X.UnmapNotify,
        X.ConfigureNotify,
        X.ReparentNotify,
        X.CirculateNotify,
        X.GravityNotify,
    }
)
"""What a server reports of the windows directly on its screen."""


class X11StackReader:
    """Asks one X server (the `StackReader` protocol); use it from one thread.

    The windows are read again only where the server has reported that one came, went, moved or has another place in the pile.
    """

    def __init__(self, display: Display) -> None:
        """Connect to `display`. Raises EnvironmentProblem."""
        self._x = connect(display)
        self._root = self._x.screen().root
        self._root.change_attributes(event_mask=X.SubstructureNotifyMask)
        self._windows: list[TopWindow] | None = None
        """As they were when they were read last; None before."""
        self._inside: dict[int, int] = {}
        self._process: tuple[int, int | None] = (0, None)
        """The window whose program was asked for last, and that."""

    def read(self) -> Stack:
        """The windows as they are now."""
        focus = self._x.get_input_focus().focus  # what was reported before this answer has come with it
        windows = self._windows
        if self._has_changed() or windows is None:
            windows = self._windows = shown_windows(self._root)
        number = focus if isinstance(focus, int) else focus.id
        return Stack(tuple(windows), number, self._top_of(focus, windows))

    def _has_changed(self) -> bool:
        """Whether windows came, went, moved or were raised since they were read last."""
        changed = False
        while self._x.pending_events():
            changed = self._x.next_event().type in _STRUCTURE or changed
        return changed

    def pointer(self) -> Point:
        """Where the mouse pointer is, in pixels of the screen."""
        found = self._root.query_pointer()
        return Point(found.root_x, found.root_y)

    def titles(self) -> dict[int, str]:
        """What the windows are called that the window manager lists, by their numbers."""
        listed = property_of(self._x, self._root, "_NET_CLIENT_LIST")
        numbers = [int(number) for number in listed] if listed is not None else []
        names = [(self._x.intern_atom(name), name) for name in ("_NET_WM_NAME", "WM_NAME")]
        asked = {
            number: [
                request.GetProperty(
                    display=self._x.display,
                    defer=1,
                    delete=0,
                    window=number,
                    property=atom,
                    type=0,
                    long_offset=0,
                    long_length=256,
                )
                for atom, _ in names
            ]
            for number in numbers
        }
        return {number: _text(answers) for number, answers in asked.items()}

    def worked(self, window: int) -> float | None:
        """Seconds for which the program of a window has computed, or waited for a processor, until now; None where that is not known."""
        if window <= X.PointerRoot:
            return None
        if self._process[0] != window:
            self._process = window, process_of(self._x, window)
        process = self._process[1]
        return seconds_of_work(process) if process is not None else None

    def _top_of(self, focus: object, windows: list[TopWindow]) -> TopWindow | None:
        if isinstance(focus, int):
            return None
        by_number = {window.number: window for window in windows}
        number = focus.id  # type: ignore[attr-defined]
        top = self._inside.get(number)
        if top in by_number:
            return by_number[top]
        found = top_of(focus, self._root, by_number)
        if found is None:
            return None
        self._inside[number] = found
        return by_number[found]

    def close(self) -> None:
        """End the connection; fine if the display is gone."""
        with suppress(ConnectionClosedError, OSError):
            self._x.close()


def shown_windows(root: Any) -> list[TopWindow]:
    """The windows directly on a screen that are seen, from the bottom to the top."""
    asked = [
        (
            window.id,
            request.GetWindowAttributes(display=root.display, defer=1, window=window.id),
            request.GetGeometry(display=root.display, defer=1, drawable=window.id),
        )
        for window in root.query_tree().children
    ]
    windows = []
    for number, attributes, place in asked:
        if not (_answered(attributes) and _answered(place)):
            continue  # it was closed meanwhile
        if attributes.map_state != X.IsViewable or attributes.win_class == X.InputOnly:
            continue
        border = 2 * place.border_width
        windows.append(TopWindow(number, Box.of_size(place.x, place.y, place.width + border, place.height + border)))
    return windows


def top_of(window: Any, root: Any, tops: Container[int]) -> int | None:
    """Which of `tops` a window is, or is in; None where it is in none, or is gone."""
    try:
        while window and window.id != root.id:
            if window.id in tops:
                return int(window.id)
            window = window.query_tree().parent
    except XError:
        return None
    return None


def _answered(asked: Any) -> bool:
    """Whether a request has an answer; one about a window that is gone has none."""
    try:
        asked.reply()
    except XError:
        return False
    return True


def _text(answers: list[Any]) -> str:
    """The first of these properties that is set, as text."""
    for answer in answers:
        value = answer.value[1] if _answered(answer) and answer.value is not None else b""
        if value:
            return value if isinstance(value, str) else bytes(value).decode("utf-8", "replace")
    return ""
