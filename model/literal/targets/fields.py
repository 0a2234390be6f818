"""The field that a label names, and what is in it: what is elsewhere is no field's value."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.targets.grid import Cell
from gui_agent.model.literal.targets.same_text import whole
from gui_agent.model.literal.targets.seen_colour import look_at
from gui_agent.model.literal.targets.statement_evidence import Evidence, Holds
from gui_agent.perception.geometry import Box

_BESIDE: Final = 260
"""Pixels from a label to the field right of it at most."""
_BELOW: Final = 1.6
"""Line heights from a label to the field below it at most."""
_PALE: Final = 0.62
"""How much of the usual contrast a placeholder has at most."""
_LETTERS: Final = 1.6
"""Contrast ratio below which nothing can be said of letters."""
_WORD: Final = 3
"""Characters of a placeholder at least."""
_THIN: Final = 6.5
"""Contrast ratio that a lone thin digit has, and that few placeholders have."""
_DRAWN: Final = 40
"""Difference (0 to 255) from a field's ground from which a pixel is drawn."""
_CARET: Final = 3
"""Columns of a caret at most."""
_CARET_HEIGHT: Final = 0.42
"""Height of a caret, as a fraction of its field's, at least."""
_FAR: Final = 4
"""Line heights to the left from which a text right above a field rather names it."""
_PAGES: Final = re.compile(r"(?:of|/|\(\d+ (?:of|/)) ?\d+\)?")
"""What is said behind the number of a page."""
_NUMBER_WIDTH: Final = 8
"""Heights of a field that is wide enough for a number, at most."""
_CONTROLS: Final = frozenset({"item", "tab", "button", "link"})
_BLANK: Final = frozenset("|Il_-\u2014. ")
"""What the reader makes of a caret or an underline."""


def fields_of(label: str, evidence: Evidence) -> list[Spot]:
    """The fields that a label names: the one right of or below it with nothing between, or the one whose placeholder it is."""
    boxes = [spot for spot in evidence.widgets if spot.kind in FIELDS]
    found: list[Spot] = []
    for cell in evidence.cells:
        if whole(label, cell.text) == "no" and whole(label, _stem(cell.text)) == "no":
            continue
        inside = [spot for spot in boxes if spot.box.contains(cell.box.center)]
        if inside:
            found += [spot for spot in inside if is_placeholder(spot, evidence)]
            continue
        named = _beside(cell, boxes, evidence) or _below(cell, boxes, evidence)
        if named is not None and _is_in_another_pane(cell, named, boxes, evidence):
            continue
        if named is None or (named.label and whole(label, named.label) == "no" and _is_control(cell, evidence)):
            continue  # a menu above a field that has a name of its own is no caption
        found.append(named)
    return list(dict.fromkeys(found))


def page_fields(evidence: Evidence) -> list[Spot]:
    """The fields with the number of a page: right before "of 12", "/ 12" or "(3 of 12)"."""
    boxes = [spot for spot in evidence.widgets if spot.kind in FIELDS]
    counts = [cell for cell in evidence.cells if _PAGES.fullmatch(cell.text.strip())]
    found = [_before(cell, boxes) for cell in counts]
    return list(dict.fromkeys(spot for spot in found if spot is not None))


def _before(cell: Cell, boxes: list[Spot]) -> Spot | None:
    """The field right before a text, or that ends with it; what holds nothing but the text is not it where another one is."""
    level = [
        spot
        for spot in boxes
        if spot.box.top <= cell.box.center.y <= spot.box.bottom
        and spot.box.left < cell.box.left
        and cell.box.left - spot.box.right < 2 * cell.box.height
        and spot.box.width < _NUMBER_WIDTH * spot.box.height
    ]
    apart = [spot for spot in level if not spot.box.contains(cell.box.center)]
    return max(apart or level, key=lambda spot: spot.box.left, default=None)


def content(field: Spot, evidence: Evidence) -> str | None:
    """The text in a field, "" for an empty one; None where that is unknown."""
    text = " ".join(cell.text for cell in _cells(field, evidence)).strip()
    if set(text) <= _BLANK and len(text) < 2 and text not in ("-", "1", "I", "l"):
        text = ""
    if not text:
        return "" if _is_plain(field, evidence) else field.value or None
    placeholder = is_placeholder(field, evidence)
    if placeholder is None:
        return None
    if placeholder:
        return ""
    return _without_arrow(text) if field.kind in ("dropdown", "spinner") else text


