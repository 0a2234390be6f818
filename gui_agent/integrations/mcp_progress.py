"""Progress for MCP clients: it only grows, and it beats while a model thinks, so that a client sees that work is in progress."""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import anyio
from mcp.server.mcpserver import Context

BEAT_SECONDS = 5.0
_PARTS = 20
"""What comes between two steps takes this share of what is left to the next one."""


def following(last: float, steps: int) -> float:
    """The next value: the number of finished steps, or a little more than the last one; always more, and below the next step."""
    if steps > last:
        return float(steps)
    return max(last + (math.floor(last) + 1 - last) / _PARTS, math.nextafter(last, math.inf))


class Progress:
    """What a client hears about one call; says again what is in progress whenever nothing was said for a while."""

    def __init__(self, context: Context[Any, Any], doing: str, total: int | None = None) -> None:
        """`doing` is what is in progress at first; `total` is the number of steps at most, where there is one."""
        self._context = context
        self._doing, self._since = doing, time.monotonic()
        self._total = None if total is None else float(total + 1)  # the end is a step, too
        self._value = 0.0
        self._steps = 0
        self._beat: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._beat = asyncio.create_task(self._beats())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._beat is not None
        self._beat.cancel()
        with suppress(asyncio.CancelledError):
            await self._beat

    async def say(self, words: str, *, steps: int = 0, doing: str = "") -> None:
        """Report `words`; `steps` are finished now, and `doing` is in progress from here on."""
        self._steps = max(self._steps, steps)
        self._doing, self._since = doing or words, time.monotonic()
        await self._report(words)

    async def _beats(self) -> None:
        said = self._value
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            if self._value == said:
                await self._report(f"{self._doing} ({time.monotonic() - self._since:.0f} s)")
            said = self._value

    async def _report(self, words: str) -> None:
        self._value = following(self._value, self._steps)
        with suppress(anyio.ClosedResourceError, anyio.BrokenResourceError):  # the client is gone
            await self._context.report_progress(self._value, self._total, words)
