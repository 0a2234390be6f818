"""Every row of the table in `conformance/`, over real HTTP, streamed and not: the action or the verdict that must follow."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from agents import FunctionTool, ModelSettings, ModelTracing
from agents.items import ModelResponse
from glm_server import Chunks, GlmServer, Message, Raw, Reply, Request, Script, Step
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseReasoningItem

from gui_agent.actions.action import ACTIONS, tool_schema
from gui_agent.model.choice import ModelChoice
from gui_agent.model.glm.glm import EndpointModel
from gui_agent.model.provider import open_endpoint

FOLDER = Path(__file__).parents[1] / "conformance"
ROWS = [(path.stem, row) for path in sorted(FOLDER.glob("*.yaml")) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]
CASES = [
    pytest.param(row, streamed, id=f"{file}: {row['server']}: {row['id']}{' (streamed)' if streamed else ''}")
    for file, row in ROWS
    for streamed in ((True,) if "deltas" in row else (False,) if "choices" in row else (False, True))
]
MEND = Reply(calls=[("scroll", {"start_box": [7, 7], "direction": "up", "step": 77})])
"""What the scripted model does when it is asked again: an action that no row expects."""


class Bench:
    """The server, and one model that streams and one that does not, on one event loop: a client is slow to make."""

    def __init__(self, server: GlmServer) -> None:
        self.server = server
        self.runner = asyncio.Runner()
        self.models = {stream: EndpointModel(open_endpoint(self.choice(stream)), self.choice(stream)) for stream in (True, False)}

    def choice(self, stream: bool) -> ModelChoice:
        server = self.server
        return ModelChoice(name=server.model, base_url=server.base_url, stream=stream, profile="vllm", call_timeout=30)

    def close(self) -> None:
        for model in self.models.values():
            self.runner.run(model.close())
        self.runner.close()


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with GlmServer([]) as server:
        bench = Bench(server)
        yield bench
        bench.close()


def test_the_table_has_its_rows() -> None:
    ids = [(file, row["server"], row["id"]) for file, row in ROWS]
    assert len(ids) == len(set(ids)) >= 60
    assert {server for _, server, _ in ids} == {"vllm", "sglang", "transformers", "raw", "hosted"}


@pytest.mark.parametrize(("row", "streamed"), CASES)
def test_row(bench: Bench, row: dict[str, Any], streamed: bool) -> None:
    server, model = bench.server, bench.models[streamed]
    server.script = script(row)
    server.requests.clear()
    response = bench.runner.run(respond(model, row.get("said", "Go on")))
    [call] = [item for item in response.output if isinstance(item, ResponseFunctionToolCall)]
    performed = [call.name, json.loads(call.arguments)]
    if "again" in row:
        assert performed == [MEND.calls[0][0], MEND.calls[0][1]]
        assert row["again"] in reason_given(server.requests[-1])
    else:
        assert performed == row["action"]
        assert len(server.requests) <= 2
    if "say" in row or "memory" in row:
        say, _, memory = said(response).partition("Memory: ")
        assert say.strip() == row.get("say", say.strip())
        assert memory == row.get("memory", memory)
    if "thinking" in row:
        assert thought(response) == row["thinking"]
    assert row.get("note", "") in model.note(call.call_id)
    assert bool(row.get("note")) == bool(model.note(call.call_id))


@pytest.mark.parametrize("decoded", [12.5, ["a"], None])
def test_a_text_that_a_server_decoded_is_asked_for_as_a_stream(bench: Bench, decoded: Any) -> None:
    server = bench.server
    server.script = lambda request: Reply(calls=[("type", {"content": "as written" if request.stream else decoded})])
    server.requests.clear()
    response = bench.runner.run(respond(bench.models[False], "Go on"))
    [call] = [item for item in response.output if isinstance(item, ResponseFunctionToolCall)]
    assert json.loads(call.arguments) == {"content": "as written"}
    assert [request.stream for request in server.requests] == [False, True]


def script(row: dict[str, Any]) -> Script:
    """The same reply to the same conversation (`then` if it is put a second time), and MEND once a reason is given."""
    first, *then = steps(row)

    def answer(request: Request) -> Step:
        if len(request.messages) > 2:
            return MEND
        return then[0] if then and not request.stream else first

    return answer


def steps(row: dict[str, Any]) -> list[Step]:
    """What the server answers, request by request."""
    first: Step
    if "deltas" in row:
        first = Chunks(row["deltas"], row.get("finish", "stop"))
    elif "choices" in row:
        first = Raw(json.dumps({"choices": row["choices"]}))
    else:
        first = Message(message(row), row.get("finish"))
    return [first, Message(message(row["then"]), row["then"].get("finish"))] if "then" in row else [first]


def message(row: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"role": "assistant", "content": row.get("content")}
    made |= {key: row[key] for key in ("reasoning", "reasoning_content") if key in row}
    if "calls" in row:
        made["tool_calls"] = [
            {
                "id": f"call_{index}",
                "type": "function",
                "function": {"name": name, "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments)},
            }
            for index, (name, arguments) in enumerate(row["calls"])
        ]
    return made


async def respond(model: EndpointModel, text: str) -> ModelResponse:
    async def nothing(_: Any, __: str) -> str:
        return ""

    tools: Any = [FunctionTool(name, "", tool_schema(kind), nothing, strict_json_schema=False) for name, kind in ACTIONS.items()]
    return await model.get_response(
        "You act.", text, ModelSettings(tool_choice="required", parallel_tool_calls=False), tools, None, [], ModelTracing.DISABLED
    )


def reason_given(request: Request) -> str:
    return str(request.messages[-1]["content"])


def said(response: ModelResponse) -> str:
    texts = [item.content[0].text for item in response.output if isinstance(item, ResponseOutputMessage)]  # type: ignore[union-attr]
    return texts[0] if texts else ""


def thought(response: ModelResponse) -> str:
    return "\n".join(item.summary[0].text for item in response.output if isinstance(item, ResponseReasoningItem))
