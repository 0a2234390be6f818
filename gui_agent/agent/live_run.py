"""A run that is under way: its events as they happen, its result, and a way to stop it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from gui_agent.agent.run_in_progress import RunInProgress
from gui_agent.agent.setup import AgentSetup
from gui_agent.record.events import Event
from gui_agent.run.result import RunResult


class LiveRun:
    """A task that `GuiAgent.start` began. Iterate over it for its events; several may run at once."""

    def __init__(self, setup: AgentSetup, task: str) -> None:
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listener = setup.listener
        self._run = RunInProgress(replace(setup, listener=self._hear))
        self._task = asyncio.create_task(self._run.perform_task(task))
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
        self._run.stop()
