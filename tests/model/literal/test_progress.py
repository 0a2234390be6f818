"""What the embedded model notes between two turns comes back as it was."""

import dataclasses
import json

import pytest

from gui_agent.actions.action import Wait
from gui_agent.actions.effect import Effect
from gui_agent.model.literal.conversation import Notes, read_conversation
from gui_agent.model.literal.skills import (
    calendars,
    cell_editing,
    choosing,
    clipboard,
    closed_lists,
    closing,
    committing,
    dragging,
    into_fields,
    judging,
    keypad,
    menu_paths,
    moving,
    opened_lists,
    picking,
    pointing,
    pressing,
    scales,
    ticking,
    typing_here,
)
from gui_agent.model.literal.targets.progress import Entry, Facts, Note, Scrolls, Search, SkillState, StepState
from gui_agent.perception.geometry import RelativeBox

BOX = (10.0, 20.0, 30.0, 40.0)
STATES: list[SkillState] = [
    pointing.Clicking(1, (BOX, BOX), "icon", again=True), pointing.Acted(), closing.Escaped(), closing.Unfolding(keyed=True),
    ticking.Ticking(("a", "b"), ("b",)),
    into_fields.FieldClicked(1, "text", (BOX,), 0, "old", "field 'Name'"), into_fields.AtItsEnd(text="x"),
    into_fields.SelectingContent(2, "t", (BOX, BOX), 1), into_fields.ContentSelected(), into_fields.TextTyped(again=True),
    typing_here.TypedHere("x"),
    into_fields.FieldLeft(text="12"), clipboard.Copying(1), clipboard.ReadyToCopy(), clipboard.Copied(), clipboard.Pasting(1, "v"),
    clipboard.Pasted(), pressing.Focused(), opened_lists.ListOpened(BOX), opened_lists.NameTyped(BOX, entered=True),
    opened_lists.EntryPicked(BOX, "old", False, 1),
    choosing.Choosing(("a", "b"), 1, choosing.Ticked(ticking.Ticking(("a",)))), menu_paths.AlongPath(1, BOX, waited=True),
    cell_editing.CellOpened(BOX, 1), cell_editing.CellSelected(BOX), cell_editing.CellTyped(BOX), cell_editing.CellEntered(BOX, 2),
    picking.Picked("tab"), calendars.Paging(3), calendars.DayPicked(2), scales.Slider(BOX, 2, 3.5, -4, 0.5),
    scales.Spinner(BOX, 0, "5"), scales.SpinnerTyped(BOX, 0, "5"), scales.SpinnerStepped(BOX, 1, "5", -3),
    moving.Scrolled(2, "up"), dragging.Dragged(1), moving.Resized(10, 20, again=True), moving.SelectingText(1),
    moving.TextSelected(), judging.Waited(3), keypad.Keyed(2, 1, (BOX,)), choosing.Closed(),
    committing.Ending(1, 2, "New file", clicked=True),
    closed_lists.LookingThrough((BOX, BOX), 1, (0,), looked=True),
]  # fmt: skip
SEARCH = Search(opened=True, popped=True, waits=1, peeks=2, entries=(Entry(BOX, "Export"),), scrolls=Scrolls("up", 4))


@pytest.mark.parametrize("state", STATES, ids=lambda state: type(state).__name__)
def test_a_state_survives_its_notes(state: SkillState) -> None:
    notes = Notes(2, StepState(3, state, SEARCH), Facts(("a",), "b", BOX, BOX))
    message = {"role": "assistant", "content": [{"type": "output_text", "text": "Done." + notes.as_text()}]}
    assert read_conversation([message]).notes == notes


def test_every_state_is_tried() -> None:
    def below(kind: type[Note]) -> set[type[Note]]:
        return {kind, *(found for sub in kind.__subclasses__() for found in below(sub))}

    bases = {SkillState, scales.Scale, into_fields.Selecting, into_fields.Entering}
    kinds = {type(state) for state in STATES} | {choosing.Ticked, *bases}
    assert {kind for kind in below(SkillState) if kind.__module__.startswith("gui_agent")} == kinds
    assert all(dataclasses.is_dataclass(kind) for kind in kinds)


@pytest.mark.parametrize(
    "data", [{}, {"is": "Nothing"}, {"is": "Picked"}, {"is": "Picked", "kind": "a", "more": 1}, {"is": "Search"}]
)
def test_damaged_notes_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"not a note|is no"):
        SkillState.from_json(data)


def test_the_effect_is_read_beside_the_words_and_never_from_them() -> None:
    effect = Effect("confirmed", changed=(RelativeBox(1, 2, 30, 40),), fraction=0.01)
    call = {"type": "function_call", "call_id": "a", "name": Wait(seconds=1).name, "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "a", "output": "Not performed: nothing visible changed"}
    assert read_conversation([call, output]).effect is None
    assert read_conversation([call, {**output, "effect": json.loads(json.dumps(effect.to_json()))}]).effect == effect
