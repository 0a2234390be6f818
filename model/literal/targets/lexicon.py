"""The screen as a lexicon: readings of a clause that only the labels on the screen make possible.

"enter the coupon code SPRING24" is one thing where a field is labelled "Coupon code" and another where none is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gui_agent.model.literal.language import verbs, vocabulary
from gui_agent.model.literal.language.asides import without_purpose
from gui_agent.model.literal.language.descriptions import is_description
from gui_agent.model.literal.language.intents import Reading
from gui_agent.model.literal.language.phrases import Tokens, noun_at_start
from gui_agent.model.literal.language.text_match import canonical
from gui_agent.model.literal.language.tokens import tokenize, written
from gui_agent.model.literal.language.wording import content_words, is_within
from gui_agent.model.literal.sight.spot import FIELDS, WIDGETS
from gui_agent.model.literal.targets.lexicon_actions import GENERAL, actions_on, quoted, restated_reading
from gui_agent.model.literal.targets.situation import Situation

_LINKING: Final = frozenset({"of", "as", ":", "=", "with", "to", "is", "be", "-", ","})
"""What may be between the name of a field and what belongs into it."""
_LEADING: Final = frozenset({"in", "into", "for", "as", "to", "under", "at", "inside", "on"})
_TYPING: Final = frozenset({"enter", "fill", "set"})
_CONTROLS: Final = WIDGETS - FIELDS - {"slider"} | {"item"}
"""What does what it says."""
_LEAST_WORDS: Final = 2
"""Words that say enough to be a control's own."""
_NUMBER: Final = re.compile(r"\d[\d.,:]*%?")
_POINTING: Final = frozenset({"click", "choose", "press", "double_click", "right_click"})


def readings_on(said: str, situation: Situation) -> list[Reading]:
    """What a clause may mean on this screen, besides what it may mean as English."""
    tokens = tokenize(said)
    verb = verbs.at(tokens, 0)
    found = [*_worded(said, tokens, situation), *actions_on(said, tokens, situation)]
    if verb is None or verb.kind == "command":
        return [*found, *_valued(said, tokens, situation)]
    rest = tokens[verb.size :]
    if verb.kind in _TYPING:
        found += _typed(said, rest, situation)
    if verb.kind in _POINTING:
        found += _pointed(said, rest, verb.kind == "choose", situation)
    return found


def _worded(said: str, tokens: Tokens, situation: Situation) -> Iterator[Reading]:
    """A control that says the clause in nearly the same words: "accept the terms" where a box says "I accept the terms".

    What a clause says besides may be a word for things in general: "clear the completed items" is "Clear completed".
    """
    words = content_words(said)
    if len(words) < _LEAST_WORDS or any(token.kind == "quoted" for token in tokens):
        return
    for spot in situation.scene.spots:
        own = content_words(spot.label) if spot.kind in _CONTROLS else ()
        general = own == words[:-1] and words[-1] in GENERAL
        if own != words and not (general and len(own) >= _LEAST_WORDS):
            continue
        verb, noun = ("tick", "checkbox") if spot.kind in ("checkbox", "radio") else ("click", "")
        restated = f"{verb} the {quoted(spot.label)} {noun}".rstrip()
        yield restated_reading(said, restated, 1.0, f"with {spot.label!r} as what is to be done")


def _valued(said: str, tokens: Tokens, situation: Situation) -> Iterator[Reading]:
    """A value among the words that a field is called by: "keep the files for 90 days" where a field is called "Keep for"."""
    values = [token for token in tokens if token.kind == "quoted" or _NUMBER.fullmatch(token.text)]
    words = content_words(" ".join(token.text for token in tokens if token not in values))
    if len(values) != 1 or not words:
        return
    for spot in situation.scene.spots:
        name = content_words(spot.label) if spot.kind in FIELDS else ()
        if len(name) >= _LEAST_WORDS and name[0] in words[:_LEAST_WORDS] and is_within(name, words):
            label, text = spot.label.strip(" :*"), values[0].text
            restated = f"type {quoted(text)} into the {quoted(label)} field"
            if spot.kind == "dropdown":
                if values[0].kind == "quoted":
                    continue
                restated = f"set the {quoted(label)} dropdown to {quoted(text)}"
            yield restated_reading(said, restated, 0.95, f"{text!r} into the field {label!r}")


def _typed(said: str, rest: Tokens, situation: Situation) -> Iterator[Reading]:
    """A field's label among the words: what is before or after it is what belongs into the field."""
    rest = without_purpose(rest).tokens
    for spot in situation.scene.spots:
        if spot.kind not in FIELDS or not spot.label:
            continue
        for start, end in _places(spot.label, rest):
            content = _content(rest, start, end)
            if not content or is_description(content) or any(token.kind == "mark" and token.text in ".;" for token in content):
                continue
            text, label = written(said, content), spot.label.strip(" :*")
            restated = f"type {quoted(text)} into the {quoted(label)} field"
            yield restated_reading(said, restated, 0.97, f"{text!r} into the field {label!r}")


def _content(rest: Tokens, start: int, end: int) -> Tokens:
    """What belongs into the field whose name is at these tokens: what follows it, else what is before it."""
    before, after = list(rest[:start]), list(rest[end:])
    while before and before[-1].lower in vocabulary.DETERMINERS:
        before.pop()
    size = noun_at_start(after)
    after = after[size:] if size and after[0].text.islower() else after
    while after and after[0].lower in _LINKING:
        after.pop(0)
    if not before and after:
        return after
    if not after and len(before) > 1 and before[-1].lower in _LEADING:
        return before[:-1]
    return []


def _pointed(said: str, rest: Tokens, chosen: bool, situation: Situation) -> Iterator[Reading]:
    """A label with words around it that say nothing that the screen could show: "the big shiny Save button"."""
    if any(token.kind == "quoted" for token in rest):
        return
    for spot in situation.scene.spots:
        if spot.kind not in WIDGETS | {"item"} or len(canonical(spot.label)) < 2:
            continue
        for start, end in _places(spot.label, rest):
            before = [token for token in rest[:start] if token.lower not in vocabulary.DETERMINERS]
            size = noun_at_start(rest[end:])
            after = rest[end + size :]
            described = all(token.kind == "word" and token.text.islower() for token in before)
            named = len(before) == 1 and not after  # "the type On This Computer"
            if not before or not described or not (size or named) or after or not rest[start].text[:1].isupper():
                continue
            noun = " ".join(token.lower for token in rest[end : end + size])
            verb = "tick" if chosen and spot.kind == "checkbox" else "click"
            restated = f"{verb} the {quoted(spot.label)} {noun}".rstrip()
            yield restated_reading(said, restated, 0.8, f"with {spot.label!r} as the label", before)


def _places(label: str, tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Where a label is among the tokens, word by word."""
    words = [canonical(word) for word in re.findall(r"[\w@#&+'.-]+", label) if canonical(word)]
    if not words:
        return
    for start in range(len(tokens) - len(words) + 1):
        part = tokens[start : start + len(words)]
        if all(token.kind == "word" and canonical(token.text) == word for token, word in zip(part, words, strict=True)):
            yield start, start + len(words)
