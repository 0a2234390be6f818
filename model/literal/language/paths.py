"""Paths through menus in every notation: "File > Save", "Insert - Media - Scan", "File → Export", "(Edit ▸ Undo)"."""

from __future__ import annotations

from typing import Final

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.phrases import Tokens, parse_target
from gui_agent.model.literal.language.tokens import ARROWS, written

_SIGNS: Final = frozenset(ARROWS) | {"->", "=>", "-->", ">>", "\u2013", "\u2014", "-", "|"}
_WEAK: Final = frozenset({"-", "\u2013", "\u2014", "|"})
"""Signs that may also be part of a label."""


def path_in(source: str, tokens: Tokens) -> tuple[tuple[str, ...], bool] | None:
    """The stations of a path, and whether its signs can be nothing else; None where there is no sign of one."""
    glued = _glued(tokens)
    if glued:
        return glued, True
    parts: list[list] = [[]]  # type: ignore[type-arg]
    strong = False
    for token in tokens:
        if token.kind != "quoted" and token.text in _SIGNS:
            strong = strong or token.text not in _WEAK
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) < 2 or not all(parts):
        return None
    first = parts[0]
    while len(first) > 1 and first[0].lower in vocabulary.DETERMINERS:
        first = first[1:]
    last = parse_target(source, parts[-1])
    named = last.label if last.label and (last.relation or last.role == "menuitem" or last.noun == "command") else last.phrase
    stations = [*(written(source, part) for part in (first, *parts[1:-1])), named]
    return tuple(stations), strong


def _glued(tokens: Tokens) -> tuple[str, ...] | None:
    if len(tokens) == 1 and tokens[0].kind == "word" and ">" in tokens[0].text.strip(">"):
        return tuple(part for part in tokens[0].text.split(">") if part)
    return None
