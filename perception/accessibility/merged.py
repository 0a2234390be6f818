"""What is seen and what is reported, as one: names, roles and states from the applications, pixels where they report nothing."""

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
    """Elements that were reported, completed by what was seen, and what was only seen."""

    reported: list[Element]
    seen: list[Element]


def elements_of(screenshot: Screenshot, reader: TextReader, *, icons: bool = False) -> list[Element]:
    """The elements of a screenshot in reading order: those that its applications reported (`Screenshot.reported`), and what else is seen.

    Boxes are pixels of the virtual screen. With `icons`, small drawings without a name too.
    """
    return merge(find_elements(screenshot, reader, icons=icons), list(screenshot.reported))


def merge(seen: list[Element], accessible: list[Element]) -> list[Element]:
    """Both lists as one, in reading order, each thing once: see `join`."""
    both = join(seen, accessible)
    return in_reading_order([*both.seen, *both.reported])


def join(seen: list[Element], accessible: list[Element]) -> Joined:
    """What was reported, and what was seen besides, each thing once.

    Where an element that was seen and one that was reported are the same, name, role and states are those reported; the colour is
    seen, as are a name and a value that were not reported. What only one of the two has stays, but for a widget that was seen across
    several that were reported. A reported text of several lines gives way to the lines that were seen in it, which have a place
    each; inside a tall field or row the lines seen stay as well.
    """
    reported = [element for element in accessible if not _is_read_by_lines(element, seen)]
    partners: dict[int, list[Element]] = {}
    alone: list[Element] = []
    for element in seen:
        best = max(reported, key=lambda other: _likeness(element, other), default=None)
        if best is not None and _likeness(element, best) > 0:
            partners.setdefault(id(best), []).append(element)
        elif not _is_made_of(element, reported) and not _contradicts(element, reported):
            alone.append(element)
    return Joined([_joined(element, partners.get(id(element), []), reported) for element in reported], alone)


def _likeness(seen: Element, reported: Element) -> float:
    """How well what was seen fits what was reported: 0 (another thing) to 1 (the same box)."""
    common = seen.box.intersection(reported.box)
    if common is None:
        return 0.0
    overlap = common.area / (seen.box.area + reported.box.area - common.area)
    if overlap >= 0.5:
        return overlap
    if common.area >= 0.7 * seen.box.area:
        same_words = bool(seen.text) and seen.text in reported.text
        is_low = reported.box.height <= _LINES * seen.box.height or reported.role in _SMALL_WIDGETS
        return overlap if same_words or (is_low and seen.role in {"text", "link", "icon", "shape"}) else 0.0
    is_mark = reported.role in {"checkbox", "radio"} and seen.role == reported.role
    is_caption = reported.role == "text" and seen.role in _MORE_THAN_TEXT and seen.text == reported.text
    return overlap if (is_mark or is_caption) and common.area >= 0.7 * reported.box.area else 0.0


def _is_read_by_lines(reported: Element, seen: list[Element]) -> bool:
    """Whether it is a text of which several lines were seen, one below another."""
    if reported.role != "text":
        return False
    lines = [
        other.box for other in seen if reported.box.contains(other.box.center) and _LINES * other.box.height < reported.box.height
    ]
    return len(lines) > 1


def _is_made_of(seen: Element, reported: list[Element]) -> bool:
    """Whether it is one line of pixels over several things that were reported, such as the titles of a menu bar."""
    parts = [
        common
        for other in reported
        if (common := seen.box.intersection(other.box)) and other.box.height <= _LINES * seen.box.height
    ]
    return len(parts) > 1 and sum(part.area for part in parts) >= 0.6 * seen.box.area


def _contradicts(seen: Element, reported: list[Element]) -> bool:
    """Whether a widget that was seen is several that were reported, or mostly lies on one that was reported as something else."""
    if seen.role not in _WIDGETS:
        return False
    inside = [other for other in reported if other.role in _WIDGETS and seen.box.contains(other.box.center)]
    if len(inside) > 1:
        return True
    around = [other for other in reported if other.role in _SMALL_WIDGETS | {"field", "slider"}]
    return any((common := seen.box.intersection(other.box)) and common.area >= 0.6 * seen.box.area for other in around)


def _joined(reported: Element, seen: list[Element], others: list[Element]) -> Element:
    """What was reported, with what only eyes know; `others` are all reported elements."""
    if not seen:
        return reported
    captions = [other for other in in_reading_order(seen) if other.role in {"text", "link"}]
    inside = " ".join(other.text for other in captions)
    best = max(seen, key=lambda other: (other not in captions, _likeness(other, reported)))
    name, value = ("", inside) if best in captions else (best.text, best.value or inside)
    if reported.role not in {"field", "dropdown", "spinner", "slider"}:
        name, value = name or value, ""
    elif reported.role == "field" and not set(value) <= _DOTS:
        value = ""  # an empty field says so; what is seen in it is a placeholder. Of a password's contents nothing is reported.
    is_more = reported.role == "text" and best.role in _MORE_THAN_TEXT
    return replace(
        reported,
        role=best.role if is_more else reported.role,
        text=reported.text or name,
        box=_whole(reported, best, others, is_more),
        value=reported.value or value,
        colour=best.colour,
        mark=reported.mark or best.mark,
    )


def _whole(reported: Element, seen: Element, others: list[Element], is_more: bool) -> Box:
    """The place that was reported, or with what was seen of it where a toolkit reports a part only."""
    box = reported.box.union(seen.box) if is_more or reported.role in {"checkbox", "radio"} else reported.box
    if any(box.contains(other.box.center) and not reported.box.contains(other.box.center) for other in others):
        return reported.box
    return box
