"""What the noun phrases of a statement may mean: each word belongs to a part, and every part is to be judged.

phrase   = {determiner} [count] {adjective} (noun [label] | label [noun]) ["labelled" label] [place]
adjective = ordinal | colour | state
place    = "in the row of" phrase | "above" phrase | "in" phrase | "of" phrase | ...

"the Open button" may be a button called "Open" or an open button: a phrase has several readings, the one whose label holds
most words first. Nothing is left aside: a word that is no part of the grammar belongs to the label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.intents import Role
from gui_agent.model.literal.language.tokens import Token, written

Tokens = Sequence[Token]
PlaceKind = Literal["row", "in", "above", "below", "left", "right", "near", "of", "before", "after"]
State = Literal["checked", "enabled", "empty", "selected", "visible", "other"]
_MOST: Final = 24
"""Readings of a phrase that are looked at."""

STATES: Final[dict[tuple[str, ...], tuple[State, bool]]] = {
    ("checked",): ("checked", True), ("ticked",): ("checked", True), ("selected",): ("selected", True), ("chosen",): ("selected", True),
    ("on",): ("checked", True), ("switched", "on"): ("checked", True), ("turned", "on"): ("checked", True),
    ("unchecked",): ("checked", False), ("unticked",): ("checked", False), ("unselected",): ("selected", False),
    ("off",): ("checked", False), ("switched", "off"): ("checked", False), ("turned", "off"): ("checked", False),
    ("enabled",): ("enabled", True), ("clickable",): ("enabled", True), ("disabled",): ("enabled", False),
    ("greyed", "out"): ("enabled", False), ("grayed", "out"): ("enabled", False), ("greyed",): ("enabled", False),
    ("grayed",): ("enabled", False), ("greyed-out",): ("enabled", False), ("grayed-out",): ("enabled", False),
    ("empty",): ("empty", True), ("blank",): ("empty", True),
    ("visible",): ("visible", True), ("shown",): ("visible", True), ("there",): ("visible", True), ("displayed",): ("visible", True),
    ("present",): ("visible", True), ("open",): ("visible", True), ("on", "the", "screen"): ("visible", True),
    ("on", "screen"): ("visible", True), ("on", "the", "page"): ("visible", True),
    ("gone",): ("visible", False), ("hidden",): ("visible", False), ("closed",): ("visible", False), ("absent",): ("visible", False),
    ("invisible",): ("visible", False), ("missing",): ("visible", False),
    ("focused",): ("other", True), ("highlighted",): ("other", True), ("expanded",): ("other", True), ("collapsed",): ("other", True),
    ("active",): ("other", True), ("sorted",): ("other", True), ("bold",): ("other", True), ("italic",): ("other", True),
    ("underlined",): ("other", True), ("loading",): ("other", True), ("valid",): ("other", True), ("invalid",): ("other", True),
    ("required",): ("other", True), ("editable",): ("other", True), ("read-only",): ("other", True), ("readonly",): ("other", True),
    ("crossed", "out"): ("other", True), ("struck", "through"): ("other", True),
}  # fmt: skip
"""Words for states. "other": what a picture does not show; it is named, never judged."""
PLACES: Final[tuple[tuple[tuple[str, ...], PlaceKind], ...]] = (
    (("in", "the", "same", "row", "as"), "row"), (("in", "the", "row", "of"), "row"), (("in", "the", "row", "with"), "row"),
    (("in", "the", "row", "for"), "row"), (("on", "the", "row", "of"), "row"), (("in", "the", "line", "of"), "row"),
    (("on", "the", "line", "of"), "row"), (("in", "the", "same", "line", "as"), "row"), (("on", "the", "same", "line", "as"), "row"),
    (("to", "the", "left", "of"), "left"), (("on", "the", "left", "of"), "left"), (("left", "of"), "left"),
    (("to", "the", "right", "of"), "right"), (("on", "the", "right", "of"), "right"), (("right", "of"), "right"),
    (("directly", "below"), "below"), (("directly", "above"), "above"), (("right", "below"), "below"), (("right", "above"), "above"),
    (("just", "below"), "below"), (("just", "above"), "above"), (("directly", "under"), "below"),
    (("below",), "below"), (("under",), "below"), (("underneath",), "below"), (("beneath",), "below"), (("above",), "above"),
    (("over",), "above"), (("on", "top", "of"), "above"),
    (("next", "to"), "near"), (("close", "to"), "near"), (("beside",), "near"), (("near",), "near"), (("alongside",), "near"),
    (("before",), "before"), (("after",), "after"),
    (("inside", "of"), "in"), (("inside",), "in"), (("within",), "in"), (("in",), "in"), (("on",), "in"), (("at",), "in"),
    (("from",), "in"), (("of",), "of"), (("for",), "of"),
)  # fmt: skip
"""Longest first: the words between a thing and what it is near."""
_NAMING: Final[tuple[tuple[str, ...], ...]] = (
    *vocabulary.NAMING_PHRASES, ("labelled",), ("labeled",), ("named",), ("called",), ("titled",), ("saying",), ("reading",),
    ("captioned",), ("containing",),
)  # fmt: skip
_NOUNS: Final[dict[str, Role]] = {
    **vocabulary.NOUNS, "table": "list", "grid": "list", "switch": "checkbox", "toggle": "checkbox", "entries": "item",
    "display": "screen", "window": "dialog",
}  # fmt: skip


@dataclass(frozen=True)
class Count:
    """How many there are: at least `low`, at most `high`."""

    low: int
    high: int | None

    def __str__(self) -> str:
        if self.low == self.high:
            return str(self.low)
        return f"at least {self.low}" if self.high is None else f"at most {self.high}"


@dataclass(frozen=True)
class Place:
    """Where a thing is, seen from another one."""

    kind: PlaceKind
    anchor: Phrase


@dataclass(frozen=True)
class Phrase:
    """A noun phrase, taken apart."""

    said: str
    role: Role | None = None
    noun: str = ""
    label: str = ""
    quoted: bool = False
    colour: str = ""
    states: tuple[tuple[State, bool, str], ...] = ()
    """State, wanted, the word for it."""
    ordinal: int | None = None
    every: bool = False
    """"all", "every", "both"."""
    some: bool = False
    """Any one of them, as in "no check box is checked"."""
    place: Place | None = None

    def __str__(self) -> str:
        return self.said

    @property
    def words(self) -> int:
        """How many words are labels: more of them say more exactly what is meant."""
        own = len(self.label.split()) + (1 if self.quoted else 0)
        return own + (self.place.anchor.words if self.place else 0)


def phrases(source: str, tokens: Tokens) -> list[Phrase]:
    """The readings of a noun phrase, the most literal one first; empty where there are no words."""
    tokens = undetermined(tokens)
    if not tokens:
        return []
    said = written(source, tokens)
    found = [replace(phrase, said=said) for phrase in _readings(source, tokens)]
    return list(dict.fromkeys(found))[:_MOST]


def undetermined(tokens: Tokens) -> Tokens:
    """The tokens without articles and the like before them."""
    while tokens and tokens[0].lower in vocabulary.DETERMINERS and (len(tokens) > 1 or tokens[0].lower != "a"):
        tokens = tokens[1:]
    return tokens


def starts_with(tokens: Tokens, words: tuple[str, ...], at: int = 0) -> bool:
    """Whether these words are at a position, none of them in quotation marks."""
    return tuple(token.lower for token in tokens[at : at + len(words)]) == words


def place_at(tokens: Tokens, at: int) -> tuple[int, PlaceKind] | None:
    """How many words of a place stand at a position, and which kind of place they mean."""
    return next(((len(words), kind) for words, kind in PLACES if starts_with(tokens, words, at)), None)


def _readings(source: str, tokens: Tokens) -> Iterator[Phrase]:
    """With the whole as a label, then with places split off, from the last to the first."""
    yield from _heads(source, tokens)
    for at in range(len(tokens) - 1, 0, -1):
        words = place_at(tokens, at)
        if words is None or at + words[0] >= len(tokens):
            continue
        for anchor in phrases(source, tokens[at + words[0] :]):
            for head in _heads(source, tokens[:at]):
                yield replace(head, place=Place(words[1], anchor))


def _heads(source: str, tokens: Tokens) -> Iterator[Phrase]:
    """Without a place: adjectives as a part of the label first, then by themselves."""
    tokens = undetermined(tokens)
    for at in range(1, len(tokens)):
        naming = next((words for words in _NAMING if starts_with(tokens, words, at)), None)
        if naming is None and tokens[at].lower == "with" and tokens[at + 1 : at + 2] and tokens[at + 1].kind == "quoted":
            naming = ("with",)
        if naming and at + len(naming) < len(tokens):
            label = undetermined(tokens[at + len(naming) :])
            for head in _with_adjectives(source, tokens[:at]):
                if not head.label and head.noun:
                    yield replace(head, label=written(source, label), quoted=_is_quoted(label))
    yield from _with_adjectives(source, tokens)


def _with_adjectives(source: str, tokens: Tokens) -> Iterator[Phrase]:
    if not tokens:
        return
    yield from _named(source, tokens)
    taken = _adjective(tokens)
    if taken is None:
        return
    size, phrase = taken
    rest = undetermined(tokens[size:])
    for inner in _with_adjectives(source, rest):
        if phrase.colour and inner.colour or phrase.ordinal and inner.ordinal:
            continue
        yield replace(
            inner,
            colour=phrase.colour or inner.colour,
            states=(*phrase.states, *inner.states),
            ordinal=phrase.ordinal or inner.ordinal,
            every=phrase.every or inner.every,
        )


def _adjective(tokens: Tokens) -> tuple[int, Phrase] | None:
    """The adjective at the front, as a phrase that has nothing else."""
    word = tokens[0].lower
    empty = Phrase("")
    if word in ("all", "every", "each", "both"):
        skip = 2 if len(tokens) > 1 and tokens[1].lower == "of" else 1
        return skip, replace(empty, every=True)
    if (ordinal := _ordinal(word)) is not None:
        return 1, replace(empty, ordinal=ordinal)
    plain = re.sub(r"-?colou?red$", "", word)
    if plain in vocabulary.COLOURS:
        return 1, replace(empty, colour=plain)
    if word in ("light", "dark", "bright", "pale") and len(tokens) > 1 and tokens[1].lower in vocabulary.COLOURS:
        return 2, replace(empty, colour=f"{word} {tokens[1].lower}")
    if word in vocabulary.SIZES:
        return 1, replace(empty, states=(("other", True, word),))
    for size in (2, 1):
        words = tuple(token.lower for token in tokens[:size])
        if words in STATES and len(tokens) > size:
            return size, replace(empty, states=((*STATES[words], " ".join(words)),))
    return None


def _ordinal(word: str) -> int | None:
    if match := re.fullmatch(r"(\d+)(st|nd|rd|th)", word):
        return int(match[1])
    return vocabulary.ORDINALS.get(word)


def _named(source: str, tokens: Tokens) -> Iterator[Phrase]:
    """A noun with a label before or behind it; a noun alone; a label alone. A quotation is a whole label, never a part of one."""
    for phrase in _possible(source, tokens):
        if phrase.quoted or not any(token.kind == "quoted" for token in tokens):
            yield phrase


def _possible(source: str, tokens: Tokens) -> Iterator[Phrase]:
    if not tokens:
        return
    ends, starts = _noun_at_end(tokens), _noun_at_start(tokens)
    bare = Phrase("")
    single = len(tokens) == 1 and tokens[0].kind == "quoted"
    if single:
        yield replace(bare, label=tokens[0].text, quoted=True)
        return
    if ends and ends[0] < len(tokens):
        label = tokens[: -ends[0]]
        yield replace(bare, role=_NOUNS[ends[1]], noun=ends[1], label=written(source, label), quoted=_is_quoted(label))
    if starts and starts[0] < len(tokens) and place_at(tokens, starts[0]) is None:
        label = tokens[starts[0] :]
        yield replace(bare, role=_NOUNS[starts[1]], noun=starts[1], label=written(source, label), quoted=_is_quoted(label))
    own = replace(bare, label=written(source, tokens), quoted=_is_quoted(tokens))
    if tokens[0].text[:1].isupper():  # "the Lines" is rather what is called so than lines
        yield own
    if ends and ends[0] == len(tokens):
        yield replace(bare, role=_NOUNS[ends[1]], noun=ends[1])
    yield own


def _is_quoted(tokens: Tokens) -> bool:
    return len(tokens) == 1 and tokens[0].kind == "quoted"


def _noun_at_end(tokens: Tokens) -> tuple[int, str] | None:
    return next(((size, noun) for size in (4, 3, 2, 1) if len(tokens) >= size and (noun := _noun(tokens[-size:]))), None)


def _noun_at_start(tokens: Tokens) -> tuple[int, str] | None:
    return next(((size, noun) for size in (4, 3, 2, 1) if len(tokens) >= size and (noun := _noun(tokens[:size]))), None)


def _noun(tokens: Tokens) -> str:
    if not all(token.kind == "word" for token in tokens):
        return ""
    words = " ".join(token.lower for token in tokens)
    return next((one for one in (words, words.removesuffix("s"), words.removesuffix("es")) if one in _NOUNS), "")
