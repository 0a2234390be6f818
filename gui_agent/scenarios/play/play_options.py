"""How scenarios are played: the model, the replay mode, where things go."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gui_agent.model.choice import ModelChoice
from gui_agent.model.replay.cassette import ReplayMode
from gui_agent.record.run_log import DEFAULT_FOLDER


@dataclass(frozen=True)
class PlayOptions:
    """What is the same for all scenarios of a session; can be sent to another process."""

    model: ModelChoice = field(default_factory=ModelChoice)
    replay: ReplayMode = "auto"
    update: bool = False
    """Write changed cassettes in place; without it they are only proposed."""
    fail_on_heal: bool = False
    retries: int = 0
    """How often a scenario that failed is played again; one that then passes is flaky, which is not passed."""
    output: Path = DEFAULT_FOLDER
    root: Path = field(default_factory=Path.cwd)
    """Where the commands of scenario files run."""
    display: str | None = None
    """Overrides the file's display."""
    typing_delay: float = 0.0
    """Seconds that each character of a text is held, and again before the next one."""
    report: bool = True
    """Write report.html into each run's folder."""
