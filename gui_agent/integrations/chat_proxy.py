"""Any GLM server as a clean OpenAI-compatible endpoint: thinking apart, calls recovered, unusable replies asked for again.

For IDEs, orchestrators and clients that speak chat completions. A request goes through the same code as a run's: the server's
profile, retries, the understanding of replies. What comes back holds plain text, validated calls with fresh ids, and the
thinking in `reasoning_content`.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gui_agent.errors import EndpointError, GuiAgentError, UnparseableReply
from gui_agent.integrations.box_units import BoxUnit, boxes_in_pixels
from gui_agent.model.choice import ModelChoice, Sampling
from gui_agent.model.glm.model_turn import Answered, answer_turn
from gui_agent.model.glm.reply import Turn, Understanding
from gui_agent.model.provider import open_endpoint
from gui_agent.model.wire import ChatRequest, ContextExceeded, DeltaKind, Endpoint

_OURS = frozenset(
    {"model", "messages", "tools", "tool_choice", "stream", "stream_options", "parallel_tool_calls", "n", "response_format"}
)


class ChatBody(BaseModel):
    """The part of a chat completions request that is read here; everything else is forwarded to the server as it is."""

    model_config = ConfigDict(extra="allow")
    model: str = ""
    messages: list[dict[str, Any]] = Field(min_length=1)
    tools: list[dict[str, Any]] = []
    tool_choice: str | dict[str, Any] | None = None
    stream: bool = False
    stream_options: dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    n: int | None = None
    response_format: dict[str, Any] | None = None
    max_completion_tokens: int | None = None


class BadRequest(GuiAgentError):
    """The client's request cannot be read; the message says why."""


@dataclass
class ChatProxy:
    """Answers chat completions requests by asking the server of `choice`."""

    choice: ModelChoice
    boxes: BoxUnit = "thousandths"
    _endpoints: dict[str, Endpoint] = field(default_factory=dict)

    async def models(self) -> list[str]:
        """The names that the server serves. Raises EndpointError."""
        from gui_agent.model.serving.probe import served_models

        return list(await served_models(self.choice))

    async def complete(self, body: ChatBody) -> dict[str, Any]:
        """A whole answer. Raises GuiAgentError."""
        answered = await self._answer(body, None)
        message, finish = self._message(answered.understanding, body)
        return {
            **_head(body.model or self.choice.name, "chat.completion"),
            "choices": [_choice(message, finish)],
            "usage": _usage(answered),
        }

    async def stream(self, body: ChatBody) -> AsyncIterator[dict[str, Any]]:
        """The chunks of an answer: thinking and text as they come, calls whole. Raises GuiAgentError before or between them."""
        pieces: asyncio.Queue[tuple[DeltaKind, str] | None] = asyncio.Queue()
        task = asyncio.create_task(self._answer(body, lambda kind, text: pieces.put_nowait((kind, text))))
        task.add_done_callback(lambda _: pieces.put_nowait(None))
        head = _head(body.model or self.choice.name, "chat.completion.chunk")
        live = not body.tools or body.tool_choice in (None, "auto", "none")
        said, begun = "", False
        try:
            while (piece := await pieces.get()) is not None:
                kind, text = piece
                if kind == "call" or (kind == "text" and (not live or self.boxes == "pixels")) or (kind == "thinking" and said):
                    continue
                text = text if said or kind == "thinking" else text.lstrip()
                if not text:
                    continue
                said += text if kind == "text" else ""
                key = "content" if kind == "text" else "reasoning_content"
                yield {**head, "choices": [_delta({**({} if begun else {"role": "assistant"}), key: text})]}
                begun = True
            answered = await task
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])
        message, finish = self._message(answered.understanding, body)
        rest = _rest(message, said, begun)
        if rest:
            yield {**head, "choices": [_delta(rest)]}
        yield {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}
        if (body.stream_options or {}).get("include_usage"):
            yield {**head, "choices": [], "usage": _usage(answered)}

    async def close(self) -> None:
        """Close the connections to the server."""
        for endpoint in self._endpoints.values():
            await endpoint.close()

    async def _answer(self, body: ChatBody, heard: Any) -> Answered:
        endpoint = self._endpoint(body.model)
        request = _request(self.choice, body)
        turn = Turn(
            must_call=bool(request.tools) and body.tool_choice not in (None, "auto", "none"),
            one_call=body.parallel_tool_calls is False,
        )
        return await answer_turn(endpoint, request, turn, reasks=self.choice.reasks, on_delta=heard)

    def _endpoint(self, model: str) -> Endpoint:
        name = model or self.choice.name
        if name not in self._endpoints:
            self._endpoints[name] = open_endpoint(self.choice.model_copy(update={"name": name}))
        return self._endpoints[name]

    def _message(self, understanding: Understanding, body: ChatBody) -> tuple[dict[str, Any], str]:
        calls = [
            {
                "id": f"call_{uuid.uuid4().hex[:24]}",
                "type": "function",
                "function": {
                    "name": call.name,
                    "arguments": json.dumps(self._arguments(call.arguments, body), ensure_ascii=False),
                },
            }
            for call in understanding.calls
        ]
        text = understanding.text
        if self.boxes == "pixels":
            text = boxes_in_pixels(text, body.messages)
        message: dict[str, Any] = {"role": "assistant", "content": text or None, "refusal": understanding.refusal or None}
        if understanding.thinking:
            message["reasoning_content"] = understanding.thinking
        if calls:
            message["tool_calls"] = calls
        finish = (
            "tool_calls"
            if calls
            else "content_filter"
            if understanding.refusal
            else "length"
            if understanding.finish == "length"
            else "stop"
        )
        return message, finish

    def _arguments(self, arguments: Mapping[str, Any], body: ChatBody) -> Mapping[str, Any]:
        if self.boxes == "thousandths":
            return arguments
        return {key: boxes_in_pixels(value, body.messages) if key.endswith("box") else value for key, value in arguments.items()}


