"""Skills that set a value: options, lists, drop-down lists, menus, tabs, spinners, sliders."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gui_agent.actions.action import Key, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.date_formats import parse_date
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.text_match import similarity
from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.skills import calendars, cell_editing, closed_lists, entering, into_fields, opened_lists, scales
from gui_agent.model.literal.skills.menu_paths import along_path
from gui_agent.model.literal.skills.opened_lists import ListOpened, entries_of, has_opened, open_list
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.picking import Picked, pick_value, verify_picked
from gui_agent.model.literal.skills.pointing import sides
from gui_agent.model.literal.skills.ticking import Ticking, tick_spots
from gui_agent.model.literal.targets.find import candidates, locate
from gui_agent.model.literal.targets.progress import Search, SkillState
from gui_agent.model.literal.targets.relations import gap
from gui_agent.model.literal.targets.scorer import CLEAR
from gui_agent.model.literal.targets.situation import NotFound, Situation, describe
from gui_agent.perception.geometry import Box

_OPTIONS = frozenset({"checkbox", "radio"})


_OPENING = frozenset({"dropdown", "field", "textarea", "button"})
"""What a list may open from."""


_SAME = 0.95
"""How alike two texts are that say the same."""


_EVEN = 12
"""Pixels that the entries of one list begin apart, at most."""


@dataclass(frozen=True)
class Ticked(SkillState):
    """A box was clicked."""

    boxes: Ticking


@dataclass(frozen=True)
class Closed(SkillState):
    """A list that stayed open was closed."""


@dataclass(frozen=True)
class Choosing(SkillState):
    """Some of the values are chosen."""

    values: tuple[str, ...]
    at: int
    """The value that is being chosen."""
    one: SkillState | None
    """What was done for it; None while it is only looked for."""


def choose(step: intents.Choose, situation: Situation) -> Outcome:
    """Select the named values with whatever the screen offers for it."""
    state = situation.state
    if isinstance(state, closed_lists.LookingThrough):
        found = closed_lists.follow(step, situation, state)
        if not isinstance(found, int):
            return found
        box = Spot(
            situation.scene.pixels(state.lists[found]),
            "dropdown",
            value=situation.scene.value_in(situation.scene.pixels(state.lists[found])),
        )
        return replace(opened := open_list(box, situation), state=Choosing(step.values, 0, opened.state))
    if isinstance(state, ListOpened):
        return opened_lists.follow(step.values[0], situation, state)
    if isinstance(state, calendars.Paging) or (situation.beginning and calendars.fits(step, situation)):
        return calendars.choose_day(step, situation)
    if isinstance(state, into_fields.Entering) or (situation.beginning and _is_text_entry(step, situation)):
        return _write_or_pick(step, situation)
    if isinstance(state, cell_editing.CellOpened) or (situation.beginning and _is_cell(step, situation)):
        return cell_editing.write(step, situation)
    if isinstance(state, scales.Scale) or (situation.beginning and _is_scale(step, situation)):
        return scales.set_value(replace(step, values=(_without_unit(step.values[0]),)), situation)
    if step.path:
        return along_path(step, situation)
    return _values(step, situation)


def _is_cell(step: intents.Choose, situation: Situation) -> bool:
    """Whether a value is for a cell of a table, named by its column and its row, and no field bears that name."""
    if step.path or len(step.values) != 1 or step.where is None or step.where.role not in (None, "cell", "text", "item"):
        return False
    if candidates(replace(step.where, role=None), situation, FIELDS):
        return False
    return cell_editing.cell_of(step.where, situation) is not None


_MEASURE = re.compile(r"([-+\u2212]?\d+(?:\.\d+)?)\s*(?:%|\u00b0|[^\W\d_]{1,10})?")


def _without_unit(value: str) -> str:
    """The number of "30 minutes", "75 %"."""
    match = _MEASURE.fullmatch(value.strip())
    return match[1] if match else value


def _is_scale(step: intents.Choose, situation: Situation) -> bool:
    """Whether a number is for a slider or a spinner, by the word for it, or since the label is one's."""
    number = _MEASURE.fullmatch(step.values[0].strip()) if len(step.values) == 1 else None
    if number is None or step.where is None or step.path:
        return False
    if step.where.role in ("slider", "spinner"):
        return True
    if step.where.role is not None or not step.where.label:
        return False
    try:
        return locate(step.where, situation, frozenset({"slider"})).kind == "slider"
    except NotFound:
        return False


