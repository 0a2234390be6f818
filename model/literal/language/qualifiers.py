"""What is said of a target behind its name: "except Milk", "that begins with 'Be'", "with the highest price", "in that order"."""

from __future__ import annotations

from typing import Final, NamedTuple

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.intents import Pattern, Rank
from gui_agent.model.literal.language.tokens import Token, written

Tokens = list[Token]
_EXCEPTIONS: Final = (
    ("except", "for"),
    ("except",),
    ("apart", "from"),
    ("but", "not"),
    ("other", "than"),
    ("excluding",),
    ("without",),
)
_PATTERNS: Final[dict[tuple[str, ...], str]] = {
    ("starts", "with"): "begins", ("begins", "with"): "begins", ("starting", "with"): "begins", ("beginning", "with"): "begins",
    ("start", "with"): "begins", ("begin", "with"): "begins", ("ends", "with"): "ends", ("ends", "in"): "ends",
    ("ending", "with"): "ends", ("ending", "in"): "ends", ("end", "with"): "ends", ("contains",): "contains",
    ("containing",): "contains",
}  # fmt: skip
_LEADING: Final = frozenset({"that", "which", "whose", "name", "title", "label", "text", "and", "it", "the", "letters", "letter"})
_RANKS: Final[dict[str, Rank]] = {
    "smallest": "least", "lowest": "least", "least": "least", "cheapest": "least", "minimum": "least", "fewest": "least",
    "youngest": "least", "shortest": "least", "greatest": "most", "largest": "most", "biggest": "most", "highest": "most",
    "maximum": "most", "most": "most", "oldest": "most", "longest": "most",
}  # fmt: skip
_ORDERS: Final[dict[str, Rank]] = {
    "ascending": "ascending", "increasing": "ascending", "rising": "ascending", "descending": "descending",
    "decreasing": "descending", "falling": "descending",
}  # fmt: skip
_QUANTITIES: Final = frozenset(
    {"number", "numbers", "value", "values", "price", "cost", "amount", "age", "score", "duration", "total"}
)


class Qualified(NamedTuple):
    """A noun phrase without what is said behind it."""

    tokens: Tokens
    excluded: tuple[str, ...] = ()
    pattern: Pattern = Pattern()
    rank: Rank | None = None
    by: str = ""
    """The quantity that decides the rank: "price"."""


def without_qualifiers(source: str, tokens: Tokens) -> Qualified:
    """Take exceptions, patterns and ranks off a noun phrase."""
    tokens, excluded = _exceptions(source, list(tokens))
    tokens, pattern = _pattern(source, tokens)
    tokens, rank, by = _rank(tokens)
    return Qualified(tokens, excluded, pattern, rank, by)


def _exceptions(source: str, tokens: Tokens) -> tuple[Tokens, tuple[str, ...]]:
    for index in range(1, len(tokens) - 1):
        for words in _EXCEPTIONS:
            if tuple(token.lower for token in tokens[index : index + len(words)]) == words:
                names = listed(source, tokens[index + len(words) :])
                everything = {token.lower for token in tokens[:index]} & (vocabulary.ALL | {"everything"})
                return (tokens[:index], names) if names and everything else (tokens, ())
    return tokens, ()


def listed(source: str, tokens: Tokens) -> tuple[str, ...]:
    """The names of a list: "Milk, Tea and 'Green tea'"."""
    parts: list[Tokens] = [[]]
    for token in tokens:
        if token.text == "," and token.kind == "mark" or token.lower in ("and", "or", "nor"):
            parts.append([])
        elif token.lower not in vocabulary.DETERMINERS or parts[-1]:
            parts[-1].append(token)
    return tuple(written(source, part) for part in parts if part)


def _pattern(source: str, tokens: Tokens) -> tuple[Tokens, Pattern]:
    found: dict[str, str] = {}
    first = len(tokens)
    for index in range(1, len(tokens)):
        for words, part in _PATTERNS.items():
            following = tokens[index + len(words) : index + len(words) + 3]
            if tuple(token.lower for token in tokens[index : index + len(words)]) != words or not following:
                continue
            value = next((token for token in following if token.lower not in _LEADING), None)
            if value is None or (value.kind != "quoted" and len(value.text) > 12):
                continue
            found[part] = value.text
            first = min(first, index)
    if not found:
        return tokens, Pattern()
    while first > 1 and tokens[first - 1].lower in _LEADING:
        first -= 1
    return tokens[:first], Pattern(**found)


def _rank(tokens: Tokens) -> tuple[Tokens, Rank | None, str]:
    words = [token.lower for token in tokens]
    for index in range(1, len(words) - 2):
        if words[index] == "with" and words[index + 1] == "the" and words[index + 2] in _RANKS and len(words) > index + 3:
            return tokens[:index], _RANKS[words[index + 2]], " ".join(words[index + 3 :])
    for index in range(1, len(words) - 1):
        order = next((_ORDERS[word] for word in words[index + 1 :] if word in _ORDERS), None)
        if words[index] in ("in", "from") and order is not None and words[-1] == "order":
            return tokens[:index], order, ""
    at = 1 if words and words[0] in vocabulary.DETERMINERS else 0
    if len(words) > at + 2 and words[at] in ("most", "least") and words[at + 1] == "expensive":
        return [*tokens[:at], *tokens[at + 2 :]], _RANKS[words[at]], "price"
    if len(words) > at + 1 and words[at] in _RANKS and tokens[at].text.islower():
        if words[at + 1] in _QUANTITIES:
            return [*tokens[:at], *tokens[at + 1 :]], _RANKS[words[at]], ""
        if words[at] == "cheapest":
            return [*tokens[:at], *tokens[at + 1 :]], "least", "price"
    return tokens, None, ""
