"""Whether a model aims at what it names: a click that would hit another label, while the named one is beside it, is held back once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from gui_agent.actions.action import BaseAction, LeftDrag, PointingAction, Scroll
from gui_agent.actions.aim import pixel
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, Point, RelativeBox
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.run.letters import letters

if TYPE_CHECKING:
    from gui_agent.perception.text.text import TextLine, TextReader

AROUND = (420, 170)
"""Pixels to each side of the point in which the named thing is looked for."""
HALF_WIDTH, HALF_HEIGHT = 40, 4
"""Half the size in pixels of what is read at the point."""
BESIDE = 1.2
"""Heights of a text between it and the next word of the same label."""
SAME, OTHER = 88, 72
"""Percent of likeness from which two labels are one, and up to which they are two."""
LONGER, ASIDE = 4, 0.12
"""So many letters more than the label make a line one of several labels; so far, in widths of it, its place may be wrong."""
_KINDS = (
    "button|link|tab|menu|menu ?item|item|entry|option|icon|row|label|text|element|checkbox|check box|radio|toggle|switch|key|field|"
    "input|box|text ?box|text ?field|text ?area|dropdown|drop-down|combo ?box|list|slider|spinner|bar|the|a|an"
)
_WHERE = re.compile(r"\b(?:in|of|on|at|with|under|below|above|beside|near|next to|inside|from)\b", re.IGNORECASE)
"""What follows says where it is, not what is on it."""
_NOT_LABELS = re.compile(rf"\b(?:{_KINDS})\b", re.IGNORECASE)
_QUOTED = re.compile(r"['\"\u2018\u201c]([^'\"\u2019\u201d]+)['\"\u2019\u201d]")
_HOLDING = frozenset({"field", "dropdown", "slider", "spinner"})
"""What is named by a label beside it: what is in it has another text."""
_FIELD_WORDS = re.compile(r"\b(?:field|input|entry|text ?box|text ?area|combo|drop|spin|slider|cell)", re.IGNORECASE)
_DRAWING = re.compile(r"\b(?:icon|image|picture|symbol|drawing)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Miss:
    """A click that would hit something else than what it names."""

    hit: Element
    meant: Element

    def describe(self, frame: Box) -> str:
        """Both, with their boxes in thousandths of the picture."""
        return (
            f"{self.hit.text!r} is at this place, at {_thousandths(self.hit.box, frame)}, but you named "
            f"{self.meant.text!r}, which is at {_thousandths(self.meant.box, frame)}. Click the one that you mean"
        )


def label_in(element_info: str) -> str:
    """The label in a model's words for its target; empty where there is none that could be looked for."""
    quoted = _QUOTED.findall(element_info)
    if quoted:
        return str(quoted[-1]).strip()
    for words in (_WHERE.split(element_info)[0], _WHERE.sub(" the ", element_info)):  # "Save" of "the Save button in the toolbar"
        parts = [" ".join(part.split()) for part in _NOT_LABELS.split(words)]
        label = next((part for part in parts if letters(part)), "")
        if label:
            return label
    return ""


def named_clearly(action: BaseAction) -> str:
    """The label of what an action is aimed at, if it is one that has its label on itself; else empty."""
    if not isinstance(action, PointingAction) or isinstance(action, Scroll | LeftDrag):
        return ""
    if _FIELD_WORDS.search(action.target) or _DRAWING.search(action.target):
        return ""  # what is in a field has another text, and what a drawing shows is no text
    label = label_in(action.target)
    return label if len(letters(label)) >= 2 else ""


