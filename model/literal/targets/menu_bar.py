"""The menu bar of the window in front: a row of words of which some are what menus are usually called."""

from __future__ import annotations

from typing import Final

import numpy as np

from gui_agent.model.literal.language.text_match import CASE, similarity
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import Box

_USUAL: Final = frozenset(
    {"file", "edit", "view", "insert", "format", "tools", "search", "options", "settings", "window", "help"}
)
"""Menus by which a row of words is known for a menu bar."""
_BUTTONS: Final = frozenset(
    {"menu", "main menu", "open menu", "primary menu", "application menu", "app menu", "hamburger", "\u2261", "\u2630"}
)
"""What such a button is called, or shows."""
_LARGEST, _BARE = 48, 20
"""Pixels: how large such a button is at most; how large a drawing is without an outline around it at most."""
_BARS, _FILLED, _DRAWN = 3, 0.7, 60
"""How many bars it shows; how much of its row each takes at least; how far (0 to 255 a channel) ink is from its ground."""
_LEAST: Final = 3
_REPORTED: Final = 8
"""Elements that are reported where applications report what they show, at least."""
_HEADER: Final = 0.3
"""Share of a window's height in which such a button is, from the top."""
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


def menu_buttons(situation: Situation) -> list[Spot]:
    """The one button of a window without a menu bar that opens its menu; empty where none is known for it, or several are."""
    if situation.scene.front is not None or situation.scene.menu is not None:
        return []
    reported = {element.box for element in situation.scene.reported}
    known = len(reported) >= _REPORTED  # then what is no control there is none, whatever it looks like
    buttons = [
        spot
        for spot in situation.scene.spots
        if spot.kind in ("button", "icon")
        and spot.enabled
        and (not known or spot.box in reported)
        and spot.box.center.y < _header(situation)
    ]
    found = [spot for spot in buttons if {spot.label.strip().casefold(), spot.name.casefold()} & _BUTTONS]
    found = found or [spot for spot in buttons if not spot.label and shows_bars(situation, spot.box)]
    return found[:1] if all(spot.box.padded(2).contains(found[0].box.center) for spot in found) else []


def _header(situation: Situation) -> float:
    """Down to where (pixels) the upper part of the window in front reaches, in which such a button is."""
    shown = [window.frame for window in situation.scene.windows if not window.is_popup]
    box = shown[-1] if shown else situation.scene.frame
    return box.top + max(_HEADER * box.height, _HIGHEST * 2)


def shows_bars(situation: Situation, box: Box) -> bool:
    """Whether three bars, one below another, are drawn in a box (pixels), and nothing else."""
    if max(box.size) > _LARGEST:
        return False
    part = np.asarray(situation.scene.screenshot.image.convert("RGB").crop((box.left, box.top, box.right, box.bottom))).astype(
        int
    )
    if not part.size:
        return False
    ground = np.median(part.reshape(-1, 3), axis=0)
    drawn = np.abs(part - ground).max(axis=2) > _DRAWN
    frame = max(1, box.height // 8)
    drawn = drawn[frame:-frame, frame:-frame] if box.height > _BARE else drawn  # without the outline of its button
    columns = np.flatnonzero(drawn.any(axis=0))
    if not len(columns):
        return False
    rows = drawn[:, columns[0] : columns[-1] + 1].mean(axis=1)
    bars, empty = rows > _FILLED, rows < 1 - _FILLED
    starts = int((bars & ~np.roll(bars, 1)).sum())
    return starts == _BARS and bool((bars | empty).all()) and int(bars.sum()) <= len(rows) * _FILLED


def _is_usual(spot: Spot) -> bool:
    return spot.label.strip().casefold() in _USUAL


def menu_titled(label: str, situation: Situation) -> Spot | None:
    """The title of a menu in the menu bar; None where none, or several, are called so."""
    found = [spot for spot in menu_bar(situation) if similarity(label, spot.label) >= CASE - 0.01]
    return found[0] if len(found) == 1 else None
