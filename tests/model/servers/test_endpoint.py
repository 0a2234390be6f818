"""What happens when the server does not answer as it should: a recovered call, or one clear line with its remedy."""

import asyncio
import email.utils
import socket
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from glm_server import GlmServer, Hang, Raw, Reply, Request, Reset, Script, Status, Truncated
from pydantic import SecretStr

from gui_agent.errors import EndpointError
from gui_agent.model.choice import ModelChoice
from gui_agent.model.servers.endpoint import HttpEndpoint
from gui_agent.model.servers.refusal import retry_after_seconds
from gui_agent.model.wire import ChatRequest, RawReply

OK = Reply(text="here")
PAGE = "<!DOCTYPE html><html><head><title>Sign in &amp; go</title></head><body>proxy</body></html>"


def complete(script: Script, *, stream: bool = True, **settings: Any) -> tuple[RawReply, GlmServer]:
    server_settings = {key: settings.pop(key) for key in ("api_key", "served", "strict_fields", "shape") if key in settings}
    key = settings.pop("key", None)
    with GlmServer(script, **server_settings) as server:
        given = {
            "name": server.model,
            "base_url": server.base_url,
            "call_timeout": 10,
            "api_key": SecretStr(key) if key else None,
        }
        return asyncio.run(ask(ModelChoice(**{**given, **settings}), stream)), server


async def ask(choice: ModelChoice, stream: bool = True) -> RawReply:
    endpoint = HttpEndpoint(choice)
    request = ChatRequest(messages=[{"role": "user", "content": "Hello"}], stream=stream, sampling=choice.sampling.fields())
    try:
        return await endpoint.complete(request)
    finally:
        await endpoint.close()


def refusal(script: Script, **settings: Any) -> str:
    with pytest.raises(EndpointError) as caught:
        complete(script, **settings)
    line = str(caught.value)
    assert "\n" not in line
    assert caught.value.remedy
    assert len(line) < 400
    return line


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    "faults",
    [
        [Status(429, headers={"Retry-After": "0"})],
        [Status(500), Status(500)],
        [Status(503, PAGE, content_type="text/html")],
        [Status(408)],
        [Status(409)],
        [Reset()],
        [Reset(OK)],
        [Truncated(OK)],
        [Raw("")],
        [Raw('{"error": {"message": "upstream is busy", "code": 502}}')],
        [Raw('data: {"error": {"message": "engine died", "code": 500}}\n\n', "text/event-stream")],
    ],
    ids=[
        "429",
        "500-twice",
        "503-page",
        "408",
        "409",
        "reset",
        "reset-in-stream",
        "truncated",
        "empty",
        "error-object",
        "error-in-stream",
    ],
)
def test_what_may_pass_is_tried_again(faults: Any, stream: bool) -> None:
    reply, server = complete([*faults, OK], stream=stream)
    assert reply.content == "here"
    assert reply.usage.requests == len(server.requests) == len(faults) + 1


@pytest.mark.parametrize("mid_stream", [False, True])
def test_a_hang_costs_the_call_limit_once(mid_stream: bool) -> None:
    start = time.monotonic()
    reply, server = complete([Hang(mid_stream=mid_stream), OK], call_timeout=2)
    assert reply.content == "here"
    assert len(server.requests) == 2
    assert time.monotonic() - start >= 2


def test_a_server_that_hangs_again_is_given_up() -> None:
    line = refusal([Hang(), Hang(), OK], call_timeout=0.5)
    assert "no whole answer within 0.5 s" in line
    assert "call_timeout" in line


def test_401_says_where_the_key_comes_from() -> None:
    assert "wants an API key" in refusal([OK], api_key="right")
    line = refusal([OK], api_key="right", key="wrong-and-secret")
    assert "401, the API key is refused: invalid api key" in line
    assert "--api-key-env" in line
    assert "wrong-and-secret" not in line
    assert complete([OK], api_key="right", key="right")[0].content == "here"


def test_404_lists_what_is_served() -> None:
    line = refusal([OK], name="glm-4.5", served=["glm-4.5v", "glm-4.6v"])
    assert "does not serve 'glm-4.5'; it serves glm-4.5v, glm-4.6v" in line
    assert "--model glm-4.5v" in line


