"""Events of an action, and of a team."""

from __future__ import annotations

from typing import Any, Literal

from gui_agent.actions.effect import OutcomeKind
from gui_agent.record.event_base import (
    ActionEffect,
    BaseEvent,
    LoggedAction,
    Name,
    Part,
    PicturePath,
    PixelBox,
    PixelPoint,
    Seconds,
    Settle,
)


class ActionStarted(BaseEvent):
    """An action is about to be performed. It is on disk before that."""

    event: Literal["action_started"] = "action_started"
    step: int
    """The number of the step, from 1."""
    action: LoggedAction
    """The action."""
    risk: Name = "reversible"
    """The action's risk: reading, reversible or sensitive."""
    points: tuple[PixelPoint, ...] = ()
    """Where it is aimed at."""
    box: PixelBox | None = None
    """The box around its target; null without one."""
    picture: PicturePath = ""
    """The screen before it."""


class ActionSent(BaseEvent):
    """Mouse and keyboard have performed the action; its effect is awaited."""

    event: Literal["action_sent"] = "action_sent"
    step: int
    """The action's step."""


class ActionFinished(BaseEvent):
    """The action and its effect are over."""

    event: Literal["action_finished"] = "action_finished"
    step: int
    """The action's step."""
    action: LoggedAction
    """The action."""
    effect: ActionEffect
    """What it visibly did."""
    picture: PicturePath = ""
    """The screen after it."""
    settle: Settle
    """How the screen came to rest."""
    timings: Seconds = {}
    """Seconds by phase, of this step."""


class TouchedWindow(Part):
    """A window that an action would have touched."""

    title: str = ""
    """Its title."""
    applications: tuple[str, ...] = ()
    """Names of the application."""
    domain: str = ""
    """The domain of the page in it; empty for none."""


class PolicyDecision(Part):
    """Why a policy refused an action."""

    reason: str
    """The rule, in words."""
    windows: tuple[TouchedWindow, ...] = ()
    """What would have been touched."""


class ActionRefused(BaseEvent):
    """An action was not performed."""

    event: Literal["action_refused"] = "action_refused"
    step: int
    """The action's step."""
    action: LoggedAction
    """The action."""
    outcome: OutcomeKind = "refused"
    """refused: it must not or cannot be done; stale: the screen was not the one that was seen."""
    reason: str
    """Why."""
    policy: PolicyDecision | None = None
    """The policy's decision; null where it was not the policy."""


class LoggedGoal(Part):
    """One part of a plan."""

    goal: str
    """What is to be done."""
    success: str = ""
    """What the screen shows when it is done."""


class HandoffMessage(Part):
    """What one agent of a team says to the next. Which fields are used depends on its kind."""

    kind: Literal["plan", "report", "missing", "question", "reading"]
    """plan: planner to operator; report: operator to verifier; missing: verifier to operator; question, reading: to and from a reader."""
    goals: tuple[LoggedGoal, ...] = ()
    """Of a plan: the parts of the task."""
    answer: str = ""
    """Of a report: the answer, if the task asks a question."""
    summary: str = ""
    """Of a report: what was done."""
    missing: str = ""
    """What is missing or wrong."""
    evidence_box: tuple[float, ...] | None = None
    """Where that can be seen, in thousandths of the screen."""
    what: str = ""
    """Of a question: what is to be read."""
    complete: bool = True
    """Of a reading: whether everything was read."""
    note: str = ""
    """Of a reading: what the operator should know about it."""

    def fields(self) -> dict[str, Any]:
        """The message without its kind, as JSON types."""
        return self.model_dump(mode="json", exclude={"kind"})


class Handoff(BaseEvent):
    """One agent of a team hands over to another."""

    event: Literal["handoff"] = "handoff"
    source: Name
    """The agent that hands over."""
    target: Name
    """The agent that continues."""
    message: HandoffMessage | None = None
    """What it says; null for nothing."""


class Collected(BaseEvent):
    """A reader read rows from the screen."""

    event: Literal["collected"] = "collected"
    rows: tuple[Any, ...]
    """The rows, as JSON values."""
    new: int
    """How many of them were new."""


class Judged(BaseEvent):
    """The verifier's verdict."""

    event: Literal["judged"] = "judged"
    passed: bool
    """Whether the task is done."""
    reason: str
    """What the screen shows that proves it, or what is missing."""
    unmet: tuple[str, ...] = ()
    """Criteria that are not met."""
    box: PixelBox | None = None
    """Where the proof is; null where none was given."""
