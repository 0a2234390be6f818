"""GLM-4.5V as a model of the Agents SDK: exactly one validated call per turn, whatever the server made of the reply.

What the SDK would stumble over never reaches it: empty and text-only replies (it would end the run as a success), several calls
at once, unknown tools, malformed arguments, reused call ids. A reply that cannot be used is asked for again, with the reason, in
a side conversation that leaves the history clean; when that does not help either, UnparseableReply ends the run.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from agents import Model, ModelResponse, ModelSettings, ModelTracing, Usage
from agents.models.chatcmpl_converter import Converter
from agents.tracing import generation_span
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseReasoningItem,
)
from openai.types.responses.response_reasoning_item import Summary
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails, ResponseUsage

from gui_agent.errors import UnparseableReply
from gui_agent.model.glm.arguments import ArgumentProblem, OfferedTool, read_arguments
from gui_agent.model.glm.reply import Understanding, understand, understand_text
from gui_agent.model.glm.structured import json_answer, schema_instruction
from gui_agent.model.wire import ChatRequest, Endpoint, Message, OnDelta, RawReply, TokenUsage

if TYPE_CHECKING:
    from agents import AgentOutputSchemaBase, Handoff, Tool
    from agents.items import TResponseInputItem, TResponseOutputItem, TResponseStreamEvent
    from openai.types.responses.response_prompt_param import ResponsePromptParam

    from gui_agent.model.choice import ModelChoice

ITEM_ID = "__fake_id__"
"""The id of all output items: chat completions have none, and the SDK removes exactly this one when it sends items back."""
ONE_CALL = "Call exactly one tool, with valid arguments."


class GlmModel(Model):
    """A model that thinks in GLM-4.5V's format, over any Endpoint."""

    def __init__(self, endpoint: Endpoint, choice: ModelChoice, *, on_delta: OnDelta | None = None) -> None:
        """`on_delta` is told of each piece of a reply while it streams."""
        self.endpoint = endpoint
        self.choice = choice
        self.on_delta = on_delta
        self.model = endpoint.model_name
        self._notes: dict[str, str] = {}

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
        """One turn. Raises EndpointError when the server gives no answer, UnparseableReply when its answers stay unusable."""
        if output_schema is not None and not output_schema.is_plain_text():
            system_instructions = f"{system_instructions or ''}\n\n{schema_instruction(output_schema)}".strip()
        request = self._request(system_instructions, input, model_settings, tools, handoffs)
        with generation_span(model=self.model, disabled=tracing.is_disabled()) as span:
            understanding, usage = await self._answer(request, output_schema)
            span.span_data.usage = {"requests": usage.requests, "input_tokens": usage.prompt, "output_tokens": usage.completion}
        return ModelResponse(output=self._items(understanding), usage=_sdk_usage(usage), response_id=None)

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
        """The whole turn as one completed event: a reply can be acted on once it is understood; `on_delta` shows it live."""
        response = await self.get_response(system_instructions, input, model_settings, tools, output_schema, handoffs, tracing)
        yield ResponseCompletedEvent(
            type="response.completed",
            sequence_number=0,
            response=Response(
                id=ITEM_ID,
                created_at=time.time(),
                model=self.model,
                object="response",
                output=response.output,
                tool_choice="auto",
                tools=[],
                parallel_tool_calls=False,
                usage=ResponseUsage(
                    input_tokens=response.usage.input_tokens,
                    input_tokens_details=response.usage.input_tokens_details,
                    output_tokens=response.usage.output_tokens,
                    output_tokens_details=response.usage.output_tokens_details,
                    total_tokens=response.usage.total_tokens,
                ),
            ),
        )

    def _request(
        self,
        system: str | None,
        input: str | list[TResponseInputItem],
        settings: ModelSettings,
        tools: Sequence[Tool],
        handoffs: Sequence[Handoff[Any, Any]],
    ) -> ChatRequest:
        offered = [*map(Converter.tool_to_openai, tools), *map(Converter.convert_handoff_tool, handoffs)]
        if settings.tool_choice == "none":
            offered = []
        return ChatRequest(
            messages=self._messages(system, input),
            tools=cast("list[Mapping[str, Any]]", offered),
            tool_choice=_tool_choice(settings),
            thinking=self.choice.thinking,
            stream=self.choice.stream,
            sampling=_sampling(self.choice.sampling.fields(), settings),
            extra_body=cast("Mapping[str, Any]", settings.extra_body or {}),
        )

    def _messages(self, system: str | None, input: str | list[TResponseInputItem]) -> list[Message]:
        """The conversation as chat completions have it: without old thinking, with what must be told beside a tool's result."""
        if isinstance(input, str):
            items: Any = input
        else:
            items = [_renderable(self._with_note(item)) for item in input if item.get("type") != "reasoning"]
        messages: list[Message] = [dict(message) for message in Converter.items_to_messages(items, model=self.model)]
        return [{"role": "system", "content": system}, *messages] if system else messages

    def _with_note(self, item: TResponseInputItem) -> TResponseInputItem:
        if item.get("type") != "function_call_output":
            return item
        note = self.note(str(item.get("call_id")))
        if not note:
            return item
        output = item.get("output")
        if isinstance(output, str):
            return cast("TResponseInputItem", {**item, "output": f"{output}\n{note}"})
        return cast("TResponseInputItem", {**item, "output": [*cast("list[Any]", output), {"type": "input_text", "text": note}]})

    async def _answer(self, request: ChatRequest, schema: AgentOutputSchemaBase | None) -> tuple[Understanding, TokenUsage]:
        """Ask until the reply can be used, at most `reasks` times more."""
        offered = [OfferedTool(tool["function"]["name"], tool["function"].get("parameters") or {}) for tool in request.tools]
        said = _said(request.messages)
        spent = TokenUsage(requests=0)
        understanding = Understanding()
        for _ in range(self.choice.reasks + 1):
            reply = await self.endpoint.complete(request, self.on_delta)
            spent += reply.usage
            understanding = _understood(reply, offered, said, schema)
            if not understanding.problem:
                return understanding, spent
            request = _asked_again(request, reply, understanding, bool(offered))
        tries = self.choice.reasks + 1
        raise UnparseableReply(
            f"the model's replies could not be used, though asked {tries} times; the last one: {understanding.problem}",
            "gui-agent doctor checks how the server parses thinking and tool calls",
        )

    def _items(self, understanding: Understanding) -> list[TResponseOutputItem]:
        items: list[TResponseOutputItem] = []
        if understanding.thinking:
            summary = [Summary(text=understanding.thinking, type="summary_text")]
            items.append(ResponseReasoningItem(id=ITEM_ID, summary=summary, type="reasoning"))
        memory = f"Memory: {understanding.memory}" if understanding.memory else ""
        text = "\n".join(part for part in (understanding.text, memory) if part)
        if text:
            content = ResponseOutputText(text=text, type="output_text", annotations=[], logprobs=[])
            items.append(
                ResponseOutputMessage(id=ITEM_ID, content=[content], role="assistant", type="message", status="completed")
            )
        if call := understanding.call:
            call_id = fresh_call_id()
            if understanding.note:
                self._notes[call_id] = understanding.note
            items.append(
                ResponseFunctionToolCall(id=ITEM_ID, call_id=call_id, name=call.name, arguments=call.json, type="function_call")
            )
        return items


