"""Menu bars, tabs and lists: elements recognised by the arrangement of several texts."""

from __future__ import annotations

import bisect
import functools
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.elements.box_table import BoxTable
from gui_agent.perception.elements.colour_names import colour_name
from gui_agent.perception.elements.picture_parts import Colour, Parts, innermost, line_of
from gui_agent.perception.elements.tab_bars import has_bar, is_open
from gui_agent.perception.geometry import Box
from gui_agent.perception.shapes import Area
from gui_agent.perception.text.text import TextLine, Word

_MENU_GAP = 0.25
"""Blank space between two entries of a menu bar, at least, as a fraction of the line's height; a space is 0.1."""
_SELECTED_ROW = 44
"""Pixels between two parts of a list that a selected row of another colour may take."""
_APART = 4
"""Pixels between two fields, one below the other, at least: rows of a list touch, or have a line between them."""
_SAME_COLOUR = 12
"""Of 255: pixels of one bar differ less in each of red, green and blue."""
_SAME_GROUND = 24
"""Of 255: a background may change so much over the height of a text, as those of title bars do."""
_TAB_GAP, _TAB_SPACE = 4.5, 0.55
"""Line heights between two tabs at most, and at least."""
_TOP = 64
"""Pixels below the upper edge of a window in which a menu bar is, its title bar included."""


@dataclass(frozen=True)
class Grouped:
    """A text that is a menu entry, a tab or a row because of its neighbours."""

    role: Literal["menuitem", "tab", "listrow"]
    line: TextLine
    box: Box
    selected: bool = False


def find_menu_entries(scene: Parts, lines: list[TextLine], occupied: list[Box]) -> list[Grouped]:
    """The entries of menu bars: widely spaced words in one row at the top of a window, with no other widget beside them."""
    entries: list[Grouped] = []
    for row in _rows(lines):
        box = row[0].box
        top = min((panel.top for panel in scene.panels if _holds(panel, box) and panel.height > 3 * box.height), default=0)
        near_top = any(0 <= box.top - panel.top <= _TOP for panel in [*_holding(scene, box), Box(0, top, 1, 1)])
        around = innermost(box, scene.boxes)
        in_bar = around is not None and around.box.width > 8 * around.box.height and _holds(around.box, row[-1].box.padded(-6))
        if not (near_top or in_bar) or any(
            other.top < box.center.y < other.bottom for other in occupied if _same_window(scene, other, box)
        ):
            continue
        parts = [part for line in row for part in _parts(line)]
        if len(parts) < 2 or any(len(part.words) > 2 for part in parts):
            continue
        start = around.box.left if in_bar and around else max((panel.left for panel in _holding(scene, box)), default=0)
        if parts[0].box.left - start > 60:
            continue
        if all(later.box.left - earlier.box.right < 4 * box.height for earlier, later in pairwise(parts)):
            entries += [Grouped("menuitem", part, part.box.padded(3)) for part in parts]
    return entries


def find_tabs(scene: Parts, lines: list[TextLine]) -> list[Grouped]:
    """Tabs: texts in touching boxes in one row, the open one merged into its page, or in a row with one of them underlined."""
    tabs = _boxed_tabs(scene, lines)
    taken = {tab.line for tab in tabs}
    middles = [line.box.center.y for line in lines]
    underlined = functools.cache(functools.partial(_is_underlined, scene))
    for line, middle in zip(lines, middles, strict=True):
        if line in taken:
            continue
        level = [other for other, at in zip(lines, middles, strict=True) if abs(at - middle) <= 4]
        row = _neighbours(line, [other for other in level if other not in taken])
        if len(row) > 1 and [other for other in row if underlined(other)] == [line]:
            tabs += [Grouped("tab", other, other.box.padded(4), selected=other is line) for other in row]
            taken.update(row)
    return tabs + _single_tabs(scene, [line for line in lines if line not in taken])


