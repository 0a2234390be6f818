"""A local server that speaks the part of the Responses API which computer-use models need."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class ResponsesServer:
    """Answers each request with the next list of output items; what was asked is in `requests`."""

    def __init__(self, script: Sequence[Sequence[dict[str, Any]]]) -> None:
        self.script = list(script)
        self.requests: list[dict[str, Any]] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                assert self.path.endswith("/responses"), self.path
                owner.requests.append(body)
                answer = json.dumps(response(body, owner.script[len(owner.requests) - 1])).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def screenshots(self) -> list[str]:
        """The data URLs of the screenshots that came back, in order, each once."""
        outputs = [item for item in self.requests[-1]["input"] if item.get("type") == "computer_call_output"]
        return [item["output"]["image_url"] for item in outputs]


def response(request: dict[str, Any], output: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 0,
        "status": "completed",
        "model": request["model"],
        "output": list(output),
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": 10,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": 5,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 15,
        },
    }


def message(text: str) -> dict[str, Any]:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": content}


def preview_call(number: int, action: dict[str, Any]) -> dict[str, Any]:
    """The preview form: one action a call."""
    return {**_call(number), "action": action}


def batch_call(number: int, actions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Today's form: several actions a call."""
    return {**_call(number), "actions": list(actions)}


def _call(number: int) -> dict[str, Any]:
    return {
        "type": "computer_call",
        "id": f"cu_{number}",
        "call_id": f"call_{number}",
        "pending_safety_checks": [],
        "status": "completed",
    }
