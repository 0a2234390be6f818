"""Small things of the wire that once went wrong: line ends, certificates, streams that stand still, lost and odd texts."""

import asyncio
import json
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from glm_server import GlmServer, Message, Reply, Script

from gui_agent.errors import EndpointError, UnparseableReply, UsageError
from gui_agent.model.choice import ModelChoice
from gui_agent.model.provider import open_endpoint
from gui_agent.model.questions.ask import ask
from gui_agent.model.servers.sse import EventData

ODD = "a\u2028b\u2029c\u0085d\x0be"


def answer(base_url: str, name: str = "glm-4.5v", **settings: Any) -> str:
    async def put() -> str:
        choice = ModelChoice(name=name, base_url=base_url, **settings)
        endpoint = open_endpoint(choice)
        try:
            return (await ask(endpoint, choice, "What is it?")).text
        finally:
            await endpoint.close()

    return asyncio.run(put())


def answered(script: Script, **settings: Any) -> tuple[str, GlmServer]:
    with GlmServer(script) as server:
        return answer(server.base_url, **settings), server


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_lines_of_a_stream_end_where_the_standard_says(end: str, size: int) -> None:
    lines = [
        ": ping",
        "event: x",
        "id: 1",
        f"data: {json.dumps({'a': ODD}, ensure_ascii=False)}",
        "",
        'data:{"b":',
        "data: 2}",
        "",
        "data: last",
    ]
    sent = end.join(lines).encode()
    reader = EventData()
    events = [event for start in range(0, len(sent), size) for event in reader.feed(sent[start : start + size])]
    events += reader.feed(b"", last=True)
    assert [json.loads(event) for event in events[:2]] == [{"a": ODD}, {"b": 2}]
    assert events[2:] == ["last"]


@pytest.mark.parametrize("stream", [False, True])
def test_texts_with_odd_characters_take_one_request(stream: bool) -> None:
    text, server = answered([Reply(text=f"{ODD} end")], stream=stream)
    assert text == f"{ODD} end"
    assert len(server.requests) == 1


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("lone", ["\ud83d", "a\udc88 b"])
def test_half_of_a_character_is_replaced(lone: str, stream: bool) -> None:
    text, _ = answered([Message({"content": f"It is {lone}."})], stream=stream)
    assert text.encode("utf-8").decode() == f"It is {lone}.".replace("\ud83d", "\ufffd").replace("\udc88", "\ufffd")


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
def test_without_thinking_what_a_server_files_as_thinking_is_the_answer(field: str) -> None:
    text, server = answered([Message({field: "42", "content": None})], thinking="off")
    assert (text, len(server.requests)) == ("42", 1)


def test_only_thinking_names_the_reasoning_parser() -> None:
    with pytest.raises(UnparseableReply) as raised:
        answered([Message({"reasoning": "Hm.", "content": None})] * 4)
    assert "reasoning parser" in str(raised.value.remedy)


def test_an_empty_reply_is_asked_for_once_with_the_other_kind_of_streaming() -> None:
    text, server = answered([Reply(), Reply(text="42")])
    assert text == "42"
    assert [request.stream for request in server.requests] == [True, False]
    assert len(server.requests[1].messages) == len(server.requests[0].messages)


def test_a_stream_that_pauses_is_given_up_by_its_idle_limit() -> None:
    over = threading.Event()

    def wait() -> None:
        over.wait(60)

    pausing = Reply(text="an answer that pauses in its middle", meanwhile=wait)
    with GlmServer([pausing, Reply(text="42")]) as server:
        text = answer(server.base_url, idle_timeout=0.3, call_timeout=100)
        over.set()
    assert (text, len(server.requests)) == ("42", 2)


def test_a_certificate_that_is_not_trusted_is_named_and_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    with secure(tmp_path, seen) as base_url:
        with pytest.raises(EndpointError, match="certificate") as raised:
            answer(base_url)
        assert "SSL_CERT_FILE" in str(raised.value.remedy)
        assert not seen
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert answer(base_url, stream=False) == "42"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
        with pytest.raises(UsageError, match="SSL_CERT_FILE names no certificates"):
            answer(base_url)


class secure:
    """A server with a certificate of its own making, for 127.0.0.1."""

    def __init__(self, folder: Path, seen: list[str]) -> None:
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
        made += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]
        subprocess.run(made, cwd=folder, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:
                pass

            def do_GET(self) -> None:
                self.give({"data": [{"id": "glm-4.5v", "object": "model", "owned_by": "vllm"}]})

            def do_POST(self) -> None:
                seen.append(self.path)
                self.rfile.read(int(self.headers["Content-Length"]))
                message = {"role": "assistant", "content": "42"}
                self.give({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})

            def give(self, data: Any) -> None:
                body = json.dumps(data).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return f"https://127.0.0.1:{self.server.server_port}/v1"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
