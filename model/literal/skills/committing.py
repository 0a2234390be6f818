"""Skill that ends a form or a dialog that was filled in: with the button that says so, page by page where it has several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gui_agent.actions.action import LeftClick, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw
from gui_agent.model.literal.targets.find import without_copies
from gui_agent.model.literal.targets.progress import SkillState
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import Box

_LATE: Final = 2
"""Seconds that are waited for the button of a dialog, and for a dialog to go."""
_MOST_PAGES: Final = 8
_ENDING: Final = ("send", "submit", "ok", "save", "done", "post", "confirm", "apply")
"""What the button that ends a form is called."""
_LAST: Final = ("finish", "create", "add", "insert")
"""The same in a dialog, where nothing else can be meant."""
_FURTHER: Final = ("next", "continue", "forward")
"""What leads to the next page of a dialog."""
_DECLINING: Final = frozenset({
    "cancel", "close", "no", "help", "back", "previous", "abort", "discard", "reset", "\u00d7", "x", "not now", "later", "keep",
    "go back", "never mind", "decline", "dismiss", "never", "don't save", "minimize", "maximize", "details", "learn more",
})  # fmt: skip
"""What does not carry out what a dialog asks about."""


@dataclass(frozen=True)
class Ending(SkillState):
    """A button of it was clicked, or is waited for."""

    waited: int = 0
    pages: int = 0
    """How many pages were left with the button that leads to the next one."""
    title: str = ""
    """Of the dialog in front when its button was clicked."""
    clicked: bool = False
    """Whether the button that ends it was clicked."""


def commit(step: intents.Commit, situation: Situation) -> Outcome:
    """Click the button that ends a form or dialog. It must be there: what is left open was not carried out."""
    state = situation.state if isinstance(situation.state, Ending) else Ending()
    if state.clicked:
        return _committed(step, situation, state)
    if state.pages and situation.unchanged and not state.waited:
        return Stuck("I clicked what leads to the next page of the dialog, and nothing changed that I can see")
    buttons = [spot for spot in situation.scene.spots if spot.kind in ("button", "link", "icon", "text") and spot.enabled]
    for word in (step.verb.casefold(), *_ENDING):
        own = [spot for spot in buttons if word in (spot.label.strip().casefold(), spot.name.casefold())]
        if own:
            return _click(own[-1], situation, replace(state, clicked=True))
    agreeing = [spot for spot in buttons if spot.label.strip().casefold().startswith(("yes,", "yes "))]
    if step.verb == "Confirm" and len(agreeing) == 1:
        return _click(agreeing[0], situation, replace(state, clicked=True))
    of_dialog = _of_dialog(situation)
    if (ending := _one_of(_LAST, of_dialog)) is not None:
        return _click(ending, situation, replace(state, clicked=True))
    if (further := _one_of(_FURTHER, of_dialog)) is not None and state.pages < _MOST_PAGES:
        return _turn(further, situation, state)
    if len(of_dialog) == 1 and step.verb == "Confirm":  # the only one that does not decline
        return _click(of_dialog[0], situation, replace(state, clicked=True))
    if state.waited >= _LATE:
        return Stuck("I see no button that ends it")
    situation.think("I see no button that ends it; I look again in a moment.")
    return Act(Wait(seconds=1), replace(state, waited=state.waited + 1))


def _click(button: Spot, situation: Situation, state: Ending) -> Act:
    saw(situation, button)
    front = situation.scene.front
    title = front.title if front is not None else ""
    return Act(LeftClick(**place(situation.scene, button)), replace(state, waited=0, title=title))


def _turn(button: Spot, situation: Situation, state: Ending) -> Outcome:
    """Go to the next page of a dialog, unless this one asks for a text that nobody gave."""
    area = _dialog_box(situation)
    asked = [
        spot
        for spot in situation.scene.spots
        if spot.kind == "field" and not spot.value and spot.enabled and area is not None and area.contains(spot.box.center)
    ]
    if state.pages and asked:
        return Stuck(f"the next page asks for {asked[0].label or 'a text'!r}, which the instruction does not give")
    situation.think("It has more pages; I go to the next one.")
    return _click(button, situation, replace(state, pages=state.pages + 1))


def _dialog_box(situation: Situation) -> Box | None:
    """Where the dialog in front is: a window of its own, or one that dims its page."""
    if situation.scene.front is not None:
        return situation.scene.front.content
    return situation.scene.dialog[0] if situation.scene.dialog is not None else None


def _of_dialog(situation: Situation) -> list[Spot]:
    """The buttons of the dialog in front that carry out what it asks about."""
    area = _dialog_box(situation)
    if area is None:
        return []
    inside = [
        spot
        for spot in situation.scene.spots
        if spot.kind == "button" and spot.enabled and area.padded(2).contains(spot.box.center)
    ]
    return without_copies([spot for spot in inside if spot.label and _said(spot) not in _DECLINING and len(_said(spot)) > 1])


def _one_of(words: tuple[str, ...], buttons: list[Spot]) -> Spot | None:
    """The button whose caption begins with one of these words, the first of them that one has."""
    for word in words:
        own = [spot for spot in buttons if _said(spot).split()[0] == word]
        if len(own) == 1:
            return own[0]
    return None


def _said(spot: Spot) -> str:
    return spot.label.strip(" .!<>\u2026\u203a\u2192").casefold()


def _committed(step: intents.Commit, situation: Situation, state: Ending) -> Outcome:
    """Whether the dialog ended: one that is still in front, or came up, asks something that the instruction does not answer."""
    front = situation.scene.front
    if front is not None and (step.verb == "Save" or (state.title and front.title == state.title)):
        if state.waited < _LATE:
            return Act(Wait(seconds=1), replace(state, waited=state.waited + 1), situation.search)
        return Stuck(f"it was not ended: the dialog {front.title!r} is there")
    if (step.verb == "Save" or state.pages) and situation.unchanged and not state.waited:
        return Stuck("I clicked the button that ends it, and nothing changed that I can see")
    return Finished()
