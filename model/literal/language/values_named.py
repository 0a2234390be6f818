"""Readings of a clause that gives values to fields that it names: "the code SPRING24", "A with x and B with y"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gui_agent.model.literal.language import verbs, vocabulary
from gui_agent.model.literal.language.clause import NotUnderstood
from gui_agent.model.literal.language.descriptions import is_description, looks_given
from gui_agent.model.literal.language.intents import SEVERAL, Choose, Enter, Reading, Step, Target, Tick
from gui_agent.model.literal.language.listing import parted
from gui_agent.model.literal.language.phrases import Tokens, noun_at_end, noun_at_start, strip_determiners
from gui_agent.model.literal.language.readers import parse_clause
from gui_agent.model.literal.language.texts import content_field, is_numbered
from gui_agent.model.literal.language.tokens import written

_FEW: Final = 2
"""Words of the name of a list, and of a value of it, at most."""


def named_value(source: str, said: str, rest: Tokens) -> list[Reading]:
    """For "the coupon code SPRING24": the words before are what the field is called, the end is what belongs into it."""
    inner = strip_determiners(rest)
    if any(token.kind in ("quoted", "mark") for token in inner) or len(inner) < 2:
        return []
    start = len(inner)
    while start > 0 and looks_given(inner[start - 1].text):
        start -= 1
    name, value = inner[:start], inner[start:]
    if not name or not value or len(rest) == len(inner):
        return []
    if any(
        token.lower in vocabulary.DETERMINERS | {"in", "into", "to", "for", "with", "on", "from", "between", "of", "and", "or"}
        for token in name
    ):
        return []
    noun = noun_at_end(name)
    label = written(source, name[:-noun] if noun and len(name) > noun else name)
    field = content_field(Target(written(source, name), label=label))
    return [Reading((Enter(said, written(source, value), field),), 0.95, f"{written(source, value)!r} for the {label!r}")]


def value_in(source: str, said: str, rest: Tokens) -> list[Reading]:
    """For "42 in Width": a value, and a name that is written like one."""
    for index in range(1, len(rest) - 1):
        value, name = rest[:index], rest[index + 1 :]
        if rest[index].lower not in ("in", "into", "for", "as") or rest[index].kind != "word" or not name[0].text[:1].isupper():
            continue
        if any(token.kind != "word" for token in rest) or not (index == 1 or all(looks_given(token.text) for token in value)):
            continue
        if is_description(value) or is_numbered(name):
            return []
        label = written(source, name)
        field = Target(label, label=label, role="field", noun="field")
        return [Reading((Enter(said, written(source, value), field),), 1.05, f"{written(source, value)!r} into {label!r}")]
    return []


def choice_in(source: str, said: str, rest: Tokens) -> list[Reading]:
    """For "Wels in From": a value, and the name of its list, which is written like one."""
    for index in range(len(rest) - 2, 0, -1):
        value, name = rest[:index], rest[index + 1 :]
        if rest[index].lower not in ("in", "from", "under", "for") or rest[index].kind != "word":
            continue
        named = all(token.kind == "word" for token in name) and name[0].text[:1].isupper()
        if not (named or (len(name) == 1 and name[0].kind == "quoted")) or is_description(value) or is_numbered(name):
            return []
        label = name[0].text if name[0].kind == "quoted" else written(source, name)
        text = value[0].text if len(value) == 1 else written(source, value)
        where = Target(label, label=label, quoted=name[0].kind == "quoted")
        return [Reading((Choose(said, (text,), where),), 0.97, f"{text!r} in {label!r}")]
    inner = strip_determiners(rest)
    start = next((at for at, token in enumerate(inner) if token.kind == "quoted" or not token.text.islower()), 0)
    value = inner[start:]
    if len(inner) == len(rest) or not 0 < start <= _FEW or len(value) > _FEW or noun_at_start(inner[:start]):
        return []
    if any(token.kind == "mark" or token.lower in ("and", "or", "in", "of") for token in inner):
        return []
    label, text = written(source, inner[:start]), value[0].text if len(value) == 1 else written(source, value)
    return [Reading((Choose(said, (text,), content_field(Target(label, label=label))),), 0.96, f"{text!r} as the {label!r}")]


def several_values(source: str, tokens: Tokens, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
    """For "A with x, B with y and C with z", "x into A and y into B", "the name ann7 and the code 'x1'"."""
    parts = parted(rest)
    if len(parts) < 2:
        return []
    linked = {"with"} if verb.words in ("fill", "fill in", "fill out", "complete", "replace") else {"into", "in", "as", "for"}
    if len({any(token.lower in linked for token in part[1:-1]) for part in parts}) > 1:
        return []  # what is said at the end holds for all of them
    steps: list[Step] = []
    for part in parts:
        whole = [*tokens[: verb.size], *part]
        if any(token.lower in linked for token in part[1:-1]):
            try:
                found = [step for step in parse_clause(source, whole) if isinstance(step, Enter)]
            except NotUnderstood:
                return []
        else:
            named = named_value(source, written(source, part), part)
            found = [step for reading in named for step in reading.steps if isinstance(step, Enter)] or _quoted_value(
                source, part
            )
        if not found or any(step.target is None for step in found):
            return []
        steps += found
    return [Reading(tuple(steps), 1.2, SEVERAL)]


def several_choices(source: str, tokens: Tokens, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
    """For "choose Large as the size and Navy as the colour", "set A to 3 and B to 5": each value for the field of its own."""
    parts = parted(rest)
    linked = ({"as", "for"}, {"from", "in"}) if verb.kind == "choose" else ({"to", "as"},)
    for links in linked:
        if len(parts) < 2 or not all(any(token.lower in links for token in part[1:-1]) for part in parts):
            continue
        steps: list[Step] = []
        for part in parts:
            if links & {"in"} and (named := choice_in(source, written(source, part), part)):
                steps += named[0].steps
                continue
            try:
                steps += [
                    replace(step, said=written(source, part)) for step in parse_clause(source, [*tokens[: verb.size], *part])
                ]
            except NotUnderstood:
                return []
        if all(isinstance(step, Tick | Enter) or (isinstance(step, Choose) and step.where is not None) for step in steps):
            return [Reading(tuple(steps), 1.2, SEVERAL)]
    return []


def _quoted_value(source: str, part: Tokens) -> list[Enter]:
    """For "the password 'x1'"."""
    name = strip_determiners(part[:-1])
    if part[-1].kind != "quoted" or not name or any(token.kind == "quoted" for token in name):
        return []
    label = written(source, name)
    return [Enter(written(source, part), part[-1].text, content_field(Target(label, label=label)))]
