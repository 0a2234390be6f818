"""A cell that is named by its column and its row: "the phone number of Marta", "the value in the Price column for Tea"."""

from __future__ import annotations

import re
from typing import Final

from gui_agent.model.literal.language.phrases import ordinal_in
from gui_agent.model.literal.targets.grid import Cell, Table, rows_of
from gui_agent.model.literal.targets.same_text import whole
from gui_agent.model.literal.targets.situation import NotFound
from gui_agent.model.literal.targets.statement_evidence import Evidence

_QUOTES: Final = "'\"\u2018\u2019\u201c\u201d"
_FORMS: Final = (
    re.compile(
        r"(?:value|text|entry|cell|content) (?:in|of|under) the (?P<column>.+?) column (?:for|of|in the row of) (?P<row>.+)", re.I
    ),
    re.compile(r"(?P<column>.+?) in the row (?:of|for|with) (?P<row>.+)", re.I),
    re.compile(r"(?P<column>.+?)(?: of the [a-z]+)? in the (?P<ordinal>\w+) row(?: of the table)?", re.I),
    re.compile(r"(?P<row>[^ ]+)['\u2019]s (?P<column>.+)", re.I),
    re.compile(r"(?P<column>.+?) (?:of|for) (?P<row>.+)", re.I),
)
_MEASURE: Final = re.compile(r"^(?:number|amount|quantity|count) of (?:the )?(?=.+ (?:of|for) )", re.I)
_VALUES: Final = frozenset({"value", "text", "content", "entry"})
_ALIGNED: Final = 8
"""Pixels that the left edges of cells of a column differ by, at most."""
_COUNTED: Final = frozenset({"number", "name", "address", "value", "date", "code"})
"""What a column is often called by one word less: "the phone number" under "Phone"."""


def cell_named(what: str, evidence: Evidence) -> str | None:
    """The text of the cell that a phrase names by column and row; None where it names none. Raises NotFound where several fit."""
    found = cells_named(what, evidence)
    texts = sorted({cell.text for cell in found})
    if len(texts) > 1:
        raise NotFound(f"{what} is ambiguous: the table shows {', '.join(map(repr, texts))}", True)
    return texts[0] if texts else None


def cells_named(what: str, evidence: Evidence) -> list[Cell]:
    """The cells that a phrase may name by column and row."""
    phrase = re.sub(r"^(?:the|an?) ", "", what.strip(), flags=re.I)
    for form in _FORMS:
        match = form.fullmatch(phrase)
        if match is None:
            continue
        parts = match.groupdict()
        if parts["column"].lower() in _VALUES and (paired := _paired(parts.get("row") or "", evidence)) is not None:
            return [paired]
        found = _cells(parts["column"], parts.get("row") or "", parts.get("ordinal") or "", evidence)
        if found:
            return found
    shorter = _MEASURE.sub("", phrase)
    return cells_named(shorter, evidence) if shorter != phrase else []


def _paired(name: str, evidence: Evidence) -> Cell | None:
    """The second cell of the row of that name in a table of two columns without headings; None where there is none."""
    pairs = [row for row in rows_of(evidence.cells) if len(row) == 2]
    name = name.strip(_QUOTES + " ")
    own = [row for row in pairs if whole(name, row[0].text.rstrip(" :")) != "no"]
    if len(own) != 1:
        return None
    first, second = own[0]
    alike = [
        row
        for row in pairs
        if abs(row[0].box.left - first.box.left) < _ALIGNED and abs(row[1].box.left - second.box.left) < _ALIGNED
    ]
    return second if len(alike) > 1 else None


def _cells(column: str, row: str, ordinal: str, evidence: Evidence) -> list[Cell]:
    column, row = column.strip(_QUOTES + " "), re.sub(r"^the ", "", row).strip(_QUOTES + " ")
    number = ordinal_in(ordinal.lower()) if ordinal else None
    if ordinal and number is None:
        return []
    found: list[Cell] = []
    for table in evidence.tables:
        index = _heading(column, table)
        if index is None:
            continue
        for at, cells in enumerate(table.rows):
            if number is not None:
                own = at == (number - 1 if number > 0 else len(table.rows) + number)
            else:
                names = (row, row[:-1]) if row.endswith("s") else (row,)  # "the number of mugs" in the row of Mug
                own = any(place != index and whole(name, cell.text) != "no" for name in names for place, cell in cells.items())
            if own and index in cells:
                found.append(cells[index])
    return found


def _heading(column: str, table: Table) -> int | None:
    """The column of that name: by the letter first, else without a word such as "number"."""
    words = column.split()
    names = [column, " ".join(words[:-1])] if len(words) > 1 and words[-1].lower() in _COUNTED else [column]
    for name in names:
        for index, heading in enumerate(table.headings):
            if whole(name, heading.text) != "no":
                return index
    return None
