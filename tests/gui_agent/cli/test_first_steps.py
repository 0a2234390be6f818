"""What a newcomer uses first: version, help, completion, an example project, the skill, settings, and runs that can be deleted."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_line import Cli
from rich.cells import cell_len
from typer.main import get_command
from written_runs import written_run

import gui_agent
from gui_agent.cli.example_project import FILES, write_example
from gui_agent.cli.main import app, register_commands
from gui_agent.cli.settings_file import settings_text
from gui_agent.cli.terminal import counted, shortened, wrapped
from gui_agent.cli.words import effect_for_people
from gui_agent.errors import UsageError
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.settings import Settings


def test_the_version_is_said(cli: Cli) -> None:
    assert cli("--version").stdout == cli("-V").stdout == f"gui-agent {version('gui-agent')}\n"
    assert gui_agent.__version__ == version("gui-agent")


def test_help_has_headings_and_whole_summaries(cli: Cli) -> None:
    text = cli("--help", COLUMNS="80").stdout
    assert all(heading in text for heading in ("Do:", "Look:", "Afterwards:", "The model:", "Set-up:"))
    assert "..." not in text.split("Do:")[1]
    assert cli("help", "run").stdout == cli("run", "--help").stdout


def test_help_is_plain_text_for_every_command() -> None:
    """No types of the parser's library, no cut summaries, no more than the columns of the terminal."""

    def helps(command: Any, context: Any) -> Iterator[str]:
        yield command.get_help(context)
        for name, child in getattr(command, "commands", {}).items():
            yield from helps(child, child.make_context(name, [], parent=context, resilient_parsing=True))

    register_commands()
    group = get_command(app)
    texts = list(helps(group, group.make_context("gui-agent", ["--help"], resilient_parsing=True, terminal_width=60)))
    assert len(texts) > 25
    for text in texts:
        assert not re.search(r"<[a-z]+|\{[A-Z_]+\}|x>=|x<=|\[default: no-", text, re.MULTILINE), text
        if "gui-agent act" not in text:  # its table of actions keeps its lines
            assert max(len(line) for line in text.splitlines() if not line.startswith("  -")) <= 60, text


def test_a_command_is_loaded_without_the_others_and_its_help_without_what_it_works_with(tmp_path: Path) -> None:
    script = (
        "import atexit, sys\n"
        "from gui_agent.cli.main import main\n"
        "found = lambda: [name for name in sys.modules if name.startswith('gui_agent.cli.commands.') or name in HEAVY]\n"
        "atexit.register(lambda: print('loaded', *found(), file=sys.stderr))\n"
        "HEAVY = {'numpy', 'asyncio', 'agents'}\n"
        "sys.argv = ['gui-agent', 'locate', '--help']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "DESCRIPTION" in done.stdout
    assert done.stderr.split() == ["loaded", "gui_agent.cli.commands.locate"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_is_printed(shell: str, cli: Cli) -> None:
    assert "_GUI_AGENT_COMPLETE" in cli("completion", shell).stdout


def test_bash_completes_commands(tmp_path: Path) -> None:
    environment = {**os.environ, "_GUI_AGENT_COMPLETE": "complete_bash", "COMP_WORDS": "gui-agent scr", "COMP_CWORD": "1"}
    command = [sys.executable, "-m", "gui_agent"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["screenshot"]


def test_the_example_project_is_whole_and_nothing_is_overwritten(tmp_path: Path) -> None:
    written = write_example(tmp_path)
    assert len(written) == len(FILES)
    assert [one.title for one in load_scenarios(tmp_path / "scenarios/todo.yaml")] == ["add a todo", "tick it"]
    Settings(**tomllib.loads((tmp_path / "gui-agent.toml").read_text()))
    compile((tmp_path / "todo.py").read_text(), "todo.py", "exec")
    steps = yaml.safe_load((tmp_path / ".github/workflows/gui-tests.yml").read_text())["jobs"]["gui"]["steps"]
    (played,) = [step["run"] for step in steps if step.get("run", "").startswith("gui-agent")]
    assert played.split() == json.loads((tmp_path / "Dockerfile").read_text().rpartition("CMD ")[2])
    (tmp_path / "todo.py").write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        write_example(tmp_path)
    assert (tmp_path / "todo.py").read_text() == "mine"


def test_the_settings_file_explains_every_setting(tmp_path: Path) -> None:
    text = settings_text()
    assert tomllib.loads(text) == {}
    used = "\n".join(line.removeprefix("# ") for line in text.splitlines() if " = " in line or line == "# [sampling]")
    values = tomllib.loads(used)
    assert set(values) == set(Settings.model_fields)
    Settings(**values)


def test_config_init_writes_it_once(cli: Cli, tmp_path: Path) -> None:
    assert cli("config", "init").stdout == "gui-agent.toml\n"
    assert cli("config", "init").status == 2
    assert cli("config", "init", "--force").status == 0
    assert (tmp_path / "gui-agent.toml").read_text() == settings_text()


def test_the_skill_is_installed_and_not_overwritten(cli: Cli, tmp_path: Path) -> None:
    assert cli("skill", "install").status == 0
    file = tmp_path / ".claude/skills/gui-agent/SKILL.md"
    assert file.read_text().startswith("---\nname: gui-agent\n")
    assert cli("skill", "install").status == 0
    file.write_text("mine")
    assert cli("skill", "install").status == 2
    assert cli("skill", "install", "--force").status == 0
    assert file.read_text() == cli("skill", "show").stdout


def test_runs_are_listed_with_their_whole_names_and_deleted(cli: Cli, tmp_path: Path) -> None:
    run = written_run(
        tmp_path / ".gui-agent/runs/20260102T030405-add-fifteen-items-to-the-list-of-things-to-buy",
        "Add fifteen items to the list of things to buy tomorrow",
        [],
    )
    listed = cli("runs", COLUMNS="60").stdout
    assert listed == cli("runs", "list", COLUMNS="60").stdout
    assert listed.splitlines()[0] == run.name
    assert max(len(line) for line in listed.splitlines()[1:]) <= 60
    assert json.loads(cli("runs", "list", "--json").stdout)[0]["run"] == run.name
    assert cli("runs", "delete", "last", "--dry-run").stdout.startswith("would delete")
    assert run.exists()
    assert cli("runs", "delete", run.name).status == 0
    assert not run.exists()
    assert "no runs yet" in cli("runs").stderr


def test_a_pipe_that_closes_ends_quietly(tmp_path: Path) -> None:
    command = f"{sys.executable} -m gui_agent --help | head -1"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("Usage: gui-agent")
    assert done.stderr == ""


def test_words_for_terminals() -> None:
    assert [counted(number, "step") for number in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]
    assert shortened("one two three", 8) == "one two…"
    text = wrapped("the screen changed a lot after this", 30, "step 1   ", 9)
    assert text == "step 1   the screen changed a\n         lot after this"
    assert effect_for_people("the screen changed in [1,2,3,4] and [5,6,7,8]") == "the screen changed"
    assert effect_for_people("nothing visible changed") == "nothing visible changed"


def test_characters_that_take_two_columns_are_counted_as_two() -> None:
    text = wrapped("'0 left of 0' now says '1 left of 1'; '二 你好世界' appeared; 'Buy milk' disappeared", 40, "step 1   ", 9)
    lines = text.splitlines()
    assert " ".join(line.strip() for line in lines).startswith("step 1   '0 left of 0' now says")
    assert all(cell_len(line) <= 40 for line in lines)
    assert all(line.startswith(" " * 9) and line[9] != " " for line in lines[1:])
    assert wrapped("長い" * 30, 40) == "長い" * 30
