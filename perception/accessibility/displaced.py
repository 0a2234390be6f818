"""Parts of a window that are reported at another place, or in another unit, than the window.

LibreOffice draws the parts below its menu bar itself, and counts their places from the window's upper edge; what GTK draws among them
counts from the right place again. The tree shows it: such a part is exactly as large as the container that it fills, but is reported
partly outside of it.

Java counts the places of what is in an open menu, or in a drop-down's list, from what opened it. The tree shows that too: the parts of
a menu together fill it but for a thin border, and are reported outside of it.

Chromium reports its windows in units that are scaled before they are drawn, and the pages in them in pixels of the screen. A page
that is as large as its container says so: it is reported within its container only if that is scaled first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Protocol

from gui_agent.perception.geometry import Box, Point

_SAME_SIZE = 1
"""Pixels by which a part that fills its container may be smaller or larger."""
_BORDER = 8
"""Pixels by which parts that together fill their container may leave a border in it, both sides together."""
_STILL = Point(0, 0)
_SMALLEST = 16
"""Pixels: of smaller containers the size says nothing."""


class Reported(Protocol):
    """A node of the tree."""

    box: Box | None

    @property
    def parents(self) -> Sequence[Reported]:
        """From the desktop down to the node's own container."""

    @property
    def is_container(self) -> bool:
        """Whether it only holds others."""


def displacements(nodes: Iterable[Reported]) -> dict[int, Point]:
    """By a node's `id`, how far it is drawn from where it is reported, in reported pixels; nodes that are reported rightly are left out.

    `nodes` are in the order of the tree: containers come before what they hold.
    """
    nodes = list(nodes)
    found: dict[int, Point] = {}
    together = _fill_together_elsewhere(nodes)
    for node in nodes:
        parent = node.parents[-1] if node.parents else None
        if parent is None or node.box is None or parent.box is None:
            continue
        moved = found.get(id(parent), _STILL)
        if (node.is_container or moved != _STILL) and _fills_elsewhere(node.box, parent.box):
            moved = Point(parent.box.left + moved.x - node.box.left, parent.box.top + moved.y - node.box.top)
        elif id(parent) in together:
            moved = moved.offset(together[id(parent)].x, together[id(parent)].y)
        if moved != _STILL:
            found[id(node)] = moved
    return found


def _fills_elsewhere(box: Box, parent: Box) -> bool:
    """Whether a part is as large as its container, and reported beside it."""
    same_size = abs(box.width - parent.width) <= _SAME_SIZE and abs(box.height - parent.height) <= _SAME_SIZE
    away = max(abs(box.left - parent.left), abs(box.top - parent.top))
    return same_size and min(box.size) >= _SMALLEST and away > _SAME_SIZE + 1


def _fill_together_elsewhere(nodes: Sequence[Reported]) -> dict[int, Point]:
    """By a container's `id`, how far its parts have to be moved: those that together fill it, and are reported beside it."""
    parts: dict[int, tuple[Reported, list[Box]]] = {}
    for node in nodes:
        if node.parents and node.box is not None and node.box.area > 0:
            parts.setdefault(id(node.parents[-1]), (node.parents[-1], []))[1].append(node.box)
    found = {}
    for key, (container, boxes) in parts.items():
        box = container.box
        if box is None or min(box.size) < _SMALLEST or not container.is_container:
            continue
        reported = reduce(Box.union, boxes)
        spare_x, spare_y = box.width - reported.width, box.height - reported.height
        filled = min(spare_x, spare_y) >= -_SAME_SIZE and max(spare_x, spare_y) <= _BORDER
        if filled and box.padded(_BORDER).intersection(reported) != reported:
            found[key] = Point(box.left + spare_x // 2 - reported.left, box.top + spare_y // 2 - reported.top)
    return found


def is_reported_in_pixels(page: Box, container: Box, scale: float) -> bool:
    """Whether a page is reported in pixels of the screen, in a window that is reported in units of `scale` pixels."""
    if scale == 1.0:
        return False
    scaled = Box(*(round(scale * edge) for edge in (container.left, container.top, container.right, container.bottom)))
    slack = round(2 * scale)
    return scaled.padded(slack).intersection(page) == page and container.padded(slack).intersection(page) != page
