"""The embedded model behind the Agents SDK's model interface: one action of the vocabulary a turn, its reasoning with it."""

from __future__ import annotations

import asyncio
import json
import threading
import zlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from agents.items import ModelResponse, TResponseInputItem, TResponseOutputItem, TResponseStreamEvent
from agents.models.interface import Model, ModelTracing
from agents.usage import Usage
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseCreatedEvent,
    ResponseFunctionToolCall,
    ResponseOutputItemDoneEvent,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseReasoningItem,
    ResponseReasoningSummaryTextDeltaEvent,
    ResponseTextDeltaEvent,
)
from openai.types.responses.response_prompt_param import ResponsePromptParam
from openai.types.responses.response_reasoning_item import Summary

from gui_agent.model.literal.conversation import read_conversation
from gui_agent.model.literal.plan import Turn, decide

if TYPE_CHECKING:
    from concurrent.futures import Future

    from agents.agent_output import AgentOutputSchemaBase
    from agents.handoffs import Handoff
    from agents.model_settings import ModelSettings
    from agents.tool import Tool

    from gui_agent.model.literal.sight.scene import Scene
    from gui_agent.perception.text.text import TextReader


class LiteralModel(Model):
    """Follows literal English instructions by pixels and by what is reported; a pure function of the conversation (its caches aside)."""

    name = "literal"
    is_embedded = True
    """It is a part of this program: no picture leaves it, and it aims at what it names."""
    reads_effects = True
    """The loop puts the effect of each action beside the words for it."""

    def __init__(self, reader: TextReader | None = None, looking: Future[Scene | None] | None = None) -> None:
        """Use `reader` for texts (default: one of its own, made at the first screenshot).

        `looking` is a first look that another thread takes with that reader meanwhile.
        """
        self._reader = reader
        self._looking = looking
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Load the text reader's networks now rather than with the first screenshot."""
        with self._lock:
            self._opened().warm_up()

    async def get_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: list[Tool],
        output_schema: AgentOutputSchemaBase | None,
        handoffs: list[Handoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None = None,
        conversation_id: str | None = None,
        prompt: ResponsePromptParam | None = None,
    ) -> ModelResponse:
        """The next action for this conversation: reasoning, a short message, and exactly one function call."""
        output = await asyncio.to_thread(self._answer, input)
        return ModelResponse(output=output, usage=Usage(requests=1), response_id=None)

    async def stream_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: list[Tool],
        output_schema: AgentOutputSchemaBase | None,
        handoffs: list[Handoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None = None,
        conversation_id: str | None = None,
        prompt: ResponsePromptParam | None = None,
    ) -> AsyncIterator[TResponseStreamEvent]:
        """The same answer as events: thinking first, then the message, then the call."""
        output = await asyncio.to_thread(self._answer, input)
        for event in _events(output):
            yield event

    def _answer(self, items: str | list[TResponseInputItem]) -> list[TResponseOutputItem]:
        with self._lock:
            conversation = read_conversation(items)
            looking, self._looking = self._looking, None
            scene = looking.result() if looking is not None else None
            return _output(decide(conversation, self._opened(), scene), conversation.turns, conversation.task)

    def _opened(self) -> TextReader:
        if self._reader is None:
            from gui_agent.perception.text.text import TextReader

            self._reader = TextReader()
        return self._reader


def _output(turn: Turn, turns: int, task: str) -> list[TResponseOutputItem]:
    message = turn.message + turn.notes.as_text()
    arguments = json.dumps(turn.action.arguments(), ensure_ascii=False, separators=(",", ":"))
    # Not random: the same conversation gets the same answer. The count and the notes keep ids of one run apart.
    mark = zlib.crc32(f"{task}|{message}|{arguments}".encode())
    ident = f"{turns}_{mark:08x}"
    return [
        ResponseReasoningItem(id=f"rs_{ident}", summary=[Summary(text=turn.thinking, type="summary_text")], type="reasoning"),
        ResponseOutputMessage(
            id=f"msg_{ident}",
            content=[ResponseOutputText(annotations=[], text=message, type="output_text", logprobs=[])],
            role="assistant",
            status="completed",
            type="message",
        ),
        ResponseFunctionToolCall(
            id=f"fc_{ident}", call_id=f"call_{ident}", name=turn.action.name, arguments=arguments, type="function_call"
        ),
    ]


def _events(output: list[TResponseOutputItem]) -> list[TResponseStreamEvent]:
    ident = str(getattr(output[-1], "id", "0"))
    common: dict[str, Any] = {
        "id": f"resp_{ident}",
        "created_at": 0,
        "model": LiteralModel.name,
        "object": "response",
        "tool_choice": "auto",
        "tools": [],
        "parallel_tool_calls": False,
    }
    events: list[TResponseStreamEvent] = [
        ResponseCreatedEvent(response=Response(output=[], **common), type="response.created", sequence_number=0)
    ]
    for index, item in enumerate(output):
        if isinstance(item, ResponseReasoningItem):
            events.append(
                ResponseReasoningSummaryTextDeltaEvent(
                    delta=item.summary[0].text,
                    item_id=item.id,
                    output_index=index,
                    summary_index=0,
                    type="response.reasoning_summary_text.delta",
                    sequence_number=len(events),
                )
            )
        elif isinstance(item, ResponseOutputMessage) and isinstance(item.content[0], ResponseOutputText):
            events.append(
                ResponseTextDeltaEvent(
                    content_index=0,
                    delta=item.content[0].text,
                    item_id=item.id,
                    logprobs=[],
                    output_index=index,
                    type="response.output_text.delta",
                    sequence_number=len(events),
                )
            )
        events.append(
            ResponseOutputItemDoneEvent(
                item=item, output_index=index, type="response.output_item.done", sequence_number=len(events)
            )
        )
    completed = Response(output=output, status="completed", **common)
    events.append(ResponseCompletedEvent(response=completed, type="response.completed", sequence_number=len(events)))
    return events
