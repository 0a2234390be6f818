"""What a model was shown when it decided, and whether the screen is still so where its action would take hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui_agent.actions.action import BaseAction, Key, Scroll, Type
from gui_agent.actions.aim import aim
from gui_agent.actions.input.stack import Stack
from gui_agent.errors import ActionError
from gui_agent.perception.change.change import changed_boxes, is_caret
from gui_agent.perception.change.movement import TILE
from gui_agent.perception.geometry import Box, Point, RelativeBox
from gui_agent.perception.screen.screenshot import Frame, Screenshot

AROUND = (96, 22)
"""Pixels to each side of a target that belong to its surroundings: a label beside a field, the neighbours of a button."""
ROW = 480
"""Pixels to each side in the target's own row: what an icon at the end of a row is for is said at its beginning."""
HALF_POINT = (24, 14)
"""Half the size of what a target is that the model gave as a point."""
TALL = 90
"""A target that is taller is a surface: only what is around the point that is aimed at counts."""
SPECK = 3
FEW_LETTERS = (22, 200)
"""The longest side, and the area in pixels, of a change that is one or two letters: away from the target it does not count."""
THIN = 4
"""Pixels: away from the target, a line that is no thicker is a scroll bar that fades or a progress bar."""
NEAR = 28
"""Pixels from a target within which even one letter counts."""
SMALL_PART = (160, 40)
"""The largest width and height in pixels of a change, away from the target, that may be a part of what moves by itself."""
HOVERED = 8
"""Pixels around the mouse pointer in which a button may look different."""
TOOLTIP = 40
"""The largest height in pixels of a window that came or went and is a tooltip: it takes no keys."""
FIELD = (220, 26)
"""Pixels around the place that was clicked last that may be the field that it is in."""


