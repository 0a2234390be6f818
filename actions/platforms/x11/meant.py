"""Input goes to the window that it is meant for: checked and sent while the X server serves nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from Xlib import X
from Xlib.error import XError

from gui_agent.actions.input.hands import OtherWindow
from gui_agent.actions.input.stack import Stack
from gui_agent.perception.geometry import Box, Point

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
        for window in reversed(self._root.query_tree().children):
            try:
                shown, box = window.get_attributes(), window.get_geometry()
            except XError:
                continue  # it was closed meanwhile
            border = 2 * box.border_width
            if shown.map_state != X.IsViewable or shown.win_class == X.InputOnly:
                continue
            corner, last = (box.x, box.y), self._places.get(window.id)
            self._places[window.id] = corner
            is_carried = window.id not in known and last is not None and last != corner
            if not is_carried and Box.of_size(*corner, box.width + border, box.height + border).contains(place):
                return bool(meant is not None and window.id == meant.number)
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
            lower = any(window.number == number and window.box.contains(place) for window in stack.windows)
            return lower and meant is not None and self._still_there(meant.number, place)  # clicks go through a part of it
        except XError:
            return False

    def _still_there(self, number: int, place: Point) -> bool:
        window = self._x.create_resource_object("window", number)
        geometry = window.get_geometry()
        inside_x = geometry.x <= place.x < geometry.x + geometry.width + 2 * geometry.border_width
        inside_y = geometry.y <= place.y < geometry.y + geometry.height + 2 * geometry.border_width
        return bool(window.get_attributes().map_state == X.IsViewable and inside_x and inside_y)

    def _has_focus(self, stack: Stack) -> bool:
        focus = self._x.get_input_focus().focus
        number = focus if isinstance(focus, int) else focus.id
        if number in self._inside or number == ROOT_FOCUS or stack.focused is None:
            return True
        window = None if isinstance(focus, int) else focus
        try:
            while window and window.id != self._root.id:
                if window.id == stack.focused.number:
                    self._inside.add(number)
                    return True
                window = window.query_tree().parent
        except XError:
            return False
        return False