def test_a_base_url_without_its_path_is_said() -> None:
    with GlmServer([OK]) as server, pytest.raises(EndpointError, match="Use --base-url http://127.0.0.1:[0-9]+/v1"):
        asyncio.run(ask(ModelChoice(name="glm-4.5v", base_url=server.base_url.removesuffix("/v1"))))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_refusal_is_not_tried_again(status: int) -> None:
    with GlmServer([Status(status, '{"error": {"message": "no, because"}}'), OK]) as server:
        choice = ModelChoice(name=server.model, base_url=server.base_url, profile="vllm")
        with pytest.raises(EndpointError):
            asyncio.run(ask(choice))
    assert len(server.requests) == 1


def test_a_refused_request_quotes_the_server() -> None:
    assert "403" in refusal([Status(403)])
    assert "min_p must be" in refusal([Status(400, '{"error": {"message": "min_p must be below 1"}}')])
    assert "Unexpected fields" in refusal([Status(422, '{"detail": "Unexpected fields: {x}"}')], profile="vllm")
    too_long = "This model's maximum context length is 65536 tokens. However, your prompt contains 70000 input tokens"
    assert "conversation too long" in refusal([Status(400, f'{{"message": "{too_long}"}}')])


def test_fields_that_a_server_refuses_are_left_out_of_the_next_request() -> None:
    """Without a profile of its own, a server that answers 422 is asked as transformers serve is."""
    reply, server = complete([OK], strict_fields=True, shape="vllm", sampling={"top_k": 2, "max_tokens": 99})
    assert reply.content == "here"
    assert "top_k" not in server.requests[-1].body
    assert '"top_k": 2' in server.requests[-1].body["generation_config"]


def test_a_web_page_is_named() -> None:
    line = refusal([Raw(PAGE, "text/html")])
    assert "web page (Sign in & go) instead of JSON" in line
    assert "/v1" in line


def test_errors_that_stay_end_with_the_servers_words() -> None:
    line = refusal([Status(500, '{"error": {"message": "CUDA out of memory"}}', {"Retry-After": "0"})] * 3, max_retries=2)
    assert "fails with 500: CUDA out of memory" in line
    assert "limits the rate" in refusal([Status(429, headers={"Retry-After": "0"})] * 2, max_retries=1)
    assert "limits the rate" in refusal([Status(429, headers={"Retry-After": "3600"}), OK])


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(EndpointError, match="cannot reach .*gui-agent serve"):
        asyncio.run(ask(ModelChoice(name="m", base_url=f"http://127.0.0.1:{port}/v1")))  # once more only: it never answered


@pytest.mark.parametrize("shape", ["vllm", "sglang", "transformers"])
def test_the_servers_kind_is_found_out(shape: Any) -> None:
    def look(request: Request) -> Reply:
        return OK

    _, server = complete(look, shape=shape, sampling={"top_k": 2, "max_tokens": 9})
    assert ("top_k" in server.requests[0].body) == (shape != "transformers")
    assert "stream_options" in server.requests[0].body or shape == "transformers"


def test_retry_after_in_each_of_its_forms() -> None:
    assert retry_after_seconds({"retry-after": "3"}) == 3
    assert retry_after_seconds({"retry-after-ms": "250", "retry-after": "9"}) == 0.25
    date = email.utils.format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 20 < (retry_after_seconds({"retry-after": date}) or 0) <= 30
    assert retry_after_seconds({"retry-after": "soon"}) is None
    assert retry_after_seconds({}) is None


def test_a_server_learns_nothing_that_it_does_not_need(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "mine-alone")
    _, server = complete([OK])
    headers = {name.lower(): value for name, value in server.requests[0].headers.items()}
    assert "mine-alone" not in headers.values()
    assert "mine-alone" not in headers["authorization"]
    assert not [name for name in headers if name in ("x-stainless-os", "x-stainless-arch", "x-stainless-runtime-version")]
    assert headers["user-agent"] == "gui-agent"
