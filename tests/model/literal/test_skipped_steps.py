"""Steps that a condition leaves out may be open: what is read of later ones stays theirs."""

from typing import cast

from gui_agent.model.literal.conversation import Conversation, Notes
from gui_agent.model.literal.language.grammar import understand
from gui_agent.model.literal.language.intents import Open
from gui_agent.model.literal.plan import _Progress
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.targets.progress import Facts


def test_an_open_step_that_is_left_out_takes_no_reading_of_a_later_one() -> None:
    instruction = understand("If the box is ticked, click Save and press Tab. Then click Open and press Tab, then click OK")
    progress = _Progress(instruction, Conversation("", None, Notes(), None, 0), cast("Scene", None), [])
    assert [isinstance(step, Open) for step in progress.steps] == [False, True, True, False]
    later = progress.steps[2]
    progress._advance(1)
    assert progress.steps[progress.index] is later
    notes = Notes(progress.index, facts=Facts(read_as=(*progress.facts.read_as, 0)))
    resumed = _Progress(instruction, Conversation("", None, notes, None, 0), cast("Scene", None), [])
    assert resumed.steps[resumed.index].said.lower().startswith("click open")
    assert not isinstance(resumed.steps[resumed.index], Open)


def test_nothing_is_read_of_a_step_that_is_not_left_out() -> None:
    instruction = understand("click A thing, then click Save and press Tab")
    progress = _Progress(instruction, Conversation("", None, Notes(), None, 0), cast("Scene", None), [])
    progress._advance(0)
    assert (progress.index, progress.facts.read_as) == (1, ())
