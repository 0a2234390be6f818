"""Buttons, fields, drop-down lists, spinners and sliders: recognised by their outlines, what is in them and what is beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.elements.arrows import is_arrow, is_step
from gui_agent.perception.elements.box_table import BoxTable
from gui_agent.perception.elements.picture_parts import Colour, Parts
from gui_agent.perception.elements.signs import sign_line
from gui_agent.perception.geometry import Box
from gui_agent.perception.shapes import Area
from gui_agent.perception.text.text import TextLine

WidgetRole = Literal["button", "field", "dropdown", "spinner", "slider"]
_WHITE = 0xF6
_RELIEF = 12
_TOUCHING = 4
_GROUND = 0.85
"""How much of a field without a text is its ground, at least: a drawing may be at its end."""
_BAR = 12
"""A box that is wider than this many times its height is a bar (a title, a menu), no widget."""
_FEW_CELLS = 12
"""Fewer empty boxes side by side are a form."""
_LOW = 18
"""Pixels of a slider's height: the thumb of a higher one reaches from its upper side to its lower one."""
_THUMB = 0.9
"""How much of it, without its outline."""
_ROUND_SIGNS = frozenset("Oo0•●")


@dataclass(frozen=True)
class Widget:
    """A widget with an outline, and the text in it."""

    role: WidgetRole
    box: Box
    text: TextLine | None
    colour: Colour


def find_widgets(scene: Parts, lines: list[TextLine]) -> list[Widget]:
    """The widgets of a picture, boxes in its pixels; `lines` are parted at the widgets' borders."""
    boxes, pieces = _outermost(scene), sorted(scene.boxes, key=lambda area: area.box.left)
    sliders = _sliders(scene, lines)
    widgets = [Widget("slider", box, None, scene.colour_around(box)) for box in sliders]
    used: list[Box] = list(sliders)
    table = BoxTable(line.box for line in lines)
    for area in sorted(boxes, key=lambda area: (area.box.top, area.box.left)):
        if any(_within(area.box, box) for box in used):
            continue
        inside = [lines[index] for index in table.centred_in(area.box)]
        widget = _classify(scene, area, pieces, lines, inside)
        if widget is not None:
            widgets.append(widget)
            used.append(widget.box)
    return _without_cells(widgets)


def _outermost(scene: Parts) -> list[Area]:
    """The rectangles of widget size that are not in another one of nearly the same size (an outline's two sides)."""
    boxes = [area for area in scene.boxes if area.box.width >= 14 and area.box.height >= 13]
    table = BoxTable(area.box.padded(2) for area in boxes)

    def is_inner(area: Area) -> bool:
        near = (boxes[index] for index in table.holding(area.box.center))
        return any(other is not area and _within(area.box, other.box) and other.box.area < 1.6 * area.box.area for other in near)

    return [area for area in boxes if not is_inner(area)]


