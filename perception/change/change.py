"""What differs between two screenshots, and where: the visible effect of an action.

A text caret that appears or disappears is no change: a blinking caret would otherwise make every action look effective.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box, Point, RelativeBox
from gui_agent.perception.screen.screenshot import Screenshot

TILE = 16
"""Side in pixels of the squares in which differences are gathered; differences in neighbouring squares are one change."""
CARET_WIDTH = 3
CARET_HEIGHT = 48
CARET_ASIDE, CARET_CONTRAST = 400, 40
"""Pixels to each side of a click in which its caret is looked for; difference (0 to 255) from the ground beside it."""
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


def is_moved_caret(before: Screenshot, after: Screenshot, box: Box) -> bool:
    """Whether all that differs within `box` (pixels of the virtual screen) is a text caret that went from one place to another."""
    inside = box.offset(-after.region.left, -after.region.top)
    rows, columns = slice(inside.top, inside.bottom), slice(inside.left, inside.right)
    differs = before.pixels[rows, columns] != after.pixels[rows, columns]
    used = np.flatnonzero(differs.any(axis=0))
    runs = np.split(used, np.flatnonzero(np.diff(used) > 1) + 1)
    if len(runs) != 2 or any(len(run) > CARET_WIDTH for run in runs) or not CARET_WIDTH < box.height <= CARET_HEIGHT:
        return False
    brighter = after.rgb[rows, columns].astype(np.int16).sum(axis=2) - before.rgb[rows, columns].astype(np.int16).sum(axis=2)
    one, other = (float(brighter[:, run].sum()) for run in runs)  # it is gone here, and is there now
    return one * other < 0


def caret_came(before: Screenshot, after: Screenshot, clicked: Point) -> bool:
    """Whether a text caret is in the line of a click (pixels of the virtual screen) that was not there, with nothing in between.

    The first and the last row of a caret are above and below the letters, so that only a border is between it and the click.
    """
    point = clicked.offset(-after.region.left, -after.region.top)
    top, left = max(0, point.y - CARET_HEIGHT), max(0, point.x - CARET_ASIDE)
    rows, columns = slice(top, point.y + CARET_HEIGHT), slice(left, point.x + CARET_ASIDE)
    for box in changed_boxes(before.pixels[rows, columns] != after.pixels[rows, columns]):
        caret = box.offset(left, top)
        if not is_caret(box) or not caret.top <= point.y < caret.bottom:
            continue
        one, other = sorted((point.x, caret.right if caret.left < point.x else caret.left))
        edges = after.pixels[[caret.top, caret.bottom - 1], one:other]
        inside = after.rgb[caret.top : caret.bottom, caret.left : caret.right].astype(np.int16)
        beside = after.rgb[caret.top : caret.bottom, caret.right : caret.right + 1].astype(np.int16)
        is_there = beside.size > 0 and float(np.abs(inside.mean(axis=1) - beside[:, 0]).mean()) > CARET_CONTRAST
        if is_there and bool((edges == edges[:, :1]).all()):
            return True
    return False


def tiles(differs: NDArray[np.bool_], side: int = TILE) -> NDArray[np.bool_]:
    """Which squares of `side` pixels hold a difference: a (rows, columns) grid; those at the right and bottom may be cut.

    `side` is a multiple of 8: eight pixels are looked at as one number, in a tenth of the time.
    """
    height, width = differs.shape
    if width % 8 or not differs.flags.c_contiguous:
        whole = np.zeros((height, -(-width // 8) * 8), np.bool_)
        whole[:, :width] = differs
        differs = whole
    eights = differs.view(np.uint64)
    rows = np.bitwise_or.reduceat(eights, np.arange(0, height, side), axis=0)
    return np.logical_or.reduceat(rows, np.arange(0, eights.shape[1], side // 8), axis=1)


def grown(grid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A grid in which the eight neighbours of what is true are true, too."""
    if not grid.any():
        return grid
    padded = np.pad(grid, 1)
    rows = padded[:-2] | padded[1:-1] | padded[2:]
    return np.asarray(rows[:, :-2] | rows[:, 1:-1] | rows[:, 2:])


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
