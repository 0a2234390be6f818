"""`GlmModel` behaves as the Agents SDK's own chat completions model does, against the same server, in each case."""

import asyncio
from typing import Any

import pytest
from agents import Agent, ModelBehaviorError, ModelSettings, OpenAIChatCompletionsModel, RunConfig, Runner, function_tool
from agents_sdk_cases import CASES, Bench, Case
from glm_server import GlmServer, Message, Reply, Step
from openai import APIConnectionError, AsyncOpenAI, AuthenticationError

from gui_agent import GlmModel, GlmProvider
from gui_agent.errors import UsageError

ONE_SIDED = {"a_picture_from_a_tool"}
"""The SDK's own model leaves the picture out; here the vision model gets it."""


def run(case: Case, script: list[Step], *, ours: bool) -> Any:
    """What the case shows with one of the two models."""

    async def work() -> Any:
        with GlmServer(list(script)) as server:
            client = AsyncOpenAI(base_url=server.base_url, api_key="none", max_retries=0)
            model = (
                GlmModel(server.model, base_url=server.base_url, max_retries=0, profile="vllm")
                if ours
                else OpenAIChatCompletionsModel(server.model, client)
            )
            try:
                return await case(Bench(model, server))
            finally:
                await model.close()
                await client.close()

    return asyncio.run(work())


@pytest.mark.parametrize("name", sorted(set(CASES) - ONE_SIDED))
def test_case(name: str) -> None:
    script, case = CASES[name]
    expected = run(case, script, ours=False)
    assert run(case, script, ours=True) == expected
    assert expected != "nothing failed"


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 25


def test_a_picture_from_a_tool_reaches_the_model() -> None:
    script, case = CASES["a_picture_from_a_tool"]
    theirs, ours = (run(case, script, ours=which)["asked"][1] for which in (False, True))
    assert theirs[-1][0] == "tool"
    assert [role for role, _, _ in ours[-2:]] == ["tool", "user"]
    assert ours[-1][1] == "The picture from map: [picture]"


def ask(script: list[Step], agent: Any = None, **settings: Any) -> tuple[Any, GlmServer]:
    """A run of one agent with our model."""

    async def work() -> Any:
        model = GlmModel(server.model, base_url=server.base_url, max_retries=0, **settings)
        try:
            return await Runner.run(
                agent or Agent("clerk", model=model), "Hello", run_config=RunConfig(tracing_disabled=True, model=model)
            )
        finally:
            await model.close()

    with GlmServer(script) as server:
        return asyncio.run(work()), server


@function_tool
async def weather(city: str) -> str:
    """Say what the weather is like."""
    return f"sunny in {city}"


def test_difference_an_empty_reply_is_asked_for_again() -> None:
    result, server = ask([Message({"content": None, "reasoning": "Hm."}), Message({"content": ""}), Reply(text="Sunny.")])
    assert result.final_output == "Sunny."
    assert [request.stream for request in server.requests] == [True, False, False]
    assert server.requests[0].messages == server.requests[1].messages


def test_difference_a_call_that_the_server_did_not_see_is_made() -> None:
    raw = "<tool_call>weather\n<arg_key>city</arg_key>\n<arg_value>Rome</arg_value>\n</tool_call>"
    result, _ = ask([Message({"content": raw}), Reply(text="Sunny.")], Agent("clerk", tools=[weather]))
    assert [item.type for item in result.new_items] == ["tool_call_item", "tool_call_output_item", "message_output_item"]


def test_difference_an_unknown_tool_is_asked_about_and_then_an_error_of_the_sdks_kind() -> None:
    result, server = ask([Reply(calls=[("wether", {"city": "x"})]), Reply(text="I cannot.")], Agent("clerk", tools=[weather]))
    assert result.final_output == "I cannot."
    assert "unknown tool 'wether'" in server.requests[1].text
    with pytest.raises(ModelBehaviorError, match="unknown tool 'wether'"):
        ask([Reply(calls=[("wether", {"city": "x"})])] * 2, Agent("clerk", tools=[weather]), reasks=1)


def test_difference_text_where_a_call_is_required_is_asked_for_again() -> None:
    agent = Agent("clerk", tools=[weather], model_settings=ModelSettings(tool_choice="required"))
    result, server = ask(
        [Reply(text="Sunny, surely."), Reply(calls=[("weather", {"city": "Rome"})]), Reply(text="Sunny.")], agent
    )
    assert result.final_output == "Sunny."
    assert len(server.requests) == 3


def test_difference_one_call_a_turn_where_that_is_asked_for() -> None:
    calls: Any = [("weather", {"city": "Rome"}), ("weather", {"city": "Oslo"})]
    agent = Agent("clerk", tools=[weather], model_settings=ModelSettings(parallel_tool_calls=False))
    result, server = ask([Reply(calls=calls), Reply(text="Sunny.")], agent)
    assert [item.type for item in result.new_items].count("tool_call_item") == 1
    assert "Only weather was performed" in server.requests[1].text


def test_a_text_that_mentions_a_call_is_an_answer() -> None:
    text = "Call weather(city='Rome') to find out.\nweather(city='Rome')\nMemory: none of it."
    result, _ = ask([Reply(text=text)], Agent("clerk", tools=[weather]))
    assert result.final_output == text


async def run_once(model: GlmModel) -> None:
    try:
        await Runner.run(Agent("clerk", model=model), "x", run_config=RunConfig(tracing_disabled=True))
    finally:
        await model.close()


def test_a_dead_server_is_the_clients_error_with_our_remedy_as_a_note() -> None:
    model = GlmModel("glm-4.5v", base_url="http://127.0.0.1:9/v1", max_retries=0)
    with pytest.raises(APIConnectionError) as caught:
        asyncio.run(run_once(model))
    assert "gui-agent serve" in caught.value.__notes__[0]


def test_a_wrong_key_is_the_clients_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "wrong")
    with GlmServer([Reply(text="x")], api_key="right") as server:
        model = GlmModel(server.model, base_url=server.base_url, api_key_env="MY_KEY")
        with pytest.raises(AuthenticationError):
            asyncio.run(run_once(model))


def test_the_provider_gives_a_model_for_each_name() -> None:
    with GlmServer(lambda request: Reply(text=request.body["model"]), served=["glm-4.5v", "glm-4.6v"]) as server:
        provider = GlmProvider(base_url=server.base_url)

        async def work() -> list[Any]:
            config = RunConfig(tracing_disabled=True, model_provider=provider)
            agents = [Agent("a", model="glm-4.6v"), Agent("b"), Agent("c", model="glm-4.6v")]
            answers = [(await Runner.run(agent, "x", run_config=config)).final_output for agent in agents]
            await provider.aclose()
            return answers

        assert asyncio.run(work()) == ["glm-4.6v", "glm-4.5v", "glm-4.6v"]
    assert provider.get_model("x") is provider.get_model("x")


def test_what_no_model_can_be_made_of_is_a_usage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_KEY", raising=False)
    with pytest.raises(UsageError, match="NO_KEY"):
        GlmModel("glm-4.5v", base_url="http://127.0.0.1:9/v1", api_key_env="NO_KEY")
    with pytest.raises(UsageError, match="base_url"):
        GlmModel("literal")