def _classify(scene: Parts, area: Area, pieces: list[Area], lines: list[TextLine], inside: list[TextLine]) -> Widget | None:
    """The widget that an area is; `inside` are those of the texts that are in it."""
    if len(inside) > 1:  # an arrow at the right end may have been read as a letter
        first = min(line.box.left for line in inside)
        edge = area.box.right - 1.5 * area.box.height
        inside = [line for line in inside if len(line.text) > 1 or line.box.left < edge or line.box.left == first]
    if len(inside) > 1:
        return None
    text = inside[0] if inside else None
    arrows = _arrows(scene, area.box, pieces, lines)
    if arrows and area.box.width >= 1.2 * area.box.height:
        whole = Box.around([area.box, *arrows])
        return Widget("spinner" if _are_steps(arrows) else "dropdown", whole, text, area.colour)
    if text is None:
        text = sign_line(scene, area.box)
    if area.box.width < 1.15 * area.box.height and text is None:
        return None
    marks = scene.ink_groups(area.box.padded(-2), area.colour, gap=max(3, area.box.height // 8))
    if text is not None and _has_arrow(scene, area, marks, text):
        return Widget("dropdown", area.box, text, area.colour)
    role = _button_or_field(scene, area, marks, text)
    return Widget(role, area.box, text, area.colour) if role else None


def _button_or_field(scene: Parts, area: Area, marks: list[Box], text: TextLine | None) -> Literal["button", "field"] | None:
    relief = scene.relief(area.box)
    around = scene.colour_around(area.box, 6)
    white = min(area.colour) >= _WHITE
    if text is None or not marks:
        if area.box.width < 2 * area.box.height or area.solid < _GROUND:
            return None
        return "field" if white or relief < -_RELIEF else None
    left, right = marks[0].left - area.box.left, area.box.right - marks[-1].right
    centred = abs(left - right) <= max(4, area.box.width // 12) and min(left, right) >= 3
    if white:
        raised = relief > _RELIEF and centred
        return "button" if raised or (centred and relief >= -_RELIEF and min(left, right) >= 8) else "field"
    if relief < -_RELIEF and not centred:
        return "field"
    contrast = max(abs(one - two) for one, two in zip(area.colour, around, strict=True))
    if area.box.width > _BAR * area.box.height:
        return None
    return "button" if centred or relief > _RELIEF or contrast > 60 else None


def _has_arrow(scene: Parts, area: Area, marks: list[Box], text: TextLine) -> bool:
    """Whether the last mark in a box is an arrow at its right end, apart from the text."""
    box = area.box
    if len(marks) < 2 or not is_arrow(scene, marks[-1], area.colour):
        return False
    last = marks[-1]
    small = last.height <= 0.5 * box.height
    central = abs(last.center.y - box.center.y) <= max(3, box.height // 6)
    return small and central and box.right - last.right <= 0.9 * box.height and last.left >= text.words[0].box.center.x


def _arrows(scene: Parts, box: Box, pieces: list[Area], lines: list[TextLine]) -> list[Box]:
    """The small boxes with an arrow, a plus or a minus that touch the right side of a box, directly or behind another one.

    `pieces` are the rectangles of the picture from the left.
    """
    found: list[Box] = []
    end = box.right
    for piece in pieces:
        other = piece.box
        level = other.top >= box.top - _TOUCHING and other.bottom <= box.bottom + _TOUCHING
        next_one = -2 <= other.left - end <= _TOUCHING + 1 and other.left >= box.right - 2
        below_it = bool(found) and abs(other.left - found[-1].left) <= 2
        if not level or not (next_one or below_it):
            continue
        if other.width > 1.6 * box.height or other.height < 0.25 * box.height or 1.2 * other.width > box.width:
            continue
        inside = other.padded(-max(1, min(other.size) // 8))
        if not (is_arrow(scene, inside, piece.colour) or is_step(scene, inside, piece.colour)):
            continue
        if any(len(line.text) > 1 and (other.contains(line.box.center) or line.box.contains(other.center)) for line in lines):
            continue
        found.append(other)
        end = max(end, other.right)
    return found


def _are_steps(arrows: list[Box]) -> bool:
    """Whether there are two of them, one above the other or side by side: up and down."""
    first = arrows[0]
    return any(
        abs(other.left - first.left) <= 2 and other.top >= first.bottom - 3 or other.left >= first.right - 3
        for other in arrows[1:]
    )


def _sliders(scene: Parts, lines: list[TextLine]) -> list[Box]:
    """Long low objects without text that have a thumb: a part that is higher, or that has edges, within a plain track."""
    found = []
    for box in scene.objects:
        if not (box.width >= 60 and 4 <= box.height <= 36 and box.width >= 4 * box.height):
            continue
        if any(box.padded(2).contains(line.box.center) and not set(line.text) <= _ROUND_SIGNS for line in lines):
            continue
        thumb = _thumb(scene, box)
        if thumb is not None:
            found.append(box)
    return found


def _thumb(scene: Parts, box: Box) -> Box | None:
    """The part of a slider that can be dragged; None where the object is no slider."""
    inner = scene.outline[box.top : box.bottom, box.left : box.right] > 0
    height = box.height
    inside = inner[:, 4:-4]
    if height > _LOW and not _reaches(inside[height // 6 : -(height // 6)]):
        return None
    strokes = inside[2:-2].sum(axis=0) if height > 10 else inside.sum(axis=0)
    tall = [column + 4 for column, count in enumerate(strokes) if count >= 0.45 * height]
    if not tall or tall[-1] - tall[0] > max(40, 2.2 * height) or len(tall) < 2:
        return None
    return Box(box.left + tall[0], box.top, box.left + tall[-1] + 1, box.bottom)


def _reaches(inside: NDArray[np.bool_]) -> bool:
    """Whether what is drawn within an outline is about as high as it: a thumb is, an icon at the end of a field is not."""
    rows = np.flatnonzero(inside.any(axis=1))
    return bool(len(rows)) and rows[-1] - rows[0] + 1 >= _THUMB * inside.shape[0]


def _within(inner: Box, outer: Box) -> bool:
    return (
        outer.left - 2 <= inner.left
        and outer.top - 2 <= inner.top
        and inner.right <= outer.right + 2
        and inner.bottom <= outer.bottom + 2
    )


def _without_cells(widgets: list[Widget]) -> list[Widget]:
    """Without the empty cells of a sheet: boxes of one height that touch others beside and below or above them."""
    empty = [widget for widget in widgets if widget.role == "field" and widget.text is None]
    starts = {(widget.box.left, widget.box.top): widget for widget in empty}

    def touches(box: Box, across: int, down: int) -> bool:
        reach = range(-_TOUCHING, _TOUCHING + 1)
        return any(
            (other := starts.get((box.left + across + x, box.top + down + y))) is not None
            and abs(other.box.height - box.height) <= 2
            for x in reach
            for y in reach
        )

    def is_cell(box: Box) -> bool:
        wide, high = box.size
        return (touches(box, 0, high) or touches(box, 0, -high)) and any(touches(box, side, 0) for side in (wide, -wide))

    if len(empty) < _FEW_CELLS:
        return widgets
    cells = {id(widget) for widget in empty if is_cell(widget.box)}
    return [widget for widget in widgets if id(widget) not in cells]
