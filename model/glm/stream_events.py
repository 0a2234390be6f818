"""A turn as the Agents SDK streams it: deltas while the model writes, whole calls and the final answer once they are understood.

The events are made by the SDK's own handler for chat completions, so that they are those of any other model. A call is shown when
it is whole: what a server streams of it may still be repaired, or turn out to be only considered.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from agents import ModelResponse, ModelSettings
from agents.models.chatcmpl_stream_handler import ChatCmplStreamHandler
from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import Choice, ChoiceDelta, ChoiceDeltaToolCall, ChoiceDeltaToolCallFunction
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseReasoningItem,
)
from openai.types.responses.response_usage import ResponseUsage

from gui_agent.model.wire import DeltaKind, OnDelta

if TYPE_CHECKING:
    from agents.items import TResponseOutputItem, TResponseStreamEvent

ITEM_ID = "__fake_id__"
"""The id of all output items: chat completions have none, and the SDK removes exactly this one when it sends items back."""
Answer = Callable[[OnDelta], Awaitable[ModelResponse]]


async def stream_events(
    answer: Answer, model: str, settings: ModelSettings, *, live_text: bool
) -> AsyncIterator[TResponseStreamEvent]:
    """The events of the turn that `answer` makes. With `live_text` false the text comes at once, when it is known to be meant."""
    pieces: asyncio.Queue[tuple[DeltaKind, str] | None] = asyncio.Queue()

    def heard(kind: DeltaKind, text: str) -> None:
        pieces.put_nowait((kind, text))

    async def work() -> ModelResponse:
        try:
            return await answer(heard)
        finally:
            pieces.put_nowait(None)

    task = asyncio.create_task(cast("Any", work()))
    empty = _empty_response(model, settings)
    completed = None
    try:
        chunks = _chunks(pieces, task, model, live_text)
        async for event in ChatCmplStreamHandler.handle_stream(empty, cast("Any", chunks), model=model):
            if isinstance(event, ResponseCompletedEvent):
                completed = event
            else:
                yield event
        response: ModelResponse = await task
        if completed is not None:
            completed.response = _filled(completed.response, response)
            yield completed
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])


async def _chunks(
    pieces: asyncio.Queue[tuple[DeltaKind, str] | None], task: asyncio.Task[ModelResponse], model: str, live_text: bool
) -> AsyncIterator[ChatCompletionChunk]:
    thought, said = "", ""
    while (piece := await pieces.get()) is not None:
        kind, text = piece
        # The handler closes the thinking when the text begins: more of it, of a reply that is asked for again, is not shown.
        if kind == "thinking" and not said:
            thought += text
            yield _chunk(model, ChoiceDelta.model_validate({"reasoning_content": text}))
        elif kind == "text" and live_text:
            text = text if said else text.lstrip()
            if text:
                said += text
                yield _chunk(model, ChoiceDelta(content=text))
    response = await task
    for delta in _rest(response.output, thought, said):
        yield _chunk(model, delta)
    yield _chunk(model, ChoiceDelta(), finish=True)


def _rest(output: list[TResponseOutputItem], thought: str, said: str) -> list[ChoiceDelta]:
    """What of the final output has not been shown yet."""
    deltas: list[ChoiceDelta] = []
    for item in output:
        match item:
            case ResponseReasoningItem() if not thought and not said:
                deltas.append(ChoiceDelta.model_validate({"reasoning_content": item.summary[0].text}))
            case ResponseOutputMessage():
                for part in item.content:
                    if part.type == "refusal":
                        deltas.append(ChoiceDelta(refusal=part.refusal))
                    elif not said:
                        deltas.append(ChoiceDelta(content=part.text))
                    elif part.text.startswith(said) and part.text != said:
                        deltas.append(ChoiceDelta(content=part.text[len(said) :]))
    calls = [item for item in output if isinstance(item, ResponseFunctionToolCall)]
    deltas += [
        ChoiceDelta(
            tool_calls=[
                ChoiceDeltaToolCall(
                    index=index,
                    id=call.call_id,
                    type="function",
                    function=ChoiceDeltaToolCallFunction(name=call.name, arguments=call.arguments),
                )
            ]
        )
        for index, call in enumerate(calls)
    ]
    return deltas


def _chunk(model: str, delta: ChoiceDelta, *, finish: bool = False) -> ChatCompletionChunk:
    choice = Choice(index=0, delta=delta, finish_reason="stop" if finish else None)
    return ChatCompletionChunk(id=ITEM_ID, created=0, model=model, object="chat.completion.chunk", choices=[choice])


def _empty_response(model: str, settings: ModelSettings) -> Response:
    choice = settings.tool_choice if settings.tool_choice in ("none", "auto", "required") else "auto"
    return Response(
        id=ITEM_ID,
        created_at=time.time(),
        model=model,
        object="response",
        output=[],
        tool_choice=cast("Any", choice),
        top_p=settings.top_p,
        temperature=settings.temperature,
        tools=[],
        parallel_tool_calls=bool(settings.parallel_tool_calls),
        reasoning=settings.reasoning,
    )


def _filled(streamed: Response, response: ModelResponse) -> Response:
    """The completed response: the understood output, whatever was shown on the way to it."""
    usage = response.usage
    counted = ResponseUsage(
        input_tokens=usage.input_tokens,
        input_tokens_details=usage.input_tokens_details,
        output_tokens=usage.output_tokens,
        output_tokens_details=usage.output_tokens_details,
        total_tokens=usage.total_tokens,
    )
    return streamed.model_copy(update={"output": response.output, "usage": counted})
