"""Skills that set a value: options, lists, drop-down lists, menus, tabs, spinners, sliders."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from gui_agent.actions.action import Hover, Key, LeftClick, Type, Wait
from gui_agent.model.literal.language import steps as kinds
from gui_agent.model.literal.language.date_formats import parse_date
from gui_agent.model.literal.language.steps import Target
from gui_agent.model.literal.language.text_match import similarity
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills import calendars, entering, scales
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw, tick_spots
from gui_agent.model.literal.skills.seeking import scroll_on
from gui_agent.model.literal.targets.find import CLEAR, candidates, locate
from gui_agent.model.literal.targets.situation import NotFound, Situation, describe
from gui_agent.perception.geometry import Box

_OPTIONS = frozenset({"checkbox", "radio"})


def choose(step: kinds.Choose, situation: Situation) -> Outcome:
    """Select the named values with whatever the screen offers for it."""
    skill = situation.state.get("skill")
    if skill == "enter" or (situation.beginning and _is_text_entry(step, situation)):
        text = kinds.Enter(step.said, step.values[0], step.where)
        return _marked("enter", entering.enter(text, situation))
    if skill == "calendar" or (situation.beginning and calendars.fits(step, situation)):
        return _marked("calendar", calendars.choose_day(step, situation))
    if skill == "scale" or (situation.beginning and _is_scale(step)):
        return _marked("scale", scales.set_value(step, situation))
    if step.path or skill == "path":
        return _marked("path", _along_path(step, situation))
    return _values(step, situation)


def _marked(name: str, outcome: Outcome) -> Outcome:
    """Remember which skill has taken the step over."""
    return Act(outcome.action, {**outcome.state, "skill": name}) if isinstance(outcome, Act) else outcome


def _is_scale(step: kinds.Choose) -> bool:
    number = re.fullmatch(r"[-+\u2212]?\d+(\.\d+)?", step.values[0]) if len(step.values) == 1 else None
    return bool(number) and step.where is not None and step.where.role in ("slider", "spinner")


def _is_text_entry(step: kinds.Choose, situation: Situation) -> bool:
    """For "set X to Y" where X turns out to be a text field, or a spinner or slider named by its label."""
    if step.where is None or step.where.role is not None or len(step.values) != 1:
        return False
    spot = locate(step.where, situation)
    return spot.kind in ("field", "textarea", "spinner")


def _values(step: kinds.Choose, situation: Situation) -> Outcome:
    """Go through the values; each is chosen where it is found, and verified where its state can be seen."""
    state = dict(situation.state)
    at = int(state.get("at", 0))
    values = _split(step, situation, state)
    while at < len(values):
        outcome = _value(values[at], at, step, situation, state)
        if isinstance(outcome, Act):
            return Act(outcome.action, {**outcome.state, "at": at, "values": values})
        if isinstance(outcome, Stuck):
            return outcome
        at, state = at + 1, {}
        situation = replace(situation, state={}, effect="")
    return Finished()


def _split(step: kinds.Choose, situation: Situation, state: dict[str, Any]) -> list[str]:
    """The values; "A and B" is one value where the screen shows it as one, else two."""
    if "values" in state:
        return list(state["values"])
    values: list[str] = []
    for value in step.values:
        parts = [part.strip() for part in re.split(r"\s+and\s+", value) if part.strip()]
        whole = len(parts) == 1 or candidates(Target(value, label=value), situation)
        shown = all(candidates(Target(part, label=part), situation) for part in parts)
        values += [value] if whole or not shown else parts
    return values


def _value(value: str, at: int, step: kinds.Choose, situation: Situation, state: dict[str, Any]) -> Outcome:
    phase = state.get("phase")
    if phase == "ticked":
        situation = replace(situation, state=dict(state.get("tick", {})))
        return _tick(value, situation)
    if phase == "opened":
        return _from_popup(value, situation, state)
    if phase == "typed":
        return _confirm_typed(value, situation, state)
    if phase == "clicked":
        return _verify(value, situation, state)
    if phase == "scrolled":
        situation.think("I scrolled the list.")
    return _start(value, at, step, situation, state)


def _start(value: str, at: int, step: kinds.Choose, situation: Situation, state: dict[str, Any]) -> Outcome:
    target = Target(value, label=value)
    matches = candidates(target, situation)
    options = [match.spot for match in matches if match.spot.kind in _OPTIONS and match.score > matches[0].score - CLEAR - 0.1]
    if options and (step.where is None or step.where.role in (None, "radio", "checkbox", "list", "section")):
        return _tick(value, situation)
    dropdown = _dropdown(value, step, situation)
    if dropdown is not None:
        if similarity(value, dropdown.value) > 0.95:
            situation.think(f"The {describe(dropdown)} shows {value!r} already.")
            return Finished()
        saw(situation, dropdown)
        situation.think("I open it.")
        box = situation.scene.thousandths(dropdown.box)
        opened = {"phase": "opened", "box": [box.left, box.top, box.right, box.bottom]}
        return Act(LeftClick(**place(situation.scene, dropdown)), opened)
    return _pick(value, at, step, situation, state)


def _tick(value: str, situation: Situation) -> Outcome:
    matches = candidates(Target(value, label=value), situation, _OPTIONS)
    if not matches and not situation.unchanged:
        situation.think(f"I cannot make out {value!r} under the pointer, but it changed when I clicked it.")
        return Finished()
    if not matches:
        raise NotFound(f"I cannot see {value!r} on the screen any more")
    outcome = tick_spots([matches[0].spot], True, situation)
    if isinstance(outcome, Act):
        return Act(outcome.action, {"phase": "ticked", "tick": dict(outcome.state)})
    return outcome


def _dropdown(value: str, step: kinds.Choose, situation: Situation) -> Spot | None:
    """The drop-down list to choose from: the one that is named, or the only one if nothing on the screen shows the value."""
    spots = [spot for spot in situation.scene.spots if spot.kind == "dropdown"]
    if step.where is not None and (step.where.label or step.where.ordinal or step.where.relation):
        try:
            spot = locate(step.where, situation)
        except NotFound:
            if step.where.role == "dropdown":
                raise
            return None
        return spot if spot.kind == "dropdown" else None
    if len(spots) == 1 and not [match for match in candidates(Target(value, label=value), situation) if match.spot != spots[0]]:
        return spots[0]
    if step.where is not None and step.where.role == "dropdown":
        if len(spots) > 1:
            raise NotFound("there are several drop-down lists; say which one", True)
        return spots[0] if spots else None
    return None


def _pick(value: str, at: int, step: kinds.Choose, situation: Situation, state: dict[str, Any]) -> Outcome:
    """Click the value in a list, a menu, or wherever it stands; scroll a list that does not show it."""
    try:
        spot = _one_of(value, step, situation)
    except NotFound as missing:
        if missing.ambiguous:
            raise
        scrolled = scroll_on(situation, state, step.where)
        if scrolled is None:
            raise
        return Act(scrolled.action, {**scrolled.state, "phase": "scrolled"})
    saw(situation, spot)
    arguments = place(situation.scene, spot)
    if at and (step.where is None or step.where.role == "list"):
        arguments["modifiers"] = ["ctrl"]
    return Act(LeftClick(**arguments), {"phase": "clicked", "kind": spot.kind})


def _one_of(value: str, step: kinds.Choose, situation: Situation) -> Spot:
    target = Target(value, label=value)
    if step.where is not None and step.where.role not in (None, "dropdown", "list", "spinner", "slider"):
        target = replace(target, relation=kinds.Relation("in", step.where))
    try:
        return locate(target, situation)
    except NotFound as missing:
        if missing.ambiguous or target.relation is None:
            raise
    return locate(replace(target, relation=None), situation)


def _verify(value: str, situation: Situation, state: dict[str, Any]) -> Outcome:
    if situation.unchanged and not state.get("again") and state.get("kind") in ("item", "tab", "text"):
        situation.think("Nothing visible changed; I look whether it was chosen already.")
    return Finished()


def _from_popup(value: str, situation: Situation, state: dict[str, Any]) -> Outcome:
    """The list is open: click the value if it shows, else find it by typing its beginning."""
    box = situation.scene.pixels(state["box"])
    found = [
        match.spot
        for match in candidates(Target(value, label=value), situation)
        if match.spot.kind != "dropdown" and not _inside(match.spot.box, box) and match.score > 0.8
    ]
    if found:
        spot = min(found, key=lambda spot: abs(spot.box.center.y - box.center.y))
        saw(situation, spot)
        return Act(LeftClick(**place(situation.scene, spot)), {"phase": "clicked", "kind": "item", "box": state["box"]})
    situation.think(f"{value!r} is not among the entries that I see; I type its name, which goes to it.")
    return Act(Type(content=value), {"phase": "typed", "box": state["box"]})


def _inside(box: Box, other: Box) -> bool:
    return other.contains(box.center)


def _confirm_typed(value: str, situation: Situation, state: dict[str, Any]) -> Outcome:
    if state.get("entered"):
        shown = situation.scene.text_in(situation.scene.pixels(state["box"]))
        if similarity(value, shown) > 0.8:
            return Finished()
        return Stuck(f"there is no {value!r} in the list: it shows {shown!r}")
    visible = [match for match in candidates(Target(value, label=value), situation) if match.score > 0.8]
    if not visible:
        return Stuck(f"I cannot find {value!r} in the list")
    situation.think(f"The list shows {visible[0].spot.label!r} now; Enter takes it.")
    return Act(Key(keys="enter"), {**state, "entered": True})


def _along_path(step: kinds.Choose, situation: Situation) -> Outcome:
    """Menu by menu: every station is clicked, the last one chooses; a menu that opens under the pointer is followed sideways."""
    state = situation.state
    at = int(state.get("at", 0))
    if at >= len(step.values):
        return Finished()
    target = Target(step.values[at], label=step.values[at])
    try:
        spot = _nearest(target, situation, state)
    except NotFound:
        if at and not state.get("waited"):
            situation.think(f"{target.label!r} is not there yet; I give its menu a moment.")
            return Act(Wait(seconds=0.6), {**state, "waited": at})
        if at and not state.get("clicked"):
            previous = situation.scene.pixels(state["last"])
            situation.think(f"{target.label!r} is not there yet; I click {step.values[at - 1]!r}.")
            again = Spot(previous, "item", step.values[at - 1])
            return Act(LeftClick(**place(situation.scene, again)), {**state, "clicked": True})
        raise
    saw(situation, spot)
    box = situation.scene.thousandths(spot.box)
    arguments = place(situation.scene, spot)
    passed = {"at": at + 1, "last": [box.left, box.top, box.right, box.bottom]}
    if at + 1 < len(step.values):  # a click on the way may choose the entry itself; pointing opens its menu, if it has one
        return Act(Hover(**arguments), passed)
    return Act(LeftClick(**arguments), passed)


def _nearest(target: Target, situation: Situation, state: dict[str, Any]) -> Spot:
    """The entry of that name; of several the one nearest to the entry before."""
    matches = candidates(target, situation)
    if not matches:
        raise NotFound(f"I cannot see the menu entry {target.label!r}")
    if "last" not in state:
        return locate(target, situation)
    last = situation.scene.pixels(state["last"])
    good = [match.spot for match in matches if match.score > matches[0].score - CLEAR]
    return min(good, key=lambda spot: abs(spot.box.center.x - last.center.x) + abs(spot.box.center.y - last.center.y))


__all__ = ["choose", "parse_date"]
