"""What can be clicked, typed into and read on a screenshot: elements with role, text, state, colour and place.

Found by shape and text alone, so it works on every toolkit, without an accessibility interface: see `shapes`, `indicators` and
`widgets`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.element import Element, Role
from gui_agent.perception.elements.arrows import without_arrow
from gui_agent.perception.elements.colour_names import colour_name
from gui_agent.perception.elements.describe import ground, is_faint, is_selection, label_behind, label_of, letters_colour
from gui_agent.perception.elements.icons import find_icons
from gui_agent.perception.elements.indicators import find_indicators, find_marks, without_marks
from gui_agent.perception.elements.layout import Grouped, find_menu_entries, find_rows, find_tabs
from gui_agent.perception.elements.picture_parts import Parts, line_of, segments
from gui_agent.perception.elements.roles.network import weigh
from gui_agent.perception.elements.roles.refine import settled, sight_of
from gui_agent.perception.elements.signs import read_signs, sign_in
from gui_agent.perception.elements.switches import Switch, find_switches
from gui_agent.perception.elements.widgets import Widget, find_widgets
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine, TextReader, Word

_USUAL_LINE = 25.0
"""Pixels of the reader's box around a line of usual text; on a screen of twice the size the median is between 38 and 60."""


def find_elements(screenshot: Screenshot, reader: TextReader, *, icons: bool = False) -> list[Element]:
    """The elements of a screenshot in reading order; with `icons`, small drawings without a name too."""
    left, top = screenshot.region.left, screenshot.region.top
    scene, lines, elements, reduced = look(screenshot, reader)
    found = in_reading_order(settled(sight_of(scene, lines, elements), weigh))
    return [_placed(element, left, top, reduced) for element in found if icons or element.role != "icon"]


def look(screenshot: Screenshot, reader: TextReader) -> tuple[Parts, list[TextLine], list[Element], int]:
    """A screenshot taken apart, its texts parted, and what the rules say is there.

    Boxes are pixels of the picture that was looked at: it is as many times smaller than the screenshot as the last number says. What a
    screen shows at twice its size (or three times) is looked at in its usual one, once its text is read.
    """
    left, top = screenshot.region.left, screenshot.region.top
    lines = reader.read(screenshot)
    heights = [line.box.height for line in lines if len(line.text) > 1]
    reduced = max(1, round(float(np.median(heights)) / _USUAL_LINE)) if len(heights) > 2 else 1
    scene = Parts(_smaller(np.asarray(screenshot.image), reduced), [_moved(line, -left, -top, reduced) for line in lines])
    elements = _find(scene)
    return scene, segments(scene.lines, scene.boxes, []), elements, reduced


