"""Clauses about pointing, keys, waiting and checking.

Clauses about texts are in `texts`, those about values in `values`, those that move things in `motions`; the verbs are in `verbs`,
noun phrases in `phrases`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.clause import Clause, NotUnderstood, condition, index_of, seconds_in
from gui_agent.model.literal.language.intents import (
    Assert,
    Button,
    Choose,
    Click,
    Close,
    Expand,
    Find,
    Focus,
    Highlight,
    Hover,
    Press,
    Read,
    Step,
    Target,
    Tick,
    Wait,
    Work,
)
from gui_agent.model.literal.language.keynames import parse_keys
from gui_agent.model.literal.language.listing import bare_names, listed_targets, without_order
from gui_agent.model.literal.language.phrases import Tokens, parse_target, strip_determiners
from gui_agent.model.literal.language.sums import is_sum
from gui_agent.model.literal.language.texts import read_excerpt
from gui_agent.model.literal.language.tokens import tokenize


def _click(clause: Clause) -> list[Step]:
    kinds: dict[str, tuple[Button, int]] = {
        "double_click": ("left", 2),
        "right_click": ("right", 1),
        "middle_click": ("middle", 1),
    }
    button, clicks = kinds.get(clause.verb.kind, ("left", 3 if clause.verb.kind == "triple_click" else 1))
    if clause.verb.words == "submit" and (not clause.tokens or clause.tokens[0].lower in vocabulary.DETERMINERS):
        return [Click(clause.said, Target("submit", label="Submit", role="button", noun="button"))]
    by = index_of(clause.tokens, ("by", "clicking"), ("by", "pressing"), ("by", "clicking", "on"), ("using",), ("via",))
    tokens = clause.tokens[by[0] + by[1] :] if by else clause.tokens
    if by and by[0] and clause.tokens[by[0] + 1].lower == "pressing" and (keys := parse_keys(tokens)):
        return [Press(clause.said, chord) for chord in keys]  # "open the gallery by pressing Ctrl+F9"
    if (
        by and by[0] and (tool := clause.target(tokens)).role in ("menu", "dropdown", "list")
    ):  # what is chosen there is said before it
        return [Choose(clause.said, (clause.text(strip_determiners(clause.tokens[: by[0]])),), tool)]
    return [
        Click(clause.said, target, button, clicks, clause.modifiers,
              clause.seconds, clause.times, opens=clause.verb.words in ("open", "launch") and not by)
        for target in _several(clause, tokens)
    ]  # fmt: skip


def _several(clause: Clause, tokens: Tokens) -> list[Target]:
    """The targets of a list: "button A, button B and button C"; a list is only split between quotations or full noun phrases."""
    tokens = without_order(tokens)
    if named := listed_targets(clause, tokens):
        return named
    if bare := bare_names(tokens):
        return [clause.target(part) for part in bare]
    parts: list[Tokens] = []
    start = 0
    for index, token in enumerate(tokens):
        if token.lower in ("and", ",", "then") and index > start and index + 1 < len(tokens):
            before, after = tokens[start:index], tokens[index + 1 :]
            if after[0].lower in ("and", "then"):
                after = after[1:]
            whole = before[-1].kind == "quoted" or parse_target(clause.source, before).role is not None
            if whole and after and (after[0].kind == "quoted" or parse_target(clause.source, after).role is not None):
                parts.append(before)
                start = len(tokens) - len(after)
    return [clause.target(part) for part in [*parts, tokens[start:]]]


def _press(clause: Clause) -> list[Step]:
    tokens = strip_determiners(clause.tokens)
    if tokens and tokens[-1].lower == "button" or (tokens and tokens[0].lower == "button"):
        return _click(clause)
    on = index_of(tokens, ("in",), ("on",), ("while", "in"))
    keys = parse_keys(tokens) or (parse_keys(tokens[: on[0]]) if on else None)
    if keys is None:
        return _click(clause)
    where = clause.target(tokens[on[0] + on[1] :]) if on and not parse_keys(tokens) else None
    button = clause.target(tokens) if _may_be_label(clause.tokens) else None
    return [
        Press(clause.said, chord, clause.times, clause.seconds, where if index == 0 else None, button)
        for index, chord in enumerate(keys)
    ]  # fmt: skip


def _may_be_label(tokens: Tokens) -> bool:
    return len(tokens) == 1 and (tokens[0].kind == "quoted" or tokens[0].lower in vocabulary.KEY_LIKE_LABELS)


def _hold(clause: Clause) -> list[Step]:
    tokens = strip_determiners(clause.tokens)
    keys = parse_keys(tokens)
    if keys and len(keys) == 1 and clause.verb.words in ("hold", "hold down", "press and hold"):
        return [Press(clause.said, keys[0], 1, clause.seconds or 1.0)]
    return [replace(step, hold=clause.seconds or 1.0) for step in _click(clause) if isinstance(step, Click)]


def _wait(clause: Clause) -> list[Step]:
    tokens = list(clause.tokens)
    words = [token.lower for token in tokens if token.lower not in ("for", "about", "a")]
    if words and words[-1] in ("seconds", "second", "s", "sec", "moment", "minute") or not words:
        number = seconds_in(words[0]) if words else None
        return [Wait(clause.said, (number if number is not None else 1.0) * (60 if words and words[-1] == "minute" else 1))]
    if len(words) == 1 and (match := re.fullmatch(r"(\d+(?:\.\d+)?)s", words[0])):
        return [Wait(clause.said, float(match[1]))]
    skip = sum(1 for token in tokens[:1] if token.lower in ("for", "until", "till"))
    target, gone = condition(clause, tokens[skip:])
    return [Wait(clause.said, None, target, gone)]


def _hover(clause: Clause) -> list[Step]:
    tokens = clause.tokens
    if tokens and tokens[0].lower in ("over", "on", "to", "onto", "at") and len(tokens) > 1:
        tokens = tokens[1:]
    return [Hover(clause.said, clause.target(tokens))]


def _focus(clause: Clause) -> list[Step]:
    return [Focus(clause.said, clause.target(clause.tokens))]


def _close(clause: Clause) -> list[Step]:
    by = index_of(clause.tokens, ("by", "clicking", "on"), ("by", "clicking"), ("by", "pressing"), ("with",), ("using",))
    if by:
        return [Close(clause.said, clause.target(clause.tokens[: by[0]]), clause.target(clause.tokens[by[0] + by[1] :]))]
    return [Close(clause.said, clause.target(clause.tokens))]


def _assert(clause: Clause) -> list[Step]:
    tokens = clause.tokens[1:] if clause.tokens and clause.tokens[0].lower == "that" else clause.tokens
    state = _state_at_end(tokens)
    if state is not None and clause.verb.words in ("make sure", "ensure", "make sure that", "ensure that"):
        at, wanted = state
        return [Tick(clause.said, (clause.target(tokens[:at]),), wanted)]
    if not tokens:
        raise NotUnderstood(clause.said)
    return [Assert(clause.said, clause.text(tokens))]


def _state_at_end(tokens: Tokens) -> tuple[int, bool] | None:
    """Where "is checked", "is not ticked", "is set to on", "are switched off" begins, and whether that is on."""
    words = [token.lower for token in tokens]
    at = next((index for index in range(len(words) - 1, 0, -1) if words[index] in ("is", "are")), None)
    if at is None:
        return None
    rest = [word for word in words[at + 1 :] if word not in ("set", "switched", "turned", "to", "now")]
    negated = rest[:1] == ["not"]
    wanted = _STATES.get(rest[-1]) if len(rest) == 1 + negated else None
    return None if wanted is None else (at, wanted != negated)


_STATES: Final = {"checked": True, "ticked": True, "selected": True, "on": True, "enabled": True, "unchecked": False,
                  "unticked": False, "off": False, "deselected": False, "disabled": False}  # fmt: skip


def _expand(clause: Clause) -> list[Step]:
    return [Expand(clause.said, clause.target(clause.tokens), clause.verb.kind == "expand")]


def _highlight(clause: Clause) -> list[Step]:
    return [Highlight(clause.said, clause.target(clause.tokens))]


def _find(clause: Clause) -> list[Step]:
    if clause.verb.words.endswith(("through", "between", "among")):
        return _looking(clause)
    named = clause.target(clause.tokens) if clause.tokens else Target("")
    if named.role == "word" and (excerpt := read_excerpt(clause, [*_THE, *strip_determiners(clause.tokens)])) is not None:
        return [Read(clause.said, excerpt, quiet=True)]
    return [Find(clause.said, clause.target(clause.tokens) if clause.tokens else Target(""))]


def _looking(clause: Clause) -> list[Step]:
    """For "look through the tabs for X", "page through the list until you find X": X is to be found, wherever it is."""
    cut = index_of(
        clause.tokens,
        ("until", "you", "find"),
        ("until", "you", "see"),
        ("until", "you", "reach"),
        ("to", "find"),
        ("for",),
        ("to",),
    )
    if cut is None:
        raise NotUnderstood(clause.said)
    rest = clause.tokens[cut[0] + cut[1] :]
    return [Find(clause.said, clause.target(rest) if rest else Target(""))]


def until_found(clause: Clause) -> list[Step]:
    """For "open the sections below until you find X": finding X is what is to be done; [] for other clauses."""
    cut = index_of(clause.tokens, ("until", "you", "find"), ("until", "you", "see"), ("until", "you", "have", "found"))
    if cut is None or cut[0] + cut[1] >= len(clause.tokens) or clause.verb.kind in ("enter", "wait", "scroll"):
        return []
    return [Find(clause.said, clause.target(clause.tokens[cut[0] + cut[1] :]))]


def _work(clause: Clause) -> list[Step]:
    """A sum in the instruction, or the one on the screen."""
    words = [token.lower for token in strip_determiners(clause.tokens)]
    tool = index_of(
        clause.tokens,
        *((word, "the") for word in ("with", "on", "using", "in")),
        ("by", "clicking"),
        ("by", "pressing"),
        ("using",),
        ("with",),
        last=True,
    )
    text = clause.text(clause.tokens[: tool[0]] if tool else clause.tokens)
    if is_sum(text):
        return [Work(clause.said, sum=text, keyed=bool(tool))]
    if not words or _ON_THE_SCREEN & set(words):
        return [Work(clause.said)]
    raise NotUnderstood(clause.said)


def _count(clause: Clause) -> list[Step]:
    tokens = list(clause.tokens)
    for tail in (("are", "there"), ("there", "are"), ("do", "you", "see"), ("can", "you", "see"), ("are", "shown")):
        cut = index_of(tokens, tail)
        if cut and cut[0]:
            tokens = tokens[: cut[0]]
    if strip_determiners(tokens)[:1] and strip_determiners(tokens)[0].lower == "number":
        tokens = list(strip_determiners(tokens))[2:]
    if not tokens:
        raise NotUnderstood(clause.said)
    return [Work(clause.said, count=replace(clause.target(tokens), quantity="all"))]


_ON_THE_SCREEN: Final = frozenset(
    {"problem", "equation", "sum", "sums", "expression", "question", "exercise", "puzzle", "task", "calculation", "numbers", "x",
     "result", "answer", "formula"}
)  # fmt: skip
_THE: Final = tokenize("the")


def _nothing(clause: Clause) -> list[Step]:
    """For "do not press Enter": what is not said to be done is not done anyway."""
    return []


def _command(clause: Clause) -> list[Step]:
    """A verb that is the name of a control is read by `commands`."""
    raise NotUnderstood(clause.said)


READERS: Final[dict[str, Callable[[Clause], list[Step]]]] = {
    "click": _click, "double_click": _click, "right_click": _click, "middle_click": _click, "triple_click": _click, "press": _press,
    "hold": _hold, "wait": _wait, "hover": _hover, "focus": _focus, "close": _close,
    "work": _work, "count": _count, "assert": _assert, "expand": _expand, "collapse": _expand, "highlight": _highlight, "find": _find,
    "never": _nothing, "command": _command,
}  # fmt: skip
