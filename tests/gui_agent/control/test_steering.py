"""A run that is steered from outside of its process, over its control: without a browser."""

import asyncio
import json
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest
from command_line import GREETER
from glm_server import GlmServer, Reply, Request

from gui_agent import GuiAgent, Limits, ModelChoice
from gui_agent.agent.past import read_past
from gui_agent.control.socket import FILE, Control, connect, tell
from gui_agent.control.steering import DISTURBED, Steering
from gui_agent.errors import UsageError
from gui_agent.record.events import ActionFinished, ActionRefused, ActionStarted, ApprovalAsked, BaseEvent, Paused
from gui_agent.record.run_log import read_events
from gui_agent.run.hints import HINT
from gui_agent.run.limits import Budget

E = TypeVar("E", bound=BaseEvent)
HOVER = Reply(calls=[("hover", {"start_box": [700, 700], "element_info": "empty place"})])
DONE = Reply(calls=[("done", {})])


def agent_on(folder: Path, server: GlmServer, **more: Any) -> GuiAgent:
    """An agent whose runs are steered."""
    control = Control(Steering())
    model = ModelChoice(name=server.model, base_url=server.base_url)
    more = {"approver": control.steering.ask, **more}
    return GuiAgent(
        model=model, display="virtual:560x420", app=GREETER, folder=folder, control=control, listener=control.on_event, **more
    )


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.02)


def logged(folder: Path, kind: type[E]) -> list[E]:
    with suppress(UsageError):
        return [event for event in read_events(folder) if isinstance(event, kind)]
    return []


def test_an_action_decided_before_a_person_took_over_is_not_performed_and_a_hint_is_reported_once(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    release: list[str] = []

    def script(request: Request) -> Reply:
        turns = sum(message["role"] == "assistant" for message in request.messages)
        if turns == 0:
            while not release:  # the model thinks for as long as the user needs
                server.closing.wait(0.02)
        return HOVER if turns < 2 else DONE

    async def steer() -> None:
        await until((folder / FILE).exists)
        assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
        await until(lambda: server.requests)
        with pytest.raises(UsageError, match="Take over first"):
            await tell(folder, {"do": "use", "gesture": {"kind": "text", "text": "x"}})
        await tell(folder, {"do": "take_over"})
        for gesture in ({"kind": "move", "x": 0, "y": 0}, {"kind": "keys", "keys": "ctrl+a"}, {"kind": "text", "text": "ä"}):
            await tell(folder, {"do": "use", "gesture": gesture})
        with pytest.raises(UsageError, match="no gesture"):
            await tell(folder, {"do": "use", "gesture": {"kind": "jump"}})
        await tell(folder, {"do": "hint", "text": "be quick"})
        await tell(folder, {"do": "go_on"})
        release.append("continue")

    async def both() -> Any:
        result, _ = await asyncio.gather(agent.run_async("Look around"), steer())
        return result

    with GlmServer(script) as server:
        agent = agent_on(folder, server)
        assert asyncio.run(both()).verdict == "done"
        reported = server.requests
    assert [event.reason for event in logged(folder, ActionRefused)] == [DISTURBED]
    assert len(logged(folder, ActionStarted)) == 1
    assert [request.text.count(HINT.format(text="be quick")) for request in reported] == [0, 1, 1]
    assert reported[1].messages[-2]["content"] == reported[2].messages[4]["content"] == HINT.format(text="be quick")
    assert not (folder / FILE).exists()
    past = read_past(read_events(folder), lambda _, __: "")
    assert [item["content"] for item in past.items if item.get("role") == "user"][1] == HINT.format(text="be quick")


def test_a_pause_holds_the_action_and_the_question_and_a_stop_ends_it(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    states: list[dict[str, Any]] = []

    async def watch() -> None:
        async with connect(folder, watch=True) as line:
            async for message in line.messages():
                states.extend([message["state"]] if "state" in message else [])

    async def steer() -> None:
        await until((folder / FILE).exists)
        await tell(folder, {"do": "pause"})
        watching = asyncio.create_task(watch())
        await until(lambda: logged(folder, Paused))
        assert not server.requests, "it is not even asked"
        await tell(folder, {"do": "go_on"})
        await until(lambda: logged(folder, ApprovalAsked))
        with pytest.raises(UsageError, match="answered already"):
            await tell(folder, {"do": "answer", "number": 7, "granted": True})
        await tell(folder, {"do": "answer", "number": 1, "granted": True})
        await until(lambda: len(logged(folder, ApprovalAsked)) == 2)
        await tell(folder, {"do": "stop"})
        await watching

    async def both() -> Any:
        result, _ = await asyncio.gather(agent.run_async("Look around"), steer())
        return result

    with GlmServer([HOVER, HOVER, DONE]) as server:
        agent = agent_on(folder, server, approve="always")
        assert asyncio.run(both()).verdict == "interrupted"
    assert len(logged(folder, ActionFinished)) == 1
    questions = [state["question"] for state in states if state["question"]]
    assert {question["words"] for question in questions} == {"hover empty place"}
    assert questions[0]["points"] == [[392, 294]]
    with pytest.raises(UsageError, match="cannot be steered"):
        asyncio.run(tell(folder, {"do": "pause"}))


def test_nobody_steers_without_the_key(tmp_path: Path) -> None:
    async def knock() -> tuple[bytes, bytes]:
        control = await Control(Steering()).start(tmp_path)
        port = json.loads((tmp_path / FILE).read_text())["port"]
        answers = []
        for greeting in (b'{"key": "wrong"}\n', b"no json\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(greeting + b'{"do": "stop"}\n')
            answers.append(await reader.read())
            writer.close()
        await control.close()
        return answers[0], answers[1]

    wrong, nonsense = asyncio.run(knock())
    assert b"not the key" in wrong
    assert nonsense == b""


def test_literal_takes_no_hints_and_a_hint_is_a_sentence() -> None:
    with pytest.raises(UsageError, match="takes no hints"):
        Steering(takes_hints=False).hint("quick")
    with pytest.raises(UsageError, match="empty"):
        Steering().hint("  ")
    with pytest.raises(UsageError, match="longer"):
        Steering().hint("x" * 5000)


def test_time_stands_still_while_a_person_lets_the_run_wait() -> None:
    async def wait() -> None:
        budget, start = Budget(Limits(seconds=60)), time.monotonic()
        async with asyncio.timeout(60) as budget.clock:
            end = budget.clock.when()
            assert end is not None
            with budget.standing_still():
                await asyncio.sleep(0.3)
            later = budget.clock.when()
            assert later is not None
            assert later - end >= 0.29
            assert time.monotonic() - start - budget.seconds >= 0.29

    asyncio.run(wait())
