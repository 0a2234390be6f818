"""What happens to real machines in the middle of a run: each ends with the right verdict, and everything so far is kept."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import GREETER, ROOT, clean_environment
from glm_server import GlmServer, Hang
from logs import ending
from scripted_model import ScriptedModel

import gui_agent.desktop.desktop
import gui_agent.desktop.desktop_thread
from gui_agent import GuiAgent, Limits, ModelChoice, RunResult
from gui_agent.perception.screen.processes import ProcessMark
from gui_agent.record.events import ActionFinished, Event, RunFinished
from gui_agent.record.run_log import list_runs, read_events

TYPE = {"action": "type", "content": "a"}
NOTICED = (1, 2)
"""Steps until an end is noticed: a killed program is there for its parent until the last of its threads is gone."""


def run_until(trouble: Callable[[dict[str, Any]], None], folder: Path) -> tuple[RunResult, list[Event], dict[str, Any]]:
    """Run a script of ten actions; after the first one, `trouble` is made for the processes that processes.json names."""
    noted: dict[str, Any] = {}

    def listen(event: Event) -> None:
        if isinstance(event, ActionFinished) and event.step == 1:
            noted.update(json.loads((list_runs(folder)[0] / "processes.json").read_text()))
            trouble(noted)

    agent = GuiAgent(
        model=ScriptedModel([*[TYPE] * 10, {"action": "done"}]),
        app=GREETER,
        output=folder,
        listener=listen,
        limits=Limits(seconds=60),
    )
    result = agent.run("Type")
    assert result.run is not None
    return result, list(read_events(result.run)), noted


def end(mark: dict[str, Any], number: int = signal.SIGKILL) -> None:
    os.kill(mark["pid"], number)
    deadline = time.monotonic() + 30
    while number == signal.SIGKILL and ProcessMark.from_json(mark).alive:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def nothing_is_left(noted: dict[str, Any]) -> bool:
    marks = [*noted["display"]["processes"], noted["app"]]
    return not any(ProcessMark.from_json(mark).alive for mark in marks)


def test_a_display_that_vanishes(tmp_path: Path) -> None:
    result, events, noted = run_until(lambda found: end(found["display"]["processes"][0]), tmp_path)
    assert result.verdict == "environment"
    assert "X server" in result.reason or "display" in result.reason
    assert isinstance(events[-1], RunFinished)
    assert nothing_is_left(noted)


def test_a_window_manager_that_dies(tmp_path: Path) -> None:
    result, events, noted = run_until(lambda found: end(found["display"]["processes"][1]), tmp_path)
    assert (result.verdict, result.steps in NOTICED) == ("environment", True)
    assert "window manager" in result.reason
    assert isinstance(events[-1], RunFinished)
    assert nothing_is_left(noted)


def test_an_application_that_is_killed(tmp_path: Path) -> None:
    result, events, noted = run_until(lambda found: end(found["app"]), tmp_path)
    assert (result.verdict, result.steps in NOTICED) == ("environment", True)
    assert "exit status -9" in result.reason
    assert isinstance(events[-1], RunFinished)
    assert nothing_is_left(noted)


@pytest.mark.slow
def test_a_display_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gui_agent.desktop.desktop, "HANG_SECONDS", 2.0)
    monkeypatch.setattr(gui_agent.desktop.desktop, "CLOSE_SECONDS", 0.5)
    result, events, noted = run_until(lambda found: end(found["display"]["processes"][0], signal.SIGSTOP), tmp_path)
    assert result.verdict == "environment"
    assert "does not answer" in result.reason
    assert isinstance(events[-1], RunFinished)
    assert nothing_is_left(noted)


def test_an_application_that_takes_the_whole_display(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gui_agent.desktop.desktop, "HANG_SECONDS", 2.0)
    monkeypatch.setattr(gui_agent.desktop.desktop_thread, "HANG_SECONDS", 2.0)
    monkeypatch.setattr(gui_agent.desktop.desktop, "CLOSE_SECONDS", 0.5)
    app = f"{sys.executable} {ROOT / 'tests/apps/grabber.py'}"
    script: list[dict[str, Any]] = [TYPE, {"action": "left_click", "start_box": [100, 200]}, {"action": "done"}]
    start = time.monotonic()
    result = GuiAgent(model=ScriptedModel(script), app=app, display="virtual", output=tmp_path).run("Type")
    assert time.monotonic() - start < 30
    assert result.run is not None
    assert (result.verdict, "does not answer for 2" in result.reason) == ("environment", True), result.reason
    assert isinstance(list(read_events(result.run))[-1], RunFinished)
    assert not (result.run / "processes.json").exists()


@pytest.mark.parametrize(
    ("call_timeout", "limit", "verdict"), [(60.0, 3.0, "limit"), (0.5, 60.0, "endpoint")], ids=["run", "call"]
)
def test_a_model_that_never_answers(tmp_path: Path, call_timeout: float, limit: float, verdict: str) -> None:
    with GlmServer(lambda _: Hang()) as server:
        model = ModelChoice(name=server.model, base_url=server.base_url, call_timeout=call_timeout, max_retries=1)
        start = time.monotonic()
        result = GuiAgent(model=model, display="virtual", output=tmp_path, limits=Limits(seconds=limit)).run("Look")
    assert result.verdict == verdict, result.reason
    assert time.monotonic() - start < 30
    assert result.run is not None
    assert ending(result.run).verdict == verdict


def test_a_clock_that_jumps_neither_ends_nor_prolongs_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    jumps = iter([86_400.0, -86_400.0] * 10_000)
    monkeypatch.setattr(time, "time", lambda: real() + next(jumps))
    script = [TYPE, TYPE, {"action": "done"}]
    result = GuiAgent(model=ScriptedModel(script), app=GREETER, output=tmp_path, limits=Limits(seconds=60)).run("Type")
    assert (result.verdict, result.steps) == ("done", 2)
    assert result.run is not None
    ats = [event.at for event in read_events(result.run)]
    assert ats == sorted(ats)
    assert 0 <= ats[0] <= ats[-1] < 60


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap for a small disk")
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    command = f"""{sys.executable} -m gui_agent run "Type 'hello' into the Name field, then click Greet" --app "{GREETER}" \
        --output runs --json > out.json 2> err.txt; echo $? > status; cp -r runs kept"""
    subprocess.run(
        ["bwrap", "--dev-bind", "/", "/", "--size", "86016", "--tmpfs", str(tmp_path / "runs"), "--", "bash", "-c", command],
        cwd=tmp_path,
        env={**clean_environment(tmp_path), "PYTHONPATH": str(ROOT)},
        check=True,
        timeout=120,
    )
    assert (tmp_path / "status").read_text() == "3\n", (tmp_path / "err.txt").read_text()
    result = json.loads((tmp_path / "out.json").read_text())
    assert result["verdict"] == "environment"
    assert "No space left" in result["reason"]
    assert "Traceback" not in (tmp_path / "err.txt").read_text()
    events = list(read_events(list_runs(tmp_path / "kept")[0]))
    assert [event.seq for event in events] == list(range(len(events)))
    assert isinstance(events[-1], RunFinished)
