"""The texts that the subject of a statement has: what is in a field, a row, a column, a cell, beside a label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gui_agent.model.literal.language.noun_phrases import Phrase, Place
from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.directions import stands
from gui_agent.model.literal.targets.fields import content, fields_of
from gui_agent.model.literal.targets.grid import Cell
from gui_agent.model.literal.targets.labels import Named
from gui_agent.model.literal.targets.named import named, placed
from gui_agent.model.literal.targets.same_text import whole
from gui_agent.model.literal.targets.statement_evidence import Evidence
from gui_agent.model.literal.targets.table_lines import lines_of
from gui_agent.perception.geometry import Box

ANY: Final = frozenset({"text", "message", "label", "counter", "status", "status bar", "line", "notice", "note", "info", "hint", "result",
                        "answer", "caption", "headline", "output", "indicator", "badge", "banner", "toast", "notification"})  # fmt: skip
"""Nouns that name no text of the screen but any text that says something."""
HEADS: Final = frozenset({"heading", "title", "headline", "header"})
_SEVERAL: Final = re.compile(r"([^\W\d_][^:\d]*?):\s*([-+\u2212]?\d[\d.,]*%?)(?=\s|$)")
"""A name and its number, among others of a status bar."""
_TALLER: Final = 1.12
"""How much higher than the usual line a heading is."""


@dataclass(frozen=True)
class Contents:
    """What a subject holds: several texts of which one must be the wanted one, or why it is not known."""

    texts: tuple[Cell, ...]
    unsure: str = ""
    missing: str = ""
    """Why nothing is meant: the subject is not on the screen."""
    own: bool = False
    """Whether the text is only the label by which the subject was found."""
    whole: bool = False
    """Whether it is a container, of which a statement says that it has a text somewhere."""


def contents(subject: Phrase, evidence: Evidence) -> Contents:
    """The texts of what a phrase names."""
    if subject.role == "screen" and not subject.label:
        return Contents(tuple(evidence.passages), whole=True)
    if subject.role in ("row", "column"):
        return _line(subject, evidence)
    if subject.place is not None and (found := cell_at(subject, evidence)) is not None:
        return found
    if subject.place is not None and not subject.label and subject.role in ("text", "item", "word", None):
        return _at_place(subject, subject.place, evidence)
    if (subject.role is None or subject.role == "text") and subject.label and not subject.states and not subject.colour:
        found = _value_of(subject, evidence)
        if found is not None:
            return found
    target = named(subject, evidence)
    if not target.best:
        return Contents((), unsure=target.doubt or target.failed, missing=f"I cannot see {subject}")
    return _texts_of(target, subject, evidence)


def _texts_of(target: Named, subject: Phrase, evidence: Evidence) -> Contents:
    texts: list[Cell] = []
    held = False
    for spot in target.best:
        if spot.kind in FIELDS:
            text = content(spot, evidence)
            if text is None:
                return Contents((), unsure=f"I cannot read what is in {subject}")
            texts.append(Cell(text, spot.box))
        elif spot.kind in ("dialog", "list", "panel"):
            held = True
            texts += [cell for cell in evidence.passages if spot.box.padded(4).contains(cell.box.center)]
            texts += evidence.cells_in(spot.box.padded(4))
        else:
            texts.append(Cell(spot.label or spot.value, spot.box))
    if len(target.best) > 1 and not held and len({text.text for text in texts}) > 1:
        return Contents((), unsure=f"{subject} is ambiguous: {len(texts)} of them")
    doubt = target.doubt if not target.sure else ""
    return Contents(tuple(texts), unsure=doubt, own=not held and not any(spot.kind in FIELDS for spot in target.best), whole=held)


def _line(subject: Phrase, evidence: Evidence) -> Contents:
    boxes = lines_of(subject, evidence)
    if not boxes:
        return Contents((), missing=f"I cannot see the {subject}")
    if len(boxes) > 1:
        return Contents((), unsure=f"{subject} is ambiguous: {len(boxes)} of them")
    box = boxes[0].padded(3)
    if subject.role == "column":
        cells = [
            cell
            for cell in evidence.cells
            if relations.overlap_across(box, cell.box) and box.top <= cell.box.center.y <= box.bottom
        ]
    else:
        cells = [cell for cell in evidence.cells if box.contains(cell.box.center)]
    joined = " ".join(cell.text for cell in sorted(cells, key=lambda cell: cell.box.left))
    return Contents((*cells, Cell(joined, boxes[0])), whole=True)


def cell_at(subject: Phrase, evidence: Evidence) -> Contents | None:
    """The cell of a table where a column and a row meet: "the Price of Rope", "the Price in the row of Rope"."""
    place = subject.place
    assert place is not None
    anchor = place.anchor
    heading = subject.label
    if place.kind not in ("of", "row", "in") or not heading or subject.role not in (None, "text", "cell", "column"):
        return None
    label = anchor.label
    if anchor.role == "row" and not label and anchor.place is not None:
        label = anchor.place.anchor.label
    elif anchor.role is not None and anchor.role not in ("row", "item"):
        return None
    found = []
    for table in evidence.tables:
        columns = [index for index, cell in enumerate(table.headings) if whole(heading, cell.text) != "no"]
        rows = [row for row in table.rows if any(whole(label, cell.text) != "no" for cell in row.values())]
        found += [row.get(index) for index in columns for row in rows]
    if not found:
        return None
    cells = [cell for cell in found if cell is not None]
    if len(found) > 1 or not cells:
        return Contents(
            (), unsure=f"{subject} is ambiguous: {len(found)} cells" if cells else f"I see nothing in the cell {subject}"
        )
    return Contents(tuple(cells))


def _at_place(subject: Phrase, place: Place, evidence: Evidence) -> Contents:
    """The nearest text at a place: "the text below Quantity", "the value of Total"."""
    anchor = place.anchor
    if place.kind == "of":
        found = _value_of(anchor, evidence)
        return found or Contents((), unsure=f"I see no value that surely belongs to {anchor}")
    target = named(anchor, evidence)
    if not target.best:
        return Contents((), unsure=target.doubt, missing=f"I cannot see {anchor}")
    if place.kind in ("near", "right"):
        split = _behind_colon(anchor, evidence)
        if split is not None:
            return split
    spot = target.best[0] if len(target.best) == 1 else None
    if spot is None:
        return Contents((), unsure=f"{anchor} is ambiguous: {len(target.best)} of them")
    texts = [one for one in evidence.texts if not spot.box.padded(2).contains(one.box.center)]
    if place.kind == "near":
        right = [one for one in texts if stands(one, "right", spot, evidence)]
        left = [one for one in texts if stands(one, "left", spot, evidence)]
        fitting = [one for one in (right or left) if relations.gap(one.box, spot.box) < 400] or [
            one
            for one in texts
            if stands(one, "below", spot, evidence) and relations.gap(one.box, spot.box) < 2 * spot.box.height
        ]
    else:
        fitting = [one for one in texts if placed(one, place, evidence)[0]]
    if not fitting:
        return Contents((), unsure=f"I see no text {place.kind} {anchor}")
    best = min(fitting, key=lambda one: relations.gap(one.box, spot.box))
    text = _of_its_widget(best, evidence)
    return Contents((Cell(text, best.box),), unsure="" if target.sure else target.doubt)


def _of_its_widget(spot: Spot, evidence: Evidence) -> str:
    """The whole content of the field that a text is in; else the text."""
    homes = [field for field in evidence.widgets if field.kind in FIELDS and field.box.contains(spot.box.center)]
    return (content(homes[0], evidence) or spot.label) if homes else spot.label


def _behind_colon(anchor: Phrase, evidence: Evidence) -> Contents | None:
    """The value in "Total: 12", which is one text."""
    found: list[Cell] = []
    for cell in [*evidence.cells, *(Cell(line.text, line.box) for line in evidence.scene.lines)]:
        for name, value in _pairs(cell.text):
            if whole(anchor.label, name) != "no" and not any(one.box.intersection(cell.box) for one in found):
                found.append(Cell(value, cell.box))
    if len(found) > 1:
        return Contents((), unsure=f"{anchor} is ambiguous: {len(found)} of them")
    return Contents(tuple(found)) if found else None


def _pairs(text: str) -> list[tuple[str, str]]:
    """The names and values of a text such as "Lines: 4  Words: 12": one pair, or several with one word or number each."""
    name, colon, value = text.partition(":")
    if not colon or not value.strip():
        return []
    if value.count(":") and (several := _SEVERAL.findall(text)) and len(several) > 1:
        return [(name.strip(), value.strip()) for name, value in several]
    return [(name, value.strip())]


def _value_of(subject: Phrase, evidence: Evidence) -> Contents | None:
    """What belongs to a label without a noun: the field that it names, what is behind its colon, or beside it."""
    fields = fields_of(subject.label, evidence) if subject.label else []
    if len(fields) == 1:
        text = content(fields[0], evidence)
        return (
            Contents((Cell(text, fields[0].box),))
            if text is not None
            else Contents((), unsure=f"I cannot read what is in {subject}")
        )
    if split := _behind_colon(subject, evidence):
        return split
    exact = [cell for cell in evidence.cells if whole(subject.label, cell.text) != "no"]
    beside = _right_of(exact[0].box, evidence) if len(exact) == 1 else None
    return Contents((beside, exact[0])) if beside is not None else None


def _right_of(label: Box, evidence: Evidence) -> Cell | None:
    """The text right of a label at its height, close to it."""
    level = [
        cell
        for cell in evidence.cells
        if abs(cell.box.center.y - label.center.y) <= 0.4 * label.height
        and 0 <= cell.box.left - label.right + 8 <= 12 * label.height
    ]
    level = [
        cell
        for cell in level
        if not any(
            spot.kind in ("button", "checkbox", "radio") and spot.box.contains(cell.box.center) for spot in evidence.widgets
        )
    ]
    return min(level, key=lambda cell: cell.box.left, default=None)


def any_text(subject: Phrase, evidence: Evidence) -> tuple[Cell, ...] | None:
    """The texts that a noun such as "the counter" or "the heading" may mean; None for words that mean none or another thing."""
    words = " ".join(filter(None, (subject.label, subject.noun))).lower()
    if subject.quoted or subject.place or subject.colour or subject.states or subject.ordinal:
        return None
    if subject.noun and subject.label and words not in ANY | HEADS:
        return None
    passages = evidence.passages
    if words in HEADS:
        heights = sorted(line.box.height for line in evidence.scene.lines)
        usual = heights[len(heights) // 2] if heights else 0
        return tuple(cell for cell in passages if cell.box.height >= _TALLER * usual or cell.box.top < 30)
    if words in ANY or words.split()[-1:] and words.split()[-1] in ANY:
        return tuple(passages) + tuple(evidence.cells)
    return None
