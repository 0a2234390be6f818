"""The lines of text at a place, found by their ink alone: quick, for places that are known to have changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box
from gui_agent.perception.opencv import cv2
from gui_agent.perception.text.frames import brightness, usual

_INK = 45
"""Difference in brightness (0 to 255) from the ground from which a pixel counts as ink."""
_LEAST, _MOST = 7, 44
"""Pixels: a line of text is no lower and no higher."""
_GAP = 1.3
"""Heights of a line without ink that end it."""
_BORDER = 0.92
"""Share of a column's or a row's pixels that are ink where it is a border and no letter."""
_SIDE = 0.6
"""Share of a column's pixels that are ink where it is the side of a frame around many lines."""
_RULE = 3
"""Connected ink so many times as wide as the highest text is high: the frame of a field, or the ground of a button."""
_REACH = 40
"""Heights of a line to each side of a place in which the rest of the line is looked for."""
_BEYOND = 3
"""Pixels above and below a line in which a border continues."""
_MOST_LINES = 12


def ink_lines(picture: NDArray[np.uint8], place: Box) -> list[Box]:
    """The boxes around the lines of text that are at `place`, or reach into it, from the top down; pixels of the (RGB) picture."""
    height, width = picture.shape[:2]
    grown = Box(max(0, place.left - 4), max(0, place.top - 10), min(width, place.right + 4), min(height, place.bottom + 10))
    around = Box(
        max(0, grown.left - _REACH * _MOST), max(0, grown.top - _BEYOND),
        min(width, grown.right + _REACH * _MOST), min(height, grown.bottom + _BEYOND),
    )  # fmt: skip
    bright = brightness(picture[around.top : around.bottom, around.left : around.right])
    inner, wanted = (box.offset(-around.left, -around.top) for box in (grown, place))
    found: list[Box] = []
    for top, bottom in _rows(bright[inner.top : inner.bottom, inner.left : inner.right]):
        row = inner.top + top, inner.top + bottom
        for left, right in _columns(bright, row, inner.left, inner.right):
            box = Box(left, row[0], right, row[1])
            if box.padded(1).intersection(wanted) and not any(other.intersection(box) for other in found):
                found.append(box)
        if len(found) >= _MOST_LINES:
            break
    lines = [box.offset(around.left, around.top).padded(2) for box in found]
    return [line.intersection(Box(0, 0, width, height)) or line for line in lines]


def _ink(part: NDArray[np.int16]) -> NDArray[np.bool_]:
    return np.asarray(np.abs(part - usual(part)) > _INK)


def _rows(part: NDArray[np.int16]) -> list[tuple[int, int]]:
    """Where lines of text begin and end, from the top."""
    if not part.size:
        return []
    ink = _without_frames(_ink(part))
    if len(part) > _MOST:  # the frame of a menu, or what is beside a button, would join all rows
        ink = ink & (ink.mean(axis=0) < _SIDE)
    share = ink.mean(axis=1)
    return [(first, last) for first, last in _runs((share > 0) & (share < _BORDER), 1) if _LEAST <= last - first <= _MOST]


def _without_frames(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Ink without what is wider than any letter: the frame of a field would join the rows above and below the text in it."""
    if ink.shape[1] < _RULE * _MOST:
        return ink
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    is_frame = (stats[:, cv2.CC_STAT_WIDTH] >= _RULE * _MOST) & (stats[:, cv2.CC_STAT_WIDTH] < _BORDER * ink.shape[1])
    is_frame[0] = False
    return ink & ~is_frame[labels] if is_frame.any() else ink


def _columns(bright: NDArray[np.int16], row: tuple[int, int], left: int, right: int) -> list[tuple[int, int]]:
    """Where the texts of a row of a picture begin and end that reach into `left` to `right`."""
    top, bottom = row
    height = bottom - top
    start, end = max(0, left - _REACH * height), min(bright.shape[1], right + _REACH * height)
    part = bright[top:bottom, start:end]
    # The ground is that of the middle: a text on a button is not on the window's ground.
    middle = part[:, max(0, left - start - 2 * height) : right - start + 2 * height]
    ground = usual(middle) if middle.size else 255
    letters = (np.abs(part - ground) > _INK).any(axis=0)
    # What continues above and below the line is a border, or another ground, and no letter.
    tall = bright[max(0, top - _BEYOND) : bottom + _BEYOND, start:end]
    borders = (np.abs(tall - ground) > _INK).mean(axis=0) > _BORDER
    runs: list[tuple[int, int]] = []
    for first, last in _runs(letters & ~borders, max(4, round(_GAP * height))):
        cuts = np.flatnonzero(borders[first:last]) + first
        edges = [first - 1, *(int(cut) for cut in cuts), last]
        runs += [(a + 1 + start, b + start) for a, b in zip(edges, edges[1:], strict=False) if b - a > 3]
    return runs


def _runs(marks: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """Beginnings and ends of the runs of true values; shorter gaps do not part them."""
    where = np.flatnonzero(marks)
    if not len(where):
        return []
    cuts = np.flatnonzero(np.diff(where) > gap)
    starts = [int(where[0]), *(int(where[cut + 1]) for cut in cuts)]
    ends = [*(int(where[cut]) + 1 for cut in cuts), int(where[-1]) + 1]
    return list(zip(starts, ends, strict=True))
