"""Drawings without a name: what one is called is in the hint that shows while the mouse is over it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from gui_agent.actions.action import Hover, LeftClick, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Step, Target
from gui_agent.model.literal.language.synonyms import others
from gui_agent.model.literal.language.text_match import canonical
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.outcome import Act
from gui_agent.model.literal.skills.pointing import after_icon, place, saw, sides
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.find import candidates
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.geometry import Box

_MOST: Final = 14
"""Drawings that are pointed at for one step, at most."""
_MOST_IDLE: Final = 3
"""Drawings that show nothing while the mouse is over them, after which no hints are expected."""
_LARGEST: Final = 48
"""Pixels: nothing larger is a drawing on a button."""
_NEAR: Final = 90
"""Pixels from a drawing to its hint at most."""
_POINTED, _WAITED = 1, 2


def point_at_next(step: Step, situation: Situation) -> Act | None:
    """Point at the next drawing whose hint may be the label that is looked for; None where none is left."""
    target = _target(step)
    if target is None or candidates(Target(target.label, label=target.label), situation, parts=True):
        return None  # a label that is on the screen is no hint that is still to come
    search = situation.search
    drawings = search.drawings or _drawings(target, situation)
    idle = search.idle if situation.unchanged else 0
    if search.pointed >= min(_MOST, len(drawings)) or idle >= _MOST_IDLE:
        return None
    at = drawings[search.pointed]
    spot = Spot(situation.scene.pixels(at), "icon")
    situation.think(f"Nothing is called {target.label!r}; I point at a drawing to read its hint.")
    origin = search.origin or situation.facts.place
    further = replace(search, drawings=drawings, pointed=search.pointed + 1, dwelling=_POINTED, origin=origin, idle=idle)
    return Act(Hover(**place(situation.scene, spot)), situation.state, further)


def follow(step: Step, situation: Situation) -> Act | None:
    """Click the drawing that the mouse is over, if its hint is the label; wait for the hint once; None where there is nothing to do."""
    search, target = situation.search, _target(step)
    if not search.dwelling or target is None or not isinstance(step, intents.Click):
        return None
    box = situation.scene.pixels(search.drawings[search.pointed - 1])
    if _is_hinted(target, box, situation):
        spot = Spot(box, "icon", target.label)
        saw(situation, spot)
        situation.think(f"Its hint says {target.label!r}.")
        ended = replace(search, dwelling=0, pointed=_MOST)
        return Act(LeftClick(**place(situation.scene, spot)), after_icon(step, situation, search.origin), ended)
    if search.dwelling == _POINTED:
        idle = search.idle + 1 if situation.unchanged else 0
        return Act(Wait(seconds=0.8), situation.state, replace(search, dwelling=_WAITED, idle=idle))
    return None


def _target(step: Step) -> Target | None:
    """What is looked for, where a drawing may be it."""
    if not isinstance(step, intents.Click) or step.button != "left" or step.clicks != 1:
        return None
    target = step.target
    named = bool(target.label) and target.role in (None, "button", "icon", "image") and target.quantity == "one"
    return target if named and not target.pronoun else None


def _drawings(target: Target, situation: Situation) -> tuple[tuple[float, float, float, float], ...]:
    """The drawings in rows of several, or in the row of what the target belongs to; without those of the window's own frame."""
    spots = [
        spot
        for spot in situation.scene.spots
        if spot.kind in ("icon", "button")
        and not spot.label
        and max(spot.box.size) <= _LARGEST
        and not _of_frame(spot, situation)
    ]
    if target.relation is not None and target.relation.kind in ("row", "near"):
        anchors = candidates(target.relation.anchor, situation, parts=True)
        if not anchors:
            return ()
        try:
            spots = relations.related("row", spots, anchors[0].spot, situation.scene)
        except NotFound:
            return ()
    else:
        spots = [spot for spot in spots if sum(relations.same_row(spot.box, other.box) for other in spots) > 2]
    kept: list[Spot] = []
    for spot in relations.reading_order(spots, lambda spot: spot.box):
        if not any(other.box.padded(8).contains(spot.box.center) for other in kept):
            kept.append(spot)
    return tuple(sides(situation.scene, spot.box) for spot in kept)


def _of_frame(spot: Spot, situation: Situation) -> bool:
    """Whether it may be one of the buttons of a window: at the very top, at the right."""
    frame = situation.scene.frame
    return spot.box.center.y < frame.top + 0.035 * frame.height and spot.box.center.x > frame.left + 0.85 * frame.width


def _is_hinted(target: Target, box: Box, situation: Situation) -> bool:
    """Whether a text near a drawing begins with the label: "Bold (Ctrl+B)"."""
    names = {canonical(name) for name in (target.label, *target.also, *others(target.label))} - {""}
    near = box.padded(_NEAR)
    for line in situation.scene.lines:
        shorter = canonical(re.split(r"\s*[\(\[:\u2013-]", line.text.strip(), maxsplit=1)[0])
        if near.intersection(line.box) and names & {canonical(line.text), shorter}:
            return True
    return False
