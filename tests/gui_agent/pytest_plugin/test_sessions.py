"""Sessions of scenarios: selection, retries, several workers, and what is written down about them."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from command_line import Cli
from logs import ending

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.processes import ProcessMark
from gui_agent.pytest_plugin.worker_processes import Workers
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.play.play_options import PlayOptions

SCENARIOS = """\
version: 1
display: virtual
scenarios:
  - name: quick
    tags: [smoke]
    steps: [{shell: "true"}]
  - name: only later
    tags: [slow]
    steps:
      - key: shift
      - shell: {run: 'test -e FOLDER/again || { touch FOLDER/again; exit 3; }'}
  - name: never
    tags: [smoke, slow]
    steps: [{shell: {run: "echo '<&>'; exit 1"}}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s").mkdir()
    (tmp_path / "s/some.yaml").write_text(SCENARIOS.replace("FOLDER", str(tmp_path)))
    return tmp_path


def verdicts(summary: dict[str, Any]) -> dict[str, str]:
    return {scenario["title"]: scenario["verdict"] for scenario in summary["scenarios"]}


def test_flaky_is_not_passed_and_the_junit_file_is_valid(cli: Cli, folder: Path) -> None:
    first = cli("test", "s", "--retries", "1", "--json", "-n", "2", "--junit", "junit.xml")
    assert first.status == 1, first.stdout + first.stderr
    assert verdicts(first.json) == {"quick": "passed", "only later": "flaky", "never": "failed"}
    found = {scenario["title"]: scenario for scenario in first.json["scenarios"]}
    assert (found["only later"]["attempts"], found["never"]["attempts"], found["quick"]["attempts"]) == (2, 2, 1)
    assert "passed at attempt 2, after: s/some.yaml:11: step 2 failed" in found["only later"]["reason"]

    xmlschema.XMLSchema(Path(__file__).parents[2] / "support/junit.xsd").validate(str(folder / "junit.xml"))
    suite = ElementTree.parse(folder / "junit.xml").find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "2", "0")
    assert {one.get("name"): one.get("value") for one in suite.findall("properties/property")}["tokens"] == "0"
    cases = {case.get("name"): case for case in suite.findall("testcase")}
    reported = (cases["only later"].findtext("system-out") or "").splitlines()
    assert [line.partition(" in ")[0] for line in reported if line.startswith("step ")] == ["step 1: passed", "step 2: passed"]
    assert {"verdict: flaky", "tokens: 0", "actions: 1"} <= set(reported)
    for title, case in cases.items():
        assert float(case.get("time") or 0) == pytest.approx(found[str(title)]["seconds"], abs=0.01)


class Outcomes:
    """A plugin that notes how each test ended."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.failed:
            self.found[report.nodeid.rpartition("::")[2]] = report.outcome


def session(*arguments: str) -> dict[str, str]:
    """The outcome of each scenario of a session in this process."""
    noted = Outcomes()
    pytest.main(["-p", "gui_agent.pytest_plugin", "-p", "no:terminal", "--gui-output=runs", "s", *arguments], [noted])
    return noted.found


def test_names_tags_and_the_last_failures_select(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert session("-k", "quick or later", "-m", "slow") == {"only later": "failed"}
    assert session("-m", "smoke") == {"quick": "passed", "never": "failed"}
    assert session("--last-failed") == {"only later": "passed", "never": "failed"}
    assert session("-k", "nothing") == {}


def test_a_conftest_is_honoured_whatever_the_number_of_workers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / "s/conftest.py").write_text(
        "import pytest\n\n@pytest.fixture(autouse=True)\ndef prepared(monkeypatch):\n    monkeypatch.setenv('PREPARED', 'yes')\n"
    )
    step = '{shell: {run: "echo $PREPARED", stdout: "yes"}}'
    (folder / "s/some.yaml").write_text(f"version: 1\ndisplay: virtual\nscenarios: [{{name: a, steps: [{step}]}}]\n")
    assert session("--gui-workers=2") == {"a": "passed"}


def test_two_workers_play_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the two scenarios ends only once the other has begun."""
    monkeypatch.chdir(folder)
    wait = "touch {0}; for i in $(seq 300); do test -e {1} && exit 0; sleep 0.1; done; exit 1"
    entries = [
        f"{{name: {one}, steps: [{{shell: '{wait.format(folder / one, folder / other)}'}}]}}"
        for one, other in (("here", "there"), ("there", "here"))
    ]
    (folder / "s/some.yaml").write_text(f"version: 1\ndisplay: virtual\nscenarios: [{', '.join(entries)}]\n")
    assert session("--gui-workers=2") == {"here": "passed", "there": "passed"}


