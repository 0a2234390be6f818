"""Clauses about a setting: "turn on Line Numbers in the preferences". Where the screen does not show it, they are opened first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gui_agent.model.literal.language.clause import NotUnderstood
from gui_agent.model.literal.language.intents import Click, Open, Reading, Target
from gui_agent.model.literal.language.phrases import Tokens, strip_determiners
from gui_agent.model.literal.language.tokens import written

SETTINGS: Final = frozenset({"preferences", "settings", "options"})
"""What the place is called where an application is set up."""
_PLACES: Final = frozenset({"dialog", "window", "page", "screen", "menu"})
_IN: Final = frozenset({"in", "under", "from", "using", "via", "through", "within"})
_SHOWN: Final = 0.95
_PRIOR: Final = 0.85
"""Below that of the plain reading: what the screen shows already is not looked for elsewhere."""


def named_settings(tokens: Tokens) -> str:
    """The word for the settings, if these words ("the preferences dialog") are about nothing else; empty otherwise."""
    words = [token.lower for token in strip_determiners(tokens) if token.kind == "word"]
    if len(words) > 1 and words[-1] in _PLACES:
        words.pop()
    return words[0] if len(words) == 1 and words[0] in SETTINGS else ""


def opening(said: str, name: str) -> Click:
    """The step that opens the settings."""
    return Click(said, Target(f"the {name}", label=name.capitalize()), opens=True, shows=True, keys="ctrl+comma")


def in_settings(source: str, tokens: Tokens, read: Callable[[str, Tokens], list[Reading]]) -> list[Reading]:
    """The readings of a clause that ends with "in the preferences"; `read` gives those of what is before it."""
    for index in range(2, len(tokens) - 1):
        if tokens[index].lower not in _IN or tokens[index].kind != "word" or not (name := named_settings(tokens[index + 1 :])):
            continue
        try:
            inner = read(source, tokens[:index])
            shown = [replace(reading, prior=reading.prior * _SHOWN, how=reading.how or "where it is shown") for reading in inner]
            return [*shown, *after_opening(name, written(source, tokens[:index]), inner)]
        except NotUnderstood:
            return []
    return []


def after_opening(name: str, said: str, readings: list[Reading]) -> list[Reading]:
    """What is done in the settings, which are opened first."""
    inner = tuple(replace(reading, further=False) for reading in readings)
    return [
        Reading((opening(f"open the {name}", name), Open(said, inner)), _PRIOR, "after the settings are opened", further=True)
    ]
