"""A server's refusal because the conversation does not fit into its context: the numbers in it, and what can be done."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ABOUT_CONTEXT = re.compile(
    r"context.{0,3}length|context window|maximum.{0,20}(?:length|tokens)|too (?:long|many tokens)|(?:input|prompt) is too"
    r"|longer than the|max_tokens.{0,40}too large|exceeds? .{0,30}(?:context|length|limit)",
    re.IGNORECASE,
)
_LIMITS = (
    r"(?:context|model)(?:'s)?\s*(?:maximum )?(?:context )?(?:length|window)?\s*(?:is|of|\()\s*(?P<limit>\d+)",
    r"maximum (?:context|model) length (?:is|of)?\s*\(?(?P<limit>\d+)",
    r"limit(?:ed)? (?:is|of|to)\s*(?P<limit>\d+)",
)
_PROMPTS = (
    r"(?P<prompt>\d+) (?:input tokens|tokens from the input|in the messages|tokens in (?:the|your) (?:messages|prompt))",
    r"(?:request has|prompt contains|input \(|input length \(|prompt has|prompt is)\D{0,12}(?P<prompt>\d+)",
)


@dataclass(frozen=True)
class ContextFull:
    """How long a conversation may be with its answer, and how long the refused one was, in tokens; None where the server is silent."""

    limit: int | None
    prompt: int | None


def context_full(said: str) -> ContextFull | None:
    """What a server's message says about its context; None where it is about something else."""
    if not _ABOUT_CONTEXT.search(said):
        return None
    return ContextFull(_number(_LIMITS, "limit", said), _number(_PROMPTS, "prompt", said))


def _number(patterns: tuple[str, ...], name: str, said: str) -> int | None:
    for pattern in patterns:
        if match := re.search(pattern, said, re.IGNORECASE):
            return int(match[name])
    return None
