"""The words of an instruction: a tokenizer that keeps quotations, numbers, chords and coordinates whole.

Every token remembers where it was, so that labels and texts are taken from the instruction exactly as they were written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

QUOTES = {'"': '"', "'": "'", "\u201c": "\u201d", "\u2018": "\u2019", "`": "`", "\u00ab": "\u00bb", "\u201e": "\u201c"}
STOPS = ".,;:!?"
OPENING, CLOSING = "([{", ")]}"
ARROWS = ">\u2192\u25b8\u25b6\u203a\u00bb\u2794\u279c\u21d2"
"""What people write between the stations of a path through menus."""


@dataclass(frozen=True, slots=True)
class Token:
    r"""One word, quotation or punctuation mark of an instruction."""

    kind: Literal["word", "quoted", "mark"]
    text: str
    """As written; of a quotation what is between the quotation marks."""
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The word in lower case; empty for a quotation, which is never a word of the grammar."""
        return "" if self.kind == "quoted" else self.text.lower()


def tokenize(source: str) -> list[Token]:
    """The tokens of `source`; a line break is a mark of its own."""
    tokens: list[Token] = []
    at = 0
    while at < len(source):
        character = source[at]
        if character == "\n":
            tokens.append(Token("mark", "\n", at, at + 1))
            at += 1
        elif character.isspace():
            at += 1
        elif (end := _quotation_end(source, at)) is not None:
            tokens.append(Token("quoted", source[at + 1 : end], at, end + 1))
            at = end + 1
        elif character in STOPS + ARROWS and not _inside_number(source, at):
            tokens.append(Token("mark", character, at, at + 1))
            at += 1
        else:
            end = _word_end(source, at)
            tokens.append(Token("word", source[at:end], at, end))
            at = end
    return tokens


def written(source: str, tokens: Sequence[Token]) -> str:
    """What is in `source` from the first to the last of these tokens, on one line; a lone quotation without its marks."""
    if not tokens:
        return ""
    if len(tokens) == 1:
        return tokens[0].text
    return " ".join(source[tokens[0].start : tokens[-1].end].split())


def _quotation_end(source: str, at: int) -> int | None:
    """Where the quotation that opens at `at` closes, or None if this is an apostrophe, an inch mark or a lone mark."""
    closing = QUOTES.get(source[at])
    if closing is None or (at and source[at - 1].isalnum()):
        return None
    end = source.find(closing, at + 1)
    while end != -1:
        after = source[end + 1 : end + 2]
        if closing not in "'\u2019" or not after.isalnum():
            return end if end > at + 1 else None
        end = source.find(closing, end + 1)
    return None


def _inside_number(source: str, at: int) -> bool:
    """Whether the mark at `at` belongs to a number or a name: "-.5", ".png"."""
    before = source[at - 1 : at]
    after = source[at + 1 : at + 2]
    return source[at] == "." and after.isalnum() and (not before or before.isspace() or before in "-+")


def _word_end(source: str, at: int) -> int:
    """Where the word ends: at a space, at a mark that a space or the end follows, never inside brackets."""
    depth = 0
    end = at
    while end < len(source):
        character = source[end]
        if character in OPENING:
            depth += 1
        elif character in CLOSING:
            depth = max(0, depth - 1)
        elif character == "\n" or (not depth and _breaks(source, at, end)):
            break
        end += 1
    return end if not depth else _unbalanced_end(source, at)


def _breaks(source: str, start: int, at: int) -> bool:
    """Whether the word from `start` ends before the character at `at`."""
    character = source[at]
    if character == "." and (source[at + 1 : at + 2] == "." or (at > start and source[at - 1] == ".")):
        return False  # "Save as...": the dots belong to the label
    if character in ",.;" and source[at - 1] == "+" and at - 1 > start:
        return False  # "ctrl+,"
    return (
        character.isspace()
        or (character in STOPS and _ends_word(source, at))
        or (character in "\u201c\u00ab" + ARROWS[1:] and at > start)
    )


def _ends_word(source: str, at: int) -> bool:
    rest = source[at:].lstrip(STOPS + "\"')")
    return not rest or rest[0].isspace() or (source[at] in ",;" and not source[at + 1 : at + 2].isdigit())


def _unbalanced_end(source: str, at: int) -> int:
    end = at
    while end < len(source) and not source[end].isspace():
        end += 1
    return end
