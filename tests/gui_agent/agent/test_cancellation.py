"""Cancelling: whatever a run started has ended when its event loop has, whenever the cancelling came."""

import asyncio
import os
import threading
import time
from pathlib import Path

import pytest
from command_line import GREETER
from logs import ending
from processes import descendants

from gui_agent import GuiAgent
from gui_agent.desktop.cancellation import to_the_end
from gui_agent.record.run_log import list_runs


def test_the_result_or_the_error_arrives() -> None:
    assert asyncio.run(to_the_end(lambda: 7)) == 7
    with pytest.raises(ZeroDivisionError):
        asyncio.run(to_the_end(lambda: 1 // 0))


@pytest.mark.parametrize("shielded", [False, True])
def test_an_event_loop_that_ends_waits_for_the_end(shielded: bool) -> None:
    begun, ended = threading.Event(), threading.Event()
    undone: list[str] = []

    def work() -> str:
        begun.set()
        time.sleep(0.3)
        ended.set()
        return "a display"

    async def wait() -> None:
        going = to_the_end(work, undone.append)
        await (asyncio.shield(going) if shielded else going)

    async def leave_at_once() -> None:
        task = asyncio.create_task(wait())
        await asyncio.to_thread(begun.wait)
        task.cancel()

    asyncio.run(leave_at_once())
    assert ended.is_set()
    assert undone == ["a display"]


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.1, 0.3, 0.8, 1.6, 3.0])
def test_a_run_that_is_cancelled_leaves_nothing_behind(seconds: float, tmp_path: Path) -> None:
    agent = GuiAgent(app=GREETER, display="virtual", output=tmp_path)

    async def cancelled() -> None:
        task = asyncio.create_task(agent.run_async("Wait for 'Never there'"))
        await asyncio.sleep(seconds)
        task.cancel()

    before = descendants(os.getpid())
    asyncio.run(cancelled())
    assert descendants(os.getpid()) == before
    for run in list_runs(tmp_path):
        assert ending(run).verdict == "interrupted"
