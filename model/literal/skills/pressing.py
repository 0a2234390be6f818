"""Skill that presses keys."""

from __future__ import annotations

from dataclasses import dataclass

from gui_agent.actions.action import Key, LeftClick
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.sight.spot import FIELDS
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome
from gui_agent.model.literal.skills.pointing import Acted, place, saw
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.progress import SkillState
from gui_agent.model.literal.targets.situation import NotFound, Situation


@dataclass(frozen=True)
class Focused(SkillState):
    """What the key is for was clicked."""


def press(step: intents.Press, situation: Situation) -> Outcome:
    """Press keys, or click the button of that name where one is on the screen."""
    if isinstance(situation.state, Acted):
        return Finished()
    if situation.beginning and step.button is not None:
        try:
            spot = locate(step.button, situation, frozenset({"button", "link", "tab"}))
        except NotFound:
            situation.think(f"There is no button {step.button.label!r}, so the key is meant.")
        else:
            last = situation.scene.pixels(situation.facts.place) if situation.facts.place else None
            if last is None or not spot.box.contains(last.center):  # what opened the field may close it
                saw(situation, spot)
                return Act(LeftClick(**place(situation.scene, spot)), Acted())
    if situation.beginning and step.target is not None:
        spot = locate(step.target, situation, FIELDS if step.target.role == "field" else None)
        saw(situation, spot)
        return Act(LeftClick(**place(situation.scene, spot)), Focused())
    return Act(Key(keys=step.keys, presses=step.presses, hold=step.hold), Acted())
