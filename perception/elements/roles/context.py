"""What a place holds and what is around it, as numbers: texts, arrows, neighbours in its row and column, and what the rules say."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.elements.arrows import is_arrow
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.elements.roles.proposals import SOURCES, Proposal
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine

Floats = NDArray[np.float32]
RULES = "button field checkbox radio slider spinner dropdown tab link menuitem listrow icon text".split()
"""What rules say, in the order of the forest's features: a role that comes to `Role` must not move them."""
_FAR = 6.0
_NONE = -1.0
_ARROWS = frozenset("vV\u2228\u25bc\u25be\u02c5\u02c7\u2193\u2304Yy\u4e2bT")
"""What arrows down are read as."""
CONTEXT = [
    *(f"from {name}" for name in SOURCES),
    *"texts characters words text_width text_height text_left text_right text_top capital digits colon dots single sign foreign "
    "confidence text_size arrow_read before_text after_text".split(),
    *"arrow arrow_right arrow_left drawings drawing_left drawing_right".split(),
    *"row_texts row_drawings row_first row_last gap_left gap_right left_is_text right_is_text left_height right_height "
    "gap_above gap_below above_is_text below_is_text above_left below_left above_height below_height rows_above rows_below".split(),
    *"same_size same_size_row same_size_column around_width around_height around_bar panel_top panel_left panel_width panel_height "
    "second_top".split(),
    *(f"is {name}" for name in RULES),
    *(f"most {name}" for name in RULES),
    "most_overlap",
    *(f"row {name}" for name in RULES),
    *(
        f"column {name}"
        for name in ("button", "checkbox", "radio", "link", "listrow", "tab", "text", "icon", "field", "menuitem")
    ),
]


