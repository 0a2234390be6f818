"""What somebody does with a model of the Agents SDK, one function a case: each gives what can be seen from outside.

A case is run with the SDK's own chat completions model and with ours against the same scripted server; what it gives must be equal.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from agents import (
    Agent,
    GuardrailFunctionOutput,
    InputGuardrail,
    Model,
    ModelProvider,
    ModelRetrySettings,
    ModelSettings,
    OutputGuardrail,
    RunConfig,
    Runner,
    RunState,
    SQLiteSession,
    ToolOutputImage,
    function_tool,
    retry_policies,
)
from glm_server import GlmServer, Hang, Message, Reply, Status, Step
from pydantic import BaseModel

PICTURE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
CONFIG = RunConfig(tracing_disabled=True)
Seen = dict[str, Any]


@dataclass
class Bench:
    """A model on a scripted server, and what the tools did."""

    model: Model
    server: GlmServer
    done: list[str] = field(default_factory=list)

    def tool(self, name: str = "weather", *, approval: bool = False) -> Any:
        async def perform(city: str) -> str:
            """Say what the weather is like.

            Args:
                city: The city.
            """
            self.done.append(f"{name} {city}")
            return f"sunny in {city}"

        return function_tool(perform, name_override=name, needs_approval=approval)

    def agent(self, name: str = "clerk", **settings: Any) -> Agent[Any]:
        return Agent(name, instructions=f"You are the {name}.", model=self.model, **settings)

    async def run(self, agent: Agent[Any], text: Any = "How is the weather in Rome?", **settings: Any) -> Seen:
        result = await Runner.run(agent, text, **{"run_config": CONFIG, **settings})
        return self.seen(result)

    def seen(self, result: Any) -> Seen:
        usage = result.context_wrapper.usage
        return {
            "answer": result.final_output,
            "agent": result.last_agent.name,
            "items": [shown(item) for item in result.new_items],
            "done": list(self.done),
            "usage": (usage.requests, usage.input_tokens, usage.output_tokens, usage.input_tokens_details.cached_tokens),
            "asked": [[said(message) for message in request.messages] for request in self.server.requests],
            "tools": [request.tools for request in self.server.requests],
        }


def shown(item: Any) -> Any:
    """A run item without what is random in it."""
    raw = item.raw_item
    if item.type == "message_output_item":
        return item.type, item.agent.name, [getattr(part, "text", None) or getattr(part, "refusal", "") for part in raw.content]
    if item.type == "tool_call_item":
        return item.type, item.agent.name, raw.name, json.loads(raw.arguments)
    if item.type == "tool_call_output_item":
        return item.type, item.agent.name, str(item.output)
    if item.type == "reasoning_item":
        return item.type, item.agent.name, [part.text for part in raw.summary]
    return item.type, item.agent.name


def said(message: dict[str, Any]) -> Any:
    """A message as it was sent, without ids."""
    content = message.get("content") or ""
    if isinstance(content, list):
        content = " ".join(part.get("text") or "[picture]" for part in content)
    calls = [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in message.get("tool_calls") or []]
    return message["role"], content, calls


ROME: Any = ("weather", {"city": "Rome"})
OSLO: Any = ("weather", {"city": "Oslo"})
SUNNY = Reply(text="It is sunny in Rome.")
Case = Callable[[Bench], Awaitable[Any]]
CASES: dict[str, tuple[list[Step], Case]] = {}


def case(*script: Step) -> Callable[[Case], Case]:
    def add(function: Case) -> Case:
        CASES[function.__name__] = (list(script), function)
        return function

    return add


@case(SUNNY)
async def text(bench: Bench) -> Any:
    return await bench.run(bench.agent())


@case(SUNNY)
async def a_picture_in_the_input(bench: Bench) -> Any:
    parts = [{"type": "input_text", "text": "What is it?"}, {"type": "input_image", "image_url": PICTURE, "detail": "auto"}]
    return await bench.run(bench.agent(), [{"role": "user", "content": parts}])


@case(Reply(text="I look.", calls=[ROME]), SUNNY)
async def a_tool_and_an_answer(bench: Bench) -> Any:
    return await bench.run(bench.agent(tools=[bench.tool()]))


@case(SUNNY)
async def tools_that_are_not_needed(bench: Bench) -> Any:
    return await bench.run(bench.agent(tools=[bench.tool()]))


@case(Reply(calls=[ROME, OSLO]), Reply(text="Sunny in both."))
async def parallel_calls(bench: Bench) -> Any:
    return await bench.run(bench.agent(tools=[bench.tool()]))


@case(Reply(calls=[ROME, ("tides", {"city": "Rome"})]), SUNNY)
async def parallel_calls_of_two_tools(bench: Bench) -> Any:
    return await bench.run(bench.agent(tools=[bench.tool(), bench.tool("tides")]))


@case(Reply(calls=[("transfer_to_expert", {})]), Reply(calls=[ROME]), SUNNY)
async def a_handoff(bench: Bench) -> Any:
    return await bench.run(bench.agent(handoffs=[bench.agent("expert", tools=[bench.tool()])]))


@case(SUNNY)
async def handoffs_that_are_not_needed(bench: Bench) -> Any:
    return await bench.run(bench.agent(handoffs=[bench.agent("expert")]))


@case(Reply(calls=[("ask_expert", {"input": "Rome?"})]), Reply(text="Sunny."), SUNNY)
async def an_agent_as_a_tool(bench: Bench) -> Any:
    expert = bench.agent("expert").as_tool("ask_expert", "Asks the expert.")
    return await bench.run(bench.agent(tools=[expert]))


class Weather(BaseModel):
    city: str
    degrees: int


ANSWER = Reply(text='{"city": "Rome", "degrees": 21}')


@case(ANSWER)
async def an_output_type(bench: Bench) -> Any:
    return _without_form(await bench.run(bench.agent(output_type=Weather)))


@case(Reply(calls=[ROME]), ANSWER)
async def an_output_type_after_a_tool(bench: Bench) -> Any:
    return _without_form(await bench.run(bench.agent(output_type=Weather, tools=[bench.tool()])))


def _without_form(seen: Seen) -> Seen:
    """What was asked, without the rules: how the form of an answer is asked for is a listed difference."""
    return {**seen, "asked": [request[1:] for request in seen["asked"]]}


@case(Reply(calls=[ROME]), SUNNY)
async def a_required_call(bench: Bench) -> Any:
    return await bench.run(bench.agent(tools=[bench.tool()], model_settings=ModelSettings(tool_choice="required")))


@case(Reply(calls=[ROME]), SUNNY)
async def one_tool_by_its_name(bench: Bench) -> Any:
    agent = bench.agent(tools=[bench.tool()], model_settings=ModelSettings(tool_choice="weather"))
    seen = await bench.run(agent)
    return {**seen, "choice": bench.server.requests[0].body.get("tool_choice")}


@case(Reply(calls=[ROME]))
async def stop_on_the_first_tool(bench: Bench) -> Any:
    return await bench.run(bench.agent(tools=[bench.tool()], tool_use_behavior="stop_on_first_tool"))


@case(Reply(text="It is sunny in Rome, and it stays so."))
async def streamed_text(bench: Bench) -> Any:
    return await _streamed(bench, bench.agent())


@case(Reply(text="I look.", calls=[ROME, OSLO]), SUNNY)
async def streamed_calls(bench: Bench) -> Any:
    return await _streamed(bench, bench.agent(tools=[bench.tool()]))


@case(Reply(text="Sunny.", thinking="Rome, so the south.", shape="sglang"))
async def streamed_thinking(bench: Bench) -> Any:
    return await _streamed(bench, bench.agent())


@case(Reply(calls=[("transfer_to_expert", {})]), SUNNY)
async def a_streamed_handoff(bench: Bench) -> Any:
    return await _streamed(bench, bench.agent(handoffs=[bench.agent("expert")]))


async def _streamed(bench: Bench, agent: Agent[Any]) -> Any:
    result = Runner.run_streamed(agent, "How is the weather in Rome?", run_config=CONFIG)
    kinds: list[str] = []
    texts: dict[str, str] = {}
    async for event in result.stream_events():
        kind = event.data.type if event.type == "raw_response_event" else getattr(event, "name", event.type)
        if event.type == "raw_response_event" and kind.endswith(".delta"):
            data: Any = event.data
            texts[kind] = texts.get(kind, "") + data.delta
        if not kinds or kinds[-1] != kind:  # how many pieces a text comes in is the server's business
            kinds.append(kind)
    seen = bench.seen(result)
    return {**seen, "usage": None, "kinds": kinds, "texts": _compact(texts)}


def _compact(texts: dict[str, str]) -> dict[str, str]:
    """Without blanks: the arguments of a call may be written in another way."""
    return {kind: "".join(text.split()) for kind, text in texts.items()}


@case(SUNNY)
async def settings_on_the_wire(bench: Bench) -> Any:
    settings = ModelSettings(
        temperature=0.3,
        top_p=0.9,
        frequency_penalty=0.1,
        presence_penalty=0.2,
        max_tokens=77,
        metadata={"who": "me"},
        extra_body={"top_k": 5, "chat_template_kwargs": {"mine": 1}},
        extra_args={"seed": 3, "stop": ["END"]},
        extra_headers={"X-Mine": "yes"},
        extra_query={"trace": "1"},
    )
    await bench.run(bench.agent(model_settings=settings))
    request = bench.server.requests[0]
    names = ["temperature", "top_p", "frequency_penalty", "presence_penalty", "max_tokens", "metadata", "top_k", "seed", "stop"]
    headers = {name.lower(): value for name, value in request.headers.items()}
    return {name: request.body.get(name) for name in names}, headers.get("x-mine"), request.body["chat_template_kwargs"]["mine"]


def _error(error: Exception) -> Any:
    return type(error).__name__, getattr(error, "status_code", None)


async def _failed(work: Awaitable[Any]) -> Any:
    try:
        await work
    except Exception as error:  # noqa: BLE001 - which one it is is what the case is about
        return _error(error)
    return "nothing failed"


for _status in (400, 401, 403, 404, 422, 429, 500):

    async def _refused(bench: Bench) -> Any:
        return await _failed(bench.run(bench.agent())), len(bench.server.requests)

    _refused.__name__ = f"status_{_status}"
    case(*[Status(_status)] * 2)(_refused)


@case(Hang())
async def a_timeout_of_the_settings(bench: Bench) -> Any:
    return await _failed(bench.run(bench.agent(model_settings=ModelSettings(timeout=0.3))))


@case(Status(500), Status(503), SUNNY)
async def retries_of_the_settings(bench: Bench) -> Any:
    retry = ModelRetrySettings(max_retries=3, backoff={"initial_delay": 0.01}, policy=retry_policies.http_status([500, 503]))
    seen = await bench.run(bench.agent(model_settings=ModelSettings(retry=retry)))
    return seen["answer"], len(bench.server.requests)


@case(Message({"role": "assistant", "content": None, "refusal": "I may not."}))
async def a_refusal(bench: Bench) -> Any:
    return await _failed(bench.run(bench.agent()))


@case(Message({"role": "assistant", "content": None}, finish="content_filter"))
async def a_content_filter(bench: Bench) -> Any:
    return await _failed(bench.run(bench.agent()))


@case(*[Reply(calls=[ROME])] * 4)
async def too_many_turns(bench: Bench) -> Any:
    return await _failed(bench.run(bench.agent(tools=[bench.tool()]), max_turns=3)), bench.done


@case(Reply(calls=[("broken", {})]), SUNNY)
async def a_tool_that_fails(bench: Bench) -> Any:
    @function_tool
    async def broken() -> str:
        """Fail."""
        raise ValueError("out of order")

    return await bench.run(bench.agent(tools=[broken]))


@case(SUNNY)
async def an_input_guardrail(bench: Bench) -> Any:
    async def refuse(*_: Any) -> GuardrailFunctionOutput:
        return GuardrailFunctionOutput(output_info="no", tripwire_triggered=True)

    return await _failed(bench.run(bench.agent(input_guardrails=[InputGuardrail(refuse, run_in_parallel=False)])))


@case(SUNNY)
async def an_output_guardrail(bench: Bench) -> Any:
    async def refuse(*values: Any) -> GuardrailFunctionOutput:
        return GuardrailFunctionOutput(output_info=values[-1], tripwire_triggered="sunny" in str(values[-1]))

    return await _failed(bench.run(bench.agent(output_guardrails=[OutputGuardrail(refuse)])))


@case(Reply(calls=[ROME]), SUNNY, Reply(text="I said Rome."))
async def a_session(bench: Bench) -> Any:
    session = SQLiteSession("a")
    agent = bench.agent(tools=[bench.tool()])
    first = await bench.run(agent, session=session)
    second = await bench.run(agent, "Which city was it?", session=session)
    stored = [item.get("type") or item.get("role") for item in await session.get_items()]
    session.close()
    return first, second, stored


@case(Reply(calls=[ROME]), SUNNY, Reply(text="Rome."))
async def a_second_turn_from_the_first(bench: Bench) -> Any:
    result = await Runner.run(bench.agent(tools=[bench.tool()]), "Weather in Rome?", run_config=CONFIG)
    return await bench.run(bench.agent(), [*result.to_input_list(), {"role": "user", "content": "Which city?"}])


@case(Reply(calls=[ROME]), SUNNY)
async def an_approval_in_another_process(bench: Bench) -> Any:
    agent = bench.agent(tools=[bench.tool(approval=True)])
    result = await Runner.run(agent, "Weather?", run_config=CONFIG)
    asked = [(item.name, item.arguments) for item in result.interruptions]
    state = await RunState.from_string(agent, result.to_state().to_string())
    for item in state.get_interruptions():
        state.approve(item)
    return [(name, json.loads(arguments or "{}")) for name, arguments in asked], await bench.run(agent, state)


@case(SUNNY)
async def a_provider(bench: Bench) -> Any:
    agent = Agent("clerk", instructions="You are the clerk.", model="glm-4.5v")
    return await bench.run(agent, run_config=RunConfig(tracing_disabled=True, model_provider=_Provider(bench.model)))


class _Provider(ModelProvider):
    def __init__(self, model: Model) -> None:
        self.model = model

    def get_model(self, name: str | None) -> Model:
        assert name == "glm-4.5v"
        return self.model

    async def aclose(self) -> None:
        """Nothing is open."""


@case(Reply(calls=[ROME]), SUNNY)
async def a_cancelled_run(bench: Bench) -> Any:
    task = asyncio.create_task(bench.run(bench.agent(tools=[bench.tool()])))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    return task.cancelled()


@case(Reply(calls=[("map", {})]), Reply(text="Rome is in the middle."))
async def a_picture_from_a_tool(bench: Bench) -> Any:
    @function_tool(name_override="map")
    async def draw() -> ToolOutputImage:
        """Draw a map."""
        return ToolOutputImage(image_url=PICTURE)

    return await bench.run(bench.agent(tools=[draw]))