def _is_text_entry(step: intents.Choose, situation: Situation) -> bool:
    """For "set X to Y" and "choose Y as X" where X turns out to be drawn like a text field, or is a spinner named by its label."""
    where = step.where
    if where is None or len(step.values) != 1:
        return False
    if where.role is not None and (where.noun not in ("content", "list", "dropdown") or _offers(step.values[0], situation)):
        return False
    try:
        spot = locate(where, situation)
    except NotFound:
        try:
            spot = locate(replace(where, role="field", noun="field"), situation, FIELDS)
        except NotFound:
            return False
    return spot.kind in ("field", "textarea", "spinner") and similarity(step.values[0], spot.value) <= _SAME


def _offers(value: str, situation: Situation) -> bool:
    """Whether a value is on the screen already, to be chosen there."""
    return any(match.score > _SAME for match in candidates(Target(value, label=value), situation))


def _write_or_pick(step: intents.Choose, situation: Situation) -> Outcome:
    """Click the field; where that opens a list, choose in it, else write the value."""
    value, state = step.values[0], situation.state
    if isinstance(state, into_fields.FieldClicked | into_fields.TextTyped) and not state.again:
        box = situation.scene.pixels(state.boxes[state.at])
        opened = state.opened or has_opened(situation, box)
        found = entries_of(value, situation, box) if opened or isinstance(state, into_fields.TextTyped) else []
        if found and (opened or not situation.unchanged):
            situation.think("A list has opened.")
            return opened_lists.pick(found[0], situation, ListOpened(state.boxes[state.at], state.value, named=False))
        if opened and isinstance(state, into_fields.TextTyped):
            if state.looks < opened_lists.LOOKS:
                return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
            return Stuck(f"there is no {value!r} in the list that opened")
        if opened and state.value:  # what shows a choice and opens a list is not written in
            return opened_lists.follow(value, situation, ListOpened(state.boxes[state.at], state.value, named=False))
        situation = replace(situation, state=replace(state, opened=opened))
    return entering.enter(intents.Enter(step.said, value, step.where), situation, pointed=True)


def _values(step: intents.Choose, situation: Situation) -> Outcome:
    """Go through the values; each is chosen where it is found, and verified where its state can be seen."""
    state = situation.state
    at, values, one = (state.at, state.values, state.one) if isinstance(state, Choosing) else (0, _split(step, situation), None)
    while at < len(values):
        values = _parted_in_list(values, at, one, situation)
        outcome = _value(values[at], at, step, replace(situation, state=one))
        if isinstance(outcome, Act):
            return Act(outcome.action, Choosing(values, at, outcome.state), outcome.search)
        if isinstance(outcome, Stuck):
            return outcome
        at, one = at + 1, None
        situation = replace(situation, search=Search(), effect=None)
    if _stays_open(values, situation):
        situation.think("The list is still open; I close it.")
        return Act(Key(keys="esc"), Choosing(values, len(values), Closed()), situation.search)
    return Finished()


def _stays_open(values: tuple[str, ...], situation: Situation) -> bool:
    """Whether the list from which several values were chosen still shows them, below one another."""
    state = situation.state
    if len(values) < 2 or not isinstance(state, Choosing) or not isinstance(state.one, opened_lists.EntryPicked):
        return False
    box = situation.scene.pixels(state.one.box)
    entries = [entries_of(value, situation, box) for value in values]
    if not all(entries):
        return False
    boxes = [found[0].box for found in entries]
    return all(abs(one.left - boxes[0].left) < _EVEN for one in boxes) and len({one.top for one in boxes}) == len(boxes)


def _split(step: intents.Choose, situation: Situation) -> tuple[str, ...]:
    """The values; "A and B" is one value where the screen shows it as one, else two."""
    values: list[str] = []
    for value in step.values:
        parts = [part.strip() for part in re.split(r"\s+and\s+", value) if part.strip()]
        whole = len(parts) == 1 or candidates(Target(value, label=value), situation)
        shown = all(candidates(Target(part, label=part), situation) for part in parts)
        values += [value] if whole or not shown else parts
    return tuple(values)


def _parted_in_list(values: tuple[str, ...], at: int, one: SkillState | None, situation: Situation) -> tuple[str, ...]:
    """The values, "A and B" parted where the list that opened for it has both and not the whole."""
    parts = tuple(part.strip() for part in re.split(r"\s+and\s+", values[at]) if part.strip())
    if len(parts) < 2 or type(one) is not ListOpened:
        return values
    box = situation.scene.pixels(one.box)
    if entries_of(values[at], situation, box) or not all(entries_of(part, situation, box) for part in parts):
        return values
    return (*values[:at], *parts, *values[at + 1 :])


