"""Icons: small drawings without words, named by their silhouette.

The silhouette (holes filled) is laid over simple drawn ones; the most similar one names the icon, if it is similar enough.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, Final

import numpy as np

from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.sight.view import View
from gui_agent.perception.elements.icons import LARGEST, SMALLEST, drawings
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.elements.signs import sign_in
from gui_agent.perception.geometry import Box
from gui_agent.perception.opencv import cv2

_SIDE: Final = 32
_ALIKE: Final = 0.66
_DISCS: Final = frozenset({"circle", "square"})
_SIGNS_ON_DISCS: Final = frozenset({"close", "plus", "left", "right", "up", "down"})
_LEAST_CUT, _MOST_CUT = 0.04, 0.5
"""Parts of a disc that a sign on it takes."""
_SURE, _FEW = 0.75, 3
"""A reading of so few characters that is less sure than this may as well be a drawing."""
Mask = np.ndarray[Any, np.dtype[np.uint8]]


def find_icons(scene: View, parts: Parts, spots: list[Spot]) -> list[Spot]:
    """The small drawings of a picture that are on no text and no other widget."""
    words = [
        word.box
        for line in parts.lines
        for word in line.words
        if any(character.isascii() and character.isalnum() for character in word.text)
        and len(line.text.strip()) > 1
        and (line.confidence >= _SURE or len(line.text) > _FEW)
    ]
    widgets = [
        scene.shrunk.down(spot.box) for spot in spots if spot.kind in _FILLED and not (spot.kind == "button" and not spot.label)
    ]
    icons = []
    for box in drawings(parts.objects):
        if not (SMALLEST <= max(box.size) <= LARGEST and min(box.size) >= 3):
            continue
        if any(other.contains(box.center) for other in (*words, *widgets)):
            continue
        sign = sign_in(parts, box.padded(2)) or ""
        name = _NAMED_SIGNS.get(sign, "") or name_of(parts, box)
        icons.append(Spot(scene.shrunk.up(box), "icon", sign if sign in _LABELS else "", name=name))
    return icons


_NAMED_SIGNS: Final = {"+": "plus", "\u2212": "minus"}
_LABELS: Final = frozenset("=\u00f7\u00b1/")
"""Signs that are what a key of a calculator is called."""
_FILLED: Final = frozenset({"button", "field", "textarea", "checkbox", "radio", "dropdown", "spinner", "slider", "icon"})


def name_of(parts: Parts, box: Box) -> str:
    """What an icon shows: "star", "trash", "heart", ...; empty if nothing that is known."""
    ink = parts.ink(box, parts.colour_around(box, 2), contrast=30).astype(np.uint8)
    if ink.size == 0 or not ink.any():
        return ""
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    blobs = [tuple(int(value) for value in row) for row in stats[1:count]]
    if len(blobs) == 3 and box.width > 2 * box.height and max(blob[4] for blob in blobs) < 3 * min(blob[4] for blob in blobs):
        return "more"
    mask = _normal(_silhouette(ink))
    best, name = max((_overlap(mask, template), name) for name, template in _templates())
    if name in _DISCS and best >= _ALIKE:
        return _cut_out(ink) or name
    return name if best >= _ALIKE else ""


def _cut_out(ink: Mask) -> str:
    """What is cut out of a filled disc or square: the cross on a button that closes; "" where it is hollow, or plain."""
    silhouette = _silhouette(ink)
    inner = cv2.erode(silhouette, np.ones((3, 3), np.uint8)) & (1 - np.pad(ink, 2))
    if not _LEAST_CUT * silhouette.sum() < inner.sum() < _MOST_CUT * silhouette.sum():
        return ""
    mask = _normal(np.asarray(inner, np.uint8))
    best, name = max((_overlap(mask, template), name) for name, template in _templates())
    return name if best >= _ALIKE and name in _SIGNS_ON_DISCS else ""


def _silhouette(ink: Mask) -> Mask:
    padded = np.pad(ink, 2)
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros_like(padded)
    cv2.drawContours(filled, contours, -1, 1, cv2.FILLED)
    return np.asarray(filled, np.uint8)


def _normal(mask: Mask) -> Mask:
    """The mask cut to its content and brought to one size, its proportions kept."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    cut = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    factor = _SIDE / max(cut.shape)
    size = (max(1, round(cut.shape[1] * factor)), max(1, round(cut.shape[0] * factor)))
    small = cv2.resize(cut * 255, size, interpolation=cv2.INTER_AREA)
    canvas = np.zeros((_SIDE, _SIDE), np.uint8)
    top, left = (_SIDE - size[1]) // 2, (_SIDE - size[0]) // 2
    canvas[top : top + size[1], left : left + size[0]] = small > 127
    return canvas


