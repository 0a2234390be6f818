"""Typing where the keyboard focus is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz

from gui_agent.actions.action import Type, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.text_match import canonical
from gui_agent.model.literal.sight.spot import FIELDS
from gui_agent.model.literal.skills.arriving import ALIKE, LOOKS, SHORT, SURELY
from gui_agent.model.literal.skills.into_fields import Entering, click_into
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import sides
from gui_agent.model.literal.targets.progress import SkillState
from gui_agent.model.literal.targets.situation import Situation

_TAKES_TEXT: Final = FIELDS | {"list", "item"}
"""What a dialog holds that does something with letters: a list goes to what begins with them."""


@dataclass(frozen=True)
class TypedHere(SkillState):
    """The text was typed to where the keyboard focus was."""

    text: str
    looks: int = 0
    """How often it was looked for again."""
    sought: bool = False
    """Whether it is searched for: then it must be seen in what opened for it."""
    shown: bool = False
    """Whether it must be read on the screen: what takes it was not seen before."""


def _of_a_question(situation: Situation) -> list[str]:
    """The buttons of the dialog in front where nothing else in it takes a text: its letters would press them."""
    front = situation.scene.front
    if front is None:
        return []
    inside = [spot for spot in situation.scene.spots if front.content.contains(spot.box.center)]
    if any(spot.kind in _TAKES_TEXT for spot in inside):
        return []
    return [spot.label for spot in inside if spot.kind == "button" and spot.label]


def type_here(text: str, situation: Situation, *, shown: bool = False) -> Outcome:
    """Type a text without a click, unless a dialog is in front that only has buttons."""
    situation.think("I type where the keyboard focus is.")
    if not text:
        return Stuck("there is no text to type")
    buttons = _of_a_question(situation)
    if buttons:
        labels = ", ".join(buttons)
        return Stuck(f"the dialog in front has no field, only buttons ({labels}): say first which one is to be clicked")
    return Act(Type(content=text), TypedHere(text, shown=shown))


def typed_here(step: intents.Enter, situation: Situation, state: TypedHere) -> Outcome:
    """Look whether the text arrived."""
    if state.sought and not _is_read(state.text, situation):
        if state.looks < LOOKS:
            return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
        return Stuck(f"I see no field to search with, and cannot see {state.text!r} on the screen after typing it")
    if state.shown and not _is_on_screen(state.text, situation):
        if state.looks < LOOKS:
            situation.think(f"I do not see {state.text!r} yet; I look again.")
            return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
        return Stuck(f"I typed {state.text!r} where the keyboard focus was, but cannot see it on the screen")
    if situation.unchanged and not step.exactly and state.looks < LOOKS:
        situation.think("Nothing arrived yet; I look again before I type anything.")
        return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
    if situation.unchanged and not step.exactly and not _is_shown(state.text, situation):
        found = [spot for spot in situation.scene.spots if spot.kind in ("field", "textarea")]
        if len(found) == 1:
            situation.think("Nothing arrived; I click into the only field and type again.")
            boxes = (sides(situation.scene, found[0].box),)
            return click_into(step, situation, Entering(text=state.text, boxes=boxes, again=True), found[0])
        return Stuck(f"typing {state.text!r} changed nothing that I can see: no field has the keyboard focus")
    if situation.effect is not None and situation.effect.outcome in ("unverifiable", "unexpected", "partial"):
        seen = canonical(" ".join(line.text for line in situation.scene.lines))
        wanted = canonical(state.text)
        if len(wanted) >= 4 and fuzz.partial_ratio(wanted, seen) < ALIKE:
            return Stuck(f"I typed {state.text!r} where the keyboard focus was, but cannot see it on the screen")
    return Finished()


def _is_read(text: str, situation: Situation) -> bool:
    """Whether a text is read in a field, or on a line, that is no larger than what is searched with."""
    wanted = canonical(text)
    fields_seen = [spot for spot in situation.scene.spots if spot.kind == "field"]
    return any(wanted in canonical(f"{spot.value} {spot.label}") for spot in fields_seen)


def _is_on_screen(text: str, situation: Situation) -> bool:
    """Whether a text is read on the screen, outside of what the instruction says there."""
    wanted = canonical(text)
    seen = [canonical(line.text) for line in situation.scene.lines]
    if len(wanted) < SHORT:
        return any(wanted in line for line in seen)
    return fuzz.partial_ratio(wanted, " ".join(seen)) >= SURELY


def _is_shown(text: str, situation: Situation) -> bool:
    """Whether a typed text is on the screen by now, in a field: its effect may have come while nobody looked."""
    fields_seen = [spot for spot in situation.scene.spots if spot.kind in ("field", "textarea")]
    wanted = canonical(text)
    return bool(wanted) and any(wanted in canonical(f"{spot.value} {spot.label}") for spot in fields_seen)
