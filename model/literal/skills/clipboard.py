"""Skills of the clipboard: copying and pasting."""

from __future__ import annotations

from dataclasses import dataclass

from gui_agent.actions.action import Key, LeftClick
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.sight.spot import FIELDS
from gui_agent.model.literal.skills.into_fields import Selecting, select_all
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.progress import SkillState
from gui_agent.model.literal.targets.situation import Situation


@dataclass(frozen=True)
class Copying(Selecting):
    """The text area was clicked, and what is in it is being selected."""


@dataclass(frozen=True)
class ReadyToCopy(SkillState):
    """The text is selected."""


@dataclass(frozen=True)
class Copied(SkillState):
    """The text is in the clipboard."""


@dataclass(frozen=True)
class Pasting(Selecting):
    """The field was clicked."""

    value: str = ""
    """What was in it."""


@dataclass(frozen=True)
class Pasted(SkillState):
    """The clipboard was pasted."""


def copy(step: intents.Copy, situation: Situation) -> Outcome:
    """Copy a text: in a text area everything, elsewhere what a triple click selects."""
    state = situation.state
    if situation.beginning:
        spot = locate(step.source.source, situation)
        saw(situation, spot)
        long = spot.kind == "textarea"  # of one line a triple click selects everything
        return Act(LeftClick(**place(situation.scene, spot), clicks=1 if long else 3), Copying() if long else ReadyToCopy())
    if isinstance(state, Copying) and (act := select_all(situation, state)):
        return act
    if isinstance(state, Copying | ReadyToCopy):
        return Act(Key(keys="ctrl+c"), Copied())
    return Finished()


def paste(step: intents.Paste, situation: Situation) -> Outcome:
    """Paste into a field, or where the focus is."""
    state = situation.state
    if situation.beginning and step.target is not None:
        target = step.target
        spot = locate(target, situation, FIELDS)
        saw(situation, spot)
        return Act(LeftClick(**place(situation.scene, spot)), Pasting(value=spot.value))
    if isinstance(state, Pasting) and state.value and (act := select_all(situation, state)):
        return act
    if not isinstance(state, Pasted):
        return Act(Key(keys="ctrl+v"), Pasted())
    return Finished() if not situation.unchanged else Stuck("pasting changed nothing that I can see")
