"""Statements and steps of the literal model in a few words, so that tables of them can be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language import statements as said
from gui_agent.model.literal.language.noun_phrases import Phrase


def thing(phrase: Phrase) -> str:
    """A noun phrase: `button 'Save'`; signs before it for all, any and the ordinal."""
    label = f"'{phrase.label}'" if phrase.quoted else phrase.label
    words = ["every"] * phrase.every + ["any"] * phrase.some + ([f"#{phrase.ordinal}"] if phrase.ordinal is not None else [])
    words += [word for _, _, word in phrase.states] + [phrase.colour, phrase.role or "", label]
    place = f" {phrase.place.kind} [{thing(phrase.place.anchor)}]" if phrase.place else ""
    return " ".join(filter(None, words)) + place


def statement(one: said.Statement) -> str:
    """A statement about the screen."""
    negation = "not " if one.negated else ""
    match one:
        case said.There():
            count = f"{one.count} " if one.count else ""
            return f"{negation}there: {count}{thing(one.what)}{f' within [{thing(one.within)}]' if one.within else ''}"
        case said.Says():
            return f"{negation}[{thing(one.subject)}] {one.extent} {one.text!r}{' quoted' if one.quoted else ''}, {one.verb}"
        case said.Is():
            return f"{negation}[{thing(one.subject)}] {one.state} {one.wanted}, {one.word}"
        case said.Coloured():
            return f"{negation}[{thing(one.subject)}] is {one.colour}"
        case said.At():
            return f"{negation}[{thing(one.subject)}] {one.place.kind} [{thing(one.place.anchor)}]"
        case said.Compared():
            return f"{negation}[{thing(one.subject)}] {'>' if one.sign == 1 else '<'}{'=' if one.equal else ''} {one.number:g}"
        case said.Both():
            return f"{statement(one.first[0])} & {statement(one.second[0])}"
    raise AssertionError(one)


def target(one: intents.Target) -> str:
    """What a step is aimed at."""
    label = f"'{one.label}'" if one.quoted else one.label
    words = [
        f"#{one.ordinal}" if one.ordinal else "",
        one.role or "",
        label,
        "it" if one.pronoun else "",
        "answer" if one.answer else "",
    ]
    relation = f" {one.relation.kind} [{target(one.relation.anchor)}]" if one.relation else ""
    return " ".join(filter(None, words)) + relation


def step(one: intents.Step) -> str:
    """A step with all that is not as usual: its name, and its fields by their names."""
    shown = []
    for field in fields(one):
        value: Any = getattr(one, field.name)
        if field.name == "said" or value in (field.default, None, "", False, ()):
            continue
        shown.append(f"{field.name}={_value(value)}")
    return " ".join([type(one).__name__, *shown])


def _value(value: Any) -> str:
    if isinstance(value, intents.Target):
        return f"[{target(value)}]"
    if isinstance(value, intents.Excerpt):
        return f"text of [{target(value.source)}]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_value, value)) + ")"
    if isinstance(value, intents.Reading):
        return " then ".join(steps(value.steps))
    return repr(value)


def steps(them: Iterable[intents.Step]) -> list[str]:
    """Several steps."""
    return [step(one) for one in them]
