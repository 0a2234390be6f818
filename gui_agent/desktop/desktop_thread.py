"""The one thread from which a display is used."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import Empty, SimpleQueue
from typing import TypeVar

from gui_agent.errors import EnvironmentProblem

T = TypeVar("T")
HANG_SECONDS = 30.0
"""After this a display that does not answer counts as hung."""
HUNG = "the display does not answer"
REMEDY = "Look whether the X server still runs, and start the run again"


class DesktopThread:
    """Runs functions one after another on one daemon thread: a hung display cannot keep the program from ending."""

    def __init__(self) -> None:
        self.idle: Callable[[], None] | None = None
        """What is done again and again while there is nothing else to do; it must be quick."""
        self.idle_seconds = 0.1
        """How long to pause between two of these."""
        self._answer: Future[None] | None = None
        """What is answered once a display that was hung answers again."""
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="gui-agent desktop", daemon=True)
        self._thread.start()

    async def run(self, function: Callable[[], T], patience: float | None = None) -> T:
        """What `function` returns. Raises EnvironmentProblem when the display does not answer for `patience` seconds."""
        patience = HANG_SECONDS if patience is None else patience
        future = self._begin(function)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), patience)
        except TimeoutError as error:
            raise self._no_answer(patience) from error

    def wait(self, function: Callable[[], T], patience: float) -> T:
        """The same, from another thread than the event loop's."""
        try:
            return self._begin(function).result(patience)
        except TimeoutError as error:
            raise self._no_answer(patience) from error

    def _begin(self, function: Callable[[], T]) -> Future[T]:
        if self._answer is not None and not self._answer.done():
            raise EnvironmentProblem(HUNG, REMEDY)
        self._answer = None
        return self._put(function)

    def _put(self, function: Callable[[], T]) -> Future[T]:
        future: Future[T] = Future()
        call = partial(_call, function, future)
        if self._thread.is_alive():
            self._queue.put(call)
        else:
            call()
        return future

    def _no_answer(self, patience: float) -> EnvironmentProblem:
        self._answer = self._put(lambda: None)
        return EnvironmentProblem(f"{HUNG} for {patience:g} seconds", REMEDY)

    def stop(self, last: Callable[[], None] | None = None) -> None:
        """End the thread when everything that was asked for is done, `last` as the last thing."""
        if last is not None:
            self._queue.put(partial(_call, last, Future()))
        self._queue.put(None)

    def _work(self) -> None:
        while True:
            try:
                call = self._queue.get(timeout=None if self.idle is None else self.idle_seconds)
            except Empty:
                if (idle := self.idle) is not None:
                    idle()
                continue
            if call is None:
                return
            call()


def _call(function: Callable[[], T], future: Future[T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(function())
    except BaseException as error:  # noqa: BLE001  # handed to the caller whole
        future.set_exception(error)
