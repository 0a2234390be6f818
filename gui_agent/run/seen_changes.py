"""What is different since an action by what is read and seen in the two pictures: texts, marks of check boxes, selected rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gui_agent.actions.action import BaseAction, PointingAction, Type
from gui_agent.actions.aim import aim
from gui_agent.actions.effect import Evidence
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.run.ink import recoloured, same_drawing, same_letters
from gui_agent.run.letters import letters
from gui_agent.run.screens import Screens

if TYPE_CHECKING:
    from gui_agent.perception.text.text import TextLine, TextReader

MOST_PLACES = 6
"""Changed places that are read, the largest first."""
MOST_LINES, MOST_LINES_TYPED = 8, 12
"""About so many lines are read of each picture: each takes some milliseconds, in which no request is made."""
OTHER_GROUND = 60
"""Difference (0 to 255) of a ground from which it is no hover look but a selection."""
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
SAME_WAY = 2
"""Pixels by which the ways may differ that several lines moved together."""
INSIDE = 0.7
"""Share of a changed place from which it is that of such a window."""


def of_pictures(reader: TextReader, action: BaseAction, places: Sequence[Box], screens: Screens) -> list[Evidence]:
    """What is different at these places (pixels of the virtual screen)."""
    if isinstance(action, PointingAction):
        places = [place for place in places if not _is_frame(screens, place)]
    small = [place for place in places if max(place.width, place.height) <= MARK]
    marks, marked = _of_marks(reader, action, small, screens)
    unread = [place for place in places if place not in marked]
    most = MOST_LINES_TYPED if isinstance(action, Type) else MOST_LINES
    found = [*marks, *_of_texts(reader, unread, screens, most)] if unread else marks
    return found or _of_marks(reader, action, unread, screens)[0] or list(_of_grounds(reader, action, unread, screens))


def _is_frame(screens: Screens, place: Box) -> bool:
    """Whether only the frame of a place is another one, and a text caret inside at most: a field that got or lost the keyboard."""
    inside = place.padded(-FRAME).offset(-screens.after.region.left, -screens.after.region.top)
    if min(place.width, place.height) < 4 * FRAME or screens.differs is None or inside.left < 0 or inside.top < 0:
        return False
    columns = np.flatnonzero(screens.differs[inside.top : inside.bottom, inside.left : inside.right].any(axis=0))
    return not len(columns) or int(columns[-1] - columns[0]) < CARET


def _of_texts(reader: TextReader, places: Sequence[Box], screens: Screens, most: int) -> Iterator[Evidence]:
    """The lines of text at these places that are not what they were.

    What a window covers that came has not disappeared, and what is seen again where one went has not appeared. What is drawn alike
    in both, in whatever colours, is the same text, and need not be read.
    """
    from gui_agent.perception.text.text import line_boxes

    came, went = screens.shown(screens.came), screens.shown(screens.went)
    open_places = [place for place in places if not (screens.covered(place, INSIDE) or screens.uncovered(place, INSIDE))]
    after, before = screens.after, screens.before
    now = [*_entries(after, came), *line_boxes(after, [*open_places, *went], most)]
    was = [*_entries(before, went), *line_boxes(before, open_places, 2 * most)]
    kept = {box for box in {*now} & {*was} if not (came or went) and same_drawing(screens, box)}
    new = reader.read_boxes(after, [box for box in now if box not in kept])
    old = reader.read_boxes(before, [box for box in was if box not in kept])
    listed = {letters(line.text) for line in old if screens.uncovered(line.box)}
    new = [line for line in new if not screens.uncovered(line.box) or letters(line.text) in listed]
    old = [line for line in old if not screens.covered(line.box)]
    yield from _changed_lines(old, new, screens)


def _entries(screenshot: Screenshot, windows: Sequence[Box]) -> Iterator[Box]:
    """Where the names of what these windows offer are, each looked at alone: what is behind it is no part of its lines."""
    from gui_agent.perception.text.text import line_boxes

    for window in windows:
        panel = _panel(screenshot, window)
        left_part = Box(panel.left, panel.top, panel.left + max(1, round(LEFT * panel.width)), panel.bottom)
        yield from line_boxes(screenshot.part(panel), [left_part], max(2, MOST_ENTRIES // len(windows)))


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


def _changed_lines(old: Sequence[TextLine], new: Sequence[TextLine], screens: Screens) -> Iterator[Evidence]:
    # A space more or less is no other text: how close two words are is read now so, now so, where a frame came or went.
    was, now = {letters(line.text) for line in old}, {letters(line.text) for line in new}
    elsewhere = _moved_alone(old, new)
    gone = [line for line in old if letters(line.text) not in now and not same_letters(screens, line.box)]
    came = [
        line
        for line in new
        if (letters(line.text) not in was or line in elsewhere) and _is_words(line) and not same_letters(screens, line.box)
    ]
    alone = []
    for line in came:  # a text that is in both only moved
        partner = next((other for other in gone if _same_line(other.box, line.box)), None)
        if partner is None:
            alone.append(line)
        else:
            gone.remove(partner)
            yield Evidence("changed", partner.text, line.text)
    yield from (Evidence("appeared", line.text) for line in alone if not recoloured(screens, line.box))
    yield from (Evidence("vanished", line.text) for line in gone if _is_words(line) and not recoloured(screens, line.box))


def _moved_alone(old: Sequence[TextLine], new: Sequence[TextLine]) -> list[TextLine]:
    """Lines that say what another row said before: a text that went from its field into a list.

    Several that moved by the same distance were scrolled, or pushed aside.
    """
    moved = []
    for line in new:
        same = [other.box for other in old if letters(other.text) == letters(line.text)]
        ways = [(line.box.left - box.left, line.box.center.y - box.center.y) for box in same]
        if ways and all(abs(down) > line.box.height for _, down in ways):
            moved.append((line, min(ways, key=lambda way: abs(way[0]) + abs(way[1]))))
    return [
        line
        for line, (_, down) in moved
        if not any(other is not line and abs(down - further) <= SAME_WAY for other, (_, further) in moved)
    ]


def _is_words(line: TextLine) -> bool:
    return line.confidence >= 0.6 and any(character.isalnum() for character in line.text)


def _same_line(one: Box, other: Box) -> bool:
    common = one.intersection(other)
    return common is not None and common.height > 0.5 * min(one.height, other.height)


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


def _of_grounds(reader: TextReader, action: BaseAction, places: Sequence[Box], screens: Screens) -> Iterator[Evidence]:
    """Lines under the action that are on quite another ground than before: a row that is selected."""
    near = aim(action, screens.after.region)
    at = [place for place in places if any(place.padded(4).contains(point) for point in near)]
    if not at:
        return
    from gui_agent.perception.text.text import line_boxes

    lines: list[TextLine] = []
    for screen in (screens.after, screens.before):  # on its new ground it may be hard to read
        boxes = [box for box in line_boxes(screen, at) if _is_on_other_ground(box, screens)]
        lines += [line for line in reader.read_boxes(screen, boxes) if _is_words(line)]
    selected = [line for line in lines if _is_on_other_ground(line.box, screens)]
    if selected:  # the one that was selected before has another ground, too
        nearest = min(selected, key=lambda line: min(_away(line.box, point) for point in near))
        yield Evidence("selected", nearest.text)


def _is_on_other_ground(box: Box, screens: Screens) -> bool:
    was, now = (_ground(screen, box) for screen in (screens.before, screens.after))
    return int(np.abs(was - now).max()) >= OTHER_GROUND


def _away(box: Box, point: Point) -> int:
    return max(box.left - point.x, point.x - box.right, 0) + max(box.top - point.y, point.y - box.bottom, 0)


def _ground(screenshot: Screenshot, box: Box) -> NDArray[np.int16]:
    """The colour of most of a place."""
    inside = box.offset(-screenshot.region.left, -screenshot.region.top)
    part = screenshot.rgb[max(0, inside.top) : inside.bottom, max(0, inside.left) : inside.right].reshape(-1, 3)
    return np.asarray(np.median(part, axis=0), np.int16) if len(part) else np.zeros(3, np.int16)
