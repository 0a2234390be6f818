"""Continuing after a kill -9: complete, nothing doubled, nothing lost. All points: `python benchmarks/crash.py`."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import GREETER, TODO, Cli, clean_environment, started
from glm_server import GlmServer, Reply, Request
from ten_steps import crash_and_resume
from todo_team import CLICK_ADD, CLICK_FIELD, PLAN, TICK, TYPE_MILK, first_item_is_ticked, role_of

from gui_agent.agent.past import Past, read_past
from gui_agent.agent.resume import _answer_open_call
from gui_agent.perception.screen.processes import ProcessMark
from gui_agent.record.events import (
    ActionEffect,
    ActionFinished,
    ActionStarted,
    Event,
    Handoff,
    LoggedAction,
    ModelReplied,
    RunFinished,
    RunResumed,
    RunStarted,
    Settle,
)
from gui_agent.record.run_log import list_runs, read_events

GREET = "Type 'hello' into the Name field, then click Greet"


@pytest.mark.parametrize(
    ("phase", "step", "reported"),
    [
        ("replied", 6, ""),
        pytest.param("half", 3, "The run was cut off while", marks=pytest.mark.slow),  # also below, killed twice
    ],
)
def test_a_killed_run_continues_and_nothing_is_doubled(tmp_path: Path, phase: str, step: int, reported: str) -> None:
    survived = crash_and_resume(phase, step, tmp_path)
    assert survived.problems == []
    assert survived.reported.startswith(reported)
    resumed = next(event for event in survived.events if isinstance(event, RunResumed))
    assert resumed.reattached
    assert isinstance(survived.events[-1], RunFinished)
    assert survived.events[-1].verdict == "done"


def test_a_run_that_is_killed_again_after_resume(tmp_path: Path) -> None:
    survived = crash_and_resume("half", 3, tmp_path, again=("acted", 7))
    assert survived.problems == []
    resumed = [event for event in survived.events if isinstance(event, RunResumed)]
    assert [event.reattached for event in resumed] == [True, True]


def test_literal_continues_and_a_finished_run_cannot_be_resumed(cli: Cli, tmp_path: Path) -> None:
    process = started(tmp_path, "step 2", "run", GREET, "--app", f"{GREETER} greetings.txt")
    assert process.stderr is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stderr.close()
    noted = json.loads((list_runs(tmp_path / ".gui-agent/runs")[0] / "processes.json").read_text())
    finished = cli("resume", "--json")
    assert finished.status == 0, finished.stderr
    assert (tmp_path / "greetings.txt").read_text() == "hello\n"
    marks = [*noted["display"]["processes"], noted["app"]]
    assert not any(ProcessMark.from_json(mark).alive for mark in marks)
    again = cli("resume")
    assert (again.status, "has ended: done" in again.stderr) == (2, True)


def test_literal_does_not_guess_what_an_application_that_is_gone_had_saved(cli: Cli, tmp_path: Path) -> None:
    finished = cli("run", GREET, "--app", GREETER, "--max-steps", "1", "--json")
    assert finished.status == 6
    resumed = cli("resume", "--max-steps", "9", "--json")
    assert (resumed.status, "literal model cannot know" in resumed.stderr) == (2, True)
    assert resumed.stderr.count("\n") == 1
    events = list(read_events(list_runs(tmp_path / ".gui-agent/runs")[0]))
    assert [event.seq for event in events] == list(range(len(events)))


def test_the_past_is_the_same_however_often_it_was_cut() -> None:
    wait, settle = LoggedAction(action="wait"), Settle(reason="settled", seconds=0.1)
    events: list[Event] = [
        RunStarted(task="x"),
        ModelReplied(items=(_call("a"),)),
        ActionStarted(step=1, action=wait),
        ActionFinished(step=1, action=wait, effect=ActionEffect(text="nothing visible changed"), settle=settle),
        ModelReplied(items=(_call("b"),)),
        ActionStarted(step=2, action=wait, picture="none"),
    ]
    past = _past(events)
    assert (past.steps, past.performed) == (2, ["wait(): nothing visible changed"])
    reported = _answer_open_call(past, "changed", literal=False)
    items = list(past.items)
    again = _past([*events, RunResumed(message=reported, kept=len(items))])
    assert again.items == items
    assert [item["call_id"] for item in items if item.get("type") == "function_call_output"] == ["a", "b"]


def test_what_was_never_begun_is_decided_again() -> None:
    past = _past([RunStarted(task="x"), ModelReplied(items=(_call("a"),))])
    assert _answer_open_call(past, "unknown", literal=False) == ""
    assert past.items == [{"role": "user", "content": "Task: x"}]


def _call(ident: str) -> dict[str, str]:
    return {"type": "function_call", "call_id": ident, "name": "wait", "arguments": "{}"}


def _past(events: list[Event]) -> Past:
    return read_past(events, lambda agent, past: "")


class MortalTeam:
    """Replies for a team that adds and ticks one todo; it kills the run when `role` asks for the nth time, before it answers."""

    def __init__(self, role: str, nth: int) -> None:
        self.role, self.nth = role, nth
        self.roles: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None

    def __call__(self, request: Request) -> Reply:
        role = role_of(request)
        self.roles.append(role)
        if role == self.role and self.roles.count(role) == self.nth and self.process is not None:
            self.process.kill()
            self.process.wait()
        if role == "planner":
            return Reply(calls=[("start_work", PLAN)])
        if role == "operator":
            done = [message for message in request.messages if message["role"] == "tool"]
            return Reply(calls=[[CLICK_FIELD, TYPE_MILK, CLICK_ADD, TICK, ("done", {})][len(done)]])
        passed = first_item_is_ticked(request)
        return Reply(calls=[("verdict", {"passed": passed, "reason": "Milk is ticked" if passed else "no tick"})])


TEAM_POINTS = [("operator", 3), *(pytest.param(role, 1, marks=pytest.mark.slow) for role in ("verifier", "planner"))]


@pytest.mark.parametrize(("role", "nth"), TEAM_POINTS)
def test_a_killed_team_continues_with_the_agent_that_was_at_work(cli: Cli, tmp_path: Path, role: str, nth: int) -> None:
    team = MortalTeam(role, nth)
    with GlmServer(team) as server:
        asked = ["run", "Add Milk and tick it", "--app", f"{TODO} todo.json", "--team"]
        command = [sys.executable, "-m", "gui_agent", *asked, "--model", server.model, "--base-url", server.base_url]
        with (tmp_path / "output.txt").open("wb") as output:
            team.process = subprocess.Popen(command, cwd=tmp_path, env=clean_environment(tmp_path), stdout=output, stderr=output)
            assert team.process.wait(60) == -signal.SIGKILL, (tmp_path / "output.txt").read_text()
        asked_before = len(team.roles)
        finished = cli("resume", "--json")
    assert (finished.status, finished.json["verdict"]) == (0, "verified"), finished.stderr
    assert json.loads((tmp_path / "todo.json").read_text()) == [{"title": "Milk", "done": True}]
    assert team.roles[asked_before] == role
    events = list(read_events(list_runs(tmp_path / ".gui-agent/runs")[0]))
    assert [event.seq for event in events] == list(range(len(events)))
    assert [event.target for event in events if isinstance(event, Handoff)] == ["operator", "verifier"]
    assert [event.event for event in events].count("action_sent") == 4
