"""Areas of one colour and their outlines: what boxes, circles and lines a picture is made of.

User interfaces are flat: a button, a field, a check box is an area without edges inside an outline. Areas are found as connected
pixels that differ little from their neighbours; text and icons inside an area leave holes in it, which count as part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box

Form = Literal["rectangle", "circle", "diamond", "triangle", "other"]
EDGE = 9
"""Difference of neighbouring pixels (0 to 255, in any colour) from which there is an edge between them."""
_SMALLEST = 4


@dataclass(frozen=True)
class Area:
    """A connected area of (nearly) one colour."""

    box: Box
    """Pixels of the picture; without the outline."""
    form: Form
    colour: tuple[int, int, int]
    """Red, green, blue, 0 to 255: the median."""
    fill: float
    """How much of `box` it covers, holes included (0 to 1)."""
    solid: float
    """How much of `box` it covers, holes left out (0 to 1)."""


def edges(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Which pixels of a (height, width, 3) picture differ from the one to their left or above them: 0 or 255, (height, width)."""
    from gui_agent.perception.opencv import cv2

    found = np.zeros(picture.shape[:2], np.uint8)
    across = cv2.absdiff(picture[:, 1:], picture[:, :-1])
    down = cv2.absdiff(picture[1:], picture[:-1])
    found[:, 1:] = _strongest(across)
    found[1:] = cv2.max(found[1:], _strongest(down))
    return np.asarray(cv2.threshold(found, EDGE, 255, cv2.THRESH_BINARY)[1], np.uint8)


def find_areas(picture: NDArray[np.uint8], outline: NDArray[np.uint8]) -> list[Area]:
    """The areas of a (height, width, RGB) picture, given its `edges`; specks are left out."""
    from gui_agent.perception.opencv import cv2

    flat = cv2.bitwise_not(outline)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(flat, connectivity=4, ltype=cv2.CV_32S)
    areas = []
    big_enough = (stats[:, cv2.CC_STAT_WIDTH] >= _SMALLEST) & (stats[:, cv2.CC_STAT_HEIGHT] >= 2)
    for index in np.flatnonzero(big_enough):
        if index == 0:
            continue
        left, top, width, height, size = (int(value) for value in stats[index])
        part = labels[top : top + height, left : left + width] == index
        rows = _spans(part)
        if rows.sum() < 0.3 * width * height:
            continue
        colour = _colour(picture[top : top + height, left : left + width], part)
        # An edge pixel is to the right of and below the place where the colour changes: the area begins one pixel earlier.
        box = Box(max(0, left - 1), max(0, top - 1), left + width, top + height)
        fill = float(rows.sum()) / (width * height)
        areas.append(Area(box, _form(part, rows, fill), colour, fill, size / (width * height)))
    return areas


def _strongest(difference: NDArray[np.uint8]) -> NDArray[np.uint8]:
    from gui_agent.perception.opencv import cv2

    red, green, blue = cv2.split(difference)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


def _spans(part: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each row, the pixels from its first to its last: holes filled."""
    width = part.shape[1]
    first = part.argmax(axis=1)
    last = width - 1 - part[:, ::-1].argmax(axis=1)
    return np.where(part.any(axis=1), last - first + 1, 0)


def _colour(picture: NDArray[np.uint8], part: NDArray[np.bool_]) -> tuple[int, int, int]:
    rows, columns = np.nonzero(part)
    step = max(1, len(rows) // 64)
    red, green, blue = np.median(picture[rows[::step], columns[::step]], axis=0)
    return int(red), int(green), int(blue)


def _form(part: NDArray[np.bool_], rows: NDArray[np.int64], fill: float) -> Form:
    """Known from how much of its box the area covers, and from its width at the top, in the middle and at the bottom."""
    height, width = part.shape
    if fill > 0.9 or (fill > 0.8 and min(height, width) > 28):
        return "rectangle"
    band = max(1, height // 6)
    top, bottom = rows[:band].mean() / width, rows[-band:].mean() / width
    middle = rows[height // 2 - band // 2 : height // 2 + band // 2 + 1].mean() / width
    square = 0.75 <= width / height <= 1.33
    if square and 0.7 <= fill <= 0.92 and middle > 0.9 and abs(top - bottom) < 0.25:
        return "circle"
    if square and 0.42 <= fill <= 0.68 and middle > 0.8 and top < 0.45 and bottom < 0.45:
        return "diamond"
    if 0.4 <= fill <= 0.62 and min(top, bottom) < 0.35 and max(top, bottom) > 0.75 and 0.35 < middle < 0.65:
        return "triangle"
    return "rectangle" if fill > 0.85 else "other"
