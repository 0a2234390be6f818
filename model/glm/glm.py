"""GLM-4.5V as a model of the Agents SDK, over any endpoint: validated calls and clean text, whatever the server made of the reply.

What the SDK would stumble over never reaches it: empty replies (it would end the run as a success), unknown tools, malformed
arguments, reused call ids. A reply that cannot be used is asked for again, with the reason, in a side conversation that leaves the
history clean; when that does not help either, an error ends the run. `ModelSettings` say what a reply may be: with
`tool_choice="required"` text alone is asked for again, with `parallel_tool_calls=False` only the first call counts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from agents import Model, ModelBehaviorError, ModelResponse, ModelSettings, ModelTracing, Usage
from agents.models._retry_runtime import should_disable_provider_managed_retries
from agents.tracing import generation_span
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputRefusal,
    ResponseOutputText,
    ResponseReasoningItem,
)
from openai.types.responses.response_reasoning_item import Summary
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

from gui_agent.errors import GuiAgentError, UnparseableReply
from gui_agent.model.glm.model_turn import Answered, answer_turn, fresh_call_id
from gui_agent.model.glm.reply import Turn, Understanding
from gui_agent.model.glm.request import chat_request, conversation
from gui_agent.model.glm.shorten import Shortener
from gui_agent.model.glm.stream_events import ITEM_ID, stream_events
from gui_agent.model.glm.structured import json_answer, schema_instruction
from gui_agent.model.wire import ChatRequest, ContextExceeded, Endpoint, OnDelta, RawReply, TokenUsage

if TYPE_CHECKING:
    from agents import AgentOutputSchemaBase, Handoff, Tool
    from agents.items import TResponseInputItem, TResponseOutputItem, TResponseStreamEvent
    from openai.types.responses.response_prompt_param import ResponsePromptParam

    from gui_agent.model.choice import ModelChoice


class UnusableReply(ModelBehaviorError, UnparseableReply):
    """The model's replies could not be used, also after it was asked again: an error of the SDK's kind, and of ours."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class EndpointModel(Model):
    """A model that thinks in GLM-4.5V's format, over any Endpoint."""

    def __init__(
        self,
        endpoint: Endpoint,
        choice: ModelChoice,
        *,
        on_delta: OnDelta | None = None,
        thinks: Callable[[], bool] | None = None,
    ) -> None:
        """`on_delta` is called with each piece of a reply while it streams; `thinks` says for each turn whether the model thinks first."""
        self.endpoint = endpoint
        self.choice = choice
        self.on_delta = on_delta
        self.thinks = thinks
        self.model = endpoint.model_name
        self._notes: dict[str, str] = {}
        self._shortener = Shortener()

    def note(self, call_id: str) -> str:
        """What the model reads together with the result of this call; may be empty."""
        return self._notes.get(call_id, "")

    async def close(self) -> None:
        """Release the endpoint's connections."""
        await self.endpoint.close()

    async def get_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: list[Tool],
        output_schema: AgentOutputSchemaBase | None,
        handoffs: list[Handoff[Any, Any]],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None = None,
        conversation_id: str | None = None,
        prompt: ResponsePromptParam | None = None,
    ) -> ModelResponse:
        """One turn. Raises EndpointError when the server gives no answer, UnusableReply when its answers stay unusable."""
        request = self._request(system_instructions, input, model_settings, tools, output_schema, handoffs)
        return await self._respond(request, model_settings, output_schema, tracing, self.on_delta)

    async def stream_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: list[Tool],
        output_schema: AgentOutputSchemaBase | None,
        handoffs: list[Handoff[Any, Any]],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None = None,
        conversation_id: str | None = None,
        prompt: ResponsePromptParam | None = None,
    ) -> AsyncIterator[TResponseStreamEvent]:
        """One turn as it comes: the events of the SDK's own chat completions model. Raises as `get_response`."""
        request = self._request(system_instructions, input, model_settings, tools, output_schema, handoffs)
        request = replace(request, stream=True)

        async def answer(heard: OnDelta) -> ModelResponse:
            def both(kind: Any, text: str) -> None:
                heard(kind, text)
                if self.on_delta is not None:
                    self.on_delta(kind, text)

            return await self._respond(request, model_settings, output_schema, tracing, both)

        turn = _turn(model_settings, request)
        plain = output_schema is None or output_schema.is_plain_text()
        async for event in stream_events(answer, self.model, model_settings, live_text=plain and not turn.must_call):
            yield event

    def _request(
        self,
        system: str | None,
        input: str | list[TResponseInputItem],
        settings: ModelSettings,
        tools: Sequence[Tool],
        schema: AgentOutputSchemaBase | None,
        handoffs: Sequence[Handoff[Any, Any]],
    ) -> ChatRequest:
        if schema is not None and not schema.is_plain_text():
            system = f"{system or ''}\n\n{schema_instruction(schema)}".strip()
        request = chat_request(
            self.choice,
            conversation(system, input, self.model, self.note),
            settings,
            tools,
            handoffs,
            stream=self.choice.stream,
            retry=not should_disable_provider_managed_retries(),
        )
        return request if self.thinks is None else replace(request, thinking=request.thinking and self.thinks())

    async def _respond(
        self,
        request: ChatRequest,
        settings: ModelSettings,
        schema: AgentOutputSchemaBase | None,
        tracing: ModelTracing,
        on_delta: OnDelta | None,
    ) -> ModelResponse:
        with generation_span(model=self.model, disabled=tracing.is_disabled()) as span:
            try:
                answered = await self._answer(request, schema, _turn(settings, request), on_delta)
            except GuiAgentError as error:
                span.set_error({"message": "Error getting response", "data": {"error": type(error).__name__}})
                raise
            usage = answered.usage
            span.span_data.usage = {"requests": usage.requests, "input_tokens": usage.prompt, "output_tokens": usage.completion}
        return ModelResponse(output=self._items(answered.understanding), usage=_sdk_usage(usage), response_id=None)

    async def _answer(
        self, request: ChatRequest, schema: AgentOutputSchemaBase | None, turn: Turn, on_delta: OnDelta | None
    ) -> Answered:
        """What the turn comes to. Raises EndpointError, UnusableReply."""
        check = partial(_checked, schema=schema, with_tools=bool(request.tools))
        think_again = self.thinks is not None and self.choice.thinks
        endpoint = _Shortened(self.endpoint, self._shortener)
        try:
            return await answer_turn(
                endpoint, request, turn, reasks=self.choice.reasks, on_delta=on_delta, check=check, think_again=think_again
            )
        except UnparseableReply as error:
            raise UnusableReply(error.message, error.remedy) from error

    def _items(self, understanding: Understanding) -> list[TResponseOutputItem]:
        items: list[TResponseOutputItem] = []
        if understanding.thinking:
            summary = [Summary(text=understanding.thinking, type="summary_text")]
            items.append(ResponseReasoningItem(id=ITEM_ID, summary=summary, type="reasoning"))
        memory = f"Memory: {understanding.memory}" if understanding.memory else ""
        text = "\n".join(part for part in (understanding.text, memory) if part)
        content: list[Any] = []
        if text:
            content.append(ResponseOutputText(text=text, type="output_text", annotations=[], logprobs=[]))
        if understanding.refusal:
            content.append(ResponseOutputRefusal(refusal=understanding.refusal, type="refusal"))
        if content:
            items.append(ResponseOutputMessage(id=ITEM_ID, content=content, role="assistant", type="message", status="completed"))
        for call in understanding.calls:
            call_id = fresh_call_id()
            if understanding.note and call is understanding.calls[-1]:
                self._notes[call_id] = understanding.note
            items.append(
                ResponseFunctionToolCall(id=ITEM_ID, call_id=call_id, name=call.name, arguments=call.json, type="function_call")
            )
        return items


