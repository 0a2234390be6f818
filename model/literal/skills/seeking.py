"""What is tried when something is not on the screen: open the menu that it may be in, look into submenus, scroll to it."""

from __future__ import annotations

import re
from dataclasses import replace

from gui_agent.actions.action import BaseAction, Hover, LeftClick, Scroll, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Step, Target
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills import hints
from gui_agent.model.literal.skills.exploring import explore
from gui_agent.model.literal.skills.outcome import Act, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import beside_everything, is_part_of_entry, place, saw, sides
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.counted import is_counted
from gui_agent.model.literal.targets.find import candidates
from gui_agent.model.literal.targets.progress import Entry, Scrolls, Search
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.geometry import Box, Point

_NOTCH_HEIGHT = 220
"""Pixels of a scrolled area per notch that is turned at once: less than it shows, so that nothing is jumped over."""
_MOST_SCROLLS = 30
_ARROWS = frozenset("\u25b2\u25b3\u25b4\u2191^")
"""What the reader takes the upper arrow of a scroll bar for."""
_REACH = 400
"""Pixels from an entry to the arrow of its list's scroll bar at most."""
_MOST_PEEKS = 10
PATIENCE = 2
"""How many times a second is waited for what is not there yet."""
_MOST_PAGES = 12
"""Scrolls of a page without a scroll bar, at most."""
_TURNED = frozenset({"spinner", "slider", "dropdown", "field", "list", "tab"})
"""What the wheel may change."""
_PLACES = ((0.5, 0.5), (0.5, 0.7), (0.35, 0.6), (0.65, 0.35), (0.3, 0.3))
"""Where a page is scrolled, as parts of its width and height."""


def seek(step: Step, situation: Situation, missing: NotFound) -> Outcome:
    """Another look: open what it is in; once the same, a moment later; then look into submenus, and scroll on.

    The skill is asked again afterwards.
    """
    if missing.ambiguous or isinstance(step, intents.Wait | intents.Assert | intents.Expect):
        return Stuck(missing.reason)
    opened = _open_container(step, situation) or _open_more(step, situation)
    if opened is not None:
        return opened
    if situation.search.waits < PATIENCE:
        situation.think("It may still be on its way; I look again in a moment.")
        return _act(Wait(seconds=1), situation, replace(situation.search, waits=situation.search.waits + 1))
    aside = _step_aside(step, situation)
    if aside is None and is_counted(_counted_in(step)):
        return Stuck(missing.reason)  # behind a scroll or another tab the count would begin anew
    further = aside or _interruption(situation) or _peek(step, situation) or explore(step, situation)
    further = further or hints.point_at_next(step, situation)
    if further is not None:
        return further
    scrolled = scroll_on(situation, None) or _scroll_page(situation)
    return scrolled if scrolled is not None else Stuck(missing.reason)


def _act(action: BaseAction, situation: Situation, search: Search) -> Act:
    """An action of the search: the skill's own state stays as it is."""
    return Act(action, situation.state, search)


def open_first(step: Step, situation: Situation) -> Act | None:
    """For "on the Network tab, tick Proxy": the tab, before anything is looked for; once, and only if it can be seen."""
    anchor = _container(step)
    if anchor is None or anchor.role != "tab" or not situation.beginning or situation.search.opened:
        return None
    return _open_container(step, situation)


def inside_what_opened(step: Step, search: Search) -> Step:
    """The step, aimed at the whole screen once the menu or tab that it is in was opened: what it shows may be anywhere."""
    if not search.popped:
        return step
    if isinstance(step, intents.Tick):
        return replace(step, targets=tuple(replace(target, relation=None) for target in step.targets))
    if isinstance(step, intents.Choose):
        return replace(step, where=None)
    target = getattr(step, "target", None)
    if not isinstance(target, Target):
        return step
    menu = target.relation is not None and target.relation.anchor.role == "menu" and target.role is None
    inside = replace(target, relation=None, role="menuitem", noun="menu entry") if menu else replace(target, relation=None)
    return replace(step, target=inside)  # type: ignore[call-arg]


def _container(step: Step) -> Target | None:
    """What a step says that its target is in."""
    if isinstance(step, intents.Choose):
        return None if step.path else step.where
    target = step.targets[0] if isinstance(step, intents.Tick) else getattr(step, "target", None)
    relation = target.relation if isinstance(target, Target) else None
    return relation.anchor if relation is not None and relation.kind == "in" else None


def _open_container(step: Step, situation: Situation) -> Act | None:
    """For "click Save in the File menu": the menu, tab or section that is named, once."""
    anchor = _container(step)
    if anchor is None or situation.search.opened or anchor.role not in ("menu", "tab", "section", "dropdown") or not anchor.label:
        return None
    matches = candidates(anchor, situation)
    if not matches:
        return None
    saw(situation, matches[0].spot)
    situation.think("I open it first.")
    opened = replace(situation.search, opened=True, popped=anchor.role in ("menu", "tab"))
    return _act(LeftClick(**place(situation.scene, matches[0].spot)), situation, opened)


