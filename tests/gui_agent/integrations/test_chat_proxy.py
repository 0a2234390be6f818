"""`gui-agent proxy` in front of a server with its faults, used by clients that know nothing of GLM."""

import asyncio
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import openai
import pytest
from agents import Agent, OpenAIChatCompletionsModel, RunConfig, Runner, function_tool
from glm_server import Chunks, GlmServer, Hang, Message, Reply, Reset, Status, Step, Truncated, markup
from openai import AsyncOpenAI, OpenAI
from PIL import Image
from proxied import proxied
from starlette.testclient import TestClient

from gui_agent.integrations.chat_proxy_http import proxy_app

ROME: Any = ("weather", {"city": "Rome"})
TOOL: Any = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "Say what the weather is like.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
RAW = markup(*ROME).strip()
CALL = Reply(calls=[ROME])
SUNNY = Reply(text="Sunny.")


CALL_SECONDS = {"hang": 3}


def native(name: str, arguments: str) -> Message:
    call = {"id": "", "type": "function", "function": {"name": name, "arguments": arguments}}
    return Message({"role": "assistant", "content": None, "tool_calls": [call]})


FAULTS: dict[str, list[Step]] = {
    "none": [CALL],
    "malformed arguments": [native("weather", '{"city": "Ro'), CALL],
    "unknown tool": [Reply(calls=[("wether", {"city": "Rome"})]), CALL],
    "empty": [Reply(), CALL],
    "only thinking": [Reply(thinking="Rome, so weather."), CALL],
    "a call in markup": [Message({"role": "assistant", "content": RAW})],
    "a call in markup after thinking": [Message({"role": "assistant", "content": f"<think>Rome.</think>\n{RAW}"})],
    "a call considered in thinking": [
        Message({"role": "assistant", "content": f"<think>{RAW} no.</think>", "tool_calls": []}),
        CALL,
    ],
    "a considered call that the server took out": [
        Chunks(
            [
                {"reasoning": "Oslo? "},
                {"tool_calls": [{"index": 0, "id": "a", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}}]},
                {"content": " no.</think>\n"},
                {"tool_calls": [{"index": 1, "id": "b", "function": {"name": "weather", "arguments": '{"city": "Rome"}'}}]},
            ],
            "tool_calls",
        )
    ],
    "missing close tag": [Message({"role": "assistant", "content": RAW.removesuffix("</tool_call>")})],
    "arguments of an escaped string": [native("weather", json.dumps('{"city": "Rome"}'))],
    "an empty call id": [native("weather", '{"city": "Rome"}')],
    "the same call twice": [Reply(calls=[ROME, ROME])],
    "429": [Status(429, headers={"Retry-After": "0"}), CALL],
    "500": [Status(500), CALL],
    "hang": [Hang(), CALL],
    "reset": [Reset(), CALL],
    "reset in the stream": [Reset(CALL), CALL],
    "truncated": [Truncated(CALL), CALL],
    "a call cut at the length limit": [Reply(calls=[("weather", {"city": "Ro"})], finish="length"), CALL],
    "a call lost by the streaming parser": [Message({"role": "assistant", "content": None}, finish="tool_calls"), CALL],
}


