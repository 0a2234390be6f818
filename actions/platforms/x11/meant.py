"""Input goes to the window that it is meant for: checked and sent while the X server serves nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from Xlib import X
from Xlib.error import XError

from gui_agent.actions.input.hands import OtherWindow
from gui_agent.actions.input.stack import Stack
from gui_agent.actions.platforms.x11.stack import shown_windows, top_of
from gui_agent.perception.geometry import Point

ROOT_FOCUS = 1
"""`PointerRoot`: keys go to the window under the pointer."""


class MeantWindows:
    """The windows of one display that an action is meant for."""

    def __init__(self, connection: Any) -> None:
        self._x = connection
        self._root = connection.screen().root
        self.stack: Stack | None = None
        """The windows when it was decided; None where any window is meant."""
        self._inside: set[int] = set()
        self._used: set[str] = set()
        self._places: dict[int, tuple[int, int]] = {}

    def mean(self, stack: Stack | None) -> None:
        """Set what is meant."""
        self.stack, self._inside = stack, {stack.focus} if stack is not None else set()
        self._used, self._places = set(), {}

    def is_at(self, place: Point) -> bool:
        """Whether the window at a place is the one that was there; one that is new, and moves between two calls, does not count."""
        if self.stack is None:
            return True
        known, meant = {window.number for window in self.stack.windows}, self.stack.at(place)
        for number, box in reversed(shown_windows(self._root)):
            corner, last = (box.left, box.top), self._places.get(number)
            self._places[number] = corner
            is_carried = number not in known and last is not None and last != corner
            if not is_carried and box.contains(place):
                return meant is not None and number == meant.number
        return meant is None

    @contextmanager
    def first_button(self) -> Iterator[None]:
        """Within, send the press of a mouse button. Raises OtherWindow when another window is under the pointer.

        Only for the first one since `mean`: what that leads to is meant.
        """
        if "button" in self._used:
            yield
            return
        with self._alone():
            if self.stack is not None and not self._is_under_pointer(self.stack):
                raise OtherWindow("another window is at this place now")
            self._used.add("button")
            yield

    @contextmanager
    def first_key(self) -> Iterator[None]:
        """The same as `focused`, only for the first key since `mean`."""
        if "key" in self._used:
            yield
            return
        with self.focused():
            self._used.add("key")
            yield

    @contextmanager
    def focused(self, typed: int = 0) -> Iterator[None]:
        """Within, send keys. Raises OtherWindow when the keyboard focus is in another window."""
        with self._alone():
            if self.stack is not None and not self._has_focus(self.stack):
                raise OtherWindow("the keyboard focus is in another window now", typed)
            yield

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Have the server to oneself for some tenths of a millisecond: no window comes, goes or takes the focus meanwhile."""
        if self.stack is None:
            yield
            return
        self._x.grab_server()
        try:
            yield
        finally:
            self._x.ungrab_server()
            self._x.sync()

    def _is_under_pointer(self, stack: Stack) -> bool:
        pointer = self._root.query_pointer()
        place = Point(pointer.root_x, pointer.root_y)
        meant, now = stack.at(place), pointer.child
        number = now.id if now else 0
        if number == (meant.number if meant is not None else 0):
            return True
        try:
            if now and now.get_attributes().win_class == X.InputOnly:
                return True  # it is not seen, and belongs to no application
        except XError:
            return False
        if meant is None or not any(window.number == number and window.box.contains(place) for window in stack.windows):
            return False
        # A click goes through a part of the one that is meant, which is still there.
        return any(window.number == meant.number and window.box.contains(place) for window in shown_windows(self._root))

    def _has_focus(self, stack: Stack) -> bool:
        focus = self._x.get_input_focus().focus
        number = focus if isinstance(focus, int) else focus.id
        if number in self._inside or number == ROOT_FOCUS or stack.focused is None:
            return True
        if isinstance(focus, int) or top_of(focus, self._root, {stack.focused.number}) is None:
            return False
        self._inside.add(number)
        return True