def read_body(data: bytes) -> ChatBody:
    """A client's request. Raises BadRequest."""
    try:
        body = ChatBody.model_validate_json(data)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise BadRequest(f"{where or 'the request'}: {problem['msg']}") from error
    if body.n not in (None, 1):
        raise BadRequest("n: one answer a request is given here")
    return body


def error_body(error: GuiAgentError) -> tuple[int, dict[str, Any]]:
    """An error in the form of the API: its status and its body."""
    match error:
        case BadRequest():
            status, kind = 400, "invalid_request_error"
        case ContextExceeded():
            status, kind = 400, "context_length_exceeded"
        case UnparseableReply():
            status, kind = 502, "unusable_reply"
        case EndpointError():
            status, kind = _status_of(error), "upstream_error"
        case _:
            status, kind = 500, "server_error"
    return status, {"error": {"message": str(error), "type": kind, "code": kind, "param": None}}


def _status_of(error: BaseException) -> int:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(status := getattr(cause, "status_code", None), int):
            return status
        cause = cause.__cause__
    return 502


def _request(choice: ModelChoice, body: ChatBody) -> ChatRequest:
    extra = dict(body.model_extra or {})
    sampling = {
        **choice.sampling.fields(),
        **{key: extra.pop(key) for key in Sampling.model_fields if extra.get(key) is not None},
    }
    if body.max_completion_tokens:
        sampling["max_tokens"] = body.max_completion_tokens
    thinking = choice.thinks
    effort = extra.get("reasoning_effort")
    if effort is not None:
        thinking = effort != "none"
    asked = extra.get("chat_template_kwargs")
    if isinstance(asked, Mapping) and "enable_thinking" in asked:
        thinking = bool(asked["enable_thinking"])
    named = body.tool_choice if isinstance(body.tool_choice, dict) else None
    tools = [] if body.tool_choice == "none" else [tool for tool in body.tools if isinstance(tool.get("function"), dict)]
    return ChatRequest(
        messages=[_message_in(message) for message in body.messages],
        tools=tools,
        tool_choice=named,
        thinking=thinking,
        stream=choice.stream or body.stream,
        sampling=sampling,
        response_format=body.response_format,
        extra_body=extra,
    )


def _message_in(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message of the client's without what is not for the model: its thinking of earlier turns."""
    return {key: value for key, value in message.items() if key not in ("reasoning_content", "reasoning", "refusal")}


def _head(model: str, kind: Literal["chat.completion", "chat.completion.chunk"]) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": model}


def _choice(message: dict[str, Any], finish: str) -> dict[str, Any]:
    return {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}


def _delta(delta: dict[str, Any]) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": None}


def _rest(message: dict[str, Any], said: str, begun: bool) -> dict[str, Any]:
    """What of the final message has not been streamed yet."""
    delta: dict[str, Any] = {} if begun else {"role": "assistant"}
    text = message["content"] or ""
    if text.startswith(said) and text != said:
        delta["content"] = text[len(said) :]
    if not begun and message.get("reasoning_content"):
        delta["reasoning_content"] = message["reasoning_content"]
    if message["refusal"]:
        delta["refusal"] = message["refusal"]
    if message.get("tool_calls"):
        delta["tool_calls"] = [{"index": index, **call} for index, call in enumerate(message["tool_calls"])]
    return delta


def _usage(answered: Answered) -> dict[str, Any]:
    usage = answered.usage
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.prompt + usage.completion,
        "prompt_tokens_details": {"cached_tokens": usage.cached},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning},
    }
