"""Cells of a table that are drawn with a frame each: they look like fields, but are edge to edge in rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gui_agent.model.literal.sight.spot import Spot
from gui_agent.perception.geometry import Box

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
