"""Sums that are worked out with the keys of a calculator on the screen: key by key, and its display must show the result."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gui_agent.actions.action import LeftClick, Wait
from gui_agent.model.literal.language import sums
from gui_agent.model.literal.language.intents import Target, Work
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw, sides
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.progress import Sides, SkillState
from gui_agent.model.literal.targets.same_text import whole
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import Box

_KEYS: Final = frozenset({"button", "icon", "link"})
_LEAST: Final = 4
"""Digits among the buttons of a calculator, at least."""
_LOOKS: Final = 2
"""Seconds that are waited for the result."""


@dataclass(frozen=True)
class Keyed(SkillState):
    """So many keys were clicked."""

    at: int
    looks: int = 0
    keys: tuple[Sides, ...] = ()
    """Where the keys are: a calculator leaves them there, and what its display shows may be read otherwise."""


def has_keys(situation: Situation) -> bool:
    """Whether buttons with digits are on the screen, as those of a calculator."""
    labels = {spot.label.strip() for spot in situation.scene.spots if spot.kind == "button"}
    return sum(digit in labels for digit in "0123456789") >= _LEAST


def work_out(step: Work, situation: Situation) -> Outcome:
    """Click the next key of the sum, where all of them were seen at first; in the end its result must be shown."""
    signs = sums.keys_of(step.sum)
    if isinstance(situation.state, Keyed):
        state = situation.state
    else:
        state = Keyed(0, keys=tuple(sides(situation.scene, _key(sign, situation).box) for sign in signs))
    if state.at < len(signs):
        spot = Spot(situation.scene.pixels(state.keys[state.at]), "button", signs[state.at])
        saw(situation, spot)
        return Act(LeftClick(**place(situation.scene, spot)), replace(state, at=state.at + 1))
    result = sums.solved(step.sum) or ""
    shown = [line for line in situation.scene.lines if whole(result, line.text) == "same" and not _on_a_key(line.box, situation)]
    if shown:
        situation.think(f"The calculator shows {result}.")
        return Finished(replace(situation.facts, answers=(*situation.facts.answers, result), read=result))
    if state.looks < _LOOKS:
        return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
    return Stuck(f"I clicked the keys of {step.sum}, but do not see {result} on the display")


def _on_a_key(box: Box, situation: Situation) -> bool:
    return any(spot.kind == "button" and spot.box.contains(box.center) for spot in situation.scene.spots)


def _key(key: str, situation: Situation) -> Spot:
    """The key of a digit or a sign. Raises NotFound where there is none, or several."""
    return locate(Target(key, label=key, role="button", noun="key"), situation, _KEYS)
