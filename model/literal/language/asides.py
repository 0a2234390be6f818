"""What a sentence says besides: purposes ("to save"), places on the screen ("in the top right corner"), parentheses, exclusions."""

from __future__ import annotations

from typing import Final, NamedTuple

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.phrases import Tokens

PURPOSES: Final = frozenset(
    {
        "accept", "access", "activate", "add", "adjust", "allow", "apply", "assign", "attach", "avoid", "be", "become", "begin",
        "browse", "calculate", "cancel", "change", "check", "choose", "clear", "close", "collapse", "complete", "configure",
        "confirm", "connect", "continue", "convert", "copy", "create", "customize", "cut", "define", "delete", "disable",
        "disconnect", "display", "download", "draw", "duplicate", "edit", "enable", "end", "enter", "exclude", "execute", "exit",
        "expand", "export", "filter", "find", "finish", "fix", "format", "get", "give", "go", "group", "have", "hide", "import",
        "include", "increase", "insert", "install", "keep", "launch", "learn", "let", "list", "load", "lock", "log", "make",
        "manage", "mark", "merge", "modify", "move", "name", "navigate", "open", "paste", "pick", "play", "preview", "print",
        "proceed", "process", "reduce", "remove", "rename", "replace", "reset", "resize", "restart", "restore", "return", "review",
        "run", "save", "scan", "search", "see", "select", "send", "set", "share", "show", "sign", "sort", "specify", "start", "stop",
        "store", "submit", "switch", "test", "toggle", "turn", "undo", "unlock", "update", "upload", "use", "verify", "view",
        "write", "zoom", "leave", "quit", "bring", "reveal", "reach", "put", "place", "prevent", "perform", "indicate", "highlight",
    }
)  # fmt: skip
"""Verbs that a purpose is said with, after "to"."""
_OBJECTS: Final = frozenset(
    {"the", "a", "an", "your", "it", "them", "all", "this", "these", "its", "their", "any", "each", "some"}
)
_NO_PURPOSE: Final = frozenset({"be", "the", "a", "an", "on", "off", "left", "right", "one", "all"})
_TIMES: Final = frozenset({"when", "once", "whenever"})
"""What a time is said with; a step comes when its turn comes."""
_ACROSS: Final = {"left": -1, "right": 1, "left-hand": -1, "right-hand": 1}
_DOWN: Final = {"top": -1, "upper": -1, "bottom": 1, "lower": 1}
_PLACES: Final = frozenset({"corner", "side", "edge", "part", "end", "half", "hand"})
_WHOLES: Final = frozenset(
    {"window", "screen", "page", "dialog", "panel", "application", "app", "toolbar", "list", "bar", "view", "form"}
)


class Aside(NamedTuple):
    """A clause without something that it says besides."""

    tokens: Tokens
    left: Tokens = ()
    """What was left aside."""


def without_purpose(tokens: Tokens) -> Aside:
    """Cut "to save the file", "in order to continue" off the end: what is done is said before it."""
    for index in range(1, len(tokens) - 1):
        if tokens[index].lower != "to" or tokens[index].kind != "word":
            continue
        after = tokens[index + 1]
        start = index - 2 if index > 2 and [token.lower for token in tokens[index - 2 : index]] == ["in", "order"] else index
        object_ = tokens[index + 2].lower if index + 2 < len(tokens) else ""
        known = after.lower in PURPOSES or (
            after.kind == "word" and object_ in _OBJECTS and after.lower not in vocabulary.DETERMINERS
        )
        if after.text.islower() and known and after.lower not in _NO_PURPOSE and start:
            return Aside(tokens[:start], tokens[start:])
    for index in range(1, len(tokens) - 1):
        words = tuple(token.lower for token in tokens[index : index + 2])
        if words[0] in _TIMES and tokens[index].text.islower() and tokens[index].kind == "word":
            return Aside(tokens[:index], tokens[index:])
        if (
            words in (("so", "that"), ("so", "you"), ("which", "will"), ("which", "opens"), ("and", "it"))
            and tokens[index].text.islower()
        ):
            return Aside(tokens[:index], tokens[index:])
    return Aside(tokens)


def without_parentheses(tokens: Tokens) -> Aside:
    """Drop words in parentheses: a remark, or a second way to do the same."""
    left = [
        token
        for token in tokens
        if token.kind == "word" and token.text.startswith("(") and token.text.endswith((")", ").", "),"))
    ]
    return Aside([token for token in tokens if token not in left], left) if left and len(left) < len(tokens) else Aside(tokens)


def excluded_in(aside: Tokens) -> tuple[str, ...] | None:
    """The labels that "(not 'Unarchive')" or "(and not Close)" excludes; None if a parenthesis says something else."""
    found: list[str] = []
    for token in aside:
        inside = token.text.strip("().,").removeprefix("and ").strip()
        if not inside.lower().startswith("not "):
            return None
        name = inside[4:].strip()
        for article in ("the ", "on "):
            name = name.removeprefix(article)
        found.append(name.strip("'\"\u2018\u2019\u201c\u201d"))
    return tuple(found)


def without_area(tokens: Tokens) -> tuple[Tokens, tuple[int, int] | None]:
    """Cut "in the top right corner of the window", "on the left side", "at the bottom" off the end, and say where that is."""
    for index in range(1, len(tokens) - 1):
        if tokens[index].lower not in ("in", "at", "on", "from", "to"):
            continue
        words = [word for token in tokens[index + 1 :] for word in token.lower.split("-")]
        words = [word for word in words if word not in vocabulary.DETERMINERS]
        across = down = 0
        at = 0
        while at < len(words) and words[at] in {**_ACROSS, **_DOWN}:
            across, down = _ACROSS.get(words[at], across), _DOWN.get(words[at], down)
            at += 1
        if not at:
            continue
        rest = [word for word in words[at:] if word not in _PLACES]
        if (not rest and (at < len(words) or down or tokens[index + 1].lower == "the")) or (
            rest[:1] == ["of"] and len(rest) == 2 and rest[1] in _WHOLES
        ):
            return tokens[:index], (across, down)
    return tokens, None