@dataclass(frozen=True)
class Moving:
    """What moves by itself, in squares of `TILE` pixels."""

    learnt: NDArray[np.bool_] | None
    """Has changed again and again."""
    again: NDArray[np.bool_] | None = None
    """Has changed once more since it was looked at more closely."""
    pointers: tuple[Point, ...] = ()
    """Where the mouse pointer is, and was lately, in pixels of the picture: what is under it looks different a while after it came
    there, and after it left."""

    def is_part(self, box: Box) -> bool:
        """Whether a small change belongs to such a thing: the minutes of a clock, beside the seconds that always change."""
        if box.width > SMALL_PART[0] or box.height > SMALL_PART[1]:
            return False
        if any(box.padded(HOVERED).contains(pointer) for pointer in self.pointers):
            return True
        rows = slice(box.top // TILE, (box.bottom - 1) // TILE + 1)
        left, right = box.left // TILE, (box.right - 1) // TILE + 1
        for grid, beside in ((self.learnt, 1), (self.again, 0)):
            if grid is not None and grid[rows, max(0, left - beside) : right + beside].any():
                return True
        return False


class StaleScreen(ActionError):
    """The screen is not the one that the model was shown, where its action would take hold. Nothing was done."""


@dataclass(frozen=True)
class Sight:
    """One screenshot that a model decides by, with the windows that were there."""

    screenshot: Screenshot
    stack: Stack | None
    """None where windows cannot be distinguished."""
    field: Box | None = None
    """Where the keyboard focus was put last, in pixels of the virtual screen; None where that is not known."""
    carets: tuple[Box, ...] = ()
    """Where text carets were seen until then, in pixels of the picture."""

    def other_window(self, action: BaseAction, now: Frame, stack: Stack | None) -> str:
        """Why `action` would go to another window than the model saw, in words for the model; empty if it would not."""
        if now.region != self.screenshot.region:
            return "the screen has another size now"
        return self._other_window(action, aim(action, now.region), stack)

    def stale(self, action: BaseAction, now: Frame, stack: Stack | None, moving: Moving) -> str:
        """Why `action` must not be performed on the screen as it is `now`, in words for the model; empty if it may.

        That it goes to the same window has been checked before.
        """
        if isinstance(action, Scroll):
            return ""  # it shows another part of the same window, and is undone by another one
        if self.screenshot.is_of(now):
            return ""
        points = aim(action, now.region)
        differs = self.screenshot.pixels != now.pixels
        if points:
            places = [place.to_pixels(now.region) for place in action.places]
            for place, point in zip(places, points, strict=True):
                if _differs_around(_target(place, point), differs, moving, now.region, stack):
                    return "what is at this place, or next to it, has changed since the screenshot that you decided by"
            return ""
        if isinstance(action, Key | Type):
            return self._other_field(differs, moving, now.region, stack)
        return ""

    def _other_window(self, action: BaseAction, points: Sequence[Point], stack: Stack | None) -> str:
        if self.stack is None or stack is None:
            return ""
        for point in points:
            before, now = self.stack.at(point), stack.at(point)
            if (before.number if before else 0) != (now.number if now else 0):
                return "another window is at this place now"
        if not isinstance(action, Key | Type) or stack.focus == self.stack.focus:
            return ""
        front = next((top for top in reversed(self.stack.windows) if top.box.intersection(self.screenshot.region)), None)
        if front is not None and stack.focused is not None and stack.focused.number == front.number:
            return ""  # the window in front of the picture has got the keyboard since
        return "the keyboard focus is in another window now"

    def _other_field(self, differs: NDArray[np.bool_], moving: Moving, region: Box, stack: Stack | None) -> str:
        window = stack.focused.box if stack is not None and stack.focused is not None else region
        part = window.intersection(region)
        if part is None:
            return ""
        inside = part.offset(-region.left, -region.top)
        field = None
        if self.field is not None:
            grown = Box(
                self.field.left - FIELD[0], self.field.top - FIELD[1], self.field.right + FIELD[0], self.field.bottom + FIELD[1]
            )
            field = grown.offset(-region.left, -region.top)
        for tip in self._tooltips(stack):
            place = tip.offset(-region.left, -region.top)
            differs[max(0, place.top) : max(0, place.bottom), max(0, place.left) : max(0, place.right)] = False
        for box in _changes(differs, moving.learnt, inside):
            if is_caret(box):
                known = any(caret.padded(3).intersection(box) for caret in self.carets)
                if field is None or field.intersection(box) or known or moving.is_part(box):
                    continue
                return "the text caret is in another place now"
            if _counts(box, field.padded(NEAR) if field is not None else None, moving):
                return "the window that has the keyboard focus has changed since the screenshot that you decided by"
        return ""

    def _tooltips(self, stack: Stack | None) -> list[Box]:
        """Where windows came or went that are tooltips, in pixels of the virtual screen."""
        if self.stack is None or stack is None:
            return []
        found = set(self.stack.windows) ^ set(stack.windows)
        return [window.box.padded(2) for window in found if window.box.height <= TOOLTIP and window != stack.focused]


def _target(place: Box | Point | RelativeBox, point: Point) -> Box:
    if isinstance(place, Box) and place.height <= TALL:
        return place
    return Box(point.x - HALF_POINT[0], point.y - HALF_POINT[1], point.x + HALF_POINT[0], point.y + HALF_POINT[1])


def _differs_around(target: Box, differs: NDArray[np.bool_], moving: Moving, region: Box, stack: Stack | None) -> bool:
    """Whether the target, what is next to it, or its row within its window is another than before."""
    window = stack.at(target.center) if stack is not None else None
    limits = (window.box.intersection(region) if window is not None else None) or region
    near = Box(target.left - AROUND[0], target.top - AROUND[1], target.right + AROUND[0], target.bottom + AROUND[1])
    row = Box(target.left - ROW, target.top, target.right + ROW, target.bottom)
    core = target.padded(NEAR).offset(-region.left, -region.top)
    for area in (near, row):
        part = area.intersection(limits)
        if part is None:
            continue
        for box in _changes(differs, moving.learnt, part.offset(-region.left, -region.top)):
            if not is_caret(box) and _counts(box, core, moving):
                return True
    return False


def _changes(differs: NDArray[np.bool_], moving: NDArray[np.bool_] | None, part: Box) -> list[Box]:
    """What differs within a part of the picture, without what moves by itself."""
    cut = differs[part.top : part.bottom, part.left : part.right]
    if not cut.any():
        return []
    if moving is not None and moving.any():
        rows, columns = np.arange(part.top, part.bottom) // TILE, np.arange(part.left, part.right) // TILE
        cut = cut & ~moving[np.ix_(rows, columns)]
    return [box.offset(part.left, part.top) for box in changed_boxes(cut)]


def _counts(box: Box, near: Box | None, moving: Moving) -> bool:
    if max(box.width, box.height) <= SPECK:
        return False
    is_small = max(box.width, box.height) <= FEW_LETTERS[0] and box.area <= FEW_LETTERS[1]
    if near is not None and near.intersection(box) is not None:
        return True
    is_thin = min(box.width, box.height) <= THIN
    return not ((is_small or is_thin) and near is not None) and not moving.is_part(box)
