"""Cells, rows and tables: which texts are beside and below one another.

A table is a row of headings with rows below it whose cells are aligned with them, evenly spaced; what is beside a table at the
same height is no part of it.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from gui_agent.model.literal.targets import relations
from gui_agent.perception.geometry import Box

if TYPE_CHECKING:
    from gui_agent.model.literal.sight.scene import Scene
    from gui_agent.perception.text.text import TextLine

_APART: Final = 0.9
"""Line heights between two words from which they are in two cells."""
_LEVEL: Final = 0.22
"""Line heights that the middles of two cells of one row may differ by."""
_NEXT: Final = 4.2
"""Line heights from one row of a table to the next at most."""
_EVEN: Final = 1.35
"""How many times as far as the rows before it the next row of a table may be."""
_FIRST: Final = 1.8
"""How many times as far from the first row as that is from the headings the second row may be."""
_ALIGNED: Final = 0.7
"""Line heights that the left, right or middle of aligned cells may differ by."""


class Cell(NamedTuple):
    """A piece of a line that stands alone."""

    text: str
    box: Box


@dataclass(frozen=True)
class Table:
    """Headings, and rows of cells by the number of their heading."""

    headings: tuple[Cell, ...]
    rows: tuple[dict[int, Cell], ...]

    @property
    def size(self) -> int:
        """How many cells there are below headings."""
        return sum(map(len, self.rows))

    @property
    def box(self) -> Box:
        """Around all of its texts."""
        return Box.around(cell.box for cell in [*self.headings, *(cell for row in self.rows for cell in row.values())])

    def row_box(self, index: int) -> Box:
        """Around the texts of a row."""
        box = Box.around(cell.box for cell in self.rows[index].values())
        return Box(self.box.left, box.top, self.box.right, box.bottom)


def cells_of(scene: Scene, frames: Sequence[Box] = ()) -> list[Cell]:
    """All cells of the screen, from top to bottom; what is in a frame is apart from what is before it."""
    return [cell for line in scene.lines for cell in parts_of(line, frames)]


def parts_of(line: TextLine, frames: Sequence[Box] = ()) -> list[Cell]:
    """The parts of a line that stand apart."""
    groups: list[list[int]] = []
    around = [frame for frame in frames if frame.top <= line.box.center.y <= frame.bottom]
    homes = [next((index for index, frame in enumerate(around) if frame.contains(word.box.center)), -1) for word in line.words]
    for index, word in enumerate(line.words):
        near = index > 0 and word.box.left - line.words[index - 1].box.right < _APART * line.box.height
        if near and homes[index] == homes[index - 1]:
            groups[-1].append(index)
        else:
            groups.append([index])
    found = []
    for group in groups:
        words = [line.words[index] for index in group]
        found.append(Cell(" ".join(word.text for word in words), Box.around(word.box for word in words)))
    return found


def rows_of(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The cells in rows of the same height, from the top; each row from the left."""
    rows: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: cell.box.center.y):
        middle = cell.box.center.y
        if rows and abs(middle - statistics.fmean(one.box.center.y for one in rows[-1])) <= _LEVEL * _height(rows[-1], cell):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [sorted(row, key=lambda cell: cell.box.left) for row in rows]


def tables_of(cells: Sequence[Cell]) -> list[Table]:
    """The tables of the screen, from the top."""
    rows = rows_of(cells)
    possible = [table for index, row in enumerate(rows) for table in _beginning_with(row, rows[index + 1 :])]
    used: set[tuple[int, int, int, int]] = set()
    found = []
    for table in sorted(possible, key=lambda table: -table.size):  # what only looks like one has fewer cells that are aligned
        keys = {_key(cell) for cell in (*table.headings, *(cell for body in table.rows for cell in body.values()))}
        if not keys & used:
            found.append(table)
            used |= keys
    return sorted(found, key=lambda table: table.box.top)