def is_placeholder(field: Spot, evidence: Evidence) -> Holds:
    """Whether the text in a field is paler than texts on the page are, on a ground that is no paler: a hint what to type."""
    cells = _cells(field, evidence)
    if not cells:
        return False
    inner = field.box.padded(-max(3, field.box.height // 8))  # without the frame, which may be as pale as a placeholder is
    own = look_at(evidence.picture, cells[0].box.intersection(inner) or cells[0].box)
    if own.contrast < _LETTERS:
        return None
    if own.contrast > _PALE * evidence.usual_contrast or max(own.ink) - min(own.ink) > 40:
        return False
    text = " ".join(cell.text for cell in cells)
    if len(text) < _WORD or not any(character.isalpha() for character in text):
        return None if own.contrast < _THIN else False  # a few thin strokes look pale whatever they are
    page = look_at(evidence.picture, field.box, cells[0].box)
    return None if page.filled and max(own.fill) - min(own.fill) < 25 and 200 < max(own.fill) < 246 else True


def _cells(field: Spot, evidence: Evidence) -> list[Cell]:
    """The texts in a field, in reading order, without what the reader made of the arrows at its right end."""
    cells = sorted(evidence.cells_in(field.box), key=lambda cell: (cell.box.center.y // max(1, cell.box.height), cell.box.left))
    if field.kind not in ("dropdown", "spinner"):
        return cells
    return [cell for cell in cells if cell.box.left < field.box.right - field.box.height]


def _is_control(label: Cell, evidence: Evidence) -> bool:
    """Whether a text is what a menu, a tab or a button is called."""
    return any(
        spot.kind in _CONTROLS and spot.box.padded(2).contains(label.box.center) and spot.label for spot in evidence.scene.spots
    )


def _stem(text: str) -> str:
    """A label without the colon or star behind it."""
    return text.rstrip(" :*")


def _beside(label: Cell, boxes: list[Spot], evidence: Evidence) -> Spot | None:
    """The field right of a label, at its height, with no other text or field between."""
    level = [
        spot
        for spot in boxes
        if spot.box.top - 4 <= label.box.center.y <= min(spot.box.bottom, spot.box.top + 3 * label.box.height) + 4
        and -6 <= spot.box.left - label.box.right <= _BESIDE
    ]
    best = min(level, key=lambda spot: spot.box.left, default=None)
    if best is None:
        return None
    between = Box(label.box.right, label.box.center.y - 2, max(label.box.right + 1, best.box.left), label.box.center.y + 2)
    crossed = any(
        cell.box.intersection(between) for cell in evidence.cells if cell is not label and not best.box.contains(cell.box.center)
    )
    return None if crossed else best


def _is_in_another_pane(label: Cell, field: Spot, boxes: list[Spot], evidence: Evidence) -> bool:
    """Whether a text is far left of a field that another text names from right above."""
    if field.box.left - label.box.right <= _FAR * label.box.height:
        return False
    return any(
        _below(cell, boxes, evidence) is field
        for cell in evidence.cells
        if cell is not label and abs(cell.box.left - field.box.left) <= cell.box.height
    )


def _below(label: Cell, boxes: list[Spot], evidence: Evidence) -> Spot | None:
    """The field right below a label, that begins where it begins or spans it."""
    under = [
        spot
        for spot in boxes
        if -4 <= spot.box.top - label.box.bottom + 4 <= _BELOW * label.box.height
        and spot.box.center.y > label.box.center.y
        and (abs(spot.box.left - label.box.left) <= label.box.height or spot.box.left <= label.box.left <= spot.box.right)
    ]
    best = min(under, key=lambda spot: spot.box.top, default=None)
    if best is None:
        return None
    strip = Box(label.box.left, label.box.bottom, label.box.right, max(label.box.bottom + 1, best.box.top))
    crossed = any(strip.contains(cell.box.center) for cell in evidence.cells if cell is not label)
    return None if crossed else best


def _is_plain(field: Spot, evidence: Evidence) -> bool:
    """Whether nothing is drawn in a field but its ground, a caret or an arrow at its right end.

    A caret is a straight stroke that is higher than letters are: a lone "1" that the reader missed is none.
    """
    inner = field.box.padded(-max(4, field.box.height // 6))
    right = inner.right - (field.box.height if field.kind in ("dropdown", "spinner") else 0)
    part = evidence.picture[inner.top : inner.bottom, inner.left : max(inner.left + 1, right)]
    if not part.size:
        return False
    ground = np.median(part.reshape(-1, 3), axis=0)
    drawn = np.abs(part - ground).max(axis=2) > _DRAWN
    columns = np.flatnonzero(drawn.any(axis=0))
    if not len(columns):
        return True
    strokes = drawn[:, columns].sum(axis=0)
    caret = int(columns[-1]) - int(columns[0]) < _CARET and strokes.min() >= _CARET_HEIGHT * field.box.height
    return bool(caret)


def _without_arrow(text: str) -> str:
    """A choice without what the reader made of the arrow behind it."""
    words = text.split()
    return (
        " ".join(words[:-1])
        if len(words) > 1 and words[-1] in ("v", "V", "\u2228", "\u25bc", "\u25be", "<>", "^", "\u2303", "\u02c5")
        else text
    )
