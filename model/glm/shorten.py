"""Making a conversation shorter that a server finds too long: the oldest results first, and never what the user said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gui_agent.model.wire import Message

RECENT = 4
"""Exchanges (a call and its result) that stay as they are."""
SHORT_RESULT = 160
"""Characters that are left of an old tool's result."""


@dataclass(frozen=True)
class _Shortening:
    """What is done to one conversation; it stays the same from turn to turn, so that the server's prefix cache holds."""

    cut: int = 0
    """Exchanges from the beginning whose results are cut."""
    dropped: int = 0
    """Exchanges from the beginning that are left out."""


class Shortener:
    """Remembers, for each conversation, how much of it has to be left out."""

    def __init__(self) -> None:
        self._of: dict[str, _Shortening] = {}

    def fit(self, messages: Sequence[Message]) -> Sequence[Message]:
        """The conversation as it was shortened before; itself, if it never was."""
        shortening = self._of.get(_head(messages)) if self._of else None
        return _applied(messages, shortening) if shortening else messages

    def shorten(self, messages: Sequence[Message]) -> bool:
        """After a refusal: leave out more of this (whole) conversation. False where nothing more can be left out."""
        key = _head(messages)
        now = self._of.get(key, _Shortening())
        available = max(0, len(_exchanges(messages)) - RECENT)
        if now.cut < available and _gains(messages, now, available):
            self._of[key] = replace(now, cut=available)
        elif now.dropped < available:
            self._of[key] = _Shortening(available, now.dropped + max(1, (available - now.dropped + 1) // 2))
        else:
            return False
        return True


def _head(messages: Sequence[Message]) -> str:
    """What a conversation begins with: its rules and the first message of its user."""
    first = [message for message in messages if message.get("role") != "tool"][:2]
    return hashlib.sha256(json.dumps(first, sort_keys=True, default=str).encode("utf-8", "replace")).hexdigest()


def _exchanges(messages: Sequence[Message]) -> list[range]:
    """The places of each call with its results."""
    found: list[range] = []
    for index, message in enumerate(messages):
        if message.get("role") == "assistant" and message.get("tool_calls"):
            end = index + 1
            while end < len(messages) and messages[end].get("role") == "tool":
                end += 1
            found.append(range(index, end))
    return found


def _gains(messages: Sequence[Message], now: _Shortening, available: int) -> bool:
    """Whether cutting the results of the next exchanges leaves out enough to be worth a try."""
    places = [index for places in _exchanges(messages)[now.cut : available] for index in places]
    return sum(max(0, len(str(messages[index].get("content") or "")) - SHORT_RESULT) for index in places) > 2_000


def _applied(messages: Sequence[Message], shortening: _Shortening) -> list[Message]:
    exchanges = _exchanges(messages)
    dropped = {index for places in exchanges[: shortening.dropped] for index in places}
    cut = {index for places in exchanges[: shortening.cut] for index in places}
    kept: list[Message] = []
    said = False
    for index, message in enumerate(messages):
        if index in dropped:
            if not said:
                kept.append({"role": "user", "content": _LEFT_OUT.format(number=shortening.dropped)})
                said = True
            continue
        content = message.get("content")
        if index in cut and isinstance(content, str) and len(content) > SHORT_RESULT:
            message = {**message, "content": f"{content[:SHORT_RESULT]} (the rest is left out)"}
        kept.append(message)
    return kept


_LEFT_OUT = "(The first {number} calls and their results are left out here: the conversation had become too long.)"
