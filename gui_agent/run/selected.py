"""What looks selected since an action: its ground has another colour, its letters are the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gui_agent.actions.action import BaseAction, Key, LeftDoubleClick, LeftDrag
from gui_agent.actions.aim import aim
from gui_agent.actions.effect import Evidence
from gui_agent.perception.geometry import Box
from gui_agent.run.ink import is_hover, recoloured
from gui_agent.run.judgement import CLICKS
from gui_agent.run.screens import Screens
from gui_agent.run.text_places import text_places

if TYPE_CHECKING:
    from gui_agent.perception.text.text import TextLine, TextReader

OTHER_GROUND = 60
"""Difference (0 to 255) of a ground from which it is no hover look but a selection."""
_FILLED = 0.35
"""Share of a place that is ground where letters are on it."""
_LEAST = (6, 8)
"""Pixels: the least width and height of a selected text."""
_AROUND = 3
"""Pixels around a place in which it is on the ground that it had itself before."""
_MOST = 3
"""Lines that are named of one selection."""
_SHARE = 0.5
"""Part of the screen from which it has other colours altogether."""


@dataclass(frozen=True)
class Selection:
    """A place whose ground is another one."""

    box: Box
    """Pixels of the virtual screen."""
    was_plain: bool
    """Whether it was on the ground of what is around it before."""
    is_plain: bool
    """Whether it is so now: it is selected no more."""


def selections(places: Sequence[Box], screens: Screens) -> list[Selection]:
    """The places within `places` (pixels of the virtual screen) that got, or lost, a ground of their own."""
    if screens.differs is None:
        return []
    return [found for place in places for found in _of_place(place, screens)]


def of_selections(
    reader: TextReader, action: BaseAction, found: Sequence[Selection], screens: Screens
) -> Iterator[tuple[Evidence, Box]]:
    """The texts that an action selected, where it is one that does; with their places."""
    points = aim(action, screens.after.region)
    is_choosing = isinstance(action, Key | LeftDoubleClick | LeftDrag)
    if not is_choosing:
        found = [one for one in found if any(one.box.padded(4).contains(point) for point in points)]
    for one in found:
        if one.is_plain or (is_choosing and not one.was_plain):
            continue
        boxes = [box for box in text_places(screens.before, one.box) if _is_mostly_in(box, one.box)]
        for line in reader.read_boxes(screens.before, boxes[:_MOST]):
            named = _inside(line, one.box)
            if named and recoloured(screens, named[1]) and (is_choosing or not is_hover(screens, named[1])):
                yield Evidence("selected", named[0]), named[1]


def is_hover_look(action: BaseAction, screens: Screens) -> bool:
    """Whether a click changed no more than the ground of what the mouse is on, or was on, to a grey one; of a row also a part.

    Where nothing is selected it looks the same, so it says nothing.
    """
    boxes = screens.change.boxes
    if not boxes or not isinstance(action, CLICKS):
        return False
    points = aim(action, screens.after.region)
    under = any(box.top - 4 <= point.y < box.bottom + 4 for box in boxes for point in points)
    return under and all(is_hover(screens, box) and recoloured(screens, box) for box in boxes)


def _inside(line: TextLine, place: Box) -> tuple[str, Box] | None:
    """The words of a line that are in a place, and where they are."""
    words = [word for word in line.words if place.padded(1).contains(word.box.center)]
    if not words or not any(character.isalnum() for word in words for character in word.text):
        return None
    ends = Box(words[0].box.left, line.box.top, words[-1].box.right, line.box.bottom).intersection(place)
    return (" ".join(word.text for word in words), ends) if ends is not None else None


def _is_mostly_in(box: Box, place: Box) -> bool:
    """Whether a line of text is in the rows of a place."""
    common = box.intersection(place)
    return common is not None and common.height >= 0.6 * min(box.height, place.height)


def _of_place(place: Box, screens: Screens) -> Iterator[Selection]:
    region = screens.before.region
    inside = place.offset(-region.left, -region.top)
    rows, columns = slice(inside.top, inside.bottom), slice(inside.left, inside.right)
    old, new = screens.before.pixels[rows, columns], screens.after.pixels[rows, columns]
    pairs = (old.astype(np.uint64) << np.uint64(32)) | new
    counts = _commonest(pairs[old != new])
    for pair, count in counts:
        ground = tuple(_colours(value) for value in (pair >> 32, pair & 0xFFFFFFFF))
        if np.abs(ground[0] - ground[1]).max() < OTHER_GROUND or count < _LEAST[0] * _LEAST[1] // 2:
            continue
        box = _box_of(pairs == np.uint64(pair))
        if box.width < _LEAST[0] or box.height < _LEAST[1] or count < _FILLED * box.area:
            continue
        whole = box.offset(place.left, place.top)
        if whole.area > _SHARE * region.area:
            continue
        was_plain = _is_around(screens.before.pixels, whole, region, pair >> 32)
        is_plain = not was_plain and _is_around(screens.after.pixels, whole, region, pair & 0xFFFFFFFF)
        yield Selection(whole, was_plain, is_plain)


def _commonest(pairs: NDArray[np.uint64]) -> list[tuple[int, int]]:
    """The two commonest ways in which a pixel changed, and how often; of many pixels a part is counted."""
    step = 1 + len(pairs) // 20_000
    values, counts = np.unique(pairs[::step], return_counts=True)
    return [(int(values[at]), int(counts[at]) * step) for at in np.argsort(-counts)[:2]]


def _colours(pixel: int) -> NDArray[np.int16]:
    return np.array([pixel >> shift & 0xFF for shift in (0, 8, 16)], np.int16)


def _box_of(mask: NDArray[np.bool_]) -> Box:
    """The box around most of a mask: a few pixels elsewhere are letters that changed."""
    rows, columns = (np.flatnonzero(mask.mean(axis=axis) >= 0.2 * mask.mean(axis=axis).max()) for axis in (1, 0))
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _is_around(pixels: NDArray[np.uint32], box: Box, region: Box, ground: int) -> bool:
    """Whether a place is mostly surrounded by this ground on one side at least, and where it ends above or below."""
    inside = box.offset(-region.left, -region.top)
    top, bottom = max(0, inside.top - _AROUND), min(region.height, inside.bottom + _AROUND)
    left, right = max(0, inside.left - _AROUND), min(region.width, inside.right + _AROUND)
    sides = (
        pixels[top : inside.top, inside.left : inside.right],
        pixels[inside.bottom : bottom, inside.left : inside.right],
        pixels[inside.top : inside.bottom, left : inside.left],
        pixels[inside.top : inside.bottom, inside.right : right],
    )
    return any(side.size and float((side == ground).mean()) > 0.5 for side in sides)
