"""`gui-agent config`: the settings in force, and where each came from."""

from __future__ import annotations

from typing import Annotated

import typer

from gui_agent.cli.command_group import CommandGroup
from gui_agent.cli.plain_help import PlainTyper
from gui_agent.cli.terminal import say, width, wrapped

app = PlainTyper(help="The settings in force, and where each came from.", no_args_is_help=True, cls=CommandGroup)


@app.command()
def show() -> None:
    """Show every setting, its value and its origin. `config init` writes a file that explains each.

    Example: gui-agent config show
    """
    from gui_agent.settings import ResolvedSettings, Settings

    resolved = ResolvedSettings.load()
    for name in Settings.model_fields:
        value = getattr(resolved.values, name)
        shown = value.model_dump(exclude_none=True) if name == "sampling" else value
        say(wrapped(f"{shown}   ({resolved.origin(name)})", width(), f"{name:<17} ", 18))


@app.command("init")
def write_file(
    user: Annotated[bool, typer.Option("--user", help="For all your projects, instead of this folder.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file that is there.")] = False,
) -> None:
    """Write a settings file in which every setting is explained and commented out.

    Example: gui-agent config init
    """
    from gui_agent.cli.settings_file import write_settings
    from gui_agent.settings import PROJECT_FILE, user_file

    say(write_settings(user_file() if user else PROJECT_FILE, force=force))


@app.command()
def path() -> None:
    """Show where settings are read from, strongest first. Flags and GUI_AGENT_* variables are stronger than all of them.

    Example: gui-agent config path
    """
    from pathlib import Path

    from gui_agent.settings import PROJECT_FILE, user_file

    for file in (Path.cwd() / PROJECT_FILE, Path.cwd() / "pyproject.toml", user_file()):
        say(f"{file}{'' if file.exists() else '  (not there)'}")
