"""`gui-agent runs`: what was run, and how it ended."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gui_agent import from_settings
from gui_agent.cli import options
from gui_agent.cli.command_group import CommandGroup
from gui_agent.cli.commands.watch import watch
from gui_agent.cli.plain_help import PlainTyper
from gui_agent.cli.terminal import counted, say, say_json, shortened, width, wrapped

app = PlainTyper(help="What was run, and how it ended. Without a command: list.", cls=CommandGroup)
Output = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of runs (.gui-agent/runs).")]
RunName = Annotated[str, typer.Argument(metavar="RUN", help="A folder, a name or a part of one, or last.")]

app.command()(watch)


@app.command("list")
def list_runs(output: Output = None, as_json: options.Json = False) -> None:
    """List the runs, the oldest first: name, verdict, steps, seconds, task.

    Example: gui-agent runs --output .gui-agent/runs
    """
    from gui_agent.record.run_log import list_runs as find_all

    folder = from_settings.settings(output=output).output
    rows = [_row(path) for path in find_all(folder)]
    if as_json:
        say_json(rows)
        return
    for row in rows:
        facts = [row["verdict"]]
        if row["steps"] is not None:
            facts += [counted(row["steps"], "step"), f"{row['seconds']:.1f} s"]
        say(f"{row['run']}\n    {shortened(', '.join(facts) + ':  ' + row['task'], width() - 4)}")
    if not rows:
        say(f"no runs yet in {folder}", err=True)


def _row(path: Path) -> dict[str, Any]:
    """What a list says of a run; None for what is not known of an unfinished one."""
    from gui_agent.errors import UsageError
    from gui_agent.record.summary import summarise

    try:
        found = summarise(path)
    except (OSError, UsageError):
        return {"run": path.name, "verdict": "damaged", "steps": None, "seconds": None, "task": ""}
    ended = found.finished
    return {
        "run": path.name,
        "verdict": ended.verdict if ended else "unfinished",
        "steps": ended.steps if ended else None,
        "seconds": ended.seconds if ended else None,
        "task": found.task,
    }


@app.command()
def show(run: RunName = "last", output: Output = None) -> None:
    """Show a run's steps, and where the time of each went.

    Example: gui-agent runs show last
    """
    from gui_agent.cli.words import action_for_people, effect_for_people
    from gui_agent.record.events import ActionFinished, RunFinished
    from gui_agent.record.run_log import find_run, read_events

    folder = find_run(run, from_settings.settings(output=output).output)
    events = list(read_events(folder))
    columns = width()
    for event in events:
        if not isinstance(event, ActionFinished):
            continue
        say(wrapped(action_for_people(event.action), columns, f"step {event.step:<3} ", 9))
        say(wrapped(effect_for_people(event.effect.text), columns, " " * 9, 9))
        phases = [f"{phase} {seconds * 1000:.0f} ms" for phase, seconds in event.timings.items() if seconds >= 0.0005]
        if phases:
            say(wrapped(", ".join(phases), columns, " " * 9, 9))
    last = events[-1] if events else None
    ended = f"{last.verdict}{': ' + last.reason if last.reason else ''}" if isinstance(last, RunFinished) else "unfinished"
    say(wrapped(ended, columns))
    say(folder)


@app.command()
def verify(
    run: RunName = "last",
    expected: Annotated[
        str, typer.Option("--hash", metavar="HASH", help="The last hash as it was noted elsewhere when the run ended.")
    ] = "",
    output: Output = None,
    as_json: options.Json = False,
) -> None:
    """Check that a run's log is as it was written: no line changed, removed, added or moved.

    Exit status: 0 intact, 1 manipulated, 6 not decided (the run did not end properly, or an old version wrote it).

    Example: gui-agent runs verify last
    """
    from gui_agent.record.chain import verify_run
    from gui_agent.record.run_log import EVENTS_FILE, find_run

    folder = find_run(run, from_settings.settings(output=output).output)
    found = verify_run(folder, EVENTS_FILE)
    fault = found.fault
    if not fault and expected and expected != found.head:
        fault = f"the last hash is {found.head}, and not the expected one"
    verdict = "manipulated" if fault and found.head else "intact" if found.intact and not fault else "undecided"
    reason = fault or ("" if found.intact else "no seal: the run did not end properly, so lines may be missing at its end")
    if as_json:
        say_json({"verdict": verdict, "reason": reason, "events": found.events, "hash": found.head})
    else:
        say(f"{verdict}: {reason}" if reason else f"{verdict}: {counted(found.events, 'line')}, hash {found.head}")
    raise typer.Exit({"intact": 0, "manipulated": 1, "undecided": 6}[verdict])


@app.command()
def delete(
    names: Annotated[list[str] | None, typer.Argument(metavar="[RUN]...", help="Folders, names or parts of them.")] = None,
    older_than: Annotated[
        float | None, typer.Option(metavar="DAYS", min=0, help="All that began more than so many days ago.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    output: Output = None,
) -> None:
    """Delete runs with their pictures. A run that is in progress is left alone.

    Example: gui-agent runs delete --older-than 30
    """
    from gui_agent.cli.old_runs import begun_before, delete_run
    from gui_agent.errors import UsageError
    from gui_agent.record.run_log import find_run

    folder = from_settings.settings(output=output).output
    if not names and older_than is None:
        raise UsageError("which runs?", "Name them, or give --older-than DAYS")
    chosen = [find_run(name, folder) for name in names or []]
    if older_than is not None:
        chosen += [path for path in begun_before(folder, older_than) if path not in chosen]
    for path in chosen:
        done = "would delete" if dry_run else "deleted" if delete_run(path) else "in progress, left alone:"
        say(f"{done} {path}")
    if not chosen:
        say(f"no such runs in {folder}", err=True)


@app.command()
def sheet(
    run: RunName = "last",
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to (contact-sheet.png in the run's folder).")] = None,
    output: Output = None,
) -> None:
    """Draw the contact sheet: one PNG with each step, its box and its click point.

    Example: gui-agent runs sheet last steps.png
    """
    from gui_agent.record.run_log import find_run
    from gui_agent.report.contact_sheet import draw_contact_sheet

    say(draw_contact_sheet(find_run(run, from_settings.settings(output=output).output), file))


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

    Example: gui-agent runs clean --dry-run
    """
    from gui_agent.perception.screen.display import abandoned_displays
    from gui_agent.run import survivors

    folder = from_settings.settings(output=output).output
    left = {str(path.name): (path, found) for path, found in survivors.orphaned(folder).items()}
    known = {found.display.name for _, found in left.values() if found.display is not None}
    would = "would end" if dry_run else "ended"
    for name, (path, found) in left.items():
        reported = f"{would} {found}, of the run {name}"
        if not dry_run:
            found.end()
            survivors.forget(path)
        say(reported)
    others = [display for display in abandoned_displays() if display.name not in known] if everywhere else []
    for display in others:
        reported = f"{would} {survivors.Survivors(display)}, of a process that is gone"
        if not dry_run:
            display.close()
        say(reported)
    if not left and not others:
        say(f"nothing is left of killed runs in {folder}", err=True)
