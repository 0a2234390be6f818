"""What is said of an element besides its role: its name beside or above it, its colours, whether it is drawn faintly."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.element import ColourName
from gui_agent.perception.elements.colour_names import colour_name
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine

_FAINT = 110
"""Contrast (0 to 255) below which a text looks disabled."""
_NEAR_SIDE, _ON_BORDER, _HIGHER, _SMALLER = 2.0, 0.3, 1.5, 0.88
"""Of a label at a field's upper side, in heights of its line: how far from the left side it begins at most; how far its middle is from the
border that it is on; how much higher the field is at least. And how high it is at most above its value, in heights of the value's line."""
_FAR = 4
"""Line heights to the left from which a text right above is rather what names a widget."""
_FEW_PIXELS = 3
"""A single thin letter has so many pixels of ink at least."""


def label_of(box: Box, lines: list[TextLine], obstacles: list[Box]) -> str:
    """The text that names a widget: to its left on the same row with nothing between, else right above it; else empty."""
    beside: list[tuple[int, str]] = []
    above: list[tuple[int, str]] = []
    close, middle = False, box.center.y
    for line in lines:
        gap = box.left - line.box.right
        if line.box.top < middle < line.box.bottom and -4 <= gap <= 260:
            between = Box(line.box.right, middle - 1, box.left, middle + 1)
            if gap <= 0 or not any(between.intersection(other) for other in obstacles):
                beside.append((gap, line.text))
                close = close or gap <= _FAR * line.box.height
        rise = box.top - line.box.bottom
        if -6 <= rise <= 1.2 * line.box.height and abs(line.box.left - box.left) <= 0.8 * line.box.height:
            above.append((rise, line.text))
    if above and not close:  # a text that far away is in another pane
        beside = []
    best = min(beside)[1] if beside else min(above)[1] if above else ""
    return best.rstrip(" :*")


def floating_label(box: Box, lines: list[TextLine]) -> TextLine | None:
    """The text that names a field from its upper side: on its border, or in smaller letters above its value; None where there is none.

    Pixels of the picture; it begins near the field's left side.
    """
    near = [
        line
        for line in lines
        if box.left <= line.box.left <= box.left + _NEAR_SIDE * line.box.height and line.box.right < box.right
    ]
    for line in near:
        if abs(line.box.center.y - box.top) <= _ON_BORDER * line.box.height and box.height >= _HIGHER * line.box.height:
            return line
    inside = sorted((line for line in near if box.contains(line.box.center)), key=lambda line: line.box.center.y)
    if len(inside) != 2:
        return None
    upper, lower = inside
    smaller = upper.box.height <= _SMALLER * lower.box.height
    return (
        upper if smaller and upper.box.center.y < box.top + 0.45 * box.height and upper.box.bottom <= lower.box.center.y else None
    )


def label_behind(box: Box, lines: list[TextLine]) -> str:
    """The text right behind a widget that has none before or above it: "[5] entries per page"; else empty."""
    level = [line for line in lines if line.box.top < box.center.y < line.box.bottom]
    near = [line for line in level if -4 <= line.box.left - box.right <= 0.8 * line.box.height]
    return min(near, key=lambda line: line.box.left).text.rstrip(" :*") if near else ""


def is_faint(scene: Parts, box: Box, contrast: int = _FAINT) -> bool:
    """Whether the letters in a box hardly differ from their background."""
    trim = box.height // 5
    part = scene.picture[box.top + trim : box.bottom - trim, max(0, box.left - 3) : box.right + 3].reshape(-1, 3)
    if not part.size:
        return False
    few = min(0.02, _FEW_PIXELS / len(part))
    lowest, highest = _quantiles(part, (few, 1 - few))
    return bool((highest - lowest).max() < contrast)


def _quantiles(part: NDArray[np.uint8], shares: tuple[float, ...]) -> list[NDArray[np.float64]]:
    """What `np.quantile` says of the columns of (pixels, colours), in a fifth of its time."""
    places = [share * (len(part) - 1) for share in shares]
    ranks = sorted({rank for place in places for rank in (math.floor(place), math.ceil(place))})
    ordered = np.partition(part, ranks, axis=0)
    found = []
    for place in places:
        below, above = (ordered[rank].astype(np.float64) for rank in (math.floor(place), math.ceil(place)))
        found.append(below + (above - below) * (place - math.floor(place)))
    return found


def is_selection(scene: Parts, box: Box) -> bool:
    """Whether the text is on a dark or coloured ground."""
    return ground(scene, box) not in {"white", "grey"}


def letters_colour(scene: Parts, box: Box) -> ColourName:
    """The colour of the letters in a box."""
    trim = box.height // 5
    part = scene.picture[box.top + trim : box.bottom - trim, box.left : box.right].astype(np.int16).reshape(-1, 3)
    if not part.size:  # a speck that is nothing at half its size
        return "grey"
    distance = np.abs(part - np.median(part, axis=0)).max(axis=1)
    strong = part[distance >= 0.75 * distance.max()]
    red, green, blue = (int(value) for value in np.median(strong, axis=0))
    return colour_name(red, green, blue)


def ground(scene: Parts, box: Box) -> ColourName:
    """The usual colour in a box."""
    part = scene.picture[box.top : box.bottom, box.left : box.right].reshape(-1, 3)
    red, green, blue = (int(value) for value in np.median(part, axis=0)) if part.size else (128, 128, 128)
    return colour_name(red, green, blue)