def fresh_call_id() -> str:
    """An id that no other call has: what servers give is sometimes empty or used twice, and the SDK refuses both."""
    return f"call_{uuid.uuid4().hex[:24]}"


def _understood(
    reply: RawReply, offered: Sequence[OfferedTool], said: str, schema: AgentOutputSchemaBase | None
) -> Understanding:
    understanding = understand(reply, offered, said) if offered else understand_text(reply)
    if schema is None or schema.is_plain_text() or understanding.call or not understanding.text:
        return understanding
    if offered and understanding.attempt:
        return understanding
    return json_answer(understanding, schema)


def _asked_again(request: ChatRequest, reply: RawReply, understanding: Understanding, with_tools: bool) -> ChatRequest:
    """The same request with the unusable reply and the reason added; without thinking where thinking took all the room."""
    reason = f"Not performed: {understanding.problem}." if with_tools else f"That could not be used: {understanding.problem}."
    wanted = ONE_CALL if with_tools else "Answer again, in the form that was asked for."
    more: list[Message] = []
    attempt = understanding.attempt
    arguments = _replayable(attempt.arguments) if attempt and re.fullmatch(r"[\w.-]{1,64}", attempt.name) else None
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


def _renderable(item: TResponseInputItem) -> TResponseInputItem:
    """An item of the history that the chat template can render: a call's arguments must be a JSON object, whoever made them."""
    if item.get("type") != "function_call":
        return item
    return cast("TResponseInputItem", {**item, "arguments": _replayable(item.get("arguments")) or "{}"})


def _replayable(arguments: object) -> str | None:
    """Arguments that a server's chat template can render: a JSON object; None for anything else."""
    try:
        return json.dumps(read_arguments(arguments), ensure_ascii=False)
    except (ArgumentProblem, TypeError):
        return None


def _said(messages: Sequence[Message]) -> str:
    """The text of a conversation, pictures left out."""
    parts: list[str] = []
    for message in messages:
        content = message.get("content")
        if isinstance(content, str):
            parts.append(content)
        elif isinstance(content, list):
            parts += [str(part.get("text", "")) for part in content if part.get("type") == "text"]
    return "\n".join(parts)


def _tool_choice(settings: ModelSettings) -> str | Mapping[str, Any] | None:
    """Only the choice of one function is passed on.

    'required' makes servers constrain the output to a JSON syntax that GLM-4.5V was not trained to call tools in; a reply without
    a call is asked for again here instead.
    """
    choice = settings.tool_choice
    if not isinstance(choice, str) or choice in ("auto", "required", "none"):
        return None
    return {"type": "function", "function": {"name": choice}}


def _sampling(fields: dict[str, float | int], settings: ModelSettings) -> dict[str, float | int]:
    """What the choice says, unless an agent's own settings say otherwise."""
    for key in ("temperature", "top_p", "frequency_penalty", "presence_penalty", "max_tokens"):
        value = getattr(settings, key)
        if value is not None:
            fields[key] = value
    return fields


def _sdk_usage(usage: TokenUsage) -> Usage:
    return Usage(
        requests=usage.requests,
        input_tokens=usage.prompt,
        input_tokens_details=InputTokensDetails(cached_tokens=usage.cached, cache_write_tokens=0),
        output_tokens=usage.completion,
        output_tokens_details=OutputTokensDetails(reasoning_tokens=usage.reasoning),
        total_tokens=usage.prompt + usage.completion,
    )
