"""A thing on the screen in words: what it is, what it is called, and what is around it; how to describe it, and the screen it is on.

What applications report about themselves comes first, what is read from pixels second (see `perception.accessibility.merged`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, Point

if TYPE_CHECKING:
    from gui_agent.perception.screen.screenshot import Screenshot
    from gui_agent.perception.text.text import TextReader

Titled = tuple[str, Box]
"""A window: its title and its content, in pixels of the virtual screen."""
_ACROSS, _DOWN = 420, 160
"""Pixels within which a text is next to a thing: in its row, in its column."""
_MOST_IN_ROW: Final = 6
_HEADING: Final = 1.25
"""A text this many times as high as the usual one is a heading."""
_CONTENT: Final = frozenset({"text", "button", "link", "dropdown", "listrow", "tab", "menuitem"})
"""What is called by its content where it has no other name."""


_LABELLED: Final = frozenset({"field", "textarea", "dropdown", "spinner", "slider"})
"""What is called by a text that is not in it."""


class Words(BaseModel):
    """What distinguishes one thing from all others on the screen."""

    model_config = ConfigDict(extra="forbid")

    role: str
    """What it is: button, field, checkbox, text, ..."""
    label: str = ""
    """What it is called; empty where it has no name."""
    reported: bool = Field(default=False, validation_alias=AliasChoices("reported", "told"))
    """Whether its application said so; else it was seen. Called `told` in the first cassettes of format 2."""
    window: str = ""
    """The title of the window that it is in."""
    section: str = ""
    """The heading above it."""
    row: list[str] = []
    """The texts in its row; of several things that are called alike, those that are in no other one's row."""
    left: str = ""
    right: str = ""
    above: str = ""
    below: str = ""
    """The nearest text on each side."""
    nth: int = 0
    of: int = 1
    """Which one it is among those that are called alike, from 0 in reading order, and how many there are."""
    at: tuple[float, float] = (0.5, 0.5)
    """Where in it the action is aimed, as fractions of its width and height."""


def name_of(element: Element) -> str:
    """What a thing is called."""
    name = element.text or (element.value if element.role in _CONTENT else "")
    return " ".join(name.split())


