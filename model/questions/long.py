"""Long documents and videos, in segments that fit the model's context: each is asked, several at once, and the answers are merged.

Nothing is thinned out: every page is looked at, and of a video every frame that shows something new. The place of an answer is
the page or the time that the model names, or that is found by asking about ever smaller parts.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui_agent.model.glm.question import answer
from gui_agent.model.prompts import load_prompt
from gui_agent.model.questions.media import (
    FRAME_TOKENS,
    LABEL_TOKENS,
    PAGE_TOKENS,
    Sampled,
    Source,
    pages_of,
    sample,
    sample_part,
)
from gui_agent.model.questions.scenes import telling_frames
from gui_agent.model.wire import ChatRequest, Endpoint, TokenUsage

if TYPE_CHECKING:
    from gui_agent.model.choice import ModelChoice

NOTHING = "NOTHING HERE"
AT_ONCE = 4
"""Segments that are asked at the same time."""
_MARKER = re.compile(r"\W*nothing here\W*", re.IGNORECASE)
_DENIES = re.compile(
    r"nothing here|^\W*(?:no|none|not found|not shown|not visible|n/?a)\b|(?:do(?:es)?|is|are) not (?:show|contain|mention|visible|found)"
    r"|(?:doesn't|don't|isn't|aren't) (?:show|contain|mention|visible|found)|(?:cannot|can't|could not|couldn't|do not|don't) (?:see|find)",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:but|however|only|except|although|though|instead)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class Segment:
    """Some pages or frames of one source."""

    source: Source
    numbers: tuple[int, ...]
    count: int
    """Pages of the document, frames of the video."""
    rate: float = 0.0
    """Frames per second of a video."""

    @property
    def name(self) -> str:
        """What it is, for people and for the model."""
        first, last = self.numbers[0], self.numbers[-1]
        if self.source.kind == "pdf":
            pages = f"page {first + 1}" if first == last else f"pages {first + 1} to {last + 1}"
            return f"{self.source.path.name}, {pages} of {self.count}"
        if first == last:
            return f"{self.source.path.name} at {first / self.rate:.1f} s"
        return f"{self.source.path.name} from {first / self.rate:.1f} s to {last / self.rate:.1f} s"

    def names_a_place(self, text: str) -> bool:
        """Whether a text says which of its pages, or which time, it is about."""
        if self.source.kind == "pdf":
            return any(int(page) - 1 in self.numbers for page in re.findall(r"page (\d+)", text, re.IGNORECASE))
        return re.search(r"\d+(?:\.\d+)? ?s(?:ec|econds?)?\b", text) is not None

    def halves(self) -> tuple[Segment, Segment]:
        """Its two halves; it has at least two parts."""
        middle = len(self.numbers) // 2
        return (
            Segment(self.source, self.numbers[:middle], self.count, self.rate),
            Segment(self.source, self.numbers[middle:], self.count, self.rate),
        )


@dataclass(frozen=True)
class Found:
    """What one segment answers."""

    segment: Segment
    text: str


@dataclass(frozen=True)
class LongAnswer:
    """The merged answer, the segments that it comes from, and what was looked at."""

    text: str
    found: Sequence[Found]
    seen: Sequence[str]
    usage: TokenUsage


def split(sources: Sequence[Source], budget: int) -> tuple[list[Segment], list[Source]]:
    """The segments of what does not fit into `budget` tokens, and the other sources, which go with each of them.

    Raises UsageError for a file that cannot be read.
    """
    segments: list[Segment] = []
    short: list[Source] = []
    for source in sources:
        parts = _parts(source, budget)
        if parts is None or len(parts) == 1:
            short.append(source)
        else:
            segments += parts
    return segments, short


def _parts(source: Source, budget: int) -> list[Segment] | None:
    if source.kind == "image":
        return None
    if source.kind == "pdf":
        count, rate, each = pages_of(source.path), 0.0, PAGE_TOKENS + LABEL_TOKENS
        numbers = list(range(count))
    else:
        numbers, count, rate = telling_frames(source.path)
        each = FRAME_TOKENS + LABEL_TOKENS
    size = max(1, budget // each)
    return [Segment(source, tuple(numbers[start : start + size]), count, rate) for start in range(0, len(numbers), size)]


class LongQuestion:
    """One question about sources that are too long to be seen at once."""

    def __init__(self, endpoint: Endpoint, choice: ModelChoice, question: str, budget: int) -> None:
        """`budget` are the tokens that the pictures of one request may have."""
        self._endpoint, self._choice = endpoint, choice
        self._question, self._budget = question, budget
        self._usage = TokenUsage(requests=0)
        self._room = asyncio.Semaphore(AT_ONCE)

    async def ask(
        self, segments: Sequence[Segment], short: Sequence[Source], reported: Callable[[str], None] | None = None
    ) -> LongAnswer:
        """Ask all segments, and merge what they answer; `reported` is called with each segment that was looked at.

        Raises EndpointError, UnparseableReply, UsageError.
        """
        beside = await asyncio.to_thread(sample, short, self._budget // 4) if short else []

        async def look(segment: Segment) -> Found | None:
            found = await self._look(segment, beside)
            if reported is not None:
                reported(f"{segment.name}: {found.text if found else 'nothing'}")
            return found

        tasks = [asyncio.create_task(look(segment)) for segment in segments]
        try:
            looked = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
        found = [one for one in looked if one is not None]
        found = [await self._placed(one, beside) for one in found] if len(found) <= AT_ONCE else found
        seen = [*(part.description for part in beside), *_looked_at(segments)]
        return LongAnswer(await self._merged(found), found, seen, self._usage)

    async def _look(self, segment: Segment, beside: Sequence[Sampled]) -> Found | None:
        async with self._room:
            part = await asyncio.to_thread(sample_part, segment.source, segment.numbers, self._budget)
            content = [piece for sampled in (*beside, part) for piece in sampled.content]
            words = load_prompt("segment", part=segment.name, question=self._question, nothing=NOTHING)
            text = await self._put([*content, {"type": "text", "text": words}])
        return None if says_nothing(text) else Found(segment, text)

    async def _placed(self, found: Found, beside: Sequence[Sampled]) -> Found:
        """The same answer with its page or time: where the model named none, smaller parts are asked."""
        while len(found.segment.numbers) > 1 and not found.segment.names_a_place(found.text):
            first, second = found.segment.halves()
            smaller = await self._look(first, beside) or await self._look(second, beside)
            if smaller is None:
                break
            found = smaller
        return found

    async def _merged(self, found: Sequence[Found]) -> str:
        if not found:
            return "That was found in no part of the files."
        if len(found) == 1:
            return _with_place(found[0])
        parts = "\n".join(f"- {one.segment.name}: {one.text}" for one in found)
        return await self._put([{"type": "text", "text": load_prompt("merge", question=self._question, parts=parts)}])

    async def _put(self, content: list[dict[str, object]]) -> str:
        request = ChatRequest(
            messages=[{"role": "system", "content": load_prompt("ask")}, {"role": "user", "content": content}],
            thinking=self._choice.thinks,
            stream=self._choice.stream,
            sampling=self._choice.sampling.fields(),
        )
        answered = await answer(self._endpoint, request, lambda read, _: read.text, reasks=self._choice.reasks)
        self._usage += answered.usage
        return answered.value


def says_nothing(text: str) -> bool:
    """Whether an answer about one part says no more than that it does not show what was asked."""
    sentences = [sentence for sentence in _SENTENCE.split(text.strip()) if sentence.strip()]
    if any(_MARKER.fullmatch(sentence) for sentence in sentences):
        return True
    return all(_DENIES.search(sentence) and not _BUT.search(sentence) for sentence in sentences)


def _with_place(found: Found) -> str:
    return found.text if found.segment.names_a_place(found.text) else f"{found.text}\n({found.segment.name})"


def _looked_at(segments: Sequence[Segment]) -> list[str]:
    """For each source what of it was looked at, and what was not."""
    lines: list[str] = []
    for source in dict.fromkeys(segment.source for segment in segments):
        own = [segment for segment in segments if segment.source == source]
        seen, count = sum(len(segment.numbers) for segment in own), own[0].count
        what = "pages" if source.kind == "pdf" else "frames"
        left = "" if seen == count else f" (the other {count - seen} look like their neighbours and were not looked at)"
        lines.append(f"{source.path.name}: {seen} of {count} {what} in {len(own)} parts{left}")
    return lines
