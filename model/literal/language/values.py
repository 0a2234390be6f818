"""Clauses about values: setting, choosing, ticking, and widgets that are used for something."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gui_agent.model.literal.language import verbs, vocabulary
from gui_agent.model.literal.language.clause import Clause, NotUnderstood, index_of
from gui_agent.model.literal.language.date_formats import parse_date
from gui_agent.model.literal.language.intents import Choose, Click, Drag, Enter, Highlight, Step, Target, Tick, Work
from gui_agent.model.literal.language.listing import listed_targets
from gui_agent.model.literal.language.motions import drag
from gui_agent.model.literal.language.phrases import Tokens, noun_at_end, number_in, place_said, strip_determiners
from gui_agent.model.literal.language.texts import content_field

_MEASURED: Final = re.compile(r"(?:the )?(?:number|amount|quantity|count) of \w", re.IGNORECASE)
"""What a field, or a cell, is called: "the number of guests"."""


def _set(clause: Clause) -> list[Step]:
    to = index_of(clause.tokens, ("to",), ("as",), last=True)
    if not to or not to[0] or to[0] + 1 >= len(clause.tokens):
        raise NotUnderstood(clause.said)
    where = clause.target(clause.tokens[: to[0]])
    if _MEASURED.match(where.phrase):
        where = Target(where.phrase, label=clause.text(strip_determiners(clause.tokens[: to[0]])))
    if where.role is not None and not (where.label or where.relation or where.ordinal) and clause.tokens[0].text[:1].isupper():
        where = Target(where.phrase, label=where.phrase)  # "set Columns to 3": written like a name
    if where.noun and where.label.isalpha() and where.label.islower() and where.phrase.endswith(f"{where.noun} {where.label}"):
        where = Target(where.phrase, label=f"{where.noun} {where.label}")  # "set the tab width to 4": one name
    if where.role in ("text", "item", "shape") and where.noun and where == Target(where.phrase, role=where.role, noun=where.noun):
        where = Target(where.phrase, label=where.noun)  # "change the title to X": what a field is called
    value = clause.text(strip_determiners(clause.tokens[to[0] + 1 :]))
    if value.lower() in ("on", "off", "checked", "unchecked"):
        return [Tick(clause.said, (where,), value.lower() in ("on", "checked"))]
    if where.role in ("field", "textarea"):
        return [Enter(clause.said, value, where)]
    return [Choose(clause.said, (value,), where)]


def _choose(clause: Clause) -> list[Step]:
    if len(clause.tokens) == 1 and clause.tokens[0].lower in vocabulary.PRONOUNS:
        return [Highlight(clause.said, clause.target(clause.tokens))]  # what was typed, or named, before
    if place_said(clause.tokens) is not None:
        return [Click(clause.said, clause.target(clause.tokens))]
    return _chosen(clause)


def _chosen(clause: Clause) -> list[Step]:
    tokens = clause.tokens
    if as_ := _for_what(tokens):
        return [Choose(clause.said, (clause.text(tokens[: as_[0]]),), content_field(clause.target(tokens[as_[0] + as_[1] :])))]
    where = None
    cut = index_of(tokens, ("from",), ("with",), ("using",), ("in",), ("on",), ("out", "of"), last=True)
    source = index_of(tokens, ("from",))
    if source and cut and source[0] and source[0] < cut[0] and _is_place(tokens[source[0] + 1 : cut[0]]):
        cut = source  # "the disk from the list in the left pane"
    if cut and cut[0] and _is_place(tokens[cut[0] + cut[1] :]):
        where, tokens = clause.target(tokens[cut[0] + cut[1] :]), tokens[: cut[0]]
    if not tokens:
        raise NotUnderstood(clause.said)
    if parse_date(clause.text(tokens)) is not None:
        return [Choose(clause.said, (clause.text(tokens),), where)]
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


def _for_what(tokens: Tokens) -> tuple[int, int] | None:
    """Where "as the size", "as languages", "for 'Do you drive?'" begins: what a value is for."""
    if found := index_of(tokens[:-1], ("as", "the"), ("for", "the"), ("as", "a"), last=True):
        return found
    as_ = index_of(tokens[:-1], ("as",), last=True)
    if as_ and as_[0] and all(token.kind == "word" and token.text.islower() for token in tokens[as_[0] :]):
        return as_
    for_ = index_of(tokens[:-1], ("for",), last=True)
    return for_ if for_ and for_[0] and len(tokens) == for_[0] + 2 and tokens[-1].kind == "quoted" else None


def _is_place(tokens: Tokens) -> bool:
    """Whether "from ..." names a widget, and is not the end of a value such as "Jack in the box"."""
    return bool(tokens) and (bool(noun_at_end(tokens)) or tokens[0].lower in vocabulary.DETERMINERS or tokens[0].kind == "quoted")


def _direct_choice(clause: Clause, target: Target) -> list[Step]:
    first = clause.tokens[0]
    if target.role and not target.label and not target.ordinal and first.kind == "word" and first.text[:1].isupper():
        return []  # "Images" is the name of something
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
    targets = listed_targets(clause, tokens) or [clause.target(part) for part in _split_tokens(tokens)]
    return [Tick(clause.said, tuple(as_box(target) for target in targets), state)]


def as_box(target: Target) -> Target:
    """For "tick the box next to Milk": a box that is ticked is a check box."""
    return replace(target, role="checkbox") if target.noun == "box" and not target.label else target


def _split_tokens(tokens: Tokens) -> list[Tokens]:
    if (place := index_of(tokens, ("in", "the"))) and place[0] and any(token.lower == "and" for token in tokens[place[0] :]):
        return [*_split_tokens(tokens[: place[0]])[:-1], [*_split_tokens(tokens[: place[0]])[-1], *tokens[place[0] :]]]
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


def use(clause: Clause, parse: Callable[[str, Tokens], list[Step]]) -> list[Step]:
    """For "use the textbox to enter X": the clause after "to", done with the widget before it."""
    to = index_of(clause.tokens, ("to",))
    if not to or not to[0]:
        raise NotUnderstood(clause.said)
    tool = clause.target(clause.tokens[: to[0]])
    if verbs.at(clause.tokens, to[0] + 1) is None:
        if tool.role not in ("button", "link", "menuitem", "icon"):
            raise NotUnderstood(clause.said)
        return [Click(clause.said, tool)]  # "use the Clear button to purge the history"
    steps = parse(clause.source, clause.tokens[to[0] + 1 :])
    return [
        replace(step, target=tool)
        if isinstance(step, Enter) and step.target is None
        else replace(step, where=tool)
        if isinstance(step, Choose) and step.where is None
        else replace(step, keyed=True)
        if isinstance(step, Work) and step.sum
        else step
        for step in steps
    ]


def _drag(clause: Clause) -> list[Step]:
    """Dragging a slider to a number means setting it."""
    to = index_of(clause.tokens, ("to",), last=True)
    if to and to[0] and len(clause.tokens) == to[0] + 2 and number_in(clause.tokens[-1].lower) is not None:
        where = clause.target(clause.tokens[: to[0]])
        if where.role in ("slider", "spinner"):
            return [Choose(clause.said, (clause.tokens[-1].text,), where)]
    return [step for step in drag(clause) if isinstance(step, Drag)]


READERS: Final[dict[str, Callable[[Clause], list[Step]]]] = {
    "set": _set, "choose": _choose, "tick": _tick, "untick": _tick, "toggle": _tick, "check": _tick, "increase": _set,
    "decrease": _set, "drag": _drag,
}  # fmt: skip
