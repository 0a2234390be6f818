"""Which roles the truth accepts for each place that may be a widget, and how much the place counts in training."""

from __future__ import annotations

from typing import Any

import numpy as np
import score
from numpy.typing import NDArray

from gui_agent.perception.elements.roles.forest import CLASSES
from gui_agent.perception.elements.roles.refine import Sight
from gui_agent.perception.geometry import Box

_ON_WORDS = 0.55
"""How well a place fits a widget that is only clicked, where it is that of the widget's words."""


Wanted = tuple[Box, list[str], Box | None]
"""A widget of the truth: its place, the roles that are right for it, the place of its words."""


def accepted(truth: dict[str, Any], sight: Sight) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """(places, CLASSES): the roles that are right; and (places): 0 where the truth does not say what is there, otherwise 1."""
    wanted, owner, counts = owned(truth, sight)
    right = np.zeros((len(owner), len(CLASSES)), np.bool_)
    right[owner < 0, 0] = True
    for index in np.flatnonzero(owner >= 0):
        for role in wanted[owner[index]][1]:
            right[index, 0 if role == "text" else CLASSES.index(role)] = True
    return right, counts


def owned(truth: dict[str, Any], sight: Sight) -> tuple[list[Wanted], NDArray[np.int64], NDArray[np.float64]]:
    """The widgets, which of them each place is (-1: none), and 0 where the truth does not say what is there, otherwise 1."""
    wanted = [(Box(*item["box"]), item["roles"], item["words"]) for item in score.wanted_widgets(truth, sight.scene.picture)]
    wanted += [(Box(*box), ["listrow"], None) for role, _, *box in truth.get("told", []) if role == "listrow"]
    owner, counts = _owners(wanted, sight)
    speaks = score._Speaks(truth)
    for index in np.flatnonzero(owner < 0):
        element = sight.described(sight.places[index])
        if (truth.get("windows") and not speaks.of(element)) or speaks.leaves_open(element):
            counts[index] = 0.0
    return wanted, owner, counts


def _owners(wanted: list[Wanted], sight: Sight) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The widget that each place is (-1: none), and how much the place counts: what fits a widget nearly does not."""
    places = sight.boxes.astype(np.float64)
    size = (places[:, 2] - places[:, 0]) * (places[:, 3] - places[:, 1])
    x, y = (places[:, 0] + places[:, 2]) / 2, (places[:, 1] + places[:, 3]) / 2
    owner, counts, best = np.full(len(places), -1, np.int64), np.ones(len(places)), np.zeros(len(places))
    for number, (box, roles, words) in enumerate(wanted):
        if not box.area:
            continue
        wide = np.minimum(places[:, 2], box.right) - np.maximum(places[:, 0], box.left)
        common = np.maximum(0, wide) * np.maximum(0, np.minimum(places[:, 3], box.bottom) - np.maximum(places[:, 1], box.top))
        overlap = common / np.maximum(1, size + box.area - common)
        close = (box.left - 3 <= x) & (x < box.right + 3) & (box.top - 3 <= y) & (y < box.bottom + 3) & (overlap >= 0.2)
        if words is not None and roles[0] in score.CLICKED:
            on_words = _on_words(places, box, words)
            overlap, close = np.where(on_words, np.maximum(overlap, _ON_WORDS), overlap), close | on_words
        if roles[0] in score.TICKED and "icon" not in roles:
            for index, place in enumerate(sight.places):
                if place.element is not None and _is_ticked(place.element, box):
                    overlap[index], close[index] = max(overlap[index], 0.9), True
        if not close.any():
            continue
        most = overlap[close].max()
        good = close & ((overlap >= 0.8 * most) | (overlap >= 0.6)) & (overlap > best)
        owner[good], best[good], counts[good] = number, overlap[good], 1.0
        nearly = close & ~good & (overlap >= 0.5 * most) & (best == 0)
        counts[nearly], best[nearly] = 0.0, overlap[nearly] / 2
    return owner, counts


def _on_words(places: NDArray[np.float64], box: Box, words: Box) -> NDArray[np.bool_]:
    """Which places (left, top, right, bottom) are in a widget's box and on its words."""
    left, top, right, bottom = places.T
    inside = (left >= box.left - 3) & (top >= box.top - 3) & (right <= box.right + 3) & (bottom <= box.bottom + 3)
    wide = np.minimum(right, words.right) - np.maximum(left, words.left)
    common = np.maximum(0, wide) * np.maximum(0, np.minimum(bottom, words.bottom) - np.maximum(top, words.top))
    return np.asarray(inside & (common >= 0.6 * words.area))


def _is_ticked(element: Any, box: Box) -> bool:
    if element.role not in score.TICKED or element.mark is None or not box.contains(element.mark.center):
        return False
    common = element.box.intersection(box)
    return common is not None and common.area >= 0.5 * min(box.area, element.box.area)
