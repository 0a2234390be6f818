"""A real HTTP server on loopback that answers chat completions as it is told to: the stand-in for a machine with GLM-4.5V.

    with GlmServer([Reply(calls=[("left_click", {"start_box": [500, 300]})]), Reply(calls=[("done", {})])]) as server:
        ModelChoice(name=server.model, base_url=server.base_url)

The script is a list of steps, one for each chat request, or a function from the request to a step. `Reply` is what the model
means, written in the shape of a server (vllm, sglang, transformers, raw), streamed if the request asks for it; `Message` and
`Chunks` are exact recorded JSON; the other steps are faults. What was asked is in `server.requests`.
"""

from __future__ import annotations

import base64
import io
import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self

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


Step = Reply | Message | Chunks | Status | Raw | Hang | Reset | Truncated
Script = Sequence[Step] | Callable[[Request], Step]


class GlmServer:
    """The server; use it in a `with` block. Thread-safe; each request is answered in a thread of its own."""

    def __init__(
        self,
        script: Script,
        *,
        shape: Shape = "vllm",
        model: str = "glm-4.5v",
        served: Sequence[str] | None = None,
        api_key: str | None = None,
        strict_fields: bool = False,
    ) -> None:
        """`served` are the names it lists (default: `model` alone); any other name is answered with 404.

        `strict_fields` answers 422 to request fields that transformers serve does not know.
        """
        self.script = script
        self.shape = shape
        self.model = model
        self.served = list(served) if served is not None else [model]
        self.api_key = api_key
        self.strict_fields = strict_fields
        self.requests: list[Request] = []
        self.steps: list[Step] = []
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_step(self, request: Request) -> Step:
        """What to answer to this request."""
        with self._lock:
            self.requests.append(request)
            if callable(self.script):
                step = self.script(request)
            elif len(self.steps) < len(self.script):
                step = self.script[len(self.steps)]
            else:
                step = Status(400, json.dumps({"error": {"message": "the script is over: this request was not expected"}}))
            self.steps.append(step)
            return step


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, owner: GlmServer) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is part of many tests."""


def message_of(reply: Reply, shape: Shape) -> dict[str, Any]:
    """The assistant message that a server of this shape makes of a reply."""
    if shape == "raw":
        thinking = f"<think>{reply.thinking}</think>\n" if reply.thinking else ""
        return {"role": "assistant", "content": thinking + reply.text + "".join(markup(*call) for call in reply.calls)}
    field_name = "reasoning" if shape == "vllm" else "reasoning_content"
    calls = [
        {
            "id": f"call_{index}",
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
    for key in ("reasoning", "reasoning_content", "content"):
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


USAGE = {
    "prompt_tokens": 1000,
    "completion_tokens": 50,
    "total_tokens": 1050,
    "prompt_tokens_details": {"cached_tokens": 600},
}
KNOWN_TO_TRANSFORMERS = {
    "model",
    "messages",
    "stream",
    "temperature",
    "top_p",
    "max_tokens",
    "frequency_penalty",
    "seed",
    "tools",
} | {"generation_config", "chat_template_kwargs", "stop", "stream_options", "tool_choice", "response_format"}


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/v1/models":
            owner = self.server.owner.shape if self.server.owner.shape in ("vllm", "sglang") else "somebody"
            data = [{"id": name, "object": "model", "owned_by": owner} for name in self.server.owner.served]
            self.send_text(200, json.dumps({"object": "list", "data": data}))
        elif self.path == "/health":
            self.send_text(200, '{"status": "ok"}' if self.server.owner.shape in ("transformers", "raw") else "")
        else:
            self.send_text(404, '{"detail": "Not Found"}')

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path != "/v1/chat/completions":
            return self.send_text(404, '{"detail": "Not Found"}')
        if self.server.owner.api_key and self.headers.get("authorization") != f"Bearer {self.server.owner.api_key}":
            return self.send_text(401, '{"error": {"message": "invalid api key"}}')
        if body["model"] not in self.server.owner.served:
            message = f"The model `{body['model']}` does not exist."
            return self.send_text(404, json.dumps({"error": {"message": message, "code": 404}}))
        unknown = sorted(set(body) - KNOWN_TO_TRANSFORMERS)
        if self.server.owner.strict_fields and unknown:
            return self.send_text(422, json.dumps({"detail": f"Unexpected fields in the request: {unknown}"}))
        request = Request(body, dict(self.headers))
        self.answer(self.server.owner.next_step(request), request)
        return None

    def answer(self, step: Step, request: Request) -> None:
        match step:
            case Status():
                self.send_text(step.status, step.body, step.content_type, step.headers)
            case Raw():
                self.send_text(200, step.body, step.content_type)
            case Hang():
                if step.mid_stream:
                    self.start_stream()
                    self.send_event({"choices": [{"index": 0, "delta": {"content": "I"}}]})
                self.server.owner.closing.wait(self.timeout)
                self.close_connection = True
            case Reset():
                self.reset(step.reply)
            case Truncated():
                self.truncate(message_of(step.reply, step.reply.shape or self.server.owner.shape), request)
            case Chunks():
                self.send_stream(step.deltas, step.finish, done=step.done)
            case Message():
                self.send_message(step.message, step.finish, step.usage or USAGE, request)
            case Reply():
                message = message_of(step, step.shape or self.server.owner.shape)
                self.send_message(message, step.finish, USAGE, request)

    def send_message(self, message: Mapping[str, Any], finish: str | None, usage: Mapping[str, Any], request: Request) -> None:
        finish = finish or ("tool_calls" if message.get("tool_calls") else "stop")
        if request.stream:
            return self.send_stream(deltas_of(message), finish, usage)
        choice = {"index": 0, "message": message, "finish_reason": finish}
        self.send_text(200, json.dumps({"id": "x", "object": "chat.completion", "choices": [choice], "usage": usage}))
        return None

    def send_stream(
        self,
        deltas: Sequence[Mapping[str, Any]],
        finish: str | None,
        usage: Mapping[str, Any] = USAGE,
        *,
        done: bool = True,
    ) -> None:
        self.start_stream()
        for delta in deltas:
            self.send_event({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        if finish:
            self.send_event({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        self.send_event({"choices": [], "usage": usage})
        if done:
            self.write_chunk(b"data: [DONE]\n\n")
        self.write_chunk(b"")

    def truncate(self, message: Mapping[str, Any], request: Request) -> None:
        if request.stream:
            deltas = deltas_of(message)
            return self.send_stream(deltas[: len(deltas) // 2], None, done=False)
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        text = json.dumps({"choices": [choice]})
        self.send_text(200, text[: len(text) // 2])
        return None

    def reset(self, reply: Reply | None) -> None:
        if reply is not None:
            self.start_stream()
            for delta in deltas_of(message_of(reply, reply.shape or self.server.owner.shape))[:3]:
                self.send_event({"choices": [{"index": 0, "delta": delta}]})
        self.wfile.flush()
        # Linger of zero seconds: closing sends RST instead of FIN.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def start_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def send_event(self, data: Mapping[str, Any]) -> None:
        chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": self.server.owner.model, **data}
        self.write_chunk(f"data: {json.dumps(chunk)}\n\n".encode())

    def write_chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def send_text(
        self,
        status: int,
        text: str,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()


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