def _single_tabs(scene: Parts, lines: list[TextLine]) -> list[Grouped]:
    """Rows of plain texts, of which one has a bar of its own or the frame of an open tab."""
    tabs: list[Grouped] = []
    for row in _rows([part for line in lines for part in _parts(line, _TAB_SPACE)]):
        for part in row:
            near = _plain_neighbours(scene, part, row)
            boxes = [other.box for other in near]
            if len(near) > 1 and len(part.text) > 1 and (has_bar(scene, part.box, boxes) or is_open(scene, part.box, boxes)):
                tabs += [Grouped("tab", other, other.box.padded(4), selected=other is part) for other in near]
                break
    return tabs


def _plain_neighbours(scene: Parts, line: TextLine, row: list[TextLine]) -> list[TextLine]:
    """A text of a row with those near it that are in no box of their own."""

    def is_plain(other: TextLine) -> bool:
        own = innermost(other.box, scene.boxes)
        return own is None or own.box.contains(line.box.center)

    near = _neighbours(line, row, _TAB_GAP)
    at = near.index(line)
    start = next((index + 1 for index in range(at - 1, -1, -1) if not is_plain(near[index])), 0)
    end = next((index for index in range(at + 1, len(near)) if not is_plain(near[index])), len(near))
    return near[start:end]


def find_rows(scene: Parts, lines: list[TextLine]) -> list[Grouped]:
    """Rows of lists: at least three texts, one below the other at even distances, in a frame of their own."""
    found: list[Grouped] = []
    for frame in _list_frames(scene):
        inside = [line for line in lines if _holds(frame, line.box)]
        rows = _rows(inside)
        if len(rows) < 3 or any(line in [one.line for one in found] for line in inside):
            continue
        centres = [row[0].box.center.y for row in rows]
        steps = [later - earlier for earlier, later in pairwise(centres)]
        height = int(np.median([row[0].box.height for row in rows]))
        even = max(steps) - min(steps) <= 4 and max(steps) <= 3 * height
        aligned = max(row[0].box.left for row in rows) - min(row[0].box.left for row in rows) <= height
        if not even or not aligned or _is_form(scene, rows, frame):
            continue
        half = int(np.median(steps)) // 2
        for row, centre in zip(rows, centres, strict=True):
            box = Box(frame.left, centre - half, frame.right, centre + half)
            line = _together(row)
            found.append(Grouped("listrow", line, box, selected=_stands_out(scene, box, frame)))
    return found


def _is_form(scene: Parts, rows: list[list[TextLine]], frame: Box) -> bool:
    """Whether what looks like a list's rows are widgets, or labels beside widgets."""
    if any(_has_own_frame(scene, row[0], frame) for row in rows) or _are_apart(scene, rows):
        return True
    return 2 * sum(any(_has_own_frame(scene, line, frame) for line in row[1:]) for row in rows) > len(rows)


def _are_apart(scene: Parts, rows: list[list[TextLine]]) -> bool:
    """Whether each row is in a box of its own, with a space to the next one, as fields of one width are."""
    own = [innermost(row[0].box, scene.boxes) for row in rows]
    boxes = [area.box for area in own if area is not None]
    return len(boxes) == len(rows) and all(after.top - before.bottom >= _APART for before, after in pairwise(boxes))


def _has_own_frame(scene: Parts, line: TextLine, frame: Box) -> bool:
    """Whether a text is in a widget of its own, narrower than the list it would be a row of (a selected row is as wide)."""
    own = innermost(line.box, scene.boxes)
    return own is not None and own.box.width < 0.85 * frame.width


def _boxed_tabs(scene: Parts, lines: list[TextLine]) -> list[Grouped]:
    labelled = _labelled(scene, lines)
    texts = {text for _, text in labelled}
    loose = [line for line in lines if line not in texts]
    lefts = [area.box.left for area, _ in labelled]
    tabs: list[Grouped] = []
    for area, line in labelled:
        if any(tab.line is line for tab in tabs):
            continue
        group = _side_by_side(area.box, line, labelled, lefts)
        selected = _open_tab(group[0][0], group[-1][0], loose)
        if (
            selected is None
            or _is_lighter(area.colour, scene.colour_around(selected.box, 0))
            or not _is_open_at_the_bottom(scene, area.box, selected)
        ):
            continue
        tabs += [Grouped("tab", text, place) for place, text in group]
        tabs.append(Grouped("tab", selected, selected.box.padded(2), selected=True))
    return tabs


