"""Skill that goes through menus, station by station."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gui_agent.actions.action import Hover, LeftClick, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.text_match import ENOUGH, similarity
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw, sides
from gui_agent.model.literal.targets.find import candidates, locate
from gui_agent.model.literal.targets.menu_bar import menu_titled
from gui_agent.model.literal.targets.progress import Sides, SkillState
from gui_agent.model.literal.targets.scorer import CLEAR
from gui_agent.model.literal.targets.situation import NotFound, Situation


@dataclass(frozen=True)
class AlongPath(SkillState):
    """Some stations of a path of menus are passed."""

    at: int
    last: Sides
    """The station that was passed last."""
    waited: bool = False
    clicked: bool = False
    """Whether it was clicked after it had been pointed at."""


def along_path(step: intents.Choose, situation: Situation) -> Outcome:
    """Menu by menu: every station is clicked, the last one chooses; a menu that opens under the pointer is followed sideways."""
    state = situation.state if isinstance(situation.state, AlongPath) else None
    at = state.at if state is not None else 0
    if at >= len(step.values):
        if state is not None and situation.unchanged and _is_still_there(step.values[-1], state, situation):
            return Stuck(f"{step.values[-1]!r} was clicked, but its menu is still open and nothing changed: it may be greyed out")
        return Finished()
    target = Target(step.values[at], label=step.values[at])
    try:
        spot = _nearest(target, situation, state)
    except NotFound:
        if state is not None and not state.waited:
            situation.think(f"{target.label!r} is not there yet; I give its menu a moment.")
            return Act(Wait(seconds=0.6), replace(state, waited=True), situation.search)
        if state is not None and not state.clicked:
            previous = situation.scene.pixels(state.last)
            situation.think(f"{target.label!r} is not there yet; I click {step.values[at - 1]!r}.")
            again = Spot(previous, "item", step.values[at - 1])
            return Act(LeftClick(**place(situation.scene, again)), replace(state, clicked=True), situation.search)
        raise
    saw(situation, spot)
    arguments = place(situation.scene, spot)
    passed = AlongPath(at + 1, sides(situation.scene, spot.box))
    title = menu_titled(target.label, situation) if state is None else None
    if at + 1 < len(step.values) and (
        title is None or title.box != spot.box
    ):  # a click on the way may choose the entry itself; pointing opens its menu, if it has one
        return Act(Hover(**arguments), passed)
    return Act(LeftClick(**arguments), replace(passed, clicked=True))  # a second click would close its menu


def _is_still_there(label: str, state: AlongPath, situation: Situation) -> bool:
    """Whether the last station can still be read where it was clicked."""
    box = situation.scene.pixels(state.last)
    return any(box.contains(line.box.center) and similarity(label, line.text) >= ENOUGH for line in situation.scene.lines)


def _nearest(target: Target, situation: Situation, state: AlongPath | None) -> Spot:
    """The entry of that name; of several the one nearest to the entry before."""
    matches = candidates(target, situation)
    if not matches:
        raise NotFound(f"I cannot see the menu entry {target.label!r}")
    if state is None:
        return menu_titled(target.label, situation) or locate(target, situation)
    last = situation.scene.pixels(state.last)
    good = [match.spot for match in matches if match.score > matches[0].score - CLEAR]
    return min(good, key=lambda spot: abs(spot.box.center.x - last.center.x) + abs(spot.box.center.y - last.center.y))
