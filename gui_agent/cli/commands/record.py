"""`gui-agent record`: what a user does becomes a scenario file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gui_agent import from_settings
from gui_agent.cli import screen_check
from gui_agent.cli.terminal import say

if TYPE_CHECKING:
    from gui_agent.scenarios.recorder.recording import RecordOptions
    from gui_agent.scenarios.recorder.writing import Recorded


def record(
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="The scenario file to write.")],
    app: Annotated[
        str, typer.Option(metavar="CMD", help="The application, started for the recording. ${work} in it is an empty folder.")
    ],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The scenario's name; without it, the file's.")] = None,
    display: Annotated[
        str | None,
        typer.Option(
            metavar="SCREEN",
            help="desktop: your own screen (the default where there is one). virtual or virtual:WIDTHxHEIGHT: a private screen, "
            "which you use from the page of `gui-agent studio`. :N: another X screen.",
        ),
    ] = None,
    play: Annotated[
        bool, typer.Option("--play/--no-play", help="Play it at once, without a server, and record its cassette.")
    ] = True,
    seconds: Annotated[float | None, typer.Option(metavar="SECONDS", min=1, help="End the recording after so long.")] = None,
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of runs (.gui-agent/runs).")] = None,
    run_folder: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Record what you do in an application as a scenario file: clicks, texts and keys as steps in words, with checks of what came of it.

    Finish with Ctrl-C here, by ending the application, or with Stop in the studio. What is typed into a password field is not
    written down: the file names an environment variable. A click that changed nothing, and a menu that was only opened and closed,
    are left out; the file says so.

    Example: gui-agent record scenarios/greet.yaml --app mousepad --display virtual
    """
    import asyncio

    from gui_agent.scenarios.recorder.recording import RecordOptions

    if file.exists():
        from gui_agent.errors import UsageError

        raise UsageError(f"{file} exists already", "Choose another name")
    screen_check.require_file(file, "FILE")
    screen_check.require_app(app)
    values = from_settings.settings(display=display, output=output)
    screen_check.require_writable(run_folder or values.output)
    choice = _screen(values.display if display is None else display)
    called, folder = name or file.stem.replace("_", " "), str(file.resolve().parent)
    wanted = RecordOptions(app, called, choice, values.output, folder=folder, run_folder=run_folder, seconds=seconds)
    recorded = asyncio.run(_record(wanted))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(recorded.file.text(), encoding="utf-8")
    say(f"{file}: {recorded.summary}")
    for words in recorded.file.left_out:
        say(f"  left out: {words}")
    for variable in recorded.secrets:
        say(f"  a password was typed: set {variable} in the environment before you play it again")
    if play:
        _play(file, recorded, values.output)


def _screen(choice: str) -> str:
    """The screen to record on: the user's own one, else a private one."""
    import os

    if choice == "auto":
        return "desktop" if os.environ.get("DISPLAY") else "virtual"
    return choice


async def _record(wanted: RecordOptions) -> Recorded:
    from gui_agent.interrupts import on_end_signal
    from gui_agent.scenarios.recorder.recording import Recording

    recording = Recording(wanted, lambda sentence: say(sentence, err=True))
    with on_end_signal(lambda _: recording.stop()):
        say("Recording. Finish with Ctrl-C here, or by ending the application.", err=True)
        if wanted.display.startswith("virtual"):
            say("It is a private screen: open `gui-agent studio`, choose this run, and use it there.", err=True)
        return await recording.record()


def _play(file: Path, recorded: Recorded, output: Path) -> None:
    """Play the file; the command's status is the playing's."""
    import asyncio

    from gui_agent.interrupts import cancelled_by_signal
    from gui_agent.scenarios.play.play_options import PlayOptions
    from gui_agent.scenarios.recorder.proof import prove

    say("playing it without a server ...", err=True)
    work = prove(file, recorded, PlayOptions(output=output), lambda sentence: say(sentence, err=True))
    result = asyncio.run(cancelled_by_signal(work))
    if result.ok:
        say(f"played: it passed in {result.seconds:.1f} s, also from its cassette alone")
        return
    say(f"played: {result.failure}")
    say(f"The file is kept: correct the step, and play it with gui-agent test {file}", err=True)
    raise typer.Exit(result.exit_status)
