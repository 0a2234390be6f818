"""Options below one another: one that the detector missed, or took for the other kind, is recognised by its neighbours.

Under the pointer, or with the ring of the keyboard focus, a mark may look so different that it is no longer known for what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from gui_agent.model.literal.sight.mark_shape import mark_shape
from gui_agent.model.literal.sight.spot import Kind, Spot
from gui_agent.model.literal.sight.view import View
from gui_agent.perception.elements.indicators import CHECKED
from gui_agent.perception.elements.ticks import mark_state
from gui_agent.perception.geometry import Box

_OPTIONS: Final = frozenset({"checkbox", "radio"})
_BY_SHAPE: Final[dict[str, Kind]] = {"square": "checkbox", "round": "radio"}
_ALIGNED: Final = 5
"""Pixels that the left edges of options of a column differ by, at most."""
_PITCH: Final = 1.6
"""Heights from one option to the next, at most."""
_LEAST: Final = 7
"""Pixels: nor is one smaller."""
_DRAWN: Final = 30
"""Difference of brightness (0 to 255) from which something is drawn."""
_SQUARE: Final = 1.25
"""How many times as long as wide a mark is at most."""
_LARGEST: Final = 30
"""Pixels: no mark is larger."""


def with_neighbours(spots: Sequence[Spot], scene: View) -> list[Spot]:
    """The spots, completed and corrected where a column of options says more than each mark alone."""
    found = [_overlooked(spot, spots, scene) or spot for spot in spots]
    for mark in [spot for spot in spots if spot.kind in ("icon", "shape") and max(spot.box.size) <= _LARGEST]:
        caption = _caption(mark.box, found)
        neighbour = _neighbour(mark.box, found)
        if caption is not None and neighbour is not None:
            found = [spot for spot in found if spot not in (mark, caption)]
            kind = _BY_SHAPE.get(mark_shape(scene, mark.box.padded(3)) or "", neighbour.kind)
            checked = _state(scene, mark.box.padded(3), kind)
            found.append(Spot(mark.box.union(caption.box), kind, caption.label, checked=checked, enabled=caption.enabled))
    return _of_one_kind(found)


def _overlooked(text: Spot, spots: Sequence[Spot], scene: View) -> Spot | None:
    """The option that a text belongs to, where it is aligned with the captions of others and something is drawn before it."""
    if text.kind != "text" or sum(map(str.isalpha, text.label)) < 2:
        return None
    for option in spots:
        if option.kind not in _OPTIONS or not option.label or not _is_next(option.box, text.box):
            continue
        own = [
            line.box
            for line in scene.lines
            if option.box.padded(3).contains(line.box.center) and line.text.strip() in option.label
        ]
        if not own or abs(own[0].left - text.box.left) > 6 or text.box.left - option.box.left < _LEAST:
            continue
        place = Box(option.box.left, text.box.top + 4, text.box.left - 3, text.box.bottom - 4)
        if place.width < _LEAST or place.height < _LEAST or any(place.contains(spot.box.center) for spot in spots):
            continue
        part = np.asarray(scene.screenshot.image.crop((place.left, place.top, place.right, place.bottom)).convert("L"))
        if int(part.max()) - int(part.min()) > _DRAWN:
            around = Box(place.left - 3, text.box.top, text.box.left - 1, text.box.bottom)
            own_kind = _BY_SHAPE.get(mark_shape(scene, around) or "", option.kind)
            return Spot(place.union(text.box), own_kind, text.label, checked=_state(scene, around, own_kind))
    return None


def _state(scene: View, around: Box, kind: Kind) -> bool | None:
    """Whether the mark that is alone in a box (pixels) is set; None where it is not a square, or its state cannot be read."""
    box = around.intersection(scene.frame)
    if box is None or kind not in ("checkbox", "radio"):
        return None
    part = np.asarray(scene.screenshot.image.crop((box.left, box.top, box.right, box.bottom)).convert("RGB")).astype(np.int16)
    ground = np.median(np.concatenate([part[0], part[-1]]), axis=0)
    drawn = np.abs(part - ground).max(axis=2) > _DRAWN
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not len(rows):
        return None
    mark = Box(box.left + int(columns[0]), box.top + int(rows[0]), box.left + int(columns[-1]) + 1, box.top + int(rows[-1]) + 1)
    if not _LEAST <= min(mark.size) <= max(mark.size) <= min(_LARGEST, _SQUARE * min(mark.size)):
        return None
    place = scene.shrunk.down(mark)
    return CHECKED.get(mark_state(scene.shrunk.parts.picture, place, "checkbox" if kind == "checkbox" else "radio"))


def _caption(mark: Box, spots: Sequence[Spot]) -> Spot | None:
    """The text right of a mark."""
    beside = [
        spot
        for spot in spots
        if spot.kind == "text"
        and 0 <= spot.box.left - mark.right < 1.2 * spot.box.height
        and spot.box.top <= mark.center.y <= spot.box.bottom
        and sum(map(str.isalpha, spot.label)) > 1
    ]
    return min(beside, key=lambda spot: spot.box.left, default=None)


def _neighbour(mark: Box, spots: Sequence[Spot]) -> Spot | None:
    """The option right above or below a mark, aligned with it."""
    near = [
        spot
        for spot in spots
        if spot.kind in _OPTIONS
        and spot.label
        and abs(spot.box.left - mark.left) <= _ALIGNED
        and 0 < abs(spot.box.center.y - mark.center.y) < _PITCH * spot.box.height
    ]
    return min(near, key=lambda spot: abs(spot.box.center.y - mark.center.y), default=None)


def _of_one_kind(spots: list[Spot]) -> list[Spot]:
    """A single check box at the end of a column of radio buttons is one of them; its neighbours are of their kind."""
    options = sorted((spot for spot in spots if spot.kind in _OPTIONS and spot.label), key=lambda spot: spot.box.top)
    changed: list[Spot] = []
    for spot in options:
        column = [one for one in options if abs(one.box.left - spot.box.left) <= _ALIGNED]
        at = column.index(spot)
        near = [one for one in column[max(0, at - 1) : at + 2] if one is not spot and _is_next(one.box, spot.box)]
        radios = [one for one in near if one.kind == "radio"]
        longer = [one for one in column if one.kind == "radio"]
        chosen = spot.checked and not any(one.checked for one in longer)  # one of a group is, and it is the one that is missing
        if spot.kind == "checkbox" and len(near) == 1 and radios and len(longer) > 1 and chosen:
            changed.append(spot)
    return [replace(spot, kind="radio") if spot in changed else spot for spot in spots]


def _is_next(one: Box, other: Box) -> bool:
    return 0 < abs(one.center.y - other.center.y) < _PITCH * max(one.height, other.height)
