"""Rows and columns of texts and drawings that belong together, and which of them stands out: the open tab, the link in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
_LEVEL, _UPRIGHT, _ALIKE = 0.25, 0.35, 0.3
"""Middles of one row, and left sides of one column, differ by less than this share of a line's height; heights by this share of the
larger one."""
_ROW_GAP, _COLUMN_GAP = 3.5, 3.0
"""Line heights between two neighbours in a row, and in a column, at most."""
_DIFFERS = 0.12
"""Share of the whole range of brightness or height by which one stands out from its group."""
_MOST_PIXELS = 1200
_BAR = 3.0
"""Line heights below a text in which a line under it may run."""
_NONE = -1.0
_OF_CHAIN = "length first last gap spread own_letters own_ground own_bar other_letters other_ground other_bar outstanding".split()
GROUPS = [
    *(f"row_{name}" for name in _OF_CHAIN),
    *(f"column_{name}" for name in _OF_CHAIN),
    *"column_words column_width letters_unusual letters_beside before_touches after_touches prose".split(),
    *"drawings_length drawings_spread drawings_gap".split(),
]


class Groups:
    """The parts of lines and the drawings of one picture as `atoms`, each in a row and in a column of its kind."""

    def __init__(
        self, picture: NDArray[np.uint8], parts: Sequence[TextLine], drawn: Sequence[Box], unit: float, level: NDArray[np.bool_]
    ) -> None:
        """`level` says which pixels are edges of level lines; `unit` is the usual height of a line in pixels."""
        self.unit, self.texts = unit, len(parts)
        self.words = np.array([len(part.words) for part in parts] + [0] * len(drawn), np.float32)
        boxes = [*(part.box for part in parts), *drawn]
        self.boxes = np.array([[box.left, box.top, box.right, box.bottom] for box in boxes], np.int64).reshape(-1, 4)
        looks = [_colours(picture, box) for box in boxes]
        self.letters = np.array([look[0] for look in looks], np.float32).reshape(-1, 3) / 255
        self.ground = np.array([look[1] for look in looks], np.float32).reshape(-1, 3) / 255
        self.bar = np.array([_bar_below(level, box, unit) for box in boxes], np.float32) / _BAR
        is_text = np.arange(len(boxes)) < self.texts
        self.row = chains(self.boxes, is_text, unit, in_row=True)
        self.column = chains(self.boxes, is_text, unit, in_row=False)

    def atoms_of(self, places: Ints) -> Ints:
        """For each place (left, top, right, bottom) the atom that it is about: its first text, otherwise its only drawing; else -1."""
        found = np.full(len(places), -1, np.int64)
        if not len(self.boxes) or not len(places):
            return found
        x, y = (self.boxes[:, 0] + self.boxes[:, 2]) / 2, (self.boxes[:, 1] + self.boxes[:, 3]) / 2
        left, top, right, bottom = (side[:, None] for side in places.T)
        inside = (left <= x) & (x < right) & (top <= y) & (y < bottom)
        is_text = np.arange(len(self.boxes)) < self.texts
        for mask in (inside & ~is_text, inside & is_text):
            at = np.where(mask, self.boxes[:, 0], 1 << 30).argmin(1)
            there = mask[np.arange(len(places)), at]
            found[there] = at[there]
        return found

    def of(self, atoms: Ints) -> Floats:
        """(places, GROUPS) for the atoms of places."""
        own = np.concatenate([*self._of_chains(self.row, 0), *self._of_chains(self.column, 1), *self._alone()]).T
        own = np.concatenate([own.astype(np.float32), np.full((1, len(GROUPS)), _NONE, np.float32)])
        return np.asarray(own[atoms], np.float32)

    def _of_chains(self, chains: list[Ints], axis: int) -> list[NDArray[np.float64]]:
        """What each atom's row (axis 0) or column is like, and how it differs from the others: (_OF_CHAIN, atoms)."""
        result = np.zeros((len(_OF_CHAIN), len(self.boxes)))
        for chain in chains:
            start, end = self.boxes[chain, axis], self.boxes[chain, axis + 2]
            gaps = (start[1:] - end[:-1]) / self.unit if axis == 0 else np.diff((start + end) / 2) / self.unit
            count = len(chain)
            result[0, chain] = min(count, 15)
            result[1, chain[0]] = result[2, chain[-1]] = 1
            result[3, chain] = gaps.mean() if count > 1 else _NONE
            result[4, chain] = gaps.std() if count > 2 else _NONE
            if count < 2:
                continue
            away = [
                np.abs(values[chain] - np.median(values[chain], axis=0)).reshape(count, -1).max(1)
                for values in (self.letters, self.ground, self.bar)
            ]
            if count == 2:  # neither is the usual one: both differ by the whole
                away = [2 * values for values in away]
            stands = np.max(away, axis=0) > _DIFFERS
            for index, values in enumerate(away):
                result[5 + index, chain] = values
                top = np.sort(values)[::-1]
                result[8 + index, chain] = np.where(values >= top[0], top[1], top[0])
            result[11, chain] = stands.sum() / count
        return [result]

    def _alone(self) -> list[NDArray[np.float64]]:
        count = len(self.boxes)
        words, width, prose = np.zeros(count), np.zeros(count), np.zeros(count)
        for chain in self.column:
            words[chain] = self.words[chain].mean()
            width[chain] = (self.boxes[chain, 2] - self.boxes[chain, 0]).max() / self.unit
            high = np.median(self.boxes[chain, 3] - self.boxes[chain, 1])
            steps = np.diff((self.boxes[chain, 1] + self.boxes[chain, 3]) / 2)
            prose[chain] = len(chain) > 1 and float(np.median(steps)) < 1.3 * high and self.words[chain].mean() >= 4
        text = np.arange(count) < self.texts
        usual = np.median(self.letters[text], axis=0) if text.any() else np.zeros(3)
        unusual = np.where(text, np.abs(self.letters - usual).max(1), _NONE)
        beside, before, after = np.full(count, _NONE), np.zeros(count), np.zeros(count)
        for chain in self.row:
            gaps = (self.boxes[chain[1:], 0] - self.boxes[chain[:-1], 2]) / self.unit
            for one, other, gap in zip(chain[:-1], chain[1:], gaps, strict=True):
                if gap < 0.6:
                    differs = float(np.abs(self.letters[one] - self.letters[other]).max())
                    after[one] = before[other] = 1
                    beside[one], beside[other] = max(beside[one], differs), max(beside[other], differs)
        sizes = np.full((3, count), _NONE)
        for chain in self.row:
            if chain[0] >= self.texts:
                middles = (self.boxes[chain, 0] + self.boxes[chain, 2]) / 2
                steps = np.diff(middles) / self.unit
                sizes[0, chain] = min(len(chain), 20)
                sizes[1, chain] = steps.std() if len(chain) > 2 else _NONE
                sizes[2, chain] = np.median(steps) if len(chain) > 1 else _NONE
        return [np.stack([words, width, unusual, beside, before, after, prose]), sizes]


