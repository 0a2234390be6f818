"""EndpointModel against a real HTTP server: one validated call per turn, through the Agents SDK's own loop where that matters."""

import asyncio
import json
from typing import Any

import pytest
from agents import Agent, FunctionTool, ModelSettings, ModelTracing, RunConfig, Runner, set_tracing_disabled
from agents.items import ModelResponse
from glm_server import GlmServer, Message, Reply, Script, Status
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseReasoningItem
from pydantic import BaseModel

from gui_agent.actions.action import ACTIONS, tool_schema
from gui_agent.errors import UnparseableReply
from gui_agent.model.choice import ModelChoice
from gui_agent.model.glm.glm import EndpointModel
from gui_agent.model.provider import open_model

set_tracing_disabled(True)
OPERATOR = ModelSettings(tool_choice="required", parallel_tool_calls=False)
CLICK: Any = ("left_click", {"start_box": [500, 300], "element_info": "Save"})
DONE: Any = ("done", {})


def choice(server: GlmServer, **settings: Any) -> ModelChoice:
    return ModelChoice(name=server.model, base_url=server.base_url, **{"call_timeout": 10, **settings})


def tools(performed: list[tuple[str, Any]] | None = None) -> list[Any]:
    def tool(name: str) -> FunctionTool:
        async def perform(_: Any, arguments: str) -> str:
            if performed is not None:
                performed.append((name, json.loads(arguments)))
            return f"{name} performed"

        return FunctionTool(name, "", tool_schema(ACTIONS[name]), perform, strict_json_schema=False)

    return [tool(name) for name in ACTIONS]


async def respond(model: Any, text: Any = "Click Save", offered: list[Any] | None = None, **extra: Any) -> ModelResponse:
    arguments: dict[str, Any] = {"output_schema": None, "handoffs": [], **extra}
    try:
        response: ModelResponse = await model.get_response(
            "Be good.",
            text,
            OPERATOR,
            tools() if offered is None else offered,
            tracing=ModelTracing.DISABLED,
            **arguments,
        )
        return response
    finally:
        await model.close()


def ask(script: Script, **settings: Any) -> tuple[ModelResponse, GlmServer]:
    with GlmServer(script) as server:
        return asyncio.run(respond(open_model(choice(server, **settings)))), server


def only_call(response: ModelResponse) -> tuple[str, Any]:
    calls = [item for item in response.output if isinstance(item, ResponseFunctionToolCall)]
    assert len(calls) == 1
    return calls[0].name, json.loads(calls[0].arguments)


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("shape", ["vllm", "sglang", "transformers", "raw"])
def test_call_thinking_and_usage_come_from_every_server(shape: Any, stream: bool) -> None:
    heard: list[tuple[str, str]] = []
    reply = Reply(text="I click it.", thinking="Save is there.", calls=[CLICK])
    with GlmServer([reply], shape=shape) as server:
        model = open_model(choice(server, stream=stream), on_delta=lambda kind, text: heard.append((kind, text)))
        response = asyncio.run(respond(model))
    reasoning, message, call = response.output
    assert isinstance(reasoning, ResponseReasoningItem)
    assert reasoning.summary[0].text == "Save is there."
    assert isinstance(message, ResponseOutputMessage)
    assert message.content[0].text == "I click it."  # type: ignore[union-attr]
    assert only_call(response) == CLICK
    assert isinstance(call, ResponseFunctionToolCall)
    assert call.call_id not in ("", "call_0")
    assert (response.usage.requests, response.usage.input_tokens, response.usage.input_tokens_details.cached_tokens) == (
        1,
        1000,
        600,
    )
    if stream:
        assert "".join(text for kind, text in heard if kind == "thinking").strip() == "Save is there."
        assert "".join(text for kind, text in heard if kind == "text").strip() == "I click it."
        assert "500" in "".join(text for kind, text in heard if kind == "call")
    else:
        assert not heard


