"""The open one of several tabs, whose others are plain texts: a bar of its own is below it, or it is merged into its page.

The bar is of any colour, about as wide as the text or its tab. What is merged has a frame without a lower side, which the page's has.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.geometry import Box

_INK = 50
"""Of 255: a bar differs from the ground of its text so much."""
_PLAIN = 24
"""Of 255: pixels of one bar differ less."""
_ROUND = 4
"""Pixels: rows of a bar with round ends differ so much at most."""
_THICK = (2, 8)
"""Rows of a bar: an underline has one."""
_DEEP = 1.1
"""Heights of a text's box from its middle in which its bar begins at most."""
_WHOLE, _GAP = 0.9, 0.1
"""Share of a side that is an edge; share of the text's width that is one where there is no side."""
_SHORT, _BESIDE = 0.35, 1.7
"""How long a bar is at least, as a share of its text; how far it reaches beyond the text at most, in heights of the text's box."""
_ASIDE = 0.25
"""How far the middles of a bar and of its text are apart at most, as a share of the text's width: an underlined field begins with it."""


def has_bar(scene: Parts, box: Box, row: Sequence[Box]) -> bool:
    """Whether a bar of its own is below the text in `box`; `row` holds the boxes of all texts of its row. Pixels of the picture."""
    height, width = scene.picture.shape[:2]
    before = max((other.right for other in row if other.right <= box.left), default=0)
    after = min((other.left for other in row if other.left >= box.right), default=width)
    reach = round(_BESIDE * box.height)
    left, right = max(before, box.left - reach - 2, 0), min(after, box.right + reach + 2, width)
    top, bottom = box.center.y + round(0.3 * box.height), min(height, box.center.y + round(_DEEP * box.height) + _THICK[1] + 2)
    if right - left < 8 or bottom - top < 4:
        return False
    part = scene.picture[top:bottom, left:right].astype(np.int16)
    ground = np.median(scene.picture[box.top : box.bottom, box.left : box.right].reshape(-1, 3), axis=0)
    bar = _bar(np.abs(part - ground).max(axis=2) > _INK, box.center.x - left)
    if bar is None or bar.left <= 0 or bar.right >= right - left or bar.bottom >= bottom - top:
        return False
    own = part[bar.top : bar.bottom, bar.left + 1 : bar.right - 1].reshape(-1, 3)
    level = abs((bar.left + bar.right) / 2 + left - (box.left + box.right) / 2) <= _ASIDE * box.width + 3
    above = np.abs(part[: bar.top, bar.left : bar.right] - ground).max(axis=2) > _INK
    free = bar.top > 0 and not above[-1].any() and not above[:, :2].all() and not above[:, -2:].all()
    return bool(level and free and bar.width >= max(10, _SHORT * box.width) and len(own) and np.ptp(own, axis=0).max() <= _PLAIN)


def is_open(scene: Parts, box: Box, row: Sequence[Box]) -> bool:
    """Whether the text in `box` has a frame but for its lower side, where the line below the others of its `row` ends."""
    height, width = scene.picture.shape[:2]
    reach = round(_BESIDE * box.height)
    before = max((other.right for other in row if other.right <= box.left), default=0)
    after = min((other.left for other in row if other.left >= box.right), default=width)
    left, right = max(before, box.left - reach, 0), min(after, box.right + reach, width)
    top, bottom = max(0, box.center.y - reach), min(height, box.center.y + reach)
    edge = scene.outline[top:bottom] > 0
    own = edge[:, box.left : box.right].mean(axis=1)
    middle = box.center.y - top
    above = np.flatnonzero(own[: max(0, middle - box.height // 4)] >= _WHOLE)
    if not len(above):
        return False
    high = int(above[-1])
    lower = range(middle + box.height // 3, bottom - top)
    for low in lower:
        if own[low] > _GAP:
            continue
        sides = [_side(edge[high : low + 1, left : box.left]), _side(edge[high : low + 1, box.right : right])]
        if sides[0] is None or sides[1] is None:
            continue
        first, last = left + sides[0], box.right + sides[1]
        if any(
            part.any() and part.mean() >= 0.5
            for part in (edge[high, max(0, first - 7) : first - 2], edge[high, last + 3 : last + 8])
        ):
            continue  # what is above it is longer
        beyond = [edge[low, max(0, first - reach) : first - 1], edge[low, last + 2 : last + 2 + reach]]
        if any(len(part) >= box.height and part.mean() >= _WHOLE for part in beyond):
            below = edge[low + 2 : low + 7]
            ends = [np.asarray(below[:, max(0, side - 1) : side + 2].any(axis=1)) for side in (first, last)]
            closed = own[middle + box.height // 3 : low + max(7, box.height // 3)].max(initial=0.0) >= _WHOLE
            return not closed and len(below) > 2 and any(end.mean() < 0.5 for end in ends)
    return False


def _side(part: NDArray[np.bool_]) -> int | None:
    """The column of an upright side that is as high as the part, save its corners; None where there is none."""
    if part.shape[0] < 2 * _ROUND or not part.shape[1]:
        return None
    columns = np.flatnonzero(part[_ROUND:-1].mean(axis=0) >= _WHOLE)
    return int(columns[0]) if len(columns) else None


def _bar(ink: NDArray[np.bool_], middle: int) -> Box | None:
    """The level bar around a column: rows in which the same stretch is drawn; None where there is none so thick."""
    found: Box | None = None
    for index, row in enumerate(ink):
        start, end = _stretch(row, middle)
        if found is not None and abs(start - found.left) <= _ROUND and abs(end - found.right) <= _ROUND and index == found.bottom:
            found = Box(found.left, found.top, found.right, index + 1)
        elif found is not None and found.height >= _THICK[0]:
            break
        else:
            found = Box(start, index, end, index + 1) if end - start >= 10 else None
    return found if found is not None and _THICK[0] <= found.height <= _THICK[1] else None


def _stretch(row: NDArray[np.bool_], middle: int) -> tuple[int, int]:
    """First column and end of what is drawn around a column of a row; twice the column where nothing is."""
    if not 0 <= middle < len(row) or not row[middle]:
        return middle, middle
    before, after = np.flatnonzero(~row[:middle]), np.flatnonzero(~row[middle:])
    return (int(before[-1]) + 1 if len(before) else 0), (middle + int(after[0]) if len(after) else len(row))
