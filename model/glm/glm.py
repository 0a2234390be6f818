"""GLM-4.5V as a model of the Agents SDK, over any endpoint: validated calls and clean text, whatever the server made of the reply.

What the SDK would stumble over never reaches it: empty replies (it would end the run as a success), unknown tools, malformed
arguments, reused call ids. A reply that cannot be used is asked for again, with the reason, in a side conversation that leaves the
history clean; when that does not help either, an error ends the run. `ModelSettings` say what a reply may be: with
`tool_choice="required"` text alone is asked for again, with `parallel_tool_calls=False` only the first call counts.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
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
from gui_agent.model.glm.arguments import OfferedTool
from gui_agent.model.glm.events import ITEM_ID, stream_events
from gui_agent.model.glm.reply import Turn, Understanding, understand, understand_text
from gui_agent.model.glm.request import chat_request, conversation, replayable
from gui_agent.model.glm.shorten import Shortener
from gui_agent.model.glm.structured import json_answer, schema_instruction
from gui_agent.model.wire import ChatRequest, ContextExceeded, Endpoint, Message, OnDelta, RawReply, TokenUsage

if TYPE_CHECKING:
    from agents import AgentOutputSchemaBase, Handoff, Tool
    from agents.items import TResponseInputItem, TResponseOutputItem, TResponseStreamEvent
    from openai.types.responses.response_prompt_param import ResponsePromptParam

    from gui_agent.model.choice import ModelChoice

ONE_CALL = "Call exactly one tool, with valid arguments."
SOME_CALL = "Call a tool with valid arguments."
AGAIN = "Answer again, in the form that was asked for."


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
        """`on_delta` is told of each piece of a reply while it streams; `thinks` says for each turn whether the model thinks first."""
        self.endpoint = endpoint
        self.choice = choice
        self.on_delta = on_delta
        self.thinks = thinks
        self.model = endpoint.model_name
        self._notes: dict[str, str] = {}
        self._shortener = Shortener()

    def note(self, call_id: str) -> str:
        """What the model is told together with the result of this call; empty where there is nothing to tell."""
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
                understanding, usage = await self._answer(request, schema, _turn(settings, request), on_delta)
            except GuiAgentError as error:
                span.set_error({"message": "Error getting response", "data": {"error": type(error).__name__}})
                raise
            span.span_data.usage = {"requests": usage.requests, "input_tokens": usage.prompt, "output_tokens": usage.completion}
        return ModelResponse(output=self._items(understanding), usage=_sdk_usage(usage), response_id=None)

    async def _answer(
        self, request: ChatRequest, schema: AgentOutputSchemaBase | None, turn: Turn, on_delta: OnDelta | None
    ) -> tuple[Understanding, TokenUsage]:
        """Ask until the reply can be used, at most `reasks` times more."""
        offered = [OfferedTool(tool["function"]["name"], tool["function"].get("parameters") or {}) for tool in request.tools]
        spent = TokenUsage(requests=0)
        understanding = Understanding()
        lost = False
        for _ in range(self.choice.reasks + 1):
            reply = await self._complete(request, on_delta)
            spent += reply.usage
            understanding = _understood(reply, offered, schema, turn, request)
            if not understanding.problem:
                return understanding, spent
            if understanding.lost and not lost:
                # The model is not at fault if a parser dropped its call: the server's other parser may see it.
                lost = True
                request = replace(request, stream=not request.stream)
            else:
                request = _asked_again(request, reply, understanding, turn if offered else None)
                if self.thinks is not None and self.choice.thinks and reply.finish_reason != "length":
                    request = replace(request, thinking=True)  # it was not thought about enough
        tries = self.choice.reasks + 1
        raise UnusableReply(
            f"the model's replies could not be used, though asked {tries} times; the last one: {understanding.problem}"
            f"{_quoted(understanding.text)}",
            "gui-agent doctor checks how the server parses thinking and tool calls",
        )

    async def _complete(self, request: ChatRequest, on_delta: OnDelta | None) -> RawReply:
        """The server's reply to the conversation, of which the oldest results are left out where it is too long."""
        while True:
            try:
                return await self.endpoint.complete(replace(request, messages=self._shortener.fit(request.messages)), on_delta)
            except ContextExceeded:
                if not self._shortener.shorten(request.messages):
                    raise

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


def fresh_call_id() -> str:
    """An id that no other call has: what servers give is sometimes empty or used twice, and the SDK refuses both."""
    return f"call_{uuid.uuid4().hex[:24]}"


def _turn(settings: ModelSettings, request: ChatRequest) -> Turn:
    """What a reply may be under these settings."""
    return Turn(
        must_call=bool(request.tools) and settings.tool_choice not in (None, "auto", "none"),
        one_call=settings.parallel_tool_calls is False,
    )


def _understood(
    reply: RawReply, offered: Sequence[OfferedTool], schema: AgentOutputSchemaBase | None, turn: Turn, request: ChatRequest
) -> Understanding:
    understanding = understand(reply, offered, turn) if offered else understand_text(reply, thinking=request.thinking)
    if not offered and understanding.refusal:
        return replace(understanding, problem="")
    if schema is None or schema.is_plain_text() or understanding.call or not understanding.text:
        return understanding
    if offered and understanding.attempt:
        return understanding
    return json_answer(understanding, schema)


def _asked_again(request: ChatRequest, reply: RawReply, understanding: Understanding, turn: Turn | None) -> ChatRequest:
    """The same request with the unusable reply and the reason added; without thinking where thinking took all the room."""
    acts = turn is not None and (turn.must_call or understanding.attempt is not None)
    reason = f"Not performed: {understanding.problem}." if acts else f"That could not be used: {understanding.problem}."
    wanted = (ONE_CALL if turn and turn.one_call else SOME_CALL) if acts else AGAIN
    reason = re.sub(r"([.:;])\.$", r"\1", reason)
    more: list[Message] = []
    attempt = understanding.attempt
    arguments = replayable(attempt.arguments) if attempt and re.fullmatch(r"[\w.-]{1,64}", attempt.name) else None
    if attempt and arguments is not None:
        call_id = fresh_call_id()
        function = {"name": attempt.name, "arguments": arguments}
        more.append(
            {"role": "assistant", "content": None, "tool_calls": [{"id": call_id, "type": "function", "function": function}]}
        )
        more.append({"role": "tool", "tool_call_id": call_id, "content": f"{reason} {wanted}"})
    else:
        if understanding.text:
            more.append({"role": "assistant", "content": understanding.text})
        more.append({"role": "user", "content": f"{reason} {wanted}"})
    return replace(
        request,
        messages=[*request.messages, *more],
        thinking=request.thinking and reply.finish_reason != "length",
    )


def _quoted(text: str) -> str:
    """What the model said instead, for the user."""
    line = " ".join(text.split())
    return f" (it said: {line if len(line) <= 200 else line[:197] + '...'})" if line else ""


def _sdk_usage(usage: TokenUsage) -> Usage:
    return Usage(
        requests=usage.requests,
        input_tokens=usage.prompt,
        input_tokens_details=InputTokensDetails(cached_tokens=usage.cached, cache_write_tokens=0),
        output_tokens=usage.completion,
        output_tokens_details=OutputTokensDetails(reasoning_tokens=usage.reasoning),
        total_tokens=usage.prompt + usage.completion,
    )
