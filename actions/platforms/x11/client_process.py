"""Which process a window belongs to, as the X server knows it (the X-Resource extension, 1.2), whether it is idle, how much it works."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from Xlib import error
from Xlib.protocol import rq

LOCAL_PROCESS = 2
"""Asks for the number of the client's process."""
IDLE_LOOKS, IDLE_SECONDS = 3, 0.004
"""An application that answers no pings has taken its input when its process waits in so many looks, so far apart."""


class _QueryClientIds(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(4), rq.RequestLength(), rq.Card32("count"), rq.Card32("client"), rq.Card32("mask")
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Pad(1),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Card32("count"),
        rq.Pad(20),
        rq.List("words", rq.Card32Obj),
    )


def process_of(connection: Any, window: int) -> int | None:
    """The number of the process on this machine that a window belongs to; None where the server does not know it."""
    extension = connection.query_extension("X-Resource")
    if extension is None or not extension.present:
        return None
    try:
        answer = _QueryClientIds(
            display=connection.display, opcode=extension.major_opcode, count=1, client=window, mask=LOCAL_PROCESS
        )
    except error.XError:
        return None
    words = list(answer.words)  # client, mask, length in bytes, process
    return int(words[3]) if len(words) >= 4 and words[1] == LOCAL_PROCESS and words[2] == 4 else None


def is_idle(process: int, patience: float) -> bool | None:
    """Whether a process that was sent something comes to wait for more, within `patience` seconds; None where that is not known.

    One that computes, waits for the processor or is stopped has not taken it yet.
    """
    deadline, idle = time.monotonic() + patience, 0
    while idle < IDLE_LOOKS:
        try:
            state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            return None
        idle = idle + 1 if state in ("S", "I") else 0
        if time.monotonic() > deadline:
            return False
        time.sleep(IDLE_SECONDS)
    return True


def seconds_of_work(process: int) -> float | None:
    """Seconds for which a process has computed, or waited for a processor, with all its threads; None where that is not known."""
    nanoseconds = 0
    try:
        for thread in Path(f"/proc/{process}/task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):  # it has ended
                computed, waited, *_ = (thread / "schedstat").read_bytes().split()
                nanoseconds += int(computed) + int(waited)
    except (OSError, ValueError):
        return None
    return nanoseconds / 1e9
