"""Scenarios in processes of this machine: several are played at once, each on a private display of its own.

The processes are forked from one that has imported everything (on Windows and macOS each imports it itself), and share the
machine's cores: text recognition in each takes no more than its part.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import queue
import signal
import sys
import threading
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any

from gui_agent.errors import EnvironmentProblem, GuiAgentError
from gui_agent.interrupts import cancelled_by_signal, end_as_by_ctrl_c, end_with_parent

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from gui_agent.scenarios.format.planned import Scenario
    from gui_agent.scenarios.play.play_options import PlayOptions
    from gui_agent.scenarios.play.scenario_result import ScenarioResult

GRACE = 20.0
"""Seconds in which a process that was interrupted must have ended its application and its log."""

Job = tuple["Scenario", Future["ScenarioResult"]]


class Workers:
    """Plays scenarios in `count` processes, in the order in which they are submitted."""

    def __init__(self, options: PlayOptions, count: int) -> None:
        """The processes start now, so that they get ready while scenarios are collected."""
        method = "forkserver" if sys.platform == "linux" else "spawn"
        self._context: Any = multiprocessing.get_context(method)
        if method == "forkserver":
            self._context.set_forkserver_preload(["gui_agent.pytest_plugin.preloaded"])
        self._options = options
        self._threads = cores_for(count)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._futures: dict[str, Future[ScenarioResult]] = {}
        self._closing = False
        self._starting = threading.Lock()
        self._processes: list[_Process | None] = [None] * count
        self._serving = [threading.Thread(target=self._serve, args=(index,), daemon=True) for index in range(count)]
        for thread in self._serving:
            thread.start()

    def submit(self, key: str, scenario: Scenario) -> None:
        """Hand over a scenario; `result(key)` waits for it."""
        future: Future[ScenarioResult] = Future()
        self._futures[key] = future
        self._jobs.put((scenario, future))

    def result(self, key: str) -> ScenarioResult:
        """Wait for a scenario. Raises EnvironmentProblem when the process that played it died."""
        try:
            return self._futures.pop(key).result()
        except CancelledError as error:
            raise EnvironmentProblem("it was not played: the session ended", "Play it again") from error

    def close(self) -> None:
        """End all processes; those that are playing are interrupted, and finish their logs."""
        with self._starting:
            self._closing = True
        for future in self._futures.values():
            future.cancel()
        for _ in self._processes:
            self._jobs.put(None)
        for process in self._processes:
            if process is not None:
                process.end()
        for thread in self._serving:
            thread.join(timeout=1.0)

    def _serve(self, index: int) -> None:
        """Give scenarios to one process until there are no more; a process that died is replaced."""
        process = self._process(index)
        while process is not None and (job := self._jobs.get()) is not None:
            scenario, future = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(process.play(scenario))
            except GuiAgentError as error:
                future.set_exception(error)
                if not process.alive:
                    self._clean_up(process)
                    process = self._process(index)

    def _clean_up(self, process: _Process) -> None:
        """End the private screen and the application that a process that died has left behind."""
        from gui_agent.run import survivors

        for folder, left in survivors.orphaned(self._options.output, process.pid).items():
            left.end()
            survivors.forget(folder)

    def _process(self, index: int) -> _Process | None:
        """Start a process; None when everything is about to end. The first one waits until everything is imported."""
        with self._starting:
            if self._closing:
                return None
            process = self._processes[index] = _Process(self._context, self._options, self._threads)
            return process


def cores_for(count: int) -> int:
    """How many of this machine's cores each of `count` processes may use."""
    allowed = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, allowed // count)


class _Process:
    """One process, and the line to it."""

    def __init__(self, context: Any, options: PlayOptions, threads: int) -> None:
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, options, threads), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        """Its number."""
        return int(self._process.pid)

    @property
    def alive(self) -> bool:
        """Whether it can play."""
        return bool(self._process.is_alive())

    def play(self, scenario: Scenario) -> ScenarioResult:
        """Let it play a scenario in the environment that this process has now, and wait.

        Raises EnvironmentProblem when it dies; what `play` raises.
        """
        from gui_agent.scenarios.play.scenario_result import ScenarioResult

        try:
            self._line.send((scenario, dict(os.environ)))
            answer: dict[str, Any] | GuiAgentError = self._line.recv()
        except (EOFError, OSError) as error:
            self._process.join(GRACE)
            status = self._process.exitcode
            raise EnvironmentProblem(f"the process that played it ended with status {status}", "Play it alone: -n 1") from error
        if isinstance(answer, GuiAgentError):
            raise answer
        return ScenarioResult.from_json(answer)

    def end(self) -> None:
        """End it; while it plays, as Ctrl-C would."""
        with contextlib.suppress(OSError, ValueError):
            self._line.send(None)
        self._process.join(0.2)
        if self.alive and hasattr(signal, "SIGINT"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGINT)
        self._process.join(GRACE)
        if self.alive:
            self._process.kill()


def _work(line: Connection, options: PlayOptions, threads: int) -> None:
    """What a process does: play what it is given, until nothing is left."""
    with contextlib.suppress(EOFError, KeyboardInterrupt, BrokenPipeError, asyncio.CancelledError):
        _play_all(line, options, threads)


def _play_all(line: Connection, options: PlayOptions, threads: int) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    end_as_by_ctrl_c()
    end_with_parent()
    from gui_agent.perception.text.engines import limit_threads
    from gui_agent.scenarios.play.player import play
    from gui_agent.scenarios.play.shared_models import Brains

    limit_threads(threads)
    brains = Brains(options.model)
    while (job := line.recv()) is not None:
        scenario, environment = job
        os.environ.clear()
        os.environ.update(environment)
        try:
            line.send(asyncio.run(cancelled_by_signal(play(scenario, options, brains))).to_json())
        except GuiAgentError as error:
            line.send(error)
