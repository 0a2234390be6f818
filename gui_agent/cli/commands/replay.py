"""`gui-agent replay`: perform a recorded run again, and verify each step."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gui_agent import from_settings
from gui_agent.cli import options
from gui_agent.cli.terminal import counted, say, say_json, width, wrapped


def replay(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A folder, a name or a part of one, or last.")] = "last",
    heal: Annotated[
        bool, typer.Option(help="Ask the model where a step cannot be repeated; without it, such a step ends the replay.")
    ] = False,
    display: options.Display = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    api_key_env: options.ApiKeyEnv = None,
    as_json: options.Json = False,
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of runs (.gui-agent/runs).")] = None,
) -> None:
    """Perform RUN's actions again on a fresh screen: each target must be seen again, each action must have its effect again.

    Exit status: 0 repeated, 1 the application did not do what it did, 6 a step could not be verified.

    Example: gui-agent replay last
    """
    import asyncio

    from gui_agent.record.run_log import find_run
    from gui_agent.scenarios.play.play_options import PlayOptions
    from gui_agent.scenarios.play.replay_run import replay_run
    from gui_agent.scenarios.play.shared_models import Brains

    values = from_settings.settings(display=display, model=model, base_url=base_url, api_key_env=api_key_env, output=output)
    choice = from_settings.model_choice(values)
    played = PlayOptions(model=choice, replay="auto" if heal else "only", output=values.output, display=display)
    result = asyncio.run(replay_run(find_run(run, values.output, repeats=False), played, Brains(choice)))
    if result.ok:
        say(f"repeated: {counted(result.actions, 'action')} in {result.seconds:.1f} s, {result.healed} healed", err=as_json)
    else:
        say(wrapped(f"{result.verdict}: {result.reason}", width()), err=as_json)
    say(f"run: {result.run}", err=True)
    if as_json:
        say_json(result.to_json())
    raise typer.Exit(result.exit_status)
