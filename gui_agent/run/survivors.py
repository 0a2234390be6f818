"""What continues after a run's process was killed: its private screen and its application, found again from the run's folder."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gui_agent.desktop.app import App
from gui_agent.perception.screen.display import Display, VirtualDisplay, described_display
from gui_agent.perception.screen.processes import ProcessMark
from gui_agent.record.event_file import is_written
from gui_agent.record.run_log import EVENTS_FILE, RunLog, list_runs

FILE = "processes.json"


def note(log: RunLog, display: Display, app: App | None, *, starting: bool = False, resumable: bool = False) -> None:
    """Write down what would continue without this process; `starting`: an application is about to be started.

    A `resumable` run's private screen is left for `resume` when this process is killed; any other is ended at once.
    """
    if resumable and isinstance(display, VirtualDisplay):
        display.claim(resumable=True)
    log.write_json(
        FILE,
        {
            "owner": ProcessMark.of(os.getpid()).to_json(),
            "display": display.to_json() if isinstance(display, VirtualDisplay) else None,
            "starting": starting,
            "app": None if app is None else {"command": app.command, **ProcessMark.of(app.pid).to_json()},
        },
    )


def forget(folder: Path) -> None:
    """Everything has ended."""
    (folder / FILE).unlink(missing_ok=True)


@dataclass(frozen=True)
class Survivors:
    """What is left of a run whose process is gone."""

    display: VirtualDisplay | None = None
    """Its private screen, at least a part of it."""
    app: App | None = None
    complete: bool = False
    """Whether everything that the run had is still there."""

    def end(self) -> None:
        """End the application and the screen, and remove the screen's files."""
        if self.app is not None:
            self.app.stop()
        if self.display is not None:
            self.display.close()

    def __bool__(self) -> bool:
        """Whether a process of it still runs."""
        return self.app is not None or (self.display is not None and any(one.poll() is None for one in self.display.processes))

    def __str__(self) -> str:
        running = [f"{self.app.command} (process {self.app.pid})"] if self.app is not None else []
        if self.display is not None:
            numbers = [str(process.pid) for process in self.display.processes if process.poll() is None]
            running += [f"private screen {self.display.name} (processes {', '.join(numbers)})"] if numbers else []
        return ", ".join(running) or "nothing"


def find(folder: Path) -> Survivors:
    """What still runs of the run in `folder`; only to be asked for by who holds the run's log."""
    return _described(_noted(folder), folder)


def orphaned(output: Path, owner: int | None = None) -> dict[Path, Survivors]:
    """What still runs of the runs in `output` whose process (the one numbered `owner`, if given) was killed, by the runs' folders.

    A run in progress is none of them, nor one that waits for a user while its process lives.
    """
    found = {}
    for folder in list_runs(output):
        noted = _noted(folder)
        if owner is not None and noted.get("owner", {}).get("pid") != owner:
            continue
        if noted and not is_written(folder / EVENTS_FILE) and not _lives(noted.get("owner")):
            survivors = _described(noted, folder)
            if survivors:
                found[folder] = survivors
    return found


def end_left_over(output: Path) -> dict[Path, Survivors]:
    """End what killed runs in `output` left: starting another run means that they are not resumed. Gives what was ended."""
    ended = orphaned(output)
    for folder, left in ended.items():
        left.end()
        forget(folder)
    return ended


def _noted(folder: Path) -> dict[str, Any]:
    try:
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _described(data: dict[str, Any], folder: Path) -> Survivors:
    private, started = data.get("display"), data.get("app")
    display = described_display(private) if isinstance(private, dict) else None
    app = _app(started, folder)
    # While an application was being started, one may run whose number was not written down.
    whole = private is None or (display is not None and display.alive)
    complete = bool(data) and not data.get("starting") and whole and (app is None) == (started is None)
    return Survivors(display, app, complete)


def _lives(mark: Any) -> bool:
    try:
        return ProcessMark.from_json(mark).alive
    except (KeyError, TypeError, ValueError):
        return False


def _app(data: Any, folder: Path) -> App | None:
    try:
        return App.found(str(data["command"]), ProcessMark.from_json(data), folder / "app.log")
    except (KeyError, TypeError, ValueError):
        return None
