"""Switches: low rounded tracks with a knob at one end, which says whether they are on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gui_agent.perception.elements.box_table import BoxTable
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine

_LOWEST, _HIGHEST = 9, 44
"""Pixels of height."""
_LONG = (1.3, 2.9)
"""Width to height of a track with its knob."""
_PLAIN = 20
"""Of 255: pixels of one colour differ less."""
_NEAR, _FAR = 1.7, 700
"""A caption to the right is so many line heights away at most; one to the left, so many pixels."""


@dataclass(frozen=True)
class Switch:
    """One switch, in pixels of the picture."""

    box: Box
    """The track and its knob."""
    on: bool
    caption: TextLine | None


def find_switches(scene: Parts, lines: list[TextLine]) -> list[Switch]:
    """The switches of a picture. One whose knob is not seen at one of its ends is left out."""
    found: list[Switch] = []
    table = BoxTable(line.box for line in lines)
    for box in sorted(scene.objects, key=lambda box: -box.area):
        if not (_LOWEST <= box.height <= _HIGHEST and _LONG[0] <= box.width / box.height <= _LONG[1]):
            continue
        if any(other.box.intersection(box) for other in found):
            continue
        if any(len(lines[index].text.strip()) > 1 and lines[index].box.intersection(box) for index in table.centred_in(box)):
            continue
        on = _position(scene, box)
        if on is not None:
            found.append(Switch(box, on, _caption(box, lines)))
    return found


def _position(scene: Parts, box: Box) -> bool | None:
    """Whether the knob is at the right end; None where there is no track with one knob at one end."""
    picture = scene.picture[box.top : box.bottom, box.left : box.right].astype(np.int16)
    height, width = picture.shape[:2]
    if not _has_round_ends(scene, box):
        return None
    knobs, around = [], box.padded(1)
    for area in scene.areas:
        part = area.box
        if not around.contains(part.center) or part.width > 0.72 * width or part.height > height + 2:
            continue
        if (
            min(part.size) < max(5, 0.36 * height)
            or not 0.75 <= part.width / part.height <= 1.45
            or area.form not in ("circle", "rectangle")
        ):
            continue
        knobs.append(part)
    if not knobs:
        return None
    knob = max(knobs, key=lambda part: part.area)
    left, right = knob.left - box.left, box.right - knob.right
    if abs(left - right) < 0.25 * width or min(left, right) > 0.3 * height + 1:
        return None
    on = left > right
    # The other end is plain: the track, without a second knob, a letter or an arrow.
    rest = picture[:, : max(1, left - 1)] if on else picture[:, min(width - 1, width - right + 1) :]
    core = rest[
        height // 3 : height - height // 3, rest.shape[1] // 4 : max(rest.shape[1] // 4 + 1, rest.shape[1] - rest.shape[1] // 6)
    ]
    if not core.size:
        return None
    track = np.median(core.reshape(-1, 3), axis=0)
    middle = picture[knob.center.y - box.top, knob.center.x - box.left]
    plain = (np.abs(core - track).max(axis=2) < _PLAIN).mean() >= 0.6
    return on if plain and np.abs(track - middle).max() >= _PLAIN else None


def _has_round_ends(scene: Parts, box: Box) -> bool:
    """Whether the corners of a box show what is around it: the track's ends, or its knob, are round."""
    around = np.array(scene.colour_around(box, 3), np.int16)
    side = max(1, box.height // 9)
    corners = [
        scene.picture[y : y + side, x : x + side].reshape(-1, 3).astype(np.int16)
        for y in (box.top + 1, box.bottom - side)
        for x in (box.left + 1, box.right - side)
    ]
    return sum(bool(np.abs(np.median(corner, axis=0) - around).max() < _PLAIN) for corner in corners) >= 3


def _caption(box: Box, lines: list[TextLine]) -> TextLine | None:
    """The text right behind a switch, else the nearest one before it on the same row."""
    level = [line for line in lines if line.box.top <= box.center.y <= line.box.bottom]
    after = [line for line in level if 0 <= line.box.left - box.right + 2 <= _NEAR * line.box.height]
    if after:
        return min(after, key=lambda line: line.box.left)
    before = [line for line in level if 0 <= box.left - line.box.right + 2 <= _FAR]
    return max(before, key=lambda line: line.box.right, default=None)
