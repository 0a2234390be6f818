"""`gui-agent runs watch`: a run of another process as it happens, from its event log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gui_agent import from_settings

if TYPE_CHECKING:
    from gui_agent.cli.console import Console
    from gui_agent.record.events import Event

CUT_OFF = 1
"""The exit status of watching a run whose process is gone, though it has no end."""


def watch(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A folder, a name or a part of one, or last.")] = "last",
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of runs (.gui-agent/runs).")] = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show the model's thinking in full.")] = False,
) -> None:
    """Watch a run that another process performs: what happened so far, then each step as it comes. Ctrl-C leaves the run alone.

    Its answer goes to stdout, and its exit status is that of the run.

    Example: gui-agent runs watch last
    """
    import asyncio

    from gui_agent.cli.console import Console
    from gui_agent.record.run_log import find_run

    folder = find_run(run, from_settings.settings(output=output).output)
    console = Console(verbose=verbose, keys="ctrl+c leaves, the run continues")
    try:
        with console:
            last = asyncio.run(_follow(folder, console))
    except KeyboardInterrupt:
        console.note("left; the run continues")
        raise typer.Exit(130) from None
    raise typer.Exit(_tell_end(last, folder, console))


async def _follow(folder: Path, console: Console) -> Event | None:
    """Show the events until the run's process is gone; the last one, None where there is none."""
    from gui_agent.record.tail import follow

    last: Event | None = None
    async for events in follow(folder):
        for event in events:
            console.show_event(event)
            if line := _words(event):
                console.note(line)
            last = event
    return last


def _words(event: Event) -> str:
    """Events that a run's own terminal need not show: the steps of a scenario, and that another process continues it."""
    from gui_agent.record.events import Checked, RunResumed, StageFinished, StageStarted

    match event:
        case StageStarted():
            return f"{event.kind} {event.text}"
        case StageFinished() if event.verdict != "passed":
            return f"         {event.verdict}: {event.reason}" if event.reason else f"         {event.verdict}"
        case Checked():
            return f"         {event.verdict}: {event.reason}"
        case RunResumed():
            return "         resumed in another process"
    return ""


def _tell_end(last: Event | None, folder: Path, console: Console) -> int:
    """Say how the run ended; its exit status."""
    from gui_agent.record.events import RunFinished
    from gui_agent.run.result import EXIT_STATUS, RunResult
    from gui_agent.scenarios.play.scenario_result import EXIT_STATUS as OF_SCENARIOS

    if not isinstance(last, RunFinished):
        console.note(f"cut off: the run's process is gone ({folder}); gui-agent resume continues it")
        return CUT_OFF
    if last.verdict not in EXIT_STATUS:
        console.note(f"{last.verdict}{': ' + last.reason if last.reason else ''}  ({folder})")
        return next((status for verdict, status in OF_SCENARIOS.items() if verdict == last.verdict), CUT_OFF)
    result = RunResult(last.verdict, last.answer, last.reason, last.steps, last.seconds, folder, last.usage, last.timings)
    console.finish(result)
    return result.exit_status
