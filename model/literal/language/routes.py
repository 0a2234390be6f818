"""Readings of a clause as a way through menus, folders or submenus."""

from __future__ import annotations

from typing import Final

from gui_agent.model.literal.language import asides, verbs
from gui_agent.model.literal.language.intents import (
    Choose,
    Click,
    Expand,
    Reading,
    Target,
)
from gui_agent.model.literal.language.paths import path_in
from gui_agent.model.literal.language.phrases import Tokens, parse_target

PATH: Final = "as a path through menus"
_CLICKING: Final = ("click", "press", "tap", "hit", "push")
"""What is said of things that are clicked one after another, rather than opened."""
_WEAK_PATH: Final = 0.7


def target_of(reading: Reading) -> Target | None:
    """What the first step of a reading is aimed at."""
    found = getattr(reading.steps[0], "target", None) if reading.steps else None
    return found if isinstance(found, Target) else None


def as_path(source: str, said: str, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
    """For "Insert > Media > Scan", "File, then Export": the stations, one after another."""
    for tokens in (asides.without_purpose(rest).tokens, rest):
        path = path_in(source, tokens)
        if path is not None:
            stations, strong = path
            names = tuple(station.strip("()") for station in stations)
            if verb.kind == "expand":
                opened = tuple(Expand(said, Target(name, label=name)) for name in names)
                return [Reading(opened, 1.05, "as one after the other")] if strong else []
            if verb.words == "open" and (each := _one_in_another(source, said, tokens)):
                return each
            if verb.words.startswith(_CLICKING) and any(token.lower == "then" for token in tokens):
                clicks = tuple(Click(said, Target(name, label=name)) for name in names)
                return [Reading(clicks, 1.05 if strong else _WEAK_PATH, PATH)]
            step = Choose(said, names, None, path=True)
            return [Reading((step,), 1.05 if strong else _WEAK_PATH, PATH)]
    return []


def _one_in_another(source: str, said: str, tokens: Tokens) -> list[Reading]:
    """For "the folder 'icons' and then the folder 'hicolor'": each is opened."""
    at = next((index for index, token in enumerate(tokens) if index and token.lower == "then"), None)
    if at is None or at + 1 == len(tokens):
        return []
    before = list(tokens[:at])
    while before and (before[-1].text == "," or before[-1].lower == "and"):
        before.pop()
    named = [parse_target(source, part) for part in (before, tokens[at + 1 :])]
    if not all(target.role == "item" and target.label for target in named):
        return []
    return [Reading(tuple(Click(said, target, opens=True) for target in named), 1.06, "as one after the other")]


def in_submenu(said: str, first: list[Reading]) -> list[Reading]:
    """For "PNG in the Image submenu of Export": the path that leads there."""
    target = target_of(first[0]) if first else None
    menu = target.relation.anchor if target is not None and target.relation is not None else None
    outer = menu.relation.anchor if menu is not None and menu.role == "menu" and menu.relation is not None else None
    if target is None or menu is None or outer is None or not (target.label and menu.label and outer.label):
        return []
    return [Reading((Choose(said, (outer.label, menu.label, target.label), None, path=True),), 0.95, PATH)]
