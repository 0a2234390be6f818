"""Cells of a spreadsheet by their address: where the column of a letter and the row of a number cross."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets.situation import NotFound, Situation
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


class _Headings(NamedTuple):
    """Where headings are along their row or column, by their index, and where that is."""

    places: dict[int, int]
    aside: int


def addressed(target: Target, situation: Situation) -> Spot | None:
    """The cell that a target names by its address; None where it names none, or where no sheet is on the screen.

    Raises NotFound where a sheet does not show that cell: the field that says which cell is selected is not the cell.
    """
    match = _ADDRESS.fullmatch(target.label.strip())
    if match is None or target.role not in ("cell", None) or target.relation is not None:
        return None
    headings = _headings(situation.scene.lines)
    if headings is None and target.role is None:
        return None
    box = _crossing(match[1], int(match[2]), *headings) if headings is not None else None
    if box is None:
        raise NotFound(f"I cannot see the column {match[1]} and the row {match[2]} of a sheet")
    return Spot(box, "item", target.label.strip())


def _headings(lines: Sequence[TextLine]) -> tuple[_Headings, _Headings] | None:
    """The letters of the columns and the numbers of the rows of a sheet; None where there is none."""
    words = [word for line in lines for word in line.words]
    letters = [(ord(word.text) - ord("A"), word.box) for word in words if re.fullmatch(r"[A-Z]", word.text)]
    numbers = [(int(word.text), word.box) for word in words if re.fullmatch(r"[1-9]\d{0,3}", word.text)]
    across = _in_order([(index, box.center.x, box.center.y) for index, box in letters], _LEVEL)
    if across is None:
        return None
    left = min(across.places.values())
    beside = [
        (index, box.center.y, box.center.x) for index, box in numbers if box.center.y > across.aside and box.center.x < left
    ]
    down = _in_order(beside, _ASIDE)
    return None if down is None else (across, down)


def _crossing(letter: str, number: int, across: _Headings, down: _Headings) -> Box | None:
    """Where a column and a row cross; None where the headings do not show one of them."""
    column, row = _place(ord(letter) - ord("A"), across.places, down.aside), _place(number, down.places, across.aside)
    if column is None or row is None:
        return None
    return Box(column[0] + _INSET, row[0] + _INSET, column[1] - _INSET, row[1] - _INSET)


def _in_order(headings: list[tuple[int, int, int]], reach: int) -> _Headings | None:
    """The longest evenly rising run of headings (index, along, aside)."""
    best: _Headings | None = None
    for _, _, aside in headings:
        own = sorted({index: along for index, along, other in headings if abs(other - aside) <= reach}.items())
        run: dict[int, int] = {}
        for one, following in pairwise(own):
            if following[1] > one[1] and following[0] - one[0] <= 2:
                run.update([one, following])
        if len(run) >= _LEAST and (best is None or len(run) > len(best.places)):
            best = _Headings(run, aside)
    return best


def _place(index: int, places: dict[int, int], start: int) -> tuple[int, int] | None:
    """From where to where a column or row reaches: half way to its neighbours; None where it is none of those that are seen.

    One that was not read is between two others, or is the first one, behind the other headings (`start`).
    """
    known = sorted(places.items())
    steps = [(after - before) / (next_ - index_) for (index_, before), (next_, after) in pairwise(known)]
    usual = sorted(steps)[len(steps) // 2]
    before, after = places.get(index - 1), places.get(index + 1)
    middle = places.get(index)
    if middle is None and before is not None and after is not None and abs((after - before) - 2 * usual) <= _EVEN * usual:
        middle = (before + after) // 2
    if middle is None and before is None and after is not None and start < after - 1.4 * usual:
        middle = round(after - usual)
    half = round(usual / 2)
    return None if middle is None else (middle - half, middle + half)
