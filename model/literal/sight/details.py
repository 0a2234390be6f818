"""A closer look at what the widget detector leaves open: lone marks, fields of segments, spinners; `panels` and `icons` continue.

All of it works on a picture in which text has its usual height: a screen that is shown enlarged is shrunk first (see `Shrunk`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

import numpy as np

from gui_agent.model.literal.language.date_formats import DASHES, segments
from gui_agent.model.literal.sight.icon_names import find_icons
from gui_agent.model.literal.sight.panels import THICK, scrollbars, with_panels, with_sliders
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.sight.text_colour import ink_colour
from gui_agent.model.literal.sight.view import View
from gui_agent.perception.elements.indicators import CHECKED
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.elements.ticks import mark_state
from gui_agent.perception.geometry import Box
from gui_agent.perception.shapes import Area
from gui_agent.perception.text.text import TextLine

_MARK: Final = (7, 27)
"""Pixels: sides of the mark of a check box or radio button."""
_OPTIONS: Final = frozenset({"checkbox", "radio"})
_CAPTION_AND_VALUE: Final = 2
"""Lines in a field that holds its own caption."""
_PALER: Final = 30
"""How much (0 to 255) the letters of such a caption differ from those of a value, at least."""
_DRAWN: Final = 200
"""Brightness (0 to 255) below which a pixel of an arrow is drawn, its soft edges too."""
_FRAMED: Final = frozenset({"button", "dropdown", "spinner", "slider", "tab"})
_LIKE_MARKS: Final = "Oo0QCDG\u25a1\u2610\u25cb\u53e3\u25a0\u2611\u2713\u25cf\u2022vV"
"""What the reader takes marks for."""


def look_closer(scene: View, spots: list[Spot]) -> list[Spot]:
    """The spots with what a closer look adds or corrects."""
    parts = scene.shrunk.parts
    found = [_captioned(_corrected(spot, scene), scene) for spot in _joined(spots)]
    found = _with_marks(scene, parts, found)
    found = with_sliders(scene, parts, found)
    found += find_icons(scene, parts, found)
    bars = scrollbars(parts)
    found += [Spot(scene.shrunk.up(box), "scrollbar") for box in bars]
    found = with_panels(scene, parts, found, bars)
    columns = [scene.shrunk.up(bar) for bar in bars]
    return [spot for spot in found if spot.kind != "text" or not any(column.contains(spot.box.center) for column in columns)]


def _corrected(spot: Spot, scene: View) -> Spot:
    """Fields of segments that look like buttons, spinners that look like drop-down lists."""
    text = spot.label if spot.kind in ("button", "text") else spot.value
    if spot.kind in ("button", "dropdown", "field") and (
        segments("date", text) is not None or segments("time", text) is not None
    ):
        return replace(spot, kind="field", label="" if spot.kind == "button" else spot.label, value=text)
    if spot.kind == "slider" and min(spot.box.size) * scene.shrunk.scale > THICK:
        return _with_pattern(replace(spot, kind="field"), scene)
    if spot.kind == "field" and not spot.value:
        return _with_pattern(spot, scene)
    if spot.kind == "dropdown" and _has_two_arrows(spot.box, scene):
        return replace(spot, kind="spinner")
    return spot


def _captioned(spot: Spot, scene: View) -> Spot:
    """A field with its caption in its frame, small and pale above what is in it: that is one line, whatever its height."""
    if spot.kind not in ("field", "textarea", "dropdown"):
        return spot
    inside = [line for line in scene.lines if spot.box.contains(line.box.center) and _is_word(line.text)]
    if len(inside) != _CAPTION_AND_VALUE:
        return spot
    upper, lower = sorted(inside, key=lambda line: line.box.center.y)
    apart = lower.box.center.y - upper.box.center.y
    aligned = abs(upper.box.left - lower.box.left) < lower.box.height / 2
    if not aligned or not 0.4 * lower.box.height < apart < 1.2 * lower.box.height or spot.box.height > 2.6 * lower.box.height:
        return spot
    picture = np.asarray(scene.screenshot.image).astype(np.int16)
    inks = [ink_colour(picture, line.box) for line in (upper, lower)]
    if upper.box.height > lower.box.height + 1 or max(abs(one - other) for one, other in zip(*inks, strict=True)) < _PALER:
        return spot
    kind: Literal["field", "dropdown"] = "dropdown" if spot.kind == "dropdown" else "field"
    return replace(spot, kind=kind, label=upper.text.strip(" :*"), value=lower.text)


def _with_pattern(spot: Spot, scene: View) -> Spot:
    """A field in which the reader found no text, but that is not empty: dashes of a pattern are read when looked at alone."""
    inner = spot.box.padded(-max(4, spot.box.height // 8))
    part = np.asarray(
        scene.screenshot.image.crop((inner.left, inner.top, inner.left + inner.width // 2, inner.bottom)).convert("L")
    )
    if not part.size or int(part.max()) - int(part.min()) < 90:
        return spot
    text = " ".join(line.text for line in scene.reader.read(scene.screenshot, spot.box))
    return replace(spot, value=text if any(character.isalnum() and character.isascii() for character in text) else DASHES)


def _joined(spots: list[Spot]) -> list[Spot]:
    """Fields with the narrow button that adjoins their right side as one widget: drop-down lists and spinners."""
    result = list(spots)
    for spot in spots:
        if spot.kind not in ("field", "button"):
            continue
        for other in spots:
            level = abs(other.box.top - spot.box.top) <= 4 and abs(other.box.bottom - spot.box.bottom) <= 4
            near = level and -4 <= other.box.left - spot.box.right <= 6
            arrow = not any(letter.isalnum() for letter in other.label) or other.label in ("v", "V", "Y")
            if near and arrow and other.box.width <= 1.3 * spot.box.height and other.kind in ("field", "button", "icon", "text"):
                result = [item for item in result if item is not spot and item is not other]
                result.append(replace(spot, kind="dropdown", box=spot.box.union(other.box)))
    return result


def _has_two_arrows(box: Box, scene: View) -> bool:
    """Whether marks are one above the other at the right end of a widget: the arrows of a spinner."""
    right = Box(box.right - box.height, box.top, box.right, box.bottom)
    picture = np.asarray(scene.screenshot.image)[right.top + 3 : right.bottom - 3, right.left : right.right - 3].astype(np.int16)
    if picture.shape[0] < 8 or picture.shape[1] < 6:
        return False
    rows = (picture.max(axis=2) < 140).sum(axis=1)
    drawn = (picture.max(axis=2) < _DRAWN).any(axis=1)
    marks, highest = 0, 0
    for row, is_drawn in zip([*rows, 0], [*drawn, False], strict=True):
        if not is_drawn:  # a chevron is one mark, whatever is left between its two strokes
            marks += highest >= 3
            highest = 0
        else:
            highest = max(highest, int(row))
    return marks == 2


def _with_marks(scene: View, parts: Parts, spots: list[Spot]) -> list[Spot]:
    """Add check boxes and radio buttons without a caption, or whose caption the reader took for a part of the mark."""
    spots = [spot for spot in spots if spot.kind not in _OPTIONS or _is_word(spot.label)]
    known = [scene.shrunk.down(spot.box) for spot in spots if spot.kind in _OPTIONS | _FRAMED]
    known += [_right_part(scene.shrunk.down(spot.box)) for spot in spots if spot.kind == "field"]
    for area in parts.areas:
        if not _is_mark(area, parts) or any(box.padded(2).contains(area.box.center) for box in known):
            continue
        kind: Literal["checkbox", "radio"] = "checkbox" if area.form == "rectangle" else "radio"
        state = mark_state(parts.picture, area.box, kind)
        if state == "picture":
            continue
        box = area.box.padded(2)
        caption = _caption(box, parts.lines)
        whole = scene.shrunk.up(box.union(caption.box) if caption else box)
        name = _own_words(caption, box) if caption else ""
        spots = [spot for spot in spots if not _belongs(spot, whole, scene.shrunk.up(box))]
        spots.append(Spot(whole, kind, name, checked=CHECKED[state]))
        known.append(box)
    return spots


def _right_part(box: Box) -> Box:
    """A field without its left end, where an option's mark would be."""
    return Box(box.left + box.height, box.top, box.right, box.bottom)