def _side_by_side(
    box: Box, line: TextLine, labelled: list[tuple[Area, TextLine]], lefts: list[int]
) -> list[tuple[Box, TextLine]]:
    """A box with its text, and those that follow it in its row and touch one another; `labelled` begin at `lefts`, in their order."""
    group, index = [(box, line)], 0
    while True:
        last = group[-1][0]
        index = bisect.bisect_left(lefts, last.right - 3, lo=index)
        while index < len(lefts) and lefts[index] <= last.right + 5:
            other, text = labelled[index]
            index += 1
            if abs(other.box.bottom - last.bottom) <= 5 and text is not line:
                group.append((other.box, text))
                break
        else:
            return group


def _labelled(scene: Parts, lines: list[TextLine]) -> list[tuple[Area, TextLine]]:
    """The boxes of the size of a tab, each with the only text in it, from the left."""
    table = BoxTable(line.box for line in lines)
    found = []
    for area in scene.boxes:
        box = area.box
        if not 14 <= box.height <= 52:
            continue
        inside = table.centred_in(box)
        if len(inside) != 1:
            continue
        text = lines[inside[0]]
        if len(text.text) > 1 and box.width < text.box.width + 3 * box.height:
            found.append((area, text))
    return sorted(found, key=lambda item: item[0].box.left)


def _is_lighter(colour: Colour, than: Colour) -> bool:
    """Whether a box beside a text is a field, which is lighter than the page that its label is on; a tab behind is not."""
    return sum(colour) > sum(than) + 3 * _SAME_COLOUR


def _open_tab(first: Box, last: Box, loose: list[TextLine]) -> TextLine | None:
    """The text right beside a row of tabs that has no box of its own."""
    for line in loose:
        level = abs(line.box.center.y - first.center.y) <= 5
        beside = -6 <= first.left - line.box.right <= first.height or -6 <= line.box.left - last.right <= first.height
        if level and beside:
            return line
    return None


