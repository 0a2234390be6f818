"""Coloured shapes on the screen: circles, squares, triangles, boxes, found by their colour and outline."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from PIL import Image

from gui_agent.model.literal.language.vocabulary import COLOURS
from gui_agent.perception.geometry import Box
from gui_agent.perception.opencv import cv2

Form = Literal["circle", "ellipse", "square", "rectangle", "triangle", "star", "glyph", "other"]
_SMALLEST: Final = 36
"""Pixels: below this a spot is noise, or a part of a letter."""
_SAME: Final = 42
"""How far apart (Euclidean, 0-255 per channel) pixels of one colour may lie after compression."""
_MOST_COLOURS: Final = 24
Picture = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A region of one colour."""

    box: Box
    colour: tuple[int, int, int]
    form: Form
    area: int
    """Pixels of its colour, holes left out."""


def find_figures(image: Image.Image, within: Box | None = None) -> list[Figure]:
    """The regions of one colour in `image` (or the part `within`), the background left out, from top to bottom."""
    offset = (within.left, within.top) if within else (0, 0)
    picture = np.asarray(image.crop((within.left, within.top, within.right, within.bottom)) if within else image)
    figures = [figure for colour in _colours(picture) for figure in _regions(picture, colour)]
    moved = [Figure(figure.box.offset(*offset), figure.colour, figure.form, figure.area) for figure in figures]
    return sorted(moved, key=lambda figure: (figure.box.top, figure.box.left))


def colour_distance(colour: tuple[int, int, int], name: str) -> float:
    """How far a colour is from a named one; below about 60 people call it by that name."""
    return math.dist(colour, COLOURS[name])


def nearest_colour(colour: tuple[int, int, int]) -> str:
    """The name of the named colour that is nearest."""
    return min(COLOURS, key=lambda name: math.dist(colour, COLOURS[name]))


def _colours(picture: Picture) -> list[tuple[int, int, int]]:
    """The colours that cover a noticeable area, the most frequent first."""
    pixels = picture.reshape(-1, 3)
    codes = (pixels >> 4).astype(np.int32) @ np.array([256, 16, 1], np.int32)
    counts = np.bincount(codes, minlength=4096)
    sums = [np.bincount(codes, weights=pixels[:, channel], minlength=4096) for channel in range(3)]
    found: list[tuple[int, int, int]] = []
    for code in np.argsort(counts)[::-1][:200]:
        if counts[code] < _SMALLEST // 2 or len(found) >= _MOST_COLOURS:
            break
        red, green, blue = (round(float(channel[code] / counts[code])) for channel in sums)
        if all(math.dist((red, green, blue), other) > _SAME for other in found):
            found.append((red, green, blue))
    return found


def _regions(picture: Picture, colour: tuple[int, int, int]) -> list[Figure]:
    low = np.clip(np.array(colour) - _SAME * 0.7, 0, 255)
    high_ = np.clip(np.array(colour) + _SAME * 0.7, 0, 255)
    mask = np.asarray(cv2.inRange(picture, low, high_), np.uint8)
    core = cv2.erode(mask, np.ones((3, 3), np.uint8))
    mask //= 255
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    height, width = mask.shape
    figures = []
    for index in range(1, count):
        left, top, wide, high, area = (int(value) for value in stats[index])
        if area < _SMALLEST or wide * high > 0.6 * width * height or min(wide, high) < 5:
            continue
        part = (labels[top : top + high, left : left + wide] == index).astype(np.uint8)
        if not (core[top : top + high, left : left + wide] & part).any():
            continue  # nowhere thicker than two pixels: an outline, or the soft edge of something else
        figures.append(Figure(Box.of_size(left, top, wide, high), colour, _form(part), area))
    return figures


def _form(part: Picture) -> Form:
    contours, _ = cv2.findContours(np.pad(part, 1), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=cv2.contourArea)
    outline, perimeter = cv2.contourArea(contour), cv2.arcLength(contour, True)
    if not perimeter or not outline:
        return "glyph"
    high, wide = part.shape
    filled = float(part.sum()) / (high * wide)
    solid = outline / max(1.0, cv2.contourArea(cv2.convexHull(contour)))
    corners = len(cv2.approxPolyDP(contour, 0.05 * perimeter, True))
    round_ = 4 * math.pi * outline / (perimeter * perimeter)
    regular = 0.85 < wide / high < 1.18
    if part.sum() < 0.6 * outline or solid < 0.85:
        return "glyph"
    if filled > 0.9:
        return "square" if regular else "rectangle"
    if corners == 3 and 0.4 < filled < 0.62:
        return "triangle"
    if solid > 0.9 and round_ > 0.78 and 0.68 < filled < 0.86:
        return "circle" if regular else "ellipse"
    return "glyph" if filled < 0.75 else "other"
