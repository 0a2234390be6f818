"""What can be clicked, typed into and read on a screenshot: elements with role, text, state, colour and place.

Found by shape and text alone, so it works on every toolkit, without an accessibility interface: see `shapes`, `indicators` and
`widgets`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gui_agent.perception.colours import ColourName, colour_name
from gui_agent.perception.geometry import Box
from gui_agent.perception.indicators import find_indicators
from gui_agent.perception.scene import Scene, segments
from gui_agent.perception.screenshot import Screenshot
from gui_agent.perception.text import TextLine, TextReader, Word
from gui_agent.perception.widgets import Widget, find_widgets

Role = Literal[
    "button",
    "field",
    "checkbox",
    "radio",
    "slider",
    "spinner",
    "dropdown",
    "tab",
    "link",
    "menuitem",
    "listrow",
    "icon",
    "text",
    "shape",
]
Form = Literal["circle", "square", "rectangle", "triangle", "diamond", "other"]


@dataclass(frozen=True)
class Element:
    """One thing on the screen."""

    role: Role
    text: str
    """Its name: the caption of a button, the label beside a field, the words of a text; empty if it has none."""
    box: Box
    """Pixels of the virtual screen: the part to click (for a check box the mark and its caption)."""
    value: str = ""
    """What is in it: the text in a field, the choice of a drop-down list."""
    checked: bool | None = None
    """For check boxes and radio buttons; None for everything else."""
    selected: bool = False
    """The chosen tab, the highlighted row."""
    focused: bool = False
    disabled: bool = False
    """Its text is drawn with little contrast."""
    colour: ColourName = "grey"
    """Of its background; of the letters for texts and links."""
    form: Form | None = None
    """For shapes: what shape."""
    mark: Box | None = None
    """For check boxes and radio buttons: the mark alone."""


def find_elements(screenshot: Screenshot, reader: TextReader) -> list[Element]:
    """The elements of a screenshot in reading order."""
    left, top = screenshot.region.left, screenshot.region.top
    lines = [_moved(line, -left, -top) for line in reader.read(screenshot)]
    scene = Scene(np.asarray(screenshot.image), lines)
    marks = [indicator.box for indicator in find_indicators(scene, lines)]
    parts = segments(lines, scene.boxes, marks)
    elements: list[Element] = []
    taken: list[TextLine] = []
    for indicator in find_indicators(scene, parts):
        if indicator.caption is not None:
            box = indicator.box.union(indicator.caption.box)
            disabled = _is_faint(scene, indicator.caption.box)
            element = Element(indicator.role, indicator.caption.text, box, checked=indicator.checked, disabled=disabled)
            elements.append(replace(element, mark=indicator.box))
            taken += [
                line
                for line in parts
                if line.box.intersection(indicator.caption.box) and line.box.contains(indicator.caption.box.center)
            ]
    free = [line for line in parts if line not in taken]
    widgets = [
        widget for widget in find_widgets(scene, free) if not any(element.box.contains(widget.box.center) for element in elements)
    ]
    free = [line for line in free if not any(widget.text is line for widget in widgets)]
    for widget in widgets:
        elements.append(_from_widget(scene, widget, free, widgets))
    for line in free:
        letters = _letters(scene, line.box)
        role: Role = "link" if letters == "blue" else "text"
        elements.append(Element(role, line.text, line.box, disabled=_is_faint(scene, line.box), colour=letters))
    return [_placed(element, left, top) for element in in_reading_order(elements)]


def in_reading_order(elements: list[Element]) -> list[Element]:
    """Row by row from the top, each row from the left; elements whose middles lie within each other's height share a row."""
    rows: list[list[Element]] = []
    for element in sorted(elements, key=lambda element: element.box.center.y):
        for row in rows[-4:]:
            first = row[0].box
            if abs(element.box.center.y - first.center.y) <= 0.4 * min(first.height, element.box.height):
                row.append(element)
                break
        else:
            rows.append([element])
    return [element for row in rows for element in sorted(row, key=lambda element: element.box.left)]


def _from_widget(scene: Scene, widget: Widget, free: list[TextLine], widgets: list[Widget]) -> Element:
    colour = colour_name(*widget.colour)
    inside = widget.text.text if widget.text else ""
    faint = widget.text is not None and _is_faint(scene, widget.text.box)
    if widget.role == "button":
        return Element("button", inside, widget.box, colour=colour, disabled=faint)
    label = label_of(widget.box, free, [other.box for other in widgets if other is not widget])
    return Element(widget.role, label, widget.box, value=inside, colour=colour, disabled=faint and widget.role != "field")


def label_of(box: Box, lines: list[TextLine], obstacles: list[Box]) -> str:
    """The text that names a widget: to its left on the same row with nothing between, else right above it; empty if there is none."""
    beside: list[tuple[int, str]] = []
    above: list[tuple[int, str]] = []
    for line in lines:
        gap = box.left - line.box.right
        if line.box.top < box.center.y < line.box.bottom and -4 <= gap <= 260:
            between = Box(line.box.right, box.center.y - 1, box.left, box.center.y + 1)
            if gap <= 0 or not any(between.intersection(other) for other in obstacles):
                beside.append((gap, line.text))
        rise = box.top - line.box.bottom
        if -6 <= rise <= 1.2 * line.box.height and abs(line.box.left - box.left) <= 0.8 * line.box.height:
            above.append((rise, line.text))
    best = min(beside)[1] if beside else min(above)[1] if above else ""
    return best.rstrip(" :*")


def _is_faint(scene: Scene, box: Box) -> bool:
    """Whether the letters in a box hardly differ from their background."""
    part = scene.picture[box.top : box.bottom, box.left : box.right].astype(np.int16)
    if not part.size:
        return False
    background = np.median(part.reshape(-1, 3), axis=0)
    return bool(np.quantile(np.abs(part - background).max(axis=2), 0.98) < 110)


def _letters(scene: Scene, box: Box) -> ColourName:
    """The colour of the letters in a box."""
    part = scene.picture[box.top : box.bottom, box.left : box.right].astype(np.int16).reshape(-1, 3)
    distance = np.abs(part - np.median(part, axis=0)).max(axis=1)
    strong = part[distance >= 0.75 * distance.max()]
    red, green, blue = (int(value) for value in np.median(strong, axis=0))
    return colour_name(red, green, blue)


def _moved(line: TextLine, dx: int, dy: int) -> TextLine:
    words = tuple(Word(word.text, word.box.offset(dx, dy)) for word in line.words)
    return TextLine(line.text, line.box.offset(dx, dy), line.confidence, words)


def _placed(element: Element, dx: int, dy: int) -> Element:
    mark = element.mark.offset(dx, dy) if element.mark else None
    return replace(element, box=element.box.offset(dx, dy), mark=mark)
