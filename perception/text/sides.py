"""The upright sides of fields, cells and buttons: what is written on both sides of one is two lines of text."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box
from gui_agent.perception.text.frames import between_levels, ink_of, runs, selection_in

_AROUND: Final = 8
"""Pixels around a line's box in which a side continues and meets the level one."""
_STEP: Final = 20
"""Difference (0 to 255, in any colour) of two neighbouring pixels that is an edge."""
_HIGH: Final = 0.5
"""Share of the box's height that a side has at least: a letter has less, since a box has room around its letters."""
_LOWEST: Final = 13
"""Pixels: no side is lower."""
_ROUND: Final = 7
"""Pixels: radius of a round corner."""
_THICK: Final = 4
"""Columns: edges that are no further apart are the two edges of one side."""
_FULL: Final = 0.9
"""Share of a row that is ink where it is a level side."""
_LEAST: Final = 6
"""Columns of the narrowest part that may hold text."""


def parted(picture: NDArray[np.uint8], box: Box) -> list[Box]:
    """The parts of a line's box between the upright sides of rectangles that are wider than high; pixels of the RGB `picture`."""
    height, width = picture.shape[:2]
    top, left = max(0, box.top - _AROUND), max(0, box.left - _AROUND)
    part = picture[top : min(height, box.bottom + _AROUND), left : min(width, box.right + _AROUND)].astype(np.int16)
    least = max(_LOWEST, round(_HIGH * box.height))
    if box.width < 2 * _LEAST or len(part) <= least:
        return [box]
    upright = np.abs(np.diff(part, axis=1)).max(axis=2) >= _STEP
    likely = np.flatnonzero(upright.sum(axis=0) >= least)
    if not len(likely):
        return [box]
    level = np.abs(np.diff(part, axis=0)).max(axis=2) >= _STEP
    strokes = _Strokes(level)
    sides = [column + 1 for column in likely.tolist() if _is_side(upright[:, column], strokes, column + 1, least)]
    edges = [column + left for column in sides if box.left < column + left < box.right]
    if not edges:
        return [box]
    groups = np.split(np.array(edges), np.flatnonzero(np.diff(edges) > _THICK) + 1)
    ends = [box.left, *(int(edge) for group in groups for edge in (group[0], group[-1])), box.right]
    parts = [Box(a, box.top, b, box.bottom) for a, b in zip(ends[::2], ends[1::2], strict=True)]
    return [_between_levels(picture, one) for one in parts if one.width >= _LEAST]


def _between_levels(picture: NDArray[np.uint8], part: Box) -> Box:
    """The part of a line's box between the level sides of the rectangle that it is in."""
    crop = picture[part.top : part.bottom, part.left : part.right]
    ink, usual = ink_of(crop)
    selected = selection_in(crop)
    if selected is not None and np.abs(selected[2].astype(np.int16) - usual).max() > _STEP:
        ink = np.abs(crop.astype(np.int16) - usual).max(axis=2) > _STEP
        ink[selected[0]] = False  # the ground of a selected text is no side
    top, bottom = between_levels(ink, part.height // 2, _FULL)
    return Box(part.left, part.top + top, part.right, part.top + bottom)


class _Strokes:
    """The stretches of level edges in each row of (rows, columns), found when they are asked for."""

    def __init__(self, level: NDArray[np.bool_]) -> None:
        self._level = level
        self._known: dict[int, list[tuple[int, int]]] = {}
        self.height, self.width = level.shape

    def of(self, row: int) -> list[tuple[int, int]]:
        if row not in self._known:
            self._known[row] = runs(self._level[row])
        return self._known[row]


def _is_side(edge: NDArray[np.bool_], level: _Strokes, column: int, least: int) -> bool:
    """Whether an upright edge in a column is the side of a rectangle.

    At both ends a level edge meets it, or it continues beyond the picture.
    """
    return any(
        (first == 0 or _meets(level, range(max(0, first - _ROUND), first + 3), column, last - first))
        and (last == len(edge) or _meets(level, range(max(0, last - 3), last + _ROUND), column, last - first))
        for first, last in runs(edge)
        if last - first >= least
    )


def _meets(level: _Strokes, rows: range, column: int, high: int) -> bool:
    """Whether one of these rows has a level edge that begins or ends near the column and is at least `high` pixels long."""
    for start, end in (run for row in rows if row < level.height for run in level.of(row)):
        begins = start > 0 and -2 <= start - column <= _ROUND  # where the picture was cut off, no line ends
        stops = end < level.width and -_ROUND <= end - column <= 2
        if end - start >= high and (begins or stops):
            return True
    return False
