"""Dragging: onto something, into it, to a position in a list, or some way; where it lies afterwards decides."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
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
_APART: Final = 5
"""Heights of its heading between two entries of a column, at most."""
_PITCH: Final = 5.5
"""Heights of a line from one entry of a list to the next, at most."""
_UNEVEN: Final = 0.25
"""How much, as a part of it, the distance between two entries may differ from the usual one."""
_ALIGNED: Final = 0.35
"""Heights of a line that entries of one list begin apart, at most."""
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
    if step.position is None and not step.inside and not step.beside:
        return _lies_elsewhere(step, situation, state)
    spot = locate(step.target, situation)
    if step.beside and step.to is not None:
        arrived = _is_beside(spot, locate(step.to, situation), step.beside, situation)
    elif step.inside and step.to is not None:
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
        if step.beside:
            return _edge(spot, end, step.beside, situation, effort)
        return _below_heading(step.to, end, situation) or end.box.center
    if step.position is not None or (step.direction and not step.pixels and not _free(step, spot, situation)):
        return _slot(step, spot, situation, effort)
    distance = step.amount or _WAY
    moves = {"up": (0, -distance), "down": (0, distance), "left": (-distance, 0), "right": (distance, 0)}
    return center.offset(*moves[step.direction or "down"])


def _edge(spot: Spot, end: Spot, side: str, situation: Situation, effort: float) -> Point:
    """The half of another entry that is dropped on to come before or after it; in one list the others make room on the way."""
    line, column = _line_of(end, situation), _siblings(spot, situation)
    at = next((index for index, other in enumerate(column) if other.box.contains(line.center)), None)
    own = column.index(spot)
    if at is not None and at != own:
        to = at - (at > own) if side == "before" else at + (at < own)
        return _in_slot(column, own, to, spot.box.center.x, effort)
    away = round(0.3 * line.height * effort)
    return Point(line.center.x, line.center.y + (away if side == "after" else -away))


def _is_beside(spot: Spot, other: Spot, side: str, situation: Situation) -> bool:
    """Whether an entry is right before, or right after, another one of its list."""
    line = _line_of(other, situation)
    column = _siblings(spot, situation)
    at = next((index for index, one in enumerate(column) if one.box.contains(line.center)), None)
    return at is not None and column.index(spot) - at == (-1 if side == "before" else 1)


def _below_heading(to: Target, heading: Spot, situation: Situation) -> Point | None:
    """For "to the Done column": on its last entry, or into the room below its heading; a heading itself takes nothing.

    None where no column is named, or what bears the name is no heading.
    """
    if to.role not in ("column", "list") or heading.kind not in ("text", "word", "item"):
        return None
    box = heading.box
    below = [
        line.box
        for line in situation.scene.lines
        if line.box.top >= box.bottom - 4 and relations.overlap_across(line.box, box.padded(box.height))
    ]
    last = box
    for line in sorted(below, key=lambda line: line.top):
        if line.top - last.bottom > _APART * box.height:
            break
        last = line
    if last is box:
        return Point(box.center.x, box.bottom + 2 * box.height)
    return Point(last.center.x, last.center.y + round(0.3 * last.height))


def _line_of(spot: Spot, situation: Situation) -> Box:
    """The line of text of an entry."""
    lines = [line.box for line in situation.scene.lines]
    return next((box for box in lines if box.contains(spot.box.center) or spot.box.contains(box.center)), spot.box)


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
    if not sideways:
        return _in_slot(siblings, at, to, spot.box.center.x, effort)
    beyond = round(effort * 0.3 * boxes[to].width) * (1 if to > at else -1 if to < at else 0)
    return boxes[to].center.offset(beyond, 0)


def _in_slot(column: list[Spot], at: int, to: int, across: int, effort: float) -> Point:
    """A little beyond the middle of the place that an entry of a column is to take."""
    beyond = round(effort * 0.3 * column[to].box.height) * (1 if to > at else -1 if to < at else 0)
    return Point(across, column[to].box.center.y + beyond)


def _siblings(spot: Spot, situation: Situation) -> list[Spot]:
    """The entries of the list that a spot belongs to: lines of its height, aligned with it, at even distances above and below."""
    own = _line_of(spot, situation)
    lines = [line.box for line in situation.scene.lines]
    alike = [box for box in lines if _is_aligned(box, own) and abs(box.height - own.height) < 0.5 * own.height]
    stacked = sorted({own, *alike}, key=lambda box: box.top)
    first = last = stacked.index(own)
    steps = [lower.center.y - upper.center.y for upper, lower in pairwise(stacked)]
    near = [step for step in (steps[first - 1 : first] + steps[first : first + 1]) if step < _PITCH * own.height]
    pitch = min(near, default=0)
    while first > 0 and abs(steps[first - 1] - pitch) <= _UNEVEN * pitch:
        first -= 1
    while last + 1 < len(stacked) and abs(steps[last] - pitch) <= _UNEVEN * pitch:
        last += 1
    return [spot if box == own else Spot(box, spot.kind) for box in stacked[first : last + 1]]


def _is_aligned(box: Box, own: Box) -> bool:
    """Whether two lines begin, or have their middle, at the same place."""
    return min(abs(box.left - own.left), abs(box.center.x - own.center.x)) <= max(4, _ALIGNED * own.height)


def _row_siblings(spot: Spot, situation: Situation) -> list[Spot]:
    others = [other for other in situation.scene.spots if other.kind == spot.kind and relations.same_row(other.box, spot.box)]
    return sorted(others, key=lambda other: other.box.left)
