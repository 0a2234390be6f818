"""`gui-agent runs`: what was run, and how it ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gui_agent.commands import options

if TYPE_CHECKING:
    from gui_agent.run_log import Event

app = typer.Typer(help="What was run, and how it ended.", invoke_without_command=True)
Output = Annotated[Path | None, typer.Option(help="Folder of runs (.gui-agent/runs).")]
RunName = Annotated[str, typer.Argument(metavar="RUN", help="A folder, a name or a part of one, or last.")]


@app.callback()
def runs(context: typer.Context, output: Output = None) -> None:
    """List the runs: when, the verdict, the steps, the task."""
    if context.invoked_subcommand is not None:
        return
    from rich.console import Console
    from rich.table import Table

    from gui_agent.run_log import list_runs, read_events

    folder = options.settings(output=output).output
    table = Table("run", "verdict", "steps", "seconds", "task", box=None, header_style="bold")
    for path in list_runs(folder):
        events = list(read_events(path))
        started = events[0] if events else {}
        ended = events[-1] if events and events[-1]["event"] == "run_finished" else {}
        table.add_row(
            path.name,
            str(ended.get("verdict", "unfinished")),
            str(ended.get("steps", "")),
            f"{ended.get('seconds', 0):.1f}" if ended else "",
            str(started.get("task", "")),
        )
    if table.row_count:
        Console().print(table)
    else:
        typer.echo(f"no runs in {folder}", err=True)


@app.command()
def show(run: RunName = "last", output: Output = None) -> None:
    """Show a run's steps, and where the time of each went."""
    from rich.console import Console
    from rich.table import Table

    from gui_agent.console import describe_action
    from gui_agent.run_log import find_run, read_events

    folder = find_run(run, options.settings(output=output).output)
    events = list(read_events(folder))
    phases = ["capture", "encode", "prompt", "model", "act", "settle"]
    table = Table("step", "action", "effect", *(f"{phase} ms" for phase in phases), box=None, header_style="bold")
    for event in events:
        if event["event"] == "action_finished":
            times = [f"{event['timings'].get(phase, 0) * 1000:.1f}" for phase in phases]
            table.add_row(str(event["step"]), describe_action(event["action"]), event["effect"]["text"], *times)
    Console().print(table)
    _print_end(events, folder)


def _print_end(events: list[Event], folder: Path) -> None:
    last = events[-1] if events else {}
    if last.get("event") == "run_finished":
        typer.echo(f"{last['verdict']}{': ' + last['reason'] if last['reason'] else ''}  ({folder})")
    else:
        typer.echo(f"unfinished  ({folder})")


@app.command()
def sheet(
    run: RunName = "last",
    file: Annotated[Path | None, typer.Argument(help="Where to (contact-sheet.png in the run's folder).")] = None,
    output: Output = None,
) -> None:
    """Draw the contact sheet: one PNG with each step, its box and its click point."""
    from gui_agent.contact_sheet import draw_contact_sheet
    from gui_agent.run_log import find_run

    typer.echo(draw_contact_sheet(find_run(run, options.settings(output=output).output), file))
