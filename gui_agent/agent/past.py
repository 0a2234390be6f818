"""What the events of a run say about it: how far it came, and the conversation as the model knew it.

A pure function of the event log: a run that was killed any number of times is understood from its start, each time the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from gui_agent.actions.action import parse_action
from gui_agent.actions.effect import Effect, places, refused
from gui_agent.errors import UsageError
from gui_agent.perception.geometry import Box
from gui_agent.record.run_log import Event
from gui_agent.record.wording import describe_effect, told
from gui_agent.run.approver import NOT_APPROVED
from gui_agent.run.board import KINDS, Board
from gui_agent.run.hints import hint_message
from gui_agent.run.result import Usage

FOREIGN = "mcp_"
ENDED = ("done", "verified", "failed")
"""Verdicts after which there is nothing to resume."""


@dataclass
class Past:
    """A run so far. `items` and `agent` are the conversation of the agent that was at work."""

    brief: Callable[[str, Past], str]
    """What an agent of this name is told when the work is handed over to it."""
    task: str = ""
    started: Event = field(default_factory=dict)
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
    open_call: dict[str, Any] | None = None
    """The last call, if nothing answered it."""
    open_action: Event | None = None
    """The `action_started` event of an action that may or may not have happened."""
    sent: bool = False
    """Whether mouse and keyboard had done all of the open action."""
    last_reply: int = 0
    """How many items stood before the model's last reply."""
    effects: dict[str, Effect] = field(default_factory=dict)
    """What came of the actions, by the ids of their calls."""
    frame: Box = field(default=Box(0, 0, 1000, 1000))
    """The screen of the run, in pixels."""

    def answer(self, text: str, effect: Effect | None = None) -> None:
        """Give the open call its result, and what is known of its effect."""
        if self.open_call is not None:
            call_id = str(self.open_call["call_id"])
            self.items.append({"type": "function_call_output", "call_id": call_id, "output": text})
            if effect is not None:
                self.effects[call_id] = effect
        self.open_call = self.open_action = None

    def answer_with(self, effect: Effect, advice: str = "") -> None:
        """Give the open call the effect of its action as its result."""
        self.answer(told(effect, advice), effect)

    def drop_reply(self) -> None:
        """Forget the last reply: what it asked for has not happened."""
        del self.items[self.last_reply :]
        self.open_call = self.open_action = None

    def begin_anew(self, opening: str, agent: str) -> None:
        """A conversation that begins with these words to this agent."""
        self.items = [{"role": "user", "content": opening}]
        self.agent, self.last_reply = agent, 1
        self.open_call = self.open_action = None

    def take(self, event: Event) -> None:
        """Go one event on; events that change nothing here are passed over."""
        reader = getattr(self, f"_take_{event['event']}", None)
        if reader is not None:
            reader(event)

    def _take_run_started(self, event: Event) -> None:
        self.started, self.task = event, str(event["task"])
        self.frame = Box(*event["screen"]) if "screen" in event else self.frame
        self.begin_anew(f"Task: {self.task}", "")

    def _take_model_replied(self, event: Event) -> None:
        if self.open_call is not None:
            self.answer_with(refused("the run was cut off before it"))
        usage = event.get("usage", {})
        self.usage += Usage(*(int(usage.get(name, 0)) for name in ("requests", "input_tokens", "cached_tokens", "output_tokens")))
        self.last_reply = len(self.items)
        self.items += event.get("items", [])
        calls = [item for item in event.get("items", []) if item.get("type") == "function_call"]
        self.open_call = calls[-1] if calls else None

    def _take_action_started(self, event: Event) -> None:
        self.attempts = max(self.attempts, int(event["step"]))
        self.steps += 1
        self.open_action, self.sent = event, False

    def _take_action_sent(self, event: Event) -> None:
        self.sent = True

    def _take_action_finished(self, event: Event) -> None:
        effect = effect_of(event["effect"], self.frame)
        self.performed.append(f"{words_of(event['action'])}: {describe_effect(effect)}")
        self.answer_with(effect)

    def _take_action_refused(self, event: Event) -> None:
        if self.open_action is not None:
            self.steps -= 1
        self.answer_with(Effect(event.get("outcome", "refused"), str(event["reason"])))

    def _take_approval(self, event: Event) -> None:
        if not event["granted"]:
            self.answer_with(refused(NOT_APPROVED))

    def _take_hint(self, event: Event) -> None:
        self.items.append(hint_message(str(event["text"])))

    def _take_foreign_call(self, event: Event) -> None:
        self.answer(str(event["result"]))

    def _take_collected(self, event: Event) -> None:
        new = self.board.collect(event["rows"])
        self.answer(f"{new} new rows, {len(self.board.rows)} in all.")

    def _take_handoff(self, event: Event) -> None:
        said = dict(event.get("said") or {})
        kind = said.pop("kind", "")
        for candidate in KINDS:
            if candidate.__name__.lower() == kind:
                self.board.write(candidate.model_validate(said))
        self.begin_anew(self.brief(str(event["target"]), self), str(event["target"]))

    def _take_run_resumed(self, event: Event) -> None:
        self.verdict = ""
        if event.get("opening"):
            self.begin_anew(event["opening"], event["agent"])
        elif event.get("told"):
            self.answer(event["told"], Effect("unverifiable"))
        else:
            del self.items[event["kept"] :]
            self.open_call = self.open_action = None

    def _take_run_finished(self, event: Event) -> None:
        self.verdict = str(event["verdict"])


def read_past(events: Iterable[Event], brief: Callable[[str, Past], str]) -> Past:
    """The run that these events tell of. Raises UsageError for events that lack what belongs to them."""
    past = Past(brief)
    for number, event in enumerate(events, 1):
        try:
            past.take(event)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
            raise UsageError(
                f"event {number} of the run is damaged: {error!r}", "Restore the log, or start the run again"
            ) from error
    return past


def effect_of(data: Mapping[str, Any], frame: Box) -> Effect:
    """The effect that an event holds; a log of version 0.1 has pixels and a sentence alone."""
    if "outcome" in data:
        return Effect.from_json(data)
    boxes = tuple(Box(*sides) for sides in data.get("boxes", ()))
    if not boxes:
        return Effect("no_effect", caret="caret" in data.get("text", ""))
    return Effect("confirmed", changed=places(boxes, frame), fraction=float(data.get("fraction", 0)))


def words_of(action: Any) -> str:
    """An action of the log as the run's own list of what was performed has it."""
    try:
        return str(parse_action(action))
    except ValidationError:
        return str(action)
