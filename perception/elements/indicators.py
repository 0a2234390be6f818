"""Check boxes and radio buttons: small marks with a caption to their right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.elements.picture_parts import Colour, Parts, line_of
from gui_agent.perception.elements.signs import is_cjk
from gui_agent.perception.elements.ticks import State, mark_state
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine, Word

CHECKED: Final[dict[State, bool | None]] = {"on": True, "off": False, "unknown": None, "picture": None}
_SMALLEST, LARGEST = 8, 30
_SIDE = 2
"""Pixels between a highlighted ground's side and a mark that touches it."""
_HIGHLIGHT = 12
"""Of 255: a mark's inside differs from a highlighted ground so much."""
_LIKE_MARKS: Final = frozenset(
    "\u4e8c\u53e3\u56de\u65e5\u76ee\u7530\u56d7\u30ed\u30cb\u30b3\u5de5\u51f5\u531a\u3007"
    "\u25a0\u25a1\u25a2\u25cb\u25cf\u25ce\u25ef\u25fb\u2605\u25c6\u25c7\u2610\u2611\u2612"
)
"""What empty, ticked and round marks are read as."""
_FEW_CJK = 2
"""Characters that may be misread on a page of Latin text."""
_SQUARE_FROM = 0.9
"""How much of its box the silhouette of a (rounded) square covers at least; a circle covers 0.79, a diamond 0.5."""


@dataclass(frozen=True)
class Indicator:
    """The mark of a check box or a radio button, with its caption."""

    role: Literal["checkbox", "radio"]
    box: Box
    checked: bool | None
    """None where the mark does not show it."""
    caption: TextLine | None


def find_indicators(scene: Parts, lines: list[TextLine], marks: list[Box]) -> list[Indicator]:
    """The check boxes and radio buttons among `marks` that have a caption in `lines`; boxes are pixels of the picture."""
    found: list[Indicator] = []
    for box in marks:
        if any(other.box.intersection(box) for other in found):
            continue
        caption = caption_of(box, lines)
        if caption is None or not _stands_alone(box, scene.objects, caption.box.height):
            continue
        shape = _silhouette(scene, box, scene.colour_around(box, 2))
        if shape is None:
            continue
        role: Literal["checkbox", "radio"] = "checkbox" if shape >= _SQUARE_FROM else "radio"
        state = mark_state(scene.picture, box, role)
        if state != "picture":
            found.append(Indicator(role, box, CHECKED[state], caption))
    return found


def _stands_alone(box: Box, objects: list[Box], line_height: int) -> bool:
    """Whether nothing is as close as the next letter of a word would be, nor, to the left, as the word before."""
    for other in objects:
        if other.bottom <= box.top or other.top >= box.bottom or other.intersection(box) or other.height > 2 * line_height:
            continue
        if 0 <= other.left - box.right < 2 or 0 <= box.left - other.right < 0.42 * line_height:
            return False
    return True


def is_mark_size(box: Box, largest: int) -> bool:
    """Whether a box is about square and neither too small nor larger than `largest` pixels."""
    return _SMALLEST <= box.height <= largest and _SMALLEST <= box.width <= largest and 0.72 <= box.width / box.height <= 1.4