class Context:
    """The texts, drawings and areas of a picture, from which the surroundings of places are read."""

    def __init__(self, scene: Parts, lines: Sequence[TextLine], found: Sequence[Proposal], unit: float) -> None:
        self.scene, self.unit, self.found = scene, unit, found
        self.lines = list(lines)
        self.boxes = _array([proposal.box for proposal in found])
        self.texts = _array([line.box for line in self.lines])
        self.drawings = [one.box for one in found if "drawing" in one.sources and not self._is_read(one)]
        self.drawn = _array(self.drawings)

    def _is_read(self, place: Proposal) -> bool:
        middle = place.box.center
        return any(line.box.contains(middle) and len(line.text) > 1 for line in self.lines)

    def all(self) -> Floats:
        """(places, CONTEXT)."""
        columns = [*self._sources(), *self._texts(), *self._arrows(), *self._neighbours(), *self._areas(), *self._rules()]
        return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)

    def _sources(self) -> list[Any]:
        return [[name in one.sources for one in self.found] for name in SOURCES]

    def _texts(self) -> list[Any]:
        middle_x, middle_y = _middles(self.texts)
        left, top, right, bottom = (edge[:, None] for edge in self.boxes.T)
        inside = (left <= middle_x) & (middle_x < right) & (top <= middle_y) & (middle_y < bottom)
        sign = np.array([_of_text(line) for line in self.lines], np.float32).reshape(-1, 11)
        rows = []
        for box, own in zip(self.boxes, inside, strict=True):
            chosen = np.flatnonzero(own)
            if not len(chosen):
                rows.append([0.0] * 7 + [0.0] + [_NONE] * 10)
                continue
            first = chosen[np.argmin(self.texts[chosen, 0])]
            union = [*self.texts[chosen, :2].min(0), *self.texts[chosen, 2:].max(0)]
            wide, high = max(1, box[2] - box[0]), max(1, box[3] - box[1])
            rows.append(
                [
                    len(chosen),
                    sign[chosen, 0].sum(),
                    sign[chosen, 1].sum(),
                    (union[2] - union[0]) / wide,
                    (union[3] - union[1]) / high,
                    (union[0] - box[0]) / self.unit,
                    (box[2] - union[2]) / self.unit,
                    (union[1] - box[1]) / self.unit,
                    *sign[first, 2:10],
                    (self.texts[first, 3] - self.texts[first, 1]) / self.unit,
                    sign[chosen[np.argmax(self.texts[chosen, 2])], 10],
                ]
            )
        level = (middle_y >= top) & (middle_y < bottom)
        before = np.where(level & (self.texts[:, 2] <= left + 3), left - self.texts[:, 2], 1e6).min(1, initial=1e6)
        after = np.where(level & (self.texts[:, 0] >= right - 3), self.texts[:, 0] - right, 1e6).min(1, initial=1e6)
        beside = [np.minimum(_FAR, gap / self.unit) for gap in (before, after)]
        return [*np.array(rows, np.float32).reshape(-1, 18).T, *beside]

    def _arrows(self) -> list[Any]:
        """Arrows and drawings inside: how many, and how far from the right and the left end."""
        arrows = [
            one.box
            for one in self.found
            if "object" in one.sources
            and max(one.box.size) <= 1.2 * self.unit
            and is_arrow(self.scene, one.box.padded(1), self.scene.colour_around(one.box, 2))
        ]
        result: list[Any] = []
        for things in (_array(arrows), self.drawn):
            x, y = _middles(things)
            left, top, right, bottom = (edge[:, None] for edge in self.boxes.T)
            smaller = (things[:, 2] - things[:, 0]) < 0.8 * (right - left)
            inside = (left < x) & (x < right) & (top < y) & (y < bottom) & smaller
            to_right = np.where(inside, right - things[:, 2], 1e6).min(1, initial=1e6)
            to_left = np.where(inside, things[:, 0] - left, 1e6).min(1, initial=1e6)
            result += [inside.sum(1), *(np.minimum(_FAR, gap / self.unit) for gap in (to_right, to_left))]
        return result

    def _neighbours(self) -> list[Any]:
        """Texts and drawings beside, above and below."""
        atoms = np.concatenate([self.texts, self.drawn])
        is_text = np.arange(len(atoms)) < len(self.texts)
        x, y = _middles(atoms)
        left, top, right, bottom = (edge[:, None] for edge in self.boxes.T)
        own = (left - 2 <= x) & (x < right + 2) & (top - 2 <= y) & (y < bottom + 2)
        row = (np.abs(y - (top + bottom) / 2) <= 0.4 * self.unit) & ~own
        before, after = row & (x < left), row & (x >= right)
        overlap = np.minimum(right, atoms[:, 2]) - np.maximum(left, atoms[:, 0])
        column = (overlap > 0) & ~own
        above, below = column & (y < top), column & (y >= bottom)
        result = [(row & is_text).sum(1), (row & ~is_text).sum(1), ~before.any(1), ~after.any(1)]
        sides = [
            (before, left - atoms[:, 2]),
            (after, atoms[:, 0] - right),
            (above, top - atoms[:, 3]),
            (below, atoms[:, 1] - bottom),
        ]
        gaps, kinds, lefts, heights = [], [], [], []
        for mask, distance in sides:
            away = np.where(mask, np.maximum(-1, distance), 1e6)
            nearest = away.argmin(1) if len(atoms) else np.zeros(len(self.boxes), int)
            gap = away.min(1, initial=1e6)
            there = gap < 1e6
            gaps.append(np.minimum(_FAR, gap / self.unit))
            kinds.append(np.where(there, is_text[nearest] if len(atoms) else 0, _NONE))
            if len(atoms):
                lefts.append(np.where(there, np.minimum(_FAR, np.abs(atoms[nearest, 0] - self.boxes[:, 0]) / self.unit), _FAR))
                heights.append(
                    np.where(there, (atoms[nearest, 3] - atoms[nearest, 1]) / (self.boxes[:, 3] - self.boxes[:, 1]), 0)
                )
            else:
                lefts.append(np.full(len(self.boxes), _FAR))
                heights.append(np.zeros(len(self.boxes)))
        rows = [
            np.minimum(20, (np.abs(x - (left + right) / 2) < 12 * self.unit)[:, :] & mask).sum(1)
            for mask in (y < top, y > bottom)
        ]
        result += [gaps[0], gaps[1], kinds[0], kinds[1], heights[0], heights[1]]
        return [*result, gaps[2], gaps[3], kinds[2], kinds[3], lefts[2], lefts[3], heights[2], heights[3], *rows]

    def _areas(self) -> list[Any]:
        """Areas of the same size, the area around, and the panels around."""
        is_area = np.array([bool({"area", "object"} & one.sources) for one in self.found], bool)
        areas = self.boxes[is_area]
        wide, high = self.boxes[:, 2] - self.boxes[:, 0], self.boxes[:, 3] - self.boxes[:, 1]
        same = (np.abs((areas[:, 2] - areas[:, 0]) - wide[:, None]) <= 3) & (
            np.abs((areas[:, 3] - areas[:, 1]) - high[:, None]) <= 3
        )
        level = np.abs(areas[:, 1] - self.boxes[:, 1][:, None]) <= 3
        upright = np.abs(areas[:, 0] - self.boxes[:, 0][:, None]) <= 3
        result: list[Any] = [np.minimum(30, mask.sum(1)) for mask in (same, same & level, same & upright)]
        order = np.argsort((areas[:, 2] - areas[:, 0]) * (areas[:, 3] - areas[:, 1]), kind="stable")
        around = _innermost(self.boxes, areas[order], 1.15)
        size = around[:, 2:] - around[:, :2]
        result += [
            np.minimum(20, size[:, 0] / np.maximum(1, wide)),
            np.minimum(20, size[:, 1] / np.maximum(1, high)),
            np.minimum(30, size[:, 0] / np.maximum(1, size[:, 1])),
        ]
        panels = _array(self.scene.panels)
        panels = panels[np.argsort((panels[:, 2] - panels[:, 0]) * (panels[:, 3] - panels[:, 1]), kind="stable")]
        first = _innermost(self.boxes, panels, 1.3)
        second = _innermost(first, panels, 1.3)
        result += [
            (self.boxes[:, 1] - first[:, 1]) / self.unit,
            (self.boxes[:, 0] - first[:, 0]) / self.unit,
            (first[:, 2] - first[:, 0]) / self.unit,
            (first[:, 3] - first[:, 1]) / self.unit,
            (self.boxes[:, 1] - second[:, 1]) / self.unit,
        ]
        return result

    def _rules(self) -> list[Any]:
        """What the rules say of the place, of the place that overlaps it most, and of others in its row and column."""
        ruled = [one for one in self.found if one.element is not None]
        boxes = _array([one.box for one in ruled])
        role = np.array(
            [RULES.index(one.element.role) if one.element and one.element.role in RULES else -1 for one in ruled], int
        )
        is_own = np.array([[one.element is not None and one.element.role == name for name in RULES] for one in self.found])
        left, top, right, bottom = (edge[:, None] for edge in self.boxes.T)
        common = np.maximum(0, np.minimum(right, boxes[:, 2]) - np.maximum(left, boxes[:, 0])) * np.maximum(
            0, np.minimum(bottom, boxes[:, 3]) - np.maximum(top, boxes[:, 1])
        )
        area = (right - left) * (bottom - top)
        overlap = common / np.maximum(1, area + (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) - common)
        best = overlap.argmax(1) if len(boxes) else np.zeros(len(self.boxes), int)
        most = overlap.max(1, initial=0)
        best_role = np.where(most > 0.05, role[best], -1) if len(boxes) else np.full(len(self.boxes), -1)
        x, y = _middles(boxes)
        row = (np.abs(y - (top + bottom) / 2) <= 0.4 * self.unit) & (overlap < 0.3)
        column = (np.abs(boxes[:, 0] - left) <= 0.4 * self.unit) & (overlap < 0.3)
        result: list[Any] = [*is_own.T.astype(np.float32)]
        result += [np.asarray(best_role == index, np.float32) for index in range(len(RULES))]
        result.append(most)
        result += [np.minimum(12, (row & (role == index)).sum(1)) for index in range(len(RULES))]
        for name in CONTEXT[-10:]:
            result.append(np.minimum(12, (column & (role == RULES.index(name.split(" ", 1)[1]))).sum(1)))
        return result


