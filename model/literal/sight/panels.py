"""Long and large things: sliders with their thumbs, scroll bars, lists and text areas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.sight.view import View
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.geometry import Box, Size
from gui_agent.perception.shapes import Area
from gui_agent.perception.text.text import TextLine

_EDITOR: Final = Size(120, 60)
"""Pixels: a plain white area at least this large may be a text editor."""
_RINGED: Final = 28
"""Pixels: nor with the ring of the keyboard focus than this."""
THICK: Final = 24
"""Pixels: a slider is not thicker than this."""


def with_sliders(scene: View, parts: Parts, spots: list[Spot]) -> list[Spot]:
    """Upright sliders, and where the thumb of each slider is."""
    for box in parts.objects:
        across, along = sorted(box.size)
        if not (along >= 60 and 4 <= across <= _RINGED and along >= 3 * across):
            continue
        thumb = (_thumb(parts, box, across) if across <= THICK else None) or _bulge(parts, box)
        if thumb is not None and along < 4 * across and not _sticks_out(parts, box, thumb):
            continue
        words = [line for line in parts.lines if len(line.text.strip()) > 1]
        if thumb is None or any(box.contains(line.box.center) for line in words):
            continue
        whole = scene.shrunk.up(box.union(thumb))
        others = [spot for spot in spots if spot.kind == "slider" and spot.box.intersection(whole)]
        label = others[0].label if others else ""
        label = label or _caption(parts, box)
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


def _caption(parts: Parts, box: Box) -> str:
    """The text right before a level slider."""
    before = [
        line
        for line in parts.lines
        if 0 <= box.left - line.box.right < 4 * line.box.height and box.top - 4 <= line.box.center.y <= box.bottom + 4
    ]
    return max(before, key=lambda line: line.box.right).text.strip(" :") if before and box.width > box.height else ""


def _bulge(parts: Parts, box: Box) -> Box | None:
    """The thumb of a level slider whose track is filled up to it in its own colour: where that is higher, in one place."""
    for area in parts.areas:
        inner = area.box
        level = box.padded(2).contains(inner.center) and inner.height >= 0.5 * box.height and inner.width >= 1.3 * inner.height
        if not level or _is_grey(area.colour) or min(area.colour) > 200 or box.width < box.height:
            continue
        part = parts.picture[inner.top : inner.bottom, inner.left : inner.right].astype(np.int16)
        heights = (np.abs(part - np.array(area.colour)).max(axis=2) < 40).sum(axis=0)
        high = np.flatnonzero(heights >= 0.75 * inner.height)
        low = int(np.median(heights))
        if not len(high) or low > 0.7 * inner.height or low < 2:
            continue
        middle = inner.left + int(high[0] + high[-1]) // 2
        if 0.3 * inner.height <= high[-1] - high[0] <= 1.6 * inner.height:
            half = inner.height // 2
            return Box(middle - half, inner.top, middle + half, inner.bottom)
    return None


def _sticks_out(parts: Parts, box: Box, thumb: Box) -> bool:
    """Whether a thumb is thicker than the track that it runs on, as a short slider must show, unlike a field."""
    tracks = [
        area.box
        for area in parts.areas
        if box.padded(2).contains(area.box.center) and max(area.box.size) >= 2 * min(area.box.size)
    ]
    return any(
        (thumb.top < track.top and thumb.bottom > track.bottom) or (thumb.left < track.left and thumb.right > track.right)
        for track in tracks
    )


def scrollbars(parts: Parts) -> list[Box]:
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


def with_panels(scene: View, parts: Parts, spots: list[Spot], bars: list[Box]) -> list[Spot]:
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


def _holds_only_text(whole: Box, spots: list[Spot], scene: View) -> bool:
    """Whether nothing but texts (or nothing at all) is in a white area: an editor without a grip.

    Words of a longer line may have been taken for entries of a menu.
    """
    longer = [line.box for line in scene.lines if len(line.words) > 1]
    return all(
        spot.kind in ("text", "word", "scrollbar")
        or (spot.kind == "item" and any(box.contains(spot.box.center) and box.width > 1.2 * spot.box.width for box in longer))
        for spot in spots
        if whole.contains(spot.box.center)
    )


def _as_textarea(spots: list[Spot], whole: Box, scene: View, inside: Sequence[TextLine]) -> list[Spot]:
    corner = Box(whole.right - 40, whole.bottom - 44, whole.right + 4, whole.bottom + 4)
    own = [line for line in inside if not (corner.contains(scene.shrunk.up(line.box).center) and len(line.text.strip()) <= 2)]
    value = "\n".join(line.text for line in own)
    label = next(
        (spot.label for spot in spots if spot.kind in ("field", "textarea") and whole.padded(4).contains(spot.box.center)), ""
    )
    kept = [spot for spot in spots if not whole.padded(3).contains(spot.box.center) or spot.kind == "scrollbar"]
    return [*kept, Spot(whole, "textarea", label, value)]


def _has_grip(parts: Parts, box: Box) -> bool:
    """Whether a diagonal stroke is in the lower right corner, with nothing to its upper left."""
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
