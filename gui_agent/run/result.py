"""How a run ended: the verdict, and the exit status that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gui_agent.errors import GuiAgentError
from gui_agent.record.events import RunVerdict
from gui_agent.record.events import Usage as Usage  # a part of a result

Verdict = RunVerdict

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
