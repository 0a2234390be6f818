"""One question to the model outside of the agent loop: asked, read, and asked again with the reason until it can be used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from gui_agent.errors import UnparseableReply
from gui_agent.model.glm.reply import ONLY_THINKING, Understanding, understand_text
from gui_agent.model.wire import ChatRequest, Endpoint, Message, OnDelta, RawReply, TokenUsage

Read = TypeVar("Read")


@dataclass(frozen=True)
class Answered(Generic[Read]):
    """An answer as it was read, with the model's thinking and what it cost."""

    value: Read
    thinking: str
    usage: TokenUsage


async def answer(
    endpoint: Endpoint,
    request: ChatRequest,
    read: Callable[[Understanding, RawReply], Read],
    *,
    reasks: int,
    on_delta: OnDelta | None = None,
) -> Answered[Read]:
    """What `read` makes of the model's answer; it raises ValueError, with a reason for the model, to have it asked again.

    Raises EndpointError when the server gives no answer, UnparseableReply when the answers stay unusable.
    """
    spent = TokenUsage(requests=0)
    problem = ""
    lost = False
    for _ in range(reasks + 1):
        reply = await endpoint.complete(request, on_delta)
        spent += reply.usage
        understanding = understand_text(reply, thinking=request.thinking)
        try:
            if understanding.problem:
                raise ValueError(understanding.problem)
            return Answered(read(understanding, reply), understanding.thinking, spent)
        except ValueError as error:
            problem = str(error)
        if understanding.lost and not lost:
            lost = True  # a server's other parser may see what this one dropped
            request = replace(request, stream=not request.stream)
            continue
        request = replace(
            request,
            messages=[*request.messages, *_reminder(understanding.text, problem)],
            thinking=request.thinking and reply.finish_reason != "length",
        )
    raise UnparseableReply(
        f"the model's answers could not be used, though asked {reasks + 1} times; the last one: {problem}",
        _remedy(problem),
    )


def _remedy(problem: str) -> str:
    if problem == ONLY_THINKING:
        return "Check the server's reasoning parser with gui-agent doctor: answers may arrive in its field for thinking"
    return "Put the question differently, or check the server with gui-agent doctor"


def _reminder(said: str, problem: str) -> Sequence[Message]:
    again: Message = {
        "role": "user",
        "content": f"That could not be used: {problem}. Answer again, in the form that was asked for.",
    }
    return [{"role": "assistant", "content": said}, again] if said else [again]
