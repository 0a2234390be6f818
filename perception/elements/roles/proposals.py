"""Places on a picture where a widget may be: what the rules found, texts, areas, outlines, drawings, and drawings beside texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from gui_agent.perception.element import Element
from gui_agent.perception.elements.box_table import BoxTable
from gui_agent.perception.elements.icons import drawings
from gui_agent.perception.elements.picture_parts import Parts, line_of
from gui_agent.perception.elements.roles.cells import cells
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine, Word

GROUPED = ("panel", "row cell", "column cell")
SOURCES = (
    *("rule", "text", "part", "area", "object", "drawing", "drawing and text", "around drawing", "row", "above line"),
    *GROUPED,
)
"""How a place is found: by the rules; a text; a part of one between wide gaps; an area of one colour; connected edges; a small drawing;
a drawing with the text beside it; a drawing with the blank space of a flat button; a text's whole row in a narrow panel; what is above
a thin line, as the field that it underlines. The last three are signs of a place that is known: it is a large area, or a text with its
share of the space in a row or a column of texts."""
_GAP = 0.3
"""Blank space between two entries, at least, as a share of the line's height."""
_SAME = 2
"""Pixels: places whose edges differ less are one."""
_LOW, _HIGH, _LARGE = 7, 130, 0.6
"""Pixels at usual size: lower and higher places are no widgets; share of the picture that a place takes at most."""
_MOST = 0.85
"""Share of the picture that a field of many lines takes at most."""
_BESIDE = 1.2
"""How far a drawing is from its text at most, in heights of the text."""
_BLANK = 7
"""Pixels at usual size around the drawing on a flat button."""
_NARROW = (1.25, 440)
"""How much wider than its text a row is at least; pixels at usual size of the widest panel that is a menu, a list or a side bar."""
_THIN, _LONG, _UNDERLINED = 3, 80, 34
"""Pixels at usual size: height and length of a line below a field, and how high the field is."""


@dataclass
class Proposal:
    """One place, in pixels of the picture."""

    box: Box
    sources: set[str]
    element: Element | None = None
    """What the rules say that it is."""


def proposals(
    scene: Parts, lines: list[TextLine], elements: list[Element], unit: float, *, grouped: bool = False
) -> list[Proposal]:
    """Every place that is worth a closer look; `lines` are parted as the rules part them, `elements` are what the rules found.

    `unit` is the usual height of a line in pixels. With `grouped` known places get the signs of large areas, rows and columns, too.
    """
    found = _Found(Box(0, 0, scene.picture.shape[1], scene.picture.shape[0]))
    for element in elements:
        found.add(element.box, "rule", element)
    parts = [part for line in lines for part in (*parts_of(line), *_without_sign(line))]
    for line in lines:
        found.add(line.box, "text")
    for part in parts:
        found.add(part.box, "part")
    for area in scene.areas:
        if _is_size(scene, area.box):
            found.add(area.box, "area")
    _add_drawings(found, scene, [box for box in _outlines(scene, lines) if _is_size(scene, box)], parts)
    for box in _rows(scene, lines):
        found.add(box, "row")
    if grouped:
        for box in _panels(scene):
            found.note(box, "panel")
        for box, source in cells([part for line in lines for part in parts_of(line)], unit):
            found.note(box, source)
    for box in _above_lines(scene):
        found.add(box, "above line")
    return found.all


def _add_drawings(found: _Found, scene: Parts, small: list[Box], parts: list[TextLine]) -> None:
    """Connected edges, small drawings of them, and these with the texts or the blank space that belongs to them."""
    for box in small:
        found.add(box, "object")
    drawn = [box for box in drawings(small) if min(box.size) >= 5]
    for box in drawn:
        found.add(box, "drawing")
    for box in _with_texts(drawn, parts):
        found.add(box, "drawing and text")
    blank = round(_BLANK * scene.magnified)
    for box in drawn:
        if max(box.size) <= 2.5 * min(box.size):
            found.add(box.padded(blank), "around drawing")


def _rows(scene: Parts, lines: list[TextLine]) -> Iterator[Box]:
    """The whole row of each text that is alone in its row of a narrow panel."""
    widest = _NARROW[1] * scene.magnified
    for line in lines:
        box = line.box
        panel = next((panel for panel in scene.panels if panel.contains(box.center)), None)
        if panel is None or not max(_NARROW[0] * box.width, 3 * box.height) <= panel.width <= widest:
            continue
        alone = not any(
            other is not line and other.box.top < box.center.y < other.box.bottom and panel.contains(other.box.center)
            for other in lines
        )
        if alone:
            yield Box(panel.left, box.top - 2, panel.right, box.bottom + 2)


