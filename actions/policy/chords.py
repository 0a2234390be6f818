"""Chords as a rule means them: whichever of two equal keys is pressed, and also where a text presses them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gui_agent.actions.action import BaseAction, Key, Type
from gui_agent.actions.keys import parse_keys
from gui_agent.errors import ActionError

_SAME = {f"{name}_right": name for name in ("ctrl", "shift", "alt", "super", "hyper", "meta_key")} | {
    f"kp_{name}": name
    for name in (
        "enter",
        "home",
        "end",
        "left",
        "right",
        "up",
        "down",
        "page_up",
        "page_down",
        "insert",
        "delete",
        "tab",
        "space",
    )
}
"""Keys that do what another one does."""
_IN_TEXTS = {"\n": "enter", "\r": "enter", "\t": "tab", " ": "space"}
"""What is pressed for these characters of a text."""


def one_spelling(chord: Iterable[str]) -> frozenset[str]:
    """A chord whatever the order and the side of its keys."""
    return frozenset(_SAME.get(key, key) for key in chord)


def pressed_by(action: BaseAction) -> list[frozenset[str]] | None:
    """The chords that an action presses, by key or by its text; None where they cannot be understood."""
    if isinstance(action, Type):
        return [_for(character) for character in sorted(set(action.content))]
    if not isinstance(action, Key):
        return []
    try:
        return [one_spelling(chord) for chord in parse_keys(action.keys)]
    except ActionError:
        return None


def listed(entries: Sequence[str]) -> set[frozenset[str]]:
    """The chords that a rule lists. Raises ActionError for one that there is not."""
    return {one_spelling(chord) for entry in entries for chord in parse_keys(entry)}


def _for(character: str) -> frozenset[str]:
    if character in _IN_TEXTS:
        return frozenset({_IN_TEXTS[character]})
    lower = character.lower()
    return frozenset({"shift", lower}) if character != lower else frozenset({character})
