"""From Python: events as they happen, stopping, a lent desktop, typed reading, and other people's MCP tools with approval."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import TODO
from glm_server import GlmServer, Hang, Reply, Request
from pydantic import BaseModel
from todo_team import CLICK_ADD, CLICK_FIELD, TYPE_MILK, Call

import gui_agent
from gui_agent import Desktop, GuiAgent, Limits, ModelChoice, ReadingFailed
from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.record.events import ApprovalAnswered, ForeignCalled, Observed
from gui_agent.record.run_log import read_events
from gui_agent.run.foreign_tools import lent_tools

NOTES = Path(__file__).parents[2] / "apps/notes_server.py"
ADD_MILK: list[Call] = [CLICK_FIELD, TYPE_MILK, CLICK_ADD, ("done", {"answer": "added"})]


class Todo(BaseModel):
    title: str
    done: bool = False


def agent_for(server: GlmServer, folder: Path, **settings: Any) -> GuiAgent:
    choice = ModelChoice(name=server.model, base_url=server.base_url, reasks=1)
    settings = {"app": f"{TODO} {folder / 'todo.json'}", "limits": Limits(seconds=60), **settings}
    return GuiAgent(model=choice, output=folder / "runs", **settings)


def replies(*calls: Call) -> list[Reply]:
    return [Reply(calls=[call]) for call in calls]


def test_events_arrive_as_they_happen_and_the_desktop_is_lent(tmp_path: Path) -> None:
    async def use(agent: GuiAgent) -> None:
        async with await Desktop.open("virtual") as desktop:
            agent.desktop = desktop
            live = agent.start("Add milk")
            events = [event.event async for event in live]
            result = await live.result()
            assert (result.verdict, result.answer) == ("done", "added")
            assert events[0] == "run_started"
            assert events[-1] == "run_finished"
            assert events.count("action_finished") == 3
            assert (await desktop.screenshot()).region.width == 1260

    with GlmServer(replies(*ADD_MILK)) as server:
        asyncio.run(use(agent_for(server, tmp_path)))


def test_a_live_run_is_stopped_and_says_so(tmp_path: Path) -> None:
    async def use(agent: GuiAgent) -> None:
        live = agent.start("Add milk")
        async for event in live:
            if isinstance(event, Observed):
                live.stop()
        assert (await live.result()).verdict == "interrupted"

    with GlmServer(lambda _: Hang()) as server:
        asyncio.run(use(agent_for(server, tmp_path)))


def test_all_runs_of_an_agent_are_stopped(tmp_path: Path) -> None:
    async def use(agent: GuiAgent) -> list[str]:
        begun: list[str] = []

        def note(event: Any) -> None:
            begun.extend(["x"] if isinstance(event, Observed) else [])
            if len(begun) == 2:
                agent.stop()

        agent.listener = note
        results = await asyncio.gather(agent.run_async("Add milk"), agent.run_async("Add bread"))
        return [result.verdict for result in results]

    with GlmServer(lambda _: Hang()) as server:
        assert asyncio.run(use(agent_for(server, tmp_path, display="virtual"))) == ["interrupted", "interrupted"]


def read(script: Any, folder: Path, kind: Any) -> tuple[Any, GlmServer]:
    (folder / "todo.json").write_text('[{"title": "Milk", "done": true}, {"title": "Bread", "done": false}]')
    with GlmServer(script) as server:
        return asyncio.run(agent_for(server, folder).read("the todos", kind)), server


SCROLL: Call = ("scroll", {"start_box": [300, 400], "direction": "down", "step": 3})


def test_a_list_is_read_as_typed_rows_and_overlaps_count_once(tmp_path: Path) -> None:
    rows = [[{"title": "Milk", "done": True}], [{"title": "Milk", "done": True}, {"title": "Bread"}]]
    script = replies(("collect", {"rows": rows[0]}), SCROLL, ("collect", {"rows": rows[1]}), ("finish", {"complete": True}))
    todos, server = read(script, tmp_path, list[Todo])
    assert todos == [Todo(title="Milk", done=True), Todo(title="Bread")]
    assert set(server.requests[0].tools) == {"hover", "scroll", "wait", "fail", "collect", "finish"}
    assert "1 new rows, 2 in all" in server.requests[3].text


def test_rows_of_the_wrong_form_are_asked_for_again(tmp_path: Path) -> None:
    script = replies(("collect", {"rows": [{"name": "Milk"}]}), ("collect", {"rows": [{"title": "Milk"}]}), ("finish", {}))
    todos, server = read(script, tmp_path, list[Todo])
    assert todos == [Todo(title="Milk")]
    assert "title" in server.requests[1].text


def test_one_value_is_read_as_its_type(tmp_path: Path) -> None:
    values: list[Any] = [{"title": "Bread", "done": "no"}, {"title": "Bread", "done": False}]
    value, _ = read(replies(*[("answer", {"value": value}) for value in values]), tmp_path, Todo)
    assert value == Todo(title="Bread")


def test_what_is_not_read_to_its_end_is_no_success(tmp_path: Path) -> None:
    script = replies(("collect", {"rows": [{"title": "Milk"}]}), ("finish", {"complete": False, "note": "It continues"}))
    with pytest.raises(ReadingFailed, match="It continues") as failure:
        read(script, tmp_path, list[Todo])
    assert failure.value.collected == [{"title": "Milk", "done": False}]
    with pytest.raises(ReadingFailed, match="failed: There is no list"):
        read(replies(("fail", {"reason": "There is no list"})), tmp_path, list[Todo])
    with pytest.raises(UsageError, match="literal"):
        asyncio.run(GuiAgent().read("the todos", list[Todo]))


def run_with_notes(folder: Path, approver: Callable[..., Any], script: Any) -> tuple[Any, GlmServer]:
    with GlmServer(script) as server:
        notes = f"{sys.executable} {NOTES} {folder / 'notes.txt'}"
        return agent_for(server, folder, mcp_servers=[notes], approver=approver).run("Note two things"), server


def test_tools_of_other_people_are_called_after_approval_only(tmp_path: Path) -> None:
    asked: list[str] = []

    async def approve_the_first(call: Any, _: Any) -> bool:
        asked.append(str(call))
        return len(asked) == 1

    def script(request: Request) -> Reply:
        (note,) = [name for name in request.tools if name.endswith("write_note")]
        number = sum(message["role"] == "tool" for message in request.messages)
        return Reply(calls=[(note, {"text": f"number {number}"}) if number < 2 else ("done", {})])

    result, server = run_with_notes(tmp_path, approve_the_first, script)
    assert result.verdict == "done", result.reason
    assert (tmp_path / "notes.txt").read_text() == "number 0\n"
    assert [call.partition("(")[2] for call in asked] == ["text='number 0')", "text='number 1')"]
    assert "did not approve" in server.requests[2].text
    events = list(read_events(result.run))
    assert [event.granted for event in events if isinstance(event, ApprovalAnswered)] == [True, False]
    assert "noted: number 0" in next(event.result for event in events if isinstance(event, ForeignCalled))


def test_a_server_that_does_not_start_is_an_environment_problem() -> None:
    async def lend(address: str) -> None:
        from agents import Agent

        async with lent_tools(Agent("operator"), [address], ask=True):
            pass

    for address in ("no-such-program --flag", f"{sys.executable} -c pass", "http://127.0.0.1:9/mcp"):
        with pytest.raises(EnvironmentProblem, match="MCP server"):
            asyncio.run(lend(address))


def test_every_public_name_is_there() -> None:
    assert all(getattr(gui_agent, name).__name__ == name for name in gui_agent.__all__)
