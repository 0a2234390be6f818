"""Statements about what will happen: "A table is displayed", "The dialog opens": something to be seen, not something to do."""

from __future__ import annotations

from typing import Final

from gui_agent.model.literal.language.phrases import Tokens
from gui_agent.model.literal.language.tokens import written

_SUBJECTS: Final = frozenset({"the", "a", "an", "this", "these", "that", "it", "you", "your", "all", "its", "each", "now"})
_FINITE: Final = frozenset(
    {
        "is", "are", "will", "opens", "open", "appears", "appear", "shows", "show", "displays", "disappears", "closes", "becomes",
        "turns", "changes", "has", "have", "contains", "should", "can", "starts", "comes", "expands", "lists", "see", "says", "does",
    }
)  # fmt: skip
_LEADING: Final = (("now",), ("you", "should", "see"), ("you", "will", "see"), ("you", "now", "see"), ("you", "see"),
            ("you", "can", "see"), ("you", "can", "now", "see"), ("this", "opens"),
                   ("this", "will", "open"), ("this", "will", "show"), ("this", "shows"), ("this", "displays"), ("it", "opens"),
                   ("there", "appears"))  # fmt: skip
_PLAIN: Final = {
    "opens": "is visible", "appears": "is visible", "pops": "is visible", "displays": "is visible", "disappears": "is gone",
    "closes": "is gone", "appear": "is visible", "open": "is visible",
}  # fmt: skip


def expectation(source: str, tokens: Tokens) -> str | None:
    """The statement that is to come true, in words that can be judged; None if the words are no statement."""
    words = [token.lower for token in tokens]
    if len(words) < 2 or not (words[0] in _SUBJECTS or tokens[0].kind == "quoted" or tokens[0].text[:1].isupper()):
        return None
    for leading in _LEADING:
        if tuple(words[: len(leading)]) == leading and len(words) > len(leading):
            return f"{written(source, tokens[len(leading) :])} is visible"
    at = next((index for index in range(1, len(words)) if words[index] in _FINITE and tokens[index].kind == "word"), None)
    if at is None:
        return None
    subject = written(source, tokens[:at])
    rest = [word for word in words[at:] if word not in ("will", "should", "now", "then", "be", "automatically")]
    if rest and rest[0] in _PLAIN:
        return f"{subject} {_PLAIN[rest[0]]}"
    if (
        rest
        and rest[0] in ("displayed", "shown", "visible", "opened")
        or rest[:2] in (["is", "displayed"], ["is", "shown"], ["is", "opened"])
    ):
        return f"{subject} is visible"
    return f"{subject} {written(source, tokens[at:])}"
