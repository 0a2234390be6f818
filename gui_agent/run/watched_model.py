"""The model, asked while the screen is watched: what happens late replaces the request before its answer begins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from agents import Model, ModelResponse
from agents.items import TResponseStreamEvent

from gui_agent.record.events import RequestReplaced
from gui_agent.run.observation import picture_message
from gui_agent.run.run import Run, current_run

if TYPE_CHECKING:
    from gui_agent.perception.screen.screenshot import Screenshot

MOST_REPLACED = 3
"""How often one decision is asked for again because the screen has changed meanwhile."""

SENT = 0.15
"""Seconds after which a request is on its way: what else there is to do would delay it."""


class WatchedModel(Model):
    """Asks `inner`. Where the screen changes before the answer begins, the request is ended and made again with the new picture."""

    def __init__(self, inner: Model) -> None:
        self.inner = inner
        reported: Callable[..., None] | None = getattr(inner, "on_delta", None)
        if hasattr(inner, "on_delta") and not getattr(reported, "notes_answers", False):
            inner.on_delta = _noting(reported)

    @property
    def reads_effects(self) -> bool:
        """Whether the model reads the effects of its actions as objects."""
        return bool(getattr(self.inner, "reads_effects", False))

    async def get_response(self, system_instructions: Any, input: Any, *args: Any, **more: Any) -> ModelResponse:
        """The answer to this request, or to the last one that replaced it."""
        run = current_run()
        asyncio.get_running_loop().call_later(SENT, run.use_the_wait)
        return await self._answer(run, system_instructions, input, args, more)

    async def _answer(self, run: Run, instructions: Any, items: Any, args: Any, more: Any) -> ModelResponse:
        replaced = 0
        while True:
            request = asyncio.ensure_future(self.inner.get_response(instructions, items, *args, **more))
            try:
                newer = await _changed_before(request, run) if replaced < MOST_REPLACED and _has_picture(items) else None
                if newer is None:
                    return _with_cost(await request, replaced)
            finally:
                if not request.done():
                    request.cancel()
                    with suppress(asyncio.CancelledError):
                        await request
            replaced += 1
            await run.desktop.expect_late()
            items = [*items[:-1], await _shown(newer, run)]
            run.log.write_soon(RequestReplaced(step=run.next_step, number=replaced))

    def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[TResponseStreamEvent]:
        """Not offered: the loop asks for whole responses."""
        raise NotImplementedError

    async def close(self) -> None:
        """Close the model."""
        await self.inner.close()


async def _changed_before(request: asyncio.Future[Any], run: Run) -> Screenshot | None:
    """The newer screen, if it changes while the answer has not begun; else None."""
    if run.sight is None:
        return None
    later: asyncio.Future[Any] = asyncio.ensure_future(run.desktop.later(run.sight))
    try:
        await asyncio.wait([request, later], return_when=asyncio.FIRST_COMPLETED)
        if request.done() or run.answering or run.seen is None:
            return None
        return await run.desktop.newer(run.seen)
    finally:
        later.cancel()


async def _shown(newer: Screenshot, run: Run) -> Any:
    run.show(newer)
    picture = await run.to_decide_by(newer)
    return picture_message(f"The screen after {run.budget.steps} actions:", picture.encoded.data_url)


def _has_picture(items: Any) -> bool:
    """Whether the last item is the message with the screenshot."""
    content = items[-1].get("content") if isinstance(items, list) and items else None
    return isinstance(content, list) and any(part.get("type") == "input_image" for part in content)


def _with_cost(response: ModelResponse, replaced: int) -> ModelResponse:
    """The response with the requests that were ended before it: a server counts their prompts, but does not say how much that is."""
    usage = response.usage
    usage.requests += replaced
    usage.total_tokens += replaced * usage.input_tokens
    usage.input_tokens += replaced * usage.input_tokens
    return response


def _noting(reported: Callable[..., None] | None) -> Callable[..., None]:
    """Note that the answer has begun, and call the listener that was there before."""

    def note(*piece: Any) -> None:
        with suppress(LookupError):  # the model was asked outside of a run
            current_run().answering = True
        if reported is not None:
            reported(*piece)

    note.notes_answers = True  # type: ignore[attr-defined]  # asked for before it is wrapped once more
    return note
