"""Small pictures of a place for the network of roles: the whole place, its two ends, and what is around it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box

Bytes = NDArray[np.uint8]
WHOLE, END, AROUND = (24, 64), (24, 24), (32, 64)
"""Height and width in pixels of the small pictures."""
CHANNELS = 5
"""Red, green, blue; where texts are; where the place is."""
_RIM, _REACH, _INSIDE = 0.35, 1.8, 0.5
"""Line heights: blank around the whole place; the side of what shows an end; how far its middle is inside of the place."""
_HIGH, _WIDE = 11.0, 22.0
"""Line heights of what shows the surroundings."""
_COARSE = 4
"""The surroundings are taken from a picture so many times smaller."""
_EDGE = 64
"""Pixels beyond the picture, which continue its edge; three times as many around the smaller one."""


class Views:
    """The small pictures of places of one (height, width, RGB) picture; `unit` is the usual height of a line in pixels."""

    def __init__(self, picture: Bytes, texts: Iterable[Box], unit: float) -> None:
        from gui_agent.perception.opencv import cv2

        self._unit = unit
        high, wide = picture.shape[:2]
        written = np.zeros((high, wide), np.uint8)
        for box in texts:
            written[max(0, box.top) : box.bottom, max(0, box.left) : box.right] = 255
        fine = cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA)
        fine[..., 3] = written
        small = (max(1, wide // _COARSE), max(1, high // _COARSE))
        coarse = cv2.resize(fine, small, interpolation=cv2.INTER_AREA)
        self._fine = _with_edge(np.asarray(fine, np.uint8), _EDGE)
        self._coarse = _with_edge(np.asarray(coarse, np.uint8), 3 * _EDGE)

    def of(
        self, boxes: NDArray[np.int64], unit: float | None = None, shift: NDArray[np.float32] | None = None
    ) -> tuple[Bytes, Bytes, Bytes]:
        """For (places, 4) boxes of left, top, right, bottom: wholes, ends (left, and right mirrored), surroundings.

        Shapes: (places, *WHOLE, CHANNELS), (places, 2, *END, CHANNELS), (places, *AROUND, CHANNELS). In training `unit` is another
        one than the usual height of a line, and `shift` (places, 4) moves the sides of what is shown, in pixels.
        """
        unit = unit or self._unit
        places = boxes.astype(np.float32)
        shown = places if shift is None else places + shift
        left, top, right, bottom = shown.T
        rim = _RIM * unit
        whole = _cut(self._fine, 1, shown + np.array([-rim, -rim, rim, rim], np.float32), places, WHOLE)
        half, inside = _REACH * unit / 2, _INSIDE * unit
        x, y = (left + right) / 2, (top + bottom) / 2
        ends = [
            _cut(self._fine, 1, np.stack([end - half, y - half, end + half, y + half], 1), places, END)
            for end in (np.minimum(left + inside, x), np.maximum(right - inside, x))
        ]
        wide, high = _WIDE * unit / 2, _HIGH * unit / 2
        around = _cut(self._coarse, _COARSE, np.stack([x - wide, y - high, x + wide, y + high], 1), places, AROUND)
        return whole, np.stack([ends[0], ends[1][:, :, ::-1]], 1), around


def _with_edge(picture: Bytes, edge: int) -> Bytes:
    """A (height, width, channels) picture with so many pixels on each side, which continue its edge."""
    from gui_agent.perception.opencv import cv2

    return np.asarray(cv2.copyMakeBorder(picture, edge, edge, edge, edge, cv2.BORDER_REPLICATE), np.uint8)


def _cut(source: Bytes, times: int, windows: NDArray[np.float32], places: NDArray[np.float32], size: tuple[int, int]) -> Bytes:
    """Windows (windows, 4) of a picture that is `times` smaller and has an edge, each made the same size."""
    from gui_agent.perception.opencv import cv2

    high, wide = size
    edge = _EDGE if times == 1 else 3 * _EDGE
    limits = np.array([source.shape[1], source.shape[0]])
    start = np.clip(np.floor(windows[:, :2] / times).astype(np.int64) + edge, 0, limits - 2)
    end = np.clip(np.ceil(windows[:, 2:] / times).astype(np.int64) + edge, start + 1, limits)
    found = np.empty((len(windows), high, wide, CHANNELS), np.uint8)
    for index, (left, top, right, bottom) in enumerate(np.concatenate([start, end], 1).tolist()):
        part = source[top:bottom, left:right]
        method = cv2.INTER_AREA if bottom - top >= high or right - left >= wide else cv2.INTER_LINEAR
        found[index, ..., :4] = cv2.resize(part, (wide, high), interpolation=method)
    rows, columns = (np.arange(high) + 0.5) / high, (np.arange(wide) + 0.5) / wide
    x = windows[:, :1] + columns * (windows[:, 2:3] - windows[:, :1])
    y = windows[:, 1:2] + rows * (windows[:, 3:4] - windows[:, 1:2])
    in_x, in_y = (x >= places[:, :1]) & (x < places[:, 2:3]), (y >= places[:, 1:2]) & (y < places[:, 3:4])
    found[..., 4] = (in_y[:, :, None] & in_x[:, None]) * np.uint8(255)
    return found