def _value(value: str, at: int, step: intents.Choose, situation: Situation) -> Outcome:
    match situation.state:
        case Ticked(boxes):
            return _tick(value, replace(situation, state=boxes))
        case ListOpened() as opened:
            return opened_lists.follow(value, situation, opened)
        case Picked() as picked:
            return verify_picked(value, situation, picked)
    if situation.search.scrolls.count:
        situation.think("I scrolled the list.")
    return _start(value, at, step, situation)


def _start(value: str, at: int, step: intents.Choose, situation: Situation) -> Outcome:
    target = Target(value, label=value)
    matches = candidates(target, situation)
    options = [match.spot for match in matches if match.spot.kind in _OPTIONS and match.score > matches[0].score - CLEAR - 0.1]
    named_list = step.where is not None and step.where.role == "list" and bool(step.where.label)
    if options and not named_list and (step.where is None or step.where.role in (None, "radio", "checkbox", "list", "section")):
        return _tick(value, situation)
    dropdown = _dropdown(value, step, situation)
    if dropdown is not None:
        if similarity(value, dropdown.value) > _SAME:
            situation.think(f"The {describe(dropdown)} shows {value!r} already.")
            return Finished()
        called = step.where.label if step.where is not None else ""
        if at and (listed := entries_of(value, situation, dropdown.box)):  # the list for the value before stays open
            shown = dropdown.value or dropdown.label
            return opened_lists.pick(listed[0], situation, ListOpened(sides(situation.scene, dropdown.box), shown, named=False))
        return open_list(dropdown, situation, called)
    if (opened := _open_labelled(value, step, situation)) is not None:
        return opened
    return pick_value(value, at, step, situation)


def _open_labelled(value: str, step: intents.Choose, situation: Situation) -> Act | None:
    """For "set Size to Medium": what is right of or below the word Size, where nothing shows Medium; it may be a list that opens."""
    where = step.where
    if where is None or not where.label or where.role not in (None, "dropdown", "list", "field") or situation.search.opened:
        return None
    if candidates(Target(value, label=value), situation):
        return None
    captions = [
        match.spot
        for match in candidates(replace(where, role=None, noun=""), situation)
        if match.spot.kind in ("text", "item", "word")
    ]
    if len(captions) != 1:
        return None
    caption = captions[0].box
    if any(spot.kind in _OPENING and spot.box.contains(caption.center) for spot in situation.scene.spots):
        return None  # a hint in a field, and no caption beside one
    near = [
        spot for spot in situation.scene.spots if spot.kind in _OPENING and spot.box != caption and _is_beside(caption, spot.box)
    ]
    if not near:
        return None
    spot = min(near, key=lambda spot: gap(spot.box, caption))
    situation.think(f"{where.label!r} stands beside it; I look for {value!r} there.")
    return replace(open_list(spot, situation), search=replace(situation.search, opened=True))


def _is_beside(caption: Box, box: Box) -> bool:
    """Whether a box is right of a caption, or right below it, with nothing like its size between."""
    reach = 2.2 * caption.height
    right = 0 <= box.left - caption.right < 4 * reach and caption.top < box.center.y < caption.bottom
    below = -0.4 * caption.height <= box.top - caption.bottom < reach and box.left - 8 <= caption.left < box.right
    return right or below


def _tick(value: str, situation: Situation) -> Outcome:
    matches = candidates(Target(value, label=value), situation, _OPTIONS)
    if not matches and not situation.unchanged:
        situation.think(f"I cannot make out {value!r} under the pointer, but it changed when I clicked it.")
        return Finished()
    if not matches:
        raise NotFound(f"I cannot see {value!r} on the screen any more")
    outcome = tick_spots([matches[0].spot], True, situation)
    if isinstance(outcome, Act):
        assert isinstance(outcome.state, Ticking)
        return Act(outcome.action, Ticked(outcome.state))
    return outcome


def _dropdown(value: str, step: intents.Choose, situation: Situation) -> Spot | None:
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
    listed = step.where is not None and step.where.role in ("list", "dropdown")
    if (
        listed
        and len(spots) == 1
        and not [match for match in candidates(Target(value, label=value), situation) if match.spot != spots[0]]
    ):
        return spots[0]
    if step.where is not None and step.where.role == "dropdown":
        if len(spots) > 1:
            raise NotFound("there are several drop-down lists; say which one", True)
        return spots[0] if spots else None
    return None


__all__ = ["choose", "parse_date"]
