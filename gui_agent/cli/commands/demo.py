"""`gui-agent demo`: a first impression without a model, a server or an application of one's own."""

from __future__ import annotations

import json
import shlex
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gui_agent import from_settings

if TYPE_CHECKING:
    from gui_agent.cli.console import Console

TASK = (
    "Type 'Buy milk' into the New todo field, click Add, type 'Call home' into the New todo field, click Add, "
    "then tick the check box Buy milk"
)


def demo(
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of runs (.gui-agent/runs).")] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Show the run's report in the browser afterwards.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
) -> None:
    """Watch the embedded model fill a todo list on a private screen. Your desktop is not touched, and no model is needed.

    Example: gui-agent demo --open
    """
    from gui_agent.agent.agent import GuiAgent
    from gui_agent.cli import screen_check
    from gui_agent.cli.commands.run import run_interruptible
    from gui_agent.cli.console import Console
    from gui_agent.cli.example_project import FOLDER

    values = from_settings.settings(output=output)
    screen_check.require_writable(values.output)
    screen_check.require_tk()
    console = Console(quiet=quiet)
    console.note(f"task: {TASK}")
    with tempfile.TemporaryDirectory(prefix="gui-agent-demo-") as folder:
        state = Path(folder) / "todo.json"
        app = shlex.join([sys.executable, str(FOLDER / "todo.py"), str(state)])
        agent = GuiAgent(display="virtual", app=app, output=values.output, listener=console.show_event)
        result = run_interruptible(agent, lambda: agent.run_async(TASK), console)
        console.finish(result)
        if state.exists():
            console.note(f"the todo list now holds {_in_words(state)}")
        if result.run is not None:
            _explain(result.run, console, open_it=open_it)
    raise typer.Exit(result.exit_status)


def _in_words(state: Path) -> str:
    items = json.loads(state.read_text(encoding="utf-8"))
    return ", ".join(f"{item['title']!r} ({'done' if item['done'] else 'to do'})" for item in items) or "nothing"


def _explain(run: Path, console: Console, *, open_it: bool) -> None:
    from gui_agent.report import write_report

    report = write_report(run)
    console.note(f"every step with its pictures: {report}")
    console.note("your own task: gui-agent run TASK --app CMD")
    console.note("a project to begin with: gui-agent init FOLDER")
    if open_it:
        import webbrowser

        webbrowser.open(report.resolve().as_uri())
