"""A closer look at what the widget detector leaves open: lone marks, sliders' thumbs, scroll bars, text areas, lists, icons.

All of it works on a picture in which text has its usual height: a screen that is shown enlarged is shrunk first (see `Shrunk`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from PIL import Image

from gui_agent.model.literal.formats import DASHES, segments
from gui_agent.model.literal.icons import find_icons
from gui_agent.model.literal.scene import Scene, Spot
from gui_agent.perception.geometry import Box, Size
from gui_agent.perception.scene import Scene as Parts
from gui_agent.perception.shapes import Area
from gui_agent.perception.text import TextLine, Word

_ENLARGED: Final = 10.5
"""Pixels per character: wider ones, as a rule, mean that the screen is shown enlarged."""
_SPARE: Final = 10
"""Pixels of a line's box, at 100 %, that are not text."""
_MARK: Final = (7, 27)
"""Pixels: sides of the mark of a check box or radio button."""
_OPTIONS: Final = frozenset({"checkbox", "radio"})
_FRAMED: Final = frozenset({"button", "dropdown", "spinner", "slider", "tab"})
_LIKE_MARKS: Final = "Oo0QCDG\u25a1\u2610\u25cb\u53e3\u25a0\u2611\u2713\u25cf\u2022vV"
"""What the reader takes marks for."""
_EDITOR: Final = Size(120, 60)
"""Pixels: a plain white area at least this large may be a text editor."""
_THICK: Final = 24
"""Pixels: a slider is not thicker than this."""


@dataclass(frozen=True)
class Shrunk:
    """The picture, halved where the screen is enlarged, with the same lines of text."""

    image: Image.Image
    scale: float
    lines: list[TextLine]

    @classmethod
    def of(cls, image: Image.Image, lines: list[TextLine]) -> Shrunk:
        """The picture at the scale at which its text is of usual height."""
        # The reader frames a line with some pixels to spare at both ends, which makes short labels look wide.
        widths = [(line.box.width - _SPARE) / len(line.text) for line in lines if len(line.text) > 2]
        if not widths or float(np.median(widths)) < _ENLARGED:
            return cls(image, 1.0, lines)
        half = image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX)
        return cls(half, 0.5, [_scaled_line(line, 0.5) for line in lines])

    @cached_property
    def parts(self) -> Parts:
        """The picture taken apart into areas and outlines."""
        return Parts(np.asarray(self.image), self.lines)

    def up(self, box: Box) -> Box:
        """A box of the shrunk picture in pixels of the whole one."""
        return scaled(box, 1 / self.scale)

    def down(self, box: Box) -> Box:
        """A box of the whole picture in pixels of the shrunk one."""
        return scaled(box, self.scale)


def scaled(box: Box, factor: float) -> Box:
    """A box with all sides multiplied."""
    if factor == 1.0:
        return box
    return Box(round(box.left * factor), round(box.top * factor), round(box.right * factor), round(box.bottom * factor))


def _scaled_line(line: TextLine, factor: float) -> TextLine:
    words = tuple(Word(word.text, scaled(word.box, factor)) for word in line.words)
    return TextLine(line.text, scaled(line.box, factor), line.confidence, words)


def look_closer(scene: Scene, spots: list[Spot]) -> list[Spot]:
    """The spots with what a closer look adds or corrects."""
    parts = scene.shrunk.parts
    found = [_corrected(spot, scene) for spot in _joined(spots)]
    found = _with_marks(scene, parts, found)
    found = _with_sliders(scene, parts, found)
    found += find_icons(scene, parts, found)
    bars = _scrollbars(parts)
    found += [Spot(scene.shrunk.up(box), "scrollbar") for box in bars]
    found = _with_panels(scene, parts, found, bars)
    columns = [scene.shrunk.up(bar) for bar in bars]
    return [spot for spot in found if spot.kind != "text" or not any(column.contains(spot.box.center) for column in columns)]