def _panels(scene: Parts) -> Iterator[Box]:
    """Areas that are higher than a widget of one line."""
    height, width = scene.picture.shape[:2]
    for area in scene.areas:
        box = area.box
        if (
            area.form == "rectangle"
            and box.height > _HIGH * scene.magnified
            and box.width >= _HIGH
            and box.area <= _MOST * height * width
        ):
            yield box


def _above_lines(scene: Parts) -> Iterator[Box]:
    """The place above each thin long line."""
    for area in [*scene.objects, *(area.box for area in scene.areas if area.box.height <= _THIN * scene.magnified)]:
        if area.height <= _THIN * scene.magnified and area.width >= _LONG * scene.magnified:
            yield Box(area.left, area.bottom - round(_UNDERLINED * scene.magnified), area.right, area.bottom)


class _Found:
    """Places, each once."""

    def __init__(self, whole: Box) -> None:
        self.all: list[Proposal] = []
        self._whole = whole
        self._at: dict[tuple[int, int], list[Proposal]] = {}

    def note(self, box: Box, source: str) -> None:
        """Add the source to a place that is known."""
        self.add(box, source, new=False)

    def add(self, box: Box, source: str, element: Element | None = None, *, new: bool = True) -> None:
        """Add a place, cut to the picture, or only its source where the place is known."""
        inside = box.intersection(self._whole)
        if inside is None:
            return
        box = inside
        column, row = box.left // 8, box.top // 8
        for near in ((column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)):
            for other in self._at.get(near, ()):
                if element is None and _is_same(other.box, box):
                    other.sources.add(source)
                    return
        if not new:
            return
        proposal = Proposal(box, {source}, element)
        self.all.append(proposal)
        self._at.setdefault((column, row), []).append(proposal)


def _is_same(one: Box, other: Box) -> bool:
    return (
        abs(one.left - other.left) <= _SAME
        and abs(one.top - other.top) <= _SAME
        and abs(one.right - other.right) <= _SAME
        and abs(one.bottom - other.bottom) <= _SAME
    )


def _is_size(scene: Parts, box: Box) -> bool:
    height, width = scene.picture.shape[:2]
    large = box.area > _LARGE * height * width
    return not large and min(box.size) >= _LOW and (box.height <= _HIGH * scene.magnified or box.width > 2 * box.height)


def _outlines(scene: Parts, lines: list[TextLine]) -> Iterator[Box]:
    """Connected edges that are no letters."""
    tiles: dict[tuple[int, int], list[Box]] = {}
    for line in lines:
        if len(line.text.replace(" ", "")) > 1:
            for tile in _tiles(line.box):
                tiles.setdefault(tile, []).append(line.box)
    for box in scene.objects:
        near = {id(other): other for tile in _tiles(box) for other in tiles.get(tile, ())}.values() if min(box.size) < 64 else ()
        if not any(
            other.contains(box.center) and box.height <= other.height and box.width <= 0.7 * other.width for other in near
        ):
            yield box


def _tiles(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(box.left // 64, box.right // 64 + 1):
        for row in range(box.top // 64, box.bottom // 64 + 1):
            yield column, row


def _with_texts(drawn: Iterable[Box], texts: list[TextLine]) -> Iterator[Box]:
    """A drawing with the text right of it, and a text with the drawing right of it."""
    boxes = sorted((text.box for text in texts), key=lambda box: box.center.y)
    table = BoxTable(boxes)
    for box in drawn:
        for text in (boxes[index] for index in table.level(box.center.y)):
            if box.height <= 2.2 * text.height:
                reach = _BESIDE * text.height
                if 0 <= text.left - box.right <= reach or 0 <= box.left - text.right <= reach:
                    yield box.union(text)


def parts_of(line: TextLine) -> list[TextLine]:
    """The line parted at gaps that are wider than a space."""
    groups: list[list[Word]] = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.box.left - before.box.right >= _GAP * line.box.height:
            groups.append([])
        groups[-1].append(word)
    return [line_of(line, group) for group in groups]


def _without_sign(line: TextLine) -> list[TextLine]:
    """The line without a single character before its first word, which may be a drawing."""
    words = line.words
    if len(words) < 2 or len(words[0].text) != 1 or words[1].box.left - words[0].box.right >= _GAP * line.box.height:
        return []
    return [line_of(line, list(words[1:]))]
