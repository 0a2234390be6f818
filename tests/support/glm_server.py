"""A real HTTP server on loopback that answers chat completions as it is told to: the stand-in for a machine with GLM-4.5V.

    with GlmServer([Reply(calls=[("left_click", {"start_box": [500, 300]})]), Reply(calls=[("done", {})])]) as server:
        ModelChoice(name=server.model, base_url=server.base_url)

The script is a list of steps, one for each chat request, or a function from the request to a step. `Reply` is what the model
means, written in the shape of a server (vllm, sglang, transformers, raw), streamed if the request asks for it; `Message` and
`Chunks` are exact recorded JSON; the other steps are faults. What was asked is in `server.requests`.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from glm_steps import (
    Chunks,
    Hang,
    Message,
    Raw,
    Reply,
    Request,
    Reset,
    Script,
    Shape,
    Status,
    Step,
    Truncated,
    deltas_of,
    markup,
    message_of,
)

__all__ = [
    "Chunks",
    "GlmServer",
    "Hang",
    "Message",
    "Raw",
    "Reply",
    "Request",
    "Reset",
    "Script",
    "Shape",
    "Status",
    "Step",
    "Truncated",
    "markup",
]


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
        pace: float = 0.0,
    ) -> None:
        """`served` are the names it lists (default: `model` alone); any other name is answered with 404.

        `pace` are the seconds between two pieces of a streamed answer.
        `strict_fields` answers 422 to request fields that transformers serve does not know.
        """
        self.script = script
        self.shape = shape
        self.model = model
        self.served = list(served) if served is not None else [model]
        self.api_key = api_key
        self.strict_fields = strict_fields
        self.pace = pace
        self.requests: list[Request] = []
        self.steps: list[Step] = []
        self.times: list[tuple[float, float]] = []
        """For each chat request when its last byte was here and when the answer's last byte was written (performance counter)."""
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
        if callable(self.script):  # outside of the lock: it may take its time, as models do
            with self._lock:
                self.requests.append(request)
            step = self.script(request)
            with self._lock:
                self.steps.append(step)
            return step
        with self._lock:
            self.requests.append(request)
            if len(self.steps) < len(self.script):
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
        data = self.rfile.read(int(self.headers["content-length"]))
        arrived = time.perf_counter()
        body = json.loads(data)
        if self.path.partition("?")[0] != "/v1/chat/completions":
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
        self.server.owner.times.append((arrived, time.perf_counter()))
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
                self.send_message(message, step.finish, USAGE, request, step.meanwhile)

    def send_message(
        self,
        message: Mapping[str, Any],
        finish: str | None,
        usage: Mapping[str, Any],
        request: Request,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        finish = finish or ("tool_calls" if message.get("tool_calls") else "stop")
        if request.stream:
            return self.send_stream(deltas_of(message), finish, usage, meanwhile=meanwhile)
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
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        self.start_stream()
        for index, delta in enumerate(deltas):
            if index == 3 and meanwhile is not None:  # behind the role and the first letters
                meanwhile()
            self.send_event({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
            self.server.owner.closing.wait(self.server.owner.pace)
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