def _is_mark(area: Area, parts: Parts) -> bool:
    low, high = _MARK
    width, height = area.box.size
    if not (low <= width <= high and low <= height <= high and abs(width - height) <= max(2, width // 6)):
        return False
    if area.form not in ("rectangle", "circle") or area.fill < 0.72:
        return False
    lines = [line for line in parts.lines if line.box.contains(area.box.center)]
    return all(_stands_apart(parts, area.box, line) for line in lines)


def _stands_apart(parts: Parts, box: Box, line: TextLine) -> bool:
    """Whether a small mark is before the letters of a line, with a gap that is wider than between letters."""
    if box.left - line.box.left > 0.6 * line.box.height:
        return False
    gap = Box(box.right + 2, box.top, box.right + 2 + max(3, round(0.14 * line.box.height)), box.bottom)
    return not parts.ink(gap, parts.colour_around(box, 3)).any()


def _caption(box: Box, lines: list[TextLine]) -> TextLine | None:
    near = [
        line
        for line in lines
        if _is_word(line.text)
        and line.box.top - 3 <= box.center.y <= line.box.bottom + 3
        and line.box.right > box.right + 4
        and line.box.left - box.right < 1.6 * line.box.height
        and line.box.left >= box.left - 0.6 * line.box.height
    ]
    return min(near, key=lambda line: abs(line.box.left - box.right), default=None)


def _is_word(text: str) -> bool:
    """Whether a text holds a letter or digit, and is not the reader's idea of a mark."""
    return any(character.isalnum() and character not in "\u53e3\u4e00\u56de\u65e5\u25a1" for character in text)


def _own_words(caption: TextLine, mark: Box) -> str:
    """The caption without the character that the reader saw in the mark."""
    text = caption.text.strip()
    return text[1:].strip() if caption.box.left < mark.center.x and text[:1] in _LIKE_MARKS else text


def _belongs(spot: Spot, whole: Box, mark: Box) -> bool:
    """Whether a spot is only the text or the false frame of an option."""
    if spot.kind in ("text", "field", "icon", "button", "checkbox", "radio"):
        inside = whole.padded(4).contains(spot.box.center) and spot.box.height < 1.6 * whole.height
        return inside and (spot.box.width <= whole.width + 12 or spot.box.padded(2).contains(mark.center))
    return False
