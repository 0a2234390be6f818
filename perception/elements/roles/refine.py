"""Roles as they are weighed: they correct what the rules say, and find what the rules do not see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.element import Element, Role
from gui_agent.perception.elements.box_table import BoxTable
from gui_agent.perception.elements.describe import floating_label, ground, is_faint, label_of, letters_colour
from gui_agent.perception.elements.indicators import LARGEST, caption_of, is_mark_size
from gui_agent.perception.elements.picture_parts import Parts, line_of
from gui_agent.perception.elements.roles.context import Context
from gui_agent.perception.elements.roles.forest import CLASSES
from gui_agent.perception.elements.roles.groups import Groups
from gui_agent.perception.elements.roles.looks import Looks
from gui_agent.perception.elements.roles.proposals import Proposal, parts_of, proposals
from gui_agent.perception.elements.signs import sign_in, sign_line
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine

_SURE = 0.45
"""How probable a role must be."""
_RULED = {"checkbox": 0.48, "radio": 0.48, "field": 0.4, "dropdown": 0.42, "spinner": 0.4, "slider": 0.4}
_USUALLY = 0.2
"""How much more probable a role is that the rules say too: what has a mark or an outline of its own they seldom miss."""
_TOUCH, _IN = 0.3, 0.6
"""Two places are one if they overlap so much (of both together), or if so much of the smaller one is in the other."""
_WITH_VALUE = frozenset({"field", "dropdown", "spinner", "slider"})
_ROW = CLASSES.index("listrow")
_HOLDERS = frozenset({"tab", "listrow", "field"})
"""What may hold a small button of another kind."""
_REPEATED, _TWIN, _LIKELY = frozenset({"button", "tab", "field", "dropdown", "spinner", "link", "menuitem"}), 2, 0.15
"""What is drawn alike in rows and columns; pixels by which sides and sizes of such widgets differ at most; how probable it is at least."""
_CELLS = frozenset({"button", "field", "tab", "listrow"})
_SHARED, _ABOVE, _FEW_CELLS = 1, 1, 9
"""Pixels between two cells beside each other, and above each other, at most; fewer boxes are no table."""
_TABLED, _BORDER = frozenset({"field", "spinner"}), 2
"""What a cell of a table may be taken for; pixels between two cells."""
_ARROWS = frozenset("\u25bc\u25be\u25b6\u25b8\u25b2\u25b4\u25c0\u2228\u02c5\u02c7\u2304\u2193")


@dataclass
class Sight:
    """A picture, its texts, what the rules say, and all places that may be widgets, with their features."""

    scene: Parts
    lines: list[TextLine]
    elements: list[Element]
    places: list[Proposal]
    boxes: NDArray[np.int64]
    """(places, 4): left, top, right, bottom."""
    features: NDArray[np.float32]
    unit: float
    """The usual height of a line, in pixels."""

    @cached_property
    def _table(self) -> BoxTable:
        return BoxTable(line.box for line in self.lines)

    def inside(self, box: Box) -> list[TextLine]:
        """The texts whose middle is in a box, from the left; of a line that reaches out of it, the words that are in it."""
        around = box.padded(1)
        near = (self.lines[index] for index in self._table.meeting(around))
        found = [part for line in near if (part := _part_in(line, around)) is not None]
        return sorted(found, key=lambda line: (line.box.center.y // max(8, line.box.height), line.box.left))

    def described(self, place: Proposal) -> Element:
        """A place with the words in it, of no role."""
        return Element("shape", _joined(self.inside(place.box)), place.box)


Weigh = Callable[[Sight], NDArray[np.float64]]
"""Gives (places, CLASSES): how probable each role is of each place of a sight."""


def _part_in(line: TextLine, box: Box) -> TextLine | None:
    """The line, or those of its words whose middle is in a box; None where there are none."""
    words = [word for word in line.words if box.contains(word.box.center)]
    if len(words) == len(line.words):
        return line
    return line_of(line, words) if words else None


def sight_of(scene: Parts, lines: list[TextLine], elements: list[Element], *, grouped: bool = False) -> Sight:
    """All places of a picture that may be widgets, with their features; boxes are pixels of the picture.

    With `grouped` the features of `GROUPS` follow the others, and places have the signs of groups. The forest in use was grown without
    both and reads none of them.
    """
    looks = Looks(scene)
    places = proposals(scene, lines, elements, looks.unit, grouped=grouped)
    context = Context(scene, lines, places, looks.unit)
    if not places:
        return Sight(scene, lines, elements, places, context.boxes, np.zeros((0, 0), np.float32), looks.unit)
    features = [looks.of(context.boxes), context.all()]
    if grouped:
        parts = [part for line in lines for part in parts_of(line)]
        groups = Groups(scene.picture, parts, context.drawings, looks.unit, looks.level)
        features.append(groups.of(groups.atoms_of(context.boxes)))
    return Sight(scene, lines, elements, places, context.boxes, np.concatenate(features, axis=1), looks.unit)


def settled(sight: Sight, weigh: Weigh) -> list[Element]:
    """The elements as the rules and the weights of their places together say, in no order."""
    if not sight.places:
        return list(sight.elements)
    chosen = _chosen(sight, weigh)
    chosen = _without_cells(without_table_cells(sight.scene, chosen))
    kept = [_named(sight, element) for place, role in chosen if (element := _element(sight, place, role, chosen)) is not None]
    return kept + list(_rest(sight, kept))


def _chosen(sight: Sight, weigh: Weigh) -> list[tuple[Proposal, str]]:
    """The most probable places, none of them twice, with their roles."""
    chances = weigh(sight)
    for index, place in enumerate(sight.places):
        if place.element is not None and place.element.role in CLASSES:
            role = CLASSES.index(place.element.role)
            chances[index, role] += _RULED.get(place.element.role, _USUALLY)
            if place.element.role in _WITH_VALUE:  # it has an outline of its own, and a row of a list has none
                chances[index, role] += chances[index, _ROW]
                chances[index, _ROW] = 0.0
    best = chances[:, 1:].argmax(1) + 1
    sure = chances[np.arange(len(best)), best]
    chosen: list[tuple[Proposal, str]] = []
    for index in np.argsort(-sure, kind="stable"):
        if sure[index] < _SURE:
            break
        place, role = sight.places[index], CLASSES[best[index]]
        if not any(_is_one(place.box, role, other.box, kind) for other, kind in chosen):
            chosen.append((place, role))
    return chosen + _alike(sight, chosen, chances)


def _alike(sight: Sight, chosen: list[tuple[Proposal, str]], chances: NDArray[np.float64]) -> list[tuple[Proposal, str]]:
    """Areas of the size of a chosen one, in its row or column, that are less sure: buttons in the rows of a list."""
    known = [(place, role) for place, role in chosen if role in _REPEATED and "area" in place.sources]
    found: list[tuple[Proposal, str]] = []
    for index in np.argsort(-chances[:, 1:].max(1), kind="stable"):
        place = sight.places[index]
        role = next(
            (
                kind
                for other, kind in known
                if chances[index, CLASSES.index(kind)] >= _LIKELY and other is not place and _is_twin(place.box, other.box)
            ),
            None,
        )
        if role is None or "area" not in place.sources:
            continue
        if not any(_is_one(place.box, role, other.box, kind) for other, kind in (*chosen, *found)):
            found.append((place, role))
    return found


def _is_twin(box: Box, other: Box) -> bool:
    """Whether two boxes are of one size, and one beside or above the other."""
    same = abs(box.width - other.width) <= _TWIN and abs(box.height - other.height) <= _TWIN
    return same and (abs(box.left - other.left) <= _TWIN or abs(box.top - other.top) <= _TWIN)


def without_table_cells(scene: Parts, chosen: list[tuple[Proposal, str]]) -> list[tuple[Proposal, str]]:
    """Without the fields that are cells of a table: areas of one height touch them beside, and areas of one width above or below."""
    areas = np.array([[area.box.left, area.box.top, area.box.right, area.box.bottom] for area in scene.areas], np.int64).reshape(
        -1, 4
    )
    left, top, right, bottom = areas.T

    def is_cell(box: Box) -> bool:
        row = (abs(top - box.top) <= 1) & (abs(bottom - box.bottom) <= 1)
        column = (abs(left - box.left) <= 1) & (abs(right - box.right) <= 1)
        beside = row & ((abs(left - box.right) <= _BORDER) | (abs(right - box.left) <= _BORDER)) & (right - left >= box.height)
        return bool(beside.any()) and bool(
            (column & ((abs(top - box.bottom) <= _BORDER) | (abs(bottom - box.top) <= _BORDER))).any()
        )

    return [(place, role) for place, role in chosen if role not in _TABLED or not is_cell(place.box)]


def _without_cells(chosen: list[tuple[Proposal, str]]) -> list[tuple[Proposal, str]]:
    """Without the cells of a table: boxes that share their borders with others of one height beside and of one width above or below."""
    boxes = [place.box for place, role in chosen if role in _CELLS]

    def is_cell(box: Box) -> bool:
        beside = any(
            min(abs(other.left - box.right), abs(box.left - other.right)) <= _SHARED
            and abs(other.top - box.top) <= 1
            and abs(other.height - box.height) <= 1
            for other in boxes
        )
        return beside and any(
            min(abs(other.top - box.bottom), abs(box.top - other.bottom)) <= _ABOVE
            and abs(other.left - box.left) <= 1
            and abs(other.width - box.width) <= 1
            for other in boxes
        )

    cells = [place for place, role in chosen if role in _CELLS and is_cell(place.box)]
    return [(place, role) for place, role in chosen if len(cells) < _FEW_CELLS or not any(place is cell for cell in cells)]


def _is_one(box: Box, role: str, other: Box, kind: str) -> bool:
    """Whether two places are the same widget, or a widget and a part of it."""
    common = box.intersection(other)
    if common is None:
        return False
    if common.area > _TOUCH * (box.area + other.area - common.area):
        return True
    outer, inner = (role, kind) if box.area > other.area else (kind, role)
    return common.area > _IN * min(box.area, other.area) and not (outer in _HOLDERS and inner in ("button", "icon"))


def _element(sight: Sight, place: Proposal, role: str, chosen: list[tuple[Proposal, str]]) -> Element | None:
    """What is at a place, with its name, value and colours; None where nothing at the place has the size of a mark."""
    if place.element is not None and place.element.role == role:
        return place.element
    ruled = _ruled(sight, place, role)
    if role in ("checkbox", "radio"):  # a mark that the rules see is never lost for its kind
        return ruled or _ruled(sight, place, "radio" if role == "checkbox" else "checkbox") or _mark(sight, place, role)
    scene, box = sight.scene, place.box
    if ruled is not None:
        return replace(ruled, box=box)
    if role == "icon":
        return Element("icon", sign_in(scene, box.padded(2)) or "", box, colour=letters_colour(scene, box))
    lines = [line for line in sight.inside(box) if not set(line.text.strip()) <= _ARROWS]
    text = _joined(lines)
    faint = bool(lines) and is_faint(scene, lines[0].box)
    if role in _WITH_VALUE:
        free = [line for line in sight.lines if line not in lines]
        others = [other.box for other, kind in chosen if other is not place and kind in _WITH_VALUE]
        name = label_of(box, free, others)
        colour = ground(scene, box)
        return Element(cast(Role, role), name, box, value=text, colour=colour, disabled=faint and role != "field")
    if not lines and role == "button" and (sign := sign_line(scene, box)) is not None:
        text = sign.text
    colour = letters_colour(scene, lines[0].box) if role == "link" and lines else ground(scene, box)
    return Element(cast(Role, role), text, box, colour=colour, disabled=faint)


def _named(sight: Sight, element: Element) -> Element:
    """A field with the label at its upper side as its name, and its other texts as its value."""
    if element.role not in ("field", "dropdown"):
        return element
    label = floating_label(element.box, sight.lines)
    if label is None:
        return element
    others = [
        line for line in sight.inside(element.box) if line.words[0] not in label.words and not set(line.text.strip()) <= _ARROWS
    ]
    return replace(element, text=label.text.rstrip(" :*"), value=_joined(others))


def _mark(sight: Sight, place: Proposal, role: str) -> Element | None:
    """A mark that only the weights see; its state is unknown: what is hardly seen as a mark is no evidence of a tick."""
    kind: Literal["checkbox", "radio"] = "radio" if role == "radio" else "checkbox"
    scene, around = sight.scene, place.box.padded(2)
    largest = round(LARGEST * scene.magnified)
    small = [box for box in (place.box, *scene.objects) if around.intersection(box) == box and is_mark_size(box, largest)]
    if not small:
        return None
    mark = max(small, key=lambda box: box.area)
    caption = caption_of(mark, sight.lines)
    text, box = (caption.text, mark.union(caption.box)) if caption is not None else ("", mark)
    faint = caption is not None and is_faint(scene, caption.box)
    return Element(kind, text, box, mark=mark, disabled=faint)


def _ruled(sight: Sight, place: Proposal, role: str) -> Element | None:
    """What the rules say is there, where they say the same role of nearly the same place."""
    for element in sight.elements:
        common = element.box.intersection(place.box)
        if element.role == role and common is not None and common.area > 0.5 * min(element.box.area, place.box.area):
            return element
    return None


def _rest(sight: Sight, kept: list[Element]) -> Iterable[Element]:
    """Texts and drawings that are in no widget, and what rules took for one, as the text or drawing that it is."""
    known, table = {id(element) for element in kept}, BoxTable(other.box.padded(2) for other in kept)
    for element in sight.elements:
        near = (kept[index] for index in table.holding(element.box.center))
        if id(element) in known or any(_covers(other, element) for other in near):
            continue
        if element.role in ("text", "icon"):
            yield element
            continue
        lines = [line for line in sight.inside(element.box) if not any(other.box.contains(line.box.center) for other in kept)]
        for line in lines:
            faint = is_faint(sight.scene, line.box)
            yield Element("text", line.text, line.box, disabled=faint, colour=letters_colour(sight.scene, line.box))


def _covers(widget: Element, other: Element) -> bool:
    if widget.role in ("text", "icon"):
        return widget.box.intersection(other.box) == other.box
    return widget.box.padded(2).contains(other.box.center)


def _joined(lines: list[TextLine]) -> str:
    return " ".join(line.text for line in lines).strip()
