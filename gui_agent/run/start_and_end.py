"""The first and the last event of every run, performed by an agent, a scenario, a test in Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from gui_agent.perception.screen.display import VirtualDisplay
from gui_agent.record.events import FORMAT, LoggedLimits, LoggedSettings, RunFinished, RunStarted, RunVerdict, ScenarioVerdict
from gui_agent.record.run_log import RunLog
from gui_agent.run.limits import Budget
from gui_agent.run.run import Run

RUN_FILE = "run.json"
"""How a run was started, in its folder."""


def log_start(run: Run, *, model: str, app: str | None, lent: bool = False, settings: LoggedSettings | None = None) -> RunStarted:
    """Write that `run` begins, as an event and as `run.json`. Raises EnvironmentProblem.

    `app` is the command of the application. A `lent` screen stays open after the run. With `settings` the run can be resumed.
    """
    screen = run.desktop.screen
    written = run.log.write(
        RunStarted(
            format=FORMAT,
            task=run.task,
            model=model,
            app=app,
            display=run.desktop.display.name,
            private=isinstance(run.desktop.display, VirtualDisplay) and not lent,
            screen=(screen.left, screen.top, screen.right, screen.bottom),
            limits=LoggedLimits.model_validate(asdict(run.budget.limits)),
            settings=settings,
        )
    )
    run.log.write_json(RUN_FILE, written.to_json())
    return written


def log_end(
    log: RunLog,
    verdict: RunVerdict | ScenarioVerdict,
    budget: Budget,
    *,
    seconds: float,
    reason: str = "",
    answer: str = "",
    timings: Mapping[str, float],
) -> RunFinished:
    """Write how a run ended, and what it took: its time in `seconds`, and `timings` by phase. Raises EnvironmentProblem."""
    return log.write(
        RunFinished(
            verdict=verdict,
            answer=answer,
            reason=reason,
            steps=budget.steps,
            seconds=round(seconds, 3),
            usage=budget.usage,
            timings={phase: round(spent, 4) for phase, spent in timings.items()},
            run=log.folder.name,
        )
    )
