"""The example project that is part of the package: a todo list, scenarios, settings, and what plays them in CI."""

from __future__ import annotations

from pathlib import Path

from gui_agent.errors import EnvironmentProblem, UsageError

FOLDER = Path(__file__).parents[1] / "example"
FILES = ("README.md", "todo.py", "gui-agent.toml", "gitignore", "scenarios/todo.yaml", "github-workflow.yml", "Dockerfile")
_NAMES = {"gitignore": ".gitignore", "github-workflow.yml": ".github/workflows/gui-tests.yml"}
"""Files that have another name in a project than in the package."""


def write_example(target: Path) -> list[Path]:
    """Write the example project into a folder, which is made. What was written.

    Raises UsageError when one of the files is there already: nothing is overwritten.
    """
    files = {target / _NAMES.get(name, name): FOLDER / name for name in FILES}
    if there := [path for path in files if path.exists()]:
        raise UsageError(f"{there[0]} is there already", "Choose another folder: gui-agent init FOLDER")
    try:
        for path, source in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    except OSError as error:
        raise EnvironmentProblem(f"cannot write to {target}: {error.strerror or error}", "Choose another folder") from error
    return list(files)
