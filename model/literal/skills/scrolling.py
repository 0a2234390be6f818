"""Scrolling in search of something: a list by its rows, a page over a place where the wheel changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gui_agent.actions.action import BaseAction, Scroll
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.outcome import Act
from gui_agent.model.literal.skills.pointing import place, sides
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.progress import Scrolls, Search
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import Box, Point

_NOTCH_HEIGHT = 220
"""Pixels of a scrolled area per notch that is turned at once: less than it shows, so that nothing is jumped over."""
_MOST_SCROLLS = 30
_MOST_NOTCHES = 8
_ORDERED = 5
"""Rows of a list from which on its order, or how far it was moved, is no chance."""
_SLOW = 0.4
"""Share of its rows by which a list is moved at least, where it can be."""
_ARROWS = frozenset("\u25b2\u25b3\u25b4\u2191^")
"""What the reader takes the upper arrow of a scroll bar for."""
_REACH = 400
"""Pixels from an entry to the arrow of its list's scroll bar at most."""
_MOST_PAGES = 12
"""Scrolls of a page without a scroll bar, at most."""
_TURNED = frozenset({"spinner", "slider", "dropdown", "field", "list", "tab"})
"""What the wheel may change."""
_PLACES = ((0.5, 0.5), (0.5, 0.7), (0.35, 0.6), (0.65, 0.35), (0.3, 0.3))
"""Where a page is scrolled, as parts of its width and height."""


def _act(action: BaseAction, situation: Situation, search: Search) -> Act:
    """An action of the search: the skill's own state stays as it is."""
    return Act(action, situation.state, search)


def scroll_on(situation: Situation, within: Target | None, label: str = "") -> Act | None:
    """The next scroll in search of something: down to the end, then up to the top; None when all was seen, or nothing scrolls.

    In a list in the order of the alphabet, what comes before its first row (by its `label`) is looked for upwards at once.
    """
    scrolls = situation.search.scrolls
    direction, count = scrolls.direction, scrolls.count
    area = situation.scene.pixels(scrolls.area) if any(scrolls.area) else scrolled_area(situation, within)
    if area is None:
        return None
    rows = rows_in(area, situation)
    if not count and label and comes_before(label, rows):
        direction = "up"
    notches = max(1, min(3, area.height // _NOTCH_HEIGHT))
    if count and situation.unchanged:
        if direction == "up" or count > _MOST_SCROLLS:
            return None
        direction = "up"
        notches = 30  # a small list is looked through upwards as well: what was cut in two at its edge may now be whole
    elif count:
        notches = pace(scrolls, rows)
    if count >= _MOST_SCROLLS:
        return None
    situation.think(f"I scroll {direction} to look for it.")
    spot = Spot(area, "panel", "list")
    action = Scroll(**place(situation.scene, spot), direction=direction, step=notches)
    edge = (rows[-1] if direction == "down" else rows[0]) if rows else ""
    further = Scrolls(direction, count + 1, sides(situation.scene, area), notches, edge)
    return _act(action, situation, replace(situation.search, scrolls=further))


def rows_in(area: Box, situation: Situation) -> list[str]:
    """What the rows of a list say, from the top."""
    spots = [
        spot for spot in situation.scene.spots if spot.kind in ("item", "text") and spot.label and area.contains(spot.box.center)
    ]
    columns = relations.stacks(spots)
    return [spot.label for spot in max(columns, key=len)] if columns else []


def comes_before(label: str, rows: Sequence[str]) -> bool:
    """Whether a list is in the order of the alphabet, and a label comes before its first row."""
    names = [row.casefold() for row in rows]
    return len(names) >= _ORDERED and names == sorted(names) and names[0] != names[-1] and label.casefold() < names[0]


def pace(scrolls: Scrolls, rows: Sequence[str]) -> int:
    """How many notches to turn next: more where the last scroll moved a list by few of its rows, fewer where it moved all of them."""
    if not scrolls.edge or len(rows) < _ORDERED:
        return max(1, scrolls.notches)
    ordered = list(rows) if scrolls.direction == "down" else list(rows)[::-1]
    at = next((index for index, row in enumerate(ordered) if row == scrolls.edge), None)
    if at is None:
        return max(1, scrolls.notches // 2)
    moved = len(ordered) - 1 - at
    return min(_MOST_NOTCHES, 2 * scrolls.notches) if moved < _SLOW * len(ordered) else max(1, scrolls.notches)


def scroll_page(situation: Situation) -> Act | None:
    """The next scroll of the page itself where no scroll bar is seen: over a place where the wheel can change no value."""
    direction, count = situation.search.scrolls.direction, situation.search.scrolls.count
    if count and situation.unchanged:
        if direction == "up" or count == 1:
            return None  # nothing scrolls here, or all of it was seen
        direction = "up"
    if count >= _MOST_PAGES:
        return None
    frame = situation.scene.frame
    for across, down in _PLACES:
        middle = Point(frame.left + round(across * frame.width), frame.top + round(down * frame.height))
        if not any(spot.kind in _TURNED and spot.box.padded(8).contains(middle) for spot in situation.scene.spots):
            break
    else:
        return None
    situation.think(f"I scroll {direction} to look for it.")
    box = Box(middle.x - 3, middle.y - 3, middle.x + 3, middle.y + 3)
    action = Scroll(
        **place(situation.scene, Spot(box, "panel", "page")), direction=direction, step=3 if direction == "down" else 30
    )
    return _act(action, situation, replace(situation.search, scrolls=Scrolls(direction, count + 1)))


def scrolled_area(situation: Situation, within: Target | None) -> Box | None:
    """What can be scrolled: the area to the left of a scroll bar; the named list; None if no scroll bar is visible."""
    spots = situation.scene.spots
    bars = [spot.box for spot in spots if spot.kind == "scrollbar" and spot.box.height > spot.box.width]
    front = situation.scene.front
    inside = situation.scene.menu or (front.content if front is not None else None)
    if inside is not None:
        bars = [box for box in bars if inside.contains(box.center)]
    if not bars:
        return _stacked_items(spots) if within is not None and within.role == "list" else None
    bar = max(bars, key=lambda box: box.height)
    lists = [
        spot.box
        for spot in spots
        if spot.kind in ("list", "textarea", "panel", "dialog") and spot.box.padded(12).contains(bar.center)
    ]
    if lists:
        return min(lists, key=lambda box: box.area)
    width = max(60, min(bar.left - situation.scene.frame.left, 2 * bar.height))
    return Box(bar.left - width, bar.top, bar.left, bar.bottom)


def _stacked_items(spots: list[Spot]) -> Box | None:
    """The area of entries that are below one another, evenly: a list whose scroll bar was not recognised.

    Of several such columns the one beside an arrow, else the longest, else the densest (buttons are wider apart than entries).
    """
    arrows = [spot.box for spot in spots if spot.label.strip() in _ARROWS]
    stacks = relations.stacks([spot for spot in spots if spot.kind in ("item", "text") and spot.label])
    columns = [[spot.box for spot in stack] for stack in stacks]
    if not columns:
        return None

    def worth(column: list[Box]) -> tuple[bool, int, int]:
        first = column[0]
        arrow = any(first.right < box.left < first.right + _REACH and relations.same_row(box, first) for box in arrows)
        return arrow, len(column), first.center.y - column[1].center.y

    best = max(columns, key=worth)
    return Box.around(best)