def _overlap(one: Mask, other: Mask) -> float:
    return float((one & other).sum() / max(1, (one | other).sum()))


@lru_cache(maxsize=1)
def _templates() -> tuple[tuple[str, Mask], ...]:
    return tuple((name, _normal(_drawn(shapes))) for name, shapes in _DRAWINGS)


def _drawn(shapes: tuple[tuple[tuple[float, float], ...], ...]) -> Mask:
    """Polygons (in a square of side 1) as a mask."""
    canvas = np.zeros((256, 256), np.uint8)
    for shape in shapes:
        points = np.array([[round(16 + x * 224), round(16 + y * 224)] for x, y in shape], np.int32)
        cv2.fillPoly(canvas, [points], 1)
    return canvas


def _star() -> tuple[tuple[float, float], ...]:
    points = []
    for index in range(10):
        radius = 0.5 if index % 2 == 0 else 0.22
        angle = -math.pi / 2 + index * math.pi / 5
        points.append((0.5 + radius * math.cos(angle), 0.5 + radius * math.sin(angle)))
    return tuple(points)


def _circle(x: float, y: float, radius: float) -> tuple[tuple[float, float], ...]:
    return tuple((x + radius * math.cos(at * math.pi / 16), y + radius * math.sin(at * math.pi / 16)) for at in range(32))


_DRAWINGS: Final[tuple[tuple[str, tuple[tuple[tuple[float, float], ...], ...]], ...]] = (
    ("star", (_star(),)),
    ("heart", (_circle(0.27, 0.3, 0.25), _circle(0.73, 0.3, 0.25), ((0.04, 0.4), (0.96, 0.4), (0.5, 0.95)))),
    ("trash", (((0.1, 0.1), (0.38, 0.1), (0.38, 0.0), (0.62, 0.0), (0.62, 0.1), (0.9, 0.1), (0.9, 0.2), (0.1, 0.2)),
               ((0.16, 0.2), (0.84, 0.2), (0.78, 1.0), (0.22, 1.0)))),
    ("search", (_circle(0.38, 0.38, 0.36), ((0.58, 0.68), (0.68, 0.58), (1.0, 0.9), (0.9, 1.0)))),
    ("close", (((0.0, 0.18), (0.18, 0.0), (1.0, 0.82), (0.82, 1.0)), ((0.82, 0.0), (1.0, 0.18), (0.18, 1.0), (0.0, 0.82)))),
    ("plus", (((0.4, 0.0), (0.6, 0.0), (0.6, 1.0), (0.4, 1.0)), ((0.0, 0.4), (1.0, 0.4), (1.0, 0.6), (0.0, 0.6)))),
    ("reply", (((0.0, 0.4), (0.42, 0.0), (0.42, 0.25), (0.8, 0.32), (1.0, 0.65), (0.95, 1.0), (0.78, 0.7), (0.42, 0.58), (0.42, 0.82)),)),
    ("forward", (((1.0, 0.4), (0.58, 0.0), (0.58, 0.25), (0.2, 0.32), (0.0, 0.65), (0.05, 1.0), (0.22, 0.7), (0.58, 0.58), (0.58, 0.82)),)),
    ("reply", (((0.0, 0.38), (0.36, 0.02), (0.36, 0.25), (0.8, 0.25), (0.95, 0.38), (1.0, 0.6), (0.95, 1.0), (0.87, 0.62),
                (0.75, 0.53), (0.36, 0.53), (0.36, 0.75)),)),
    ("forward", (((1.0, 0.38), (0.64, 0.02), (0.64, 0.25), (0.2, 0.25), (0.05, 0.38), (0.0, 0.6), (0.05, 1.0), (0.13, 0.62),
                  (0.25, 0.53), (0.64, 0.53), (0.64, 0.75)),)),
    ("repeat", (((0.22, 0.0), (0.44, 0.2), (0.0, 0.2)), ((0.14, 0.15), (0.86, 0.15), (0.86, 0.47), (0.14, 0.47)),
                ((0.44, 0.0), (0.86, 0.0), (0.86, 0.2), (0.44, 0.2)), ((0.14, 0.42), (0.56, 0.42), (0.56, 0.62), (0.14, 0.62)),
                ((0.78, 0.62), (0.56, 0.42), (1.0, 0.42)))),
    ("left", (((1.0, 0.0), (1.0, 1.0), (0.15, 0.5)),)), ("right", (((0.0, 0.0), (0.0, 1.0), (0.85, 0.5)),)),
    ("down", (((0.0, 0.0), (1.0, 0.0), (0.5, 0.8)),)), ("up", (((0.0, 0.8), (1.0, 0.8), (0.5, 0.0)),)),
    ("circle", (_circle(0.5, 0.5, 0.5),)), ("square", (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),)),
)  # fmt: skip
"""Silhouettes as polygons in a square of side 1."""

