"""One turn of a conversation: asked, understood, and asked again with the reason until the reply can be used."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from gui_agent.errors import UnparseableReply
from gui_agent.model.glm.arguments import OfferedTool
from gui_agent.model.glm.replayable import replayable
from gui_agent.model.glm.reply import Turn, Understanding, understand, understand_text
from gui_agent.model.wire import ChatRequest, Endpoint, Message, OnDelta, RawReply, TokenUsage

ONE_CALL = "Call exactly one tool, with valid arguments."
SOME_CALL = "Call a tool with valid arguments."
AGAIN = "Answer again, in the form that was asked for."
REMEDY = "gui-agent doctor checks how the server parses thinking and tool calls"


@dataclass(frozen=True)
class Answered:
    """What a turn came to, and what it cost."""

    understanding: Understanding
    usage: TokenUsage


async def answer_turn(
    endpoint: Endpoint,
    request: ChatRequest,
    turn: Turn,
    *,
    reasks: int,
    on_delta: OnDelta | None = None,
    check: Callable[[Understanding], Understanding] = lambda understanding: understanding,
    think_again: bool = False,
) -> Answered:
    """Ask until the reply can be used, at most `reasks` times more.

    `check` may find a problem in what was understood; `think_again` lets the model think about what it got wrong. Raises
    EndpointError when the server gives no answer, UnparseableReply when its answers stay unusable.
    """
    offered = [_offered(tool) for tool in request.tools]
    spent = TokenUsage(requests=0)
    understanding = Understanding()
    lost = False
    for _ in range(reasks + 1):
        reply = await endpoint.complete(request, on_delta)
        spent += reply.usage
        understanding = check(_understood(reply, offered, turn, request))
        if not understanding.problem and (lost or not understanding.retyped):
            return Answered(understanding, spent)
        if (understanding.lost or understanding.retyped) and not lost:
            # The model is not at fault if a parser dropped its call or decoded its text: the server's other parser may see it.
            lost = True
            request = replace(request, stream=not reply.streamed)
            continue
        request = asked_again(request, reply, understanding, turn if offered else None)
        if think_again and reply.finish_reason != "length":
            request = replace(request, thinking=True)
    raise UnparseableReply(
        f"the model's replies could not be used, though asked {reasks + 1} times; the last one: {understanding.problem}"
        f"{_quoted(understanding.text)}",
        REMEDY,
    )


def fresh_call_id() -> str:
    """An id that no other call has: what servers give is sometimes empty or used twice."""
    return f"call_{uuid.uuid4().hex[:24]}"


def _offered(tool: Mapping[str, object]) -> OfferedTool:
    function = tool["function"]
    assert isinstance(function, Mapping)
    return OfferedTool(str(function.get("name")), function.get("parameters") or {})


def _understood(reply: RawReply, offered: Sequence[OfferedTool], turn: Turn, request: ChatRequest) -> Understanding:
    if offered:
        return understand(reply, offered, turn)
    understanding = understand_text(reply, thinking=request.thinking)
    return replace(understanding, problem="") if understanding.refusal else understanding


def asked_again(request: ChatRequest, reply: RawReply, understanding: Understanding, turn: Turn | None) -> ChatRequest:
    """The same request with the unusable reply and the reason added; without thinking where thinking took all the room."""
    acts = turn is not None and (turn.must_call or understanding.attempt is not None)
    reason = f"Not performed: {understanding.problem}." if acts else f"That could not be used: {understanding.problem}."
    wanted = (ONE_CALL if turn and turn.one_call else SOME_CALL) if acts else AGAIN
    reason = re.sub(r"([.:;])\.$", r"\1", reason)
    more: list[Message] = []
    attempt = understanding.attempt
    arguments = replayable(attempt.arguments) if attempt and re.fullmatch(r"[\w.-]{1,64}", attempt.name) else None
    if attempt and arguments is not None:
        call_id = fresh_call_id()
        function = {"name": attempt.name, "arguments": arguments}
        more.append(
            {"role": "assistant", "content": None, "tool_calls": [{"id": call_id, "type": "function", "function": function}]}
        )
        more.append({"role": "tool", "tool_call_id": call_id, "content": f"{reason} {wanted}"})
    else:
        if understanding.text:
            more.append({"role": "assistant", "content": understanding.text})
        more.append({"role": "user", "content": f"{reason} {wanted}"})
    return replace(
        request,
        messages=[*request.messages, *more],
        thinking=request.thinking and reply.finish_reason != "length",
    )


def _quoted(text: str) -> str:
    """What the model said instead, for the user."""
    line = " ".join(text.split())
    return f" (it said: {line if len(line) <= 200 else line[:197] + '...'})" if line else ""
