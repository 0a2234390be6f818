"""A connection for the hands: made by `connect`, and its exchanges with the server not to be cut in two by Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gui_agent.perception.screen.xserver import connect

__all__ = ["connect", "unbroken"]


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
