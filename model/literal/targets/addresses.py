"""Cells of a spreadsheet by their address: where the column of a letter and the row of a number cross."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine

_ADDRESS: Final = re.compile(r"([A-Z])([1-9]\d{0,3})")
"""Addresses in the first 26 columns."""
_LEAST: Final = 4
"""Headings in order, from which on they are no chance."""
_LEVEL: Final = 5
"""Pixels by which the middles of the letters of a row of headings differ, at most."""
_ASIDE: Final = 14
"""The same of the numbers of a column, which may be aligned at their ends."""
_INSET: Final = 2
"""Pixels between what is clicked and the lines of a cell."""
_EVEN: Final = 0.25
"""Share by which the distance of two headings may differ from the usual one."""


def addressed(target: Target, situation: Situation) -> Spot | None:
    """The cell that a target names by its address; None where it names none, or no sheet shows that cell."""
    match = _ADDRESS.fullmatch(target.label.strip())
    if match is None or target.role not in ("cell", None) or target.relation is not None:
        return None
    box = cell_at(match[1], int(match[2]), situation.scene.lines)
    return None if box is None else Spot(box, "item", target.label.strip())


def cell_at(letter: str, number: int, lines: Sequence[TextLine]) -> Box | None:
    """The cell of that column and row, in pixels of the picture; None where the headings do not show it."""
    words = [word for line in lines for word in line.words]
    letters = [(ord(word.text) - ord("A"), word.box) for word in words if re.fullmatch(r"[A-Z]", word.text)]
    numbers = [(int(word.text), word.box) for word in words if re.fullmatch(r"[1-9]\d{0,3}", word.text)]
    heads = _in_order([(index, box.center.x, box.center.y) for index, box in letters], _LEVEL)
    if heads is None:
        return None
    across, level = heads
    left = min(across.values())
    sides = _in_order(
        [(index, box.center.y, box.center.x) for index, box in numbers if box.center.y > level and box.center.x < left], _ASIDE
    )
    if sides is None:
        return None
    column, row = _place(ord(letter) - ord("A"), across), _place(number, sides[0])
    if column is None or row is None:
        return None
    return Box(column[0] + _INSET, row[0] + _INSET, column[1] - _INSET, row[1] - _INSET)


def _in_order(headings: list[tuple[int, int, int]], reach: int) -> tuple[dict[int, int], int] | None:
    """The places of headings by their index, and the line that they are on: the longest evenly rising run (index, along, aside)."""
    best: tuple[dict[int, int], int] | None = None
    for _, _, aside in headings:
        own = sorted({index: along for index, along, other in headings if abs(other - aside) <= reach}.items())
        run: dict[int, int] = {}
        for one, following in pairwise(own):
            if following[1] > one[1] and following[0] - one[0] <= 2:
                run.update([one, following])
        if len(run) >= _LEAST and (best is None or len(run) > len(best[0])):
            best = run, aside
    return best


def _place(index: int, places: dict[int, int]) -> tuple[int, int] | None:
    """From where to where a column or row reaches: half way to its neighbours; None where it is none of those that are seen."""
    known = sorted(places.items())
    steps = [(after - before) / (next_ - index_) for (index_, before), (next_, after) in pairwise(known)]
    usual = sorted(steps)[len(steps) // 2]
    if index not in places:
        before, after = places.get(index - 1), places.get(index + 1)
        if before is None or after is None or abs((after - before) - 2 * usual) > _EVEN * usual:
            return None
        middle = (before + after) // 2
    else:
        middle = places[index]
    half = round(usual / 2)
    return middle - half, middle + half
