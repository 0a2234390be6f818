"""One clause of an instruction, from its verb to typed steps: pointing, keys, scrolling, waiting, checking.

Clauses about texts are in `texts`, those about values in `values`, those that move things in `motions`; the verbs are in `verbs`,
noun phrases in `phrases`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from gui_agent.model.literal.language import verbs, vocabulary
from gui_agent.model.literal.language.keynames import parse_keys
from gui_agent.model.literal.language.phrases import Tokens, noun_at_end, number_in, parse_target, strip_determiners
from gui_agent.model.literal.language.steps import (
    Assert,
    Button,
    Click,
    Close,
    Expand,
    Find,
    Focus,
    Highlight,
    Hover,
    Press,
    Step,
    Target,
    Tick,
    Wait,
)
from gui_agent.model.literal.language.tokens import Token, written


class NotUnderstood(ValueError):
    """A phrase that the grammar has no reading for; `phrase` is its words."""

    def __init__(self, phrase: str) -> None:
        super().__init__(f"not understood: {phrase!r}")
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
        """These tokens as they stand in the instruction."""
        return written(self.source, tokens)


def parse_clause(source: str, tokens: Tokens) -> list[Step]:
    """The steps of one clause. Raises NotUnderstood, naming the clause."""
    said = written(source, tokens)
    verb = verbs.at(tokens, 0)
    if verb is None:
        raise NotUnderstood(said)
    clause = _with_adverbs(Clause(source, tokens[verb.size :], verb, said))
    from gui_agent.model.literal.language import motions, texts, values

    reader = texts.READERS.get(verb.kind) or values.READERS.get(verb.kind) or motions.READERS.get(verb.kind) or READERS[verb.kind]
    return reader(clause)


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


_CLOSING: Final = frozenset({"afterwards", "now", "again", "exactly", "only", "instead", "too"})
"""Adverbs at the end of a clause that say nothing about what is to be done."""


def _with_adverbs(clause: Clause) -> Clause:
    """Take "twice", "3 times", "while holding shift", "for 2 seconds", "without clicking" off the end."""
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
            seconds = _seconds(tokens[-2].lower)
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


def _seconds(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        number = number_in(word)
        return float(number) if number is not None else None


def _click(clause: Clause) -> list[Step]:
    kinds: dict[str, tuple[Button, int]] = {
        "double_click": ("left", 2),
        "right_click": ("right", 1),
        "middle_click": ("middle", 1),
    }
    button, clicks = kinds.get(clause.verb.kind, ("left", 3 if clause.verb.kind == "triple_click" else 1))
    if clause.verb.words == "submit" and (not clause.tokens or clause.tokens[0].lower in vocabulary.DETERMINERS):
        return [Click(clause.said, Target("submit", label="Submit", role="button", noun="button"))]
    by = index_of(clause.tokens, ("by", "clicking"), ("by", "pressing"), ("by", "clicking", "on"), ("using",))
    tokens = clause.tokens[by[0] + by[1] :] if by else clause.tokens
    return [
        Click(clause.said, target, button, clicks, clause.modifiers,
              clause.seconds, clause.times)
        for target in _several(clause, tokens)
    ]  # fmt: skip


def _several(clause: Clause, tokens: Tokens) -> list[Target]:
    """The targets of a list: "button A, button B and button C"; a list is only split between quotations or full noun phrases."""
    parts: list[Tokens] = []
    start = 0
    for index, token in enumerate(tokens):
        if token.lower in ("and", ",", "then") and index > start and index + 1 < len(tokens):
            before, after = tokens[start:index], tokens[index + 1 :]
            if after[0].lower in ("and", "then"):
                after = after[1:]
            whole = before[-1].kind == "quoted" or parse_target(clause.source, before).role is not None
            if whole and after and (after[0].kind == "quoted" or parse_target(clause.source, after).role is not None):
                parts.append(before)
                start = len(tokens) - len(after)
    return [clause.target(part) for part in [*parts, tokens[start:]]]


def _press(clause: Clause) -> list[Step]:
    tokens = strip_determiners(clause.tokens)
    if tokens and tokens[-1].lower == "button" or (tokens and tokens[0].lower == "button"):
        return _click(clause)
    on = index_of(tokens, ("in",), ("on",), ("while", "in"))
    keys = parse_keys(tokens) or (parse_keys(tokens[: on[0]]) if on else None)
    if keys is None:
        return _click(clause)
    where = clause.target(tokens[on[0] + on[1] :]) if on and not parse_keys(tokens) else None
    button = clause.target(tokens) if _may_be_label(clause.tokens) else None
    return [
        Press(clause.said, chord, clause.times, clause.seconds, where if index == 0 else None, button)
        for index, chord in enumerate(keys)
    ]  # fmt: skip


def _may_be_label(tokens: Tokens) -> bool:
    return len(tokens) == 1 and (tokens[0].kind == "quoted" or tokens[0].lower in vocabulary.KEY_LIKE_LABELS)


def _hold(clause: Clause) -> list[Step]:
    tokens = strip_determiners(clause.tokens)
    keys = parse_keys(tokens)
    if keys and len(keys) == 1 and clause.verb.words in ("hold", "hold down", "press and hold"):
        return [Press(clause.said, keys[0], 1, clause.seconds or 1.0)]
    return [replace(step, hold=clause.seconds or 1.0) for step in _click(clause) if isinstance(step, Click)]


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


def _wait(clause: Clause) -> list[Step]:
    tokens = list(clause.tokens)
    words = [token.lower for token in tokens if token.lower not in ("for", "about", "a")]
    if words and words[-1] in ("seconds", "second", "s", "sec", "moment", "minute") or not words:
        number = _seconds(words[0]) if words else None
        return [Wait(clause.said, (number if number is not None else 1.0) * (60 if words and words[-1] == "minute" else 1))]
    if len(words) == 1 and (match := re.fullmatch(r"(\d+(?:\.\d+)?)s", words[0])):
        return [Wait(clause.said, float(match[1]))]
    skip = sum(1 for token in tokens[:1] if token.lower in ("for", "until", "till"))
    target, gone = condition(clause, tokens[skip:])
    return [Wait(clause.said, None, target, gone)]


def _hover(clause: Clause) -> list[Step]:
    tokens = clause.tokens
    if tokens and tokens[0].lower in ("over", "on", "to", "onto", "at") and len(tokens) > 1:
        tokens = tokens[1:]
    return [Hover(clause.said, clause.target(tokens))]


def _focus(clause: Clause) -> list[Step]:
    return [Focus(clause.said, clause.target(clause.tokens))]


def _close(clause: Clause) -> list[Step]:
    by = index_of(clause.tokens, ("by", "clicking", "on"), ("by", "clicking"), ("by", "pressing"), ("with",), ("using",))
    if by:
        return [Close(clause.said, clause.target(clause.tokens[: by[0]]), clause.target(clause.tokens[by[0] + by[1] :]))]
    return [Close(clause.said, clause.target(clause.tokens))]


def _assert(clause: Clause) -> list[Step]:
    tokens = clause.tokens[1:] if clause.tokens and clause.tokens[0].lower == "that" else clause.tokens
    state = index_of(tokens, ("is", "checked"), ("is", "ticked"), ("is", "selected"), ("is", "unchecked"), ("is", "not",
    "checked"),
                     ("are", "checked"), ("is", "unticked"))  # fmt: skip
    if state and state[0] and clause.verb.words in ("make sure", "ensure", "make sure that", "ensure that"):
        wanted = not any(token.lower in ("not", "unchecked", "unticked") for token in tokens[state[0] :])
        return [Tick(clause.said, (clause.target(tokens[: state[0]]),), wanted)]
    if not tokens:
        raise NotUnderstood(clause.said)
    return [Assert(clause.said, clause.text(tokens))]


def _expand(clause: Clause) -> list[Step]:
    return [Expand(clause.said, clause.target(clause.tokens), clause.verb.kind == "expand")]


def _highlight(clause: Clause) -> list[Step]:
    return [Highlight(clause.said, clause.target(clause.tokens))]


def _find(clause: Clause) -> list[Step]:
    return [Find(clause.said, clause.target(clause.tokens) if clause.tokens else Target(""))]


def _nothing(clause: Clause) -> list[Step]:
    """For "do not press Enter": what is not said to be done is not done anyway."""
    return []


READERS: Final[dict[str, Callable[[Clause], list[Step]]]] = {
    "click": _click, "double_click": _click, "right_click": _click, "middle_click": _click, "triple_click": _click, "press": _press,
    "hold": _hold, "wait": _wait, "hover": _hover, "focus": _focus, "close": _close,
    "assert": _assert, "expand": _expand, "collapse": _expand, "highlight": _highlight, "find": _find,
    "never": _nothing,
}  # fmt: skip