def test_an_unusable_reply_is_asked_for_again_with_the_reason() -> None:
    response, server = ask([Reply(calls=[("left_click", {"start_box": [1500, 300]})]), Reply(calls=[CLICK])])
    assert only_call(response) == CLICK
    assert response.usage.requests == 2
    call, result = server.requests[1].messages[-2:]
    assert call["tool_calls"][0]["function"]["name"] == "left_click"
    assert result["role"] == "tool"
    assert "1500 is outside" in result["content"]
    assert server.requests[1].messages[:-2] == server.requests[0].messages


def test_text_alone_never_ends_a_turn() -> None:
    response, server = ask([Reply(text="The task is done."), Reply(calls=[("done", {"answer": "42"})])])
    assert only_call(response) == ("done", {"answer": "42"})
    assert "call done" in server.requests[1].text


@pytest.mark.parametrize("reply", [Reply(), Reply(text="All done!"), Reply(thinking="Should I press alt+f4?")])
def test_replies_that_stay_unusable_are_unparseable(reply: Reply) -> None:
    with pytest.raises(UnparseableReply, match="asked 3 times"):
        ask([reply] * 3, reasks=2)


def test_thinking_that_takes_all_room_is_switched_off_when_asked_again() -> None:
    _, server = ask([Reply(thinking="Hm " * 50, finish="length"), Reply(calls=[CLICK])])
    assert [request.body["chat_template_kwargs"]["enable_thinking"] for request in server.requests] == [True, False]


def test_of_two_calls_the_first_is_performed_and_that_is_reported_to_the_model() -> None:
    performed: list[tuple[str, Any]] = []
    with GlmServer([Reply(calls=[CLICK, ("type", {"content": "milk"})]), Reply(calls=[DONE])]) as server:
        model = open_model(choice(server))
        agent = Agent(
            "operator",
            instructions="Act.",
            model=model,
            model_settings=OPERATOR,
            reset_tool_choice=False,
            tools=tools(performed),
            tool_use_behavior=stop_at_done(),
        )
        asyncio.run(run(agent, model))
    assert performed == [CLICK, DONE]
    tool_result = server.requests[1].messages[-1]
    assert tool_result["role"] == "tool"
    assert "left_click performed" in tool_result["content"]
    assert "Only left_click was performed" in tool_result["content"]
    assert "type" in tool_result["content"]


def stop_at_done() -> Any:
    return {"stop_at_tool_names": ["done", "fail"]}


async def run(agent: Agent[Any], model: Any) -> Any:
    try:
        return await Runner.run(agent, "Go", run_config=RunConfig(tracing_disabled=True))
    finally:
        await model.close()


