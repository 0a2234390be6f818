"""Signal handling, the one mechanism for every command: SIGTERM and SIGHUP mean what Ctrl-C means, on every platform.

Windows has no SIGHUP; SIGBREAK (Ctrl-Break, a console that closes) is there instead.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")

ENDING: list[signal.Signals] = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
"""The signals that end a process, besides Ctrl-C."""
PARENT_SECONDS = 0.5
"""How often it is looked whether the parent process still runs."""
ORDERLY_SECONDS = 5.0
"""How long a process whose parent has ended may take to end in order; guards of private screens end what it leaves."""


def end_as_by_ctrl_c() -> None:
    """Let the ending signals interrupt this process as Ctrl-C does, once; on its main thread.

    A signal that is ignored already (`nohup`) stays so, and what handles it in another way does so.
    """
    signalled = False

    def interrupt(_: int, frame: FrameType | None) -> None:
        nonlocal signalled
        if signalled:  # it may come from a parent and from the terminal; the ending must not be interrupted
            return
        signalled = True
        handler = signal.getsignal(signal.SIGINT)
        if callable(handler):  # asyncio's, say, which cancels the main task
            handler(signal.SIGINT, frame)
        else:  # Ctrl-C is ignored, as in a shell's background
            raise KeyboardInterrupt

    for number in ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, interrupt)


@contextmanager
def on_end_signal(tell: Callable[[signal.Signals], object], *, interrupt_too: bool = True) -> Iterator[None]:
    """Call `tell` with each ending signal that comes within the block, in place of what it did before; on the main thread.

    In an event loop `tell` is called by the loop, not in the middle of something. A signal that was ignored stays so, but for
    Ctrl-C (`interrupt_too`).
    """
    import asyncio  # not for `--help`

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        loop = None

    def handler(number: int, _: FrameType | None) -> None:
        if loop is None:
            tell(signal.Signals(number))
        else:  # wakes the loop, which may wait for nothing else
            with contextlib.suppress(RuntimeError):  # it has just been closed
                loop.call_soon_threadsafe(tell, signal.Signals(number))

    numbers = [number for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN]
    before: dict[signal.Signals, Any] = {}
    try:
        for number in [*([signal.SIGINT] if interrupt_too else []), *numbers]:
            before[number] = signal.signal(number, handler)
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, signal.SIG_DFL if earlier is None else earlier)


async def cancelled_by_signal(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`; the first ending signal or Ctrl-C cancels it, and no further one disturbs its end."""
    import asyncio

    task = asyncio.ensure_future(work)
    signalled = False

    def cancel(_: signal.Signals) -> None:
        nonlocal signalled
        if not signalled:
            signalled = True
            task.cancel()

    with on_end_signal(cancel):
        return await task


def when_parent_ends(tell: Callable[[], object], parent: int | None = None) -> None:
    """Call `tell` once, on a thread of its own, when the process that started this one has ended.

    Its end may show nowhere else: a pipe stays open while any other process holds its other end. `parent` is its number, where this
    process was given it: it may have ended before this process came to ask.
    """
    expected = parent or os.getppid()

    def watch() -> None:
        while os.getppid() == expected:
            time.sleep(PARENT_SECONDS)
        tell()

    threading.Thread(target=watch, name="gui-agent parent", daemon=True).start()


def end_with_parent(parent: int | None = None) -> None:
    """End this process as Ctrl-C does when its parent has ended (`parent` as above), and at once where that takes too long.

    Nobody is left who could end it a second time: what it waits for may never come.
    """

    def end() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(ORDERLY_SECONDS)
        os._exit(130)

    when_parent_ends(end, parent)