def _open_more(step: Step, situation: Situation) -> Act | None:
    """For "click Mute in the row of Ann": the three dots that belong to Ann's entry, once, if nothing on the screen says Mute."""
    target = getattr(step, "target", None)
    if not isinstance(target, Target) or target.relation is None or not target.label or situation.search.opened:
        return None
    if target.relation.kind not in ("row", "near", "in") or candidates(replace(target, relation=None), situation):
        return None
    anchors = candidates(target.relation.anchor, situation, parts=True)
    dots = [spot for spot in situation.scene.spots if spot.kind == "icon" and spot.name == "more"]
    if not anchors or not dots:
        return None
    try:
        own = relations.related("row", dots, anchors[0].spot, situation.scene)
    except NotFound:
        return None
    if isinstance(step, intents.Click) and step.shows and is_part_of_entry(own[0], target, situation):
        return None
    saw(situation, own[0])
    if not situation.search.dwelt:
        situation.think("I point at it first.")
        return _act(Hover(**place(situation.scene, own[0])), situation, replace(situation.search, dwelt=True))
    situation.think(f"I open it to look for {target.label!r}.")
    opened = replace(situation.search, opened=True, popped=True)
    return _act(LeftClick(**place(situation.scene, own[0])), situation, opened)


def _peek(step: Step, situation: Situation) -> Act | None:
    """Point at the next entry of the menu that the step before opened: its submenu may hold what is looked for."""
    target = getattr(step, "target", None)
    changed = situation.facts.changed
    at = situation.search.peeks
    if not isinstance(target, Target) or not target.label or not changed or at >= _MOST_PEEKS:
        return None
    area = situation.scene.pixels(changed)
    clicked = situation.scene.pixels(situation.facts.place) if situation.facts.place else None
    entries = [
        spot
        for spot in situation.scene.spots
        if spot.kind in ("text", "item", "icon", "checkbox", "radio", "button")
        and spot.label
        and area.contains(spot.box.center)
        and not (clicked and clicked.contains(spot.box.center))
    ]
    if len(entries) < 2 and not at:
        return None
    seen = situation.search.entries or tuple(Entry(sides(situation.scene, spot.box), spot.label) for spot in entries)
    if at >= len(seen):
        return None
    entry = Spot(situation.scene.pixels(seen[at].sides), "item", seen[at].label)
    situation.think(f"{target.label!r} may be in a submenu; I point at {entry.label!r}.")
    return _act(Hover(**place(situation.scene, entry)), situation, replace(situation.search, peeks=at + 1, entries=seen))


def _counted_in(step: Step) -> Target:
    target = step.targets[0] if isinstance(step, intents.Tick) else getattr(step, "target", None)
    return target if isinstance(target, Target) else Target("")


def _step_aside(step: Step, situation: Situation) -> Act | None:
    """Move the pointer away once where check boxes are counted: the one under it may not be known for what it is."""
    target = _counted_in(step)
    if target.role not in ("checkbox", "radio") or target.label or situation.search.aside or not situation.facts.place:
        return None
    situation.think("I move the pointer away to see what is under it.")
    return _act(Hover(**place(situation.scene, beside_everything(situation))), situation, replace(situation.search, aside=True))


def _interruption(situation: Situation) -> Act | None:
    """Put a message away that came up by itself, while only texts were typed: no click can have asked for it.

    What the instruction mentions is no interruption, and it is done once.
    """
    if not situation.only_typed or situation.search.dismissed:
        return None
    task = situation.scene.task.casefold()
    buttons = [spot for spot in situation.scene.spots if spot.kind in ("button", "icon", "text") and spot.enabled]
    for word in _DISMISSING:
        own = [spot for spot in buttons if word in (spot.label.strip().casefold(), spot.name)]
        if len(own) == 1 and not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", task):
            saw(situation, own[0])
            situation.think("Something came up while I typed; I put it away.")
            return _act(LeftClick(**place(situation.scene, own[0])), situation, replace(situation.search, dismissed=True))
    return None


_DISMISSING = ("ok", "got it", "dismiss", "not now", "no thanks", "later", "close", "\u00d7")
"""What a message is put away with."""


def scroll_on(situation: Situation, within: Target | None) -> Act | None:
    """The next scroll in search of something: down to the end, then up to the top; None when all was seen, or nothing scrolls."""
    direction, count = situation.search.scrolls.direction, situation.search.scrolls.count
    before = situation.search.scrolls.area
    area = situation.scene.pixels(before) if any(before) else scrolled_area(situation, within)
    if area is None:
        return None
    if count and situation.unchanged:
        if direction == "up" or count > _MOST_SCROLLS:
            return None
        direction = "up"
    if count >= _MOST_SCROLLS:
        return None
    notches = max(1, min(3, area.height // _NOTCH_HEIGHT))
    if direction == "up" and notches > 1:
        notches = 30  # a small list is looked through upwards as well: what was cut in two at its edge may now be whole
    situation.think(f"I scroll {direction} to look for it.")
    spot = Spot(area, "panel", "list")
    action = Scroll(**place(situation.scene, spot), direction=direction, step=notches)
    scrolls = Scrolls(direction, count + 1, sides(situation.scene, area))
    return _act(action, situation, replace(situation.search, scrolls=scrolls))


def _scroll_page(situation: Situation) -> Act | None:
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
