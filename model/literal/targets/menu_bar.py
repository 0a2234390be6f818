"""The menu bar of the window in front: a row of words of which some are what menus are usually called."""

from __future__ import annotations

from typing import Final

from gui_agent.model.literal.language.text_match import CASE, similarity
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets.situation import Situation

_USUAL: Final = frozenset(
    {"file", "edit", "view", "insert", "format", "tools", "search", "options", "settings", "window", "help"}
)
"""Menus by which a row of words is known for a menu bar."""
_LEAST: Final = 3
_LEVEL: Final = 6
"""Pixels by which the middles of titles differ in height, at most."""
_HIGHEST: Final = 40
"""Pixels: no title of a menu is higher."""


def menu_bar(situation: Situation) -> list[Spot]:
    """The titles of the menus of the window in front, from the left; empty where there is none, or a dialog is in front."""
    if situation.scene.front is not None or situation.scene.menu is not None:
        return []
    titles = [
        spot
        for spot in situation.scene.spots
        if spot.kind in ("item", "text") and spot.label and spot.box.height <= _HIGHEST and len(spot.label.split()) < _LEAST
    ]
    for spot in sorted(titles, key=lambda spot: spot.box.top):
        if not _is_usual(spot):
            continue
        row = [other for other in titles if abs(other.box.center.y - spot.box.center.y) < _LEVEL]
        reported = all(other.kind == "item" for other in row)
        if len(row) >= _LEAST and sum(map(_is_usual, row)) >= (_LEAST - 1 if reported else _LEAST):
            return sorted(row, key=lambda other: other.box.left)
    return []


def _is_usual(spot: Spot) -> bool:
    return spot.label.strip().casefold() in _USUAL


def menu_titled(label: str, situation: Situation) -> Spot | None:
    """The title of a menu in the menu bar; None where none, or several, are called so."""
    found = [spot for spot in menu_bar(situation) if similarity(label, spot.label) >= CASE - 0.01]
    return found[0] if len(found) == 1 else None