def _turn(settings: ModelSettings, request: ChatRequest) -> Turn:
    """What a reply may be under these settings."""
    return Turn(
        must_call=bool(request.tools) and settings.tool_choice not in (None, "auto", "none"),
        one_call=settings.parallel_tool_calls is False,
    )


def _checked(understanding: Understanding, schema: AgentOutputSchemaBase | None, with_tools: bool) -> Understanding:
    """The understanding, whose text is a JSON object of the schema where there is one."""
    if schema is None or schema.is_plain_text() or understanding.call or not understanding.text:
        return understanding
    if with_tools and understanding.attempt:
        return understanding
    return json_answer(understanding, schema)


class _Shortened:
    """An endpoint that is sent less of a conversation that is too long for it: the oldest results are left out."""

    def __init__(self, endpoint: Endpoint, shortener: Shortener) -> None:
        self.endpoint = endpoint
        self.model_name = endpoint.model_name
        self._shortener = shortener

    async def complete(self, request: ChatRequest, on_delta: OnDelta | None = None) -> RawReply:
        """The answer to as much of the conversation as fits. Raises EndpointError, ContextExceeded."""
        while True:
            try:
                return await self.endpoint.complete(replace(request, messages=self._shortener.fit(request.messages)), on_delta)
            except ContextExceeded:
                if not self._shortener.shorten(request.messages):
                    raise

    async def close(self) -> None:
        """Nothing: it belongs to the model."""


def _sdk_usage(usage: TokenUsage) -> Usage:
    return Usage(
        requests=usage.requests,
        input_tokens=usage.prompt,
        input_tokens_details=InputTokensDetails(cached_tokens=usage.cached, cache_write_tokens=0),
        output_tokens=usage.completion,
        output_tokens_details=OutputTokensDetails(reasoning_tokens=usage.reasoning),
        total_tokens=usage.prompt + usage.completion,
    )
