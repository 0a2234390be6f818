"""How a scenario ended: verdicts, the exit status that follows, and everything a report of many scenarios needs."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Self

from gui_agent.errors import GuiAgentError
from gui_agent.record.events import ScenarioVerdict

Verdict = ScenarioVerdict

EXIT_STATUS: dict[Verdict, int] = {
    "passed": 0,
    "skipped": 0,
    "expected_failure": 0,
    "failed": 1,
    "flaky": 1,
    "usage": 2,
    "environment": 3,
    "endpoint": 4,
    "unparseable": 4,
    "unsure": 6,
    "undecided": 6,
    "limit": 6,
    "interrupted": 130,
}


NO_STEPS = ("app", "setup", "teardown", "before all", "after all")
"""What is played around a scenario's steps; it has no number."""


class StepFailed(GuiAgentError):
    """What a step asks for did not happen, or is not true."""


class Unsure(GuiAgentError):
    """The screen does not show whether a statement is true."""

    exit_status = 6
    verdict = "unsure"


@dataclass(frozen=True)
class StageResult:
    """One step of a scenario."""

    kind: str
    text: str
    file: str
    line: int
    verdict: Verdict | Literal["skipped"]
    reason: str = ""
    seconds: float = 0.0
    actions: int = 0
    tokens: int = 0
    healed: int = 0
    """Decisions that the model took again, because the recorded ones did not hold."""
    rejudged: int = 0
    """Checks that the model judged again, because the screen differs from the recorded picture."""


@dataclass(frozen=True)
class ScenarioResult:
    """One scenario, played once (or several times, where retries were allowed)."""

    title: str
    file: str
    line: int
    verdict: Verdict
    reason: str = ""
    tags: tuple[str, ...] = ()
    stages: tuple[StageResult, ...] = ()
    seconds: float = 0.0
    actions: int = 0
    usage: dict[str, int] = field(default_factory=dict)
    replay: str = "off"
    run: str = ""
    """The run's folder."""
    attempts: int = 1
    proposed: str = ""
    """The changed cassette that waits for review, if something was healed."""

    @property
    def ok(self) -> bool:
        """Whether it passed at once, or failed as its file expects."""
        return self.verdict in ("passed", "expected_failure")

    @property
    def exit_status(self) -> int:
        """What a process that played only this scenario exits with."""
        return EXIT_STATUS[self.verdict]

    @property
    def healed(self) -> int:
        """Decisions that were healed."""
        return sum(stage.healed for stage in self.stages)

    @property
    def rejudged(self) -> int:
        """Checks that were judged again."""
        return sum(stage.rejudged for stage in self.stages)

    @property
    def numbered(self) -> list[tuple[int | None, StageResult]]:
        """What was played, with the numbers of steps; starting the application, setup and teardown have none."""
        steps = itertools.count(1)
        return [(None if stage.kind in NO_STEPS else next(steps), stage) for stage in self.stages]

    @property
    def failure(self) -> str:
        """One line that says where and why it did not pass: `todo.yaml:11: step 2 failed: ...`."""
        for number, stage in self.numbered:
            if stage.verdict not in ("passed", "skipped"):
                reported = (
                    f"{stage.verdict}: {stage.kind} {stage.text}: {stage.reason}"
                    if number
                    else f"{stage.verdict}: {stage.text}: {stage.reason}"
                )
                return f"{stage.file}:{stage.line}: {f'step {number}' if number else stage.kind} {reported}"
        return f"{self.file}:{self.line}: {self.verdict}: {self.reason}"

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON types."""
        data = {**self.__dict__, "tags": list(self.tags), "stages": [dict(stage.__dict__) for stage in self.stages]}
        return {**data, "healed": self.healed, "rejudged": self.rejudged}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The opposite of `to_json`."""
        plain = {name: value for name, value in data.items() if name not in ("healed", "rejudged", "tags", "stages")}
        return cls(**plain, tags=tuple(data["tags"]), stages=tuple(StageResult(**stage) for stage in data["stages"]))

    def moved_to(self, folder: Path) -> ScenarioResult:
        """The same result, its run now in another folder."""
        return replace(self, run=str(folder / Path(self.run).name)) if self.run else self


def exit_status(results: Iterable[ScenarioResult]) -> int:
    """The status for many scenarios: 0 if all passed, 5 if there were none, 1 if any failed, else the first other reason."""
    statuses = [result.exit_status for result in results]
    if not statuses:
        return 5
    for status in (130, 1, 2, 3, 4, 6):
        if status in statuses:
            return status
    return 0
