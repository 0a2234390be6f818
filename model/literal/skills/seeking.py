"""What is tried when something is not on the screen: open the menu that it may be in, look into submenus, scroll to it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from gui_agent.actions.action import BaseAction, Hover, Key, LeftClick, Type, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Step, Target
from gui_agent.model.literal.language.text_match import CASE, similarity
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills import hints, menus, start_dialogs
from gui_agent.model.literal.skills.closed_lists import look_through
from gui_agent.model.literal.skills.exploring import SIGNS_OF_PARTS, explore, marked, sought
from gui_agent.model.literal.skills.outcome import Act, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import KEYS, Clicking, beside_everything, is_part_of_entry, place, saw, sides
from gui_agent.model.literal.skills.scrolling import scroll_on, scroll_page
from gui_agent.model.literal.skills.typing_here import TypedHere
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.counted import is_counted
from gui_agent.model.literal.targets.find import candidates
from gui_agent.model.literal.targets.progress import Entry, Search
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.geometry import Box

_MOST_PEEKS = 10
_SEARCHING = frozenset({"search", "find"})
"""What a field to search with is opened by."""
_SEARCHED = ("search", "look up", "find")
_SUBMENU_SIGNS: Final = frozenset("\u25b8\u25b6\u25ba\u203a>\u276f\u25b7\u00bb")
"""What is at the end of an entry that opens a submenu."""
PATIENCE = 2
"""How many times a second is waited for what is not there yet."""


def seek(step: Step, situation: Situation, missing: NotFound) -> Outcome:
    """Another look: open what it is in; once the same, a moment later; then look into submenus, and scroll on.

    The skill is asked again afterwards.
    """
    if isinstance(step, intents.Wait | intents.Assert | intents.Expect):
        return Stuck(missing.reason)
    if (away := start_dialogs.put_away_late(situation)) is not None:
        return away
    if missing.ambiguous:
        return Stuck(missing.reason)
    opened = _open_search(step, situation) or _open_container(step, situation) or _open_more(step, situation)
    if opened is not None:
        return opened
    if situation.search.waits < PATIENCE:
        situation.think("It may still be on its way; I look again in a moment.")
        return _act(Wait(seconds=1), situation, replace(situation.search, waits=situation.search.waits + 1))
    if (uncovering := _uncover(step, situation)) is not None:
        return uncovering
    aside = _step_aside(step, situation)
    if aside is None and is_counted(_counted_in(step)):
        return Stuck(missing.reason)  # behind a scroll or another tab the count would begin anew
    if situation.search.menu_at:
        return menus.look_into_next(step, situation) or _by_keys(step, situation) or Stuck(missing.reason)
    if situation.scene.menu is not None:  # what is behind an open menu takes no input
        further = aside or _peek(step, situation) or scroll_on(situation, None, sought(step).label)
        return further or Stuck(missing.reason)
    further = aside or _interruption(situation) or _peek(step, situation) or explore(step, situation)
    further = further or look_through(step, situation)
    further = (
        further or menus.look_into_next(step, situation) or _by_keys(step, situation) or hints.point_at_next(step, situation)
    )
    if further is not None:
        return further
    scrolled = scroll_on(situation, None, sought(step).label) or scroll_page(situation)
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
    if anchor is None or situation.search.opened or not anchor.label:
        return None
    if anchor.role not in ("menu", "tab", "section", "dropdown"):
        return None if isinstance(step, intents.Choose) else _open_node(anchor, situation)
    matches = candidates(anchor, situation)
    if not matches:
        return None
    saw(situation, matches[0].spot)
    situation.think("I open it first.")
    opened = replace(situation.search, opened=True, popped=anchor.role in ("menu", "tab"))
    return _act(LeftClick(**place(situation.scene, matches[0].spot)), situation, opened)


def _open_search(step: Step, situation: Situation) -> Act | None:
    """For "search for X" without a field for it: what opens one, or the usual keys; then X is typed where the focus is."""
    if not isinstance(step, intents.Enter) or step.target is None or not isinstance(step.text, str):
        return None
    if step.target.label != "search" or not step.said.casefold().startswith(_SEARCHED):
        return None
    if situation.search.opened and not _field_came(situation):
        if situation.search.dwelt:
            return None
        situation.think("I see no field yet; I look again in a moment.")
        return _act(Wait(seconds=1), situation, replace(situation.search, dwelt=True))
    if situation.search.opened:
        situation.think("I type it where the keyboard focus is.")
        return Act(Type(content=step.text), TypedHere(step.text, sought=True), situation.search)
    opened = replace(situation.search, opened=True, fields=len(_fields(situation)))
    signs = [
        spot
        for spot in situation.scene.spots
        if spot.kind in ("button", "icon") and {spot.label.strip(" .\u2026").casefold(), spot.name} & _SEARCHING
    ]
    if len(signs) == 1:
        saw(situation, signs[0])
        situation.think("I open it first.")
        return _act(LeftClick(**place(situation.scene, signs[0])), situation, opened)
    situation.think("I see no field to search with; I press the keys that open one.")
    return _act(Key(keys="ctrl+f"), situation, opened)


def _field_came(situation: Situation) -> bool:
    """Whether there is a field more, or where the last action changed something: else a text would go into what is open."""
    changed = situation.effect.changed if situation.effect is not None else ()
    areas = [situation.scene.pixels((one.left, one.top, one.right, one.bottom)).padded(4) for one in changed]
    fields = _fields(situation)
    return len(fields) > situation.search.fields or any(area.intersection(box) for area in areas for box in fields)


def _fields(situation: Situation) -> list[Box]:
    return [spot.box for spot in situation.scene.spots if spot.kind == "field"]


def _by_keys(step: Step, situation: Situation) -> Act | None:
    """The usual keys for what no menu and no button shows."""
    if not isinstance(step, intents.Click) or not step.keys or not situation.beginning:
        return None
    situation.think(f"I see nothing that does it; I press the usual keys for it, {step.keys}.")
    return Act(Key(keys=step.keys), Clicking(clicked=1, kind=KEYS))


def _open_node(anchor: Target, situation: Situation) -> Act | None:
    """For "select Phone, which is in Contracts": the node or the header of that name, where a sign says that it can be opened."""
    for mark in marked(situation):
        name = mark.label.strip(SIGNS_OF_PARTS + " ")
        if similarity(anchor.label, name) >= CASE:
            saw(situation, mark)
            situation.think("I open it to look inside.")
            return _act(LeftClick(**place(situation.scene, mark)), situation, replace(situation.search, opened=True, popped=True))
    return None


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


def _uncover(step: Step, situation: Situation) -> Act | None:
    """Move the mouse over the entry that a button belongs to, once: its buttons may show only then."""
    target = getattr(step, "target", None)
    if not isinstance(target, Target) or target.relation is None or target.relation.kind not in ("row", "near"):
        return None
    if situation.search.uncovered or not (target.label or target.role) or not isinstance(step, intents.Click):
        return None
    anchors = candidates(target.relation.anchor, situation, parts=True)
    if not anchors:
        return None
    saw(situation, anchors[0].spot)
    situation.think(f"Its buttons may show when the mouse is over it; I look for {target.label or target.noun!r} there.")
    further = replace(situation.search, uncovered=True, waits=PATIENCE - 1)
    return _act(Hover(**place(situation.scene, anchors[0].spot)), situation, further)


def _peek(step: Step, situation: Situation) -> Act | None:
    """Point at the next entry of the menu that the step before opened: its submenu may hold what is looked for."""
    target = sought(step)
    changed = situation.facts.changed
    at = situation.search.peeks
    if not target.label or not changed or at >= _MOST_PEEKS:
        return None
    area = situation.scene.menu or situation.scene.pixels(changed)
    clicked = situation.scene.pixels(situation.facts.place) if situation.facts.place else None
    entries = [
        spot
        for spot in situation.scene.spots
        if spot.kind in ("text", "item", "icon", "checkbox", "radio", "button")
        and spot.label
        and area.contains(spot.box.center)
        and not (clicked and (clicked.contains(spot.box.center) or relations.same_row(clicked, spot.box)))
    ]
    if len(entries) < 2 and not at:
        return None
    entries.sort(key=lambda spot: not _has_submenu(spot, situation))
    seen = situation.search.entries or tuple(Entry(sides(situation.scene, spot.box), spot.label) for spot in entries)
    if at and (waiting := _await_submenu(seen[at - 1], situation)) is not None:
        return waiting
    if at >= len(seen):
        return None
    entry = Spot(situation.scene.pixels(seen[at].sides), "item", seen[at].label)
    situation.think(f"{target.label!r} may be in a submenu; I point at {entry.label!r}.")
    return _act(Hover(**place(situation.scene, entry)), situation, replace(situation.search, peeks=at + 1, entries=seen))


def _await_submenu(entry: Entry, situation: Situation) -> Act | None:
    """Look again once after pointing at an entry with the sign of a submenu: many open a moment later."""
    spot = Spot(situation.scene.pixels(entry.sides), "item", entry.label)
    key = f"submenu of {entry.label}"
    if key in situation.search.tried or not _has_submenu(spot, situation):
        return None
    situation.think(f"The submenu of {entry.label!r} may still be on its way; I look again in a moment.")
    return _act(Wait(seconds=1), situation, replace(situation.search, tried=(*situation.search.tried, key)))


def _has_submenu(entry: Spot, situation: Situation) -> bool:
    """Whether an arrow that points to the right ends an entry of a menu, in its text or as a drawing behind it."""
    if entry.label.strip()[-1:] in _SUBMENU_SIGNS:
        return True
    return any(
        spot.kind == "icon"
        and "right" in spot.name
        and relations.same_row(spot.box, entry.box)
        and spot.box.left >= entry.box.right - 2
        for spot in situation.scene.spots
    )


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
    dialog = situation.scene.front.content if situation.scene.front is not None else None
    dialog = situation.scene.dialog[0] if dialog is None and situation.scene.dialog is not None else dialog
    if dialog is not None:
        buttons = [spot for spot in buttons if dialog.padded(2).contains(spot.box.center)]
    known = bool(situation.scene.windows)  # then a cross outside of a dialog is that of a window, a tab or a document
    for word in _DISMISSING if dialog is not None or not known else _DISMISSING[:-2]:
        own = [spot for spot in buttons if word in (spot.label.strip().casefold(), spot.name)]
        if len(own) == 1 and not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", task):
            saw(situation, own[0])
            situation.think("Something came up while I typed; I put it away.")
            return _act(LeftClick(**place(situation.scene, own[0])), situation, replace(situation.search, dismissed=True))
    return None


_DISMISSING = ("ok", "got it", "dismiss", "not now", "no thanks", "later", "close", "\u00d7")
"""What a message is put away with."""
