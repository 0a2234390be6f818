"""What the events of a run say about it: how far it came, and the conversation as the model knew it.

A pure function of the event log: a run that was killed any number of times is understood from its start, each time the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import Any

from pydantic import ValidationError

from gui_agent.actions.effect import Effect, refused
from gui_agent.errors import UsageError
from gui_agent.perception.geometry import Box
from gui_agent.record.events import (
    ActionFinished,
    ActionRefused,
    ActionSent,
    ActionStarted,
    ApprovalAnswered,
    Collected,
    Event,
    ForeignCalled,
    Handoff,
    Hint,
    LoggedAction,
    ModelReplied,
    RunFinished,
    RunResumed,
    RunStarted,
    Usage,
)
from gui_agent.record.wording import describe_effect, effect_message
from gui_agent.run.approver import NOT_APPROVED
from gui_agent.run.board import Board
from gui_agent.run.hints import hint_message

FOREIGN = "mcp_"
ENDED = ("done", "verified", "failed")
"""Verdicts after which there is nothing to resume."""


@dataclass
class Past:
    """A run so far. `items` and `agent` are the conversation of the agent that was at work."""

    brief: Callable[[str, Past], str]
    """What is said to an agent of this name when the work is handed over to it."""
    task: str = ""
    started: RunStarted | None = None
    verdict: str = ""
    """How its process ended it; empty if it was cut off."""
    steps: int = 0
    """Actions that were performed; one that was begun and not ended may have been."""
    attempts: int = 0
    """Actions that were begun."""
    usage: Usage = field(default_factory=Usage)
    performed: list[str] = field(default_factory=list)
    board: Board = field(default_factory=Board)
    agent: str = ""
    """The agent at work; empty for the one that begins."""
    items: list[dict[str, Any]] = field(default_factory=list)
    """The conversation, in the Agents SDK's input items."""
    open_calls: list[dict[str, Any]] = field(default_factory=list)
    """The calls of the last reply that nothing has answered, in their order."""
    open_action: ActionStarted | None = None
    """The `action_started` event of an action that may or may not have happened."""
    sent: bool = False
    """Whether mouse and keyboard had done all of the open action."""
    last_reply: int = 0
    """How many items were before the model's last reply."""
    effects: dict[str, Effect] = field(default_factory=dict)
    """What came of the actions, by the ids of their calls."""
    frame: Box = field(default=Box(0, 0, 1000, 1000))
    """The screen of the run, in pixels."""

    @property
    def open_call(self) -> dict[str, Any] | None:
        """The call whose result comes next."""
        return self.open_calls[0] if self.open_calls else None

    def answer(self, text: str, effect: Effect | None = None) -> None:
        """Give the open call its result, and what is known of its effect."""
        if self.open_calls:
            call_id = str(self.open_calls.pop(0)["call_id"])
            self.items.append({"type": "function_call_output", "call_id": call_id, "output": text})
            if effect is not None:
                self.effects[call_id] = effect
        self.open_action = None

    def answer_the_rest(self) -> None:
        """Give the calls of a reply that was cut off between them the result that they were not performed."""
        while self.open_calls:
            self.answer_with(refused("the run was cut off before it"))

    def answer_with(self, effect: Effect, advice: str = "") -> None:
        """Give the open call the effect of its action as its result."""
        self.answer(effect_message(effect, advice), effect)

    def drop_reply(self) -> None:
        """Forget the last reply: what it asked for has not happened. Where a part of it has, the rest is answered instead."""
        if any(item.get("type") == "function_call_output" for item in self.items[self.last_reply :]):
            self.answer_the_rest()
            return
        del self.items[self.last_reply :]
        self.open_calls, self.open_action = [], None

    def begin_anew(self, opening: str, agent: str) -> None:
        """A conversation that begins with these words to this agent."""
        self.items = [{"role": "user", "content": opening}]
        self.agent, self.last_reply = agent, 1
        self.open_calls, self.open_action = [], None

    @singledispatchmethod
    def take(self, event: Event) -> None:
        """Go one event on; events that change nothing here are passed over. Raises ValueError."""

    @take.register
    def _(self, event: RunStarted) -> None:
        self.started, self.task = event, event.task
        self.frame = Box(*event.screen) if any(event.screen) else self.frame
        self.begin_anew(f"Task: {self.task}", "")

    @take.register
    def _(self, event: ModelReplied) -> None:
        self.answer_the_rest()
        self.usage += event.usage
        self.last_reply = len(self.items)
        self.items += event.items
        self.open_calls = [item for item in event.items if item.get("type") == "function_call"]

    @take.register
    def _(self, event: ActionStarted) -> None:
        self.attempts = max(self.attempts, event.step)
        self.steps += 1
        self.open_action, self.sent = event, False

    @take.register
    def _(self, event: ActionSent) -> None:
        self.sent = True

    @take.register
    def _(self, event: ActionFinished) -> None:
        effect = event.effect.effect(self.frame)
        self.performed.append(f"{words_of(event.action)}: {describe_effect(effect)}")
        self.answer_with(effect)

    @take.register
    def _(self, event: ActionRefused) -> None:
        if self.open_action is not None:
            self.steps -= 1
        self.answer_with(Effect(event.outcome, event.reason))

    @take.register
    def _(self, event: ApprovalAnswered) -> None:
        if not event.granted:
            self.answer_with(refused(NOT_APPROVED))

    @take.register
    def _(self, event: Hint) -> None:
        self.items.append(hint_message(event.text))

    @take.register
    def _(self, event: ForeignCalled) -> None:
        self.answer(event.result)

    @take.register
    def _(self, event: Collected) -> None:
        new = self.board.collect(list(event.rows))
        self.answer(f"{new} new rows, {len(self.board.rows)} in all.")

    @take.register
    def _(self, event: Handoff) -> None:
        self.board.take(event)
        self.begin_anew(self.brief(event.target, self), event.target)

    @take.register
    def _(self, event: RunResumed) -> None:
        self.verdict = ""
        if event.opening:
            self.begin_anew(event.opening, event.agent)
        elif event.message:
            self.answer(event.message, Effect("unverifiable"))
        else:
            del self.items[event.kept :]
            self.open_calls, self.open_action = [], None

    @take.register
    def _(self, event: RunFinished) -> None:
        self.verdict = event.verdict


def read_past(events: Iterable[Event], brief: Callable[[str, Past], str]) -> Past:
    """The run that these events describe. Raises UsageError for events that lack what belongs to them."""
    past = Past(brief)
    for number, event in enumerate(events, 1):
        try:
            past.take(event)
        except (KeyError, ValueError) as error:  # an agent or a message that no version wrote
            raise UsageError(
                f"event {number} of the run is damaged: {error!r}", "Restore the log, or start the run again"
            ) from error
    return past


def words_of(action: LoggedAction) -> str:
    """An action of the log as the run's own list of what was performed has it."""
    try:
        return str(action.parsed())
    except ValidationError:
        return str(action.to_json())