def with_openai(address: str, *, stream: bool) -> tuple[str, list[Any]]:
    """A call of a tool, and the answer to its result, with the plain client."""
    with OpenAI(base_url=address, api_key="none", max_retries=0) as client:
        messages: list[Any] = [{"role": "user", "content": "How is the weather in Rome?"}]
        create: Any = client.chat.completions.create
        if stream:
            with client.chat.completions.stream(model="glm-4.5v", messages=messages, tools=[TOOL]) as streamed:
                message: Any = streamed.get_final_completion().choices[0].message
        else:
            message = create(model="glm-4.5v", messages=messages, tools=[TOOL]).choices[0].message
        calls = [(call.function.name, json.loads(call.function.arguments)) for call in message.tool_calls]
        messages += [
            {
                "role": "assistant",
                "content": message.content,
                "tool_calls": [call.model_dump(exclude_none=True) for call in message.tool_calls],
            },
            {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": "sunny"},
        ]
        return str(create(model="glm-4.5v", messages=messages, tools=[TOOL]).choices[0].message.content), calls


def with_agents(address: str, *, stream: bool) -> tuple[str, list[Any]]:
    """The same with the SDK's own chat completions model."""
    asked: list[Any] = []

    @function_tool
    async def weather(city: str) -> str:
        """Say what the weather is like."""
        asked.append(("weather", {"city": city}))
        return "sunny"

    async def run() -> str:
        async with AsyncOpenAI(base_url=address, api_key="none", max_retries=0) as client:
            agent = Agent("clerk", model=OpenAIChatCompletionsModel("glm-4.5v", client), tools=[weather])
            config = RunConfig(tracing_disabled=True)
            if not stream:
                return str((await Runner.run(agent, "Rome?", run_config=config)).final_output)
            result = Runner.run_streamed(agent, "Rome?", run_config=config)
            async for _ in result.stream_events():
                pass
            return str(result.final_output)

    return asyncio.run(run()), asked


def with_langchain(address: str, *, stream: bool) -> tuple[str, list[Any]]:
    """The same with LangChain's client."""
    langchain = pytest.importorskip("langchain_openai")
    messages = pytest.importorskip("langchain_core.messages")
    model = langchain.ChatOpenAI(model="glm-4.5v", base_url=address, api_key="none", max_retries=0).bind_tools([TOOL])
    question = messages.HumanMessage("How is the weather in Rome?")
    if stream:
        chunks = list(model.stream([question]))
        said: Any = chunks[0]
        for chunk in chunks[1:]:
            said = said + chunk
    else:
        said = model.invoke([question])
    calls = [(call["name"], call["args"]) for call in said.tool_calls]
    result = messages.ToolMessage("sunny", tool_call_id=said.tool_calls[0]["id"])
    answer = model.invoke([question, messages.AIMessage(said.content, tool_calls=said.tool_calls), result])
    return str(answer.content), calls


CLIENTS: dict[str, Callable[..., tuple[str, list[Any]]]] = {
    "openai": with_openai,
    "agents": with_agents,
    "langchain": with_langchain,
}


def test_there_are_enough_faults() -> None:
    assert len(FAULTS) >= 19


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(
    ("fault", "client"),
    # LangChain's client is the openai package's below: one fault of each kind of reply would show it; all of them take a while.
    [
        pytest.param(fault, client, marks=[pytest.mark.slow] if client == "langchain" and index else [])
        for client in CLIENTS
        for index, fault in enumerate(FAULTS)
    ],
)
def test_a_client_sees_plain_behaviour(fault: str, client: str, stream: bool) -> None:
    with (
        GlmServer([*FAULTS[fault], SUNNY]) as server,
        proxied(server.base_url, call_timeout=CALL_SECONDS.get(fault, 60)) as address,
    ):
        answer, calls = CLIENTS[client](address, stream=stream)
    assert calls == [ROME]
    assert answer == "Sunny."


def ask(script: list[Step], content: Any = "Hello", **more: Any) -> Any:
    settings = {key: more.pop(key) for key in ("boxes", "thinking") if key in more}
    with (
        GlmServer(script) as server,
        proxied(server.base_url, **settings) as address,
        OpenAI(base_url=address, api_key="x", max_retries=0) as client,
    ):
        answer = client.chat.completions.create(model="glm-4.5v", messages=[{"role": "user", "content": content}], **more)
        return answer, server


def test_thinking_comes_apart_and_text_clean() -> None:
    answer, _ = ask([Message({"content": "<think>hm</think>It is <|begin_of_box|>42<|end_of_box|>.<|user|>more?"})])
    message = answer.choices[0].message
    assert (message.content, message.model_dump()["reasoning_content"]) == ("It is 42.", "hm")
    assert answer.usage.prompt_tokens == 1000


def test_text_and_thinking_stream_as_they_come() -> None:
    reply = Reply(text="It is sunny in Rome today.", thinking="Rome, so the south of Europe.")
    with GlmServer([reply]) as server, proxied(server.base_url) as address, OpenAI(base_url=address, api_key="x") as client:
        chunks = list(
            client.chat.completions.create(
                model="glm-4.5v",
                messages=[{"role": "user", "content": "x"}],
                stream=True,
                stream_options={"include_usage": True},
            )
        )
    deltas = [chunk.choices[0].delta.model_dump() for chunk in chunks if chunk.choices]
    assert "".join(delta.get("content") or "" for delta in deltas) == "It is sunny in Rome today."
    assert "".join(delta.get("reasoning_content") or "" for delta in deltas).strip() == "Rome, so the south of Europe."
    assert sum(bool(delta.get("content")) for delta in deltas) > 1
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.prompt_tokens == 1000


def test_boxes_in_pixels(tmp_path: Any) -> None:
    import base64
    import io

    buffer = io.BytesIO()
    Image.new("RGB", (2000, 500)).save(buffer, "PNG")
    url = f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
    content = [{"type": "text", "text": "Where?"}, {"type": "image_url", "image_url": {"url": url}}]
    reply = Message({"content": "<|begin_of_box|>[[100,200,300,400]]<|end_of_box|>"})
    assert ask([reply], content, boxes="pixels")[0].choices[0].message.content == "[[200, 100, 600, 200]]"
    assert ask([reply], content)[0].choices[0].message.content == "[[100,200,300,400]]"


def test_what_a_client_sets_reaches_the_server() -> None:
    _, server = ask([SUNNY], temperature=0.2, max_completion_tokens=55, seed=3, extra_body={"top_k": 4}, reasoning_effort="none")
    body = server.requests[0].body
    assert (body["temperature"], body["max_tokens"], body["seed"], body["top_k"]) == (0.2, 55, 3, 4)
    assert body["chat_template_kwargs"] == {"enable_thinking": False}


@pytest.mark.parametrize(
    ("step", "kind"),
    [(Status(401), openai.AuthenticationError), (Status(404), openai.NotFoundError), (Status(400), openai.BadRequestError)],
)
def test_a_refusal_of_the_server_keeps_its_status(step: Step, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        ask([step] * 3)
    with pytest.raises(kind):
        list(ask([step] * 3, stream=True)[0])


def test_replies_that_stay_unusable_are_a_bad_gateway() -> None:
    with pytest.raises(openai.InternalServerError, match="could not be used"):
        ask([Reply()] * 4)


@pytest.mark.parametrize("body", ["{", "[]", '{"messages": []}', '{"messages": [{"role": "user", "content": "x"}], "n": 3}'])
def test_a_request_that_cannot_be_read_says_why(body: str) -> None:
    import httpx2

    with GlmServer([SUNNY]) as server, proxied(server.base_url) as address:
        answer = httpx2.post(f"{address}/chat/completions", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert not server.requests


def test_a_token_is_asked_for_and_other_names_are_refused() -> None:
    import httpx2

    with GlmServer([SUNNY]) as server, proxied(server.base_url, token="right") as address:
        for header, status in (("Bearer wrong", 401), ("", 401), ("Bearer right", 200), ("bearer right", 200)):
            assert httpx2.get(f"{address}/models", headers={"Authorization": header}).status_code == status
        headers = {"Authorization": "Bearer right", "Host": "evil.example"}
        assert httpx2.get(f"{address}/models", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
    ],
)
def test_a_web_page_of_another_site_cannot_use_it(headers: dict[str, str], status: int) -> None:
    app = TestClient(proxy_app(cast("Any", SimpleNamespace(models=_no_models)), None, ["testserver"]))
    assert app.get("/v1/models", headers=headers).status_code == status


async def _no_models() -> list[str]:
    return []


def test_the_models_of_the_server_are_listed() -> None:
    names = ["glm-4.5v", "glm-4.6v"]
    with (
        GlmServer([], served=names) as server,
        proxied(server.base_url) as address,
        OpenAI(base_url=address, api_key="x") as client,
    ):
        assert [model.id for model in client.models.list()] == names
