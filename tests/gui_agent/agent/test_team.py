"""The team on a real application, with a scripted server: handoffs, a wrong `done` that is caught, verdicts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import TODO, Cli
from glm_server import GlmServer, Reply, Request
from todo_team import CLICK_ADD, CLICK_FIELD, PLAN, TICK, TYPE_MILK, Call, TodoTeam, role_of

from gui_agent import GuiAgent, Limits, ModelChoice, RunResult
from gui_agent.record.events import Event, Handoff, HandoffMessage, Judged, LoggedGoal, RunFinished
from gui_agent.record.run_log import read_events
from gui_agent.run.board import Board

ADD_MILK = [CLICK_FIELD, TYPE_MILK, CLICK_ADD]
TASK = "Add Milk and tick it"


def run_team(script: Any, folder: Path, **settings: Any) -> tuple[RunResult, GlmServer, list[Event]]:
    with GlmServer(script) as server:
        agent = GuiAgent(
            model=ModelChoice(name=server.model, base_url=server.base_url, reasks=2),
            app=f"{TODO} {folder / 'todo.json'}",
            limits=Limits(seconds=90),
            output=folder / "runs",
            team=True,
            **settings,
        )
        result = agent.run(TASK)
    assert result.run is not None
    return result, server, list(read_events(result.run))


def handoffs(events: list[Event]) -> list[str]:
    return [f"{event.source}>{event.target}" for event in events if isinstance(event, Handoff)]


def test_a_wrong_done_is_caught_handed_back_and_repaired(tmp_path: Path) -> None:
    script = TodoTeam([*ADD_MILK, ("done", {"summary": "Added and ticked Milk."}), TICK, ("done", {})])
    result, server, events = run_team(script, tmp_path)
    assert (result.verdict, result.reason, result.exit_status) == ("verified", "", 0)
    assert json.loads((tmp_path / "todo.json").read_text()) == [{"title": "Milk", "done": True}]
    assert handoffs(events) == ["planner>operator", "operator>verifier", "verifier>operator", "operator>verifier"]
    said = [event.message for event in events if isinstance(event, Handoff) and event.message is not None]
    assert said[0] == HandoffMessage(kind="plan", goals=tuple(LoggedGoal(**goal) for goal in PLAN["goals"]))
    assert said[1].summary == "Added and ticked Milk."
    assert "not ticked" in said[2].missing
    judged = next(event for event in events if isinstance(event, Judged))
    assert (judged.passed, judged.reason) == (True, "Milk is ticked")
    assert judged.box == (126, 161, 183, 184)
    assert result.usage.requests == len(server.requests) == 9
    assert isinstance(events[-1], RunFinished)


def test_each_agent_starts_with_a_small_context_of_its_own(tmp_path: Path) -> None:
    script = TodoTeam([*ADD_MILK, ("done", {"summary": "CLAIM"}), TICK, ("done", {})])
    _, server, _ = run_team(script, tmp_path)
    asked = list(zip(script.roles, server.requests, strict=True))
    verifier = next(request for role, request in asked if role == "verifier")
    assert [message["role"] for message in verifier.messages] == ["system", "user", "user"]
    assert len(verifier.images) == 1
    assert "done when: The list shows Milk with a tick" in verifier.text
    assert "The operator claims: CLAIM" in verifier.text
    assert "type(content='Milk')" in verifier.text
    assert set(verifier.tools) == {"hover", "scroll", "wait", "verdict", "hand_back"}
    again = asked[6][1]
    assert [message["role"] for message in again.messages] == ["system", "user", "user"]
    assert "not ticked" in again.text


def test_what_cannot_be_repaired_fails_with_the_verifiers_reason(tmp_path: Path) -> None:
    script = TodoTeam([*ADD_MILK, *[("done", {"summary": "Really done."})] * 3])
    result, _, events = run_team(script, tmp_path)
    assert (result.verdict, result.reason, result.exit_status) == ("failed", "Milk is in the list, but not ticked", 1)
    assert handoffs(events).count("verifier>operator") == 2
    assert not next(event for event in events if isinstance(event, Judged)).passed


def test_bad_handoff_arguments_are_asked_for_again_and_repaired(tmp_path: Path) -> None:
    bad_plans: list[Any] = [{"goals": "tick it"}, {}, {"goals": json.dumps(PLAN["goals"])}]
    script = TodoTeam([*ADD_MILK, TICK, ("done", {})], planner=[("start_work", plan) for plan in bad_plans])
    result, _, events = run_team(script, tmp_path)
    assert result.verdict == "verified", result.reason
    plan = next(event.message for event in events if isinstance(event, Handoff))
    assert plan is not None
    assert [goal.model_dump() for goal in plan.goals] == PLAN["goals"]
    assert script.roles[:4] == ["planner", "planner", "planner", "operator"]


def test_plans_that_stay_bad_are_unparseable(tmp_path: Path) -> None:
    result, _, _ = run_team(TodoTeam([], planner=[("start_work", {"goals": []})] * 3), tmp_path)
    assert (result.verdict, result.exit_status) == ("unparseable", 4)


def test_a_verdict_that_contradicts_itself_is_not_taken(tmp_path: Path) -> None:
    verdicts = iter(
        [
            {"passed": True, "reason": "looks fine", "unmet": ["Milk with a tick"]},
            {"passed": False, "reason": "There is no Milk"},
        ]
    )

    def script(request: Request) -> Reply:
        role = role_of(request)
        calls: dict[str, Call] = {"planner": ("start_work", PLAN), "operator": ("done", {})}
        return Reply(calls=[calls[role] if role in calls else ("verdict", next(verdicts))])

    result, server, _ = run_team(script, tmp_path)
    assert (result.verdict, result.reason) == ("failed", "There is no Milk")
    assert "Not decided" in server.requests[-1].text


def test_the_operator_gets_back_what_the_reader_collected(tmp_path: Path) -> None:
    (tmp_path / "todo.json").write_text('[{"title": "Milk", "done": true}, {"title": "Bread", "done": false}]')
    reading: Iterator[Call] = iter(
        [
            ("collect", {"rows": ["Milk"]}),
            ("scroll", {"start_box": [300, 400], "direction": "down", "step": 3}),
            ("collect", {"rows": ["Milk", "Bread"]}),
            ("give_to_operator", {"complete": True}),
        ]
    )
    working: Iterator[Call] = iter([("ask_reader", {"what": "all todos"}), ("done", {"answer": "Milk, Bread"})])

    def script(request: Request) -> Reply:
        role = role_of(request)
        if role == "verifier":
            return Reply(calls=[("verdict", {"passed": True, "reason": "Both are there"})])
        return Reply(calls=[("start_work", PLAN) if role == "planner" else next(working if role == "operator" else reading)])

    result, server, events = run_team(script, tmp_path)
    assert (result.verdict, result.answer) == ("verified", "Milk, Bread")
    assert handoffs(events)[1:3] == ["operator>reader", "reader>operator"]
    operator_again = next(request for request in reversed(server.requests) if role_of(request) == "operator")
    assert "The reader collected 2 rows (complete)" in operator_again.text
    restored = Board.of_events(events)
    assert (restored.rows, restored.question is not None) == (["Milk", "Bread"], True)


def test_the_command_line_shows_handoffs_and_the_verdict(cli: Cli) -> None:
    with GlmServer(TodoTeam([*ADD_MILK, *[("done", {})] * 3])) as server:
        finished = cli(
            "run", TASK, "--app", f"{TODO} todo.json", "--base-url", server.base_url, "--model", server.model, "--json"
        )
    assert (finished.status, finished.json["verdict"]) == (1, "failed")
    assert "planner hands over to operator" in finished.stderr
    assert "verifier hands over to operator: Milk is in the list, but not ticked" in finished.stderr
    assert "failed: Milk is in the list, but not ticked" in finished.stderr


def test_a_team_needs_a_model_that_converses(cli: Cli) -> None:
    finished = cli("run", TASK, "--team", "--display", "virtual")
    assert finished.status == 2
    assert "--solo" in finished.stderr


@pytest.mark.parametrize(("rows", "new"), [(["b", "c"], 1), (["c"], 1), (["a", "b"], 0), (["b", "b"], 1)])
def test_rows_that_the_screen_before_showed_too_are_noted_once(rows: list[str], new: int) -> None:
    board = Board()
    board.collect(["a", "b"])
    assert board.collect(rows) == new
