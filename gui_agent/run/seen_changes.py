"""What is different since an action by what is read and seen in the two pictures: texts, marks of check boxes, selected rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gui_agent.actions.action import BaseAction, PointingAction, Type
from gui_agent.actions.aim import aim
from gui_agent.actions.effect import Evidence
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.run.ink import same_drawing
from gui_agent.run.letters import letters
from gui_agent.run.line_changes import changed_lines
from gui_agent.run.screens import Screens
from gui_agent.run.selected import of_selections, selections
from gui_agent.run.text_places import text_places

if TYPE_CHECKING:
    from gui_agent.perception.text.text import TextReader

MOST_PLACES = 6
"""Changed places that are read, the largest first."""
MOST_LINES, MOST_LINES_TYPED = 8, 12
"""About so many lines are read of each picture: each takes some milliseconds, in which no request is made."""
MARK = 48
"""Pixels: a change that is no larger may be the mark of a check box."""
BESIDE = (240, 14)
"""Pixels around such a mark in which its caption is."""
MOST_ENTRIES = 12
"""The same of a window that came or went: a menu is short, and what it offers is asked next."""
FRAME, CARET = 4, 3
"""Pixels of a frame's thickness at most, and of a text caret's width."""
LEFT = 0.55
"""Share of its width in which the names of a menu's entries begin; their keys are beyond."""
_WIDE, _LARGE = 1.3, 1.4
"""Times its height that a text is wide at least; times the usual height of a heading."""
INSIDE = 0.7
"""Share of a changed place from which it is that of such a window."""


def of_pictures(reader: TextReader, action: BaseAction, places: Sequence[Box], screens: Screens) -> list[Evidence]:
    """What is different at these places (pixels of the virtual screen)."""
    if isinstance(action, PointingAction):
        places = [place for place in places if not is_frame(screens, place)]
    small = [place for place in places if max(place.width, place.height) <= MARK]
    marks, marked = _of_marks(reader, action, small, screens)
    unread = [place for place in places if place not in marked]
    if not unread:
        return marks
    grounds = selections(unread, screens)
    chosen = [] if isinstance(action, Type) else list(of_selections(reader, action, grounds, screens))
    most = MOST_LINES_TYPED if isinstance(action, Type) else MOST_LINES
    texts = _of_texts(reader, unread, screens, most, [one.box for one in grounds])
    found = [*marks, *(item for item, _ in chosen), *texts]
    return found or _of_marks(reader, action, unread, screens)[0]


def is_frame(screens: Screens, place: Box) -> bool:
    """Whether only the frame of a place is another one, and a text caret inside at most: a field that got or lost the keyboard."""
    inside = place.padded(-FRAME).offset(-screens.after.region.left, -screens.after.region.top)
    if min(place.width, place.height) < 4 * FRAME or screens.differs is None or inside.left < 0 or inside.top < 0:
        return False
    columns = np.flatnonzero(screens.differs[inside.top : inside.bottom, inside.left : inside.right].any(axis=0))
    return not len(columns) or int(columns[-1] - columns[0]) < CARET


def _of_texts(
    reader: TextReader, places: Sequence[Box], screens: Screens, most: int, grounds: Sequence[Box] = ()
) -> list[Evidence]:
    """The lines of text at these places that are not what they were.

    What a window covers that came has not disappeared, and what is seen again where one went has not appeared. What is drawn alike
    in both, in whatever colours, is the same text, and need not be read: on another of the `grounds`, say.
    """
    came, went = screens.shown(screens.came), screens.shown(screens.went)
    open_places = [place for place in places if not (screens.covered(place, INSIDE) or screens.uncovered(place, INSIDE))]
    after, before = screens.after, screens.before
    now = [*_entries(after, came), *_lines_at(after, [*open_places, *went], screens, most)]
    was = [*_entries(before, went), *_lines_at(before, open_places, screens, 2 * most)]
    kept = {box for box in {*now} & {*was} if not (came or went) and same_drawing(screens, box)}
    new = reader.read_boxes(after, [box for box in now if box not in kept])
    old = reader.read_boxes(before, [box for box in was if box not in kept])
    new, old = ([line for line in lines if not any(line.box.intersection(box) for box in kept)] for lines in (new, old))
    listed = {letters(line.text) for line in old if screens.uncovered(line.box)}
    new = [line for line in new if not screens.uncovered(line.box) or letters(line.text) in listed]
    old = [line for line in old if not screens.covered(line.box)]
    return changed_lines(old, new, screens)


def _lines_at(screenshot: Screenshot, places: Sequence[Box], screens: Screens, most: int) -> list[Box]:
    """Where lines of text are at these places that differ in the two pictures, about `most` of them: the largest letters first.

    What is as wide as high is probably an icon.
    """
    found = list(dict.fromkeys(box for place in places for box in text_places(screenshot, place) if screens.is_other(box)))
    if len(found) > most:
        usual = float(np.median([box.height for box in found]))
        found.sort(key=lambda box: (box.width < _WIDE * box.height, box.height < _LARGE * usual))
        found = sorted(found[:most], key=lambda box: (box.top, box.left))
    return found


def _entries(screenshot: Screenshot, windows: Sequence[Box]) -> Iterator[Box]:
    """Where the names of what these windows offer are, each looked at alone: what is behind it is no part of its lines."""
    for window in windows:
        panel = _panel(screenshot, window)
        left_part = Box(panel.left, panel.top, panel.left + max(1, round(LEFT * panel.width)), panel.bottom)
        lines = text_places(screenshot.part(panel), left_part)
        wide = [box for box in lines if box.width >= _WIDE * box.height]
        yield from (wide or lines)[: max(2, MOST_ENTRIES // len(windows))]


def _panel(screenshot: Screenshot, window: Box) -> Box:
    """A window without its plain margin: where nothing draws shadows, that of a menu is black around it."""
    inside = window.offset(-screenshot.region.left, -screenshot.region.top)
    part = screenshot.rgb[inside.top : inside.bottom, inside.left : inside.right]
    differs = (part != part[0, 0]).any(axis=2)
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return window
    left, top = window.left, window.top
    return Box(left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1)


def _of_marks(
    reader: TextReader, action: BaseAction, places: Sequence[Box], screens: Screens
) -> tuple[list[Evidence], list[Box]]:
    """Check boxes and radio buttons whose mark is another one; and those of the places that show them."""
    from gui_agent.perception.elements.elements import find_elements

    near = aim(action, screens.after.region)
    found, marked = list[Evidence](), list[Box]()
    for place in places:
        around = Box(place.left - BESIDE[0], place.top - BESIDE[1], place.right + BESIDE[0], place.bottom + BESIDE[1])
        at = any(place.padded(MARK if max(place.width, place.height) <= MARK else 4).contains(point) for point in near)
        is_near = at or any(around.contains(point) for point in near)
        is_row = at and place.height <= MARK and place.width <= 2 * BESIDE[0]
        if (max(place.width, place.height) > MARK and not is_row) or (near and not is_near):
            continue
        seen = around.intersection(screens.after.region)
        if seen is None:
            continue
        was = {element.text: element.checked for element in find_elements(screens.before.part(seen), reader)}
        for element in find_elements(screens.after.part(seen), reader):
            state = element.checked
            touched = element.mark is not None and element.mark.padded(4).intersection(place)
            if state is not None and touched and was.get(element.text) not in (None, state):
                found.append(Evidence("checked" if state else "unchecked", element.text, role=element.role))
                marked.append(place)
    return found, marked
