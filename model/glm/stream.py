"""A streamed reply put together again, and shown while it arrives."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gui_agent.model.glm.argument_problems import ArgumentProblem, GivenTwice
from gui_agent.model.glm.argument_text import read_arguments
from gui_agent.model.glm.markup import THINK, THINK_END
from gui_agent.model.glm.runaway import Runaway
from gui_agent.model.glm.unicode_text import whole
from gui_agent.model.wire import OnDelta, RawCall, RawReply, TokenUsage

THINKING_KEYS = ("reasoning_content", "reasoning", "thinking")
"""Where servers put the thinking; one that fills two of them puts the same into both."""
_PARTIAL_TAG = re.compile(r"<[/|]?[a-z_|]{0,20}$|&[a-z]{0,3}$")
_HIDDEN = re.compile(r"<\|[a-z_]+\|>")


@dataclass
class _CallPieces:
    identifier: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list)
    said: int = 0
    thought: int = 0
    """How much of the content, and of the thinking, had come before it."""


@dataclass
class LiveText:
    """Splits a growing content into thinking and text for the user who watches; a tag that is still incomplete is held back."""

    on_delta: OnDelta
    pending: str = ""
    inside: bool = False
    in_call: bool = False

    def add(self, piece: str) -> None:
        """Show what is new, as far as it is known what it is."""
        self.pending += piece
        while tag := re.search(rf"{THINK}|{THINK_END}|<tool_call>|</tool_call>", self.pending):
            self._show(self.pending[: tag.start()])
            self.pending = self.pending[tag.end() :]
            self.inside = tag[0] == THINK or (self.inside and tag[0] != THINK_END)
            self.in_call = tag[0] == "<tool_call>" or (self.in_call and tag[0] != "</tool_call>")
        held = _PARTIAL_TAG.search(self.pending)
        end = held.start() if held else len(self.pending)
        self._show(self.pending[:end])
        self.pending = self.pending[end:]

    def close(self) -> None:
        """Show what was held back."""
        self._show(self.pending)
        self.pending = ""

    def _show(self, text: str) -> None:
        text = _HIDDEN.sub("", text)
        if text:
            self.on_delta("thinking" if self.inside else "call" if self.in_call else "text", text)


def _presentable(on_delta: OnDelta) -> OnDelta:
    return lambda kind, text: on_delta(kind, whole(text))


class StreamedReply:
    """Collects the chunks of one streamed reply (decoded JSON objects) into a RawReply."""

    def __init__(self, on_delta: OnDelta | None = None) -> None:
        self._on_delta = _presentable(on_delta) if on_delta else None
        self._live = LiveText(self._on_delta) if self._on_delta else None
        self._content: list[str] = []
        self._reasoning: list[str] = []
        self._calls: dict[int, _CallPieces] = {}
        self._current: dict[int, int] = {}
        self._thinking_key = ""
        self._usage: Mapping[str, Any] | None = None
        self._refusal: list[str] = []
        self._said = self._thought = 0
        self._runaway = Runaway()
        self.finish_reason: str | None = None

    @property
    def runs_away(self) -> bool:
        """Whether the reply only repeats itself any more."""
        return self._runaway.found

    @property
    def empty(self) -> bool:
        """Whether nothing of the reply has come yet."""
        return not (self._said or self._thought or self._calls)

    @property
    def broken_call(self) -> bool:
        """Whether a call's arguments are not JSON.

        The servers' streaming parsers lose the end of odd calls that their other parsers read well. A call that ran into the
        length limit is not broken, only unfinished.
        """
        if self.finish_reason == "length":
            return False
        for pieces in self._calls.values():
            try:
                read_arguments("".join(pieces.arguments))
            except GivenTwice:  # it came whole
                continue
            except ArgumentProblem:
                return True
        return False

    def add(self, chunk: Mapping[str, Any]) -> None:
        """Take in one chunk."""
        usage = chunk.get("usage")
        if isinstance(usage, Mapping):
            self._usage = usage
        for choice in chunk.get("choices") or []:
            if choice.get("index") not in (None, 0):
                continue
            self.finish_reason = choice.get("finish_reason") or self.finish_reason
            self._add_delta(choice.get("delta") or choice.get("message") or {})

    def reply(self) -> RawReply:
        """The whole reply."""
        if self._live:
            self._live.close()
        calls = tuple(
            RawCall(whole(pieces.name), whole("".join(pieces.arguments)), pieces.said, pieces.thought)
            for _, pieces in sorted(self._calls.items())
        )
        return RawReply(
            content=whole("".join(self._content)),
            reasoning=whole("".join(self._reasoning)),
            calls=calls,
            finish_reason=self.finish_reason,
            usage=usage_of(self._usage),
            streamed=True,
            refusal=whole("".join(self._refusal)),
        )

    def _add_delta(self, delta: Mapping[str, Any]) -> None:
        key = self._thinking_key or next((key for key in THINKING_KEYS if isinstance(delta.get(key), str) and delta[key]), "")
        self._thinking_key = key
        if isinstance(reasoning := delta.get(key), str) and reasoning:
            self._reasoning.append(reasoning)
            self._thought += len(reasoning)
            self._runaway.add(reasoning)
            if self._on_delta:
                self._on_delta("thinking", reasoning)
        if isinstance(refusal := delta.get("refusal"), str):
            self._refusal.append(refusal)
        if content := text_of(delta.get("content")):
            self._content.append(content)
            self._said += len(content)
            self._runaway.add(content)
            if self._live:
                self._live.add(content)
        for position, call in enumerate(delta.get("tool_calls") or []):
            self._add_call(call, position)

    def _add_call(self, call: Mapping[str, Any], position: int) -> None:
        function = call.get("function") or {}
        name, arguments = function.get("name"), function.get("arguments")
        identifier = str(call.get("id") or "")
        given = call.get("index")
        index = given if isinstance(given, int) else position
        pieces = self._calls.get(self._current.get(index, index))
        if pieces is None or (name and pieces.name and identifier and pieces.identifier and identifier != pieces.identifier):
            # Some servers number every call 0 and distinguish them by their ids only.
            key = index if pieces is None else max(self._calls) + 1
            self._current[index] = key
            pieces = self._calls[key] = _CallPieces(said=self._said, thought=self._thought)
        pieces.identifier = pieces.identifier or identifier
        if name:
            # Most servers send it once, some with every piece, some in pieces, some as far as it has come.
            pieces.name = str(name) if str(name).startswith(pieces.name) else pieces.name + str(name)
        if isinstance(arguments, Mapping):
            arguments = json.dumps(arguments)
        if arguments:
            pieces.arguments.append(str(arguments))
        if self._on_delta and (name or arguments):
            self._on_delta("call", f"{name or ''}{arguments or ''}")


def reply_of_completion(data: Mapping[str, Any]) -> RawReply:
    """The RawReply in a whole (not streamed) completion object; an empty one where it has no choices."""
    choices = data.get("choices") or []
    choice = choices[0] if choices and isinstance(choices[0], Mapping) else {}
    message = choice.get("message") or {}
    calls = []
    for call in message.get("tool_calls") or []:
        function = call.get("function") or {}
        calls.append(RawCall(str(function.get("name") or ""), function.get("arguments")))
    legacy = message.get("function_call")
    if isinstance(legacy, Mapping) and not calls:
        calls.append(RawCall(str(legacy.get("name") or ""), legacy.get("arguments")))
    return RawReply(
        content=whole(text_of(message.get("content"))),
        reasoning=whole(reasoning_of(message)),
        closed=message.get("content") == "",
        calls=tuple(calls),
        finish_reason=choice.get("finish_reason"),
        usage=usage_of(data.get("usage")),
        refusal=whole(str(message.get("refusal") or "")),
    )


def text_of(content: object) -> str:
    """Content as text: it may be a string, a list of parts, or null."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content if isinstance(part, Mapping))
    return ""


def reasoning_of(message: Mapping[str, Any]) -> str:
    """The thinking, in whichever field this server sends it."""
    for key in THINKING_KEYS:
        if isinstance(message.get(key), str) and message[key]:
            return str(message[key])
    return ""


def usage_of(data: object) -> TokenUsage:
    """Token counts; zeros where the server says nothing."""
    if not isinstance(data, Mapping):
        return TokenUsage()
    prompt_details = data.get("prompt_tokens_details") or {}
    completion_details = data.get("completion_tokens_details") or {}
    return TokenUsage(
        prompt=_count(data.get("prompt_tokens")),
        cached=_count(prompt_details.get("cached_tokens") or data.get("prompt_cache_hit_tokens") or data.get("cached_tokens")),
        completion=_count(data.get("completion_tokens")),
        reasoning=_count(completion_details.get("reasoning_tokens") or data.get("reasoning_tokens")),
    )


def _count(value: object) -> int:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0
