"""What applications report about their windows, asked in the background while the picture is being looked at."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import Display

if TYPE_CHECKING:
    from gui_agent.perception.accessibility.listener import Listener
    from gui_agent.perception.element import Element
    from gui_agent.perception.screen.x_windows import TopWindow

TELL_SECONDS = 1.0
"""How long applications may take to report what is in their windows; what comes later is only seen."""


class _WhenNeeded(Future["tuple[TopWindow, ...]"]):
    """Windows that are known, or are read once somebody waits for them."""

    def __init__(self, known: Future[tuple[TopWindow, ...] | None], read: Callable[[], tuple[TopWindow, ...]]) -> None:
        super().__init__()
        self._known, self._read = known, read

    def result(self, timeout: float | None = None) -> tuple[TopWindow, ...]:
        """The windows, waited for at most `timeout` seconds. Raises TimeoutError."""
        if not self.done():
            known = self._known.result(timeout)
            windows = known if known is not None else self._read()
            with suppress(InvalidStateError):  # another thread was quicker
                self.set_result(windows)
        return super().result(timeout)


class Telling:
    """Asks the applications on one display; it has a thread and connections of its own."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._pool: ThreadPoolExecutor | None = None
        self._closed = False
        self._connection: Any = None
        self._listener: Listener | None = None
        self._for_answer: tuple[TopWindow, ...] | None = None

    def ask(self, screen: Box) -> Future[tuple[Element, ...]]:
        """What is reported about `screen` (pixels of the virtual screen), within about `TELL_SECONDS`; may be empty."""
        address = self._display.environment.get("DBUS_SESSION_BUS_ADDRESS") if sys.platform == "linux" else None
        if not address or self._display.name is None or self._closed:
            nothing: Future[tuple[Element, ...]] = Future()
            nothing.set_result(())
            return nothing
        return self._threads().submit(self._ask, address, screen)

    def ask_windows(self) -> Future[tuple[TopWindow, ...]]:
        """The windows of the display, the one in front last; empty where it cannot be asked.

        They are those that the `ask` right before needed. Where it needed none, they are read when they are waited for: few models
        look at them.
        """
        if sys.platform != "linux" or self._display.name is None or self._closed:
            nothing: Future[tuple[TopWindow, ...]] = Future()
            nothing.set_result(())
            return nothing
        return _WhenNeeded(self._threads().submit(self._take_windows), self._read_now)

    def _take_windows(self) -> tuple[TopWindow, ...] | None:
        """The windows that were read for the last answer; None where none were."""
        taken, self._for_answer = self._for_answer, None
        return taken

    def _read_now(self) -> tuple[TopWindow, ...]:
        if self._closed:
            return ()
        try:
            return self._threads().submit(lambda: tuple(self._windows())).result(TELL_SECONDS)
        except (RuntimeError, TimeoutError):  # it is closed, or does not answer
            return ()

    def _windows_for_answer(self) -> list[TopWindow]:
        windows = self._windows()
        self._for_answer = tuple(windows)
        return windows

    def _threads(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="telling")
        return self._pool

    def close(self) -> None:
        """End the connections; safe to call twice."""
        pool, self._pool, self._closed = self._pool, None, True
        if pool is not None:
            pool.submit(self._disconnect)
            pool.shutdown(wait=True, cancel_futures=False)

    def _ask(self, address: str, screen: Box) -> tuple[Element, ...]:
        if self._listener is None:
            from gui_agent.perception.accessibility.listener import Listener

            self._listener = Listener(address)
        return tuple(self._listener.read(screen, TELL_SECONDS, self._windows_for_answer))

    def _windows(self) -> list[TopWindow]:
        from Xlib.error import ConnectionClosedError, XError

        from gui_agent.actions.platforms.x11.connection import connect
        from gui_agent.perception.screen.x_windows import top_windows

        try:
            if self._connection is None:
                self._connection = connect(self._display)
            return list(top_windows(self._connection))
        except (EnvironmentProblem, XError, ConnectionClosedError, OSError):  # the display is gone: others say so
            return []

    def _disconnect(self) -> None:
        from Xlib.error import ConnectionClosedError

        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (ConnectionClosedError, OSError):
                return
