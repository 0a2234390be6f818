"""What a place looks like, as numbers: size, borders, colours, ink. Lengths are shares of the usual height of a line of text."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.elements.picture_parts import Parts

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
_RUN = 9
"""Pixels of the shortest straight edge that may be a border."""
_FAR = 6.0
"""Line heights: what is farther away is not near at all."""
_USUAL = 22.0
"""Pixels of a line of text where none was read."""
_RING = 8
"""Points on each side of a place where its colours are taken."""
LOOKS = (
    "width height aspect left top right bottom border_top border_bottom border_left border_right borders rounded "
    "line_above line_below line_left line_right lum_in sat_in lum_out sat_out lum_far change_near change_far signed_far page "
    "ink ink_left ink_middle ink_right letters_sat letters_blue margin_left margin_top margin_right margin_bottom centred contrast colours"
).split()


class Looks:
    """Maps of one picture from which looks are read; boxes are rows of left, top, right, bottom in its pixels."""

    def __init__(self, scene: Parts) -> None:
        self.scene = scene
        self.picture = scene.picture
        self.high, self.wide = scene.picture.shape[:2]
        heights = [line.box.height for line in scene.lines if len(line.text) > 1]
        self.unit = float(np.median(heights)) if len(heights) > 2 else _USUAL * scene.magnified

    @cached_property
    def _straight(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which edges are parts of level, and of upright, straight lines."""
        from gui_agent.perception.opencv import cv2

        level = cv2.morphologyEx(self.scene.outline, cv2.MORPH_OPEN, np.ones((1, _RUN), np.uint8))
        upright = cv2.morphologyEx(self.scene.outline, cv2.MORPH_OPEN, np.ones((_RUN, 1), np.uint8))
        return level > 0, upright > 0

    @property
    def level(self) -> NDArray[np.bool_]:
        """Which pixels are edges of level straight lines."""
        return self._straight[0]

    def of(self, boxes: Ints) -> Floats:
        """(boxes, LOOKS)."""
        left, top, right, bottom = boxes.T
        wide, high = right - left, bottom - top
        size = [wide / self.unit, high / self.unit, np.minimum(20, wide / np.maximum(1, high))]
        place = [left / self.wide, top / self.unit, (self.wide - right) / self.wide, (self.high - bottom) / self.unit]
        columns = [*size, *place, *self._borders(boxes), *self._lines(boxes), *self._colours(boxes), *self._ink(boxes)]
        return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)

    def _borders(self, boxes: Ints) -> list[Any]:
        """How much of each side is a straight edge, how many sides are, and whether corners show what is outside."""
        level, upright = self._straight
        along = np.zeros((self.high, self.wide + 1), np.int32)
        np.cumsum(level, axis=1, out=along[:, 1:])
        down = np.zeros((self.high + 1, self.wide), np.int32)
        np.cumsum(upright, axis=0, out=down[1:])
        left, top, right, bottom = boxes.T
        sides = []
        for at, start, end, sums, most in (
            (top, left, right, along, self.high),
            (bottom, left, right, along, self.high),
            (left, top, bottom, down.T, self.wide),
            (right, top, bottom, down.T, self.wide),
        ):
            inset = np.minimum(4, (end - start) // 4)
            length = np.maximum(1, end - start - 2 * inset)
            shares = []
            for step in range(-2, 3):
                line = np.clip(at + step, 0, most - 1)
                shares.append((sums[line, end - inset] - sums[line, start + inset]) / length)
            sides.append(np.max(shares, axis=0))
        count = np.sum([side > 0.6 for side in sides], axis=0)
        inset = np.maximum(1, np.minimum(right - left, bottom - top) // 14)
        corner = self._at(
            np.stack([left + inset, right - 1 - inset, left + inset, right - 1 - inset], 1),
            np.stack([top + inset, top + inset, bottom - 1 - inset, bottom - 1 - inset], 1),
        )
        outside = self._ring(boxes, -4)
        middle = self._ring(boxes, 3)
        to_out, to_in = np.abs(corner - outside[:, None]).max(2), np.abs(corner - middle[:, None]).max(2)
        return [*sides, count, (to_out + 2 < to_in).mean(axis=1)]

    def _lines(self, boxes: Ints) -> list[Any]:
        """How far the next straight edge is on each side."""
        level, upright = self._straight
        left, top, right, bottom = boxes.T
        middle_x, middle_y = (left + right) // 2, (top + bottom) // 2
        rows, columns = np.arange(self.high, dtype=np.int32)[:, None], np.arange(self.wide, dtype=np.int32)[None]
        above = np.maximum.accumulate(np.where(level, rows, -9999), axis=0)
        below = np.minimum.accumulate(np.where(level, rows, 99999)[::-1], axis=0)[::-1]
        before = np.maximum.accumulate(np.where(upright, columns, -9999), axis=1)
        after = np.minimum.accumulate(np.where(upright, columns, 99999)[:, ::-1], axis=1)[:, ::-1]
        y_top, y_bottom = np.clip(top + 2, 0, self.high - 1), np.clip(bottom - 2, 0, self.high - 1)
        x_left, x_right = np.clip(left + 2, 0, self.wide - 1), np.clip(right - 2, 0, self.wide - 1)
        x, y = np.clip(middle_x, 0, self.wide - 1), np.clip(middle_y, 0, self.high - 1)
        found = [top - above[y_top, x], below[y_bottom, x] - bottom, left - before[y, x_left], after[y, x_right] - right]
        return [np.minimum(_FAR, distance / self.unit) for distance in found]

    def _at(self, x: Ints, y: Ints) -> NDArray[np.int16]:
        return np.asarray(self.picture[np.clip(y, 0, self.high - 1), np.clip(x, 0, self.wide - 1)], np.int16)

    def _ring(self, boxes: Ints, inset: int) -> NDArray[np.int16]:
        """The usual colour `inset` pixels inside of the boxes' edges (outside if below 0)."""
        left, top, right, bottom = boxes.T
        share = (np.arange(_RING) + 0.5) / _RING
        xs = left[:, None] + (right - left)[:, None] * share
        ys = top[:, None] + (bottom - top)[:, None] * share
        deep = np.minimum(inset, np.minimum(right - left, bottom - top) // 4)[:, None] + np.zeros(_RING, np.int64)
        x = np.concatenate([xs, xs, left[:, None] + deep, right[:, None] - 1 - deep], 1).astype(np.int64)
        y = np.concatenate([top[:, None] + deep, bottom[:, None] - 1 - deep, ys, ys], 1).astype(np.int64)
        return np.asarray(np.median(self._at(x, y), axis=1), np.int16)

    def _colours(self, boxes: Ints) -> list[Any]:
        inside, near, far = self._ring(boxes, 2), self._ring(boxes, -4), self._ring(boxes, -10)
        page = np.median(self.picture[:: max(1, self.high // 60), :: max(1, self.wide // 60)].reshape(-1, 3), axis=0)
        return [
            inside.mean(1) / 255,
            np.ptp(inside, axis=1) / 255,
            near.mean(1) / 255,
            np.ptp(near, axis=1) / 255,
            far.mean(1) / 255,
            np.abs(inside - near).max(1) / 255,
            np.abs(inside - far).max(1) / 255,
            (inside.mean(1) - far.mean(1)) / 255,
            np.full(len(boxes), page.mean() / 255),
        ]

    def _ink(self, boxes: Ints) -> list[Any]:
        """How much is drawn inside, where, in what colours, and how far from the sides."""
        edge = (self.scene.outline > 0).astype(np.float32)
        colour = self.picture.astype(np.int16)
        spread = colour.max(2) - colour.min(2)
        sums = [_integral(values) for values in (edge, edge * spread, edge * (colour[..., 2] - colour[..., 0]))]
        left, top, right, bottom = (boxes + np.array([3, 3, -3, -3])).T
        right, bottom = np.maximum(right, left + 1), np.maximum(bottom, top + 1)
        high = bottom - top
        ink, saturation, blue = (_inside(values, left, top, right, bottom) for values in sums)
        end = np.minimum(right, left + high)
        start = np.maximum(left, right - high)
        parts = [
            _inside(sums[0], left, top, end, bottom) / np.maximum(1, (end - left) * high),
            _inside(sums[0], np.minimum(end, right - 1), top, np.maximum(start, end), bottom)
            / np.maximum(1, (np.maximum(start, end) - end) * high),
            _inside(sums[0], start, top, right, bottom) / np.maximum(1, (right - start) * high),
        ]
        found = np.maximum(1, ink)
        margins = np.array([self._margins(*box) for box in zip(left, top, right, bottom, strict=True)], np.float32).reshape(-1, 6)
        near = margins[:, :4] / self.unit
        centred = np.abs(near[:, 0] - near[:, 2])
        return [
            ink / np.maximum(1, (right - left) * high),
            *parts,
            saturation / found / 255,
            blue / found / 255,
            *near.T,
            centred,
            margins[:, 4] / 255,
            margins[:, 5] / 255,
        ]

    def _margins(self, left: int, top: int, right: int, bottom: int) -> tuple[float, ...]:
        """Blank pixels at the left, top, right and bottom; contrast; how colourful the most colourful part is."""
        left, top = max(0, left), max(0, top)
        step = 1 + (right - left) * (bottom - top) // 40000
        inside = np.asarray(self.scene.outline[top:bottom, left:right] > 0)
        part = self.picture[top:bottom:step, left:right:step].reshape(-1, 3).astype(np.int16)
        if not part.size:
            return 0, 0, 0, 0, 0, 0
        grey = part.sum(1) // 3
        spread = part.max(1) - part.min(1)
        low, high = np.partition(grey, [len(grey) // 50, len(grey) - 1 - len(grey) // 50])[
            [len(grey) // 50, -1 - len(grey) // 50]
        ]
        vivid = float(np.partition(spread, len(spread) - 1 - len(spread) // 20)[-1 - len(spread) // 20])
        columns, rows = np.asarray(inside.any(0)), np.asarray(inside.any(1))
        if not columns.any():
            return right - left, bottom - top, right - left, bottom - top, float(high - low), vivid
        return (
            int(columns.argmax()),
            int(rows.argmax()),
            int(columns[::-1].argmax()),
            int(rows[::-1].argmax()),
            float(high - low),
            vivid,
        )


def _integral(values: NDArray[np.float32]) -> NDArray[np.float64]:
    from gui_agent.perception.opencv import cv2

    return np.asarray(cv2.integral(values, sdepth=cv2.CV_64F))


def _inside(sums: NDArray[np.float64], left: Ints, top: Ints, right: Ints, bottom: Ints) -> NDArray[np.float64]:
    high, wide = sums.shape
    left, right = np.clip(left, 0, wide - 1), np.clip(right, 0, wide - 1)
    top, bottom = np.clip(top, 0, high - 1), np.clip(bottom, 0, high - 1)
    return np.asarray(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])
