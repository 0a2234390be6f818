"""The live panel of a run: which step, what is in progress and for how long, the thinking as it streams in, tokens and time."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from rich.console import Console, ConsoleOptions, RenderResult

from gui_agent.cli.terminal import styled
from gui_agent.record.events import (
    ActionFinished,
    ActionRefused,
    ActionStarted,
    ApprovalAnswered,
    ApprovalAsked,
    BaseEvent,
    Event,
    LoggedLimits,
    ModelReplied,
    Observed,
    Paused,
    Resumed,
    RunStarted,
)

LITERAL = "literal"
LOADING = "loading text recognition"
THINKING_LINES = 4
THINKING_SHOWN = 2_000
"""Characters of the newest thinking that are kept: more than fit on four lines of any terminal."""
_ACTIVITY_AFTER: dict[type[BaseEvent], str] = {
    RunStarted: "waiting for the screen",
    Observed: "thinking",
    ModelReplied: "acting",
    ActionStarted: "acting",
    ActionFinished: "thinking",
    ActionRefused: "thinking",
    ApprovalAsked: "waiting for an answer",
    ApprovalAnswered: "acting",
    Paused: "paused",
    Resumed: "thinking",
}


class LivePanel:
    """A renderable that is drawn again and again; events and deltas only change what it shows next."""

    def __init__(self, keys: str = "ctrl+c stops") -> None:
        """`keys` says what the user can press."""
        self._keys = keys
        self._start = self._since = time.monotonic()
        self._activity = "starting"
        self._thinking = ""
        self._step = 0
        self._tokens = self._cached = 0
        self._limits = LoggedLimits()
        self._loading = False
        """Whether the embedded model has not answered yet: its text recognition is being loaded."""

    def event(self, event: Event) -> None:
        """Take note of one event of the run."""
        happened = time.monotonic() - _age(event)
        match event:
            case RunStarted():
                self._limits, self._start, self._loading = event.limits, happened, event.model == LITERAL
            case ActionStarted():
                self._step = event.step
            case ModelReplied():
                self._thinking, self._loading = "", False
                self._tokens += event.usage.total_tokens
                self._cached += event.usage.cached_tokens
        if activity := _ACTIVITY_AFTER.get(type(event)):
            loads = self._loading and isinstance(event, Observed)
            self._activity, self._since = LOADING if loads else activity, happened

    def delta(self, text: str) -> None:
        """Take note of a piece of the model's thinking."""
        self._thinking = (self._thinking + text)[-THINKING_SHOWN:]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lines without a frame, cut at the terminal's width: what is drawn over when it is resized leaves nothing torn."""
        for line in [*self._thinking.strip().splitlines()[-THINKING_LINES:], self._status()]:
            shown = styled(line, "dim")
            shown.no_wrap, shown.overflow = True, "ellipsis"
            yield shown

    def _status(self) -> str:
        """What can be pressed comes first: it is what a narrow terminal must still show."""
        now = time.monotonic()
        parts = [
            self._keys,
            f"step {self._step}{_of(self._limits.steps)}" if self._step else "",
            f"{self._activity} {now - self._since:.1f} s",
            f"{now - self._start:.0f}{_of(self._limits.seconds)} s",
        ]
        if self._tokens:
            parts.append(f"{self._tokens}{_of(self._limits.tokens)} tokens ({self._cached} cached)")
        return " · ".join(part for part in parts if part)


def _age(event: Event) -> float:
    """Seconds since the event: none for a run of this process, some for one that is joined in its middle."""
    return max(0.0, (datetime.now(UTC) - event.time).total_seconds())


def _of(limit: float | None) -> str:
    return f" of {limit:g}" if limit is not None else ""
