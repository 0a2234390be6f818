"""How a run ended: the verdict, and the exit status that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from gui_agent.errors import GuiAgentError

Verdict = Literal["done", "verified", "failed", "limit", "unparseable", "environment", "endpoint", "interrupted"]

EXIT_STATUS: dict[Verdict, int] = {
    "done": 0,
    "verified": 0,
    "failed": 1,
    "environment": 3,
    "unparseable": 4,
    "endpoint": 4,
    "limit": 6,
    "interrupted": 130,
}


def verdict_of(error: GuiAgentError) -> Verdict:
    """The verdict of a run that this error ended."""
    for verdict in EXIT_STATUS:
        if verdict == error.verdict:
            return verdict
    return "failed"


@dataclass(frozen=True)
class Usage:
    """Tokens of all requests of a run, and how many requests there were."""

    requests: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0

    @property
    def total_tokens(self) -> int:
        """Tokens sent and received, cached ones included."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.input_tokens + other.input_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
        )

    def to_json(self) -> dict[str, int]:
        """The four counts and their total."""
        return {
            "requests": self.requests,
            "input_tokens": self.input_tokens,
            "cached_tokens": self.cached_tokens,
            "output_tokens": self.output_tokens,
            "total_tokens": self.total_tokens,
        }


@dataclass(frozen=True)
class RunResult:
    """What a run ended with. Only `done` and `verified` mean that the task is complete."""

    verdict: Verdict
    answer: str = ""
    """The model's answer, if the task asked a question."""
    reason: str = ""
    """Why the task is not complete; empty if it is."""
    steps: int = 0
    """Actions performed."""
    seconds: float = 0.0
    run: Path | None = None
    """The run's folder."""
    usage: Usage = field(default_factory=Usage)
    timings: dict[str, float] = field(default_factory=dict)
    """Seconds per phase (capture, encode, prompt, model, act, settle), summed over all steps."""

    @property
    def exit_status(self) -> int:
        """What a process that performed this run exits with."""
        return EXIT_STATUS[self.verdict]

    @property
    def ok(self) -> bool:
        """Whether the task is complete."""
        return self.exit_status == 0

    def to_json(self) -> dict[str, Any]:
        """The one object that `--json` prints."""
        return {
            "verdict": self.verdict,
            "answer": self.answer,
            "reason": self.reason,
            "steps": self.steps,
            "run": str(self.run) if self.run else None,
            "seconds": round(self.seconds, 3),
            "usage": self.usage.to_json(),
            "timings": {phase: round(seconds, 4) for phase, seconds in self.timings.items()},
        }
