"""Writing into a cell of a table that is named by its column and its row: "set the price of the lamp to 12"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gui_agent.actions.action import Key, LeftClick, LeftDoubleClick, Type, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.text_match import similarity
from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw, sides
from gui_agent.model.literal.targets.cells_named import cells_named
from gui_agent.model.literal.targets.grid import Cell
from gui_agent.model.literal.targets.progress import Sides, SkillState
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.model.literal.targets.statement_evidence import Evidence
from gui_agent.perception.geometry import Box

_LOOKS: Final = 2
"""Seconds that are waited for a cell to become a field, or to show what was typed."""
_SAME: Final = 0.94
"""How alike what a cell shows and what was typed are."""


@dataclass(frozen=True)
class CellOpened(SkillState):
    """The cell was double-clicked; what follows is done only where it has become a field."""

    cell: Sides
    looks: int = 0
    framed: bool = False
    """Whether it was a field before: then Enter may send a form, and is not pressed."""


@dataclass(frozen=True)
class CellSelected(CellOpened):
    """What is in it is selected."""


@dataclass(frozen=True)
class CellTyped(CellOpened):
    """The value was typed."""


@dataclass(frozen=True)
class CellEntered(CellOpened):
    """And Enter was pressed."""


def cell_of(where: intents.Target | None, situation: Situation) -> Cell | None:
    """The one cell that a target names by column and row; None where it names none, or several."""
    if where is None or where.pronoun:
        return None
    found = cells_named(where.phrase, Evidence.of(situation.scene))
    return found[0] if len(found) == 1 else None


def write(step: intents.Choose, situation: Situation) -> Outcome:
    """Open the cell, replace what is in it, and see the value there."""
    state = situation.state
    if not isinstance(state, CellOpened):
        return _open(step, situation)
    box = situation.scene.pixels(state.cell)
    match state:
        case CellSelected():
            return Act(Type(content=step.values[0]), CellTyped(state.cell, framed=state.framed), situation.search)
        case CellTyped(framed=True):
            return _is_taken(step.values[0], box, situation, state)
        case CellTyped():
            return Act(Key(keys="enter"), CellEntered(state.cell), situation.search)
        case CellEntered():
            return _is_taken(step.values[0], box, situation, state)
    if any(spot.kind in FIELDS and spot.box.contains(box.center) for spot in situation.scene.spots):
        return Act(Key(keys="ctrl+a"), CellSelected(state.cell), situation.search)
    if state.looks < _LOOKS:
        situation.think("I do not see yet that the cell can be written in; I look again.")
        return Act(Wait(seconds=0.7), replace(state, looks=state.looks + 1), situation.search)
    return Stuck("I double-clicked the cell, but cannot see that it can be written in")


def _open(step: intents.Choose, situation: Situation) -> Outcome:
    cell = cell_of(step.where, situation)
    if cell is None:
        return Stuck(f"I cannot see the cell {step.where}")
    if similarity(step.values[0], cell.text) >= _SAME:
        situation.think(f"The cell shows {cell.text!r} already.")
        return Finished()
    field = next((spot for spot in situation.scene.spots if spot.kind in FIELDS and spot.box.contains(cell.box.center)), None)
    if field is not None:
        saw(situation, field)
        around = sides(situation.scene, field.box)
        return Act(LeftClick(**place(situation.scene, field), clicks=3), CellSelected(around, framed=True), situation.search)
    spot = Spot(cell.box, "item", cell.text)
    saw(situation, spot)
    return Act(LeftDoubleClick(**place(situation.scene, spot)), CellOpened(sides(situation.scene, cell.box)), situation.search)


def _is_taken(value: str, box: Box, situation: Situation, state: CellOpened) -> Outcome:
    reach = box.padded(box.height // 3)
    if any(similarity(value, line.text) >= _SAME for line in situation.scene.lines if reach.contains(line.box.center)):
        return Finished()
    if any(
        similarity(value, word.text) >= _SAME
        for line in situation.scene.lines
        for word in line.words
        if reach.contains(word.box.center)
    ):
        return Finished()
    if state.looks < _LOOKS:
        return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
    return Stuck(f"I typed {value!r} into the cell, but it shows {situation.scene.text_in(box).strip()!r}")
