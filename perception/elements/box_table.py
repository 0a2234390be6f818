"""Which of many boxes are at a place, without asking each of them: a spreadsheet has thousands."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box, Point


class BoxTable:
    """Boxes in the order in which they were given; answers are their numbers, rising."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        sides = [(box.left, box.top, box.right, box.bottom) for box in boxes]
        self._left, self._top, self._right, self._bottom = np.array(sides, np.int64).reshape(-1, 4).T
        self._x, self._y = (self._left + self._right) // 2, (self._top + self._bottom) // 2

    def centred_in(self, box: Box) -> list[int]:
        """Those whose middle pixel is in a box."""
        inside = (box.left <= self._x) & (self._x < box.right) & (box.top <= self._y) & (self._y < box.bottom)
        return _numbers(inside)

    def holding(self, pixel: Point) -> list[int]:
        """Those that a pixel is in."""
        x, y = pixel.x, pixel.y
        return _numbers((self._left <= x) & (x < self._right) & (self._top <= y) & (y < self._bottom))

    def level(self, y: int) -> list[int]:
        """Those from whose upper to whose lower edge, both included, a row of pixels is."""
        return _numbers((self._top <= y) & (y <= self._bottom))

    def meeting(self, box: Box) -> list[int]:
        """Those that share a pixel with a box."""
        wide = np.minimum(self._right, box.right) - np.maximum(self._left, box.left)
        high = np.minimum(self._bottom, box.bottom) - np.maximum(self._top, box.top)
        return _numbers((wide > 0) & (high > 0))


def _numbers(chosen: NDArray[np.bool_]) -> list[int]:
    return [int(index) for index in np.flatnonzero(chosen)]
