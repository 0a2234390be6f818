"""From a clause to its steps: one table says which reader each kind of verb has."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gui_agent.model.literal.language import clauses, motions, texts, values, verbs, vocabulary
from gui_agent.model.literal.language.clause import Clause, NotUnderstood, index_of, seconds_in
from gui_agent.model.literal.language.intents import Step
from gui_agent.model.literal.language.phrases import Tokens, noun_at_end, number_in
from gui_agent.model.literal.language.tokens import Token, written


def parse_clause(source: str, tokens: Tokens) -> list[Step]:
    """The steps of one clause. Raises NotUnderstood, naming the clause."""
    said = written(source, tokens)
    verb = verbs.at(tokens, 0)
    if verb is None:
        raise NotUnderstood(said)
    return READERS[verb.kind](with_adverbs(Clause(source, tokens[verb.size :], verb, said)))


def _use(clause: Clause) -> list[Step]:
    return values.use(clause, parse_clause)


_CLOSING: Final = frozenset({"afterwards", "now", "again", "exactly", "only", "instead", "too"})
"""Adverbs at the end of a clause that say nothing about what is to be done."""


def with_adverbs(clause: Clause) -> Clause:
    """A clause without "twice", "3 times", "while holding shift", "for 2 seconds", "without clicking" at its end."""
    tokens = clause.tokens
    if clause.verb.kind == "enter" and len(tokens) > 1 and tokens[-1].lower in _CLOSING and noun_at_end(tokens[:-1]):
        return replace(clause, tokens=tokens[:-1])
    if clause.verb.kind in ("enter", "assert"):
        return clause
    tail: list[Token] = []
    changed = True
    while changed and tokens:
        changed = False
        last = tokens[-1].lower
        if last in ("once", "twice", "thrice") and len(tokens) > 1:
            clause, tokens, changed = replace(clause, times=vocabulary.CARDINALS[last]), tokens[:-1], True
        elif last in ("times", "time") and len(tokens) > 1 and (count := number_in(tokens[-2].lower)):
            clause, tokens, changed = replace(clause, times=count), tokens[:-2], True
        elif last in ("seconds", "second", "s") and len(tokens) > 1 and clause.verb.kind != "wait":
            seconds = seconds_in(tokens[-2].lower)
            if seconds is not None:
                cut = -3 if len(tokens) > 2 and tokens[-3].lower == "for" else -2
                clause, tokens, changed = replace(clause, seconds=seconds), tokens[:cut], True
        elif held := index_of(tokens, ("while", "holding"), ("while", "pressing"), ("holding",), ("with",)):
            modifiers = _modifiers(tokens[held[0] + held[1] :], needed=tokens[held[0]].lower == "with")
            if modifiers:
                clause, tokens, changed = replace(clause, modifiers=modifiers), tokens[: held[0]], True
        if without := index_of(
            tokens, ("without", "clicking"), ("without", "pressing"), ("but", "do", "not"), ("without", "typing")
        ):
            tokens, changed = tokens[: without[0]], True
        if len(tokens) > 1 and tokens[-1].lower in _CLOSING:
            tail = [tokens[-1], *tail]
            tokens, changed = tokens[:-1], True
    return replace(clause, tokens=tokens, tail=tail)


def _modifiers(tokens: Tokens, needed: bool) -> tuple[str, ...]:
    """The held keys in "(down) (the) shift (key) (held down)"; with `needed`, only if it says that they are held."""
    words = [token.lower for token in tokens]
    if needed and not {"held", "pressed"} & set(words):
        return ()
    parts = [part for word in words for part in re.split(r"[+-]", word)]
    return tuple(vocabulary.MODIFIERS[part] for part in parts if part in vocabulary.MODIFIERS)


READERS: Final[dict[str, Callable[[Clause], list[Step]]]] = {
    **clauses.READERS,
    **texts.READERS,
    **motions.READERS,
    **values.READERS,
    "use": _use,
}
"""The reader of each kind of verb; no kind has two."""
