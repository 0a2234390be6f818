"""A question about pictures, a video or a document, and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui_agent.errors import UsageError
from gui_agent.model.converse import answer
from gui_agent.model.media import Source, sample
from gui_agent.model.prompts import load_prompt
from gui_agent.model.wire import ChatRequest, Endpoint, OnDelta, TokenUsage

if TYPE_CHECKING:
    from gui_agent.model.provider import ModelChoice

OTHER_TOKENS = 1024
"""Room for the instructions and the chat template."""


@dataclass(frozen=True)
class Answer:
    """What the model answered, and to what of the files."""

    text: str
    thinking: str
    usage: TokenUsage
    sampled: Sequence[str]
    """One line for each file: what of it the model saw."""


async def ask(
    endpoint: Endpoint,
    choice: ModelChoice,
    question: str,
    sources: Sequence[Source] = (),
    *,
    on_delta: OnDelta | None = None,
) -> Answer:
    """The model's answer to a question about the sources, which are sampled to fit its context.

    Raises UsageError (unreadable or too many files), EndpointError, UnparseableReply.
    """
    if not question.strip():
        raise UsageError("the question is empty", "Ask something")
    room = choice.context_tokens - (choice.sampling.max_tokens or choice.context_tokens // 8)
    parts = sample(sources, room - OTHER_TOKENS - len(question) // 2)
    content = [piece for part in parts for piece in part.content] + [{"type": "text", "text": question}]
    request = ChatRequest(
        messages=[{"role": "system", "content": load_prompt("ask")}, {"role": "user", "content": content}],
        thinking=choice.thinking,
        stream=choice.stream,
        sampling=choice.sampling.fields(),
    )
    answered = await answer(endpoint, request, lambda read, _: read.text, reasks=choice.reasks, on_delta=on_delta)
    return Answer(answered.value, answered.thinking, answered.usage, [part.description for part in parts])
