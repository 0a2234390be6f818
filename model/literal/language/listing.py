"""Lists of targets: "the buttons A, B and C", "the boxes for apples, pears and plums", "the box next to Milk and the one next to Tea"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.clause import Clause
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.phrases import Tokens, noun_at_end, noun_at_start, strip_determiners
from gui_agent.model.literal.language.tokens import Token

_ORDERLY: Final = (
    ("in", "that", "order"), ("in", "this", "order"), ("in", "the", "given", "order"), ("in", "order"), ("one", "after", "the", "other"),
    ("one", "after", "another"), ("respectively",),
)  # fmt: skip


_BARE: Final = 3
"""Names of a list that needs no word for what they are, at least."""


def without_order(tokens: Tokens) -> Tokens:
    """The tokens without "in that order" at their end: steps are done in their order anyway."""
    words = tuple(token.lower for token in tokens)
    for tail in _ORDERLY:
        if len(words) > len(tail) and words[-len(tail) :] == tail:
            rest = list(tokens[: -len(tail)])
            return rest[:-1] if rest[-1].text == "," else rest
    return tokens


def listed_targets(clause: Clause, tokens: Tokens) -> list[Target]:
    """The targets of a list whose first one names the kind, or the place, of all in the plural; [] where it is no such list."""
    parts = parted(tokens)
    first = strip_determiners(parts[0]) if parts else []
    size = noun_at_start(first)
    if len(parts) < 2 or not size or not _is_plural(first[size - 1]) or len(first) == size:
        return []
    one = clause.target(parts[0])
    return [one, *(_alike(one, clause.target(part)) for part in parts[1:])]


def bare_names(tokens: Tokens) -> list[Tokens]:
    """The names of a list of at least three single words: "7, 5, minus, 2 and then equals"; [] for anything else."""
    parts = [[token for token in part if token.lower != "then"] for part in parted(tokens)]
    parts = [part for part in parts if part]
    listed = any(token.kind == "mark" and token.text == "," for token in tokens)  # "Cut and Copy and Paste" may be a name
    if not listed or len(parts) < _BARE or any(len(part) > 1 or part[0].lower in vocabulary.DETERMINERS for part in parts):
        return []
    return list(parts)


def _alike(first: Target, other: Target) -> Target:
    """A bare name, as another target of the kind and at the kind of place of the first one."""
    if other.role or other.relation or other.pronoun:
        return other
    if first.relation is not None and not first.label:
        return replace(first, phrase=other.phrase, relation=replace(first.relation, anchor=other))
    return replace(other, role=first.role, noun=first.noun)


def parted(tokens: Tokens) -> list[Tokens]:
    """The tokens between commas and "and"."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind != "quoted" and (token.lower == "and" or token.text == ","):
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _is_plural(token: Token) -> bool:
    word = token.lower
    return word.endswith("s") and (word[:-1] in vocabulary.NOUNS or word[:-2] in vocabulary.NOUNS or bool(noun_at_end([token])))


__all__ = ["bare_names", "listed_targets", "parted", "without_order"]
