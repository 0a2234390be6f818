"""What is different since an action by what applications report (accessibility)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from gui_agent.actions.action import BaseAction, Type
from gui_agent.actions.effect import Evidence
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box
from gui_agent.run.ink import recoloured, same_drawing, same_letters
from gui_agent.run.letters import letters
from gui_agent.run.screens import Screens

WIDGETS = frozenset(
    {"button", "field", "checkbox", "radio", "slider", "spinner", "dropdown", "tab", "link", "menuitem", "listrow"}
)
CONTAINING = frozenset({"listrow", "tab", "button", "menuitem", "link"})
"""What is called by what is in it where it has no name."""
HOLDING = frozenset({"field", "dropdown", "slider", "spinner"})
RING = 6
"""Pixels around a thing in which its frame is: that of the keyboard focus."""
UNREPORTED = 0.5
"""Share of the pixels that differ at a place from which something is there that is not reported."""
LINE = 60
"""Pixels: what is no higher has one line of text."""
WIDE = 0.4
"""Share of a thing's width over which its place must look different for it to have come or gone."""


def is_reported(box: Box, screens: Screens) -> bool:
    """Whether applications report, or reported, most of what differs at this place."""
    reported = (*screens.before.reported, *screens.after.reported)
    named = [element.box for element in reported if (element.text or element.value) and element.box.intersection(box)]
    place = box.intersection(screens.after.region)
    if not named or place is None or screens.differs is None:
        return bool(named)
    region = screens.after.region
    inside = place.offset(-region.left, -region.top)
    left = screens.differs[inside.top : inside.bottom, inside.left : inside.right].copy()
    everything = int(np.count_nonzero(left))
    for one in named:
        part = one.padded(RING).offset(-place.left, -place.top)
        left[max(0, part.top) : max(0, part.bottom), max(0, part.left) : max(0, part.right)] = False
    return int(np.count_nonzero(left)) <= UNREPORTED * everything


def was_reported(box: Box, screens: Screens) -> bool:
    """Whether applications reported what was at this place before."""
    return any((element.text or element.value) and element.box.intersection(box) for element in screens.before.reported)


def is_enough(reported: Sequence[Evidence], action: BaseAction) -> bool:
    """Whether what applications report says what came of the action: some report late, some a part only."""
    if isinstance(action, Type):
        wanted = letters(action.content)
        return any(wanted in letters(item.now or item.what) for item in reported if item.kind in ("value", "changed", "appeared"))
    return any(item.kind not in ("focus", "selected", "vanished") for item in reported)


def of_reported(screens: Screens) -> Iterator[Evidence]:
    """What came, went or has another state."""
    if not (before := list(screens.before.reported)) or not (after := list(screens.after.reported)):
        return
    for element in after:
        was = _partner(element, before)
        if was is None:
            is_new = _came_or_went(element, screens) and not screens.uncovered(element.box)
            if is_new and (element.text or element.value):
                yield Evidence("appeared", element.text or element.value, role=element.role)
            if is_new and element.focused and element.role in WIDGETS:
                yield Evidence("focus", element.text, role=element.role)
            continue
        before.remove(was)
        named = element if element.text or element.role not in CONTAINING else replace(element, text=_inside(element, after))
        yield from _of_states(was, named)
    for element in before:
        if element.text and _came_or_went(element, screens) and not screens.covered(element.box):
            yield Evidence("vanished", element.text, role=element.role)


def with_menus(screens: Screens) -> Screens:
    """The same with the menus that came and went without a window of their own: what they hide is still there."""
    before, after = screens.before.reported, screens.after.reported
    came, went = _menu(after, before, screens), _menu(before, after, screens)
    return replace(screens, came=(*screens.came, *came), went=(*screens.went, *went)) if came or went else screens


def _menu(those: Sequence[Element], others: Sequence[Element], screens: Screens) -> list[Box]:
    """Where the entries of a menu are that are among those, and not among the others."""
    known = {(element.text, element.box) for element in others if element.role == "menuitem"}
    entries = [
        element.box
        for element in those
        if element.role == "menuitem" and (element.text, element.box) not in known and _looks_different(element, screens)
    ]
    windows = (*screens.came, *screens.went)
    alone = [box for box in entries if not any(box.intersection(window) for window in windows)]
    return [reduce(Box.union, alone)] if alone and others else []


def _inside(element: Element, others: Sequence[Element]) -> str:
    """What is written in a thing without a name of its own: a row of a list is called by its text."""
    return next((other.text for other in others if other.text and element.box.contains(other.box.center)), "")


def _partner(element: Element, others: Sequence[Element]) -> Element | None:
    """The same thing before: by name and kind, the nearest one; else by kind and place."""
    alike = [other for other in others if other.role == element.role]
    named = [other for other in alike if other.text == element.text]
    if named:
        return min(named, key=lambda other: _away(other.box, element.box))
    placed = [
        other for other in alike if (common := other.box.intersection(element.box)) and common.area > 0.6 * element.box.area
    ]
    return placed[0] if placed else None


def _away(one: Box, other: Box) -> int:
    return abs(one.center.x - other.center.x) + abs(one.center.y - other.center.y)


def _of_states(was: Element, now: Element) -> Iterator[Evidence]:
    if now.role in HOLDING and now.value != was.value:
        yield Evidence("value", now.text, now.value, now.role)
    if now.checked is not None and now.checked != was.checked:
        yield Evidence("checked" if now.checked else "unchecked", now.text, role=now.role)
    if now.selected and not was.selected and now.text:
        yield Evidence("selected", now.text, role=now.role)
    if now.focused and not was.focused and now.role in WIDGETS:
        yield Evidence("focus", now.text, role=now.role)
    if now.text != was.text and now.text and was.text:
        yield Evidence("changed", was.text, now.text, now.role)


def _came_or_went(element: Element, screens: Screens) -> bool:
    """Whether a thing's place looks different, and not merely is in other colours: of some is reported late, or not all the time."""
    if not _looks_different(element, screens):
        return False
    place = element.box.intersection(screens.before.region)
    if place is None or place.height > LINE:
        return True
    return not (same_letters(screens, place) or same_drawing(screens, place) or recoloured(screens, place))


def _looks_different(element: Element, screens: Screens) -> bool:
    """Whether its place looks different over much of its width: it came or went, and is not one of which was reported late."""
    differs, region = screens.differs, screens.before.region
    place = element.box.intersection(region)
    if differs is None or place is None:
        return differs is None
    inside = place.offset(-region.left, -region.top)
    columns = np.flatnonzero(differs[inside.top : inside.bottom, inside.left : inside.right].any(axis=0))
    return bool(len(columns)) and int(columns[-1] - columns[0] + 1) >= WIDE * place.width
