"""Skill that brings check boxes and radio buttons into a state, and looks whether they are in it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from gui_agent.actions.action import Hover, LeftClick
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.text_match import FUZZY, similarity
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills import pointing
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import beside_everything, place, saw, where
from gui_agent.model.literal.targets.counted import OPTIONS
from gui_agent.model.literal.targets.find import candidates, locate, locate_all
from gui_agent.model.literal.targets.progress import SkillState
from gui_agent.model.literal.targets.situation import NotFound, Situation, describe
from gui_agent.perception.geometry import Box

_MARK: Final = 0.6
"""Heights of an option that surely belong to its mark, from the left."""
_REPORTED: Final = 8
"""Elements that are reported where applications report what they show, at least."""
_LARGEST_MARK: Final = 32
"""Pixels: no mark of a check box is larger."""
_MORE: Final = 15
"""How much more (0 to 255) is drawn in the mark of a radio button that was chosen than before, at least."""
_OTHER: Final = 60
"""How far (Euclidean, 0 to 255 a channel) the colour in a mark is from another that is no shade of it by a glow or a shadow."""


@dataclass(frozen=True)
class Ticking(SkillState):
    """Some of the boxes were clicked."""

    done: tuple[str, ...] = ()
    retried: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    """Those for which the pointer was moved away, since they cannot be made out under it."""
    inner: tuple[float, ...] = ()
    """The colour in the middle of the mark that was clicked last, before it was clicked, where it was known to be the other way."""
    drawn: float = -1.0
    """How much was drawn in the mark of a radio button, which a click only ever chooses, before it was clicked; -1 for others."""


def click(step: intents.Click, situation: Situation) -> Outcome:
    """Click what is named; a check box that is to be chosen is ticked, and left alone where it is ticked already."""
    if step.selects and (isinstance(situation.state, Ticking) or (situation.beginning and _is_check_box(step.target, situation))):
        return tick(intents.Tick(step.said, (step.target,)), situation)
    return pointing.click(step, situation)


def _is_check_box(target: Target, situation: Situation) -> bool:
    found = candidates(target, situation)
    return bool(found) and found[0].spot.kind == "checkbox"


def tick(step: intents.Tick, situation: Situation) -> Outcome:
    """Bring check boxes (or radio buttons) into the wanted state; what is right already is left alone."""
    wanted: list[Spot] = []
    for target in step.targets:
        try:
            wanted += boxes_of(target, situation)
        except NotFound:
            clicked = any(similarity(target.label, key) > FUZZY for key in _ticking(situation).done)
            if not clicked or situation.unchanged:
                raise
            situation.think(f"I cannot make out {target} under the pointer, but it changed when I clicked it.")
    return tick_spots(wanted, step.state, situation)


def _ticking(situation: Situation) -> Ticking:
    return situation.state if isinstance(situation.state, Ticking) else Ticking()


def boxes_of(target: Target, situation: Situation) -> list[Spot]:
    """The check boxes or radio buttons that a target names; a row that holds one will do."""
    boxes = OPTIONS
    if target.quantity != "one" and not target.label:
        return _all_boxes(target, situation)
    if target.role in ("item", "row") and target.ordinal and not target.label:
        target = replace(target, role="checkbox")  # "tick the first task"
    if target.role is None or target.role in ("checkbox", "radio", "item", "text", "button"):
        try:
            return locate_all(target, situation, boxes)
        except NotFound as missing:
            if missing.ambiguous:
                raise
    if target.quantity == "all" and target.label.islower() and not target.quoted and not candidates(target, situation):
        return _all_boxes(target, situation)  # "all tasks", "every row": what they are called is not on the screen
    spot = locate(target, situation)
    if spot.kind in boxes:
        return [spot]
    from gui_agent.model.literal.targets.relations import gap, same_row

    beside = [other for other in situation.scene.spots if other.kind in boxes and same_row(other.box, spot.box)]
    if not beside:
        raise NotFound(f"there is no check box at {target.label or target.phrase!r}")
    return [min(beside, key=lambda other: gap(other.box, spot.box))]


def _all_boxes(target: Target, situation: Situation) -> list[Spot]:
    """Every check box, but for those that were excluded, which must be there."""
    found = [spot for spot in situation.scene.spots if spot.kind == "checkbox"]
    reported = {element.box for element in situation.scene.reported}
    if len(reported) >= _REPORTED:  # what applications report no box for is none, whatever it looks like
        found = [spot for spot in found if spot.box in reported]
    left_out = [locate(Target(name, label=name), situation, frozenset({"checkbox"})) for name in target.excluded]
    return [spot for spot in found if spot not in left_out]


def tick_spots(wanted: list[Spot], state: bool | None, situation: Situation) -> Outcome:
    """Click the next of these boxes that is not in the wanted state; verify those that were clicked."""
    state_so_far = _ticking(situation)
    done, retried = list(state_so_far.done), list(state_so_far.retried)
    for spot in wanted:
        key = spot.label or where(spot, situation.scene)
        right = spot.checked == state if state is not None else key in done
        if right:
            situation.think(f"The {describe(spot)} is {'checked' if spot.checked else 'not checked'}, as wanted.")
            continue
        if spot.checked is None and state is not None and key not in state_so_far.looked and _under_pointer(spot, situation):
            situation.think(f"I cannot see whether the {describe(spot)} is checked under the pointer; I move it away.")
            looked = replace(state_so_far, looked=(*state_so_far.looked, key))  # what was seen before the click stays known
            return Act(Hover(**place(situation.scene, beside_everything(situation))), looked)
        if key in done and spot.checked is None and state is not None:
            if state_so_far.inner and math.dist(state_so_far.inner, _inner(situation.scene, spot.box)) > _OTHER:
                situation.think(f"The mark of the {describe(spot)} is filled otherwise than before I clicked it.")
                continue
            if state and state_so_far.drawn >= 0 and _drawn(situation.scene, spot.box) > state_so_far.drawn + _MORE:
                situation.think(f"More is drawn in the mark of the {describe(spot)} than before I clicked it.")
                continue
            return Stuck(f"I clicked the {describe(spot)} once and cannot see whether it is checked")
        if key in done and key in retried:
            return Stuck(f"the {describe(spot)} stays {'checked' if spot.checked else 'unchecked'} although I clicked it twice")
        saw(situation, spot)
        if key in done:
            situation.think("It did not change; I try its left edge, where the box itself is.")
            box = spot.box
            mark = round(_MARK * min(box.width, box.height))  # the box may be higher than its mark
            spot = Spot(Box(box.left, box.top, box.left + mark, box.bottom), spot.kind, spot.label)
            retried.append(key)
        known = spot.checked is not None and state is not None and key not in done
        inner = _inner(situation.scene, spot.box) if known else ()
        drawn = _drawn(situation.scene, spot.box) if spot.kind == "radio" and key not in done else -1.0
        ticking = Ticking((*done, key), tuple(retried), state_so_far.looked, inner, drawn)
        return Act(LeftClick(**place(situation.scene, spot)), ticking)
    return Finished()


def _drawn(scene: Scene, box: Box) -> float:
    """How much the pixels (0 to 255) in the mark at the left end of an option differ from one another."""
    side = min(box.height, box.width, _LARGEST_MARK)
    middle = box.center.y
    part = np.asarray(scene.screenshot.image.crop((box.left, middle - side // 2, box.left + side, middle + side // 2)))
    return round(float(part.reshape(-1, part.shape[-1])[:, :3].std(axis=0).max()), 1) if part.size else 0.0


def _inner(scene: Scene, box: Box) -> tuple[float, ...]:
    """The mean colour (red, green and blue, 0 to 255) in the middle of the mark at the left end of an option."""
    side = min(box.height, box.width, _LARGEST_MARK)
    middle = box.center.y
    part = np.asarray(
        scene.screenshot.image.crop((box.left + side // 4, middle - side // 4, box.left + side - side // 4, middle + side // 4))
    )
    return (
        tuple(round(float(value), 1) for value in part.reshape(-1, part.shape[-1]).mean(axis=0)[:3])
        if part.size
        else (0.0, 0.0, 0.0)
    )


def _under_pointer(spot: Spot, situation: Situation) -> bool:
    """Whether the pointer was left on it by the last action."""
    last = situation.facts.place
    return bool(last) and spot.box.padded(6).contains(situation.scene.pixels(last).center)
