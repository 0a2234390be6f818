"""Clauses about texts and values: typing, filling, setting, choosing, ticking, reading, copying, pasting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gui_agent.model.literal import verbs, wording
from gui_agent.model.literal.clauses import Clause, NotUnderstood, index_of, parse_clause
from gui_agent.model.literal.phrases import Tokens, noun_at_end, number_in, ordinal_in, parse_target, strip_determiners
from gui_agent.model.literal.steps import (
    Choose,
    Click,
    Copy,
    Drag,
    Enter,
    Excerpt,
    Highlight,
    Paste,
    Press,
    Read,
    Step,
    Target,
    Tick,
    Words,
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
    append = clause.verb.words == "append"
    if as_ := index_of(tokens, ("as",), last=True):
        what = parse_target(clause.source, tokens[as_[0] + 1 :])
        return [Enter(clause.said, change(clause.text(tokens[: as_[0]])), _soft(what))]
    cut = _destination(tokens)
    target = clause.target(tokens[cut[0] + cut[1] :]) if cut else None
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


def _verbatim(clause: Clause, before: Tokens, after: Tokens) -> list[Step]:
    """Everything after a colon, exactly as it stands; a quotation around all of it is not part of it."""
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
            if not after or (index and tokens[0].lower in wording.DETERMINERS and not _has_quotation(tokens[:index])):
                continue
            if index == 0 or tokens[index - 1].kind == "quoted" or noun_at_end(after) or after[0].kind == "quoted":
                return index, len(words)
            if after[0].lower in wording.DETERMINERS and words == ("in",):
                return index, len(words)
    return _excerpt_destination(tokens)


def _excerpt_destination(tokens: Tokens) -> tuple[int, int] | None:
    return None


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
        elif token.lower not in wording.DETERMINERS and token.lower not in ("and", ",", "followed", "by", "of"):
            name.append(token.text)
    return [] if name else pairs


def _field_of(clause: Clause, name: str, target: Target | None, several: bool) -> Target | None:
    """Which field a named text belongs to: the target, or among several the one of that name."""
    named = name and name.lower() not in _KINDS_OF_CONTENT
    if target is None:
        return _soft(Target(name, label=name)) if named else None
    if several and named and not target.label:
        return _soft(Target(name, label=name))
    return target


def _soft(target: Target) -> Target:
    """A field that is described by what belongs into it ("as the date"): its label, if there is one, else the only field."""
    return replace(target, role="field", noun="content")


def _words(clause: Clause, tokens: Tokens) -> Words:
    """A text as it stands, or the description of one that is on the screen."""
    plain = [token.lower for token in tokens]
    if plain in (["it"], ["that"], ["this"], ["them"]):
        return Excerpt(Target(plain[0], pronoun=True))
    if len(tokens) == 1 or tokens[0].lower not in wording.DETERMINERS:
        return clause.text(tokens)
    excerpt = read_excerpt(clause, tokens)
    if excerpt is None:
        return clause.text(tokens)
    return excerpt


def read_excerpt(clause: Clause, tokens: Tokens) -> Excerpt | None:
    """For "the text in X", "the value of Gender", "the 3rd word in the paragraph"; None if the phrase does not say that it is one."""
    inner = strip_determiners(tokens)
    words = [token.lower for token in inner]
    if len(words) > 2 and words[1] == "word" and (number := ordinal_in(words[0])) is not None:
        rest = inner[3:] if words[2] in ("in", "of", "from") else inner[2:]
        return Excerpt(clause.target(rest) if rest else Target("the text", role="text"), number)
    if words and words[0] in ("text", "value", "content", "contents", "number") and len(words) > 1:
        if words[1] in ("in", "of", "from", "inside", "for") and len(words) > 2:
            return Excerpt(clause.target(inner[2:]))
        if words[1] in ("below", "above", "next", "to", "beside", "under", "shown", "right", "left", "on"):
            return Excerpt(clause.target(tokens))
    return None


def _fill(clause: Clause) -> list[Step]:
    with_ = index_of(clause.tokens, ("with",), ("by",), last=True)
    if with_ and with_[0]:
        content = clause.tokens[with_[0] + 1 :]
        words = _words(clause, content)
        return [Enter(clause.said, words, clause.target(clause.tokens[: with_[0]]))]
    if _destination(clause.tokens):
        return _enter(clause)
    raise NotUnderstood(clause.said)


def _set(clause: Clause) -> list[Step]:
    to = index_of(clause.tokens, ("to",), ("as",), last=True)
    if not to or not to[0] or to[0] + 1 >= len(clause.tokens):
        raise NotUnderstood(clause.said)
    where = clause.target(clause.tokens[: to[0]])
    value = clause.text(strip_determiners(clause.tokens[to[0] + 1 :]))
    if value.lower() in ("on", "off", "checked", "unchecked"):
        return [Tick(clause.said, (where,), value.lower() in ("on", "checked"))]
    if where.role in ("field", "textarea"):
        return [Enter(clause.said, value, where)]
    return [Choose(clause.said, (value,), where)]


def _choose(clause: Clause) -> list[Step]:
    tokens = clause.tokens
    if as_ := index_of(tokens[:-1], ("as", "the"), ("for", "the"), last=True):
        return [Choose(clause.said, (clause.text(tokens[: as_[0]]),), _soft(clause.target(tokens[as_[0] + as_[1] :])))]
    where = None
    cut = index_of(tokens, ("from",), ("with",), ("using",), ("in",), ("on",), ("out", "of"), last=True)
    if cut and cut[0] and _is_place(tokens[cut[0] + cut[1] :]):
        where, tokens = clause.target(tokens[cut[0] + cut[1] :]), tokens[: cut[0]]
    if not tokens:
        raise NotUnderstood(clause.said)
    if [token.lower for token in tokens] in (["nothing"], ["none"]):
        return []
    if index_of(tokens, (">",)):
        return [Choose(clause.said, tuple(_split(clause, tokens, (">",))), where, path=True)]
    if len(tokens) == 1 and tokens[0].kind == "word" and ">" in tokens[0].text.strip(">"):
        return [Choose(clause.said, tuple(part for part in tokens[0].text.split(">") if part), where, path=True)]
    named = clause.target(tokens)
    if where is None or (named.ordinal and not named.label) or named.role in ("shape", "icon", "image", "checkbox"):
        direct = _direct_choice(clause, clause.target(clause.tokens))
        if direct:
            return direct
    if named.role in ("item", "radio", "menuitem") and named.label and "," not in named.label:
        return [Choose(clause.said, (named.label,), where)]
    return [Choose(clause.said, tuple(_split(clause, strip_determiners(tokens), (",",))), where)]


def _is_place(tokens: Tokens) -> bool:
    """Whether "from ..." names a widget, and is not the end of a value such as "Jack in the box"."""
    return bool(tokens) and (bool(noun_at_end(tokens)) or tokens[0].lower in wording.DETERMINERS or tokens[0].kind == "quoted")


def _direct_choice(clause: Clause, target: Target) -> list[Step]:
    if target.role == "checkbox":
        return [Tick(clause.said, (target,), True)]
    if target.role in ("paragraph", "word") or (target.role == "text" and not target.label) or target.noun == "text":
        return [Highlight(clause.said, target)]
    if target.role in ("tab", "link", "button", "shape", "icon", "image", "cell", "row", "coordinate") or (
        target.ordinal and not target.label
    ):
        return [Click(clause.said, target)]
    return []


def _split(clause: Clause, tokens: Tokens, separators: tuple[str, ...]) -> list[str]:
    """The texts between separators; "and" after the last comma separates too, elsewhere it may belong to a name."""
    parts: list[list] = [[]]  # type: ignore[type-arg]
    for token in tokens:
        if token.kind != "quoted" and token.text in separators:
            parts.append([])
        elif token.lower == "and" and (not parts[-1] or (parts[-1][-1].kind == "quoted")):
            if parts[-1]:
                parts.append([])
        else:
            parts[-1].append(token)
    return [clause.text(part) for part in parts if part]


def _tick(clause: Clause) -> list[Step]:
    state = {"tick": True, "check": True, "untick": False}.get(clause.verb.kind)
    tokens = clause.tokens
    if as_ := index_of(tokens, ("as", "done"), ("as", "completed"), ("as", "complete"), ("as", "checked")):
        tokens = tokens[: as_[0]]
    parts = _split_tokens(tokens)
    return [Tick(clause.said, tuple(clause.target(part) for part in parts), state)]


def _split_tokens(tokens: Tokens) -> list[Tokens]:
    parts: list[list] = [[]]  # type: ignore[type-arg]
    for token in tokens:
        if (
            token.kind == "mark"
            and token.text == ","
            or token.lower == "and"
            and (not parts[-1] or parts[-1][-1].kind == "quoted" or len(parts) > 1)
        ):
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part] or [tokens]


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
    return [Copy(clause.said, read_excerpt(clause, clause.tokens) or Excerpt(clause.target(clause.tokens)))]


def _paste(clause: Clause) -> list[Step]:
    tokens = clause.tokens
    cut = index_of(tokens, ("into",), ("in",), ("to",), ("inside",), last=True)
    return [Paste(clause.said, clause.target(tokens[cut[0] + 1 :]) if cut else None)]


def _clear(clause: Clause) -> list[Step]:
    return [Enter(clause.said, "", clause.target(clause.tokens))]


def _use(clause: Clause) -> list[Step]:
    """For "use the textbox to enter X": the clause after "to", done with the widget before it."""
    to = index_of(clause.tokens, ("to",))
    if not to or not to[0] or verbs.at(clause.tokens, to[0] + 1) is None:
        raise NotUnderstood(clause.said)
    tool = clause.target(clause.tokens[: to[0]])
    steps = parse_clause(clause.source, clause.tokens[to[0] + 1 :])
    return [
        replace(step, target=tool)
        if isinstance(step, Enter) and step.target is None
        else replace(step, where=tool)
        if isinstance(step, Choose) and step.where is None
        else step
        for step in steps
    ]


def _drag(clause: Clause) -> list[Step]:
    """Dragging a slider to a number means setting it."""
    from gui_agent.model.literal.motions import READERS as MOTIONS

    to = index_of(clause.tokens, ("to",), last=True)
    if to and to[0] and len(clause.tokens) == to[0] + 2 and number_in(clause.tokens[-1].lower) is not None:
        where = clause.target(clause.tokens[: to[0]])
        if where.role in ("slider", "spinner"):
            return [Choose(clause.said, (clause.tokens[-1].text,), where)]
    steps: list[Step] = MOTIONS["drag"](clause)
    return [step for step in steps if isinstance(step, Drag)]


READERS: Final[dict[str, Callable[[Clause], list[Step]]]] = {
    "enter": _enter, "fill": _fill, "set": _set, "choose": _choose, "tick": _tick, "untick": _tick, "toggle": _tick, "check": _tick,
    "read": _read, "copy": _copy, "paste": _paste, "clear": _clear, "use": _use, "increase": _set, "decrease": _set, "drag": _drag,
}  # fmt: skip
