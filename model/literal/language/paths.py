"""Paths through menus in every notation: "File > Save", "Insert - Media - Scan", "File → Export", "(Edit ▸ Undo)"."""

from __future__ import annotations

from typing import Final

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.phrases import Tokens, parse_target
from gui_agent.model.literal.language.tokens import ARROWS, Token, written

_SIGNS: Final = frozenset(ARROWS) | {"->", "=>", "-->", ">>", "\u2013", "\u2014", "-", "|"}
_LONGEST: Final = 8
"""Words of a station at most."""
_SMALL: Final = 3
"""Letters of a preposition or an article at most."""
_WEAK: Final = frozenset({"-", "\u2013", "\u2014", "|"})
"""Signs that may also be part of a label."""


def path_in(source: str, tokens: Tokens) -> tuple[tuple[str, ...], bool] | None:
    """The stations of a path, and whether its signs can be nothing else; None where there is no sign of one."""
    glued = _glued(tokens)
    if glued:
        return glued, True
    if len(tokens) == 1 and tokens[0].kind == "quoted" and (slashed := _slashed(tokens[0].text)):
        return slashed, False
    parts: list[list] = [[]]  # type: ignore[type-arg]
    strong = False
    for token in _with_signs(tokens):
        if token.kind != "quoted" and token.text in _SIGNS:
            strong = strong or token.text not in _WEAK
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) < 2 or not all(parts) or any(_is_no_station(part) for part in parts):
        return None
    first = parts[0]
    named_first = parse_target(source, first)
    if named_first.role == "item" and named_first.label and not named_first.relation:
        first = first[-len(named_first.label.split()) :]  # "the folder Work"
    while len(first) > 1 and first[0].lower in vocabulary.DETERMINERS:
        first = first[1:]
    last = parse_target(source, parts[-1])
    named = (
        last.label
        if last.label
        and not _is_title(parts[-1])
        and (last.relation or last.role in ("menuitem", "tab") or last.noun == "command")
        else last.phrase
    )
    stations = [*(written(source, part) for part in (first, *parts[1:-1])), named]
    return tuple(stations), strong


def _is_title(part: Tokens) -> bool:
    """Whether all words but small ones are written like a name: "Compose in External Editor"."""
    words = [token for token in part if len(token.text) > _SMALL]
    return len(words) > 1 and part[-1].text[:1].isupper() and all(token.text[:1].isupper() for token in words)


def _with_signs(tokens: Tokens) -> list[Token]:
    """For "File, then Export, then PDF": "then" between names is a sign like any other."""
    found: list[Token] = []
    for token in tokens:
        if token.kind == "word" and token.lower == "then" and found:
            while found and (found[-1].text == "," or found[-1].lower == "and"):
                found.pop()
            found.append(Token("mark", "\u2192", token.start, token.end))
        else:
            found.append(token)
    return found


def _slashed(text: str) -> tuple[str, ...]:
    """The stations of "Image/Mode/Grayscale"; empty for a file's path or anything else with a slash."""
    stations = tuple(part.strip() for part in text.split("/"))
    return stations if len(stations) > 1 and all(part[:1].isupper() for part in stations) else ()


def _is_no_station(part: Tokens) -> bool:
    """Whether words are no entry of a menu: too many, or with a comma between them."""
    return len(part) > _LONGEST or any(token.kind == "mark" and token.text == "," for token in part)


def _glued(tokens: Tokens) -> tuple[str, ...] | None:
    if len(tokens) == 1 and tokens[0].kind == "word" and ">" in tokens[0].text.strip(">"):
        return tuple(part for part in tokens[0].text.split(">") if part)
    return None
