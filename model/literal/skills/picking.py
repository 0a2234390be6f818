"""A value that is on the screen is clicked where it is a value of what is named."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gui_agent.actions.action import LeftClick, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills import opened_lists
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw
from gui_agent.model.literal.skills.scrolling import scroll_on
from gui_agent.model.literal.targets.find import candidates, locate
from gui_agent.model.literal.targets.progress import SkillState
from gui_agent.model.literal.targets.relations import gap, overlap_across
from gui_agent.model.literal.targets.scorer import CLEAR
from gui_agent.model.literal.targets.situation import NotFound, Situation

_HIGHEST_CAPTION = 30
"""Pixels: what is higher is a box that bears its caption."""
_LONGEST_LIST = 14
"""Line heights of a list that has a caption, at most."""


@dataclass(frozen=True)
class Picked(SkillState):
    """The value was clicked."""

    kind: str
    looks: int = 0
    """How often it was looked again for what came of it."""


def pick_value(value: str, at: int, step: intents.Choose, situation: Situation) -> Outcome:
    """Click the value in a list, a menu, or wherever it is; scroll a list that does not show it."""
    try:
        spot = _one_of(value, step, situation)
    except NotFound as missing:
        if missing.ambiguous:
            raise
        if situation.scene.menu is not None and step.where is None:
            raise  # in a submenu, perhaps
        scrolled = scroll_on(situation, step.where, value)
        if scrolled is None:
            raise
        return scrolled
    saw(situation, spot)
    arguments = place(situation.scene, spot)
    if at and (step.where is None or step.where.role == "list"):
        arguments["modifiers"] = ["ctrl"]
    return Act(LeftClick(**arguments), Picked(spot.kind))


def _one_of(value: str, step: intents.Choose, situation: Situation) -> Spot:
    target = Target(value, label=value)
    if step.where is None and situation.scene.menu is not None:
        return _in_open_menu(target, situation)
    if step.where is not None and step.where.label and step.where.noun in ("", "content"):
        # "set X to Y": a Y that is somewhere else is none of X.
        named = candidates(replace(step.where, role=None, noun="", relation=None), situation, parts=True)
        if not named:
            raise NotFound(f"I cannot see {step.where.label!r}, which is to be {value!r}")
        if step.where.relation is None:
            return _near_captions(target, [match.spot for match in named], situation)
    if step.where is not None and step.where.role not in (None, "dropdown", "list", "spinner", "slider"):
        target = replace(target, relation=intents.Relation("in", step.where))
    if step.where is not None and step.where.role == "list" and step.where.label:
        return _in_the_list(target, step.where, situation)
    try:
        return locate(target, situation)
    except NotFound as missing:
        if missing.ambiguous or target.relation is None:
            raise
    return locate(replace(target, relation=None), situation)


def _near_captions(target: Target, captions: list[Spot], situation: Situation) -> Spot:
    """The value that is below, or right of, what it is for: one that is elsewhere is a value of something else. Raises NotFound."""
    found = []
    for caption in captions:
        reach = _LONGEST_LIST * min(caption.box.height, _HIGHEST_CAPTION)
        for match in candidates(target, situation):
            box = match.spot.box
            below = -caption.box.height <= box.top - caption.box.top <= reach
            aside = caption.box.contains(box.center) or -reach <= box.left - caption.box.left <= 2 * reach
            if below and aside:
                found.append((match.score, -gap(box, caption.box), match.spot))
    if not found:
        raise NotFound(f"I cannot see {target.label!r} near {captions[0].label or captions[0].value!r}")
    best = max(score for score, _, _ in found)
    return max((one for one in found if one[0] > best - CLEAR), key=lambda one: one[1])[2]


def _in_open_menu(target: Target, situation: Situation) -> Spot:
    """The entry of the menu that is open: the title of another menu that is called so is none. Raises NotFound."""
    shown = [window.frame for window in situation.scene.windows if window.is_popup]
    found = [match for match in candidates(target, situation) if any(box.contains(match.spot.box.center) for box in shown)]
    if not found:
        raise NotFound(f"I cannot see {target.label!r} in the menu that is open")
    return found[0].spot


def _in_the_list(target: Target, where: Target, situation: Situation) -> Spot:
    """The entry of a list that is named by the caption above or beside it: what is elsewhere is no entry of it."""
    captions = [match.spot for match in candidates(replace(where, role=None, noun=""), situation)]
    if not captions:
        return locate(target, situation)
    caption = captions[0].box
    reach = _LONGEST_LIST * caption.height
    found = [
        match.spot
        for match in candidates(target, situation)
        if -caption.height <= match.spot.box.top - caption.top <= reach
        and (overlap_across(match.spot.box, caption) or 0 <= match.spot.box.left - caption.right <= reach)
    ]
    if not found:
        raise NotFound(f"I cannot see {target.label!r} in the {where.label} list")
    return min(found, key=lambda spot: gap(spot.box, caption))


def verify_picked(value: str, situation: Situation, state: Picked) -> Outcome:
    """Something must be seen to come of it: what only says the value may be no choice at all."""
    if not situation.unchanged or state.kind not in ("item", "tab", "text", "word"):
        return Finished()
    if state.looks < opened_lists.LOOKS:
        situation.think("Nothing visible changed; I look again.")
        return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
    return Stuck(f"I clicked {value!r}, and nothing changed that I can see")
