"""Reading several values at once: columns and rows of tables, entries of lists, labelled fields, widgets of a kind.

several = "the" column | "the items" "in" list | "the values" relation target | [state] widgets
fields  = one label for each name; with "the row of X" or several rows, the headings of columns
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gui_agent.model.literal.language.clause import NotUnderstood
from gui_agent.model.literal.language.intents import Role, Target
from gui_agent.model.literal.language.noun_phrases import Phrase
from gui_agent.model.literal.language.phrases import parse_target
from gui_agent.model.literal.language.tokens import tokenize
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.excerpts import text_of_readings
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.grid import Cell, Table, cells_of
from gui_agent.model.literal.targets.labels import Named
from gui_agent.model.literal.targets.named import named
from gui_agent.model.literal.targets.same_text import whole
from gui_agent.model.literal.targets.scorer import KINDS
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.model.literal.targets.statement_evidence import Evidence
from gui_agent.model.literal.targets.states import state_of

if TYPE_CHECKING:
    from gui_agent.perception.screen.screenshot import Screenshot
    from gui_agent.perception.text.text import TextReader

_NEXT_ROW: Final = 2.6
"""Line heights from one row of a column to the next at most."""
_WIDGETS: Final[frozenset[Role]] = frozenset({"button", "link", "checkbox", "radio", "tab", "field", "dropdown"})
_STATES: Final = {"checked": True, "ticked": True, "selected": True, "unchecked": False, "unticked": False, "unselected": False}


def read_several(what: str, screenshot: Screenshot, reader: TextReader) -> list[str]:
    """The texts that a phrase names, from top to bottom, as far as they are visible.

    Raises NotFound where they are not on the screen, NotUnderstood where the phrase names nothing that has several.
    """
    situation = Situation(Scene(screenshot, reader, ""))
    tokens = tokenize(what)
    states = [token.lower for token in tokens if token.lower in _STATES]
    target = parse_target(what, [token for token in tokens if token.lower not in _STATES])
    if target.role in _WIDGETS and not target.label:
        return _labels(target, [_STATES[state] for state in states], situation)
    if target.role == "column" and target.label:
        evidence = Evidence.of(situation.scene)
        own = [
            (table, index) for table in evidence.tables for index, cell in enumerate(table.headings) if _says(target.label, cell)
        ]
        if len(own) == 1:
            table, index = own[0]
            return [row[index].text for row in table.rows if index in row]
        return _column(locate(Target(target.label, label=target.label), situation), situation)
    anchor = target.relation.anchor if target.relation else None
    if target.relation is not None and target.relation.kind in ("below", "column") and anchor is not None:
        return _column(locate(anchor, situation), situation)
    if target.role == "list" or (anchor is not None and anchor.role in ("list", "menu") and target.relation is not None):
        return _entries(target if target.role == "list" or anchor is None else anchor, situation)
    if target.role in ("row", "item") and target.noun != "row" and not target.label and target.relation is None:
        return _entries(replace(target, label=""), situation)
    raise NotUnderstood(what)


def read_fields(what: str, fields: Mapping[str, type], screenshot: Screenshot, reader: TextReader) -> dict[str, str | bool]:
    """For each name what is at the label (or, with "the row of X", under the heading) of that name; bool reads a check box.

    Raises NotFound where one of them is not on the screen.
    """
    situation = Situation(Scene(screenshot, reader, ""))
    target = parse_target(what, tokenize(what))
    if target.role == "row" and (target.relation is not None or target.label):
        anchor = target.relation.anchor if target.relation is not None else Target(target.label, label=target.label)
        table, columns = _table(list(fields), Evidence.of(situation.scene))
        rows = [row for row in table.rows if any(whole(anchor.label, cell.text) != "no" for cell in row.values())]
        if len(rows) != 1:
            raise NotFound(f"the table with the headings {', '.join(fields)} has {len(rows)} rows of {anchor}", len(rows) > 1)
        return _typed(rows[0], columns)
    return {name: _field(name, kind, situation) for name, kind in fields.items()}


def read_rows(what: str, fields: Sequence[str], screenshot: Screenshot, reader: TextReader) -> list[dict[str, str | bool]]:
    """The visible rows of the table with headings of these names, from top to bottom. Raises NotFound where there is none."""
    if len(fields) == 1:
        return [{fields[0]: text} for text in read_several(f"the {fields[0]} column", screenshot, reader)]
    table, columns = _table(fields, Evidence.of(Scene(screenshot, reader, "")))
    return [_typed(row, columns) for row in table.rows]


def _typed(row: Mapping[int, Cell], columns: Mapping[str, int]) -> dict[str, str | bool]:
    return {name: row[index].text if index in row else "" for name, index in columns.items()}


def _field(name: str, kind: type, situation: Situation) -> str | bool:
    label = name.replace("_", " ")
    evidence = Evidence.of(situation.scene)
    if kind is not bool:
        return text_of_readings([Phrase(label, label=label)], label, evidence)
    options = Named([], [])
    for role in ("checkbox", "radio"):
        options = options if options.sure else named(Phrase(label, role=role, noun=role, label=label), evidence)
    states = {state_of(spot, "checked", evidence) for spot in options.sure}
    if len(states) != 1 or None in states:
        raise NotFound(f"I cannot see whether {label!r} is checked", bool(options.sure))
    return bool(states.pop())


def _labels(target: Target, states: list[bool], situation: Situation) -> list[str]:
    """The labels of all widgets of a kind (of fields their contents), those in a state only if one is named."""
    kinds = KINDS[target.role] if target.role else frozenset()
    found = [spot for spot in situation.scene.spots if spot.kind in kinds and (spot.label or spot.value)]
    if not found:
        raise NotFound(f"I cannot see any {target.noun} on the screen")
    if states:
        found = [spot for spot in found if spot.checked == states[0]]
    ordered = relations.reading_order(found, lambda spot: spot.box)
    return [spot.value if target.role == "field" else spot.label for spot in ordered]


def _entries(target: Target, situation: Situation) -> list[str]:
    """The visible entries of a list: of the one that is named, or the only one."""
    stacks = relations.stacks([spot for spot in situation.scene.spots if spot.kind in ("item", "text") and spot.label])
    lists = [stack for stack in stacks if any(spot.kind == "item" for spot in stack)] or stacks
    if target.label:
        label = locate(Target(target.label, label=target.label), situation)
        # A label above its list, in the same distance as the entries from one another, looks like one of them.
        own = [[spot for spot in stack if spot.box.top > label.box.top or label not in stack] for stack in lists]
        lists = sorted((stack for stack in own if stack), key=lambda stack: relations.gap(label.box, stack[0].box))[:1]
    if not lists:
        raise NotFound(f"I see no entries of {target.phrase!r} on the screen")
    if len(lists) > 1:
        raise NotFound(f"{target.phrase!r} is ambiguous: I see {len(lists)} lists; say which one", True)
    return [spot.label for spot in lists[0]]


def _column(heading: Spot, situation: Situation) -> list[str]:
    """The cells below a heading, down to a gap."""
    cells = [
        cell
        for cell in cells_of(situation.scene)
        if cell.box.top >= heading.box.center.y and cell.box.center != heading.box.center
    ]
    under = sorted((cell for cell in cells if relations.overlap_across(cell.box, heading.box) > 0), key=lambda cell: cell.box.top)
    found: list[Cell] = []
    last = heading.box
    for cell in under:
        if cell.box.center.y - last.center.y > _NEXT_ROW * max(cell.box.height, last.height):
            break
        found.append(cell)
        last = cell.box
    if not found:
        raise NotFound(f"I see nothing in the column {heading.label!r}")
    return [cell.text for cell in found]


def _table(names: Sequence[str], evidence: Evidence) -> tuple[Table, dict[str, int]]:
    """The table with these headings, and their numbers. Raises NotFound where there is none, or several."""
    found = []
    for table in evidence.tables:
        columns = {name: index for name in names for index, cell in enumerate(table.headings) if _says(name, cell)}
        if len(columns) == len(names):
            found.append((table, columns))
    if not found:
        raise NotFound(f"I see no table with the headings {', '.join(names)}")
    if len(found) > 1:
        raise NotFound(f"I see {len(found)} tables with the headings {', '.join(names)}", True)
    return found[0]


def _says(name: str, cell: Cell) -> bool:
    return whole(name.replace("_", " "), cell.text) != "no"
