"""Runs that are deleted: chosen by their age, never while a process works on them."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gui_agent.errors import EnvironmentProblem
from gui_agent.record.event_file import is_written
from gui_agent.record.run_log import EVENTS_FILE, list_runs

_STAMP = "%Y%m%dT%H%M%S"


def begun_before(output: Path, days: float) -> list[Path]:
    """The runs in a folder that began more than so many days ago, by their names (UTC)."""
    limit = datetime.now(UTC) - timedelta(days=days)
    return [path for path in list_runs(output) if (begun := _begun(path)) is not None and begun < limit]


def _begun(run: Path) -> datetime | None:
    try:
        return datetime.strptime(run.name.split("-", 1)[0], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def delete_run(run: Path) -> bool:
    """Delete a run's folder; False where a process works on the run. Raises EnvironmentProblem when it cannot be deleted."""
    if is_written(run / EVENTS_FILE):
        return False
    try:
        shutil.rmtree(run)
    except OSError as error:
        raise EnvironmentProblem(f"cannot delete {run}: {error.strerror or error}", "Check the folder's permissions") from error
    return True
