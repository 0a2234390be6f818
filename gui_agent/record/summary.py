"""A run in a few figures, without reading all of a long log."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from gui_agent.record.events import Event, RunFinished, RunStarted, ScenarioStarted, parse_event
from gui_agent.record.run_log import EVENTS_FILE, read_events

_FIRST = 8
"""How many events at its beginning say what a run is."""
_PICTURE = re.compile(rb'"picture": ?"(steps/[^"]+\.webp)"')
_ACTION = re.compile(rb'"event": ?"action_finished"')


@dataclass(frozen=True)
class RunSummary:
    """What a log says at its beginning and its end."""

    started: RunStarted | None
    """None where the run has no screen yet."""
    scenario: ScenarioStarted | None
    """None where the run plays no scenario."""
    last: Event | None
    """The last event; None in an empty log."""
    actions: int
    """Actions performed so far."""
    picture: str
    """The newest picture, relative to the run's folder; empty where there is none."""

    @property
    def finished(self) -> RunFinished | None:
        """The end of the run; None where it is in progress or was cut off."""
        return self.last if isinstance(self.last, RunFinished) else None

    @property
    def task(self) -> str:
        """What should happen: the task, or the name of the scenario."""
        return self.started.task if self.started else self.scenario.title if self.scenario else ""


def summarise(folder: Path) -> RunSummary:
    """The summary of a run; only its first and last events are looked into. Raises OSError; UsageError for a damaged log."""
    data = (folder / EVENTS_FILE).read_bytes()
    lines = data.split(b"\n")[:-1]
    try:
        first = [parse_event(line) for line in lines[:_FIRST]]
        last = parse_event(lines[-1], newer=True) if lines else None
    except ValueError:
        first = list(read_events(folder))  # says which line is damaged, or reads a newer log as a whole
        last = first[-1] if first else None
    pictures = _PICTURE.findall(data)
    return RunSummary(
        started=next((event for event in first if isinstance(event, RunStarted)), None),
        scenario=next((event for event in first if isinstance(event, ScenarioStarted)), None),
        last=last,
        actions=len(_ACTION.findall(data)),
        picture=pictures[-1].decode() if pictures else "",
    )
