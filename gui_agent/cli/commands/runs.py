"""`gui-agent runs`: what was run, and how it ended."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gui_agent import from_settings
from gui_agent.cli.commands.watch import watch

app = typer.Typer(help="What was run, and how it ended.", invoke_without_command=True)
Output = Annotated[Path | None, typer.Option(help="Folder of runs (.gui-agent/runs).")]
RunName = Annotated[str, typer.Argument(metavar="RUN", help="A folder, a name or a part of one, or last.")]

app.command()(watch)


@app.callback()
def runs(context: typer.Context, output: Output = None) -> None:
    """List the runs: when, the verdict, the steps, the task."""
    if context.invoked_subcommand is not None:
        return
    from rich.console import Console
    from rich.table import Table

    from gui_agent.record.run_log import list_runs
    from gui_agent.record.summary import summarise

    folder = from_settings.settings(output=output).output
    table = Table("run", "verdict", "steps", "seconds", "task", box=None, header_style="bold")
    for path in list_runs(folder):
        found = summarise(path)
        ended = found.finished
        figures = (ended.verdict, str(ended.steps), f"{ended.seconds:.1f}") if ended else ("unfinished", "", "")
        table.add_row(path.name, *figures, found.task)
    if table.row_count:
        Console().print(table)
    else:
        typer.echo(f"no runs in {folder}", err=True)


@app.command()
def show(run: RunName = "last", output: Output = None) -> None:
    """Show a run's steps, and where the time of each went."""
    from rich.console import Console
    from rich.table import Table

    from gui_agent.record.events import ActionFinished, RunFinished
    from gui_agent.record.run_log import find_run, read_events
    from gui_agent.record.wording import describe_action

    folder = find_run(run, from_settings.settings(output=output).output)
    events = list(read_events(folder))
    phases = ["capture", "encode", "prompt", "model", "act", "settle"]
    table = Table("step", "action", "effect", *(f"{phase} ms" for phase in phases), box=None, header_style="bold")
    for event in events:
        if isinstance(event, ActionFinished):
            times = [f"{event.timings.get(phase, 0) * 1000:.1f}" for phase in phases]
            table.add_row(str(event.step), describe_action(event.action), event.effect.text, *times)
    Console().print(table)
    last = events[-1] if events else None
    if isinstance(last, RunFinished):
        typer.echo(f"{last.verdict}{': ' + last.reason if last.reason else ''}  ({folder})")
    else:
        typer.echo(f"unfinished  ({folder})")


@app.command()
def sheet(
    run: RunName = "last",
    file: Annotated[Path | None, typer.Argument(help="Where to (contact-sheet.png in the run's folder).")] = None,
    output: Output = None,
) -> None:
    """Draw the contact sheet: one PNG with each step, its box and its click point."""
    from gui_agent.record.run_log import find_run
    from gui_agent.report.contact_sheet import draw_contact_sheet

    typer.echo(draw_contact_sheet(find_run(run, from_settings.settings(output=output).output), file))


@app.command()
def clean(
    output: Output = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be ended.")] = False,
    everywhere: Annotated[
        bool, typer.Option(help="Also the private screens of killed tests, servers, and runs in other folders.")
    ] = False,
) -> None:
    """End what killed runs left behind: their private screens and applications, which `resume` would have taken over.

    Runs that are in progress are left alone, and so is every process that is not known by its number and the moment of its start.
    """
    from gui_agent.perception.screen.display import abandoned_displays
    from gui_agent.run import survivors

    folder = from_settings.settings(output=output).output
    left = {str(path.name): (path, found) for path, found in survivors.orphaned(folder).items()}
    known = {found.display.name for _, found in left.values() if found.display is not None}
    would = "would end" if dry_run else "ended"
    for name, (path, found) in left.items():
        told = f"{would} {found}, of the run {name}"
        if not dry_run:
            found.end()
            survivors.forget(path)
        typer.echo(told)
    others = [display for display in abandoned_displays() if display.name not in known] if everywhere else []
    for display in others:
        told = f"{would} {survivors.Survivors(display)}, of a process that is gone"
        if not dry_run:
            display.close()
        typer.echo(told)
    if not left and not others:
        typer.echo(f"nothing is left of killed runs in {folder}", err=True)
