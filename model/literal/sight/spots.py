"""From the widgets and texts of a screenshot to spots: what a target of the instruction may mean."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from rapidfuzz import fuzz

from gui_agent.model.literal.language.text_match import FUZZY, canonical, similarity
from gui_agent.model.literal.sight import details
from gui_agent.model.literal.sight.cells import without_cells, without_tables
from gui_agent.model.literal.sight.option_rows import with_neighbours
from gui_agent.model.literal.sight.spot import FIELDS, WIDGETS, Kind, Spot
from gui_agent.model.literal.sight.text_colour import Colour, ink_colour
from gui_agent.model.literal.sight.view import View
from gui_agent.perception.elements.modal import dialog_in_front
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine, Word

if TYPE_CHECKING:
    from gui_agent.perception.element import Element

_KINDS: Final[dict[str, Kind]] = {
    "button": "button", "field": "field", "checkbox": "checkbox", "radio": "radio", "slider": "slider", "spinner": "spinner",
    "dropdown": "dropdown", "tab": "tab", "link": "link", "menuitem": "item", "listrow": "item", "icon": "icon", "text": "text",
    "shape": "shape",
}  # fmt: skip
Picture = np.ndarray[Any, np.dtype[np.int16]]
_CONTAINERS: Final = frozenset({"list", "panel", "dialog", "scrollbar", "image"})
_CROSSES: Final = frozenset({"x", "X", "\u00d7", "\u2715", "\u2716"})
"""What a small cross is read as."""
_WRITTEN: Final = frozenset({"text", "listrow", "menuitem"})
"""What is reported that is drawn as its own words."""
_LEGIBLE: Final = 3
"""Letters from which on a text is surely read where it is drawn."""
_OTHER: Final = 50
"""Percent: what is read there is another text if it is no more like it."""
_BLANK: Final = 1.0
"""How much the pixels (0 to 255) differ at most where nothing is drawn."""
_LEVEL: Final = 4
"""Pixels by which the middles of one row may differ."""
_TALL: Final = 1.9
"""From this many line heights on a field holds several lines."""


def spots_of(scene: View) -> list[Spot]:
    """Everything on the screen that can be acted on or read: widgets, then what only a closer look finds, then single words."""
    height = line_height(scene)
    widgets = [_spot(element, height, scene) for element in scene.elements if not _repeats(element, scene)]
    shown = [element for element in scene.reported if not _repeats(element, scene) and not _is_hidden(element, scene)]
    reported = [_spot(element, height, scene) for element in shown]
    closer = _seen(scene, widgets)
    unlike = [
        spot
        for inside in (False, True)
        for spot in _unlike(
            [one for one in closer if scene.in_popup(one.box) == inside],
            [one for one in reported if scene.in_popup(one.box) == inside],
        )
    ]
    found = [*reported, *_without_borrowed(unlike)]
    return [*found, *_split_lines(scene, found), *_words(scene, found)]


def dialog_of(scene: View) -> tuple[Box, Box] | None:
    """A dialog that dims its page, and the page, in pixels of the picture; None where there is none."""
    found = dialog_in_front(scene.shrunk.parts.picture, scene.shrunk.parts.areas, [line.box for line in scene.shrunk.lines])
    return None if found is None else (scene.shrunk.up(found[0]), scene.shrunk.up(found[1]))


def _seen(scene: View, widgets: list[Spot]) -> list[Spot]:
    """The widgets with what a closer look finds."""
    return with_neighbours(without_cells(without_tables(details.look_closer(scene, widgets), scene.lines)), scene)


def _unlike(seen: list[Spot], reported: list[Spot]) -> list[Spot]:
    """Without the widgets that a closer look finds in, or across, what the applications reported."""
    widgets = [spot.box for spot in reported if spot.kind in WIDGETS | {"item"}]
    fields = [spot.box for spot in reported if spot.kind == "field"]
    rows = [spot for spot in reported if spot.kind == "item" and spot.label]
    return [
        spot
        for spot in seen
        if spot.kind in _CONTAINERS
        or _is_sign_in(spot, fields)
        or not (_lies_on(spot, widgets) or any(_is_same_row(spot, row) for row in rows))
    ]


def _is_same_row(seen: Spot, row: Spot) -> bool:
    """Whether an entry that is seen is the one that is reported beside it: of a tree, the names may be reported with their indent."""
    if seen.kind != "item" or canonical(seen.label) != canonical(row.label):
        return False
    apart = max(seen.box.left, row.box.left) - min(seen.box.right, row.box.right)
    return abs(seen.box.center.y - row.box.center.y) <= _LEVEL and apart < seen.box.height


def _is_sign_in(spot: Spot, fields: list[Box]) -> bool:
    """Whether it is a magnifier in a field, which says what is written there."""
    return spot.kind == "icon" and spot.name == "search" and any(box.contains(spot.box.center) for box in fields)


def _without_borrowed(spots: list[Spot]) -> list[Spot]:
    """Without the captions that are what is in the box above or before: cards of a column are no fields of one another's name."""
    held = [spot for spot in spots if spot.kind in FIELDS and spot.value]
    return [
        replace(spot, label="")
        if spot.kind in FIELDS
        and spot.label
        and any(
            other is not spot
            and canonical(other.value) == canonical(spot.label)
            and other.kind == spot.kind
            and _is_near(other, spot)
            for other in held
        )
        else spot
        for spot in spots
    ]


