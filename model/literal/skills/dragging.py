"""Dragging: onto something, into it, to a position in a list, or some way; where it lies afterwards decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gui_agent.actions.action import LeftDrag
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw, sides
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.find import locate, locate_all
from gui_agent.model.literal.targets.progress import Search, Sides, SkillState
from gui_agent.model.literal.targets.situation import NotFound, Situation, describe
from gui_agent.perception.geometry import Box, Point

_CLOSE: Final = 12
"""Pixels that something may be away from where it was dropped."""
_WAY: Final = 90
"""Pixels of a way of which it is not said how far it is."""


@dataclass(frozen=True)
class Dragged(SkillState):
    """How often it was dragged."""

    tries: int
    start: Sides = (0.0, 0.0, 0.0, 0.0)
    """Where it was before."""
    end: Sides = (0.0, 0.0, 0.0, 0.0)
    """Where it was dropped."""


def drag(step: intents.Drag, situation: Situation) -> Outcome:
    """Drag something onto something else, to a position in its list, or some way."""
    state = situation.state if isinstance(situation.state, Dragged) else None
    if step.target.quantity != "one" and step.to is not None:
        return _drag_all(step, step.to, situation, state)
    if state is not None:
        return _dragged(step, situation, state)
    spot = locate(step.target, situation)
    saw(situation, spot)
    end = _destination(step, spot, situation, 1.0)
    return Act(dragged(situation, spot, end), _now_dragged(1, spot, end, situation), Search(scrolls=situation.search.scrolls))


def _now_dragged(tries: int, spot: Spot, end: Point, situation: Situation) -> Dragged:
    dropped = Box(end.x - 2, end.y - 2, end.x + 2, end.y + 2)
    return Dragged(tries, sides(situation.scene, spot.box), sides(situation.scene, dropped))


def dragged(situation: Situation, spot: Spot, end: Point) -> LeftDrag:
    """The action that drags a spot to a place (pixels)."""
    scene = situation.scene
    box = Box(end.x - 2, end.y - 2, end.x + 2, end.y + 2)
    return LeftDrag(**place(scene, spot), end_box=scene.thousandths(box))


def _dragged(step: intents.Drag, situation: Situation, state: Dragged) -> Outcome:
    """Whether it arrived: at its position in the list, or inside; a second, longer drag otherwise."""
    if step.position is None and not step.inside:
        return _lies_elsewhere(step, situation, state)
    spot = locate(step.target, situation)
    if step.inside and step.to is not None:
        around = locate(step.to, situation)
        arrived = _holds(around.box, spot.box)
    else:
        siblings = _siblings(spot, situation)
        wanted = step.position if (step.position or 0) > 0 else len(siblings)
        arrived = siblings.index(spot) + 1 == wanted
    if arrived:
        return Finished()
    if state.tries > 1:
        return Stuck(f"{step.target} did not arrive where it should, although I dragged it twice")
    situation.think("It did not arrive; I drag it again.")
    end = _destination(step, spot, situation, 1.5)
    return Act(dragged(situation, spot, end), _now_dragged(state.tries + 1, spot, end, situation), situation.search)


def _lies_elsewhere(step: intents.Drag, situation: Situation, state: Dragged) -> Outcome:
    """Whether it lies where it was dropped, or is gone from where it was, as what a folder or a bin takes is.

    That something changed says nothing: a thing that cannot be moved may show a shadow while it is pulled.
    """
    if situation.unchanged:
        return Stuck(f"dragging {step.target} changed nothing that I can see")
    start, dropped = situation.scene.pixels(state.start), situation.scene.pixels(state.end).center
    try:
        places = [locate(step.target, situation).box]
    except NotFound as missing:
        places = [spot.box for spot in missing.candidates]
    way = _away(start.center, dropped)
    if not places and _is_changed(start, situation):
        situation.think(f"{step.target} is no longer where it was.")
        return Finished()
    moved = [box for box in places if _away(box.center, start.center) > min(way / 4, _CLOSE)]
    if any(_away(box.center, dropped) < max(way / 2, _CLOSE) for box in moved):
        return Finished()
    if step.to is None and moved:
        return Finished()  # how far is not said, or something stopped it
    where_now = "not where it was dropped" if moved or not places else "where it was"
    return Stuck(f"{step.target} is {where_now} although I dragged it")


def _drag_all(step: intents.Drag, to: Target, situation: Situation, state: Dragged | None) -> Outcome:
    """For "drag all circles into the box": each of them that is not there yet, once; those that are there are left alone."""
    around = locate(to, situation).box
    spots = [spot for spot in locate_all(step.target, situation) if spot.box != around]
    outside = [spot for spot in spots if not _holds(around, spot.box)]
    tries = state.tries if state is not None else 0
    if not outside:
        return Finished() if spots else Stuck(f"I cannot see {step.target} any more")
    if tries >= 2 * len(spots) or (tries and situation.unchanged):
        return Stuck(f"{len(outside)} of {step.target} did not arrive where they should, although I dragged them")
    spot = outside[0]
    saw(situation, spot)
    inside = len(spots) - len(outside)
    end = _free_place(around, spot.box, inside, len(spots))
    return Act(dragged(situation, spot, end), _now_dragged(tries + 1, spot, end, situation), situation.search)


def _free_place(around: Box, box: Box, index: int, count: int) -> Point:
    """A place in a box for one of several things, side by side, as far as they have room."""
    columns = max(1, min(count, around.width // max(1, box.width + 4)))
    rows = max(1, -(-count // columns))
    across, down = index % columns, index // columns % rows
    return Point(
        around.left + round((across + 0.5) * around.width / columns), around.top + round((down + 0.5) * around.height / rows)
    )


def _holds(around: Box, box: Box) -> bool:
    wide = around.padded(4)
    return wide.contains(Point(box.left, box.top)) and wide.contains(Point(box.right, box.bottom))


def _away(one: Point, other: Point) -> float:
    return float(((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5)


def _is_changed(box: Box, situation: Situation) -> bool:
    """Whether the last action changed something in a box (pixels)."""
    changed = situation.effect.changed if situation.effect is not None else ()
    return any(box.intersection(situation.scene.pixels((one.left, one.top, one.right, one.bottom))) for one in changed)


def _destination(step: intents.Drag, spot: Spot, situation: Situation, effort: float) -> Point:
    center = spot.box.center
    if step.to is not None:
        end = locate(step.to, situation)
        saw(situation, end)
        return end.box.center
    if step.position is not None or (step.direction and not step.pixels and not _free(step, spot, situation)):
        return _slot(step, spot, situation, effort)
    distance = step.amount or _WAY
    moves = {"up": (0, -distance), "down": (0, distance), "left": (-distance, 0), "right": (distance, 0)}
    return center.offset(*moves[step.direction or "down"])


def _free(step: intents.Drag, spot: Spot, situation: Situation) -> bool:
    """Whether a thing is alone: then "up" is a way, not a place in a list."""
    return len(_siblings(spot, situation)) < 2 and len(_row_siblings(spot, situation)) < 2


def _slot(step: intents.Drag, spot: Spot, situation: Situation, effort: float) -> Point:
    """The middle of the place in the list where it belongs, a little beyond, so that the others make room."""
    sideways = step.direction in ("left", "right")
    siblings = _row_siblings(spot, situation) if sideways else _siblings(spot, situation)
    boxes = [other.box for other in siblings]
    at = siblings.index(spot)
    if step.position is not None:
        to = step.position - 1 if step.position > 0 else len(boxes) - 1
    else:
        away = step.amount or 1
        to = at - away if step.direction in ("up", "left") else at + away
    if not 0 <= to < len(boxes):
        raise NotFound(f"the list that {describe(spot)} is in has {len(boxes)} places")
    goal = boxes[to].center
    beyond = round(effort * 0.3 * (boxes[to].width if sideways else boxes[to].height)) * (1 if to > at else -1 if to < at else 0)
    return goal.offset(beyond, 0) if sideways else Point(spot.box.center.x, goal.y + beyond)


def _siblings(spot: Spot, situation: Situation) -> list[Spot]:
    """The entries of the list that a spot belongs to: lines of about its height and left edge, stacked without a gap."""
    lines = [line.box for line in situation.scene.lines]
    own = next((box for box in lines if box.contains(spot.box.center) or spot.box.contains(box.center)), spot.box)
    alike = [
        box for box in lines if abs(box.left - own.left) < 1.5 * own.height and abs(box.height - own.height) < 0.5 * own.height
    ]
    stacked = sorted({own, *alike}, key=lambda box: box.top)
    first = last = stacked.index(own)
    reach = 2.2 * own.height
    while first > 0 and stacked[first].center.y - stacked[first - 1].center.y < reach:
        first -= 1
    while last + 1 < len(stacked) and stacked[last + 1].center.y - stacked[last].center.y < reach:
        last += 1
    return [spot if box == own else Spot(box, spot.kind) for box in stacked[first : last + 1]]


def _row_siblings(spot: Spot, situation: Situation) -> list[Spot]:
    others = [other for other in situation.scene.spots if other.kind == spot.kind and relations.same_row(other.box, spot.box)]
    return sorted(others, key=lambda other: other.box.left)
