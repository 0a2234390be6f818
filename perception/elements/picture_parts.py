"""One picture taken apart: its areas, its objects (connected edges) and its text, and simple questions about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.elements.caret_cuts import rejoined
from gui_agent.perception.geometry import Box
from gui_agent.perception.shapes import Area, edges, find_areas
from gui_agent.perception.text.text import TextLine, Word

Colour = tuple[int, int, int]
_WIDGET_HEIGHT = 80
_BORDER = 3
_MOST_OBJECTS = 5000
"""Separate edges from which on a picture has a texture: a full page of small print has about 4000."""
_SPECK = 12
"""Pixels: the largest side of a speck."""
_STRONG = 40
"""Difference (0 to 255) of neighbouring pixels that an edge of a letter or widget has."""
_TILE, _CROWD = 64, 90
"""Pixels of a tile, and how many small edges it holds at most: letters of the smallest print are fewer."""
_LINE = 30
"""Pixels of the reader's box around a line of the largest usual text."""


@dataclass
class Parts:
    """Everything that the element rules look at; boxes are pixels of the picture, not of the virtual screen."""

    picture: NDArray[np.uint8] = field(repr=False)
    """(height, width, RGB)."""
    lines: list[TextLine]

    @cached_property
    def magnified(self) -> float:
        """How much larger than usual the screen is shown, by the size of its text: 1.0 to 3.0."""
        heights = [line.box.height for line in self.lines if len(line.text) > 1]
        return min(3.0, max(1.0, float(np.median(heights)) / _LINE)) if len(heights) > 2 else 1.0

    @cached_property
    def outline(self) -> NDArray[np.uint8]:
        """Where the edges are: 0 or 255."""
        return edges(self.picture)

    @cached_property
    def areas(self) -> list[Area]:
        """Areas of one colour, the smallest first."""
        return sorted(find_areas(self.picture, self.outline), key=lambda area: area.box.area)

    @cached_property
    def objects(self) -> list[Box]:
        """Boxes around connected edges: outlines of widgets, letters, icons; not the specks of a textured background."""
        from gui_agent.perception.opencv import cv2

        count, labels, stats, _ = cv2.connectedComponentsWithStats(self.outline, connectivity=8)
        kept = range(1, count) if count <= _MOST_OBJECTS else _without_specks(self.picture, labels, stats)
        return [Box.of_size(*(int(value) for value in stats[index][:4])) for index in kept]

    @cached_property
    def panels(self) -> list[Box]:
        """Large rectangles, the smallest first: windows, pages, lists."""
        whole = Box(0, 0, self.picture.shape[1], self.picture.shape[0])
        large = [
            area.box
            for area in self.areas
            if area.form == "rectangle" and area.box.width >= 100 and area.box.height >= _WIDGET_HEIGHT * self.magnified
        ]
        return [*large, whole]

    @cached_property
    def boxes(self) -> list[Area]:
        """Rectangles of a widget's size, the smallest first."""
        found = [
            area
            for area in self.areas
            if area.form == "rectangle"
            and 6 <= area.box.height < _WIDGET_HEIGHT * self.magnified
            and area.box.width >= 7
            and area.solid > 0.3
        ]
        return rejoined(self.picture, found)

    def colour_around(self, box: Box, distance: int = 4) -> Colour:
        """The usual colour just outside of a box."""
        height, width = self.picture.shape[:2]
        outer = box.padded(distance).intersection(Box(0, 0, width, height)) or box
        rows = [self.picture[outer.top, outer.left : outer.right], self.picture[outer.bottom - 1, outer.left : outer.right]]
        columns = [self.picture[outer.top : outer.bottom, outer.left], self.picture[outer.top : outer.bottom, outer.right - 1]]
        red, green, blue = np.median(np.concatenate([*rows, *columns]), axis=0)
        return int(red), int(green), int(blue)

    def ink(self, box: Box, colour: Colour, contrast: int = 40) -> NDArray[np.bool_]:
        """Which pixels of a box differ from its background colour."""
        part = self.picture[box.top : box.bottom, box.left : box.right].astype(np.int16)
        return np.asarray(np.abs(part - np.array(colour, np.int16)).max(axis=2) > contrast, np.bool_)

    def ink_groups(self, box: Box, colour: Colour, gap: int) -> list[Box]:
        """The marks in a box, from left to right; marks closer together than `gap` columns are one."""
        ink = self.ink(box, colour, contrast=25)
        groups = []
        for left, right in _runs(np.asarray(ink.any(axis=0)), gap):
            rows = np.flatnonzero(ink[:, left:right].any(axis=1))
            groups.append(Box(box.left + left, box.top + int(rows[0]), box.left + right, box.top + int(rows[-1]) + 1))
        return groups

    def relief(self, box: Box) -> int:
        """How much lighter the upper left border of a box is than the lower right one: above 0 raised, below 0 sunken."""
        height, width = self.picture.shape[:2]
        outer = box.padded(_BORDER).intersection(Box(0, 0, width, height)) or box
        grey = self.picture[outer.top : outer.bottom, outer.left : outer.right].astype(np.int16).mean(axis=2)
        middle_row, middle_column = grey.shape[0] // 2, grey.shape[1] // 2
        top, bottom = _extreme(grey[: 2 * _BORDER, middle_column]), _extreme(grey[-2 * _BORDER :, middle_column])
        left, right = _extreme(grey[middle_row, : 2 * _BORDER]), _extreme(grey[middle_row, -2 * _BORDER :])
        vertical, horizontal = top - bottom, left - right
        return int(min(vertical, horizontal)) if min(vertical, horizontal) > 0 else int(min(0, max(vertical, horizontal)))