def chains(boxes: Ints, is_text: NDArray[np.bool_], unit: float, *, in_row: bool) -> list[Ints]:
    """Atoms one after the other in a row (or column): of one kind, alike in height, level (or with one left side), and close."""
    found: list[Ints] = []
    for kind in (True, False):
        members = np.flatnonzero(is_text == kind)
        if not len(members):
            continue
        middle = (boxes[members, 1] + boxes[members, 3]) / 2 if in_row else boxes[members, 0].astype(np.float64)
        order = members[np.argsort(middle, kind="stable")]
        across = np.sort(middle, kind="stable")
        breaks = np.flatnonzero(np.diff(across) > (_LEVEL if in_row else _UPRIGHT) * unit) + 1
        for line in np.split(order, breaks):
            found += _parted(boxes, line, unit, in_row)
    return found


def _parted(boxes: Ints, line: Ints, unit: float, in_row: bool) -> list[Ints]:
    """One row or column, parted where neighbours are far from each other or of another height."""
    axis = 0 if in_row else 1
    line = line[np.argsort(boxes[line, axis], kind="stable")]
    gaps = (boxes[line[1:], axis] - boxes[line[:-1], axis + 2]) / unit
    high = (boxes[line, 3] - boxes[line, 1]).astype(np.float64)
    alike = np.abs(np.diff(high)) <= _ALIKE * np.maximum(high[1:], high[:-1]) + 1
    apart = np.flatnonzero((gaps > (_ROW_GAP if in_row else _COLUMN_GAP)) | ~alike) + 1
    return np.split(line, apart)


def _colours(picture: NDArray[np.uint8], box: Box) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The colour (RGB, 0 to 255) of what is drawn in a box, and of its ground."""
    part = picture[max(0, box.top) : box.bottom, max(0, box.left) : box.right].reshape(-1, 3)
    part = part[:: 1 + len(part) // _MOST_PIXELS].astype(np.int16)
    if not len(part):
        return np.zeros(3), np.zeros(3)
    middle = len(part) // 2
    ground = np.partition(part, middle, axis=0)[middle]
    differs = np.abs(part - ground).max(1)
    strong = part[differs >= 0.75 * differs.max()]
    return np.partition(strong, len(strong) // 2, axis=0)[len(strong) // 2].astype(np.float64), ground.astype(np.float64)


def _bar_below(level: NDArray[np.bool_], box: Box, unit: float) -> float:
    """How far below a box (in line heights) a level line runs under most of it; `_BAR` where there is none."""
    high = level.shape[0]
    first, last = min(high, box.bottom - 3), min(high, box.bottom + round(_BAR * unit))
    part = level[first:last, max(0, box.left) + 1 : max(box.left + 2, box.right - 1)]
    if not part.size:
        return _BAR
    rows = np.flatnonzero(part.mean(axis=1) > 0.8)
    return float(rows[0]) / unit if len(rows) else _BAR
