"""gui-agent as a tool of somebody else's agent, on a real display: typed results, approvals, progress, limits, cancelling."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from agents import Agent, RunConfig, Runner, RunState
from agents.testing import ScriptedModel, assistant_message, function_call
from command_line import TODO, clean_environment
from glm_server import GlmServer, Hang, Reply, Request
from logs import ending
from processes import descendants
from todo_team import CLICK_ADD, CLICK_DELETE, CLICK_FIELD, TICK, TYPE_MILK, Call, TodoTeam

from gui_agent import GuiAgent, Limits, ModelChoice, TaskResult, gui_agent_tool
from gui_agent.desktop.app import App
from gui_agent.perception.screen.display import VirtualDisplay
from gui_agent.record.events import Event, RunFinished
from gui_agent.record.run_log import list_runs, read_events

OUTER = Path(__file__).parents[2] / "support/outer_agent.py"
DELEGATE: Call = ("use_computer", {"task": "Delete what is done"})
QUIET = RunConfig(tracing_disabled=True)
ADD_MILK = [CLICK_FIELD, TYPE_MILK, CLICK_ADD, TICK]


def inner(server: GlmServer, folder: Path, **settings: Any) -> GuiAgent:
    choice = ModelChoice(name=server.model, base_url=server.base_url)
    settings = {"app": f"{TODO} {folder / 'todo.json'}", "limits": Limits(seconds=60), **settings}
    return GuiAgent(model=choice, output=folder / "runs", **settings)


def outer(tool: Any, *words: Any) -> Agent[Any]:
    script = words or ([function_call(DELEGATE[0], DELEGATE[1], call_id="call_outer")], [assistant_message("It is done.")])
    return Agent("assistant", model=ScriptedModel(list(script)), tools=[tool])


def output_of(result: Any) -> TaskResult:
    outputs = [item.output for item in result.new_items if item.type == "tool_call_output_item"]
    assert len(outputs) == 1
    assert isinstance(outputs[0], TaskResult), outputs
    return outputs[0]


def todos(folder: Path) -> Any:
    return json.loads((folder / "todo.json").read_text())


def test_the_result_is_typed_and_progress_is_seen(tmp_path: Path) -> None:
    seen: list[Event] = []
    script = TodoTeam([*ADD_MILK, ("done", {"answer": "ticked"})])
    with GlmServer(script) as server:
        tool = gui_agent_tool(inner(server, tmp_path, team=True), on_progress=seen.append)
        result = asyncio.run(Runner.run(outer(tool), "go", run_config=QUIET))
    outcome = output_of(result)
    assert (outcome.verdict, outcome.answer, outcome.steps) == ("verified", "ticked", 4)
    assert json.loads(str(outcome))["verdict"] == "verified"
    assert result.final_output == "It is done."
    assert todos(tmp_path) == [{"title": "Milk", "done": True}]
    assert [event.event for event in seen].count("action_finished") == 4
    assert result.context_wrapper.usage.requests == 2 + len(server.requests)


def test_what_goes_wrong_inside_is_a_verdict_for_the_outer_agent(tmp_path: Path) -> None:
    choice = ModelChoice(name="x", base_url="http://127.0.0.1:9/v1", max_retries=0)
    tool = gui_agent_tool(GuiAgent(model=choice, display="virtual", output=tmp_path))
    outcome = output_of(asyncio.run(Runner.run(outer(tool), "go", run_config=QUIET)))
    assert outcome.verdict == "endpoint"
    tool = gui_agent_tool(GuiAgent(model=choice, display=":97", output=tmp_path))
    outcome = output_of(asyncio.run(Runner.run(outer(tool), "go", run_config=QUIET)))
    assert (outcome.verdict, ":97" in outcome.reason) == ("environment", True)


def test_the_time_limit_ends_a_task_and_not_the_outer_run(tmp_path: Path) -> None:
    with GlmServer(lambda _: Hang()) as server:
        tool = gui_agent_tool(inner(server, tmp_path), time_limit=3)
        result = asyncio.run(Runner.run(outer(tool), "go", run_config=QUIET))
    assert output_of(result).verdict == "limit"
    assert result.final_output == "It is done."


def test_cancelling_the_outer_run_ends_the_inner_one_and_what_it_started(tmp_path: Path) -> None:
    asked = asyncio.Event()

    async def cancel_when_asked() -> None:
        loop = asyncio.get_running_loop()

        def hang(_: Request) -> Hang:
            loop.call_soon_threadsafe(asked.set)
            return Hang()

        with GlmServer(hang) as server:
            task = asyncio.create_task(Runner.run(outer(gui_agent_tool(inner(server, tmp_path))), "go", run_config=QUIET))
            await asked.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            while not isinstance(list(read_events(list_runs(tmp_path / "runs")[0]))[-1], RunFinished):
                await asyncio.sleep(0.05)

    before = descendants(os.getpid())
    asyncio.run(cancel_when_asked())
    assert descendants(os.getpid()) == before
    assert ending(list_runs(tmp_path / "runs")[0]).verdict == "interrupted"


def test_an_approval_in_the_same_process_finds_the_screen_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "todo.json").write_text("[]")
    script = TodoTeam([*ADD_MILK, CLICK_DELETE, ("done", {})])
    with GlmServer(script) as server:
        agent = outer(gui_agent_tool(inner(server, tmp_path, approve="risky")))

        async def both() -> Any:
            result = await Runner.run(agent, "go", run_config=QUIET)
            assert [item.name for item in result.interruptions] == ["left_click"]
            assert todos(tmp_path) == [{"title": "Milk", "done": True}]
            state = result.to_state()
            state.approve(result.interruptions[0])
            return await Runner.run(agent, state, run_config=QUIET)

        result = asyncio.run(both())
    assert output_of(result).verdict == "done"
    assert todos(tmp_path) == []
    assert len(list_runs(tmp_path / "runs")) == 1


@pytest.fixture
def todo_on_display(display: VirtualDisplay, tmp_path: Path) -> Iterator[VirtualDisplay]:
    """A display with the application, which outlive the processes that use them."""
    (tmp_path / "todo.json").write_text('[{"title": "Milk", "done": true}, {"title": "Bread", "done": false}]')
    app = App.start(f"{TODO} {tmp_path / 'todo.json'}", display, tmp_path / "app.log")
    yield display
    app.stop()


def decide(what: str, folder: Path, outer_url: str, inner_url: str, display: VirtualDisplay) -> Any:
    words = [sys.executable, str(OUTER), what, "state.json", outer_url, inner_url, str(display.name), "runs"]
    environment = {**clean_environment(folder), "XAUTHORITY": str(display.xauthority), "OPENAI_API_KEY": "none"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


INNER: list[Call] = [CLICK_DELETE, ("done", {"answer": "deleted"})]
OUTER_SCRIPT = [Reply(calls=[DELEGATE]), Reply(text="All done is gone.")]


def test_an_action_is_approved_in_a_new_process_after_the_state_went_through_json(
    todo_on_display: VirtualDisplay, tmp_path: Path
) -> None:
    with GlmServer([Reply(calls=[call]) for call in INNER]) as model, GlmServer(OUTER_SCRIPT) as outside:
        urls = outside.base_url, model.base_url
        asked = decide("begin", tmp_path, *urls, todo_on_display)
        assert [request["tool"] for request in asked["asked"]] == ["left_click"]
        assert json.loads(asked["asked"][0]["arguments"])["element_info"] == "the Delete done button"
        assert len(todos(tmp_path)) == 2
        finished = decide("approve", tmp_path, *urls, todo_on_display)
    assert finished["final"] == "All done is gone."
    assert (finished["outputs"][-1]["verdict"], finished["outputs"][-1]["answer"]) == ("done", "deleted")
    assert todos(tmp_path) == [{"title": "Bread", "done": False}]
    (run,) = list_runs(tmp_path / "runs")
    events = list(read_events(run))
    assert [event.event for event in events].count("run_started") == 1
    assert [event.seq for event in events] == list(range(len(events)))
    assert ending(run).verdict == "done"


def decided_elsewhere(
    what: str, folder: Path, display: VirtualDisplay, script: list[Any], **settings: Any
) -> tuple[Any, GlmServer]:
    """The same with a second agent object in this process, which knows of the first only what went through JSON."""
    needs_approval = settings.pop("needs_approval", False)
    with GlmServer([Reply(calls=[call]) for call in script]) as server:

        def agent() -> Agent[Any]:
            gui_agent = inner(server, folder, app=None, display=display.name, **settings)
            return outer(gui_agent_tool(gui_agent, needs_approval=needs_approval))

        async def both() -> Any:
            first = await Runner.run(agent(), "go", context={"user": "somebody"}, run_config=QUIET)
            text = first.to_state().to_string()
            assert len(server.requests) == (0 if needs_approval else 1)
            second = outer(agent().tools[0], [assistant_message("It is done.")])
            state = await RunState.from_string(second, text)
            (item,) = state.get_interruptions()
            if what == "approve":
                state.approve(item)
            else:
                state.reject(item, rejection_message="The user said no.")
            return await Runner.run(second, state, run_config=QUIET)

        return asyncio.run(both()), server


def test_a_rejection_reaches_the_inner_model_and_nothing_is_done(
    todo_on_display: VirtualDisplay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XAUTHORITY", str(todo_on_display.xauthority))
    script: list[Call] = [CLICK_DELETE, ("fail", {"reason": "I may not delete."})]
    result, server = decided_elsewhere("reject", tmp_path, todo_on_display, script, approve="risky")
    assert (output_of(result).verdict, output_of(result).reason) == ("failed", "I may not delete.")
    assert "The user said no." in server.requests[1].text
    assert len(todos(tmp_path)) == 2


def test_a_whole_task_is_approved_before_anything_is_opened(
    todo_on_display: VirtualDisplay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XAUTHORITY", str(todo_on_display.xauthority))
    result, _ = decided_elsewhere("approve", tmp_path, todo_on_display, INNER, needs_approval=True)
    assert output_of(result).verdict == "done"
    assert todos(tmp_path) == [{"title": "Bread", "done": False}]
