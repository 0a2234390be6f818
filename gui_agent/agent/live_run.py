"""A run that is under way: its events as they happen, its result, and a way to stop it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING

from gui_agent.record.run_log import Event
from gui_agent.run.result import RunResult

if TYPE_CHECKING:
    from gui_agent.agent.agent import GuiAgent


class LiveRun:
    """A task that `GuiAgent.start` began. Iterate over it for its events; several may run at once."""

    def __init__(self, agent: GuiAgent, task: str) -> None:
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listener = agent.listener
        self._agent = replace(agent, listener=self._hear)
        self._task = asyncio.create_task(self._agent.run_async(task))
        self._task.add_done_callback(lambda _: self._events.put_nowait(None))

    def _hear(self, event: Event) -> None:
        if self._listener is not None:
            self._listener(event)
        self._events.put_nowait(event)

    async def __aiter__(self) -> AsyncIterator[Event]:
        """The events of the run so far and from now on, each once; ends with the run."""
        while (event := await self._events.get()) is not None:
            yield event

    async def result(self) -> RunResult:
        """How the run ended. Raises UsageError."""
        return await asyncio.shield(self._task)

    async def ended(self) -> None:
        """Wait until everything that the run started has ended; raises nothing."""
        await asyncio.wait([self._task])

    def stop(self) -> None:
        """End the run as interrupted; `result` says so once everything that was started has ended."""
        self._agent.stop()
