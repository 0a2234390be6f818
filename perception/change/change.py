"""What differs between two screenshots, and where: the visible effect of an action.

A text caret that appears or disappears is no change: a blinking caret would otherwise make every action look effective.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box, RelativeBox
from gui_agent.perception.screen.screenshot import Screenshot

TILE = 16
"""Side in pixels of the squares in which differences are gathered; differences in neighbouring squares are one change."""
CARET_WIDTH = 3
CARET_HEIGHT = 48
UNCHANGED = "nothing visible changed"
_SHOWN_BOXES = 3


@dataclass(frozen=True)
class Change:
    """Where two pictures differ; false when they show the same."""

    boxes: tuple[Box, ...]
    """Pixels of the virtual screen, the largest first; carets left out."""
    fraction: float
    """Changed pixels, as a fraction of the picture (0 to 1)."""
    caret: bool = False
    """Whether a text caret came to where the mouse clicked."""

    def __bool__(self) -> bool:
        return bool(self.boxes)

    def describe(self, frame: Box) -> str:
        """One sentence for the model, places in thousandths of the picture that shows `frame`."""
        if not self.boxes:
            return "nothing visible changed but the text caret, which is where you clicked" if self.caret else UNCHANGED
        if self.fraction > 0.5:
            return "most of the screen changed"
        shown = self.boxes[:_SHOWN_BOXES]
        if len(self.boxes) > _SHOWN_BOXES:
            for box in self.boxes[_SHOWN_BOXES:]:
                nearest = min(range(len(shown)), key=lambda index: shown[index].union(box).area - shown[index].area)
                shown = (*shown[:nearest], shown[nearest].union(box), *shown[nearest + 1 :])
        return "the screen changed in " + " and ".join(_thousandths(box, frame) for box in shown)


def compare(before: Screenshot, after: Screenshot, moving: NDArray[np.bool_] | None = None) -> Change:
    """What is different in `after`, within the part that both pictures show; different parts count as a complete change.

    `moving` are squares of 32 pixels a side that move by themselves: they are left out.
    """
    if before.region != after.region:
        return Change((after.region,), 1.0)
    old, new = before.pixels, after.pixels
    if old is new:
        return Change((), 0.0)
    differs = old != new
    if moving is not None and moving.any():
        differs &= ~np.repeat(np.repeat(moving, 32, axis=0), 32, axis=1)[: differs.shape[0], : differs.shape[1]]
    boxes = [box for box in changed_boxes(differs) if not is_caret(box)]
    changed = sum(int(np.count_nonzero(differs[box.top : box.bottom, box.left : box.right])) for box in boxes)
    moved = tuple(box.offset(after.region.left, after.region.top) for box in boxes)
    return Change(moved, min(1.0, changed / differs.size))


def is_caret(box: Box) -> bool:
    """Whether a change of this shape is a text caret that blinked."""
    return box.width <= CARET_WIDTH and CARET_WIDTH < box.height <= CARET_HEIGHT


def tiles(differs: NDArray[np.bool_], side: int = TILE) -> NDArray[np.bool_]:
    """Which squares of `side` pixels hold a difference: a (rows, columns) grid; those at the right and bottom may be cut."""
    rows = np.logical_or.reduceat(differs, np.arange(0, differs.shape[0], side), axis=0)
    return np.logical_or.reduceat(rows, np.arange(0, differs.shape[1], side), axis=1)


def changed_boxes(differs: NDArray[np.bool_]) -> list[Box]:
    """Tight boxes around the groups of differing pixels of a (height, width) mask, the largest first."""
    grid = tiles(differs)
    boxes = []
    for top, left, bottom, right in _groups(grid):
        part = differs[top * TILE : bottom * TILE, left * TILE : right * TILE]
        rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        boxes.append(
            Box(
                left * TILE + int(columns[0]),
                top * TILE + int(rows[0]),
                left * TILE + int(columns[-1]) + 1,
                top * TILE + int(rows[-1]) + 1,
            )
        )
    return sorted(boxes, key=lambda box: -box.area)


def _groups(grid: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """Bounds (top, left, bottom, right) of each group of true cells that touch, also at a corner."""
    left_over = {(int(row), int(column)) for row, column in np.argwhere(grid)}
    while left_over:
        stack = [left_over.pop()]
        rows, columns = [], []
        while stack:
            row, column = stack.pop()
            rows.append(row)
            columns.append(column)
            for neighbour in _neighbours(row, column):
                if neighbour in left_over:
                    left_over.remove(neighbour)
                    stack.append(neighbour)
        yield min(rows), min(columns), max(rows) + 1, max(columns) + 1


def _neighbours(row: int, column: int) -> Iterator[tuple[int, int]]:
    return ((row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right)


def _thousandths(box: Box, frame: Box) -> str:
    relative = RelativeBox.of(box, frame)
    sides = (relative.left, relative.top, relative.right, relative.bottom)
    return "[" + ",".join(str(min(999, max(0, round(side)))) for side in sides) + "]"
