"""What the studio knows and shares between its pages: where the runs lie, the settings in force, the runs that it started."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gui_agent.errors import UsageError
from gui_agent.record.run_log import EVENTS_FILE
from gui_agent.studio.scenario_processes import Plays
from gui_agent.studio.screen_frames import Feeds

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from gui_agent.settings import Settings


@dataclass
class Studio:
    """One studio; handlers find it with `studio_of(request)`."""

    settings: Settings
    """As for `gui-agent run` in the folder where the studio was started: what the forms begin with."""
    output: Path
    """Where the folders of runs lie."""
    root: Path = field(default_factory=Path.cwd)
    """Where runs that are started here work, and scenarios are looked for."""
    feeds: Feeds = field(default_factory=Feeds)
    """The live pictures of screens that are being watched."""

    plays: Plays = field(default_factory=Plays)
    """The scenarios that were played from here."""

    def run_folder(self, name: str) -> Path:
        """The folder of the run of exactly this name. Raises UsageError when there is none."""
        folder = self.output / name
        if not is_name(name) or not is_file(folder / EVENTS_FILE):
            raise UsageError(f"no run {name!r} in {self.output}", "It may have been removed; look at the list of runs")
        return folder


def is_name(name: str) -> bool:
    """Whether this names something within a folder, and nothing above or below it."""
    return name not in ("", ".", "..") and Path(name).name == name


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def studio_of(connection: HTTPConnection) -> Studio:
    """The studio that a request or websocket came to."""
    studio: Studio = connection.app.state.studio
    return studio
