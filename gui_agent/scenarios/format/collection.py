"""Finding scenario files in folders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gui_agent.errors import UsageError
from gui_agent.scenarios.format.load import load_scenarios, looks_like_scenarios
from gui_agent.scenarios.format.planned import Scenario

SKIPPED = {"cassettes", "node_modules", "__pycache__"}


def scenario_files(paths: Iterable[Path]) -> list[Path]:
    """The files that are meant: those named, and in folders those that hold `scenarios:`. Raises UsageError."""
    files: list[Path] = []
    for path in paths:
        file = Path(str(path).partition("::")[0])
        if file.is_dir():
            inside = sorted(one for suffix in ("yaml", "yml") for one in file.rglob(f"*.{suffix}"))
            files += [one for one in inside if not _skipped(one.relative_to(file)) and looks_like_scenarios(one)]
        elif file.suffix == ".py":
            continue  # Python tests that use the fixture; pytest knows them
        elif not file.exists():
            raise UsageError(f"no such file or folder: {str(path)!r}", "Name scenario files, or a folder that holds some")
        else:
            files.append(file)
    return files


def load_all(paths: Iterable[Path], *, to_play: bool = True) -> list[Scenario]:
    """All scenarios of all files. Raises UsageError; ScenarioError with file and line."""
    return [scenario for file in scenario_files(paths) for scenario in load_scenarios(file, to_play=to_play)]


def _skipped(path: Path) -> bool:
    return any(part in SKIPPED or part.startswith(".") for part in path.parts[:-1])
