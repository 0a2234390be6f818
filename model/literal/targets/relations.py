"""Where things are relative to one another: rows, columns, reading order, grids."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from gui_agent.model.literal.language.intents import RelationKind, Target
from gui_agent.model.literal.sight.icon_names import SIGNS
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets.situation import NotFound
from gui_agent.perception.geometry import Box

T = TypeVar("T")
_TOUCHING = 0.4
"""How far the boxes of two lines may overlap, as a part of their height."""
_SECTION = 24
"""Heights of a heading from its left side to what is in its section, at most."""
_RULE = 0.97
"""How much of a row must be an edge for it to be a drawn line; letters never are."""


def reading_order(items: list[T], box: Callable[[T], Box]) -> list[T]:
    """From top to bottom, and from left to right where things are beside one another."""
    rows: list[list[T]] = []
    for item in sorted(items, key=lambda item: box(item).center.y):
        for row in rows:
            if same_row(box(row[0]), box(item)):
                row.append(item)
                break
        else:
            rows.append([item])
    return [item for row in rows for item in sorted(row, key=lambda item: box(item).left)]


def same_row(one: Box, other: Box) -> bool:
    """Whether two boxes are beside one another: the middle of the lower one is within the higher one."""
    small, big = (one, other) if one.height <= other.height else (other, one)
    return big.top <= small.center.y < big.bottom


def overlap_across(one: Box, other: Box) -> int:
    """How many columns of pixels both cover."""
    return max(0, min(one.right, other.right) - max(one.left, other.left))


def gap(one: Box, other: Box) -> float:
    """Pixels between two boxes; 0 where they touch."""
    across = max(0, max(one.left, other.left) - min(one.right, other.right))
    down = max(0, max(one.top, other.top) - min(one.bottom, other.bottom))
    return float((across * across + down * down) ** 0.5)


def stacks(spots: Sequence[Spot]) -> list[list[Spot]]:
    """Columns of at least three spots that are below one another, aligned at the left and at even distances: lists, menus."""
    ordered = sorted(spots, key=lambda spot: spot.box.top)
    found: list[list[Spot]] = []
    for first in ordered:
        if any(first in stack for stack in found):
            continue
        column = [first]
        for spot in ordered:
            pitch = spot.box.center.y - column[-1].box.center.y
            usual = column[1].box.center.y - first.box.center.y if len(column) > 1 else pitch
            aligned = abs(spot.box.left - first.box.left) <= max(6, first.box.height // 3)
            if aligned and 0 < pitch < 2 * first.box.height and abs(pitch - usual) <= max(3, usual // 5):
                column.append(spot)
        if len(column) >= 3:
            found.append(column)
    return found


def row_text(spot: Spot, scene: Scene) -> str:
    """What else is written in the row of a spot: it distinguishes the buttons of a table."""
    words = [
        line.text
        for line in scene.lines
        if same_row(line.box, spot.box) and not spot.box.padded(3).contains(line.box.center) and gap(line.box, spot.box) < 600
    ]
    return " ".join(word for word in words if word.casefold() != spot.label.casefold())


def related(kind: RelationKind, spots: Sequence[Spot], anchor: Spot, scene: Scene, *, section: bool = False) -> list[Spot]:
    """Those of `spots` that are in this relation to the anchor, the nearest first. Raises NotFound where none does.

    The heading of a `section` also holds what is below it to the right.
    """
    others = [spot for spot in spots if spot.box != anchor.box]
    box = anchor.box
    tests: dict[RelationKind, Callable[[Box], bool]] = {
        "below": lambda other: other.center.y > box.bottom - 2,
        "above": lambda other: other.center.y < box.top + 2,
        "left": lambda other: other.center.x < box.left + 2 and same_row(other, box),
        "right": lambda other: other.center.x > box.right - 2 and same_row(other, box),
        "row": lambda other: same_row(other, box),
        "column": lambda other: overlap_across(other, box) > 0,
        "after": lambda other: other.center.y > box.bottom - 2 or (same_row(other, box) and other.left >= box.right - 2),
        "before": lambda other: other.center.y < box.top + 2 or (same_row(other, box) and other.right <= box.left + 2),
        "in": lambda other: box.padded(2).contains(other.center),
        "near": lambda other: gap(other, box) < 3 * max(box.height, 24) or same_row(other, box),
    }
    found = [spot for spot in others if tests[kind](spot.box)]
    if kind == "row":
        found = found or _in_block(others, anchor, scene)
    if kind == "near":
        beside = [spot for spot in found if same_row(spot.box, box)]
        found = beside or found
    if kind == "in" and not found:
        below = [spot for spot in others if 0 <= spot.box.top - box.bottom < 12 * box.height]
        found = [spot for spot in below if overlap_across(spot.box, box)]
        found = found or [spot for spot in below if section and -box.height <= spot.box.left - box.left < _SECTION * box.height]
    if kind in ("below", "above") and any(overlap_across(spot.box, box) for spot in found):
        found = [spot for spot in found if overlap_across(spot.box, box)]
    if not found:
        raise NotFound(f"nothing of that kind is {kind} {anchor.label or anchor.value!r}")
    signs = [spot for spot in found if kind == "row" and "close" in (spot.name, SIGNS.get(spot.label.strip()))]
    if signs and len(signs) == len(found):
        found = [spot for spot in signs if spot.box.center.x > box.center.x] or found  # of a tag it is behind its name
    return sorted(found, key=lambda spot: _distance(kind, spot.box, box))


def _distance(kind: RelationKind, other: Box, anchor: Box) -> float:
    across = abs(other.center.x - anchor.center.x)
    down = abs(other.center.y - anchor.center.y)
    if kind in ("below", "above"):
        return down + 0.3 * across
    if kind == "row":
        return across + 4 * down
    return gap(other, anchor) + 0.01 * (across + down)


def _in_block(spots: Sequence[Spot], anchor: Spot, scene: Scene) -> list[Spot]:
    """Things of the same entry where an entry spans several lines: from the anchor down to the next thing of the same kind."""
    below = [
        spot
        for spot in spots
        if -_TOUCHING * anchor.box.height <= spot.box.top - anchor.box.bottom < 8 * max(16, anchor.box.height)
        and spot.box.center.y > anchor.box.bottom
        and not _ruled_off(anchor.box, spot.box, scene)
    ]
    if not below:
        return []
    first = min(spot.box.center.y for spot in below)
    return [spot for spot in below if abs(spot.box.center.y - first) < max(8, spot.box.height)]


def _ruled_off(upper: Box, lower: Box, scene: Scene) -> bool:
    """Whether a line is drawn between two boxes, or the ground changes: what is below belongs to the next entry."""
    parts = scene.shrunk.parts
    one, other = scene.shrunk.down(upper), scene.shrunk.down(lower)
    left, right = min(one.left, other.left), max(one.right, other.right)
    strip = parts.outline[one.bottom + 1 : other.center.y, left:right]
    return bool(strip.size) and bool(((strip > 0).mean(axis=1) > _RULE).any())


def grid_point(target: Target, scene: Scene) -> Spot:
    """The place of "(2, -1)" in a coordinate grid: circles in rows and columns, the long dark lines being the axes."""
    numbers = [float(number.replace("\u2212", "-")) for number in re.findall(r"[-\u2212+]?\d+(?:\.\d+)?", target.label)]
    if len(numbers) != 2:
        raise NotFound(f"{target.phrase!r} is no coordinate of two numbers")
    dots = [figure for figure in scene.figures if figure.form == "circle"]
    columns = _clusters([figure.box.center.x for figure in dots])
    rows = _clusters([figure.box.center.y for figure in dots])
    if len(columns) < 2 or len(rows) < 2:
        raise NotFound("I see no grid of points on the screen")
    scale_x = _scale(
        columns, [(line.box.center.x, line.text) for line in scene.lines if _is_number(line.text)], numbers[0], False
    )
    scale_y = _scale(rows, [(line.box.center.y, line.text) for line in scene.lines if _is_number(line.text)], numbers[1], True)
    size = dots[0].box.width // 2
    box = Box(round(scale_x) - size, round(scale_y) - size, round(scale_x) + size, round(scale_y) + size)
    return Spot(box, "shape", label=target.label, name="point")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-\u2212]?\d+", text.strip()) is not None


def _clusters(values: list[int]) -> list[float]:
    groups: list[list[int]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] < 8:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _scale(lines: list[float], labels: list[tuple[int, str]], wanted: float, downwards: bool) -> float:
    """Where the number `wanted` lies: the middle line is zero and a line is one, unless the numbers at the lines say otherwise."""
    step = (lines[-1] - lines[0]) / (len(lines) - 1)
    zero = lines[len(lines) // 2] if len(lines) % 2 else lines[0]
    sign = -1 if downwards else 1
    known = [
        (line, float(text.replace("\u2212", "-")))
        for position, text in labels
        for line in lines
        if abs(position - line) < step / 4
    ]
    votes = [line - sign * number * step for line, number in known]
    for vote in votes:
        if sum(abs(vote - other) < step / 3 for other in votes) > len(votes) / 2 and len(votes) > 2:
            zero = vote
            break
    return zero + sign * wanted * step
