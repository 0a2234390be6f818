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

if TYPE_CHECKING:
    from gui_agent.perception.text.text import TextReader

AROUND = (420, 170)
"""Pixels to each side of the point in which the named thing is looked for."""
HALF_WIDTH, HALF_HEIGHT = 40, 4
"""Half the size in pixels of what is read at the point."""
SAME, OTHER = 88, 72
"""Percent of likeness from which two labels are one, and up to which they are two."""
_KINDS = (
    "button|link|tab|menu|menu ?item|item|entry|option|icon|row|label|text|element|checkbox|check box|radio|toggle|switch|key|field|"
    "input|box|text ?box|text ?field|text ?area|dropdown|drop-down|combo ?box|list|slider|spinner|bar|search|the|a|an|in|of|on|with"
)
_NOT_LABELS = re.compile(rf"\b(?:{_KINDS})\b", re.IGNORECASE)
_QUOTED = re.compile(r"['\"\u2018\u201c]([^'\"\u2019\u201d]+)['\"\u2019\u201d]")
_HOLDING = frozenset({"field", "dropdown", "slider", "spinner"})
"""What is named by a label beside it: what is in it has another text."""
_FIELD_WORDS = re.compile(r"\b(?:field|input|entry|text ?box|text ?area|combo|drop|spin|slider|cell)", re.IGNORECASE)


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
    parts = [" ".join(part.split()) for part in _NOT_LABELS.split(element_info)]
    return next((part for part in parts if _letters(part)), "")  # "Save" of "the Save button in the toolbar"


def named_clearly(action: BaseAction) -> str:
    """The label of what an action is aimed at, if it is one that has its label on itself; else empty."""
    if not isinstance(action, PointingAction) or isinstance(action, Scroll | LeftDrag) or _FIELD_WORDS.search(action.target):
        return ""
    label = label_in(action.target)
    return label if len(_letters(label)) >= 2 else ""


def check(action: BaseAction, label: str, screenshot: Screenshot, reader: TextReader | None) -> Miss | None:
    """What the action would miss; None where all is well, or nothing can be said."""
    place = action.places[0]
    point = pixel(place, screenshot.region)
    told = [element for element in screenshot.told if element.text]
    if any(element.box.contains(point) for element in told):
        return _miss(label, point, told)
    if reader is None:
        return None
    around = Box(point.x - AROUND[0], point.y - AROUND[1], point.x + AROUND[0], point.y + AROUND[1])
    seen = around.intersection(screenshot.region)
    half = HALF_WIDTH
    if isinstance(place, RelativeBox):  # without the border of a button
        half = max(8, min(HALF_WIDTH, place.to_pixels(screenshot.region).width // 2 - 5))
    spot = Box(point.x - half, point.y - HALF_HEIGHT, point.x + half, point.y + HALF_HEIGHT)
    under = [line for line in reader.read_at(screenshot, [spot]) if line.box.padded(4).contains(point)]
    if seen is None or not under or any(likeness(label, line.text) > OTHER for line in under):
        return None
    from gui_agent.perception.elements.elements import find_elements

    inside = seen.offset(-screenshot.region.left, -screenshot.region.top)
    part = screenshot.image.crop((inside.left, inside.top, inside.right, inside.bottom))
    return _miss(label, point, find_elements(Screenshot(part, seen, screenshot.taken_at), reader))


def likeness(one: str, other: str) -> float:
    """How alike two labels are, in percent; one that is a whole word of the other counts as the same."""
    a, b = _letters(one), _letters(other)
    if not a or not b:
        return 0.0
    if a in b or b in a:
        return 100.0
    return float(fuzz.ratio(a, b))


def _miss(label: str, point: Point, elements: Sequence[Element]) -> Miss | None:
    under = [element for element in elements if element.box.padded(2).contains(point) and element.text]
    if not under or any(likeness(label, element.text) > OTHER or element.role in _HOLDING for element in under):
        return None
    hit = min(under, key=lambda element: element.box.area)
    meant = [
        element
        for element in elements
        if _letters(element.text) == _letters(label)
        or fuzz.ratio(_letters(label), _letters(element.text)) >= SAME  # not a sentence with the word in it
    ]
    meant = [element for element in meant if not element.box.padded(2).contains(point) and element.role not in _HOLDING]
    if not meant:
        return None
    return Miss(hit, min(meant, key=lambda e: abs(e.box.center.x - point.x) + abs(e.box.center.y - point.y)))


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _thousandths(box: Box, frame: Box) -> str:
    relative = RelativeBox.of(box, frame)
    return str([round(side) for side in (relative.left, relative.top, relative.right, relative.bottom)])
