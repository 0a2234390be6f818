"""Numbers on the screen that are compared: the smallest one, the row with the highest price, all in ascending order."""

from __future__ import annotations

import re
from typing import Final

from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets.appearance import find_shapes
from gui_agent.model.literal.targets.grid import Cell
from gui_agent.model.literal.targets.relations import overlap_across
from gui_agent.model.literal.targets.same_text import whole
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.model.literal.targets.statement_evidence import Evidence

_NUMBER: Final = re.compile(r"[^\w\s]{0,2}\s*([-\u2212]?\d[\d,.' ]*)\s*(?:[^\W\d_]{0,4}|[^\w\s]{0,2})")
_MONEY: Final = re.compile(r"[$\u20ac\u00a3\u00a5]|\b(?:usd|eur|gbp)\b", re.IGNORECASE)
_PRICES: Final = frozenset({"price", "cost", "fare"})


def number_in(text: str) -> float | None:
    """The number that a whole text is, with a sign of money or a unit; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    digits = match[1].strip().replace("\u2212", "-").replace(" ", "").replace("'", "")
    digits = re.sub(r",(?=\d{3}\b)", "", digits).replace(",", ".").rstrip(".")
    try:
        return float(digits)
    except ValueError:
        return None


def ranked(target: Target, situation: Situation) -> list[Spot]:
    """The spots of the numbers that a rank means: one, or all of them in order. Raises NotFound where there are not two to compare."""
    by = target.relation.anchor.label if target.relation is not None and target.relation.kind == "column" else ""
    numbers = _numbers(by, situation)
    values = {value for value, _ in numbers}
    if len(values) < 2:
        raise NotFound(f"I see no numbers that could be compared for {target.phrase!r}")
    if target.rank in ("ascending", "descending"):
        return [spot for _, spot in sorted(numbers, key=lambda pair: pair[0], reverse=target.rank == "descending")]
    best = (min if target.rank == "least" else max)(values)
    found = [spot for value, spot in numbers if value == best]
    if len(found) > 1:
        raise NotFound(f"{target.phrase} is ambiguous: {len(found)} of them are {best:g}", True, found)
    return found


def _numbers(by: str, situation: Situation) -> list[tuple[float, Spot]]:
    """The numbers of a column, or of a kind; all numbers that stand alone where none is named."""
    evidence = Evidence.of(situation.scene)
    cells = _column(by, evidence) if by else []
    if by and not cells:
        cells = _below_heading(by, evidence)
    if by and not cells and by in _PRICES:
        cells = [cell for cell in evidence.cells if _MONEY.search(cell.text)]
    if by and not cells:
        raise NotFound(f"I see no column of {by!r}")
    found = _valued([Spot(cell.box, "text", cell.text) for cell in (cells or evidence.cells)])
    if by or len(found) > 1:
        return found
    return _valued(find_shapes(Target("number", role="shape", noun="number"), situation.scene))


def _valued(spots: list[Spot]) -> list[tuple[float, Spot]]:
    return [(value, spot) for spot in spots if (value := number_in(spot.label)) is not None]


def _column(by: str, evidence: Evidence) -> list[Cell]:
    for table in evidence.tables:
        for index, heading in enumerate(table.headings):
            if whole(by, heading.text) != "no":
                return [row[index] for row in table.rows if index in row]
    return []


def _below_heading(by: str, evidence: Evidence) -> list[Cell]:
    """The numbers below a text of that name, where no table is seen as one."""
    headings = [cell for cell in evidence.cells if whole(by, cell.text) != "no"]
    if len(headings) != 1:
        return []
    box = headings[0].box
    return [
        cell
        for cell in evidence.cells
        if cell.box.top >= box.bottom - 4 and number_in(cell.text) is not None and overlap_across(cell.box, box)
    ]
