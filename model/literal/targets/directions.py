"""Where one thing is, seen from another one; unsure where people would not all say so."""

from __future__ import annotations

from gui_agent.model.literal.language.noun_phrases import PlaceKind
from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.grid import Table
from gui_agent.model.literal.targets.statement_evidence import Evidence, Holds
from gui_agent.perception.geometry import Box

_CONTAINERS = frozenset({"dialog", "list", "panel"}) | FIELDS
_LEVEL = 0.35
"""Line heights that the middles of two texts of one row may differ by."""
_CLOSE = 3.5
"""Line heights between things that are next to one another at most."""


def stands(spot: Spot, kind: PlaceKind, anchor: Spot, evidence: Evidence) -> Holds:
    """Whether `spot` is at this place, seen from `anchor`."""
    one, other = spot.box, anchor.box
    if kind == "above":
        return _over(one, other)
    if kind == "below":
        return _over(other, one)
    if kind == "left":
        return _before(one, other)
    if kind == "right":
        return _before(other, one)
    if kind == "row":
        return _in_row(spot, anchor, evidence)
    if kind == "near":
        return _near(one, other)
    if kind in ("before", "after"):
        first, second = (one, other) if kind == "before" else (other, one)
        return (
            True
            if _over(first, second) or _before(first, second)
            else False
            if _over(second, first) or _before(second, first)
            else None
        )
    return _in(one, anchor)


def _over(upper: Box, lower: Box) -> Holds:
    """Whether one is above the other: higher, and in the same column; beside it only the height is not enough."""
    if upper.center.y >= lower.center.y or relations.same_row(upper, lower):
        return False
    return True if relations.overlap_across(upper, lower) or abs(upper.left - lower.left) < upper.height else None


def _before(left: Box, right: Box) -> Holds:
    """Whether one is left of the other: at the same height."""
    if left.center.x >= right.center.x or relations.overlap_across(left, right) > min(left.width, right.width) // 2:
        return False
    return True if relations.same_row(left, right) else None


def _near(one: Box, other: Box) -> Holds:
    gap = relations.gap(one, other)
    limit = _CLOSE * min(one.height, other.height)
    if gap > 2 * limit:
        return False
    return True if gap <= limit and relations.same_row(one, other) else None


def _in(one: Box, anchor: Spot) -> Holds:
    """Whether it is in something that has an outline; for the rest that is unknown."""
    if anchor.kind not in _CONTAINERS:
        return None
    if anchor.box.padded(4).contains(one.center):
        return True
    return None if anchor.kind == "list" and anchor.box.padded(40).contains(one.center) else False


def _in_row(spot: Spot, anchor: Spot, evidence: Evidence) -> Holds:
    """Whether both are in one row: of a table, or at one height of the screen with nothing that parts them."""
    homes = [
        (table, index) for table in evidence.tables for index, _ in enumerate(table.rows) if _holds(table, index, anchor.box)
    ]
    for table, index in homes:
        if _holds(table, index, spot.box):
            return True
        if any(_holds(table, other, spot.box) for other in range(len(table.rows))):
            return False
    level = abs(spot.box.center.y - anchor.box.center.y) <= _LEVEL * min(spot.box.height, anchor.box.height) + 2
    inside = relations.same_row(spot.box, anchor.box)
    if level or (inside and spot.kind not in ("text", "word")):
        if homes:
            reach = homes[0][0].box
            return spot.box.left <= reach.right + 300 and spot.box.right >= reach.left - 80
        return True if relations.gap(spot.box, anchor.box) < 500 else None
    away = relations.gap(spot.box, anchor.box)
    if homes or away > 4 * anchor.box.height or relations.overlap_across(spot.box, anchor.box) == 0:
        return False
    return None  # it may be the second line of an entry


def _holds(table: Table, index: int, box: Box) -> bool:
    row = table.row_box(index)
    middle = row.center.y
    return (
        table.box.left - 4 <= box.center.x <= table.box.right + 4
        and abs(box.center.y - middle) <= max(row.height, box.height) // 2
    )
