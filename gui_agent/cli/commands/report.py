"""`gui-agent report`: one offline HTML file that explains a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gui_agent import from_settings
from gui_agent.cli.terminal import say


def report(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A folder, a name or a part of one, or last.")] = "last",
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    file: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to (report.html in the run's folder).")] = None,
    animation: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write an animation of the run; the ending, .gif or .webp, decides.")
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of runs (.gui-agent/runs).")] = None,
) -> None:
    """Write the report of RUN: every step's pictures, boxes, thinking, effect, times and tokens, in one HTML file.

    Example: gui-agent report last --open
    """
    from gui_agent.record.run_log import find_run
    from gui_agent.report import write_report

    folder = find_run(run, from_settings.settings(output=output).output)
    written = write_report(folder, file)
    say(written)
    if animation is not None:
        from gui_agent.report.animation import write_animation

        say(write_animation(folder, animation))
    if open_it:
        import webbrowser

        webbrowser.open(written.resolve().as_uri())