def _corrected(spot: Spot, scene: Scene) -> Spot:
    """Fields of segments that look like buttons, spinners that look like drop-down lists."""
    text = spot.label if spot.kind in ("button", "text") else spot.value
    if spot.kind in ("button", "dropdown", "field") and (
        segments("date", text) is not None or segments("time", text) is not None
    ):
        return replace(spot, kind="field", label="" if spot.kind == "button" else spot.label, value=text)
    if spot.kind == "slider" and min(spot.box.size) * scene.shrunk.scale > _THICK:
        return _with_pattern(replace(spot, kind="field"), scene)
    if spot.kind == "field" and not spot.value:
        return _with_pattern(spot, scene)
    if spot.kind == "dropdown" and _has_two_arrows(spot.box, scene):
        return replace(spot, kind="spinner")
    return spot


def _with_pattern(spot: Spot, scene: Scene) -> Spot:
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
            if near and other.box.width <= 1.3 * spot.box.height and other.kind in ("field", "button", "icon", "text"):
                result = [item for item in result if item is not spot and item is not other]
                result.append(replace(spot, kind="dropdown", box=spot.box.union(other.box)))
    return result


def _has_two_arrows(box: Box, scene: Scene) -> bool:
    """Whether marks stand one above the other at the right end of a widget: the arrows of a spinner."""
    right = Box(box.right - box.height, box.top, box.right, box.bottom)
    picture = np.asarray(scene.screenshot.image)[right.top + 3 : right.bottom - 3, right.left : right.right - 3].astype(np.int16)
    if picture.shape[0] < 8 or picture.shape[1] < 6:
        return False
    dark = picture.max(axis=2) < 140
    rows = dark.sum(axis=1)
    middle = len(rows) // 2
    gap = rows[middle - max(1, middle // 5) : middle + max(1, middle // 5) + 1].min()
    return bool(rows[:middle].max() >= 3 and rows[middle:].max() >= 3 and gap <= 1)


def _with_marks(scene: Scene, parts: Parts, spots: list[Spot]) -> list[Spot]:
    """Add check boxes and radio buttons without a caption, or whose caption the reader took for a part of the mark."""
    spots = [spot for spot in spots if spot.kind not in _OPTIONS or _is_word(spot.label)]
    known = [scene.shrunk.down(spot.box) for spot in spots if spot.kind in _OPTIONS | _FRAMED]
    known += [_right_part(scene.shrunk.down(spot.box)) for spot in spots if spot.kind == "field"]
    for area in parts.areas:
        if not _is_mark(area, parts) or any(box.padded(2).contains(area.box.center) for box in known):
            continue
        box = area.box.padded(2)
        caption = _caption(box, parts.lines)
        whole = scene.shrunk.up(box.union(caption.box) if caption else box)
        name = _own_words(caption, box) if caption else ""
        spots = [spot for spot in spots if not _belongs(spot, whole, scene.shrunk.up(box))]
        spots.append(Spot(whole, "checkbox" if area.form == "rectangle" else "radio", name, checked=_is_checked(parts, area.box)))
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
    """Whether a small mark stands before the letters of a line, with a gap that is wider than between letters."""
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


def _is_checked(parts: Parts, box: Box) -> bool:
    """Whether the middle of a mark is not plain: a tick, a dot, a fill in a strong colour."""
    inset = max(2, round(box.width * 0.22))
    part = parts.picture[box.top + inset : box.bottom - inset, box.left + inset : box.right - inset].astype(np.int16)
    if not part.size:
        return False
    spread = int((part.max(axis=(0, 1)) - part.min(axis=(0, 1))).max())
    red, green, blue = (int(value) for value in np.median(part.reshape(-1, 3), axis=0))
    return spread > 90 or max(red, green, blue) - min(red, green, blue) > 25 or max(red, green, blue) < 120


def _with_sliders(scene: Scene, parts: Parts, spots: list[Spot]) -> list[Spot]:
    """Upright sliders, and where the thumb of each slider is."""
    for box in parts.objects:
        across, along = sorted(box.size)
        if not (along >= 60 and 4 <= across <= _THICK and along >= 3 * across):
            continue
        thumb = _thumb(parts, box, across)
        if thumb is not None and along < 4 * across and not _sticks_out(parts, box, thumb):
            continue
        words = [line for line in parts.lines if len(line.text.strip()) > 1]
        if thumb is None or any(box.contains(line.box.center) for line in words):
            continue
        whole = scene.shrunk.up(box.union(thumb))
        others = [spot for spot in spots if spot.kind == "slider" and spot.box.intersection(whole)]
        label = others[0].label if others else ""
        spots = [spot for spot in spots if not (whole.padded(4).contains(spot.box.center) and spot.kind != "text")]
        spots += [Spot(whole, "slider", label), Spot(scene.shrunk.up(thumb), "icon", name="handle")]
    return spots


def _thumb(parts: Parts, box: Box, across: int) -> Box | None:
    """The squarish part of a long thin object, with the plain track beside it."""
    inside = [area for area in parts.areas if box.padded(6).contains(area.box.center) and min(area.box.size) >= 0.35 * across]
    tracks = [area for area in inside if max(area.box.size) >= 2 * min(area.box.size)]
    # Squarish, and of the track's own thickness: the inside of a window, whose frame is thin and long too, is no thumb.
    squarish = [area.box for area in inside if max(area.box.size) <= 2 * min(area.box.size)]
    thumbs = [thumb for thumb in squarish if 0.5 * across <= max(thumb.size) <= 4 * across]
    return max(thumbs, key=lambda thumb: thumb.area) if tracks and thumbs else None


def _sticks_out(parts: Parts, box: Box, thumb: Box) -> bool:
    """Whether a thumb is thicker than the track that it runs on, as a short slider must show to be told from a field."""
    tracks = [
        area.box
        for area in parts.areas
        if box.padded(2).contains(area.box.center) and max(area.box.size) >= 2 * min(area.box.size)
    ]
    return any(
        (thumb.top < track.top and thumb.bottom > track.bottom) or (thumb.left < track.left and thumb.right > track.right)
        for track in tracks
    )


def _scrollbars(parts: Parts) -> list[Box]:
    """Upright scroll bars: a grey thumb, or arrows at the ends of one column."""
    arrows = [area.box for area in parts.areas if area.form in ("triangle", "other") and _is_arrow(area)]
    upward = [box for box in arrows if _points_up(parts, box)]
    downward = [box for box in arrows if box not in upward]
    bars: list[Box] = []
    for area in parts.areas:
        box = area.box
        if not (5 <= box.width <= 20 and box.height >= 1.5 * box.width and area.form == "rectangle" and _is_grey(area.colour)):
            continue
        above = [arrow for arrow in upward if abs(arrow.center.x - box.center.x) <= 4 and box.top - arrow.bottom >= -2]
        below = [arrow for arrow in downward if abs(arrow.center.x - box.center.x) <= 4 and arrow.top - box.bottom >= -2]
        if above and below:
            top = max(above, key=lambda arrow: arrow.bottom)
            bottom = min(below, key=lambda arrow: arrow.top)
            bars.append(Box(box.left - 3, top.top - 4, box.right + 3, bottom.bottom + 4))
    for upper in upward:
        for lower in downward:
            apart = lower.top - upper.bottom
            aligned = abs(upper.center.x - lower.center.x) <= 1 and upper.size == lower.size and 4 <= apart <= 300
            column = Box(upper.left - 4, upper.top - 4, upper.right + 4, lower.bottom + 4)
            if aligned and not any(bar.intersection(column) for bar in bars):
                bars.append(column)
    return bars


def _is_arrow(area: Area) -> bool:
    width, height = area.box.size
    return 4 <= width <= 14 and 3 <= height <= 10 and width >= height and 0.4 < area.fill < 0.75 and _is_grey(area.colour)


def _points_up(parts: Parts, box: Box) -> bool:
    """Whether there is more ink in the lower half of an arrow."""
    ink = parts.ink(box, parts.colour_around(box, 2))
    half = box.height // 2
    return bool(ink[-half:].sum() > ink[:half].sum())


def _is_grey(colour: tuple[int, int, int]) -> bool:
    return max(colour) - min(colour) < 25 and max(colour) < 228


def _with_panels(scene: Scene, parts: Parts, spots: list[Spot], bars: list[Box]) -> list[Spot]:
    """Text areas (a frame with a grip, or with a scroll bar and no list in it) and scroll lists (several entries and a scroll bar)."""
    for area in sorted(parts.areas, key=lambda area: area.box.area):
        box = area.box
        if (
            area.form != "rectangle"
            or box.width < 40
            or box.height < 18
            or min(area.colour) < 235
            or box.area > 0.5 * parts.picture.shape[0] * parts.picture.shape[1]
        ):
            continue
        inside = [line for line in parts.lines if box.contains(line.box.center)]
        barred = [bar for bar in bars if box.padded(6).contains(bar.center) and bar.right > box.right - 12]
        grip = _has_grip(parts, box)
        whole = scene.shrunk.up(box.padded(1))
        if grip:
            spots = _as_textarea(spots, whole, scene, inside)
        elif barred and len(inside) >= 2 and barred[0].height > 0.5 * box.height:
            spots = [*spots, Spot(whole, "list")]
        elif box.width >= _EDITOR.width and box.height >= _EDITOR.height and _holds_only_text(whole, spots, scene):
            spots = [*spots, Spot(whole, "textarea", "", "\n".join(line.text for line in inside))]
    return spots


def _holds_only_text(whole: Box, spots: list[Spot], scene: Scene) -> bool:
    """Whether nothing but texts (or nothing at all) stands in a white area: an editor without a grip.

    Words of a longer line may have been taken for entries of a menu.
    """
    longer = [line.box for line in scene.lines if len(line.words) > 1]
    return all(
        spot.kind in ("text", "word", "scrollbar")
        or (spot.kind == "item" and any(box.contains(spot.box.center) and box.width > 1.2 * spot.box.width for box in longer))
        for spot in spots
        if whole.contains(spot.box.center)
    )


def _as_textarea(spots: list[Spot], whole: Box, scene: Scene, inside: Sequence[TextLine]) -> list[Spot]:
    corner = Box(whole.right - 40, whole.bottom - 44, whole.right + 4, whole.bottom + 4)
    own = [line for line in inside if not (corner.contains(scene.shrunk.up(line.box).center) and len(line.text.strip()) <= 2)]
    value = "\n".join(line.text for line in own)
    label = next(
        (spot.label for spot in spots if spot.kind in ("field", "textarea") and whole.padded(4).contains(spot.box.center)), ""
    )
    kept = [spot for spot in spots if not whole.padded(3).contains(spot.box.center) or spot.kind == "scrollbar"]
    return [*kept, Spot(whole, "textarea", label, value)]


def _has_grip(parts: Parts, box: Box) -> bool:
    """Whether a diagonal stroke stands in the lower right corner, with nothing to its upper left."""
    side = 14
    inner = box.padded(-1)
    corner = Box(inner.right - side, inner.bottom - side, inner.right, inner.bottom)
    ink = parts.ink(corner, (255, 255, 255), contrast=60)
    if ink.shape != (side, side) or not 0.06 < float(ink.mean()) < 0.5:
        return False
    first, last = (int(np.flatnonzero(row)[0]) for row in ink[ink.any(axis=1)][[0, -1]])
    if first < last + 3:  # the arrow of a scroll bar points down; a grip's strokes go from the upper right to the lower left
        return False
    sums = np.add.outer(np.arange(side), np.arange(side))
    if int(ink[sums < side // 2].sum()) > 1:
        return False
    return any(bool((ink & (abs(sums - stroke) <= 1)).any(axis=1).sum() >= 5) for stroke in range(side // 2, side + 6))