@dataclass(frozen=True)
class ScreenInWords:
    """Everything that is on the screen, in reading order; boxes are pixels of the virtual screen."""

    elements: tuple[Element, ...]
    reported: frozenset[int]
    """The `id` of each element that an application reported."""
    windows: tuple[Titled, ...] = ()
    """The one in front last."""

    @cached_property
    def named(self) -> list[tuple[str, Element]]:
        """What has a name."""
        return [(name, element) for element in self.elements if (name := name_of(element))]

    @cached_property
    def written(self) -> list[tuple[str, Element]]:
        """What is written at the place of each thing. The label of a field that was only seen is elsewhere: above it, or beside it."""
        return [
            (shown, element)
            for name, element in self.named
            if (
                shown := " ".join(element.value.split())
                if element.role in _LABELLED and id(element) not in self.reported
                else name
            )
        ]

    @cached_property
    def texts(self) -> list[str]:
        """All names and contents."""
        found = []
        for element in self.elements:
            found += [text for text in dict.fromkeys((name_of(element), element.value)) if text]
        return found

    @cached_property
    def usual_height(self) -> float:
        """The usual height of a line of text, in pixels."""
        heights = sorted(element.box.height for element in self.elements if element.role == "text")
        return float(heights[len(heights) // 2]) if heights else 16.0

    def window_of(self, box: Box) -> str:
        """The title of the foremost window at a place."""
        return next((title for title, content in reversed(self.windows) if content.contains(box.center)), "")

    def at(self, point: Point) -> Element | None:
        """The smallest thing at a place; of equally large ones what can be acted on."""
        here = [element for element in self.elements if element.box.padded(1).contains(point)]
        return min(here, key=lambda element: (element.box.area, element.role in ("text", "icon", "shape")), default=None)


def screen_in_words(screenshot: Screenshot, reader: TextReader, windows: Sequence[Titled] = ()) -> ScreenInWords:
    """What applications report about a screenshot, and what is read in it. Raises EnvironmentProblem where nothing can be read here."""
    from gui_agent.perception.accessibility.merged import join
    from gui_agent.perception.elements.elements import find_elements, in_reading_order

    both = join(find_elements(screenshot, reader), list(screenshot.reported))
    elements = tuple(in_reading_order([*both.seen, *both.reported]))
    return ScreenInWords(elements, frozenset(map(id, both.reported)), tuple(windows))


def describe(place: Box, screen: ScreenInWords) -> Words | None:
    """The thing that an action is aimed at (`place` in pixels of the virtual screen) in words; None where nothing is there."""
    element = screen.at(place.center)
    if element is None:
        return None
    box, name = element.box, name_of(element)
    alike = [other for other in screen.elements if other.role == element.role and name_of(other) == name]
    around = surroundings(element, screen)
    row = around.row
    others = [surroundings(other, screen).row for other in alike if other is not element]
    if others:
        row = [text for text in row if not all(text in other for other in others)]
    return Words(
        role=element.role,
        label=name,
        reported=id(element) in screen.reported,
        window=around.window,
        section=around.section,
        row=row[:_MOST_IN_ROW],
        left=around.left,
        right=around.right,
        above=around.above,
        below=around.below,
        nth=next(index for index, other in enumerate(alike) if other is element),
        of=len(alike),
        at=(_fraction(place.center.x, box.left, box.width), _fraction(place.center.y, box.top, box.height)),
    )


@dataclass(frozen=True)
class Surroundings:
    """What is around a thing."""

    window: str
    section: str
    row: list[str]
    left: str
    right: str
    above: str
    below: str


def surroundings(element: Element, screen: ScreenInWords) -> Surroundings:
    """What is around a thing: the nearest names, its row, the heading above, its window."""
    box, window = element.box, screen.window_of(element.box)
    others = [
        (name, other)
        for name, other in screen.written
        if other is not element and not _nested(other.box, box) and screen.window_of(other.box) == window
    ]
    row = [(name, other.box) for name, other in others if _same_row(other.box, box)]
    column = [(name, other.box) for name, other in others if _same_column(other.box, box)]
    left = [(box.left - other.right, name) for name, other in row if other.right <= box.left + 4]
    right = [(other.left - box.right, name) for name, other in row if other.left >= box.right - 4]
    above = [(box.top - other.bottom, name) for name, other in column if other.bottom <= box.top + 4]
    below = [(other.top - box.bottom, name) for name, other in column if other.top >= box.bottom - 4]
    headings = [
        (box.top - other.box.bottom, name)
        for name, other in others
        if other.role == "text"
        and other.box.bottom <= box.top + 4
        and other.box.left <= box.right
        and other.box.height >= _HEADING * screen.usual_height
    ]
    in_row = [name for name, _ in sorted(row, key=lambda item: item[1].left)]
    return Surroundings(
        window,
        min(headings, default=(0, ""))[1],
        list(dict.fromkeys(in_row)),
        _nearest(left, _ACROSS),
        _nearest(right, _ACROSS),
        _nearest(above, _DOWN),
        _nearest(below, _DOWN),
    )


def in_words(words: Words) -> str:
    """A thing for a reason: "the button 'Add'"."""
    name = f"the {words.role} {words.label!r}" if words.label else f"the {words.role}"
    beside = words.left or words.above
    if words.row and words.of > 1:
        return f"{name} in the row of {words.row[0]!r}"
    return name if words.label or not beside else f"{name} next to {beside!r}"


def holding(answer: str, screen: ScreenInWords) -> list[str]:
    """The shortest text of the screen that holds an answer as whole words, with what is beside it; empty where none does."""
    wanted = re.compile(rf"(?<![\w.,]){re.escape(plain(answer))}(?![\w]|[.,]\w)", re.IGNORECASE)
    found = [(name, element) for name, element in screen.named if wanted.search(plain(name))]
    if len(found) != 1:
        return []
    name, element = found[0]
    around = surroundings(element, screen)
    beside = "" if len(name) > len(answer) else around.left or around.above
    return [name, *([beside] if beside else [])]


def plain(text: str) -> str:
    """A text with one space between its words."""
    return re.sub(r"\s+", " ", text).strip()


def _nearest(found: list[tuple[int, str]], limit: int) -> str:
    distance, name = min(found, default=(0, ""))
    return name if distance <= limit else ""


def _nested(one: Box, other: Box) -> bool:
    common = one.intersection(other)
    return common is not None and common.area >= 0.8 * min(one.area, other.area)


def _same_row(one: Box, other: Box) -> bool:
    low, high = sorted((one, other), key=lambda box: box.height)
    return high.top <= low.center.y < high.bottom and high.height <= 4 * low.height


def _same_column(one: Box, other: Box) -> bool:
    return min(one.right, other.right) - max(one.left, other.left) > 0


def _fraction(place: int, start: int, length: int) -> float:
    return round(min(1.0, max(0.0, (place - start) / max(1, length))), 2)
