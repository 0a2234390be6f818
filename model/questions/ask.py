"""A question about pictures, a video or a document, and its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui_agent.errors import UsageError
from gui_agent.model.glm.markup import split_thinking
from gui_agent.model.glm.question import answer
from gui_agent.model.prompts import load_prompt
from gui_agent.model.questions.long import LongQuestion, split
from gui_agent.model.questions.media import Sampled, Source, sample
from gui_agent.model.questions.named_places import NamedPlace, named_places
from gui_agent.model.questions.tiled import ask_in_tiles
from gui_agent.model.wire import ChatRequest, Endpoint, OnDelta, TokenUsage

if TYPE_CHECKING:
    from gui_agent.model.choice import ModelChoice

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
    places: Sequence[NamedPlace] = ()
    """What the answer points at in the pictures that the model saw."""


async def ask(
    endpoint: Endpoint,
    choice: ModelChoice,
    question: str,
    sources: Sequence[Source] = (),
    *,
    on_delta: OnDelta | None = None,
    on_sampled: Callable[[Sequence[Sampled]], None] | None = None,
    split_long: bool = False,
    tiles: bool = False,
    on_segment: Callable[[str], None] | None = None,
) -> Answer:
    """The model's answer to a question about the sources.

    What is too long for its context is sampled to fit, or with `split_long` asked in segments that fit, with the place of the
    answer. With `tiles`, each part of a picture is looked at enlarged, too: for fine detail and for counting. `on_segment` is called
    with each segment or part, `on_sampled` with what the model will see, before it is asked.
    Raises UsageError (unreadable or too many files), EndpointError, UnparseableReply.
    """
    if not question.strip():
        raise UsageError("the question is empty", "Ask something")
    room = choice.context_tokens - (choice.sampling.max_tokens or choice.context_tokens // 8)
    room -= OTHER_TOKENS + len(question) // 2
    if tiles:
        tiled = await ask_in_tiles(endpoint, choice, question, sources, room, on_segment, on_delta)
        return Answer(tiled.text, tiled.thinking, tiled.usage, tiled.seen, tiled.places)
    if split_long:
        segments, short = await asyncio.to_thread(split, sources, room)
        if segments:
            segments, short = await asyncio.to_thread(split, sources, room - room // 4) if short else (segments, short)
            budget = room - room // 4 if short else room
            long = await LongQuestion(endpoint, choice, question, budget).ask(segments, short, on_segment)
            return Answer(long.text, "", long.usage, long.seen)
    parts = await asyncio.to_thread(sample, sources, room)
    if on_sampled is not None:
        on_sampled(parts)
    content = [piece for part in parts for piece in part.content] + [{"type": "text", "text": question}]
    request = ChatRequest(
        messages=[{"role": "system", "content": load_prompt("ask")}, {"role": "user", "content": content}],
        thinking=choice.thinks,
        stream=choice.stream,
        sampling=choice.sampling.fields(),
    )
    answered = await answer(
        endpoint, request, lambda read, reply: (read.text, reply.content), reasks=choice.reasks, on_delta=on_delta
    )
    text, written = answered.value
    labels = [label for part in parts for label, _ in part.pictures]
    # Where the server left the whole reply in its field for thinking, what was read of it is all that there is.
    places = named_places(split_thinking(written or text)[1], labels)
    return Answer(text, answered.thinking, answered.usage, [part.description for part in parts], places)
