"""A clause of an instruction, and what all its readers need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gui_agent.model.literal.language import verbs
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.phrases import Tokens, number_in, parse_target
from gui_agent.model.literal.language.tokens import written


class NotUnderstood(ValueError):
    """A phrase that the grammar has no reading for; `phrase` is its words, `advice` how it may be written instead."""

    def __init__(self, phrase: str, advice: str = "") -> None:
        super().__init__(f"not understood: {phrase!r}{f'; {advice}' if advice else ''}")
        self.phrase = phrase


@dataclass(frozen=True)
class Clause:
    """A clause whose verb is known and whose adverbs (times, held keys, duration) were taken off."""

    source: str
    tokens: Tokens
    verb: verbs.Verb
    said: str
    times: int = 1
    modifiers: tuple[str, ...] = ()
    seconds: float = 0
    tail: Tokens = ()
    """Adverbs taken off the end ("now", "again") that may as well be the end of a label ("Order now")."""

    def target(self, tokens: Tokens) -> Target:
        """The noun phrase of these tokens. Raises NotUnderstood where there is none."""
        if not tokens:
            raise NotUnderstood(self.said)
        target = parse_target(self.source, tokens)
        if self.tail and tokens[-1].kind == "word" and tokens[-1].end == self.tokens[-1].end:
            return replace(target, longer=parse_target(self.source, [*tokens, *self.tail]).label)
        return target

    def text(self, tokens: Tokens) -> str:
        """These tokens as they are in the instruction."""
        return written(self.source, tokens)


def index_of(tokens: Tokens, *phrases: tuple[str, ...], start: int = 0, last: bool = False) -> tuple[int, int] | None:
    """(position, size) of the first (or last) of these word sequences outside quotations."""
    found = [
        (index, len(words))
        for index in range(start, len(tokens))
        for words in phrases
        if tuple(token.lower for token in tokens[index : index + len(words)]) == words
    ]
    if not found:
        return None
    return max(found) if last else min(found, key=lambda item: (item[0], -item[1]))


def condition(clause: Clause, tokens: Tokens) -> tuple[Target, bool]:
    """A target and whether it is to be gone: "the dialog disappears", "you see 'Ready'", "X is visible"."""
    if tokens and tokens[0].lower in ("you", "i") and len(tokens) > 2:
        tokens = tokens[2:]
    for words, gone in _APPEARANCE:
        found = index_of(tokens, words)
        if found and found[0] and found[0] + found[1] == len(tokens):
            return clause.target(tokens[: found[0]]), gone
    return clause.target(tokens), False


_APPEARANCE: Final[tuple[tuple[tuple[str, ...], bool], ...]] = (
    (("to", "disappear"), True), (("disappears",), True), (("is", "gone"), True), (("vanishes",), True), (("to", "vanish"), True),
    (("is", "no", "longer", "visible"), True), (("to", "go", "away"), True), (("goes", "away"), True), (("closes",), True),
    (("to", "close"), True), (("is", "closed"), True), (("to", "be", "gone"), True),
    (("to", "appear"), False), (("appears",), False), (("is", "visible"), False), (("is", "shown"), False), (("shows", "up"),
    False),
    (("to", "show", "up"), False), (("is", "there"), False), (("to", "be", "visible"), False), (("is", "displayed"), False),
    (("comes", "into", "view"), False), (("to", "load"), False), (("opens",), False), (("to", "open"), False), (("is", "on",
    "the", "screen"), False),
)  # fmt: skip


def seconds_in(word: str) -> float | None:
    """A number of seconds, in digits or in words; None for what is none."""
    try:
        return float(word)
    except ValueError:
        number = number_in(word)
        return float(number) if number is not None else None
