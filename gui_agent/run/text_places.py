"""Where lines of text are in a part of a picture, by their outlines alone: in any column, on any ground, without reading anything."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot

_STEP = 28
"""Difference (0 to 255, in any colour) of two neighbouring pixels from which there is an outline between them."""
_REACH = 420
"""Pixels to each side of a place in which the rest of a line is looked for."""
_ROOM = 10
"""The same above and below."""
_BESIDE = 4
"""Pixels above and below a place in which pieces of its lines are."""
_RULE, _UPRIGHT = 44, 26
"""Pixels: a level, and an upright, outline that is no shorter belongs to a frame or a ground."""
_LEAST, _MOST = 5, 56
"""Pixels: a line of text is no lower and no higher."""
_SIDE = (6, 20)
"""Pixels: what is no wider, and so high at least, is the side of a field or a text caret."""
_NEAR = 4
"""Pixels between two strokes of one word, at most."""
_GAP = 0.9
"""Heights of a line between two of its words, at most."""
_ROW, _LIKE_HIGH = 0.6, 2.4
"""Share of the lower one's height that two pieces of one line have in common; how many times as high one may be as the other."""
_HIGHER = 1.5
"""How many times as high as its highest piece a line may be."""
_MOST_PIECES = 400
"""Where there are more pieces than that, it is no text but a picture."""


def text_places(screenshot: Screenshot, place: Box) -> list[Box]:
    """Where lines of text are that reach into `place`, from the top down; all in pixels of the virtual screen.

    An icon may be among them, or at the end of a line; where it cannot be distinguished from text, it is taken to be some.
    """
    region = screenshot.region
    around = Box(place.left - _REACH, place.top - _ROOM, place.right + _REACH, place.bottom + _ROOM).intersection(region)
    if around is None:
        return []
    inside = around.offset(-region.left, -region.top)
    top, bottom = place.top - around.top - _BESIDE, place.bottom - around.top + _BESIDE
    part = screenshot.pixels[inside.top : inside.bottom, inside.left : inside.right]
    pieces = [piece for piece in _pieces(part) if piece.top < bottom and piece.bottom > top]
    lines = [box.offset(around.left, around.top).padded(2) for box in _joined(pieces)]
    found = [box for line in lines if (box := line.intersection(region)) is not None and box.intersection(place)]
    return sorted(found, key=lambda box: (box.top, box.left))


def _pieces(part: NDArray[np.uint32]) -> list[Box]:
    """The words, about, in pixels of the part."""
    from gui_agent.perception.opencv import cv2

    outlines = _outlines(part)
    for shape in ((1, _RULE), (_UPRIGHT, 1)):
        outlines &= ~cv2.morphologyEx(outlines, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) & 1
    joined = cv2.morphologyEx(outlines, cv2.MORPH_CLOSE, np.ones((1, 2 * _NEAR + 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    if count - 1 > _MOST_PIECES:
        return []
    boxes = _boxes(stats)
    tall = [index for index, box in enumerate(boxes, 1) if box.height > _MOST]
    if tall:  # icons one below the other, each next to its text
        letters = outlines * np.isin(labels, tall).astype(np.uint8)
        count, _, stats, _ = cv2.connectedComponentsWithStats(letters, connectivity=8)
        boxes += _boxes(stats) if count - 1 <= _MOST_PIECES else []
    return [box for box in boxes if box.height <= _MOST and not (box.width <= _SIDE[0] and box.height >= _SIDE[1])]


def _boxes(stats: NDArray[np.int32]) -> list[Box]:
    return [Box(left, top, left + width, top + height) for left, top, width, height, _ in stats[1:].tolist()]


def _outlines(part: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """1 where a pixel is another one than its neighbour to the left or above."""
    from gui_agent.perception.opencv import cv2

    colours = np.ascontiguousarray(part).view(np.uint8).reshape(*part.shape, 4)
    outlines = np.zeros(part.shape, np.uint8)
    alike = (_STEP - 1,) * 4
    outlines[:, 1:] = cv2.inRange(cv2.absdiff(colours[:, 1:], colours[:, :-1]), (0,) * 4, alike) == 0
    outlines[1:] |= cv2.inRange(cv2.absdiff(colours[1:], colours[:-1]), (0,) * 4, alike) == 0
    return outlines


def _joined(pieces: Sequence[Box]) -> list[Box]:
    """The lines that the pieces make: letters first, then the dots, accents and commas, each in the line that it is in or next to.

    What is around a line is its frame.
    """
    lines: list[Box] = []
    for piece in sorted((box for box in pieces if box.height >= _LEAST), key=lambda box: (-box.height, box.left)):
        box = piece
        while (other := next((line for line in lines if _is_one_line(line, box)), None)) is not None:
            lines.remove(other)
            box = box.union(other)
        lines.append(box)
    for piece in (box for box in pieces if box.height < _LEAST):
        near = [
            index for index, line in enumerate(lines) if _gap(line, piece) <= _GAP * line.height and _common(line, piece) >= -2
        ]
        if near:
            index = max(near, key=lambda at: (_common(lines[at], piece), -_gap(lines[at], piece)))
            lines[index] = lines[index].union(piece)
    found = [box for box in lines if box.height <= _MOST and box.width > 2]
    return [box for box in found if not any(other is not box and box.intersection(other) == other for other in found)]


def _is_one_line(one: Box, other: Box) -> bool:
    low, high = sorted((one, other), key=lambda box: box.height)
    if _gap(one, other) > _GAP * high.height or one.union(other).height > min(_MOST, _HIGHER * high.height):
        return False
    return _common(one, other) >= _ROW * low.height and high.height <= _LIKE_HIGH * low.height


def _common(one: Box, other: Box) -> int:
    """Rows that both have; negative where one is below the other."""
    return min(one.bottom, other.bottom) - max(one.top, other.top)


def _gap(one: Box, other: Box) -> int:
    """Columns between the two; negative where they overlap."""
    return max(one.left, other.left) - min(one.right, other.right)
