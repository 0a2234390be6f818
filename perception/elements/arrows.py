"""The small arrows of drop-down lists and number fields, and the plus and minus that replace them."""

from __future__ import annotations

import numpy as np

from gui_agent.perception.elements.picture_parts import Colour, Parts, line_of
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine, Word

_WIDE, _HIGH = (4, 24), (1, 22)
"""Pixels."""
_READ_AS = frozenset("vVYyTu<\u03bd\u221a\u2713\u2228\u25bc\u25be\u02c5\u02c7\u2193\u2304\u4e2b")
"""What an arrow down at the end of a text is read as."""
_APART, _FLAT = 2, 1.3
"""Pixels between an arrow and the text before it at least, and how much wider than high it is: a letter v is about as high."""


def without_arrow(scene: Parts, line: TextLine) -> TextLine:
    """The line without the character at its end that was read on an arrow."""
    last = line.words[-1]
    if len(line.text) < 2 or last.text[-1] not in _READ_AS:
        return line
    end = line.box.right - 1.1 * line.box.height
    around = line.box.padded(2)
    inside = [box for box in scene.objects if around.intersection(box) == box]
    arrow = max((box for box in inside if box.center.x >= end), key=lambda box: box.right, default=None)
    if arrow is None or not is_arrow(scene, arrow.padded(1), scene.colour_around(arrow, 2)):
        return line
    before = max((box.right for box in inside if box.right <= arrow.left + 1), default=None)
    if before is None or arrow.left - before < _APART or arrow.width < _FLAT * arrow.height:
        return line
    text, box = last.text[:-1], Box(last.box.left, last.box.top, min(last.box.right, before + 2), last.box.bottom)
    kept = [*line.words[:-1], *([Word(text, box)] if text else [])]
    return line_of(line, kept) if kept else line


def is_arrow(scene: Parts, box: Box, colour: Colour) -> bool:
    """Whether nothing but an arrow up or down (filled or as an angle) is drawn in `box`, on the ground `colour`."""
    drawn = scene.ink(box, colour, contrast=30)
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not len(rows):
        return False
    drawn = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high, wide = drawn.shape
    if not (_WIDE[0] <= wide <= _WIDE[1] and 2 <= high <= 0.85 * wide + 1) or not drawn.any(axis=0).all():
        return False
    level = np.array([np.flatnonzero(drawn[:, column]).mean() for column in range(wide)])
    ends, middle = (level[0] + level[-1]) / 2, level[wide // 2 - (wide % 2 == 0) : wide // 2 + 1].mean()
    even = np.abs(level - level[::-1]).max() <= max(1.0, 0.2 * high)
    steady = np.diff(level[: wide // 2 + 1])
    one_way = (steady >= -0.51).all() or (steady <= 0.51).all()
    return bool(even and one_way and abs(middle - ends) >= 0.22 * high and abs(middle - ends) >= 0.6)


def is_step(scene: Parts, box: Box, colour: Colour) -> bool:
    """Whether nothing but a small plus or minus is drawn in the middle of `box`, on the ground `colour`."""
    drawn = scene.ink(box, colour, contrast=30)
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not len(rows):
        return False
    height, width = drawn.shape
    drawn = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high, wide = drawn.shape
    central = (
        abs((rows[0] + rows[-1]) / 2 - height / 2) <= 0.16 * height
        and abs((columns[0] + columns[-1]) / 2 - width / 2) <= 0.2 * width
    )
    if not central or not (_WIDE[0] <= wide <= _WIDE[1] and _HIGH[0] <= high <= _HIGH[1]) or wide > 0.6 * width:
        return False
    if drawn.mean() > 0.9:
        return bool(2.5 * high <= wide)
    cross = drawn[high // 2].mean() > 0.85 and drawn[:, wide // 2].mean() > 0.85
    return bool(cross and drawn.mean() < 0.65 and abs(high - wide) <= 2)
