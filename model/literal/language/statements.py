"""Statements about the screen, taken apart into parts that are judged one by one.

statement = statement "and" statement
          | "there is" ["no" | count] phrase                     | phrase ("exists" | "appears" | "disappears")
          | phrase "is" ["not"] (state | colour | place | text)  | phrase "has" count phrase
          | phrase ["does not"] ("says" | "reads") text          (the whole text)
          | phrase ["does not"] ("shows" | "contains") text      (a part of it: whole words and numbers)
          | phrase ["does not"] ("starts with" | "ends with") text
          | phrase "is" ("more" | "less") "than" number           | phrase "is between" phrase "and" phrase
          | ("both" phrase "and" | "neither" phrase "nor") phrase and any of these

A statement has several readings where its words allow it. What no reading uses makes the statement one that is not literal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.noun_phrases import (
    STATES,
    Count,
    Phrase,
    Place,
    PlaceKind,
    State,
    Tokens,
    phrases,
    place_at,
    starts_with,
    undetermined,
)
from gui_agent.model.literal.language.phrases import number_in
from gui_agent.model.literal.language.tokens import tokenize, written

Extent = Literal["whole", "part", "begins", "ends"]


@dataclass(frozen=True)
class Statement:
    """What all kinds of statements have."""

    negated: bool


@dataclass(frozen=True)
class There(Statement):
    """Something is on the screen, a number of times."""

    what: Phrase
    count: Count | None = None
    within: Phrase | None = None
    """The thing that has it: "the table has 3 rows"."""


@dataclass(frozen=True)
class Says(Statement):
    """Something has a text."""

    subject: Phrase
    extent: Extent
    text: str
    quoted: bool
    verb: str


@dataclass(frozen=True)
class Is(Statement):
    """Something is in a state."""

    subject: Phrase
    state: State
    wanted: bool
    word: str


@dataclass(frozen=True)
class Coloured(Statement):
    """Something has a colour."""

    subject: Phrase
    colour: str


@dataclass(frozen=True)
class At(Statement):
    """Something is at a place."""

    subject: Phrase
    place: Place


@dataclass(frozen=True)
class Between(Statement):
    """Something is between two others."""

    subject: Phrase
    first: Phrase
    second: Phrase


@dataclass(frozen=True)
class Compared(Statement):
    """A number is larger (1) or smaller (-1) than another one, or equal to it where `equal`."""

    subject: Phrase
    sign: Literal[1, -1]
    equal: bool
    number: float


@dataclass(frozen=True)
class Both(Statement):
    """Two statements hold."""

    first: tuple[Statement, ...]
    second: tuple[Statement, ...]
    """The readings of each."""


_WHOLE: Final = (
    ("says",), ("say",), ("reads",), ("read",), ("is", "equal", "to"), ("are", "equal", "to"), ("equals",), ("has", "the", "value"),
    ("has", "the", "text"), ("is", "labelled"), ("is", "labeled"), ("is", "called"), ("is", "titled"), ("is", "named"),
    ("is", "set", "to"), ("has", "value"),
)  # fmt: skip
_PART: Final = (
    ("contains",), ("contain",), ("shows",), ("show",), ("displays",), ("display",), ("includes",), ("include",), ("mentions",),
    ("holds",), ("has",), ("have",), ("lists",),
)  # fmt: skip
_ENDS: Final[tuple[tuple[tuple[str, ...], Extent], ...]] = (
    (("starts", "with"), "begins"), (("start", "with"), "begins"), (("begins", "with"), "begins"), (("begin", "with"), "begins"),
    (("ends", "with"), "ends"), (("end", "with"), "ends"),
)  # fmt: skip
_SAYING: Final[tuple[tuple[tuple[str, ...], Extent], ...]] = (
    *((words, "whole") for words in _WHOLE), *((words, "part") for words in _PART), *_ENDS,
)  # fmt: skip
_BEING: Final = (("is",), ("are",), ("isn't",), ("aren't",), ("was",), ("has", "become"), ("becomes",))
_COMING: Final[dict[tuple[str, ...], bool]] = {
    ("exists",): True, ("exist",): True, ("appears",): True, ("appear",): True, ("has", "appeared"): True,
    ("disappears",): False, ("disappear",): False, ("has", "disappeared"): False, ("vanishes",): False, ("goes", "away"): False,
    ("closes",): False, ("opens",): True, ("shows", "up"): True, ("is", "on", "the", "screen"): True,
}  # fmt: skip
CELL: Final = "is the cell"
"""The verb of a reading that holds only for cells of a table."""
_NOT: Final = frozenset({"not", "never", "doesn't", "don't", "isn't", "aren't", "cannot", "can't"})
_PLURAL: Final = frozenset({"are", "aren't", "were", "have", "show", "say", "contain", "display", "exist", "do", "don't"})
_HELPERS: Final = frozenset({"does", "do", "still", "now", "currently", "already", "also"})
_MORE: Final[dict[tuple[str, ...], tuple[Literal[1, -1], bool]]] = {
    **{(word, "than"): (1, False) for word in ("more", "greater", "higher", "larger", "bigger")},
    **{(word, "than"): (-1, False) for word in ("less", "lower", "smaller", "fewer")},
    ("at", "least"): (1, True), ("at", "most"): (-1, True), ("above",): (1, False), ("below",): (-1, False), ("over",): (1, False),
    ("under",): (-1, False),
}  # fmt: skip


def statements(text: str) -> list[Statement]:
    """The readings of a statement, the most literal one first; empty where it is not literal at all."""
    tokens = tokenize(text)
    while tokens and tokens[-1].kind == "mark":
        tokens = tokens[:-1]
    tokens = [token for token in tokens if token.text != "\n"]
    return list(_read(text, tokens))


def _read(source: str, tokens: Tokens) -> Iterator[Statement]:
    if not tokens:
        return
    if pair := _pair(source, tokens):
        yield pair
        return
    if existence := list(_existence(source, tokens)):
        yield from existence
        return
    neither = tokens[0].lower == "neither"
    together = list(_together(source, tokens))
    predicates = [] if neither else list(_predicates(source, tokens))
    yield from together if tokens[0].lower == "both" else ()
    yield from predicates
    yield from together
    if not predicates and not neither:
        for phrase in phrases(source, tokens):
            yield There(False, phrase)


def _pair(source: str, tokens: Tokens) -> Both | None:
    """Two statements joined by "and", each with a verb of its own; the second may leave out its subject."""
    for at in range(1, len(tokens) - 1):
        if tokens[at].lower not in ("and", "but") or not (verb := _first_verb(tokens[:at])):
            continue
        left, right = tokens[:at], tokens[at + 1 :]
        if left[-1].text == ",":
            left = left[:-1]
        if _begins_existence(right) or _first_verb(right):
            if _verb_at(right, 0) or right[0].lower in _NOT | {"does", "do"}:
                right = [*left[:verb], *right]
        elif _is_state(right) and left[verb].lower in ("is", "are"):
            right = [*left[: verb + 1], *right]
        else:
            continue
        first, second = tuple(_read(source, left)), tuple(_read(source, right))
        if first and second:
            return Both(False, first, second)
    return None


def _together(source: str, tokens: Tokens) -> Iterator[Both]:
    """What is said of two subjects at once: "both A and B are checked", "neither A nor B is visible"."""
    verb = _first_verb(tokens)
    subject, predicate = tokens[:verb], tokens[verb:]
    neither = bool(subject) and subject[0].lower == "neither"
    if not verb or not (neither or predicate[0].lower in _PLURAL):
        return
    if subject[0].lower in ("both", "neither"):
        subject = subject[1:]
    predicate = [token for token in predicate if token.lower != "both"]
    for at in range(1, len(subject) - 1):
        if subject[at].lower == ("nor" if neither else "and"):
            sides = [list(_predicates(source, [*side, *predicate])) for side in (subject[:at], subject[at + 1 :])]
            if all(sides):
                first, second = (tuple(replace(one, negated=one.negated ^ neither) for one in side) for side in sides)
                yield Both(False, first, second)


def _first_verb(tokens: Tokens) -> int:
    """Where the first verb of a predicate stands behind a subject (0: nowhere)."""
    if _begins_existence(tokens):
        return 1
    return next((at for at in range(1, len(tokens)) if _verb_at(tokens, at)), 0)


def _verb_at(tokens: Tokens, at: int) -> bool:
    return any(starts_with(tokens, words, at) for words in (*(one for one, _ in _SAYING), *_BEING, *_COMING))


def _begins_existence(tokens: Tokens) -> bool:
    return len(tokens) > 1 and tokens[0].lower == "there" and tokens[1].lower in ("is", "are", "isn't", "aren't")


def _is_state(tokens: Tokens) -> bool:
    words = tuple(token.lower for token in tokens if token.lower not in _NOT | _HELPERS)
    return words in STATES or (len(words) == 1 and words[0] in vocabulary.COLOURS)


def _existence(source: str, tokens: Tokens) -> Iterator[Statement]:
    """There is (not, no, a number of) something."""
    if _begins_existence(tokens):
        negated, rest = tokens[1].lower.endswith("n't"), tokens[2:]
    elif len(tokens) > 2 and tokens[0].lower in ("i", "you", "we") and tokens[1].lower == "see":
        negated, rest = False, tokens[2:]
    elif len(tokens) > 1 and tokens[0].lower == "no" and not _first_verb(tokens):
        negated, rest = False, tokens
    else:
        return
    rest = [token for index, token in enumerate(rest) if index or token.lower not in _HELPERS]
    while rest and rest[0].lower in _NOT:
        negated, rest = not negated, rest[1:]
    rest = _without_visible(rest)
    if rest and rest[0].lower in ("no", "any"):
        negated, rest = negated != (rest[0].lower == "no"), rest[1:]
        rest = rest[1:] if rest and rest[0].lower in ("longer", "more") else rest
        count = None
    else:
        count, rest = _count(rest)
    for phrase in phrases(source, rest):
        yield There(negated, phrase, count)


def _without_visible(tokens: Tokens) -> Tokens:
    """Without "visible", "on the screen" at the end, which existence means anyway."""
    for words in (("on", "the", "screen"), ("on", "the", "page"), ("on", "screen"), ("visible",), ("shown",)):
        if len(tokens) > len(words) and starts_with(tokens, words, len(tokens) - len(words)):
            return tokens[: -len(words)]
    return tokens


def _count(tokens: Tokens) -> tuple[Count | None, Tokens]:
    """A number of things: "3", "exactly two", "at least 4", "more than one"."""
    if not tokens:
        return None, tokens
    for words, low, high in (
        (("exactly",), 0, 0), (("only",), 0, 0), (("just",), 0, 0), (("at", "least"), 0, None), (("more", "than"), 1, None),
        (("at", "most"), None, 0), (("fewer", "than"), None, -1), (("less", "than"), None, -1), ((), 0, 0),
    ):  # fmt: skip
        at = len(words)
        if not starts_with(tokens, words) or at + 1 >= len(tokens) or tokens[at].kind != "word":
            continue
        number = number_in(tokens[at].lower) if tokens[at].lower not in ("a", "an", "once", "twice", "thrice") else None
        number = 0 if tokens[at].lower in ("no", "zero") else number
        if number is not None:
            return Count(0 if low is None else number + low, None if high is None else number + high), tokens[at + 1 :]
    return None, tokens


def _predicates(source: str, tokens: Tokens) -> Iterator[Statement]:
    """Readings with a subject, a verb and what is said of it, the first verb first."""
    for at in range(1, len(tokens)):
        coming = next((words for words in _COMING if starts_with(tokens, words, at) and at + len(words) == len(tokens)), None)
        if coming is not None:
            subjects, negated = _subjects(source, tokens[:at])
            for phrase in subjects:
                yield Is(negated, phrase, "visible", _COMING[coming], " ".join(coming))
            continue
        saying = next(((words, extent) for words, extent in _SAYING if starts_with(tokens, words, at)), None)
        if saying is not None:
            yield from _saying(source, tokens, at, *saying)
            continue
        being = next((words for words in _BEING if starts_with(tokens, words, at)), None)
        if being is not None:
            rest = tokens[at + len(being) :]
            yield from _being(source, tokens[:at], rest, being[0].endswith("n't"))


def _subjects(source: str, tokens: Tokens) -> tuple[list[Phrase], bool]:
    """The readings of a subject, "does not" at its end or "no" at its beginning left out, and whether that negates."""
    negated = False
    while tokens and tokens[-1].lower in _NOT | _HELPERS:
        negated ^= tokens[-1].lower in _NOT
        tokens = tokens[:-1]
    if len(tokens) > 1 and tokens[0].lower in ("no", "none"):
        rest = tokens[2:] if tokens[1].lower == "of" else tokens[1:]
        return [replace(phrase, some=True) for phrase in phrases(source, rest)], not negated
    return phrases(source, tokens), negated


def _saying(source: str, tokens: Tokens, at: int, words: tuple[str, ...], extent: Extent) -> Iterator[Statement]:
    subjects, negated = _subjects(source, tokens[:at])
    rest = tokens[at + len(words) :]
    if not rest or not subjects:
        return
    if words[0] in ("has", "have", "contains", "contain", "shows", "show"):
        count, what = _count(rest)
        none = rest[0].lower == "no" and len(rest) > 1
        if count is not None or none:
            for inner in phrases(source, rest[1:] if none else what):
                if inner.role is not None or none:
                    for phrase in subjects:
                        yield There(negated != none, inner, None if none else count, phrase)
    text, quoted = _text(source, rest)
    if words[0] in ("has", "have") and not quoted:
        return
    for phrase in subjects:
        yield Says(negated, phrase, extent, text, quoted, " ".join(words))


def _text(source: str, tokens: Tokens) -> tuple[str, bool]:
    """A wanted text: a quotation, "the text" and a quotation, or the words as they are."""
    plain = undetermined(tokens)
    if len(plain) > 1 and plain[-1].kind == "quoted" and all(
        token.lower in ("text", "message", "word", "value", "number", "exactly") for token in plain[:-1]
    ):  # fmt: skip
        plain = plain[-1:]
    if len(plain) == 1 and plain[0].kind == "quoted":
        return plain[0].text, True
    return written(source, tokens), False


def _being(source: str, subject: Tokens, rest: Tokens, negated: bool) -> Iterator[Statement]:
    found, other = _subjects(source, subject)
    negated ^= other
    while rest and rest[0].lower in _NOT | _HELPERS | {"no"}:
        if rest[0].lower == "no" and not (len(rest) > 1 and rest[1].lower == "longer"):
            break
        negated ^= rest[0].lower in _NOT | {"no"}
        rest = rest[2:] if rest[0].lower == "no" else rest[1:]
    if not rest or not found:
        return
    words = tuple(token.lower for token in rest)
    if words in STATES:
        yield from _in_state(found, words, negated)
        return
    colour = _colour(words)
    ends = list(_ends(source, rest))
    for phrase in found:
        if colour:
            yield Coloured(negated, phrase, colour)
        elif ends:
            for first, second in ends:
                yield Between(negated, phrase, first, second)
        elif comparison := _comparison(rest):
            yield Compared(negated, phrase, *comparison)
        else:
            yield from _placed(source, phrase, rest, negated)
    text, quoted = _text(source, rest)
    placed = place_at(rest, 0) is not None or any(starts_with(rest, one) and place_at(rest, len(one)) for one in STATES)
    if not colour and not placed and not ends and not _comparison(rest):
        for phrase in found:
            yield Says(negated, phrase, "whole", text, quoted, "is")


def _ends(source: str, rest: Tokens) -> Iterator[tuple[Phrase, Phrase]]:
    """The two things of "between Milk and Tea"."""
    if rest[0].lower != "between":
        return
    for at in range(2, len(rest) - 1):
        if rest[at].lower == "and":
            for first in phrases(source, rest[1:at]):
                for second in phrases(source, rest[at + 1 :]):
                    yield first, second


def _in_state(subjects: list[Phrase], words: tuple[str, ...], negated: bool) -> Iterator[Statement]:
    """Is open, is checked; the cell of a table may as well say so."""
    for phrase in subjects:
        if phrase.label and phrase.place is not None and phrase.place.kind in ("of", "row", "in"):
            yield Says(negated, phrase, "whole", " ".join(words), False, CELL)
    for phrase in subjects:
        yield Is(negated, phrase, *STATES[words], " ".join(words))


def _colour(words: tuple[str, ...]) -> str:
    """The colour in "red", "in red", "dark red", "coloured red"."""
    if words and words[0] in ("in", "colored", "coloured"):
        words = words[1:]
    if len(words) == 1 and words[0] in vocabulary.COLOURS:
        return words[0]
    if len(words) == 2 and words[0] in ("light", "dark", "bright", "pale") and words[1] in vocabulary.COLOURS:
        return " ".join(words)
    return ""


def _comparison(tokens: Tokens) -> tuple[Literal[1, -1], bool, float] | None:
    for words, (sign, equal) in _MORE.items():
        rest = tokens[len(words) :]
        if starts_with(tokens, words) and len(rest) == 1 and re.fullmatch(r"[-+\u2212]?\d+(?:\.\d+)?", rest[0].text):
            return sign, equal, float(rest[0].text.replace("\u2212", "-"))
    return None


def _placed(source: str, phrase: Phrase, rest: Tokens, negated: bool) -> Iterator[Statement]:
    """Is above, is visible in the row of, is in the dialog."""
    for words, (state, wanted) in STATES.items():
        if state == "visible" and starts_with(rest, words) and place_at(rest, len(words)):
            for place in _places(source, rest[len(words) :]):
                yield At(negated if wanted else not negated, phrase, place)
    for place in _places(source, rest):
        yield At(negated, phrase, place)


def _places(source: str, tokens: Tokens) -> Iterator[Place]:
    found: tuple[int, PlaceKind] | None = place_at(tokens, 0)
    if found is not None and found[0] < len(tokens):
        for anchor in phrases(source, tokens[found[0] :]):
            yield Place(found[1], anchor)
