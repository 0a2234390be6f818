"""What was decided by an old picture is not done: a real window changes between the picture and the answer."""

from pathlib import Path

import pytest
from shifting_model import Trial, perform

from gui_agent.actions.action import Wait
from gui_agent.actions.effect import Effect
from gui_agent.model.literal.conversation import Notes, read_conversation
from gui_agent.model.literal.targets.progress import StepState
from gui_agent.record.events import ActionRefused, ActionStarted, RequestReplaced
from gui_agent.record.run_log import read_events

TRIALS = {
    "a swap before the answer begins": Trial("click", "swap", 0.7),
    "a swap while the answer arrives": Trial("click", "swap", 0.5, streamed=True),
    "the place of a drop": Trial("drag", "swap", 0.5, streamed=True),
    "the field with the focus": Trial("type", "swap", 0.5, streamed=True),
    "a dialog that takes the keyboard": Trial("key", "popup", 0.5, streamed=True),
    "a dialog during an approval": Trial("double_click", "popup", 0.5, approval=True),
}


@pytest.mark.parametrize("name", TRIALS)
def test_nothing_wrong_is_hit_and_the_task_is_done_all_the_same(name: str, tmp_path: Path) -> None:
    trial = TRIALS[name]
    result = perform(trial, tmp_path)
    assert (trial.wrong, trial.is_right, result.verdict) == ([], True, "done")
    assert result.run is not None
    events = list(read_events(result.run))
    held_back = [event for event in events if isinstance(event, ActionRefused)]
    replaced = [event for event in events if isinstance(event, RequestReplaced)]
    assert [event.outcome for event in held_back] == ["stale"] * len(held_back)
    assert held_back or replaced
    started = [event.step for event in events if isinstance(event, ActionStarted)]
    assert started == sorted(set(started))
    assert result.steps == len(started) - len(held_back)


def test_what_was_held_back_is_decided_again_with_the_notes_from_before() -> None:
    def said(notes: Notes, call: str, effect: Effect) -> list[dict[str, object]]:
        return [
            {"role": "assistant", "content": [{"type": "output_text", "text": "I act." + notes.as_text()}]},
            {"type": "function_call", "call_id": call, "name": Wait(seconds=1).name, "arguments": "{}"},
            {"type": "function_call_output", "call_id": call, "output": "...", "effect": effect.to_json()},
        ]

    first, second = Notes(0, StepState(1)), Notes(1, StepState(1))
    stale = Effect("stale", "it changed")
    performed = said(first, "a", Effect("no_effect"))
    understood = read_conversation([*performed, *said(second, "b", stale), *said(second, "c", stale)])
    assert (understood.notes, understood.effect) == (first, Effect("no_effect"))
    assert read_conversation(said(first, "a", stale)).notes == Notes()
