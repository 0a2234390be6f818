"""A server with a small context: the answer is capped to what is left, the oldest results are shortened, and the run continues."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from glm_server import GlmServer, Reply, Request, Status, Step

from gui_agent import GuiAgent, ModelChoice
from gui_agent.errors import EndpointError
from gui_agent.model.servers.context import context_full
from gui_agent.model.servers.endpoint import HttpEndpoint
from gui_agent.model.servers.network import is_own_machine, proxy_of
from gui_agent.model.wire import ChatRequest

LIMIT = 8_192
VLLM = (
    "'max_tokens' or 'max_completion_tokens' is too large: {answer}. This model's maximum context length is {limit} tokens and your "
    "request has {prompt} input tokens"
)
SGLANG = (
    "Requested token count exceeds the model's maximum context length of {limit} tokens. You requested a total of {all} tokens: "
    "{prompt} tokens from the input messages and {answer} tokens for the completion."
)


def tokens(request: Request) -> int:
    """A rough count, as a server might make it."""
    return len(request.text) // 4 + 1_300 * len(request.images) + len(json.dumps(request.body.get("tools", []))) // 4


@pytest.mark.parametrize("words", [VLLM, SGLANG], ids=["vllm", "sglang"])
def test_a_run_that_outgrows_the_context_is_done_all_the_same(words: str, tmp_path: Path) -> None:
    refused = 0
    number = 0

    def script(request: Request) -> Step:
        nonlocal refused, number
        prompt, answer = tokens(request), int(request.body["max_tokens"])
        if prompt + answer > LIMIT:
            refused += 1
            said = words.format(limit=LIMIT, prompt=prompt, answer=answer, all=prompt + answer)
            return Status(400, json.dumps({"error": {"message": said}}))
        number += 1
        note = f"Step {number}. " + "The screen shows a note that is long. " * 95
        return Reply(text=note, calls=[("done", {"answer": "ok"}) if number > 8 else ("wait", {"seconds": 0.1})])

    with GlmServer(script) as server:
        choice = ModelChoice(name=server.model, base_url=server.base_url)
        result = GuiAgent(model=choice, display="virtual", output=tmp_path, one_at_a_time=True).run("Watch the screen")
    assert (result.verdict, result.answer) == ("done", "ok")
    assert refused > 1
    assert "left out" in server.requests[-1].text
    assert "Watch the screen" in server.requests[-1].text


def test_a_question_that_can_never_fit_says_what_helps() -> None:
    said = VLLM.format(limit=LIMIT, prompt=9_000, answer=8_192)

    async def ask() -> None:
        endpoint = HttpEndpoint(ModelChoice(name=server.model, base_url=server.base_url))
        try:
            await endpoint.complete(ChatRequest(messages=[{"role": "user", "content": "x"}], sampling={"max_tokens": 8_192}))
        finally:
            await endpoint.close()

    with GlmServer([Status(400, json.dumps({"error": {"message": said}}))] * 3) as server, pytest.raises(EndpointError) as caught:
        asyncio.run(ask())
    assert "--max-model-len" in str(caught.value)
    assert len(server.requests) == 1


def test_numbers_of_refusals() -> None:
    for words in (VLLM, SGLANG):
        found = context_full(words.format(limit=LIMIT, prompt=4_000, answer=8_192, all=12_192))
        assert found is not None
        assert (found.limit, found.prompt) == (LIMIT, 4_000)
    assert context_full("Unexpected role 'user' after role 'tool'") is None
    assert context_full("min_p must be below 1") is None


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_server_on_this_machine_is_asked_without_a_proxy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9")

    async def ask(choice: ModelChoice) -> Any:
        endpoint = HttpEndpoint(choice)
        try:
            return await endpoint.complete(ChatRequest(messages=[{"role": "user", "content": "x"}]))
        finally:
            await endpoint.close()

    with GlmServer([Reply(text="here")]) as server:
        assert asyncio.run(ask(ModelChoice(name=server.model, base_url=server.base_url))).content == "here"
    with pytest.raises(EndpointError, match=r"through the proxy http://127\.0\.0\.1:9"):
        asyncio.run(ask(ModelChoice(name="m", base_url="http://192.0.2.1:8000/v1", max_retries=0, profile="vllm")))


def test_what_is_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(map(is_own_machine, ("http://localhost:1/v1", "http://127.1.2.3/v1", "http://[::1]:8/v1")))
    assert not is_own_machine("http://example.org/v1")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@proxy.example:3128")
    assert proxy_of("https://example.org/v1") == "http://proxy.example:3128"
    monkeypatch.setenv("NO_PROXY", "example.org")
    assert proxy_of("https://example.org/v1") is None


def test_a_server_that_starts_late_is_waited_for() -> None:
    import socket
    import threading

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def ask() -> str:
        choice = ModelChoice(
            name="glm-4.5v", base_url=f"http://127.0.0.1:{port}/v1", profile="vllm", max_retries=0, wait_for_server=60
        )
        endpoint = HttpEndpoint(choice)
        try:
            return (await endpoint.complete(ChatRequest(messages=[{"role": "user", "content": "x"}], stream=False))).content
        finally:
            await endpoint.close()

    def serve() -> None:
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", port))
            listener.listen()
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                body = json.dumps({"choices": [{"message": {"content": "late"}, "finish_reason": "stop"}]})
                head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                connection.sendall((head + body).encode())

    timer = threading.Timer(1.0, serve)
    timer.start()
    try:
        assert asyncio.run(ask()) == "late"
    finally:
        timer.join()
