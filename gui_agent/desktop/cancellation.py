"""Work that a cancelled task must not leave half done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

T = TypeVar("T")


async def to_the_end(function: Callable[[], T], undo: Callable[[T], object] | None = None) -> T:
    """What `function` returns, or raises, on a thread. A cancelled caller is cancelled only once it has ended.

    So an event loop that is about to end (`asyncio.run` cancels what is left, shielded or not) waits for it too. `undo` is given
    what a cancelled caller will not get: a display that was still starting, say.
    """
    work = asyncio.get_running_loop().run_in_executor(None, function)
    cancelled: asyncio.CancelledError | None = None
    while not work.done():
        try:
            await asyncio.wait([work])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return work.result()
    if work.exception() is None and undo is not None:
        await to_the_end(partial(undo, work.result()))
    raise cancelled
