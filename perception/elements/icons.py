"""Icons: small drawings without words, which can only be recognised by their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gui_agent.perception.elements.box_table import BoxTable
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.geometry import Box

SMALLEST, LARGEST = 9, 44
"""Pixels."""
_THINNEST = 5


def find_icons(scene: Parts, texts: Sequence[Box], widgets: Sequence[Box]) -> list[Box]:
    """The boxes (pixels of the picture) of small drawings that belong to no text and no widget."""
    taken = BoxTable(box.padded(1) for box in [*texts, *(box for box in widgets if box.height <= 2 * LARGEST)])
    return [box for box in drawings(scene.objects) if _is_icon(box) and not taken.meeting(box)]


def drawings(objects: Sequence[Box]) -> list[Box]:
    """Outlines that touch, overlap or nearly do, as one small drawing; parts of long things left out."""
    small = [box for box in objects if max(box.size) <= LARGEST]
    groups: list[Box] = []
    near: dict[tuple[int, int], set[int]] = {}
    for box in sorted(small, key=lambda box: (box.left, box.top)):
        around = box.padded(2)
        for index in sorted({index for tile in _tiles(around) for index in near.get(tile, ())}):
            joined = groups[index].union(box)
            if groups[index].padded(2).intersection(box) and max(joined.size) <= LARGEST:
                groups[index] = joined
                break
        else:
            index = len(groups)
            groups.append(box)
        for tile in _tiles(groups[index]):
            near.setdefault(tile, set()).add(index)
    return groups


def _tiles(box: Box) -> Iterator[tuple[int, int]]:
    """The squares of the picture that a box touches: only what shares one with it can be near it."""
    for column in range(box.left // LARGEST, box.right // LARGEST + 1):
        for row in range(box.top // LARGEST, box.bottom // LARGEST + 1):
            yield column, row


def _is_icon(box: Box) -> bool:
    return max(box.size) >= SMALLEST and min(box.size) >= _THINNEST