def check(action: BaseAction, label: str, screenshot: Screenshot, reader: TextReader | None) -> Miss | None:
    """What the action would miss; None where all is well, or nothing can be said."""
    place = action.places[0]
    point = pixel(place, screenshot.region)
    reported = [element for element in screenshot.reported if element.text]
    if any(element.box.contains(point) for element in reported):
        return _miss(label, point, reported)
    if reader is None:
        return None
    around = Box(point.x - AROUND[0], point.y - AROUND[1], point.x + AROUND[0], point.y + AROUND[1])
    seen = around.intersection(screenshot.region)
    half = HALF_WIDTH
    if isinstance(place, RelativeBox):  # without the border of a button
        half = max(8, min(HALF_WIDTH, place.to_pixels(screenshot.region).width // 2 - 5))
    spot = Box(point.x - half, point.y - HALF_HEIGHT, point.x + half, point.y + HALF_HEIGHT)
    under = [line for line in reader.read_at(screenshot, [spot]) if line.box.padded(4).contains(point)]
    if seen is None or not under or any(_is_at(label, line, point) for line in under):
        return None
    from gui_agent.perception.elements.elements import find_elements

    elements = find_elements(screenshot.part(seen), reader)
    if any(element.box.padded(2).contains(point) and element.role in _HOLDING for element in elements):
        return None
    line = min(under, key=lambda line: abs(line.box.center.y - point.y))
    hit = Element("text", line.text, line.box)
    miss = _meant(label, point, [*elements, *_joined(elements)], hit)
    # Where rows are close together, parts of two labels may have been taken for one thing: the words themselves are looked through.
    return miss or _meant(label, point, _spelled(label, reader.read_at(screenshot, [seen])), hit)


def _is_at(label: str, line: TextLine, point: Point) -> bool:
    """Whether a line says the label where the point is: neighbours without much between them are read as one line."""
    if likeness(label, line.text) <= OTHER:
        return False
    wanted, text = letters(label), letters(line.text)
    start = text.find(wanted)
    if start < 0 or text.count(wanted) > 1 or len(text) < len(wanted) + LONGER:
        return True
    at = (point.x - line.box.left) / max(1, line.box.width)
    return start / len(text) - ASIDE <= at <= (start + len(wanted)) / len(text) + ASIDE


def likeness(one: str, other: str) -> float:
    """How alike two labels are, in percent; one that is a whole word of the other counts as the same."""
    a, b = letters(one), letters(other)
    if not a or not b:
        return 0.0
    if a in b or b in a:
        return 100.0
    return float(fuzz.ratio(a, b))


def _miss(label: str, point: Point, elements: Sequence[Element]) -> Miss | None:
    under = [element for element in elements if element.box.padded(2).contains(point) and element.text]
    if not under or any(likeness(label, element.text) > OTHER or element.role in _HOLDING for element in under):
        return None
    return _meant(label, point, elements, min(under, key=lambda element: element.box.area))


def _meant(label: str, point: Point, elements: Sequence[Element], hit: Element) -> Miss | None:
    """The miss of what would be hit, if what is named is elsewhere."""
    meant = [
        element
        for element in elements
        if letters(element.text) == letters(label)
        or (likeness(label, element.text) >= SAME and len(letters(element.text)) >= 0.7 * len(letters(label)))
    ]
    meant = [element for element in meant if not element.box.padded(2).contains(point) and element.role not in _HOLDING]
    if not meant:
        return None
    return Miss(hit, min(meant, key=lambda e: abs(e.box.center.x - point.x) + abs(e.box.center.y - point.y)))


def _spelled(label: str, lines: Sequence[TextLine]) -> list[Element]:
    """Where consecutive words of a line spell a label."""
    wanted, found = letters(label), []
    for line in lines:
        for start in range(len(line.words)):
            text, box = "", line.words[start].box
            for word in line.words[start:]:
                text, box = text + letters(word.text), box.union(word.box)
                if text == wanted:
                    found.append(Element("text", label, box))
                if len(text) >= len(wanted):
                    break
    return found


def _joined(elements: Sequence[Element]) -> list[Element]:
    """Pairs of texts that are beside each other: the words of one label are found apart at times."""
    found = []
    texts = [element for element in elements if element.text]
    for one in texts:
        for other in texts:
            beside = -4 <= other.box.left - one.box.right <= BESIDE * one.box.height
            if beside and abs(one.box.center.y - other.box.center.y) < 0.5 * one.box.height:
                found.append(Element("text", f"{one.text} {other.text}", one.box.union(other.box)))
    return found


def _thousandths(box: Box, frame: Box) -> str:
    relative = RelativeBox.of(box, frame)
    return str([round(side) for side in (relative.left, relative.top, relative.right, relative.bottom)])