def _is_open_at_the_bottom(scene: Parts, tab: Box, selected: TextLine) -> bool:
    """Whether there is a border above the text but none between it and the page below, as an open tab has it."""
    text = selected.box
    strip = scene.outline[:, text.left + 4 : max(text.left + 5, text.right - 4)] > 0
    above = strip[max(0, min(tab.top, text.top) - 4) : text.top + text.height // 4]
    below = strip[text.bottom - 2 : max(tab.bottom, text.bottom) + 7]
    return bool((above.mean(axis=1) > 0.9).any()) and not bool((below.mean(axis=1) > 0.9).any())


def _is_underlined(scene: Parts, line: TextLine) -> bool:
    """Whether a thick bar of a strong colour runs below the text, farther down than an underline, on the text's own ground.

    With the same bar above the text it is a frame instead, such as the ring around a field that has the focus.
    """
    box = line.box
    columns = scene.picture[:, box.left + 2 : box.right - 2]
    around = innermost(box, scene.boxes)
    if columns.shape[1] < 8 or (around is not None and around.box.width < 3 * box.width):
        return False
    middle, reach = box.center.y, round(0.45 * box.height)
    letters = columns[box.top : box.bottom]
    below = _bar(columns[middle + reach : box.bottom + 22], letters)
    if below is None:
        return False
    above = _bar(columns[max(0, box.top - 22) : max(0, middle - reach)][::-1], letters)
    return above is None or bool(np.abs(below - above).max() > _SAME_COLOUR)


def _bar(strip: NDArray[np.uint8], letters: NDArray[np.uint8]) -> NDArray[np.float64] | None:
    """The colour of a bar of 2 to 8 rows across pixels that start at a text; None where there is none on the letters' ground."""
    if len(strip) < 4:
        return None
    flat = np.ptp(strip, axis=1).max(axis=1) <= _SAME_COLOUR
    strong = np.ptp(strip.mean(axis=1), axis=1) > 90
    rows = np.flatnonzero(flat & strong)
    if not 2 <= len(rows) <= 8 or rows[0] == 0 or rows[-1] == len(strip) - 1:
        return None
    ground = np.median(letters.reshape(-1, 3), axis=0)
    between = np.median(strip[: max(1, int(rows[0]) - 1)], axis=1)  # The row next to the bar may be a mixture of both.
    if np.abs(between - ground).max() > _SAME_GROUND:
        return None
    return np.asarray(strip[rows].mean(axis=(0, 1)), np.float64)


def _neighbours(line: TextLine, row: list[TextLine], gap: float = 4) -> list[TextLine]:
    """The texts of a row that are at most so many line heights apart, the given one among them."""
    ordered = sorted(row, key=lambda other: other.box.left)
    index = ordered.index(line)
    start, end = index, index + 1
    reach = gap * line.box.height
    while start > 0 and ordered[start].box.left - ordered[start - 1].box.right <= reach:
        start -= 1
    while end < len(ordered) and ordered[end].box.left - ordered[end - 1].box.right <= reach:
        end += 1
    return ordered[start:end]


def _list_frames(scene: Parts) -> list[Box]:
    """Frames that may hold a list: panels, and stacks of equally wide plain areas (a selected row parts a list)."""
    pieces = [area.box for area in scene.areas if area.form == "rectangle" and area.box.width >= 80 and area.box.height >= 10]
    pieces.sort(key=lambda box: (box.top, box.left))
    stacks: list[Box] = []
    for box in pieces:
        for index, stack in enumerate(stacks):
            level = abs(stack.left - box.left) <= 3 and abs(stack.right - box.right) <= 3
            if level and -2 <= box.top - stack.bottom <= _SELECTED_ROW:
                stacks[index] = stack.union(box)
                break
        else:
            stacks.append(box)
    window = max((panel.area for panel in scene.panels), default=0)
    frames = {box for box in [*stacks, *scene.panels] if box.height >= 50 and box.area < 0.75 * window}
    return sorted(frames, key=lambda box: -box.area)


def _stands_out(scene: Parts, box: Box, frame: Box) -> bool:
    """Whether a row's background differs from its list's."""
    own = np.median(scene.picture[box.center.y - 6 : box.center.y + 6, box.right - 12 : box.right - 4].reshape(-1, 3), axis=0)
    usual = np.median(scene.picture[frame.top + 3 : frame.bottom - 3, frame.right - 12 : frame.right - 4].reshape(-1, 3), axis=0)
    names = [colour_name(*(int(value) for value in colour)) for colour in (own, usual)]
    return bool(np.abs(own - usual).max() > 60 or (names[0] != names[1] and np.abs(own - usual).max() > 20))


def _rows(lines: list[TextLine]) -> list[list[TextLine]]:
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.box.center.y):
        if rows and abs(rows[-1][0].box.center.y - line.box.center.y) <= line.box.height // 3:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.left) for row in rows]


def _parts(line: TextLine, gap: float = _MENU_GAP) -> list[TextLine]:
    """The line parted at gaps that are wider than a space."""
    groups: list[list[Word]] = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.box.left - before.box.right >= gap * line.box.height:
            groups.append([])
        groups[-1].append(word)
    return [line_of(line, group) for group in groups]


def _together(row: list[TextLine]) -> TextLine:
    words = [word for line in row for word in line.words]
    return line_of(row[0], words)


def _holding(scene: Parts, box: Box) -> list[Box]:
    return [panel for panel in scene.panels if _holds(panel, box)]


def _holds(panel: Box, box: Box) -> bool:
    return panel.padded(4).intersection(box) == box


def _same_window(scene: Parts, one: Box, other: Box) -> bool:
    """Whether both are in the smallest panel around the second that is no bar."""
    return next((_holds(panel, one) for panel in _holding(scene, other)), True)
