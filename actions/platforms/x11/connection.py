"""A connection for the hands: made by `connect`, and its exchanges with the server not to be cut in two by Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from Xlib.error import ConnectionClosedError

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.display import Display
from gui_agent.perception.screen.xserver import connect

__all__ = ["answering", "connect", "unbroken"]


@contextmanager
def answering(display: Display) -> Iterator[None]:
    """Xlib's ways to say that the server of `display` is gone become an EnvironmentProblem within."""
    try:
        with unbroken():
            yield
    except (ConnectionClosedError, OSError, TypeError) as error:
        # python3-xlib 0.15 fails with a TypeError while it handles a broken pipe.
        if isinstance(error, TypeError) and not isinstance(error.__context__, OSError):
            raise
        raise EnvironmentProblem(
            f"display {display.name} stopped answering", "It may have been closed; start it again"
        ) from error


@contextmanager
def unbroken() -> Iterator[None]:
    """Let Ctrl-C wait until an exchange with the server is over.

    python-xlib cannot be interrupted within one: every later request would wait for ever, that which releases a key too.
    Signals reach the main thread only; on others there is nothing to do.
    """
    before = signal.getsignal(signal.SIGINT) if threading.current_thread() is threading.main_thread() else None
    if not callable(before):
        yield
        return
    waiting: list[Any] = []
    signal.signal(signal.SIGINT, lambda _, frame: waiting.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if waiting:
            before(signal.SIGINT, waiting[0])
