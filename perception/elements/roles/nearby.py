"""Which places are near a place, and how they are to it: what a row of tabs or a list of entries is seen by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NEAREST = 16
"""Places that are looked at beside each."""
RELATIONS = 14
"""Numbers that say how one place is to another."""
_LEVEL, _APART = 1.5, 0.02
"""How much more a pixel up or down parts two places than one to the side; how much the distance of their middles counts."""
_SAME, _SAME_ROW = 2, 4
"""Pixels: sides, heights and (twice) middles that differ less are the same."""
_MOST = 8.0
"""Line heights: more in common counts as so much."""

Floats = NDArray[np.float32]


def nearest(boxes: NDArray[np.int64]) -> NDArray[np.int64]:
    """(places, NEAREST): the numbers of the places next to each of (places, 4) boxes; its own where there are fewer."""
    places = boxes.astype(np.float32)
    count = len(places)
    left, top, right, bottom = places.T
    across = np.maximum(0, np.maximum(left[None] - right[:, None], left[:, None] - right[None]))
    down = np.maximum(0, np.maximum(top[None] - bottom[:, None], top[:, None] - bottom[None]))
    x, y = left + right, top + bottom
    distance = across + _LEVEL * down + _APART * (np.abs(x[None] - x[:, None]) + np.abs(y[None] - y[:, None]))
    np.fill_diagonal(distance, np.inf)
    some = min(NEAREST, count - 1)
    own = np.repeat(np.arange(count)[:, None], NEAREST - some, axis=1)
    if not some:
        return own
    return np.concatenate([np.argpartition(distance, some - 1, axis=1)[:, :some], own], axis=1)


def relations(boxes: NDArray[np.int64], near: NDArray[np.int64], unit: float) -> Floats:
    """(places, NEAREST, RELATIONS): how the places `near` each of (places, 4) boxes are to it; `unit` is a line's height in pixels."""
    places = boxes.astype(np.float32)
    other, own = places[near], places[:, None]
    wide, high = own[..., 2] - own[..., 0], own[..., 3] - own[..., 1]
    other_wide, other_high = other[..., 2] - other[..., 0], other[..., 3] - other[..., 1]
    across = np.minimum(own[..., 2], other[..., 2]) - np.maximum(own[..., 0], other[..., 0])
    down = np.minimum(own[..., 3], other[..., 3]) - np.maximum(own[..., 1], other[..., 1])
    common = np.maximum(0, across) * np.maximum(0, down)
    area, other_area = np.maximum(1, wide * high), np.maximum(1, other_wide * other_high)
    sides = (other - own) / unit
    numbers = [
        *np.moveaxis(np.sign(sides) * np.log1p(np.abs(sides)), -1, 0),
        np.log(np.maximum(1, other_wide) / np.maximum(1, wide)),
        np.log(np.maximum(1, other_high) / np.maximum(1, high)),
        common / (area + other_area - common),
        common / area,
        common / other_area,
        np.clip(across / unit, -_MOST, _MOST) / 4,
        np.clip(down / unit, -_MOST, _MOST) / 4,
        np.abs(other[..., 0] - own[..., 0]) <= _SAME,
        np.abs(other[..., 1] + other[..., 3] - own[..., 1] - own[..., 3]) <= _SAME_ROW,
        np.abs(other_high - high) <= _SAME,
    ]
    return np.stack(numbers, -1).astype(np.float32)
