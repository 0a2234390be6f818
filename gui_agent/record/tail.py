"""Following a run's event log while another process writes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from gui_agent.record.event_file import is_written
from gui_agent.record.events import Event, LineReader
from gui_agent.record.run_log import EVENTS_FILE

LOOK_SECONDS = 0.04
"""Between two looks at a run that is in progress: a step is shown soon after it happened, and a look costs microseconds."""
IDLE_SECONDS = 0.5
"""The same for a run that does not: it may be resumed."""


def is_going_on(folder: Path) -> bool:
    """Whether a process works on the run in `folder` now."""
    return is_written(folder / EVENTS_FILE)


class Tail:
    """Reads what was appended to a run's log since the last look."""

    def __init__(self, folder: Path, after: int = -1) -> None:
        """Only events whose `seq` is greater than `after` are given."""
        self._path = folder / EVENTS_FILE
        self._after = after
        self._read = 0
        self._reader = LineReader()

    def look(self) -> list[Event]:
        """The new events; an unfinished last line waits for its rest, a damaged one is left out."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._read)
                data = file.read()
        except OSError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        self._read += len(whole)
        return [event for line in whole.split(b"\n") if (event := self._event(line)) is not None and event.seq > self._after]

    def _event(self, line: bytes) -> Event | None:
        try:
            return self._reader.read(line)
        except ValueError:
            return None


async def follow(folder: Path, after: int = -1, *, until_end: bool = True) -> AsyncIterator[list[Event]]:
    """The events of a run as they are written, in batches: first those that exist (perhaps none), then new ones.

    With `until_end` it ends when no process works on the run any more; else it waits for the run to be resumed.
    """
    tail = Tail(folder, after)
    yield await asyncio.to_thread(tail.look)
    while True:
        going_on = is_going_on(folder)  # asked before the look: what was written before the end is seen
        events = tail.look()
        if events:
            yield events
        if not going_on and until_end:
            return
        await asyncio.sleep(LOOK_SECONDS if going_on else IDLE_SECONDS)
