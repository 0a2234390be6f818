"""Clauses that describe a value instead of giving it: "your password", "the file that you want", "OK or Cancel"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.descriptions import CONTENT_NOUNS, POSSESSIVES, is_description
from gui_agent.model.literal.language.intents import (
    Choose,
    Click,
    Drag,
    Enter,
    Expand,
    Find,
    Focus,
    Highlight,
    Hover,
    Lacking,
    Reading,
    Step,
)
from gui_agent.model.literal.language.phrases import Tokens, strip_determiners
from gui_agent.model.literal.language.tokens import tokenize, written

_AIMED: Final = (Click, Hover, Focus, Expand, Drag, Highlight, Find)
_WISHES: Final = frozenset(
    {
     ("you", "want"), ("you", "wish"), ("you", "would"), ("you", "need"), ("you", "like"), ("you", "just"), ("you", "have"),
     ("your", "choice"), ("the", "following"), ("of", "these"), ("you", "created"), ("you", "are"), ("you", "can"),
     ("you", "added"), ("you", "selected")}
)  # fmt: skip
LEFT_OPEN: Final = "as a choice that is left open"
_BEHIND: Final = frozenset({"from", "in", "for", "where", "given"})
_LEFT_TO_THE_USER: Final = frozenset({"destination", "scope", "alignment", "method", "mode"})
"""What there are several kinds of, and which of them is not said."""


def has_colon(tokens: Tokens) -> bool:
    """Whether a colon is between the words of a clause."""
    return any(token.kind == "mark" and token.text == ":" for token in tokens[:-1])


def left_open(said: str, source: str, rest: Tokens) -> list[Reading]:
    """For "the temperature unit", "which folders are shown": what is to be chosen is left to the user, unless the screen has it so."""
    cut = next((index for index, token in enumerate(rest) if token.lower in _BEHIND), len(rest))
    head = [token for token in strip_determiners(rest[:cut]) if token.lower not in ("and", ",", "or")]
    if not head or any(token.kind != "word" or not token.text.islower() for token in head):
        return []
    described = rest[0].lower in ("which", "whether", "what", "how") or head[-1].lower in CONTENT_NOUNS | _LEFT_TO_THE_USER
    return [Reading((Lacking(said, written(source, rest)),), 0.5, "as a description")] if described else []


def either(source: str, rest: Tokens) -> str:
    """The "Apply or OK" of a clause that leaves the choice to its reader."""
    for index in range(1, len(rest) - 1):
        if rest[index].lower == "or" and rest[index].kind == "word":
            return written(source, rest)
    return ""


def without_descriptions(source: str, tokens: Tokens, reading: Reading) -> Reading:
    """The reading with a step that says what is missing in place of one that would type or choose a description."""
    if reading.exact:
        return reading
    steps = tuple(_lacking(source, tokens, step) or step for step in reading.steps)
    return reading if steps == reading.steps else replace(reading, steps=steps)


def _lacking(source: str, tokens: Tokens, step: Step) -> Lacking | None:
    if isinstance(step, Choose) and not step.path and _tokens_any(source, tokens, step):
        return Lacking(step.said, step.values[0])
    if isinstance(step, _AIMED):
        return (
            Lacking(step.said, step.target.phrase) if _wished_for(_tokens_of(source, tokens, step.target.phrase) or ()) else None
        )
    named = step.target if isinstance(step, Enter) else None
    field = named.label or named.phrase if named is not None and not named.quoted else ""
    if field and _wished_for(tokenize(field)):
        return Lacking(step.said, field)  # "update the field that you want to change"
    value = step.text if isinstance(step, Enter) else step.values[0] if isinstance(step, Choose) and not step.path else None
    if not isinstance(value, str) or not value or has_colon(tokens) and isinstance(step, Enter):
        return None
    stands = _tokens_of(source, tokens, value)
    if stands is None or (isinstance(step, Choose) and stands[0].lower not in POSSESSIVES and not _wished(stands)):
        return None
    return Lacking(step.said, value) if is_description(stands) or isinstance(step, Choose) else None


def _tokens_any(source: str, tokens: Tokens, step: Choose) -> bool:
    """Whether a value to be chosen is left open: "a length of time", "any colour", "the number of pages"."""
    stands = _tokens_of(source, tokens, step.values[0])
    if stands is None or len(stands) < 2:
        return False
    words = [token.lower for token in stands[:4]]
    if words[0] == "the" and any(noun in CONTENT_NOUNS and of == "of" for noun, of in pairwise(words[1:])):
        return True
    return words[0] in ("a", "an", "any", "some", "another", "one", "be", "more", "less")


def _wished_for(tokens: Tokens) -> bool:
    """Whether what is to be pointed at is only wished for: "the file that you want", "a colour of your choice"."""
    pairs = {(one.lower, other.lower) for one, other in pairwise(tokens)}
    words = {token.lower for token in tokens}
    unnamed = "whose" in words and not words & {"is", "are"}  # "the person whose job is Judge" is named by the row of Judge
    return bool(pairs & _WISHES) or unnamed or bool(words & {"desired", "appropriate", "whichever"})


def _wished(tokens: Tokens) -> bool:
    words = {token.lower for token in tokens}
    return bool(words & {"you", "your", "want", "wish", "desired", "appropriate", "preferred", "suitable", "whichever"})


def _tokens_of(source: str, tokens: Tokens, value: str) -> Tokens | None:
    """The tokens of the clause that a value was taken from; None where it was quoted or put together."""
    for start in range(len(tokens)):
        for end in range(start + 1, len(tokens) + 1):
            part = tokens[start:end]
            if written(source, part) == value:
                if len(part) == 1 and part[0].kind == "quoted":
                    return None
                while start and tokens[start - 1].lower in vocabulary.DETERMINERS:
                    start -= 1
                return tokens[start:end]
    return None
