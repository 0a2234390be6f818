"""`gui-agent init`: an example project to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gui_agent.cli.terminal import say


def init(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where to; the current folder if none is named.")] = Path(),
) -> None:
    """Make an example project: a small application, a scenario file, settings, a GitHub workflow, a Dockerfile. Nothing is overwritten.

    Example: gui-agent init my-first-tests
    """
    from gui_agent.cli.example_project import write_example

    for path in write_example(folder):
        say(path)
    change = "" if folder == Path() else f"cd {folder} && "
    app = "python3 todo.py"
    say(f'\nNext: {change}gui-agent run "Type \'Buy milk\' into the New todo field, then click Add" --app "{app}"', err=True)
    say(f"Then: {change}gui-agent test", err=True)