def _is_near(one: Spot, other: Spot) -> bool:
    """Whether two boxes are right beside, or right above, one another."""
    across = max(one.box.left, other.box.left) - min(one.box.right, other.box.right)
    down = max(one.box.top, other.box.top) - min(one.box.bottom, other.box.bottom)
    return max(across, down) < 1.5 * min(one.box.height, other.box.height)


def _lies_on(spot: Spot, widgets: list[Box]) -> bool:
    if spot.kind in ("text", "word", "link"):
        return False
    if sum(spot.box.contains(box.center) for box in widgets) > 0:
        return True
    return any((common := spot.box.intersection(box)) is not None and 2 * common.area > spot.box.area for box in widgets)


def _split_lines(scene: View, spots: list[Spot]) -> list[Spot]:
    """Lines that no spot holds as a whole: their words were taken for widgets of their own (the entries of a menu bar).

    Also lines that were taken for a part of a row, which may as well be columns of their own (menus side by side).
    """
    found = []
    for line in scene.lines:
        around = [spot for spot in spots if spot.box.intersection(line.box)]
        split = len(line.words) > 1 and all(" " not in spot.label for spot in around)
        joined = any(
            spot.kind == "item" and spot.box.contains(line.box.center) and len(spot.label) > len(line.text) + 2 for spot in around
        )
        if split or joined:
            found.append(Spot(line.box, "text", line.text))
    return found


def _is_hidden(element: Element, scene: View) -> bool:
    """Whether a text or an entry is reported where something else is drawn, or nothing: a page may keep closed lists there, unseen."""
    if element.role not in _WRITTEN or sum(map(str.isalpha, element.text)) < _LEGIBLE:
        return False
    wanted = canonical(element.text)
    read = [canonical(line.text) for line in scene.lines if element.box.padded(2).contains(line.box.center)]
    if read:
        return all(max(fuzz.partial_ratio(wanted, text), fuzz.ratio(wanted, text)) < _OTHER for text in read)
    box = element.box
    if any(line.box.intersection(box) for line in scene.lines):  # it would lie across another text: is it drawn there at all?
        alone = " ".join(canonical(line.text) for line in scene.reader.read(scene.screenshot, box.padded(2)))
        return fuzz.partial_ratio(wanted, alone) < _OTHER
    part = np.asarray(scene.screenshot.image.crop((box.left, box.top, box.right, box.bottom)).convert("L"))
    return part.size > 0 and float(part.std()) < _BLANK


def _repeats(element: Element, scene: View) -> bool:
    """Whether an element is a part of the instruction that is on the screen."""
    for line in scene.echo:
        if line.box.contains(element.box.center):
            return True
        if element.box.contains(line.box.center) and element.text and similarity(line.text, element.text) > 0.8:
            return True
    return False


def line_height(scene: View) -> float:
    """The usual height of a line of text, in pixels."""
    heights = [line.box.height for line in scene.lines]
    return float(np.median(heights)) if heights else 24.0


def _spot(element: Element, height: float, scene: View) -> Spot:
    kind = _KINDS.get(element.role, "text")
    if kind == "field" and element.box.height > _TALL * max(height, 20):
        kind = "textarea"
    name = element.form or ""
    box = _text_box(element, scene) if kind == "item" else element.box
    text = "" if kind in ("field", "textarea", "dropdown", "spinner") and _is_said_by_echo(element, scene) else element.text
    return Spot(box, kind, text, element.value, element.checked, not element.disabled, name=name)


def _is_said_by_echo(element: Element, scene: View) -> bool:
    """Whether the caption of a field is only a line of the instruction that is shown above it."""
    return any(
        canonical(line.text) == canonical(element.text) and abs(line.box.bottom - element.box.top) < 2 * line.box.height
        for line in scene.echo
    )


