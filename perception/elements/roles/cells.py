"""The whole places of texts that stand in a row or a column at even distances: tabs, words of menus, links of a side bar, rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from gui_agent.perception.elements.roles.groups import chains
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine

_ROOM = 0.35
"""Line heights above and below a text that belong to its place in a row."""
_BESIDE = (2.0, 0.5)
"""Line heights beside a text that belong to its place at most: in a row, in a column."""
_STEP = 3.0
"""Line heights from one row of a column to the next at most."""


def cells(parts: Sequence[TextLine], unit: float) -> Iterator[tuple[Box, str]]:
    """The places, each with `row cell` or `column cell`; `unit` is the usual height of a line in pixels."""
    boxes = np.array([[part.box.left, part.box.top, part.box.right, part.box.bottom] for part in parts], np.int64).reshape(-1, 4)
    is_text = np.ones(len(boxes), np.bool_)
    for chain in chains(boxes, is_text, unit, in_row=True):
        if len(chain) > 1:
            yield from ((box, "row cell") for box in _of_row([parts[index].box for index in chain], unit))
    for chain in chains(boxes, is_text, unit, in_row=False):
        if len(chain) > 1:
            yield from ((box, "column cell") for box in _of_column([parts[index].box for index in chain], unit))


def _of_row(row: list[Box], unit: float) -> Iterator[Box]:
    """Each text with half of the gap to its neighbours."""
    halves = [min(_BESIDE[0] * unit, max(0.0, (after.left - before.right) / 2)) for before, after in pairwise(row)]
    for box, before, after in zip(row, [halves[0], *halves], [*halves, halves[-1]], strict=True):
        room = round(_ROOM * box.height)
        yield Box(box.left - round(before), box.top - room, box.right + round(after), box.bottom + room)


def _of_column(column: list[Box], unit: float) -> Iterator[Box]:
    """Each text with the width of the widest and half of the gap to its neighbours."""
    step = float(np.median([after.center.y - before.center.y for before, after in pairwise(column)]))
    if step > _STEP * unit:
        return
    beside = round(_BESIDE[1] * unit)
    left, right = min(box.left for box in column) - beside, max(box.right for box in column) + beside
    for box in column:
        yield Box(left, round(box.center.y - step / 2), right, round(box.center.y + step / 2))
