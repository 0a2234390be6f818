"""The small arrows of drop-down lists and number fields, and the plus and minus that replace them."""

from __future__ import annotations

import numpy as np

from gui_agent.perception.elements.picture_parts import Colour, Parts
from gui_agent.perception.geometry import Box

_WIDE, _HIGH = (4, 24), (1, 22)
"""Pixels."""


def is_arrow(scene: Parts, box: Box, colour: Colour) -> bool:
    """Whether nothing but an arrow up or down (filled or as an angle) is drawn in `box`, on the ground `colour`."""
    drawn = scene.ink(box, colour, contrast=30)
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not len(rows):
        return False
    drawn = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high, wide = drawn.shape
    if not (_WIDE[0] <= wide <= _WIDE[1] and 2 <= high <= 0.85 * wide + 1) or not drawn.any(axis=0).all():
        return False
    level = np.array([np.flatnonzero(drawn[:, column]).mean() for column in range(wide)])
    ends, middle = (level[0] + level[-1]) / 2, level[wide // 2 - (wide % 2 == 0) : wide // 2 + 1].mean()
    even = np.abs(level - level[::-1]).max() <= max(1.0, 0.2 * high)
    steady = np.diff(level[: wide // 2 + 1])
    one_way = (steady >= -0.51).all() or (steady <= 0.51).all()
    return bool(even and one_way and abs(middle - ends) >= 0.22 * high and abs(middle - ends) >= 0.6)


def is_step(scene: Parts, box: Box, colour: Colour) -> bool:
    """Whether nothing but a small plus or minus is drawn in the middle of `box`, on the ground `colour`."""
    drawn = scene.ink(box, colour, contrast=30)
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not len(rows):
        return False
    height, width = drawn.shape
    drawn = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high, wide = drawn.shape
    central = (
        abs((rows[0] + rows[-1]) / 2 - height / 2) <= 0.16 * height
        and abs((columns[0] + columns[-1]) / 2 - width / 2) <= 0.2 * width
    )
    if not central or not (_WIDE[0] <= wide <= _WIDE[1] and _HIGH[0] <= high <= _HIGH[1]) or wide > 0.6 * width:
        return False
    if drawn.mean() > 0.9:
        return bool(2.5 * high <= wide)
    cross = drawn[high // 2].mean() > 0.85 and drawn[:, wide // 2].mean() > 0.85
    return bool(cross and drawn.mean() < 0.65 and abs(high - wide) <= 2)