def _text_box(element: Element, scene: View) -> Box:
    """Where the words of a row are: a row may be as wide as its page, and only its words be sensitive."""
    inside = [
        line.box for line in scene.lines if element.box.contains(line.box.center) and similarity(element.text, line.text) > FUZZY
    ]
    return inside[0] if len(inside) == 1 else element.box


def _words(scene: View, spots: list[Spot]) -> list[Spot]:
    """Single words and links inside of longer lines: words in another colour than their line are links."""
    words: list[Spot] = []
    picture = np.asarray(scene.screenshot.image).astype(np.int16)
    for line in scene.lines:
        if len(line.words) < 2 or any(
            spot.kind in ("button", "tab", "checkbox", "radio") and spot.box.contains(line.box.center) for spot in spots
        ):
            continue
        parts = [part for word in line.words for part in _parted(word)]
        inks = [ink_colour(picture, word.box) for word in parts]
        for start, end, kind in _runs(parts, inks):
            group = parts[start:end]
            box = Box(
                group[0].box.left,
                min(word.box.top for word in group),
                group[-1].box.right,
                max(word.box.bottom for word in group),
            )
            text = " ".join(word.text for word in group)
            ends_tag = start > 0 and text in _CROSSES and any(_holds_tags(spot, line) for spot in spots)
            words.append(Spot(box, "icon", name="close") if ends_tag else Spot(box, kind, text))
        words += _overlooked_links(line, picture, words, scene)
    return words


def _holds_tags(spot: Spot, line: TextLine) -> bool:
    """Whether a line is in a field: a cross behind a word there takes the word away."""
    return spot.kind in ("field", "textarea", "dropdown") and spot.box.contains(line.box.center)


def _overlooked_links(line: TextLine, picture: Picture, known: list[Spot], scene: View) -> list[Spot]:
    """Stretches of link colour that match no word, since the reader saw no space beside them: they are read alone."""
    height = line.box.height
    found = []
    for left, right in _coloured_stretches(picture, line.box):
        matched = any(
            spot.kind == "link" and abs(spot.box.left - left) < 0.5 * height and abs(spot.box.right - right) < 0.5 * height
            for spot in known
        )
        if matched or right - left < height // 2:
            continue
        box = Box(left, line.box.top, right, line.box.bottom)
        text = " ".join(part.text for part in scene.reader.read(scene.screenshot, box.padded(3)))
        found.append(Spot(box, "link", text))
    return found


def _coloured_stretches(picture: Picture, box: Box) -> list[tuple[int, int]]:
    """From where to where there are letters in link colour, gaps of a space bridged."""
    inset = box.height // 4
    part = picture[max(0, box.top + inset) : max(1, box.bottom - inset), max(0, box.left) : box.right]
    red, green, blue = part[:, :, 0], part[:, :, 1], part[:, :, 2]
    linked = (blue > 120) & (blue > green + 60) & ((blue > red + 60) | ((red > 60) & (green < 60)))
    stretches: list[tuple[int, int]] = []
    for column in np.flatnonzero(linked.any(axis=0)):
        place = box.left + int(column)
        if stretches and place - stretches[-1][1] < 0.45 * box.height:
            stretches[-1] = (stretches[-1][0], place + 1)
        else:
            stretches.append((place, place + 1))
    return stretches


def _parted(word: Word) -> list[Word]:
    """The parts of "@ann\u00b7 2h" or "Home|News": dots and bars between words part them even where the reader saw no space."""
    parts: list[Word] = []
    width = word.box.width / max(1, len(word.text))
    for match in re.finditer(r"[^\u00b7\u2022|]+", word.text):
        box = word.box
        left, right = round(box.left + match.start() * width), round(box.left + match.end() * width)
        parts.append(Word(match[0], Box(left, box.top, right, box.bottom)))
    return parts


def _runs(words: list[Word], inks: list[Colour]) -> list[tuple[int, int, Kind]]:
    """Each word by itself, and neighbouring words of one link colour together."""
    runs: list[tuple[int, int, Kind]] = []
    blue = [_is_link_colour(ink) for ink in inks]
    index = 0
    while index < len(words):
        end = index + 1
        if blue[index]:
            while end < len(words) and blue[end] and _close(words[end - 1].box, words[end].box):
                end += 1
            runs.append((index, end, "link"))
            if end - index > 1:
                runs += [(at, at + 1, "link") for at in range(index, end)]
        else:
            runs.append((index, end, "word"))
        index = end
    return runs


def _close(one: Box, other: Box) -> bool:
    return other.left - one.right < 0.6 * one.height


def _is_link_colour(ink: Colour) -> bool:
    """Blue or violet letters: the colours of links that were not, or were, followed."""
    red, green, blue = ink
    return blue > 120 and blue > green + 60 and (blue > red + 60 or (red > 60 and green < 60))