def _smaller(picture: NDArray[np.uint8], times: int) -> NDArray[np.uint8]:
    """A (height, width, RGB) picture with so many times fewer pixels on each side."""
    if times == 1:
        return picture
    from gui_agent.perception.opencv import cv2

    height, width = picture.shape[:2]
    return np.asarray(cv2.resize(picture, (-(-width // times), -(-height // times)), interpolation=cv2.INTER_AREA), np.uint8)


def _find(scene: Parts) -> list[Element]:
    """The elements of a picture, boxes in its pixels."""
    lines = scene.lines = [without_arrow(scene, line) for line in read_signs(scene)]
    switches = find_switches(scene, lines)
    marks = [mark for mark in find_marks(scene) if not any(switch.box.intersection(mark) for switch in switches)]
    lines = scene.lines = without_marks(scene, lines, marks)
    marks = [indicator.box for indicator in find_indicators(scene, lines, marks)]
    parts = [part for line in segments(lines, scene.boxes, marks) for part in _by_colour(scene, line)]
    elements, free = _marked(scene, parts, marks)
    free = [line for line in free if not any(switch.box.contains(line.box.center) for switch in switches)]
    elements += [_from_switch(switch) for switch in switches]
    taken = [element.box for element in elements]
    grouped = [*find_rows(scene, free)]
    free = _without(free, grouped)
    tabs = find_tabs(scene, free)
    grouped += tabs
    free = _without(free, tabs)
    taken += [group.box for group in grouped]
    widgets = [widget for widget in find_widgets(scene, free) if not any(box.contains(widget.box.center) for box in taken)]
    free = [line for line in free if not any(widget.text is line for widget in widgets)]
    entries = find_menu_entries(scene, free, [*taken, *(widget.box for widget in widgets)])
    grouped += entries
    free = _without(free, entries)
    elements += [
        Element(group.role, group.line.text, group.box, selected=group.selected, colour=ground(scene, group.box))
        for group in grouped
    ]
    elements += [_from_widget(scene, widget, free, widgets) for widget in widgets]
    for line in free:
        letters = letters_colour(scene, line.box)
        role: Role = "link" if letters == "blue" and not is_selection(scene, line.box) else "text"
        elements.append(Element(role, line.text, line.box, disabled=is_faint(scene, line.box), colour=letters))
    found = find_icons(scene, [line.box for line in lines], [element.box for element in elements])
    return elements + [
        Element("icon", sign_in(scene, box.padded(2)) or "", box, colour=letters_colour(scene, box)) for box in found
    ]


def _marked(scene: Parts, lines: list[TextLine], marks: list[Box]) -> tuple[list[Element], list[TextLine]]:
    """The check boxes and radio buttons, and the texts that are none of their captions."""
    elements: list[Element] = []
    captions: list[Box] = []
    for indicator in find_indicators(scene, lines, marks):
        if indicator.caption is not None:
            caption = indicator.caption.box
            element = Element(indicator.role, indicator.caption.text, indicator.box.union(caption), checked=indicator.checked)
            # The outline of an empty mark is often pale: only the caption's contrast says that it is disabled.
            elements.append(replace(element, mark=indicator.box, disabled=is_faint(scene, caption)))
            captions.append(caption)
    free = [line for line in lines if not any(line.box.padded(2).contains(caption.center) for caption in captions)]
    return elements, [
        line
        for line in free
        if not any(element.mark and element.mark.padded(3).contains(line.box.center) for element in elements)
    ]


def _from_switch(switch: Switch) -> Element:
    name = switch.caption.text.rstrip(" :") if switch.caption is not None else ""
    return Element("checkbox", name, switch.box, checked=switch.on, mark=switch.box)


def _without(lines: list[TextLine], groups: list[Grouped]) -> list[TextLine]:
    grouped = {word for group in groups for word in group.line.words}
    return [
        line
        for line in lines
        if not any(group.line.box.padded(2).contains(line.box.center) for group in groups)
        and not grouped.intersection(line.words)
    ]


def _by_colour(scene: Parts, line: TextLine) -> list[TextLine]:
    """The line, parted where blue words (a link) and others meet."""
    if letters_colour(scene, line.box) not in {"blue", "purple"} and not _has_blue(scene, line.box):
        return [line]
    blue = [letters_colour(scene, word.box) == "blue" for word in line.words]
    if all(blue) or not any(blue):
        return [line]
    groups: list[list[Word]] = []
    for index, word in enumerate(line.words):
        if index == 0 or blue[index] != blue[index - 1]:
            groups.append([])
        groups[-1].append(word)
    return [line_of(line, group) for group in groups]


def _has_blue(scene: Parts, box: Box) -> bool:
    """Whether some pixels are much bluer than red."""
    part = scene.picture[box.top : box.bottom, box.left : box.right].astype(np.int16)
    return bool(np.count_nonzero(part[:, :, 2] - part[:, :, 0] > 90) > 8)


def in_reading_order(elements: list[Element]) -> list[Element]:
    """Row by row from the top, each row from the left; elements whose middles are within each other's height share a row."""
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


def _from_widget(scene: Parts, widget: Widget, free: list[TextLine], widgets: list[Widget]) -> Element:
    colour = colour_name(*widget.colour)
    inside = widget.text.text if widget.text else ""
    faint = widget.text is not None and is_faint(scene, widget.text.box)
    if widget.role == "button":
        return Element("button", inside, widget.box, colour=colour, disabled=faint)
    others = [other.box for other in widgets if other is not widget]
    label = label_of(widget.box, free, others)
    if not label and widget.role == "dropdown":
        label = label_behind(widget.box, free)
    return Element(widget.role, label, widget.box, value=inside, colour=colour, disabled=faint and widget.role != "field")


def _moved(line: TextLine, dx: int, dy: int, reduced: int) -> TextLine:
    """A line of the screen in a picture that is `reduced` times smaller and begins at (-dx, -dy)."""

    def place(box: Box) -> Box:
        box = box.offset(dx, dy)
        return Box(box.left // reduced, box.top // reduced, -(-box.right // reduced), -(-box.bottom // reduced))

    words = tuple(Word(word.text, place(word.box)) for word in line.words)
    return TextLine(line.text, place(line.box), line.confidence, words)


def _placed(element: Element, dx: int, dy: int, reduced: int) -> Element:
    """An element of a reduced picture in pixels of the virtual screen."""

    def place(box: Box) -> Box:
        left, top, right, bottom = (side * reduced for side in (box.left, box.top, box.right, box.bottom))
        return Box(left, top, right, bottom).offset(dx, dy)

    return replace(element, box=place(element.box), mark=place(element.mark) if element.mark else None)
