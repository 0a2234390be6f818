"""What the agents of a team say to each other: the typed inputs of the handoffs, and the board that they are written on.

The descriptions of the fields are part of the tools' JSON schema: they are what the model reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from gui_agent.actions.action import Place
from gui_agent.record.events import Collected, Event, Handoff, HandoffMessage

Sentence = Annotated[str, Field(min_length=1, max_length=2000)]


class Said(BaseModel):
    """Something that one agent says to another when it hands over; what it adds beyond its fields is ignored."""

    model_config = ConfigDict(frozen=True)


class Goal(Said):
    """One part of the task, and how it can be seen on the screen that it is done."""

    goal: Sentence = Field(description="What is to be done, in one sentence.")
    success: Sentence = Field(description="What can be seen on the screen when it is done: exact texts, states, places.")


class Plan(Said):
    """The planner's words to the operator."""

    goals: list[Goal] = Field(
        min_length=1, max_length=12, description="The parts of the task in their order; as few as possible."
    )


class Report(Said):
    """The operator's words to the verifier."""

    answer: str = Field(default="", description="The answer, if the task asks a question.")
    summary: str = Field(default="", description="What was done, in one or two sentences.")


class Missing(Said):
    """The verifier's words to the operator: what the screen shows is not what was asked for."""

    missing: Sentence = Field(description="What is missing or wrong, and what the screen should show instead.")
    evidence_box: Place | None = Field(default=None, description="Where that can be seen, as [x1, y1, x2, y2] in thousandths.")


class Judgement(Said):
    """The verifier's last word."""

    passed: bool = Field(description="Whether the screen shows that the whole task is done.")
    reason: Sentence = Field(description="What can be seen that proves it, or what is missing.")
    evidence_box: Place | None = Field(default=None, description="Where the proof is, as [x1, y1, x2, y2] in thousandths.")
    unmet: list[str] = Field(default=[], description="The criteria that are not met; empty if all are.")


class ReadRequest(Said):
    """The operator's words to the reader."""

    what: Sentence = Field(description="What is to be read, and which facts of each entry are wanted.")


class Reading(Said):
    """The reader's words to the operator."""

    complete: bool = Field(default=True, description="Whether everything was read, from the first to the last entry.")
    note: str = Field(default="", description="What the operator should know about it.")


KINDS: dict[str, type[Said]] = {"plan": Plan, "report": Report, "missing": Missing, "question": ReadRequest, "reading": Reading}
"""What is said at a handoff, by the kind that the event log names."""


class Board:
    """What was said in one run, newest last; every agent is briefed from it and from nothing else."""

    def __init__(self) -> None:
        self.plan: Plan | None = None
        self.report: Report | None = None
        self.missing: list[Missing] = []
        """One for each time that the verifier handed back."""
        self.question: ReadRequest | None = None
        self.reading: Reading | None = None
        self.undecided = 0
        """How often a verifier gave a verdict that is none."""
        self.rows: list[Any] = []
        """What the reader collected, as JSON values."""
        self._said: Said | None = None

    def write(self, said: Said) -> None:
        """Note what an agent said."""
        self._said = said
        match said:
            case Plan():
                self.plan = said
            case Report():
                self.report = said
            case Missing():
                self.missing.append(said)
            case ReadRequest():
                self.question, self.reading, self.rows = said, None, []
            case Reading():
                self.reading = said

    def take_message(self) -> HandoffMessage | None:
        """What was said last, for the event log; None if it was taken already."""
        said, self._said = self._said, None
        return HandoffMessage.model_validate({"kind": _kind(said), **said.model_dump(mode="json")}) if said else None

    def take(self, event: Event) -> None:
        """Note what an event of a run that was cut off says about the board. Raises ValueError for a message that is damaged."""
        match event:
            case Handoff(message=HandoffMessage() as message):
                self.write(KINDS[message.kind].model_validate(message.fields()))
            case Collected():
                self.collect(list(event.rows))

    def collect(self, rows: list[Any]) -> int:
        """Add rows that were read, without those that the screen before showed too; how many were new.

        After scrolling, the first rows of a screen are often the last rows of the one before.
        """
        overlap = next((size for size in range(min(len(rows), len(self.rows)), 0, -1) if self.rows[-size:] == rows[:size]), 0)
        self.rows += rows[overlap:]
        return len(rows) - overlap

    @classmethod
    def of_events(cls, events: Iterable[Event]) -> Board:
        """The board of a run that was cut off, from its event log."""
        board = cls()
        for event in events:
            board.take(event)
        return board


def _kind(said: Said) -> str:
    return next(kind for kind, model in KINDS.items() if isinstance(said, model))
