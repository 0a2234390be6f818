"""Rows and columns that a phrase names: of tables, or the strip of the screen at the height of a text."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from gui_agent.model.literal.language.noun_phrases import Phrase
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.grid import Table, rows_of
from gui_agent.model.literal.targets.same_text import part, whole
from gui_agent.model.literal.targets.statement_evidence import Evidence
from gui_agent.perception.geometry import Box

_UNEVEN: Final = 3
"""Pixels by which the distances between the rows of a table differ, since texts are not equally high."""
_WIDE: Final = 0.45
"""Line heights by which the middles of texts of one row differ at most."""


def lines_of(phrase: Phrase, evidence: Evidence) -> list[Box]:
    """The boxes of the rows, or columns, that a phrase names ("the row of Ann", "the second row", "the Price column")."""
    inner = phrase.place.anchor if phrase.place and phrase.place.kind in ("of", "in", "row") else None
    label = phrase.label or (inner.label if inner is not None and not inner.role else "")
    if phrase.role == "column":
        return [
            box
            for table in evidence.tables
            for index, box in _columns(table)
            if label and whole(label, table.headings[index].text) != "no"
        ]
    if label:
        found = _rows_with(label, evidence)
        if inner is not None and inner.role == "list":
            homes = [table.box.padded(4) for table in tables_named(inner, evidence)]
            found = [box for box in found if any(home.contains(box.center) for home in homes)]
        return found
    tables = tables_named(inner, evidence)
    if phrase.ordinal and len(tables) == 1 and headed(tables[0], evidence):
        count = len(tables[0].rows)
        index = phrase.ordinal - 1 if phrase.ordinal > 0 else count + phrase.ordinal
        return [tables[0].row_box(index)] if 0 <= index < count else []
    return []


def tables_named(inner: Phrase | None, evidence: Evidence) -> list[Table]:
    """The tables that are meant by "in the Orders table", or without a word."""
    if inner is None or not inner.label:
        return evidence.tables
    labels = [cell for cell in evidence.cells if whole(inner.label, cell.text) != "no"]
    near = [
        (relations.gap(cell.box, table.box), table)
        for cell in labels
        for table in evidence.tables
        if cell.box.center.y <= table.box.top + 4 and relations.overlap_across(cell.box, table.box)
    ]
    return [min(near, key=lambda pair: pair[0])[1]] if near else []


def headed(table: Table, evidence: Evidence) -> bool:
    """Whether the first row of a table is surely headings: other than the rows below by its ground, weight or kind of content."""
    for index, heading in enumerate(table.headings):
        cells = [row[index] for row in table.rows if index in row]
        digits = [any(character.isdigit() for character in cell.text) for cell in cells]
        if digits and all(digits) and not any(character.isdigit() for character in heading.text):
            return True
    first = evidence.look(Spot(table.headings[0].box, "text"))
    body = [evidence.look(Spot(cell.box, "text")) for row in table.rows for cell in row.values()]
    return all(max(abs(a - b) for a, b in zip(first.fill, look.fill, strict=True)) > 8 for look in body) or all(
        max(abs(a - b) for a, b in zip(first.ink, look.ink, strict=True)) > 30 for look in body
    )


def rows_counted(table: Table) -> tuple[int, int]:
    """How many rows a table surely has, and how many at most: a last row of fewer cells may be what is below the table.

    Where the rows before it are even and it is farther away, or nearer, it is surely below.
    """
    full = [len(row) for row in table.rows]
    if len(full) < 2 or full[-1] >= min(full[:-1]):
        return len(full), len(full)
    middles = [table.row_box(index).center.y for index in range(len(full))]
    steps = [after - before for before, after in pairwise(middles)]
    slack = max(_UNEVEN, 0.06 * steps[-1])
    even = len(steps) > 2 and max(steps[:-1]) - min(steps[:-1]) <= slack
    below = even and abs(steps[-1] - statistics.median(steps[:-1])) > slack
    return len(full) - 1, len(full) - below


def _columns(table: Table) -> Iterator[tuple[int, Box]]:
    for index, heading in enumerate(table.headings):
        box = Box.around([heading.box, *(row[index].box for row in table.rows if index in row)])
        yield index, Box(box.left, heading.box.bottom - 2, box.right, table.box.bottom)


def _rows_with(label: str, evidence: Evidence) -> list[Box]:
    """The rows of tables with a cell that says this; else the strips of the screen at the height of such a text."""
    found = []
    for how in (whole, part):
        for table in evidence.tables:
            for index, row in enumerate(table.rows):
                if any(how(label, cell.text) != "no" for cell in row.values()):
                    box = table.row_box(index)
                    found.append(Box(box.left, box.top, max(box.right, _reach(box, evidence)), box.bottom))
        if found:
            return found
    for level in rows_of(evidence.cells):
        for cell in level:
            if whole(label, cell.text) != "no":
                found.append(
                    Box(min(one.box.left for one in level), cell.box.top, max(one.box.right for one in level), cell.box.bottom)
                )
    return found


def _reach(row: Box, evidence: Evidence) -> int:
    """How far to the right a row continues with widgets that have no heading, such as its buttons."""
    right = row.right
    for cell in sorted(evidence.cells, key=lambda cell: cell.box.left):
        level = abs(cell.box.center.y - row.center.y) <= _WIDE * cell.box.height
        if level and right - 4 <= cell.box.left <= right + 12 * cell.box.height:
            right = cell.box.right
    return right
