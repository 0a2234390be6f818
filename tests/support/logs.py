"""What the tests read in the log of a run."""

from __future__ import annotations

from pathlib import Path

from gui_agent.record.events import RunFinished
from gui_agent.record.run_log import read_events


def ending(run: Path) -> RunFinished:
    """The last event of a run that has ended."""
    last = list(read_events(run))[-1]
    assert isinstance(last, RunFinished), last
    return last
