"""What is tried when something is not on the screen: scroll to it, open the menu that it is said to be in."""

from __future__ import annotations

from typing import Any

from gui_agent.actions.action import LeftClick, Scroll, Wait
from gui_agent.model.literal import steps as kinds
from gui_agent.model.literal.find import candidates
from gui_agent.model.literal.outcome import Act, NotFound, Outcome, Situation, Stuck
from gui_agent.model.literal.pointing import place, saw
from gui_agent.model.literal.scene import Spot
from gui_agent.model.literal.steps import Step, Target
from gui_agent.perception.geometry import Box

_NOTCHES = 3
_MOST_SCROLLS = 30


def seek(step: Step, situation: Situation, missing: NotFound) -> Outcome:
    """Another look: once the same, a moment later; then scroll on, or open what it is in. The skill is asked again afterwards."""
    if missing.ambiguous or isinstance(step, kinds.Wait | kinds.Assert):
        return Stuck(missing.reason)
    if not situation.state.get("patience"):
        situation.think("It may still be on its way; I look again in a moment.")
        return Act(Wait(seconds=1), {**situation.state, "patience": True})
    opened = _open_container(step, situation)
    if opened is not None:
        return opened
    scrolled = scroll_on(situation, dict(situation.state), None)
    return scrolled if scrolled is not None else Stuck(missing.reason)


def _open_container(step: Step, situation: Situation) -> Act | None:
    """For "click Save in the File menu": the menu, tab or section that is named, once."""
    target = getattr(step, "target", None)
    if (
        not isinstance(target, Target)
        or target.relation is None
        or target.relation.kind != "in"
        or situation.state.get("container")
    ):
        return None
    anchor = target.relation.anchor
    if anchor.role not in ("menu", "tab", "section", "dropdown") or not anchor.label:
        return None
    matches = candidates(anchor, situation)
    if not matches:
        return None
    saw(situation, matches[0].spot)
    situation.think("I open it first.")
    return Act(LeftClick(**place(situation.scene, matches[0].spot)), {**situation.state, "container": True})


def scroll_on(situation: Situation, state: dict[str, Any], within: Target | None) -> Act | None:
    """The next scroll in search of something: down to the end, then up to the top; None when all was seen, or nothing scrolls."""
    area = scrolled_area(situation, within)
    if area is None:
        return None
    record: dict[str, Any] = dict(state.get("seek", {"direction": "down", "count": 0}))
    if record["count"] and situation.unchanged:
        if record["direction"] == "up" or record["count"] > _MOST_SCROLLS:
            return None
        record = {"direction": "up", "count": record["count"]}
    if record["count"] >= _MOST_SCROLLS:
        return None
    record["count"] += 1
    notches = _NOTCHES if record["direction"] == "down" else 30
    situation.think(f"I scroll {record['direction']} to look for it.")
    spot = Spot(area, "panel", "list")
    action = Scroll(**place(situation.scene, spot), direction=record["direction"], step=notches)
    return Act(action, {**state, "seek": record})


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
    """The area of the entries that stand below one another, evenly: a list whose scroll bar was not recognised."""
    items = [spot.box for spot in spots if spot.kind == "item"]
    for first in items:
        column = [box for box in items if abs(box.left - first.left) <= 4 and abs(box.height - first.height) <= 4]
        if len(column) >= 3:
            area = column[0]
            for box in column[1:]:
                area = area.union(box)
            return area
    return None
