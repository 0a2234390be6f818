"""Dialogs that an application shows when it starts: tips, welcomes, news. What only can be closed is closed.

Only before anything else is done, only where the instruction says nothing about it, and only where no other choice is offered.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from gui_agent.actions.action import LeftClick
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Open, Step
from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.skills.outcome import Act
from gui_agent.model.literal.skills.pointing import place, saw
from gui_agent.model.literal.targets.progress import StepState
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import Box

_MOST: Final = 3
"""Dialogs, one after another, at most."""
_CLOSING: Final = ("close", "ok", "got it", "dismiss", "skip", "not now", "no thanks", "later")
_HARMLESS: Final = re.compile(
    r"(?:next|previous|back|more|help|learn|read|release notes|what's new|tips?|tour)\b.*", re.IGNORECASE
)
"""Buttons that offer no choice that counts."""
_ASKING: Final = FIELDS | {"slider", "radio", "tab"}
"""What a dialog asks for something with."""
_OF_DIALOGS: Final = re.compile(r"\b(?:dialogu?e?|window|pop-?up|message|notice|welcome|tips?|wizard)\b", re.IGNORECASE)
"""Words of an instruction that is about a dialog."""


def put_away(step: Step, state: StepState, situation: Situation) -> Act | None:
    """Close the dialog in front of the application; None where there is none, or it may be meant, or offers a choice."""
    fresh = state.acts == 0 or (situation.search.dismissed and not situation.search.waits)
    return _closing(situation) if fresh and state.skill is None and state.acts < _MOST and not _is_key(step) else None


def put_away_late(situation: Situation) -> Act | None:
    """The same for one that came while what the first step needs was looked for, before anything was pointed at."""
    return None if situation.facts.place or situation.search.dismissed or not situation.beginning else _closing(situation)


def _closing(situation: Situation) -> Act | None:
    """The click that closes the dialog in front, where that is all that it offers."""
    front = situation.scene.front
    if front is None:
        return None
    inside = _inside(front.content, situation)
    options = [spot for spot in inside if spot.kind == "checkbox"]  # one, whether it is to be shown again
    if (
        not inside
        or len(options) > 1
        or any(spot.kind in _ASKING for spot in inside)
        or _is_meant(front.title, inside, situation.scene.task)
    ):
        return None
    buttons = [spot for spot in inside if spot.kind == "button" and spot.label and spot.enabled]
    closing = next((own for word in _CLOSING if (own := [spot for spot in buttons if _said(spot) == word])), [])
    if not buttons:  # drawn so that they are read as texts
        closing = [spot for spot in inside if spot.kind == "text" and _said(spot) == _CLOSING[0]]
    others = [spot for spot in buttons if spot not in closing and not _is_harmless(spot)]
    if len(closing) != 1 or others:
        return None
    saw(situation, closing[0])
    situation.think(f"The dialog {front.title!r} came up by itself; I put it away.")
    return Act(LeftClick(**place(situation.scene, closing[0])), None, replace(situation.search, dismissed=True))


def _inside(dialog: Box, situation: Situation) -> list[Spot]:
    """What is in a dialog; where its application reports its buttons, drawings in it are taken for none."""
    inside = [spot for spot in situation.scene.spots if dialog.contains(spot.box.center)]
    reported = {element.box for element in situation.scene.reported if dialog.contains(element.box.center)}
    if not any(spot.kind == "button" and spot.box in reported for spot in inside):
        return inside
    return [spot for spot in inside if spot.kind in ("text", "word") or spot.box in reported]


def _is_key(step: Step) -> bool:
    """Whether the first step presses a key, which may be for the dialog."""
    readings = step.readings if isinstance(step, Open) else ()
    first = [reading.steps[0] for reading in readings if reading.steps]
    return isinstance(step, intents.Press) or any(isinstance(one, intents.Press) for one in first)


def _is_harmless(spot: Spot) -> bool:
    """Whether a button offers no choice that must be made: it leads further, as its three dots say, or to another tip."""
    return spot.label.rstrip().endswith(("...", "\u2026")) or _HARMLESS.fullmatch(_said(spot)) is not None


def _said(spot: Spot) -> str:
    return spot.label.strip(" .!\u2026").casefold()


def _is_meant(title: str, inside: list[Spot], task: str) -> bool:
    """Whether an instruction names the dialog, or a control of it."""
    said = " ".join(task.casefold().split())
    names = [title, *(spot.label for spot in inside if spot.kind not in ("text", "word"))]
    named = (" ".join(name.casefold().split()).strip(" .:!\u2026") for name in names)
    return bool(_OF_DIALOGS.search(task)) or any(
        len(name) > 1 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) for name in named
    )
