"""Clauses about texts: typing, filling in, clearing, reading, copying, pasting."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.clause import Clause, NotUnderstood, index_of
from gui_agent.model.literal.language.intents import Copy, Enter, Excerpt, Paste, Press, Read, Step, Target, Words
from gui_agent.model.literal.language.phrases import (
    ANSWERS,
    Tokens,
    noun_at_end,
    noun_at_start,
    number_in,
    ordinal_in,
    parse_target,
    strip_determiners,
)

_CASES: Final = {
    ("in", "all", "upper", "case", "letters"): str.upper, ("in", "all", "lower", "case", "letters"): str.lower,
    ("in", "all", "uppercase", "letters"): str.upper, ("in", "all", "lowercase", "letters"): str.lower,
    ("in", "upper", "case", "letters"): str.upper, ("in", "lower", "case", "letters"): str.lower,
    ("in", "upper", "case"): str.upper, ("in", "lower", "case"): str.lower, ("in", "uppercase"): str.upper, ("in",
    "lowercase"): str.lower,
    ("in", "capital", "letters"): str.upper, ("in", "capitals"): str.upper, ("in", "all", "caps"): str.upper,
    ("in", "all", "capital", "letters"): str.upper, ("in", "all", "uppercase"): str.upper, ("in", "all", "lowercase"): str.lower,
    ("in", "uppercase", "letters"): str.upper, ("in", "lowercase", "letters"): str.lower, ("in", "small", "letters"): str.lower,
}  # fmt: skip
_INTO: Final = (("into",), ("in", "to"), ("inside",), ("in",), ("to",), ("on",), ("at",))
_CELL: Final = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_WRITTEN_INTO: Final = frozenset({"field", "textarea", "spinner", "dropdown", "cell"})
_KINDS_OF_CONTENT: Final = frozenset(
    {"text", "string", "word", "words", "value", "number", "letters", "phrase", "characters", "sentence", "line"}
)


def _enter(clause: Clause) -> list[Step]:
    tokens, exactly = clause.tokens, False
    if colon := index_of(tokens, (":",)):
        return _verbatim(clause, tokens[: colon[0]], tokens[colon[0] + 1 :])
    if nothing_else := index_of(tokens, ("and", "nothing", "else"), ("without", "pressing")):
        tokens, exactly = tokens[: nothing_else[0]], True
    tokens, change = _case(tokens)
    if tokens and tokens[0].lower in ("the", "that") and (found := _from_the_screen(clause, tokens)):
        return found
    append = clause.verb.words == "append"
    if as_ := index_of(tokens, ("as",), last=True):
        what = parse_target(clause.source, tokens[as_[0] + 1 :])
        return [Enter(clause.said, change(clause.text(tokens[: as_[0]])), content_field(what))]
    cut = _destination(tokens)
    target = writable(clause.target(tokens[cut[0] + cut[1] :])) if cut else None
    content = tokens[: cut[0]] if cut else tokens
    if cut and not content:  # "type in the Name field 'hello'"
        content, target = _trailing_quotation(clause, tokens[cut[1] :])
    pairs = _pairs(content)
    if pairs:
        return [
            Enter(clause.said, change(text), _field_of(clause, name, target, len(pairs) > 1), append, exactly)
            for name, text in pairs
        ]
    if not content:
        raise NotUnderstood(clause.said)
    words = _words(clause, content)
    return [Enter(clause.said, change(words) if isinstance(words, str) else words, target, append, exactly)]


def _from_the_screen(clause: Clause, tokens: Tokens) -> list[Step]:
    """For "the last word of the text area into the field", "the value of 'Weight' into the field": read first, then type."""
    cut = _destination(tokens) or index_of(tokens, ("into",), ("in", "the"), last=True)
    content = tokens[: cut[0]] if cut and cut[0] else tokens
    excerpt = read_excerpt(clause, content)
    if excerpt is None or not (excerpt.word or excerpt.after or excerpt.before or _has_quotation(content)):
        return []
    target = writable(clause.target(tokens[cut[0] + cut[1] :])) if cut and cut[0] else None
    if excerpt.word != -1:
        return [Enter(clause.said, excerpt, target)]
    it = Excerpt(Target("it", pronoun=True))  # what ends a text may have to be scrolled to first
    return [Read(clause.said, excerpt, quiet=True), Enter(clause.said, it, target)]


def _verbatim(clause: Clause, before: Tokens, after: Tokens) -> list[Step]:
    """Everything after a colon, exactly as it is; a quotation around all of it is not part of it."""
    cut = index_of(before, ("into",), ("in", "the"), ("in",), last=True)
    target = clause.target(before[cut[0] + 1 :]) if cut else None
    if target is not None and target.role is None and not target.quoted and len(before) - (cut or (0, 0))[0] > 6:
        target = None
    if len(after) == 1:
        text = after[0].text
    else:
        end = clause.source.rstrip()
        text = clause.source[after[0].start : len(end)]
    return [Enter(clause.said, text, target, exactly=target is None)]


def _case(tokens: Tokens) -> tuple[Tokens, Callable[[str], str]]:
    for words, change in _CASES.items():
        if found := index_of(tokens, words):
            return [*tokens[: found[0]], *tokens[found[0] + found[1] :]], change
    return tokens, str


def _destination(tokens: Tokens) -> tuple[int, int] | None:
    """Where "into the Name field" begins: the first "into", else the last "in", "to" or "on" that a noun phrase follows."""
    if found := index_of(tokens, ("into",), ("in", "to"), last=True):
        return found
    for index in range(len(tokens) - 1, -1, -1):
        for words in _INTO:
            if tuple(token.lower for token in tokens[index : index + len(words)]) != words:
                continue
            after = tokens[index + len(words) :]
            if not after or (index and tokens[0].lower in vocabulary.DETERMINERS and not _has_quotation(tokens[:index])):
                continue
            if index == 0 or tokens[index - 1].kind == "quoted" or noun_at_end(after) or after[0].kind == "quoted":
                return index, len(words)
            if words != ("to",) and is_numbered(after):
                return index, len(words)
            if after[0].lower in vocabulary.DETERMINERS and words == ("in",):
                return index, len(words)
    return None


def is_numbered(tokens: Tokens) -> bool:
    """Whether these words are the address of a cell ("B3"), or a kind of field and its number or name ("cell B3", "field 2")."""
    noun = noun_at_start(tokens)
    if not noun:
        return len(tokens) == 1 and _CELL.fullmatch(tokens[0].text) is not None
    named = tokens[noun:]
    return (
        len(named) == 1
        and vocabulary.NOUNS[" ".join(token.lower for token in tokens[:noun])] in _WRITTEN_INTO
        and (_CELL.fullmatch(named[0].text) is not None or number_in(named[0].lower) is not None or named[0].kind == "quoted")
    )


def _has_quotation(tokens: Tokens) -> bool:
    return any(token.kind == "quoted" for token in tokens)


def _trailing_quotation(clause: Clause, tokens: Tokens) -> tuple[Tokens, Target | None]:
    if len(tokens) > 1 and tokens[-1].kind == "quoted":
        return tokens[-1:], clause.target(tokens[:-1])
    raise NotUnderstood(clause.said)


def _pairs(tokens: Tokens) -> list[tuple[str, str]]:
    """The (name, text) pairs of "the username 'a' and the password 'b'"; [] where it is not built like that."""
    pairs: list[tuple[str, str]] = []
    name: list[str] = []
    for token in tokens:
        if token.kind == "quoted":
            pairs.append((" ".join(name), token.text))
            name = []
        elif token.lower not in vocabulary.DETERMINERS and token.lower not in ("and", ",", "followed", "by", "of"):
            name.append(token.text)
    return [] if name else pairs


def _field_of(clause: Clause, name: str, target: Target | None, several: bool) -> Target | None:
    """Which field a named text belongs to: the target, or among several the one of that name."""
    named = name and name.lower() not in _KINDS_OF_CONTENT
    if target is None:
        return content_field(Target(name, label=name)) if named else None
    if several and named and not target.label:
        return content_field(Target(name, label=name))
    return target


def writable(target: Target) -> Target:
    """For "type it into the box": a box that is written into is a field."""
    if target.noun == "box" and not (target.colour or target.size):
        return replace(target, role="field", noun="text box")
    return target


def content_field(target: Target) -> Target:
    """A field that is described by what belongs into it ("as the date"): its label, if there is one, else the only field."""
    named = not target.label and target.role == "text" and not target.pronoun and target.ordinal is None
    return replace(target, role="field", noun="content", label=target.noun if named else target.label)  # "as the title"


def _words(clause: Clause, tokens: Tokens) -> Words:
    """A text as it is, or the description of one that is on the screen."""
    plain = [token.lower for token in tokens]
    if plain in (["it"], ["that"], ["this"], ["them"]):
        return Excerpt(Target(plain[0], pronoun=True))
    if len(plain) == 2 and plain[0] in ("the", "your") and plain[1] in ANSWERS:
        return Excerpt(Target(" ".join(plain), answer=True))
    if len(tokens) == 1 or tokens[0].lower not in vocabulary.DETERMINERS:
        return clause.text(tokens)
    excerpt = read_excerpt(clause, tokens) if tokens[0].lower in ("the", "that", "this") else None
    if excerpt is None:
        return clause.text(tokens)
    return excerpt


def read_excerpt(clause: Clause, tokens: Tokens) -> Excerpt | None:
    """For "the text in X", "the value of Gender", "the 3rd word in the paragraph"; None if the phrase does not say that it is one."""
    inner = strip_determiners(tokens)
    words = [token.lower for token in inner]
    if len(words) > 2 and words[0] == "word" and (beside := _word_beside(clause, inner)) is not None:
        return beside
    if len(words) > 1 and words[1] == "word" and (number := ordinal_in(words[0])) is not None:
        rest = inner[3:] if words[2:3] and words[2] in ("in", "of", "from", "on") else inner[2:]
        return Excerpt(clause.target(rest) if rest else Target("the text", role="text"), number)
    if words and words[0] in ("text", "value", "content", "contents", "number") and len(words) > 1:
        if words[1] in ("in", "of", "from", "inside", "for") and len(words) > 2:
            return Excerpt(clause.target(inner[2:]))
        if words[1] in ("below", "above", "next", "to", "beside", "under", "shown", "right", "left", "on"):
            return Excerpt(clause.target(tokens))
    return None


def _word_beside(clause: Clause, inner: Tokens) -> Excerpt | None:
    """For "the word (that comes right) after 'fox' (in the paragraph)"."""
    for index in range(1, len(inner) - 1):
        way = _BESIDE.get(inner[index].lower)
        if way is None or any(token.kind == "quoted" for token in inner[:index]):
            continue
        rest = [token for token in inner[index + 1 :] if token.lower not in ("the", "word", "to")]
        if not rest:
            return None
        source = (
            clause.target(rest[2:])
            if len(rest) > 2 and rest[1].lower in ("in", "of", "from")
            else Target("the text", role="text")
        )
        return Excerpt(source, after=rest[0].text) if way == "after" else Excerpt(source, before=rest[0].text)
    return None


_BESIDE: Final = {"after": "after", "follows": "after", "following": "after", "before": "before", "precedes": "before"}


def _fill(clause: Clause) -> list[Step]:
    with_ = index_of(clause.tokens, ("with",), ("by",), last=True)
    if with_ and with_[0]:
        content = clause.tokens[with_[0] + 1 :]
        words = _words(clause, content)
        return [Enter(clause.said, words, clause.target(clause.tokens[: with_[0]]))]
    if _destination(clause.tokens):
        return _enter(clause)
    raise NotUnderstood(clause.said)


def _read(clause: Clause) -> list[Step]:
    tokens = clause.tokens
    if tokens and tokens[0].lower in ("what", "which") and len(tokens) > 2:
        tokens = tokens[2:] if tokens[1].lower in ("is", "are") else tokens[1:]
    if tokens and tokens[-1].lower in ("say", "says", "read", "show", "shows", "is"):
        tokens = tokens[:-1]
    if not tokens:
        raise NotUnderstood(clause.said)
    return [Read(clause.said, read_excerpt(clause, tokens) or Excerpt(clause.target(tokens)))]


def _copy(clause: Clause) -> list[Step]:
    if not clause.tokens:
        return [Press(clause.said, "ctrl+c")]
    to = index_of(clause.tokens, ("into",), ("to",), last=True)
    tokens = clause.tokens[: to[0]] if to and to[0] else clause.tokens
    copied: list[Step] = [Copy(clause.said, read_excerpt(clause, tokens) or Excerpt(clause.target(tokens)))]
    if to and to[0] and not {"clipboard"} & {token.lower for token in clause.tokens[to[0] :]}:
        copied.append(Paste(clause.said, writable(clause.target(clause.tokens[to[0] + 1 :]))))
    return copied


def _paste(clause: Clause) -> list[Step]:
    tokens = clause.tokens
    cut = index_of(tokens, ("into",), ("in",), ("to",), ("inside",), last=True)
    return [Paste(clause.said, writable(clause.target(tokens[cut[0] + 1 :])) if cut else None)]


def _clear(clause: Clause) -> list[Step]:
    return [Enter(clause.said, "", clause.target(clause.tokens))]


READERS: Final[dict[str, Callable[[Clause], list[Step]]]] = {
    "enter": _enter, "fill": _fill, "read": _read, "copy": _copy, "paste": _paste, "clear": _clear,
}  # fmt: skip
