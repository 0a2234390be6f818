"""`gui-agent skill`: a page that teaches coding agents to use gui-agent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gui_agent.cli.command_group import CommandGroup
from gui_agent.cli.plain_help import PlainTyper
from gui_agent.cli.terminal import say

app = PlainTyper(help="Teach coding agents to use gui-agent.", no_args_is_help=True, cls=CommandGroup)
SKILL = Path(__file__).parents[2] / "skill" / "SKILL.md"


@app.command()
def install(
    folder: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The folder of skills (.claude/skills here, or in your home with --user)."),
    ] = None,
    user: Annotated[bool, typer.Option("--user", help="For all your projects.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace another version that is there.")] = False,
) -> None:
    """Write the skill where a coding agent finds it. An older one is replaced with --force only.

    Example: gui-agent skill install --folder .agents/skills
    """
    from gui_agent.errors import EnvironmentProblem, UsageError

    if folder is not None and user:
        raise UsageError("--folder and --user exclude each other", "Give one of them")
    target = (folder or (Path.home() if user else Path()) / ".claude" / "skills") / "gui-agent" / "SKILL.md"
    text = SKILL.read_text(encoding="utf-8")
    if target.exists() and target.read_text(encoding="utf-8", errors="replace") != text and not force:
        raise UsageError(f"{target} is there already, and differs", "Replace it with --force")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EnvironmentProblem(f"cannot write {target}: {error.strerror or error}", "Choose another --folder") from error
    say(target)


@app.command()
def show() -> None:
    """Print the skill.

    Example: gui-agent skill show > SKILL.md
    """
    say(SKILL.read_text(encoding="utf-8"), end="")
