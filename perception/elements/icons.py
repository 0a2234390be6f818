"""Icons: small drawings without words, which nothing but their place tells of."""

from __future__ import annotations

from collections.abc import Sequence

from gui_agent.perception.elements.picture_parts import Scene
from gui_agent.perception.geometry import Box

SMALLEST, LARGEST = 9, 44
"""Pixels."""
_THINNEST = 5


def find_icons(scene: Scene, texts: Sequence[Box], widgets: Sequence[Box]) -> list[Box]:
    """The boxes (pixels of the picture) of small drawings that belong to no text and no widget."""
    taken = [*texts, *(box for box in widgets if box.height <= 2 * LARGEST)]
    return [
        box for box in drawings(scene.objects) if _is_icon(box) and not any(other.padded(1).intersection(box) for other in taken)
    ]


def drawings(objects: Sequence[Box]) -> list[Box]:
    """Outlines that touch, overlap or nearly do, as one small drawing; parts of long things left out."""
    small = [box for box in objects if max(box.size) <= LARGEST]
    groups: list[Box] = []
    for box in sorted(small, key=lambda box: (box.left, box.top)):
        for index, group in enumerate(groups):
            joined = group.union(box)
            if group.padded(2).intersection(box) and max(joined.size) <= LARGEST:
                groups[index] = joined
                break
        else:
            groups.append(box)
    return groups


def _is_icon(box: Box) -> bool:
    return max(box.size) >= SMALLEST and min(box.size) >= _THINNEST
