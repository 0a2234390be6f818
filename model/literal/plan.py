"""From a conversation to the next action: which step is due, what its skill wants to do, what to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from gui_agent.actions.action import BaseAction, Done, Fail, Wait, location_numbers
from gui_agent.model.literal.conversation import Conversation, Notes
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.commands import carries_out
from gui_agent.model.literal.language.described import STYLES
from gui_agent.model.literal.language.grammar import NotUnderstood, describe, is_as_said, undecided, understand
from gui_agent.model.literal.language.intents import Instruction, Lacking, Open, Step
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.skills import (
    choosing,
    clipboard,
    closing,
    committing,
    dragging,
    entering,
    hints,
    judging,
    moving,
    pointing,
    pressing,
    seeking,
    start_dialogs,
    ticking,
)
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.targets import weighing
from gui_agent.model.literal.targets.progress import StepState
from gui_agent.model.literal.targets.situation import NotFound, Situation

if TYPE_CHECKING:
    from gui_agent.actions.effect import Effect
    from gui_agent.perception.text.text import TextReader

REAL_MODEL: Final = "gui-agent run ... --model glm-4.5v --base-url http://127.0.0.1:8000/v1"
"""The one line that starts the real model, for tasks that are beyond literal instructions."""
MOST_ACTIONS_A_STEP: Final = 60
"""A step that needs more than this goes in circles."""

Skill = Callable[[Any, Situation], Outcome]
SKILLS: Final[dict[type[Step], Skill]] = {
    intents.Click: ticking.click, intents.Hover: pointing.hover, intents.Focus: pointing.focus, intents.Close: closing.close,
    intents.Tick: ticking.tick, intents.Enter: entering.enter, intents.Press: pressing.press, intents.Copy: clipboard.copy,
    intents.Paste: clipboard.paste, intents.Highlight: moving.highlight, intents.Choose: choosing.choose, intents.Scroll: moving.scroll,
    intents.Drag: dragging.drag, intents.Resize: moving.resize, intents.Expand: closing.expand, intents.Wait: judging.wait,
    intents.Read: judging.read_out, intents.Assert: judging.make_sure, intents.Find: judging.find,
    intents.Provided: judging.provided, intents.Leave: judging.leave, intents.Work: judging.work, intents.Commit: committing.commit,
    intents.Expect: judging.expect, intents.Lacking: judging.lacking,
}  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """One answer of the model: its reasoning, a short message, one action, the notes for the next turn."""

    thinking: str
    message: str
    action: BaseAction
    notes: Notes


def decide(conversation: Conversation, reader: TextReader, seen: Scene | None = None) -> Turn:
    """The next turn. Never raises for what a user wrote or what a screen shows: what cannot be done is a `fail`.

    `seen` is what was found on a picture before; it counts if that is the picture of the conversation.
    """
    try:
        instruction = understand(conversation.task, as_said=True)
    except NotUnderstood as misfit:
        return _declined(misfit, conversation)
    if not conversation.turns and (missing := _missing_value(instruction)) is not None:
        reason = judging.missing_value(missing)
        return Turn(reason[:1].upper() + reason[1:] + ".", "I decline.", Fail(reason=reason), conversation.notes)
    thoughts = [f"The task, step by step: {describe(instruction)}."] if not conversation.turns else []
    if conversation.screenshot is None:
        if (only_said := next((step for step in instruction.steps if is_as_said(step)), None)) is not None:
            return _declined(NotUnderstood(only_said.said), conversation)
        return Turn("There is no screenshot yet.", "Waiting for a screenshot.", Wait(seconds=1), conversation.notes)
    scene = Scene(conversation.screenshot, reader, conversation.task)
    if seen is not None and seen.task == scene.task and seen.screenshot.image is scene.screenshot.image:
        scene = seen
    if not conversation.turns and (unknown := _unsaid(instruction, scene)) is not None:
        return _declined(NotUnderstood(unknown), conversation)
    return _Progress(instruction, conversation, scene, thoughts).turn()


def _declined(misfit: NotUnderstood, conversation: Conversation) -> Turn:
    reason = (
        f"I do not understand {misfit.phrase!r}: this is literal, the embedded model, which only follows literal instructions "
        f'such as "click Save" or "type \'milk\' into the Title field". For free tasks start GLM-4.5V: {REAL_MODEL}'
    )
    return Turn(f"The phrase {misfit.phrase!r} is no instruction that my grammar has a reading for.", "I decline.",
                Fail(reason=reason), conversation.notes)  # fmt: skip


def _missing_value(instruction: Instruction) -> Lacking | None:
    """A step that misses a value in all its readings: that is known before anything is done."""
    for step in instruction.steps:
        readings = [reading for reading in step.readings if not reading.exact] if isinstance(step, Open) else []
        found = [inner for reading in readings for inner in reading.steps if isinstance(inner, Lacking)]
        if isinstance(step, Lacking):
            return step
        if found and len(found) >= len(readings):
            return found[0]
    return None


def _unsaid(instruction: Instruction, scene: Scene) -> str | None:
    """A part that no grammar explains and no control on the first screen says: that is known before anything is done."""
    for step in instruction.steps:
        if isinstance(step, Open) and is_as_said(step):
            situation = Situation(scene)
            if len(weighing.all_readings(step, situation)) == len(step.readings) and not any(
                weighing.weigh(reading, situation).explained for reading in step.readings
            ):
                return step.said
    return None


class _Progress:
    """Goes through the steps that are already done, up to the first one that needs an action."""

    def __init__(self, instruction: Instruction, conversation: Conversation, scene: Scene, thoughts: list[str]) -> None:
        self.instruction = instruction
        self.steps = undecided(instruction, conversation.notes.facts.read_as).steps
        self.index = conversation.notes.step
        self.state = conversation.notes.state
        self.facts = conversation.notes.facts
        self.effect = conversation.effect
        self.last_effect: Effect | None = None
        self.scene = scene
        self.thoughts = thoughts

    def turn(self) -> Turn:
        """The next action, or the end."""
        if self.effect is not None and self.effect.outcome == "refused" and self.index < len(self.steps):
            # What was refused (by the user, a policy, the executor) did not happen: to continue would end in a wrong done.
            step = self.steps[self.index]
            reason = self._blame(step, f"it was not performed: {self.effect.reason}")
            return self._finish(Fail(reason=reason), f"{self._label(step)}: refused")
        if (clearing := self._clear_the_way()) is not None:
            return self._acting(self.steps[0], clearing)
        while self.index < len(self.steps):
            step = self.steps[self.index]
            outcome = self._decide_between(step) if isinstance(step, Open) else self._ask(step)
            if outcome is None:
                continue
            if isinstance(outcome, Act):
                return self._acting(step, outcome)
            if isinstance(outcome, Stuck):
                return self._finish(Fail(reason=self._blame(step, outcome.reason)), f"{self._label(step)}: failed")
            self.facts = outcome.facts or self.facts
            if self.effect is not None and self.effect.changed:
                most = max(self.effect.changed, key=lambda box: (box.right - box.left) * (box.bottom - box.top))
                self.facts = replace(self.facts, changed=tuple(map(round, (most.left, most.top, most.right, most.bottom))))
            self._advance(outcome.skip)
        if (waiting := self._waiting_dialog()) is not None:
            self.index = len(self.steps) - 1
            return self._finish(Fail(reason=self._blame(self.steps[-1], waiting)), f"{self._label(self.steps[-1])}: failed")
        answer = "\n".join(self.facts.answers)
        self.thoughts.append("All steps are done.")
        return self._finish(
            Done(answer=answer), "The step is done." if len(self.steps) == 1 else f"All {len(self.steps)} steps are done."
        )

    def _waiting_dialog(self) -> str | None:
        """Why a command as the last step is not carried out yet: a dialog came up that waits for an answer; None where none did."""
        step = self.steps[-1] if self.steps else None
        if not isinstance(step, intents.Click) or step.opens or not carries_out(step.said):
            return None
        front, effect = self.scene.front, self.last_effect
        opened = effect is not None and any(item.kind == "opened" for item in effect.evidence)
        if front is not None and opened:
            return f"the dialog {front.title!r} came up and waits for an answer, which the instruction does not give"
        if self.scene.dialog is not None and effect is not None and effect.visible:
            return "a dialog came up on the page and waits for an answer, which the instruction does not give"
        return None

    def _clear_the_way(self) -> Act | None:
        """Put a dialog away that the application started with, before the first step."""
        if self.index or not self.steps:
            return None
        situation = Situation(self.scene, None, self.state.search, self.facts, self.effect, thoughts=self.thoughts)
        return start_dialogs.put_away(self.steps[0], self.state, situation)

    def _advance(self, skip: int) -> None:
        """Go to the next step, past `skip` more. What is open among those is never decided: their first readings stand for them."""
        rest = len(self.steps) - (self.index + 1 + skip)
        while any(isinstance(step, Open) for step in self.steps[self.index + 1 : len(self.steps) - rest]):
            self.facts = replace(self.facts, read_as=(*self.facts.read_as, 0))
            self.steps = undecided(self.instruction, self.facts.read_as).steps
        self.last_effect = self.effect
        self.index, self.state, self.effect = len(self.steps) - rest, StepState(), None

    def _decide_between(self, step: Open) -> Outcome | None:
        """Take the reading that the screen explains best; None when one was taken. Look again once where it explains none."""
        situation = Situation(self.scene, None, self.state.search, self.facts, self.effect, thoughts=self.thoughts)
        readings = weighing.all_readings(step, situation)
        waits = self.state.search.waits
        try:
            choice = weighing.choose(readings, situation, ordered=step.ordered)
        except NotFound as unclear:
            if not unclear.ambiguous and waits < seeking.PATIENCE and self.index:
                return Act(Wait(seconds=1), None, replace(self.state.search, waits=waits + 1))
            return Stuck(unclear.reason)
        if not choice.certain and waits < seeking.PATIENCE and len(readings) > 1:
            self.thoughts.append("Nothing that I see explains this step; I look again in a moment.")
            return Act(Wait(seconds=1), None, replace(self.state.search, waits=waits + 1))
        taken = readings[choice.index]
        if len(readings) > 1:
            self.thoughts.append(f"I read {step.said!r} as {choice.why}.")
        self.facts = replace(self.facts, read_as=(*self.facts.read_as, taken.restated or choice.index))
        self.steps = undecided(self.instruction, self.facts.read_as).steps
        return None

    def _ask(self, step: Step) -> Outcome:
        step = self._of_selection(step)
        done = self.state.acts
        if done >= MOST_ACTIONS_A_STEP:
            return Stuck(f"it is not done after {done} actions")
        state = self.state
        situation = Situation(
            self.scene, state.skill, state.search, self.facts, self.effect, self._only_typed(), thoughts=self.thoughts
        )
        if (opening := seeking.open_first(step, situation) or hints.follow(step, situation)) is not None:
            return opening
        try:
            outcome = SKILLS[type(step)](seeking.inside_what_opened(step, state.search), situation)
        except NotFound as missing:
            self.thoughts.append(missing.reason[0].upper() + missing.reason[1:] + ".")
            outcome = seeking.seek(step, situation, missing)
        return outcome

    def _of_selection(self, step: Step) -> Step:
        """For "select the word X, click Bold": the click is to be seen on what the step before selected."""
        before = self.steps[self.index - 1] if self.index else None
        styling = isinstance(step, intents.Click) and step.target.label.casefold() in STYLES
        if isinstance(step, intents.Click) and styling and isinstance(before, intents.Highlight) and step.restyles is None:
            return replace(step, restyles=before.target, shows=True)
        return step

    def _only_typed(self) -> bool:
        """Whether all earlier steps only typed, and there were some."""
        earlier = self.steps[: self.index]
        return bool(earlier) and all(isinstance(step, intents.Enter | intents.Focus) for step in earlier)

    def _acting(self, step: Step, act: Act) -> Turn:
        facts = self.facts
        if act.action.places:
            facts = replace(facts, place=tuple(location_numbers(act.action.places[0])))
        notes = Notes(self.index, StepState(self.state.acts + 1, act.state, act.search), facts)
        return Turn(" ".join(self.thoughts) or step.said, self._label(step), act.action, notes)

    def _finish(self, action: BaseAction, message: str) -> Turn:
        return Turn(" ".join(self.thoughts), message, action, Notes(self.index, StepState(), self.facts))

    def _label(self, step: Step) -> str:
        return f"[{self.index + 1}/{len(self.steps)}] {step.said[:1].upper()}{step.said[1:]}"

    def _blame(self, step: Step, reason: str) -> str:
        front = self.scene.front
        if front is None or (front.title and front.title in reason):
            ahead = ""
        else:
            ahead = f"; the dialog {front.title!r} is in front" if front.title else "; a dialog without a title is in front"
        return f"Step {self.index + 1} of {len(self.steps)} ({step.said}): {reason}{ahead}"


__all__ = ["REAL_MODEL", "Finished", "Turn", "decide"]