def test_a_worker_that_dies_is_replaced_and_leaves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "some.yaml"
    file.write_text(
        "version: 1\ndisplay: virtual\nscenarios:\n"
        "  - name: it kills\n    steps: [{shell: 'cp runs/*/processes.json kept.json; kill -9 $PPID'}]\n"
        "  - name: it continues\n    steps: [{shell: 'true'}]\n"
    )
    workers = Workers(PlayOptions(output=tmp_path / "runs", root=tmp_path, report=False), 1)
    try:
        for scenario in load_scenarios(file, {}):
            workers.submit(scenario.title, scenario)
        with pytest.raises(EnvironmentProblem, match="ended with status -9"):
            workers.result("it kills")
        assert workers.result("it continues").ok
    finally:
        workers.close()
    screen = json.loads((tmp_path / "kept.json").read_text())["display"]["processes"]
    assert len(screen) > 1
    assert not any(ProcessMark.from_json(mark).alive for mark in screen)


def test_an_interrupted_session_ends_its_workers(tmp_path: Path) -> None:
    file = tmp_path / "some.yaml"
    file.write_text("version: 1\ndisplay: virtual\nscenarios:\n  - name: long\n    steps: [{wait: 100s}]\n")
    workers = Workers(PlayOptions(output=tmp_path / "runs", root=tmp_path, report=False), 1)
    workers.submit("long", load_scenarios(file, {})[0])
    deadline = time.monotonic() + 60
    while not any("stage_started" in log.read_text() for log in tmp_path.glob("runs/*/events.jsonl")):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    workers.close()
    (log,) = tmp_path.glob("runs/*/events.jsonl")
    assert ending(log.parent).verdict == "interrupted"


def test_what_workers_are_forked_from_has_one_thread() -> None:
    """A fork of a process with several threads may never end; Python 3.12 and later warn of it."""
    code = "import os, gui_agent.pytest_plugin.preloaded; print(len(os.listdir('/proc/self/task')))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "1"


@pytest.mark.slow
def test_files_that_cannot_be_written_are_found_before_anything_is_played(cli: Cli, folder: Path) -> None:
    (folder / "file").touch()
    (folder / "s/cassettes").touch()
    for arguments, said in (
        (["--junit", "file/x.xml"], "--junit file: file is not a folder"),
        (["--junit", "s"], "--junit s is a folder"),
        (["--output", "file/x"], "--output file/x: file is not a folder"),
    ):
        ended = cli("test", "s", *arguments)
        assert ended.status == 2
        assert said in ended.stderr
    ended = cli("test", "s", "-k", "quick", "--replay", "record")
    assert ended.status == 3
    assert "cannot write cassettes to" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr


def test_a_project_that_does_not_use_the_plugin_is_left_alone(tmp_path: Path) -> None:
    """Its own fixtures of the same names count, and its YAML files are its own."""
    (tmp_path / "conftest.py").write_text(
        "import pytest\n@pytest.fixture\ndef gui(): return 5\n@pytest.fixture\ndef gui_app(): return 6\n"
    )
    (tmp_path / "test_own.py").write_text("def test_own(gui, gui_app): assert (gui, gui_app) == (5, 6)\n")
    (tmp_path / "load.yaml").write_text("version: 1\nscenarios:\n  peak: {users: 300}\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert "warning" not in done.stdout
