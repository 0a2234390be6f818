"""Being told to end: SIGTERM and SIGHUP mean what Ctrl-C means, so that a command ends what it started."""

from __future__ import annotations

import signal
from types import FrameType

ENDING: list[signal.Signals] = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""The signals that tell a process to end, besides Ctrl-C."""
_told = False


def end_as_by_ctrl_c() -> None:
    """Let SIGTERM and SIGHUP interrupt this process as Ctrl-C does, once; on its main thread.

    A signal that is ignored already (`nohup`) stays so, and what handles it in another way does so.
    """
    for number in ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)


def _interrupt(_: int, frame: FrameType | None) -> None:
    global _told
    if _told:  # both a parent and the terminal may tell it; what is being ended must not be interrupted
        return
    _told = True
    handler = signal.getsignal(signal.SIGINT)
    if callable(handler):  # asyncio's, say, which cancels the main task
        handler(signal.SIGINT, frame)
    else:  # Ctrl-C is ignored, as in a shell's background
        raise KeyboardInterrupt
