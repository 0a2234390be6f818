"""`gui-agent scenarios`: list and check scenario files, print their JSON Schema, write new ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gui_agent import from_settings
from gui_agent.cli import options
from gui_agent.cli.command_group import CommandGroup
from gui_agent.cli.plain_help import PlainTyper
from gui_agent.cli.terminal import counted, say, say_json, styled

app = PlainTyper(help="Scenario files: list, check, schema, new. Without a command: list.", cls=CommandGroup)
Paths = Annotated[list[Path] | None, typer.Argument(metavar="PATH", help="Scenario files or folders (scenarios).")]


@app.command("list")
def list_scenarios(paths: Paths = None, as_json: options.Json = False) -> None:
    """List the scenarios with their tags, and whether they have a cassette.

    Example: gui-agent scenarios list scenarios
    """
    from rich.console import Console
    from rich.table import Table

    from gui_agent.model.replay.cassette import CassetteFile
    from gui_agent.scenarios.format.collection import load_all

    found = load_all(paths or [Path("scenarios")], to_play=False)
    rows = [
        {
            "id": f"{one.path}::{one.title}",
            "line": one.line,
            "tags": list(one.tags),
            "steps": len(one.steps),
            "cassette": CassetteFile.beside(one.path, one.title).path.exists(),
        }
        for one in found
    ]
    if as_json:
        say_json(rows)
    else:
        table = Table("scenario", "tags", "steps", "cassette", box=None, header_style="bold")
        for row in rows:
            tags = row["tags"]
            assert isinstance(tags, list)
            table.add_row(styled(str(row["id"])), styled(" ".join(tags)), str(row["steps"]), "yes" if row["cassette"] else "")
        Console(soft_wrap=True).print(table)
    if not rows:
        raise typer.Exit(5)


@app.command()
def check(paths: Paths = None) -> None:
    """Check scenario files without playing them; every file with an error is reported, with its line.

    Example: gui-agent scenarios check scenarios/todo.yaml
    """
    from gui_agent.scenarios.format.collection import scenario_files
    from gui_agent.scenarios.format.load import load_scenarios
    from gui_agent.scenarios.format.yaml_lines import ScenarioError

    problems, count = 0, 0
    files = scenario_files(paths or [Path("scenarios")])
    for file in files:
        try:
            count += len(load_scenarios(file, to_play=False))
        except ScenarioError as error:
            say(str(error), err=True)
            problems += 1
    good = len(files) - problems
    wrong = f"; {counted(problems, 'file')} with errors" if problems else ""
    say(f"{counted(count, 'scenario')} in {counted(good, 'file')}{wrong}")
    if problems:
        raise typer.Exit(2)
    if not files:
        raise typer.Exit(5)


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files; editors complete by it.

    Example: gui-agent scenarios schema > scenario.schema.json
    """
    from gui_agent.scenarios.format.scenario import json_schema

    say_json(json_schema(), indent=2)


@app.command()
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    from_run: Annotated[str | None, typer.Option(metavar="RUN", help="Make it of a run that succeeded.")] = None,
    app_command: Annotated[str | None, typer.Option("--app", metavar="CMD", help="The application.")] = None,
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of runs (.gui-agent/runs).")] = None,
) -> None:
    """Write a scenario file: of a run that succeeded, with checks proposed from what it changed on the screen; or a first one.

    Example: gui-agent scenarios new scenarios/milk.yaml --from-run last
    """
    from gui_agent.record.run_log import find_run
    from gui_agent.scenarios.write.from_run import scenario_from_run, starting_point, write_new

    if from_run is not None:
        text = scenario_from_run(find_run(from_run, from_settings.settings(output=output).output, repeats=False))
    else:
        text = starting_point(file.stem, app_command)
    write_new(file, text)
    say(file)
