"""Our own scenarios on real applications (Tk, Mousepad, a web page in Chromium): played by `literal`, then without any model."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from logs import ending
from warm_process import warm_process

from gui_agent.model.choice import ModelChoice
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.shared_models import Brains

APPS = ("greeter", "notes", "shop", "todo")
NO_MODEL = {"GUI_AGENT_MODEL": "no-such-model", "GUI_AGENT_BASE_URL": "http://127.0.0.1:9/v1"}
"""An endpoint that nobody answers at."""


def gui_agent(folder: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run the command line in `folder`: exit status, stdout, stderr."""
    return warm_process().run(arguments, folder, {**os.environ, **environment}, timeout=500)


def summary(output: str) -> dict[str, Any]:
    """The object that --json prints last."""
    data: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return data


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of its own that has our scenarios, without their cassettes."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree("scenarios", folder / "scenarios", ignore=shutil.ignore_patterns("cassettes", "__pycache__"))
    return folder


@pytest.mark.timeout(900)
def test_scenarios_pass_live_and_then_without_a_model(project: Path) -> None:
    """One of each application; all of them with GUI_AGENT_TEST_FULL=1 (and in `benchmarks/scenario_workers.py --all`)."""
    chosen = ["scenarios", "-n", "2", "--json"] + (
        [] if os.environ.get("GUI_AGENT_TEST_FULL") else ["--tag", "smoke", "-k", "not adds"]
    )
    status, out, err = gui_agent(project, "test", *chosen, "--replay", "record")
    assert status == 0, out + err
    live = summary(out)
    assert live["counts"] == {"passed": len(live["scenarios"])}
    assert {scenario["file"] for scenario in live["scenarios"]} == {f"scenarios/{app}.yaml" for app in APPS}

    status, out, err = gui_agent(project, "test", *chosen, "--replay", "only", **NO_MODEL)
    assert status == 0, out + err
    replayed = summary(out)
    assert replayed["counts"] == live["counts"]
    assert (replayed["healed"], replayed["rejudged"], replayed["tokens"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("app", "said"),
    [
        ("no-such-program", "cannot start the application 'no-such-program'"),
        ("python -c 'raise SystemExit(7)'", "the application ended at its start with exit status 7"),
        ("sleep 60", "no window with 'Todo' in its title appeared within 1 seconds"),
    ],
    ids=["does not start", "dies", "shows nothing"],
)
def test_an_application_that_is_not_there_is_an_environment_problem(tmp_path: Path, app: str, said: str) -> None:
    (tmp_path / "x.yaml").write_text(
        f'version: 1\napp: {{start: "{app}", window: Todo, timeout: 1s}}\nscenarios:\n  - name: x\n    steps: [{{key: enter}}]\n'
    )
    options = PlayOptions(replay="off", output=tmp_path / "runs", root=tmp_path, report=False)
    result = asyncio.run(play(load_scenarios(tmp_path / "x.yaml", {})[0], options, Brains(ModelChoice())))
    assert (result.verdict, result.exit_status) == ("environment", 3)
    assert result.failure.startswith("x.yaml:2: app environment: ")
    assert said in result.failure


def test_mistakes_are_one_line_with_status_2(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("version: 1\nscenarios:\n  - name: x\n    steps: [{left_clik: it}]\n")
    code, out, err = gui_agent(tmp_path, "test", "x.yaml")
    assert (code, out) == (2, "")
    assert err == "gui-agent: error: x.yaml:4: unknown step 'left_clik'. Did you mean 'left_click'?\n"
    assert gui_agent(tmp_path, "scenarios", "check", "x.yaml")[0] == 2
    assert gui_agent(tmp_path, "test", "nowhere")[0] == 2


def test_the_gui_fixture_serves_python_tests(tmp_path: Path) -> None:
    app = Path("scenarios/apps/greeter.py").resolve()
    (tmp_path / "test_greeter.py").write_text(f"""
import pytest
from pydantic import BaseModel

@pytest.fixture
def gui_app():
    return "python {app}"

def test_greets(gui):
    gui.type("Ada", into="the Name field")
    gui.left_click("the Greet button")
    gui.check('the screen shows "Hello, Ada!"')
    assert gui.screenshot().size == (1260, 784)
    assert gui.attach("note.txt", "seen").exists()

def test_fails(gui):
    gui.check('the screen shows "Goodbye"', timeout=0.5)
""")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "gui_agent.pytest_plugin",
        "--gui-output",
        "runs",
        "test_greeter.py",
    ]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=170)
    assert "1 failed, 1 passed" in ended.stdout, ended.stdout + ended.stderr
    verdicts = [ending(run).verdict for run in sorted((tmp_path / "runs").iterdir())]
    assert sorted(verdicts) == ["failed", "passed"]


@pytest.mark.slow
def test_a_run_becomes_a_scenario_and_can_be_repeated(tmp_path: Path) -> None:
    app = f"python {Path('scenarios/apps/greeter.py').resolve()}"
    status, _, err = gui_agent(
        tmp_path,
        "run",
        "type 'Ada' into the Name field, then click Greet",
        "--app",
        app,
    )
    assert status == 0, err
    status, _, err = gui_agent(tmp_path, "replay", "last")
    assert status == 0, err
    run = sorted((tmp_path / ".gui-agent/runs").iterdir())[0].name
    status, _, err = gui_agent(tmp_path, "scenarios", "new", "greet.yaml", "--from-run", run)
    assert status == 0, err
    written = (tmp_path / "greet.yaml").read_text()
    assert "Hello, Ada!" in written
    status, out, err = gui_agent(tmp_path, "test", "greet.yaml", "--replay", "off")
    assert status == 0, out + err
