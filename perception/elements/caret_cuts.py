"""Fields that a text caret cuts in two: it leaves a pixel free above and below, and the field's ground is one area around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box
from gui_agent.perception.shapes import Area

_WIDEST: Final = 3
"""Columns of a caret at most."""
_TALL: Final = 0.6
"""Height of a caret that reaches so near to both sides, as a fraction of the field's, at least."""
_NEAR: Final = 3
"""Pixels of ground above and below it at most: with more the areas on its two sides are one."""
_INK: Final = 60
"""Difference (0 to 255) of a caret from the ground."""
_EVEN: Final = 24
"""Difference (0 to 255) within a caret, and within a ground."""


def rejoined(picture: NDArray[np.uint8], areas: Iterable[Area]) -> list[Area]:
    """The areas in their order, where those on the two sides of a caret are one; boxes are pixels of the (height, width, RGB) picture.

    The line between two cells touches the lines above and below it, and is none.
    """
    areas = list(areas)
    joined: dict[int, Area] = {}
    parts: list[Box] = []
    for area in areas:
        if area.box.height >= 2 * _NEAR and (left := _left_of_caret(picture, area)) is not None:
            box = Box(left, area.box.top, area.box.right, area.box.bottom)
            joined[id(area)] = replace(area, box=box)
            parts.append(Box(left - 1, box.top, area.box.left + 1, box.bottom))
    return [
        joined.get(id(area), area)
        for area in areas
        if id(area) in joined or not any(part.intersection(area.box) == area.box for part in parts)
    ]


def _left_of_caret(picture: NDArray[np.uint8], area: Area) -> int | None:
    """Where the ground of an area begins left of the caret at its left side; None where there is no caret."""
    box = area.box
    first = max(0, box.left - _WIDEST)
    part = picture[box.top : box.bottom, first : box.left + 1].astype(np.int16)
    ink = np.abs(part - np.array(area.colour, np.int16)).max(axis=2) > _INK
    columns = np.flatnonzero(ink.any(axis=0))
    if not len(columns) or columns[-1] < ink.shape[1] - 2:
        return None
    last = int(columns[-1])
    rows = np.flatnonzero(ink[:, last])
    if len(rows) != rows[-1] - rows[0] + 1 or len(rows) < _TALL * box.height:
        return None
    above, below = int(rows[0]) - 1, int(rows[-1]) + 1
    if not (0 <= above < _NEAR and box.height - _NEAR <= below < box.height):
        return None
    if int(np.ptp(part[rows, last].max(axis=1))) > _EVEN:
        return None
    starts = [_ground_from(picture[box.top + row], box.left, area.colour) for row in (above, below)]
    return min(starts) if abs(starts[0] - starts[1]) <= 1 and max(starts) < first else None


def _ground_from(row: NDArray[np.uint8], column: int, colour: tuple[int, int, int]) -> int:
    """The first column of the run of one colour in a row of pixels that ends at `column`; column + 1 if it has another colour."""
    other = np.abs(row[: column + 1].astype(np.int16) - np.array(colour, np.int16)).max(axis=1) > _EVEN
    found = np.flatnonzero(other)
    return int(found[-1]) + 1 if len(found) else 0
