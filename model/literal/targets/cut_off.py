"""A second look at lines that were found too short: a sign of another colour at the end of a line is easily left out of its box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz

from gui_agent.model.literal.targets.grid import Cell
from gui_agent.model.literal.targets.statement_evidence import Evidence
from gui_agent.perception.geometry import Box

_LIKE: Final = 50
"""Percent: how like the wanted text a line must be to be looked at again."""
_MOST: Final = 3
_BEYOND: Final = 2
"""Pixels that the ink of a line must reach beyond the box in which it was read."""


def whole_lines(wanted: str, cells: Sequence[Cell], evidence: Evidence) -> list[Cell]:
    """Those of the cells that are like the wanted text and have ink beyond their ends, read again by all of it."""
    like = sorted(cells, key=lambda cell: -fuzz.ratio(cell.text, wanted))[:_MOST]
    like = [cell for cell in like if fuzz.ratio(cell.text, wanted) >= _LIKE]
    if not like:
        return []
    scene = evidence.scene
    lines = scene.reader.read_at(scene.screenshot, [cell.box for cell in like])
    return [Cell(line.text, line.box) for line in lines if any(_is_longer(line.box, cell.box) for cell in like)]


def _is_longer(line: Box, cell: Box) -> bool:
    """Whether a line is the one of this cell, and longer."""
    same = line.top <= cell.center.y < line.bottom and line.intersection(cell) is not None
    return same and (line.left <= cell.left - _BEYOND or line.right >= cell.right + _BEYOND)
