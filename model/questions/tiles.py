"""A picture in overlapping parts, each small enough to be seen enlarged, and the boxes found in them as places of the whole.

Two neighbouring parts share a strip. What is in it is found in both: two boxes are one thing where they agree within the strip.
What is no larger than the strip's width is seen whole by at least one part.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from gui_agent.perception.geometry import Box, Size

SIDE = 616
"""Pixels of a part's longest side, at most, unless the picture then has too many parts."""
SMALLEST_SIDE = 280
SHARE = 0.6
"""A picture that is smaller than a part is still split: into parts of this share of its longest side."""
OVERLAP = 2 / 11
"""The width of the strip that two parts share, as a share of SIDE."""
MOST = 48
"""Parts of one picture."""
ENLARGED = 1120
"""Pixels of the longest side that a part is enlarged to, about."""
AGREE = 0.4
"""Two boxes are one thing where the area that both cover is this share of the area that either covers."""
SLACK = 4
"""Pixels by which a box may be wrong at each side."""
AT_EDGE = 0.01
"""A box that comes this near to a part's edge, as a share of the part's side, is taken to be cut off by it."""
COVERED = 0.6
"""A piece belongs to a larger box that covers this share of it."""


@dataclass(frozen=True)
class Tile:
    """One part of a picture."""

    box: Box
    """Its place, in pixels of the picture."""
    picture: Box
    """The whole picture."""
    name: str
    """Where it is, in words: `row 1 of 2, column 3 of 3`."""
    overlap: int
    """Pixels of the strip that it shares with each neighbour."""

    @property
    def factor(self) -> int:
        """How often it is enlarged to be seen well."""
        return max(1, round(ENLARGED / max(self.box.size)))

    def cuts(self, box: Box) -> bool:
        """Whether a box (pixels of the picture) ends at an edge behind which the picture continues."""
        return self.inside(box) <= max(SLACK, AT_EDGE * max(self.box.size))

    def inside(self, box: Box) -> float:
        """Pixels between a box and the nearest edge behind which the picture continues; infinite where there is none."""
        own, whole = self.box, self.picture
        gaps = [
            box.left - own.left if own.left > whole.left else math.inf,
            box.top - own.top if own.top > whole.top else math.inf,
            own.right - box.right if own.right < whole.right else math.inf,
            own.bottom - box.bottom if own.bottom < whole.bottom else math.inf,
        ]
        return min(gaps)


@dataclass
class _Thing:
    """Boxes of several parts that show the same."""

    seen: list[tuple[Tile, Box]] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """As the part shows it that has most around it; where each part cuts it off, all pieces together."""
        whole = [(tile, box) for tile, box in self.seen if not tile.cuts(box)]
        if whole:
            return max(whole, key=lambda one: one[0].inside(one[1]))[1]
        return Box.around(box for _, box in self.seen)

    @property
    def is_cut(self) -> bool:
        return all(tile.cuts(box) for tile, box in self.seen)


def tiles_of(picture: Size) -> list[Tile]:
    """The parts of a picture, row by row; at least two unless it is tiny, at most MOST."""
    side = min(SIDE, max(SMALLEST_SIDE, math.ceil(max(picture) * SHARE)))
    while _steps(picture.width, side) * _steps(picture.height, side) > MOST:
        side = math.ceil(side * 1.1)
    rows, columns = _steps(picture.height, side), _steps(picture.width, side)
    overlap = _overlap(side)
    frame = Box.of_size(0, 0, *picture)
    tiles = []
    for row, (top, bottom) in enumerate(_spans(picture.height, rows, overlap), 1):
        for column, (left, right) in enumerate(_spans(picture.width, columns, overlap), 1):
            name = f"row {row} of {rows}, column {column} of {columns}"
            tiles.append(Tile(Box(left, top, right, bottom), frame, name, overlap))
    return tiles


def merged(parts: Sequence[tuple[Tile, Sequence[Box]]], overall: Sequence[Box] = ()) -> list[Box]:
    """What was found in the parts, each thing once, from top to bottom; boxes are pixels of the picture.

    `overall` was found in the whole picture: what is larger than the parts' common strips is taken from it. What is small and was
    found in no part, although a part of `parts` shows it, was seen wrongly, unless the parts show nothing at all.
    """
    things = _things([(tile, box) for tile, boxes in parts for box in _each_once(boxes)])
    kept: list[Box] = []
    for large in overall:
        pieces = [thing for thing in things if thing.is_cut and _covers(large, thing.box)]
        inner = [thing for thing in things if not thing.is_cut and _covers(large, thing.box)]
        same = any(_agreement(large, thing.box) >= AGREE for thing in things if not thing.is_cut)
        shown = any(tile.box.intersection(large) == large for tile, _ in parts)
        if same or (inner and not pieces) or (shown and not pieces and things and _fits_a_strip(large, parts)):
            continue
        things = [thing for thing in things if thing not in pieces]
        kept.append(large)
    return sorted([*kept, *(thing.box for thing in things)], key=lambda box: (box.top, box.left))


def _things(seen: Sequence[tuple[Tile, Box]]) -> list[_Thing]:
    """What the parts show: boxes that agree where two parts overlap are one thing, those that agree best first."""
    group = {index: _Thing([one]) for index, one in enumerate(seen)}
    pairs = []
    for first, second in combinations(range(len(seen)), 2):
        (tile, box), (other_tile, other_box) = seen[first], seen[second]
        common = tile.box.intersection(other_tile.box)
        if tile is other_tile or common is None:
            continue
        here, there = box.intersection(common), other_box.intersection(common)
        if here and there and (agreement := _agreement(here.padded(SLACK), there.padded(SLACK))) >= AGREE:
            pairs.append((agreement, first, second))
    for _, first, second in sorted(pairs, reverse=True):
        one, other = group[first], group[second]
        if one is other or any(tile is also for tile, _ in one.seen for also, _ in other.seen):
            continue
        one.seen += other.seen
        group.update({index: one for index, thing in group.items() if thing is other})
    return list({id(thing): thing for thing in group.values()}.values())


def _each_once(boxes: Sequence[Box]) -> list[Box]:
    """The model likes to say a box twice, a little differently."""
    kept: list[Box] = []
    for box in boxes:
        if not any(_agreement(box, other) >= 2 * AGREE for other in kept):
            kept.append(box)
    return kept


def _agreement(one: Box, other: Box) -> float:
    both = one.intersection(other)
    return both.area / (one.area + other.area - both.area) if both else 0.0


def _covers(large: Box, small: Box) -> bool:
    both = large.intersection(small)
    return both is not None and small.area <= large.area and both.area >= COVERED * small.area


def _fits_a_strip(box: Box, parts: Sequence[tuple[Tile, Sequence[Box]]]) -> bool:
    return max(box.size) <= max(tile.overlap for tile, _ in parts)


def _overlap(side: int) -> int:
    return round(side * OVERLAP)


def _steps(length: int, side: int) -> int:
    overlap = _overlap(side)
    return max(1, math.ceil((length - overlap) / (side - overlap)))


def _spans(length: int, count: int, overlap: int) -> list[tuple[int, int]]:
    """Start and end of each of `count` equal parts of a length, which overlap by about as many pixels."""
    side = math.ceil((length + (count - 1) * overlap) / count)
    starts = [round(index * (length - side) / (count - 1)) for index in range(count)] if count > 1 else [0]
    return [(start, min(length, start + side)) for start in starts]
