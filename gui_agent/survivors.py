"""What goes on after a run's process was killed: its private screen and its application, found again from the run's folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gui_agent.app import App
from gui_agent.perception.display import Display, VirtualDisplay, find_virtual_display
from gui_agent.perception.processes import ProcessMark
from gui_agent.run_log import RunLog

FILE = "processes.json"


def note(log: RunLog, display: Display, app: App | None, *, starting: bool = False) -> None:
    """Write down what would go on without us; `starting`: an application is about to be started and has no number yet."""
    log.write_json(
        FILE,
        {
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
    """What still runs of a run whose process is gone."""

    display: VirtualDisplay | None = None
    app: App | None = None
    complete: bool = False
    """Whether everything that the run had is still there."""

    def end(self) -> None:
        """End the application and the screen."""
        if self.app is not None:
            self.app.stop()
        if self.display is not None:
            self.display.close()


def find(folder: Path) -> Survivors:
    """What still runs of the run in `folder`; only to be asked for by who holds the run's log."""
    try:
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Survivors()
    if not isinstance(data, dict):
        return Survivors()
    private, started = data.get("display"), data.get("app")
    display = find_virtual_display(private) if isinstance(private, dict) else None
    app = _app(started, folder)
    # While an application was being started, one may run whose number nobody wrote down.
    complete = not data.get("starting") and (display is None) == (private is None) and (app is None) == (started is None)
    return Survivors(display, app, complete)


def _app(data: Any, folder: Path) -> App | None:
    try:
        return App.found(str(data["command"]), ProcessMark.from_json(data), folder / "app.log")
    except (KeyError, TypeError, ValueError):
        return None