def find_marks(scene: Parts) -> list[Box]:
    """Objects of the size of a check mark or radio button, without the ticks and dots inside them.

    The halves of an outline that is broken by a pixel are put together.
    """
    largest = round(LARGEST * scene.magnified)
    small = sorted((box for box in scene.objects if max(box.size) <= largest and min(box.size) >= 2), key=lambda box: -box.area)
    result: list[Box] = []
    near: dict[tuple[int, int], list[int]] = {}
    for box in small:
        for index in near.get((box.center.x // largest, box.center.y // largest), ()):
            other = result[index]
            if other.padded(1).intersection(box):
                union = other.union(box)
                if union == other or (is_mark_size(union, largest) and not is_mark_size(other, largest)):
                    result[index] = union
                    break
        else:
            for column in range(box.center.x // largest - 1, box.center.x // largest + 2):
                for row in range(box.center.y // largest - 1, box.center.y // largest + 2):
                    near.setdefault((column, row), []).append(len(result))
            result.append(box)
    marks = [box for box in result if is_mark_size(box, largest)]
    marks += [box for box in _at_borders(scene, largest) if not any(other.intersection(box) for other in marks)]
    return sorted(marks, key=lambda box: (box.top, box.left))


def _at_borders(scene: Parts, largest: int) -> list[Box]:
    """The marks that touch the side of a highlighted ground (as under the pointer), whose edges are one object with the ground's."""
    from gui_agent.perception.opencv import cv2

    found: list[Box] = []
    for ground in scene.areas:
        place = ground.box
        if not (_SMALLEST + 2 <= place.height <= 2 * largest and place.width >= _SMALLEST + 2):
            continue
        part = Box(place.left, place.top, min(place.right, place.left + largest + _SIDE), place.bottom)
        drawn = scene.ink(part, ground.colour, _HIGHLIGHT)
        drawn[:, :_SIDE] &= _beside(drawn, _SIDE)
        _, _, stats, _ = cv2.connectedComponentsWithStats(drawn.astype(np.uint8), connectivity=8)
        boxes = [Box.of_size(*(int(value) for value in row[:4])).offset(part.left, part.top) for row in stats[1:]]
        found += [
            box
            for box in boxes
            if box.left <= place.left + _SIDE and place.top < box.top and box.bottom < place.bottom and is_mark_size(box, largest)
        ]
    return found


def _beside(drawn: NDArray[np.bool_], column: int) -> NDArray[np.bool_]:
    """The rows that are drawn in a column, as a mask of one column: what is left of it elsewhere is the ground's own border."""
    return np.asarray(drawn[:, column : column + 1], np.bool_)


def caption_of(box: Box, lines: list[TextLine]) -> TextLine | None:
    """The text right of the mark on the same height; what the reader took for a character in the mark's place is removed."""
    best: tuple[int, TextLine] | None = None
    for line in lines:
        if not line.box.top - 2 <= box.center.y <= line.box.bottom + 2 or box.height > 1.5 * line.box.height:
            continue
        words = [word for word in line.words if word.box.center.x > box.right]
        if not words:
            continue
        # A mark is alone: the reader found at most one character there, and there is a gap before the caption.
        before = [word for word in line.words if word.box.center.x <= box.right and word.box.right > box.left - 2]
        if any(len(word.text) > 2 and word.box.width > 1.9 * box.width for word in before):
            continue
        first = _cut(words[0], box)
        gap = first.box.left - box.right
        if gap > 1.6 * line.box.height:
            continue
        kept = (first, *words[1:])
        whole = Box.around(word.box for word in kept)
        caption = TextLine(" ".join(word.text for word in kept), whole, line.confidence, kept)
        if best is None or gap < best[0]:
            best = (gap, caption)
    return best[1] if best else None


def without_marks(scene: Parts, lines: list[TextLine], marks: list[Box]) -> list[TextLine]:
    """The lines without the single characters that the reader made of check boxes and radio buttons, such as "\u4e8c" and "\u25a1".

    On a page with other Chinese or Japanese text a character stays what it was read as.
    """
    if sum(is_cjk(character) and character not in _LIKE_MARKS for line in lines for character in line.text) > _FEW_CJK:
        return lines

    def is_mark(word: Word) -> bool:
        return word.text in _LIKE_MARKS and any(
            word.box.padded(2).contains(mark.center)
            and mark.right > word.box.center.x >= mark.left
            and (
                _silhouette(scene, mark, scene.colour_around(mark, 2)) is not None
                or mark_state(scene.picture, mark, "checkbox") == "off"
            )
            for mark in marks
        )

    kept = [(line, [word for word in line.words if not is_mark(word)]) for line in lines]
    return [line if len(words) == len(line.words) else line_of(line, words) for line, words in kept if words]


def _cut(word: Word, box: Box) -> Word:
    """The word without the character that the reader made of the mark."""
    text = word.text[1:] if word.box.left < box.center.x and len(word.text) > 1 else word.text
    return Word(text, Box(max(word.box.left, box.right + 1), word.box.top, word.box.right, word.box.bottom))


def _silhouette(scene: Parts, box: Box, page: Colour) -> float | None:
    """How much of its box the filled mark covers; None for something that is no closed form."""
    ink = scene.ink(box, page, contrast=12)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) < _SMALLEST - 2 or len(columns) < _SMALLEST - 2:
        return None
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if not 0.8 <= ink.shape[1] / ink.shape[0] <= 1.25:
        return None
    filled = _filled(ink, 0) & _filled(ink, 1)
    cover = float(filled.mean())
    hollow_sides = [ink[0].mean(), ink[-1].mean(), ink[:, 0].mean(), ink[:, -1].mean()]
    symmetric = abs(float(filled[:, ::-1].mean() - (filled & filled[:, ::-1]).mean())) < 0.06
    upright = abs(float(filled.mean() - (filled & filled[::-1]).mean())) < 0.06
    if cover < 0.45 or not symmetric or not upright:
        return None
    return cover if min(hollow_sides) > 0 else None


def _filled(ink: NDArray[np.bool_], axis: int) -> NDArray[np.bool_]:
    """Everything between the first and the last mark of each column (axis 0) or row (axis 1)."""
    forward = np.logical_or.accumulate(ink, axis=axis)
    backward = np.flip(np.logical_or.accumulate(np.flip(ink, axis), axis=axis), axis)
    return np.asarray(forward & backward, np.bool_)