SYNONYMS: Final[dict[str, str]] = {
    "delete": "trash", "bin": "trash", "garbage": "trash", "trash can": "trash", "remove": "trash", "favourite": "star",
    "favorite": "star", "important": "star", "like": "heart", "love": "heart", "magnifier": "search", "magnifying glass": "search",
    "find": "search", "-": "minus", "\u2212": "minus", "less": "minus", "decrease": "minus", "increase": "plus",
    "x": "close", "cross": "close", "add": "plus", "new": "plus", "next": "right", "previous": "left", "prev": "left",
    "back": "left", "three dots": "more", "ellipsis": "more", "options": "more", "menu": "more", "arrow": "right",
    "retweet": "repeat", "repost": "repeat", "refresh": "repeat", "reload": "repeat", "share": "forward", "answer": "reply",
    **{f"{way} arrow": way for way in ("left", "right", "up", "down")}, **{f"arrow {way}": way for way in ("left", "right", "up", "down")},
    "next arrow": "right", "previous arrow": "left", "back arrow": "left", "forward arrow": "right",
}  # fmt: skip
"""Other words for what an icon shows."""

OTHERS: Final[dict[str, str]] = {"delete": "close", "remove": "close", "discard": "trash", "dismiss": "close"}
"""What is shown as well, where nothing shows the first."""

SIGNS: Final[dict[str, str]] = {
    "\u2605": "star", "\u2606": "star", "\u2661": "heart", "\u2665": "heart", "\u2764": "heart", "\U0001f5d1": "trash",
    "\u00d7": "close", "\u2715": "close", "\u2716": "close", "\u2573": "close", "+": "plus", "\uff0b": "plus", "\u2795": "plus",
    "\u2630": "more", "\u2261": "more", "\u22ef": "more", "\u22ee": "more", "...": "more", "\u2190": "left", "\u2192": "right",
    "\u2191": "up", "\u2193": "down", "<": "left", ">": "right", "\u2039": "left", "\u203a": "right", "\u25c0": "left",
    "\u25b6": "right", "\u21a9": "reply", "\u21aa": "forward", "\u21bb": "repeat", "\U0001f50d": "search", "\u2315": "search",
}  # fmt: skip
"""What a sign shows that is read as a character."""
