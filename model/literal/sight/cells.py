"""Tables that are drawn with lines: their cells look like fields, the whole of one like a large field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gui_agent.model.literal.sight.spot import Spot
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine

_BELOW: Final = 0.3
"""Heights between two cells of a column, at most."""
_BESIDE: Final = 2.5
"""Heights between what is in two cells of a row, at most."""
_SAME: Final = 5
"""Pixels that the edges of cells of a column differ by, at most."""
_TEXTS: Final = frozenset({"field", "item", "text", "button"})


def without_cells(spots: Sequence[Spot]) -> list[Spot]:
    """The spots, with fields that are cells of a table as entries."""
    framed = [spot for spot in spots if spot.kind == "field" and spot.value and not spot.label]
    cells = [
        spot
        for spot in framed
        if _has_neighbour(spot, spots)
        and any(_is_below(spot.box, other.box) and _has_neighbour(other, spots) for other in framed)
    ]
    return [replace(spot, kind="item", label=spot.value, value="") if spot in cells else spot for spot in spots]


def without_tables(spots: Sequence[Spot], lines: Sequence[TextLine]) -> list[Spot]:
    """The spots, with large fields that hold a table as panels, and each text of such a table as a text of its own.

    A text that is written in a field has one line a row; a table has several, and they are below one another.
    """
    found: list[Spot] = []
    for spot in spots:
        inside = [line for line in lines if spot.box.contains(line.box.center)] if spot.kind == "textarea" else []
        if not _are_columns(inside):
            found.append(spot)
            continue
        found.append(replace(spot, kind="panel", value=""))
        texts = [Spot(line.box, "text", line.text) for line in inside]
        found += [text for text in texts if not any(other.box.contains(text.box.center) for other in spots if other is not spot)]
    return found


def _are_columns(lines: Sequence[TextLine]) -> bool:
    """Whether there are at least three rows of several texts, of which two begin or end below one another in all of them."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.box.center.y):
        if rows and abs(rows[-1][0].box.center.y - line.box.center.y) < line.box.height / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    several = [sorted(row, key=lambda line: line.box.left) for row in rows if len(row) > 1]
    if len(several) < 3 or len(several) < len(rows) - 1:
        return False
    first = several[-1]
    aligned = [line for line in first if all(any(_in_column(line, other) for other in row) for row in several[1:])]
    return len(aligned) > 1


def _in_column(one: TextLine, other: TextLine) -> bool:
    """Whether two texts begin, end or have their middle below one another."""
    reach = one.box.height / 2
    return (
        abs(one.box.left - other.box.left) < reach
        or abs(one.box.right - other.box.right) < reach
        or abs(one.box.center.x - other.box.center.x) < reach
    )


def _is_below(one: Box, other: Box) -> bool:
    """Whether two boxes are of one column, right below one another."""
    aligned = abs(one.left - other.left) <= _SAME and abs(one.right - other.right) <= _SAME
    gap = max(one.top, other.top) - min(one.bottom, other.bottom)
    return aligned and one != other and gap < _BELOW * one.height


def _has_neighbour(spot: Spot, spots: Sequence[Spot]) -> bool:
    """Whether a text is right beside it."""
    box = spot.box
    return any(
        other.kind in _TEXTS
        and (other.label or other.value)
        and box.top <= other.box.center.y <= box.bottom
        and other.box.height <= 1.3 * box.height
        and -2 <= max(other.box.left - box.right, box.left - other.box.right) < _BESIDE * box.height
        for other in spots
    )
