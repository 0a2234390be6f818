"""What a user aimed at, in words that find it again: its kind and label, else its surroundings.

Words are proposed from the merged view of the moment before, the plainest first, and taken only where the embedded reader finds
exactly that thing by them on the same picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from gui_agent.model.literal.language.phrases import parse_target
from gui_agent.model.literal.language.tokens import tokenize
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.targets.find import locate_all
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.accessibility.merged import elements_of
from gui_agent.perception.element import Element, Role
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.text.text import TextReader
from gui_agent.scenarios.recorder.frames import Sight

KINDS: dict[Role, str] = {
    "button": "button", "field": "field", "checkbox": "check box", "radio": "radio button", "slider": "slider",
    "spinner": "spinner", "dropdown": "drop-down list", "tab": "tab", "link": "link", "menuitem": "menu item",
    "listrow": "row", "icon": "icon", "text": "", "shape": "",
}  # fmt: skip
ACTING = frozenset({"button", "checkbox", "radio", "dropdown", "tab", "link", "menuitem", "spinner", "slider"})
"""Kinds of things that do something when they are clicked."""
_PLAIN = re.compile(r"[^\W_]+(?: [^\W_]+){0,2}")
_SMALL_WORDS = frozenset(
    {
        "a", "an", "and", "as", "at", "below", "by", "for", "from", "in", "into", "is", "it", "left", "like", "new", "next", "no",
        "not", "of", "off", "on", "or", "out", "right", "row", "that", "the", "then", "this", "to", "under", "until", "up", "what",
        "with",
    }
)  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_LONGEST = 60
_MARK = 28
"""Pixels from a mark to its text, at most."""
_CAPTIONED = frozenset({"button", "checkbox", "radio", "menuitem", "listrow", "tab", "link", "text"})
"""Kinds of things whose name is written on them."""
_READ = 60
"""Percent: how alike a name and what is read there must be."""
_LIKE = 80
"""Percent: how alike two readings of one text are."""
_WITHIN = 0.9
"""Share of a thing that is within its own window."""
_NEAR = 260
"""Pixels in which a text beside something is its neighbour."""


@dataclass(frozen=True)
class Aimed:
    """What is at a place of the screen."""

    point: Point
    words: str = ""
    """Words by which it is found; empty where there are none."""
    element: Element | None = None

    @property
    def kind(self) -> str:
        """Its role; empty where nothing is known there."""
        return self.element.role if self.element is not None else ""

    @property
    def label(self) -> str:
        """Its name, on one line."""
        return " ".join(self.element.text.split()) if self.element is not None else ""


class View:
    """One picture as the embedded reader sees it, for several questions."""

    def __init__(self, sight: Sight, reader: TextReader) -> None:
        self.screenshot = sight.screenshot()
        self.reader = reader
        self.elements = elements_of(self.screenshot, reader, icons=True)
        self._situation = Situation(Scene(self.screenshot, reader, task=""))
        self._windows = sight.windows

    def finds(self, words: str) -> Box | None:
        """The one thing that these words name; None where it is none, or several."""
        try:
            spots = locate_all(parse_target(words, tokenize(words)), self._situation)
        except NotFound:
            return None
        return spots[0].box if len(spots) == 1 else None

    def holds(self, statement: str) -> bool:
        """Whether a statement is certainly true of the picture."""
        from gui_agent.model.literal import check

        return check(statement, self.screenshot, self.reader).answer == "yes"

    def elements_at(self, point: Point) -> list[Element]:
        """What may be meant by a click there: what was reported before what was seen, widgets before texts, small before large."""
        reported = {element.box for element in self.screenshot.reported}
        at = [one for one in self.elements if one.box.padded(2).contains(point) and self._is_in_front(one, point)]
        return sorted(
            [*self._lines_at(point, [element for element in at if element.box not in reported], alone=len(at) == 0), *at],
            key=lambda one: (
                self._is_behind(one), one.box not in reported, one.role in ("text", "shape"), self._frames_field(one), not one.text,
                one.box.area,
            ),
        )  # fmt: skip

    def _lines_at(self, point: Point, seen: list[Element], *, alone: bool) -> list[Element]:
        """The entry of an open list: where nothing else is seen, or in what looks like a field with several lines."""
        lines = [line for line in self._situation.scene.lines if line.box.padded(2).contains(point)]
        for field in (one.box for one in seen if one.role == "field"):
            alone = alone or sum(field.contains(line.box.center) for line in self._situation.scene.lines) > 1
        return [Element("listrow", line.text, line.box) for line in lines] if alone else []

    def _is_in_front(self, element: Element, point: Point) -> bool:
        """Whether an element is within the window that is in front there: a list that is open has a window of its own."""
        front = self._windows.at(point)
        inside = element.box.intersection(front.box) if front is not None else element.box
        return inside is not None and inside.area >= _WITHIN * element.box.area

    def _frames_field(self, element: Element) -> bool:
        """Whether it is a list with a field at its place: what is typed there goes into the field."""
        return element.role == "dropdown" and any(one.role == "field" and one.box == element.box for one in self.elements)

    def _is_behind(self, element: Element) -> bool:
        """Whether something else is seen where an application says that this is: a list that is open in front of it, say."""
        if element.role not in _CAPTIONED or not element.text:
            return False
        near = [line.text for line in self._situation.scene.lines if line.box.intersection(element.box)]
        lines = [line for line in near if len(line) >= min(3, len(element.text))]  # a shorter one is a part of anything
        return bool(lines) and not any(fuzz.partial_ratio(line.casefold(), element.text.casefold()) >= _READ for line in lines)

    def aimed(self, point: Point) -> Aimed:
        """What is at a point, with words by which it is found."""
        at = self.elements_at(point)
        for element in at:
            for words in filter(None, _candidates(element, self.elements)):
                box = self.finds(words)
                if box is not None and _same(box, element):
                    return Aimed(point, words, element)
        return Aimed(point, "", at[0]) if at else self._beside(point)

    def _beside(self, point: Point) -> Aimed:
        """Where nothing is seen: the mark of a text that begins right of it, a check box that is overlooked."""
        for element in self.elements:
            if element.role != "text" or not 0 <= element.box.left - point.x <= _MARK or not _in_line(element.box, point):
                continue
            label = quoted(" ".join(element.text.split()))
            for words in (f"the {label} check box", f"the {label} radio button", label):
                box = self.finds(words)
                if box is not None and box.intersection(element.box):
                    return Aimed(point, words, element)
        return Aimed(point)

    def nearest_text(self, text: str) -> str:
        """The text on the picture that is this one, as it is read in its surroundings; empty where there is none."""
        within = [" ".join(line.split()) for one in self.elements for line in one.value.splitlines()]
        best = max([*self.texts, *within], key=lambda one: fuzz.ratio(one, text), default="")
        return best if fuzz.ratio(best, text) >= _LIKE else ""

    @cached_property
    def texts(self) -> list[str]:
        """All texts and labels, on one line each."""
        return [" ".join(one.text.split()) for one in self.elements if one.text]


def _in_line(box: Box, point: Point) -> bool:
    return box.top <= point.y < box.bottom


def _same(box: Box, element: Element) -> bool:
    """Whether what was found is the thing: a click in the middle of it would hit it."""
    return element.box.padded(2).contains(box.center) and box.area < 30 * element.box.area


def quoted(label: str) -> str:
    """A label as it is written in a target: in quotation marks where its words could be read in another way."""
    words = label.casefold().split()
    if _PLAIN.fullmatch(label) and not _SMALL_WORDS & set(words) and not _is_kind(words):
        return label
    mark = '"' if '"' not in label else "'"
    return f"{mark}{label}{mark}"


def label_in(words: str) -> str:
    """The label in words for a field: `the "Full name" field` is Full name, `the field below Street` is Street."""
    inside = re.sub(r"^the | ?\b(field|spinner|drop-down list|right of|left of|below|above|in the row of)\b ?", " ", words)
    return " ".join(inside.replace('"', "").split())


def _is_kind(words: list[str]) -> bool:
    kinds = {word for kind in KINDS.values() for word in kind.split()}
    return bool(kinds & set(words)) or any(word.isdigit() for word in words)


def _candidates(element: Element, others: list[Element]) -> Iterator[str]:
    """Words for an element, the plainest first."""
    label = " ".join(element.text.split())
    label = label if 0 < len(label) <= _LONGEST and not _is_sign_of_another(element, label, others) else ""
    kinds = _kinds(element, others)
    if label:
        for kind in filter(None, kinds):
            yield f"the {quoted(label)} {kind}"
        mark = '"' if '"' not in label else "'"
        for kind in filter(None, kinds):  # quoted even where the words are plain: "password" is a kind of field too
            yield f"the {mark}{label}{mark} {kind}"
        yield f"{mark}{label}{mark}"
    name = quoted(label) + " " if label else ""
    for kind in kinds:
        for row in sorted(_in_row(element, others), key=lambda text: len(text) == 1):
            yield f"the {(name + kind).strip()} in the row of {quoted(row)}" if kind or label else ""
    for kind in kinds:
        for relation, text in _neighbours(element, others):
            yield (
                f"the {(name + kind).strip()} {relation} {quoted(text)}" if kind else f"{quoted(label)} {relation} {quoted(text)}"
            )
    alike = [other for other in others if other.role == element.role and (not label or other.text == element.text)]
    if element in alike and alike.index(element) < len(_ORDINALS):
        for kind in kinds:
            yield f"the {_ORDINALS[alike.index(element)]} {name}{kind}".rstrip()
    if element.value and len(element.value) <= _LONGEST and element.role in ("dropdown", "text", "listrow"):
        yield f'"{element.value}"'


def _is_sign_of_another(element: Element, label: str, others: list[Element]) -> bool:
    """Whether the label of something that is filled in is what is drawn on the button left of it, such as the x that closes a bar."""
    if element.role not in ("field", "dropdown", "spinner") or len(label) > 1:
        return False
    beside = [one.box for one in others if one.role in ("button", "icon") and _in_line(one.box, element.box.center)]
    return any(-6 < element.box.left - box.right < element.box.height for box in beside)


def _kinds(element: Element, others: list[Element]) -> list[str]:
    """The nouns for an element; none for a text."""
    if element.role == "menuitem":
        in_bar = any(
            one.role == "menuitem"
            and one is not element
            and abs(one.box.top - element.box.top) < 4 < abs(one.box.left - element.box.left)
            for one in others
        )
        return ["menu", "menu item"] if in_bar else ["menu item", ""]
    if element.role in ("text", "shape"):
        return [""]
    if element.role == "listrow":
        return ["", "item", "row"]
    return [KINDS[element.role]]


def _in_row(element: Element, others: list[Element]) -> Iterator[str]:
    """Texts in the same row, that stand there alone: what a row is about."""
    texts = [other for other in others if other.role in ("text", "listrow", "link", "checkbox") and _is_label(other.text)]
    for other in sorted(texts, key=lambda one: one.box.left):
        same_row = abs(other.box.center.y - element.box.center.y) < max(8, element.box.height // 2)
        if same_row and other is not element and sum(one.text == other.text for one in texts) == 1:
            yield " ".join(other.text.split())


def _neighbours(element: Element, others: list[Element]) -> Iterator[tuple[str, str]]:
    """The nearest text to the left, above, to the right, below, with the relation of the element to it."""
    texts = [other for other in others if other is not element and _is_label(other.text)]
    box = element.box
    beside = [one for one in texts if abs(one.box.center.y - box.center.y) < max(8, box.height // 2)]
    stacked = [one for one in texts if one.box.left < box.right and box.left < one.box.right]
    sides: tuple[tuple[str, list[Element], Callable[[Box], int]], ...] = (
        ("right of", beside, lambda one: box.left - one.right),
        ("below", stacked, lambda one: box.top - one.bottom),
        ("left of", beside, lambda one: one.left - box.right),
        ("above", stacked, lambda one: one.top - box.bottom),
    )
    for relation, some, away in sides:
        near = sorted((away(one.box), one.text) for one in some if -6 < away(one.box) < _NEAR)
        if near:
            yield relation, " ".join(near[0][1].split())


def _is_label(text: str) -> bool:
    return 0 < len(text.strip()) <= _LONGEST and any(character.isalnum() for character in text)