def test_reused_and_empty_call_ids_do_not_end_a_run() -> None:
    def message(name: str, arguments: str, call_id: str) -> Message:
        return Message({"tool_calls": [{"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}]})

    performed: list[tuple[str, Any]] = []
    click = '{"start_box": [500, 300], "element_info": "Save"}'
    script = [message("left_click", click, "a"), message("left_click", click, "a"), message("done", "{}", "")]
    with GlmServer(script) as server:
        model = open_model(choice(server))
        asyncio.run(
            run(
                Agent(
                    "operator",
                    model=model,
                    model_settings=OPERATOR,
                    reset_tool_choice=False,
                    tools=tools(performed),
                    tool_use_behavior=stop_at_done(),
                ),
                model,
            )
        )
    assert performed == [CLICK, CLICK, DONE]


def test_memory_is_given_back_in_the_next_step() -> None:
    text = "I note it.\n<|begin_of_box|>"
    text += "left_click(start_box='[500, 300]', element_info='Save')<|end_of_box|>"
    text += '\nMemory:\n[{"price": 42}]'
    performed: list[tuple[str, Any]] = []
    with GlmServer([Message({"content": text}), Reply(calls=[DONE])]) as server:
        model = open_model(choice(server))
        asyncio.run(
            run(
                Agent(
                    "operator",
                    model=model,
                    model_settings=OPERATOR,
                    reset_tool_choice=False,
                    tools=tools(performed),
                    tool_use_behavior=stop_at_done(),
                ),
                model,
            )
        )
    assert performed == [CLICK, DONE]
    assistant = server.requests[1].messages[-2]
    assert assistant["role"] == "assistant"
    assert 'Memory: [{"price": 42}]' in assistant["content"]


def test_thinking_is_never_sent_back() -> None:
    with GlmServer([Reply(thinking="SECRET THOUGHT", calls=[CLICK]), Reply(calls=[DONE])]) as server:
        model = open_model(choice(server))
        asyncio.run(
            run(
                Agent(
                    "operator",
                    model=model,
                    model_settings=OPERATOR,
                    reset_tool_choice=False,
                    tools=tools(),
                    tool_use_behavior=stop_at_done(),
                ),
                model,
            )
        )
    assert "SECRET THOUGHT" not in json.dumps(server.requests[1].messages)


class Plan(BaseModel):
    steps: list[str]


def test_a_structured_answer_is_found_validated_and_asked_for_again() -> None:
    script = [Reply(text="Sure!"), Reply(text='{"steps": "one"}'), Reply(text='Here:\n```json\n{"steps": ["one"]}\n```')]
    with GlmServer(script) as server:
        model = open_model(choice(server))
        result = asyncio.run(run(Agent("planner", model=model, output_type=Plan), model))
    assert result.final_output == Plan(steps=["one"])
    assert "JSON schema" in server.requests[0].text


def test_agents_without_tools_answer_in_clean_text() -> None:
    with GlmServer([Message({"content": "<think>hm</think>It is <|begin_of_box|>42<|end_of_box|>.<|user|>more?"})]) as server:
        model = open_model(choice(server))
        result = asyncio.run(run(Agent("answerer", model=model), model))
    assert result.final_output == "It is 42."


def test_handoffs_are_calls_like_any_other() -> None:
    with GlmServer([Reply(calls=[("transfer_to_operator", {})]), Reply(calls=[DONE])]) as server:
        model = open_model(choice(server))
        operator = Agent(
            "operator",
            model=model,
            model_settings=OPERATOR,
            reset_tool_choice=False,
            tools=tools(),
            tool_use_behavior=stop_at_done(),
        )
        result = asyncio.run(run(Agent("planner", model=model, handoffs=[operator]), model))
    assert result.last_agent is operator


def test_retried_requests_are_counted() -> None:
    response, server = ask([Status(500), Status(429, headers={"Retry-After": "0"}), Reply(calls=[CLICK])])
    assert only_call(response) == CLICK
    assert response.usage.requests == 3 == len(server.requests)


def test_sampling_and_thinking_reach_the_server() -> None:
    sampling = {"temperature": 0.5, "top_k": 2, "min_p": 0.1, "repetition_penalty": 1.1, "seed": 7, "max_tokens": 99}
    _, server = ask([Reply(calls=[CLICK])], sampling=sampling, thinking=False)
    body = server.requests[0].body
    assert {key: body[key] for key in sampling} == sampling
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
    assert "tool_choice" not in body
    assert all("strict" not in tool["function"] for tool in body["tools"])


def test_the_model_can_be_used_from_one_event_loop_after_another() -> None:
    with GlmServer(lambda _: Reply(calls=[CLICK])) as server:
        model = open_model(choice(server))
        assert isinstance(model, EndpointModel)
        for _ in range(2):
            assert only_call(asyncio.run(respond(model))) == CLICK


def test_the_sdks_streamed_run_works_as_well() -> None:
    performed: list[tuple[str, Any]] = []

    async def go(agent: Agent[Any], model: Any) -> None:
        result = Runner.run_streamed(agent, "Go", run_config=RunConfig(tracing_disabled=True))
        async for _ in result.stream_events():
            pass
        await model.close()
        assert result.context_wrapper.usage.input_tokens == 3000

    with GlmServer([Reply(calls=[CLICK]), Reply(text="Fine."), Reply(calls=[DONE])]) as server:
        model = open_model(choice(server))
        asyncio.run(
            go(
                Agent(
                    "operator",
                    model=model,
                    model_settings=OPERATOR,
                    reset_tool_choice=False,
                    tools=tools(performed),
                    tool_use_behavior=stop_at_done(),
                ),
                model,
            )
        )
    assert performed == [CLICK, DONE]