def segments(lines: list[TextLine], boxes: list[Area], fence: list[Box]) -> list[TextLine]:
    """The lines, parted where a wide gap, a widget's border or an indicator (`fence`) is between two words."""
    parts: list[TextLine] = []
    for line in lines:
        fences = [box for box in fence if box.intersection(line.box)]
        current: list[Word] = []
        for word in (part for whole in line.words for part in _fenced(whole, fences)):
            if current and _parted(current[-1].box, word.box, line.box.height, boxes, fences):
                parts.append(line_of(line, current))
                current = []
            current.append(word)
        if current:
            parts.append(line_of(line, current))
    return parts


def _parted(before: Box, after: Box, height: int, boxes: list[Area], fences: list[Box]) -> bool:
    if after.left - before.right > 1.1 * height:
        return True
    between = Box(before.center.x, min(before.top, after.top), after.center.x, max(before.bottom, after.bottom))
    return any(between.contains(box.center) for box in fences) or innermost(before, boxes) is not innermost(after, boxes)


def _fenced(word: Word, fences: list[Box]) -> list[Word]:
    """The word without a character that is on an indicator, in two where an indicator is inside it."""
    parts = [word]
    for fence in sorted(fences, key=lambda box: box.left):
        if not parts:
            break
        last = parts[-1]
        if not last.box.left - 2 <= fence.center.x < last.box.right:
            continue
        parts.pop()
        share = (fence.center.x - last.box.left) / max(1, last.box.width)
        cut = round(share * len(last.text))
        left, right = last.text[:cut], last.text[cut:]
        if share < 0.5 and cut == 0 and len(right) > 1:
            right = right[1:]
        if left and fence.left > last.box.left:
            parts.append(Word(left, Box(last.box.left, last.box.top, fence.left, last.box.bottom)))
        if right and last.box.right > fence.right + fence.width // 2:
            parts.append(Word(right, Box(fence.right, last.box.top, last.box.right, last.box.bottom)))
    return parts


def innermost(box: Box, areas: list[Area]) -> Area | None:
    """The smallest of these areas (sorted by size) that holds the middle of a box and is about as wide at least."""
    middle, least = box.center, 0.8 * box.width
    return next((area for area in areas if area.box.contains(middle) and area.box.width >= least), None)


def line_of(line: TextLine, words: list[Word]) -> TextLine:
    """Some words of a line as a line of their own."""
    box = Box.around(word.box for word in words)
    return TextLine(" ".join(word.text for word in words), box, line.confidence, tuple(words))


def _runs(columns: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """Stretches of true values; shorter interruptions than `gap` are bridged."""
    found: list[tuple[int, int]] = []
    for index in np.flatnonzero(columns):
        position = int(index)
        if found and position - found[-1][1] < gap:
            found[-1] = (found[-1][0], position + 1)
        else:
            found.append((position, position + 1))
    return found


def _extreme(values: NDArray[np.float64]) -> float:
    """The value that is farthest from the middle one: the border line among the pixels across a border."""
    ordered = np.sort(values)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    return float(values[int(np.argmax(np.abs(values - middle)))])


def _without_specks(picture: NDArray[np.uint8], labels: NDArray[np.int32], stats: NDArray[np.int32]) -> list[int]:
    """The numbers of the edges that are none of a texture's: large ones; of the small ones those that are strong and not crowded."""
    grey = picture.max(axis=2).astype(np.int16)
    steps = np.zeros_like(grey)
    steps[:, 1:] = np.abs(grey[:, 1:] - grey[:, :-1])
    steps[1:] = np.maximum(steps[1:], np.abs(grey[1:] - grey[:-1]))
    strength = np.zeros(len(stats), np.int16)
    np.maximum.at(strength, labels.ravel(), steps.ravel())
    large = stats[:, 2:4].max(axis=1) > _SPECK
    small = ~large & (strength >= _STRONG)
    tiles = stats[:, 1] // _TILE * (picture.shape[1] // _TILE + 1) + stats[:, 0] // _TILE
    crowded = np.bincount(tiles[small], minlength=int(tiles.max()) + 1) > _CROWD
    keep = large | (small & ~crowded[tiles])
    keep[0] = False
    return [int(index) for index in np.flatnonzero(keep)]
