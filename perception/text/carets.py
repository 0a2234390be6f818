"""A text caret beside the letters of a line: it is read as one more letter, and is none."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box
from gui_agent.perception.text.frames import between_levels, brightness, usual

_WIDEST: Final = 3
"""Pixels across a caret."""
_AROUND: Final = 5
"""Pixels above, below and beside a line's box in which a caret may reach."""
_INK: Final = 60
"""Difference of brightness (0 to 255) from the ground."""
_EVEN: Final = 12
"""Difference of brightness along a caret: the strokes of letters are smoothed at their ends and joints."""
_LOWER: Final = 0.12
"""By this share of its height a caret ends lower than the letters that have no descender."""
_FRAME: Final = 0.8
"""Share of a row or column that is ink where it is the side of a field."""
_LOWEST: Final = 9
"""Pixels of height of a caret that is alone."""
_TALL: Final = 0.48
"""Share of a field's height that a caret has at least, and hardly a letter."""
_THIN: Final = 14
"""Pixels of height from which on a letter's stroke is wider than one pixel."""
_EMPTY: Final = 3
"""How much is empty right of a caret that is alone, in its heights."""
_SIDE: Final = 24
"""Pixels from the side of a field to the caret in it at most."""


def without_caret(picture: NDArray[np.uint8], box: Box) -> Box:
    """The box of a line without the caret at its end or its start; pixels of the RGB `picture`.

    A caret is an even upright stroke that begins above all letters of the line and ends below those without a descender.
    """
    height, width = picture.shape[:2]
    top, left = max(0, box.top - _AROUND), max(0, box.left - _AROUND)
    part = picture[top : min(height, box.bottom + _AROUND), left : min(width, box.right + _AROUND)]
    if part.size == 0:
        return box
    grey = brightness(part)
    inner = grey[box.top - top : box.bottom - top, box.left - left : box.right - left]
    if inner.size == 0:
        return box
    ink = np.abs(grey - usual(inner)) > _INK
    first, last = between_levels(ink, (box.top + box.bottom) // 2 - top, _FRAME)
    grey, ink = grey[first:last], ink[first:last]
    own = _own_rows(ink[:, box.left - left : box.right - left + _AROUND], (box.top + box.bottom) // 2 - top - first)
    grey, ink = grey[own], ink[own]
    columns = np.flatnonzero(ink[:, box.left - left : box.right - left].any(axis=0)) + box.left - left
    if not len(columns):
        return box
    inside = slice(box.left - left, box.right - left + _AROUND)
    if at := _caret_at_end(grey[:, inside], ink[:, inside], int(columns[-1]) - inside.start):
        return Box(box.left, box.top, max(box.left + 1, box.left + at), box.bottom)
    width = min(box.right - left, ink.shape[1])
    if at := _caret_at_end(grey[:, width - 1 :: -1], ink[:, width - 1 :: -1], width - 1 - int(columns[0])):
        return Box(min(box.right - 1, left + width - at), box.top, box.right, box.bottom)
    return box


def is_lone_caret(picture: NDArray[np.uint8], box: Box) -> bool:
    """Whether all that is drawn at a line's box is a caret at the left side of an empty field, which is read as "1" or "l".

    It is one even upright stroke with plain pixels beside it; a letter's stroke is smoothed at its sides. The field has a side left of it,
    and nothing in it for several heights of the caret to the right. Pixels of the RGB `picture`.
    """
    height, width = picture.shape[:2]
    top, bottom = max(0, box.top - _AROUND), min(height, box.bottom + _AROUND)
    left, right = max(0, box.left - _AROUND - _SIDE), min(width, box.right + _EMPTY * (bottom - top))
    grey = brightness(picture[top:bottom, left:right])
    inner = grey[:, box.left - left : box.right - left]
    if inner.size == 0:
        return False
    ground = usual(inner)
    differs = grey != ground
    first, last = between_levels(np.abs(inner - ground) > _INK, (box.top + box.bottom) // 2 - top, _FRAME)
    columns = np.flatnonzero(differs[first:last, box.left - left : box.right - left].any(axis=0)) + box.left - left
    if not len(columns) or np.ptp(columns) >= _WIDEST:
        return False
    start, end = int(columns[0]), int(columns[-1]) + 1
    stroke = grey[first:last, start:end]
    ink = np.abs(stroke - ground) > _INK
    rows = np.flatnonzero(ink[:, 0])
    if len(rows) < _LOWEST or not all(np.array_equal(ink[:, column], ink[:, 0]) for column in range(end - start)):
        return False
    if (
        len(rows) != rows[-1] - rows[0] + 1
        or np.ptp(stroke[rows]) > _EVEN
        or np.count_nonzero(differs[first:last, start:end] & ~ink)
    ):
        return False
    tall = len(rows) >= _TALL * (last - first) or (end - start == 1 and len(rows) >= _THIN)
    level = slice(first + int(rows[0]), first + int(rows[-1]) + 1)
    after, before = differs[level, end : end + _EMPTY * len(rows)], differs[level, max(0, start - _SIDE) : start]
    return tall and after.shape[1] >= _EMPTY * len(rows) and not after.any() and bool((before.mean(axis=0) >= _FRAME).any())


def _caret_at_end(grey: NDArray[np.int16], ink: NDArray[np.bool_], end: int) -> int:
    """The column where the caret begins whose last column is near `end`; 0 where there is none."""
    while end + 1 < ink.shape[1] and ink[:, end + 1].any():
        end += 1  # the box may end within the caret
    stroke = ink[:, end]
    start = end + 1
    while start > 0 and end - start + 1 < _WIDEST and _is_even(grey[:, start - 1], ink[:, start - 1]):
        if not np.array_equal(ink[:, start - 1], stroke):
            break
        start -= 1
    if start > end or start == 0:
        return 0
    rows = np.flatnonzero(stroke)
    high, low = int(rows[0]), int(rows[-1])
    letters = ink[high : low + 1, :start]  # what is above and below may be other lines
    inked = np.flatnonzero(letters.any(axis=1))
    if not len(inked) or _continues(ink[low, :start], ink[low + 1 : low + 2, :start]):
        return 0
    feet = len(letters) - 1 - np.argmax(letters[::-1, letters.any(axis=0)], axis=0)
    foot = int(np.median(feet))
    tall = low - high + 1
    return start if inked[0] > 0 and tall - 1 - foot >= max(2, round(_LOWER * tall)) else 0


def _own_rows(ink: NDArray[np.bool_], middle: int) -> slice:
    """The rows of a line that are connected with its middle: others are of the lines above and below; all where that is empty."""
    inked = np.asarray(ink.any(axis=1))
    if not inked[middle]:
        return slice(0, len(ink))
    empty = np.flatnonzero(~inked)
    above, below = empty[empty < middle], empty[empty > middle]
    return slice(int(above[-1]) if len(above) else 0, int(below[0]) + 1 if len(below) else len(ink))


def _continues(row: NDArray[np.bool_], below: NDArray[np.bool_]) -> bool:
    """Whether letters in a row reach into the one below it; none if there is no such row."""
    beside = row.copy()
    beside[1:] |= row[:-1]
    beside[:-1] |= row[1:]
    return bool((below & beside).any())


def _is_even(grey: NDArray[np.int16], ink: NDArray[np.bool_]) -> bool:
    """Whether a column holds one unbroken stroke of one colour."""
    rows = np.flatnonzero(ink)
    return len(rows) > 0 and len(rows) == rows[-1] - rows[0] + 1 and int(np.ptp(grey[rows])) <= _EVEN