def _beginning_with(row: list[Cell], below: Sequence[list[Cell]]) -> Iterator[Table]:
    """The tables whose headings are in a row: of all of its cells, or without those at its ends, which are beside the table."""
    cells = [cell for cell in row if any(letter.isalnum() for letter in cell.text)]
    for count in range(len(cells), 1, -1):
        tables = [_table(cells[start : start + count], below) for start in range(len(cells) - count + 1)]
        kept = [table for table in tables if table is not None and len(table.headings) + len(table.rows) > 3]
        if kept:
            yield from kept
            return


def _table(headings: list[Cell], below: Sequence[list[Cell]]) -> Table | None:
    """The table under these headings; those without anything below are none of its own."""
    body = _body(headings, below)
    counts = [sum(index in row for row in body) for index in range(len(headings))]
    kept = [index for index, count in enumerate(counts) if count * 2 >= len(body) > 0]
    if len(kept) < 2 or not body:
        return None
    if len(kept) < len(headings):
        # Without what is beside it the rows may be others.
        return _table([headings[index] for index in kept], below)
    return Table(tuple(headings), tuple(body))


def _body(headings: list[Cell], below: Sequence[list[Cell]]) -> list[dict[int, Cell]]:
    left, right = headings[0].box.left, max(headings[-1].box.right, headings[-1].box.left + _widest(headings))
    last = statistics.fmean(heading.box.center.y for heading in headings)
    height = statistics.median(heading.box.height for heading in headings)
    body: list[dict[int, Cell]] = []
    steps: list[float] = []
    for row in below:
        near = [cell for cell in row if cell.box.right > left - height and cell.box.left < right + height]
        if not near:
            continue
        middle = statistics.fmean(cell.box.center.y for cell in near)
        step = middle - last
        if step > _NEXT * height or (len(steps) > 1 and step > _EVEN * max(steps[1:])):
            break
        if len(steps) == 1 and step > _FIRST * steps[0]:
            break
        placed, aligned = _placed(near, headings, height)
        if len(placed) < 2 and not aligned:
            continue  # it is beside the table
        if len(placed) < 2 or aligned * 2 < len(placed):
            if placed and steps and step < 0.8 * min(steps):
                continue  # the second line of a cell
            break
        body.append(placed)
        steps.append(step)
        last = middle
    return body


def _placed(row: list[Cell], headings: list[Cell], height: float) -> tuple[dict[int, Cell], int]:
    """The cells of a row by their headings, at most one under each; and how many of them are aligned with theirs.

    A cell that is not aligned, such as a number at the right end of its column, belongs to the heading before it.
    """
    placed: dict[int, Cell] = {}
    aligned = 0
    for cell in row:
        fitting = [
            (away, index) for index, heading in enumerate(headings) if (away := _away(cell.box, heading.box, height)) is not None
        ]
        index = min(fitting)[1] if fitting else _column_at(cell.box, headings)
        if index is not None and index not in placed:
            placed[index] = cell
            aligned += bool(fitting)
    return placed, aligned


def _column_at(cell: Box, headings: list[Cell]) -> int | None:
    """The column between whose heading and the next one a cell is wholly."""
    before = [index for index, heading in enumerate(headings) if heading.box.left <= cell.left]
    if not before:
        return None
    index = before[-1]
    lefts = [heading.box.left for heading in headings]
    end = lefts[index + 1] if index + 1 < len(lefts) else lefts[index] + _widest(headings)
    return index if cell.right <= end + cell.height else None


def _widest(headings: list[Cell]) -> int:
    """The widest column, from one heading to the next."""
    return max((after.box.left - before.box.left for before, after in pairwise(headings)), default=0)


def _away(cell: Box, heading: Box, height: float) -> float | None:
    """How far a cell is from being aligned with a heading; None where it is not."""
    edges = min(abs(cell.left - heading.left), abs(cell.right - heading.right), abs(cell.center.x - heading.center.x))
    if edges <= _ALIGNED * height:
        return float(edges)
    return height + edges if relations.overlap_across(cell, heading) > 0.5 * min(cell.width, heading.width) else None


def _height(row: list[Cell], cell: Cell) -> int:
    return min(cell.box.height, *(one.box.height for one in row))


def _key(cell: Cell) -> tuple[int, int, int, int]:
    return cell.box.left, cell.box.top, cell.box.right, cell.box.bottom
