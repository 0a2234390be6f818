"""Room for an answer: what a server's context leaves of `max_tokens` beside the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gui_agent.model.servers.context import ContextFull
from gui_agent.model.wire import ChatRequest, TokenUsage

LEAST_ANSWER = 1_024
"""Tokens that an answer needs, thinking included; with less the conversation must become shorter."""
MARGIN = 32
"""Tokens that a server may count beyond those that it names."""
CHARACTERS_PER_TOKEN, PICTURE_TOKENS = 4, 1_400
"""A rough measure of what was never sent; the server's own counts correct it."""


class Room:
    """What is known of one server's context."""

    def __init__(self) -> None:
        self._limit: int | None = None
        self._characters_per_token = float(CHARACTERS_PER_TOKEN)

    def learn(self, limit: int | None) -> None:
        """The server has said how long a conversation may be, its answer included."""
        self._limit = limit or self._limit

    def used(self, request: ChatRequest, usage: TokenUsage) -> None:
        """A conversation was answered: what it really measured."""
        characters, pictures = _size(request)
        text_tokens = usage.prompt // max(1, usage.requests) - pictures * PICTURE_TOKENS
        if characters > 2_000 and text_tokens > 200:
            self._characters_per_token = min(6.0, max(1.0, characters / text_tokens))

    def fit(self, request: ChatRequest, body: Mapping[str, Any]) -> dict[str, Any]:
        """The body, where `max_tokens` is no more than what is left."""
        wanted = body.get("max_tokens")
        if not isinstance(wanted, int):
            return dict(body)
        if self._limit is None:
            return dict(body)
        characters, pictures = _size(request)
        prompt = int(characters / self._characters_per_token) + pictures * PICTURE_TOKENS
        return {**body, "max_tokens": min(wanted, max(self._limit - prompt, LEAST_ANSWER))}

    def smaller(self, request: ChatRequest, refused: ContextFull) -> ChatRequest | None:
        """After a refusal: the same conversation with less room for the answer; None where nothing useful is left."""
        self.learn(refused.limit)
        wanted = request.sampling.get("max_tokens")
        if not isinstance(wanted, int):
            return None
        left = wanted // 2
        if refused.limit is not None and refused.prompt is not None:
            left = refused.limit - refused.prompt - MARGIN
        if left < LEAST_ANSWER or left >= wanted:
            return None
        return replace(request, sampling={**request.sampling, "max_tokens": left})


def _size(request: ChatRequest) -> tuple[int, int]:
    """Characters of text, and pictures, of a conversation and its tools."""
    characters = sum(len(str(tool)) for tool in request.tools)
    pictures = 0
    for message in request.messages:
        content = message.get("content")
        if isinstance(content, str):
            characters += len(content)
        elif isinstance(content, list):
            for part in content:
                pictures += part.get("type") == "image_url"
                characters += len(str(part.get("text") or ""))
        characters += sum(len(str(call)) for call in message.get("tool_calls") or ())
    return characters, pictures
