"""What is seen and what is told, as one: names, roles and states from the applications, pixels where they tell nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gui_agent.perception.element import Element, Role
from gui_agent.perception.elements.elements import find_elements, in_reading_order
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader

_MORE_THAN_TEXT: frozenset[Role] = frozenset({"link", "button"})
"""What a text is where it looks so: a label with a link in it, a button that is drawn by hand."""
_WIDGETS: frozenset[Role] = frozenset(
    {"button", "field", "checkbox", "radio", "slider", "spinner", "dropdown", "tab", "link", "menuitem", "listrow"}
)
_SMALL_WIDGETS: frozenset[Role] = frozenset({"button", "checkbox", "radio", "tab", "menuitem", "link", "dropdown", "spinner"})
"""A text inside one of these is its caption."""
_LINES = 2.6
"""What is taller than so many seen lines of text is not one line with its frame."""
_DOTS = frozenset("\u2022\u25cf*\u2219\u00b7.\u2217\u26ab\u25e6oO0")
"""What the characters of a password look like."""


@dataclass(frozen=True)
class Joined:
    """Elements that were told, completed by what was seen, and what was only seen."""

    told: list[Element]
    seen: list[Element]


def elements_of(screenshot: Screenshot, reader: TextReader, *, icons: bool = False) -> list[Element]:
    """The elements of a screenshot in reading order: those that its applications told (`Screenshot.told`), and what is seen besides.

    Boxes are pixels of the virtual screen. With `icons`, small drawings without a name too.
    """
    return merge(find_elements(screenshot, reader, icons=icons), list(screenshot.told))


def merge(seen: list[Element], accessible: list[Element]) -> list[Element]:
    """Both lists as one, in reading order, each thing once: see `join`."""
    both = join(seen, accessible)
    return in_reading_order([*both.seen, *both.told])


def join(seen: list[Element], accessible: list[Element]) -> Joined:
    """What was reported, and what was seen besides, each thing once.

    Where an element that was seen and one that was reported are the same, name, role and states are those reported; the colour is
    seen, as are a name and a value that were not reported. What only one of the two has stays, but for a widget that was seen across
    several that were reported. A reported text of several lines gives way to the lines that were seen in it, which have a place
    each; inside a tall field or row the lines seen stay as well.
    """
    told = [element for element in accessible if not _is_read_by_lines(element, seen)]
    partners: dict[int, list[Element]] = {}
    alone: list[Element] = []
    for element in seen:
        best = max(told, key=lambda other: _likeness(element, other), default=None)
        if best is not None and _likeness(element, best) > 0:
            partners.setdefault(id(best), []).append(element)
        elif not _is_made_of(element, told) and not _contradicts(element, told):
            alone.append(element)
    return Joined([_joined(element, partners.get(id(element), []), told) for element in told], alone)


def _likeness(seen: Element, told: Element) -> float:
    """How well what was seen fits what was reported: 0 (another thing) to 1 (the same box)."""
    common = seen.box.intersection(told.box)
    if common is None:
        return 0.0
    overlap = common.area / (seen.box.area + told.box.area - common.area)
    if overlap >= 0.5:
        return overlap
    if common.area >= 0.7 * seen.box.area:
        same_words = bool(seen.text) and seen.text in told.text
        is_low = told.box.height <= _LINES * seen.box.height or told.role in _SMALL_WIDGETS
        return overlap if same_words or (is_low and seen.role in {"text", "link", "icon", "shape"}) else 0.0
    is_mark = told.role in {"checkbox", "radio"} and seen.role == told.role
    is_caption = told.role == "text" and seen.role in _MORE_THAN_TEXT and seen.text == told.text
    return overlap if (is_mark or is_caption) and common.area >= 0.7 * told.box.area else 0.0


def _is_read_by_lines(told: Element, seen: list[Element]) -> bool:
    """Whether it is a text of which several lines were seen, one below another."""
    if told.role != "text":
        return False
    lines = [other.box for other in seen if told.box.contains(other.box.center) and _LINES * other.box.height < told.box.height]
    return len(lines) > 1


def _is_made_of(seen: Element, told: list[Element]) -> bool:
    """Whether it is one line of pixels over several things that were told, such as the titles of a menu bar."""
    parts = [
        common for other in told if (common := seen.box.intersection(other.box)) and other.box.height <= _LINES * seen.box.height
    ]
    return len(parts) > 1 and sum(part.area for part in parts) >= 0.6 * seen.box.area


def _contradicts(seen: Element, told: list[Element]) -> bool:
    """Whether a widget that was seen is several that were reported, or mostly lies on one that was reported as something else."""
    if seen.role not in _WIDGETS:
        return False
    inside = [other for other in told if other.role in _WIDGETS and seen.box.contains(other.box.center)]
    if len(inside) > 1:
        return True
    around = [other for other in told if other.role in _SMALL_WIDGETS | {"field", "slider"}]
    return any((common := seen.box.intersection(other.box)) and common.area >= 0.6 * seen.box.area for other in around)


def _joined(told: Element, seen: list[Element], others: list[Element]) -> Element:
    """What was told, with what only eyes know; `others` are all elements told."""
    if not seen:
        return told
    captions = [other for other in in_reading_order(seen) if other.role in {"text", "link"}]
    inside = " ".join(other.text for other in captions)
    best = max(seen, key=lambda other: (other not in captions, _likeness(other, told)))
    name, value = ("", inside) if best in captions else (best.text, best.value or inside)
    if told.role not in {"field", "dropdown", "spinner", "slider"}:
        name, value = name or value, ""
    elif told.role == "field" and not set(value) <= _DOTS:
        value = ""  # an empty field says so; what is seen in it is a placeholder. Of a password's contents nothing is reported.
    is_more = told.role == "text" and best.role in _MORE_THAN_TEXT
    return replace(
        told,
        role=best.role if is_more else told.role,
        text=told.text or name,
        box=_whole(told, best, others, is_more),
        value=told.value or value,
        colour=best.colour,
        mark=told.mark or best.mark,
    )


def _whole(told: Element, seen: Element, others: list[Element], is_more: bool) -> Box:
    """The place that was reported, or with what was seen of it where a toolkit reports a part only."""
    box = told.box.union(seen.box) if is_more or told.role in {"checkbox", "radio"} else told.box
    if any(box.contains(other.box.center) and not told.box.contains(other.box.center) for other in others):
        return told.box
    return box
