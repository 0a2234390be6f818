"""The agent: what a user configures once and asks to perform tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from gui_agent.agent.live_run import LiveRun
from gui_agent.agent.run_in_progress import RunInProgress
from gui_agent.agent.setup import AgentSetup
from gui_agent.errors import UsageError
from gui_agent.run.result import RunResult

T = TypeVar("T")


@dataclass
class GuiAgent(AgentSetup):
    """Performs tasks on a screen.

    result = GuiAgent(app="mousepad").run("Type 'hello', then press ctrl+s")
    """

    _in_progress: list[RunInProgress] = field(default_factory=list, init=False, repr=False, compare=False)

    def run(self, task: str) -> RunResult:
        """Perform `task` and wait for its end. Raises UsageError; everything else is a verdict.

        Where an event loop runs already (Jupyter, a web server), use `await agent.run_async(task)`.
        """
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(self.run_async(task))
        raise UsageError("run() cannot wait here: an event loop is running", "Write: result = await agent.run_async(...)")

    async def run_async(self, task: str) -> RunResult:
        """Perform `task`. Raises UsageError; everything else is a verdict. Cancelling it ends the run as interrupted."""
        with self._new_run() as run:
            return await run.perform_task(task)

    def start(self, task: str) -> LiveRun:
        """Begin to perform `task` on the running event loop; its events can be awaited, and it can be stopped.

        async for event in (live := agent.start("...")):
            print(event)
        result = await live.result()
        """
        return LiveRun(self, task)

    async def read(self, what: str, kind: type[T]) -> T:
        """Read something from the screen as typed data: `await agent.read("the todos", list[Todo])`.

        Scrolls where needed and changes nothing. Raises UsageError, ReadingFailed.
        """
        from gui_agent.agent.reading import read

        with self._new_run() as run:
            return await read(run, what, kind)

    async def resume(self, folder: Path) -> RunResult:
        """Resume a run that was killed, or that a limit or a dead server ended; its app and display are those of the run.

        Raises UsageError when there is nothing to resume; everything else is a verdict.
        """
        from gui_agent.agent.resume import resume

        with self._new_run() as run:
            return await resume(run, folder)

    def stop(self) -> None:
        """End all runs of this agent that are in progress as interrupted; to be called on their event loop."""
        for progress in self._in_progress:
            progress.stop()

    @contextmanager
    def _new_run(self) -> Iterator[RunInProgress]:
        run = RunInProgress(self)
        self._in_progress.append(run)
        try:
            yield run
        finally:
            self._in_progress.remove(run)
