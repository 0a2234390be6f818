"""What the parsers of vLLM and SGLang made of raw replies, and what we make of that: no meaning that is still there is misread.

The table was made by running the parser modules of the released servers, whole and streamed in pieces of different sizes, with
and without their reasoning parser; see `conformance/README.md`.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gui_agent.actions.action import ACTIONS, tool_schema
from gui_agent.model.glm.arguments import OfferedTool
from gui_agent.model.glm.reply import Turn, understand
from gui_agent.model.glm.stream import StreamedReply, reply_of_completion
from gui_agent.model.wire import RawReply

TABLE = [json.loads(line) for line in (Path(__file__).parents[1] / "conformance/parsers.jsonl").read_text("utf-8").splitlines()]
TURNS = {
    "operator": (Turn(), [OfferedTool(name, tool_schema(kind)) for name, kind in ACTIONS.items()]),
    "agent": (
        Turn(must_call=False, one_call=False),
        [OfferedTool(tool["function"]["name"], tool["function"]["parameters"]) for tool in TABLE[0]["tools"]],
    ),
}
AGAIN = "again"


def sent(got: Any) -> tuple[RawReply, bool]:
    """The reply in a payload, and whether a streamed call is broken, so that it is asked for again."""
    if isinstance(got, dict):
        calls = [
            {"id": str(index), "function": {"name": name, "arguments": text}} for index, (name, text) in enumerate(got["calls"])
        ]
        message = {key: value for key, value in got.items() if key != "calls"} | ({"tool_calls": calls} if calls else {})
        return reply_of_completion({"choices": [{"message": message, "finish_reason": "tool_calls" if calls else "stop"}]}), False
    streamed = StreamedReply()
    for delta in got:
        if "call" in delta:
            index, name, text = delta["call"]
            piece = {"index": index, "id": str(index), "function": {"name": name or None, "arguments": text}}
            delta = {"tool_calls": [piece]}
        streamed.add({"choices": [{"index": 0, "delta": delta}]})
    finish = "tool_calls" if any("call" in delta for delta in got) else "stop"
    streamed.add({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    return streamed.reply(), streamed.broken_call


def outcome(turn: str, got: Any) -> Any:
    """The calls that are performed, the text that is the answer, or AGAIN."""
    kind, tools = TURNS[turn]
    reply, broken = sent(got)
    understood = understand(reply, tools, kind)
    if broken or understood.problem or understood.retyped:
        return AGAIN
    return [[call.name, dict(call.arguments)] for call in understood.calls] or understood.text


@pytest.mark.parametrize("turn", TURNS)
def test_no_payload_that_carries_the_meaning_is_misread(turn: str) -> None:
    misread = []
    needlessly = []
    kinds: Counter[str] = Counter()
    for row in TABLE[1:]:
        for payload in row["payloads"] if row["turn"] == turn else ():
            came = outcome(turn, payload["got"])
            kinds["lost" if payload.get("lost") else "carried"] += 1
            if came in row["meant"] or payload.get("lost"):
                continue
            if came != AGAIN:
                misread.append((row["id"], payload["from"], came))
            elif not payload.get("asked_again"):
                needlessly.append((row["id"], payload["from"]))
    assert not misread
    assert not needlessly
    assert kinds["carried"] > 10 * kinds["lost"]