def _of_text(line: TextLine) -> list[float]:
    text = line.text.strip()
    letters = [character for character in text if character.isalnum()]
    return [
        len(text),
        len(line.words),
        text[:1].isupper(),
        sum(character.isdigit() for character in text) / max(1, len(text)),
        text.endswith((":", "\uff1a")),
        text.endswith(("..", "\u2026")),
        len(text) == 1,
        not letters,
        any(unicodedata.east_asian_width(character) in "WF" for character in text),
        line.confidence,
        len(text) <= 2 and text[-1:] in _ARROWS or text.endswith(("\u25bc", "\u25be", " v", " V")),
    ]


def _array(boxes: Sequence[Box]) -> NDArray[np.int64]:
    return np.array([[box.left, box.top, box.right, box.bottom] for box in boxes], np.int64).reshape(-1, 4)


def _middles(boxes: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2


def _innermost(boxes: NDArray[np.int64], areas: NDArray[np.int64], larger: float) -> NDArray[np.int64]:
    """For each box the first of the areas (smallest first) that holds its middle and is larger; else the box itself."""
    x, y = _middles(boxes)
    size = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    areas_size = (areas[:, 2] - areas[:, 0]) * (areas[:, 3] - areas[:, 1])
    holds = (
        (areas[:, 0] <= x[:, None])
        & (x[:, None] < areas[:, 2])
        & (areas[:, 1] <= y[:, None])
        & (y[:, None] < areas[:, 3])
        & (areas_size > larger * size[:, None])
    )
    there = holds.any(1)
    result = boxes.copy()
    if len(areas):
        result[there] = areas[holds.argmax(1)[there]]
    return result
