"""`gui-agent config`: the settings in force, and where each came from."""

from __future__ import annotations

import typer

app = typer.Typer(help="The settings in force, and where each came from.", no_args_is_help=True)


@app.command()
def show() -> None:
    """Show every setting, its value and its origin."""
    from rich.console import Console
    from rich.table import Table

    from gui_agent.settings import ENVIRONMENT_PREFIX, ResolvedSettings, Settings

    resolved = ResolvedSettings.load()
    table = Table("setting", "value", "from", "environment variable", box=None, header_style="bold")
    for name in Settings.model_fields:
        value = getattr(resolved.values, name)
        shown = value.model_dump(exclude_none=True) if name == "sampling" else value
        table.add_row(name, str(shown), resolved.origin(name), ENVIRONMENT_PREFIX + name.upper())
    Console().print(table)


@app.command()
def path() -> None:
    """Show where settings are read from, strongest first."""
    from pathlib import Path

    from gui_agent.settings import PROJECT_FILE, user_file

    for file in (Path.cwd() / PROJECT_FILE, Path.cwd() / "pyproject.toml", user_file()):
        typer.echo(f"{file}{'' if file.exists() else '  (not there)'}")
