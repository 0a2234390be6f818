"""What the scripted GLM server is asked and what it may answer: requests, replies in each server's shape, faults."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from PIL import Image

Shape = Literal["vllm", "sglang", "transformers", "raw"]
PIECE = 7
"""Characters in one streamed delta: small enough to cut tags and tokens in two."""


@dataclass(frozen=True)
class Request:
    """One chat request as it arrived."""

    body: Mapping[str, Any] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.body["messages"])

    @property
    def stream(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def tools(self) -> list[str]:
        return [tool["function"]["name"] for tool in self.body.get("tools", [])]

    @property
    def text(self) -> str:
        """All text of the conversation, tool results and arguments included."""
        return "\n".join(_texts(self.messages))

    @property
    def images(self) -> list[Image.Image]:
        """The pictures of the conversation, decoded."""
        urls = [
            part["image_url"]["url"]
            for message in self.messages
            if isinstance(message.get("content"), list)
            for part in message["content"]
            if part.get("type") == "image_url"
        ]
        return [Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB") for url in urls]


@dataclass(frozen=True)
class Reply:
    """What the model means; the server's shape says how it is written."""

    text: str = ""
    thinking: str = ""
    calls: Sequence[tuple[str, Mapping[str, Any]]] = ()
    finish: str | None = None
    shape: Shape | None = None
    meanwhile: Callable[[], None] | None = None
    """What happens after the first pieces of a streamed answer; the rest waits for it."""


@dataclass(frozen=True)
class Message:
    """An exact assistant message; streamed, it is cut into small deltas as the servers do."""

    message: Mapping[str, Any]
    finish: str | None = None
    usage: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Chunks:
    """Exact deltas of a streamed reply; sent as they are whether or not a stream was asked for."""

    deltas: Sequence[Mapping[str, Any]]
    finish: str | None = "stop"
    done: bool = True


@dataclass(frozen=True)
class Status:
    """An HTTP error."""

    status: int
    body: str = '{"error": {"message": "scripted failure"}}'
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


@dataclass(frozen=True)
class Raw:
    """Any bytes with status 200."""

    body: str
    content_type: str = "application/json"


@dataclass(frozen=True)
class Hang:
    """No answer until the client goes away or the server is closed; after the headers if `mid_stream`."""

    mid_stream: bool = False


@dataclass(frozen=True)
class Reset:
    """The connection is reset: at once, or after the first deltas of `reply`."""

    reply: Reply | None = None


@dataclass(frozen=True)
class Truncated:
    """The answer ends in its middle, without an error: a proxy that gave up."""

    reply: Reply


_IDS = count()
Step = Reply | Message | Chunks | Status | Raw | Hang | Reset | Truncated
Script = Sequence[Step] | Callable[[Request], Step]


def message_of(reply: Reply, shape: Shape) -> dict[str, Any]:
    """The assistant message that a server of this shape makes of a reply."""
    if shape == "raw":
        thinking = f"<think>{reply.thinking}</think>\n" if reply.thinking else ""
        return {"role": "assistant", "content": thinking + reply.text + "".join(markup(*call) for call in reply.calls)}
    field_name = "reasoning" if shape == "vllm" else "reasoning_content"
    calls = [
        {
            "id": f"call_{next(_IDS)}",
            "type": "function",
            "index": index,
            "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)},
        }
        for index, (name, arguments) in enumerate(reply.calls)
    ]
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None, field_name: reply.thinking or None}
    if calls or shape == "vllm":
        message["tool_calls"] = calls
    return message


def markup(name: str, arguments: Mapping[str, Any]) -> str:
    """A raw call, as the chat template writes it."""
    pairs = "".join(
        f"<arg_key>{key}</arg_key>\n<arg_value>{value if isinstance(value, str) else json.dumps(value)}</arg_value>\n"
        for key, value in arguments.items()
    )
    return f"\n<tool_call>{name}\n{pairs}</tool_call>"


def deltas_of(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A message as a server streams it: the role, then thinking, text and arguments in small pieces."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    for key in ("reasoning", "reasoning_content", "content", "refusal"):
        text = message.get(key)
        if isinstance(text, str):
            deltas += [{key: text[start : start + PIECE]} for start in range(0, len(text), PIECE)]
        elif text:
            deltas.append({key: text})
    for index, call in enumerate(message.get("tool_calls") or []):
        function = call["function"]
        arguments = function.get("arguments")
        arguments = arguments if isinstance(arguments, str) else "" if arguments is None else json.dumps(arguments)
        head = {"index": index, "id": call.get("id"), "type": "function", "function": {"name": function["name"], "arguments": ""}}
        deltas.append({"tool_calls": [head]})
        for start in range(0, len(arguments), PIECE):
            piece = arguments[start : start + PIECE]
            deltas.append({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    return deltas


def _texts(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    texts: list[str] = []
    for message in messages:
        content = message.get("content")
        if isinstance(content, str):
            texts.append(content)
        elif isinstance(content, list):
            texts += [part["text"] for part in content if part.get("type") == "text"]
        texts += [call["function"]["arguments"] for call in message.get("tool_calls") or []]
    return texts
