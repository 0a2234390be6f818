"""Lines cut out for reading, and readings made into words: spaces put where there is space."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box
from gui_agent.perception.text.frames import empty_rectangles, ink_of, on_its_ground, runs, without_frames

if TYPE_CHECKING:
    from gui_agent.perception.text.networks import Reading

_BESIDE = 4
"""Pixels that are left beside the letters; the reader needs a little, and each costs time."""
_MARGIN, _LEAST = 0.25, 3
"""Blank rows above and below the letters, as a fraction of their height, and at least so many: always the same, so that the same
letters are read the same way."""
_SPACE = 0.32
"""Blank columns, as a fraction of the line's height, that part two words also where the network saw none."""


@dataclass(frozen=True)
class Strip:
    """One line as it is read: its ink, with a little space around."""

    crop: NDArray[np.uint8]
    """(height, width, RGB), frames removed."""
    ink: Box
    """Where the letters are, in pixels of the crop."""
    box: Box
    """Where the crop is, in pixels of the screen."""
    start: int
    """The first column of ink, in pixels of the screen."""
    rectangles: tuple[tuple[int, int], ...] = ()
    """First column and end of what is no letter, though it is read as one: "0" or "□"."""

    @property
    def key(self) -> bytes:
        """The same for the same picture of a line, wherever it is."""
        name = f"{self.crop.shape}".encode()
        return hashlib.blake2b(np.ascontiguousarray(self.crop).tobytes(), digest_size=16, key=name).digest()

    def settled(self, reading: Reading) -> Reading:
        """The reading with its positions as fractions of the ink's width, not the crop's."""
        width = self.crop.shape[1]
        places = tuple(min(1.0, max(0.0, (at * width - self.ink.left) / self.ink.width)) for at in reading.positions)
        return replace(reading, positions=places)


def strip_of(crop: NDArray[np.uint8], box: Box) -> Strip | None:
    """The line in a crop that is at `box`; None where there is no ink."""
    cleaned = without_frames(on_its_ground(crop))
    ink, background = ink_of(cleaned)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None
    left, right = int(columns[0]), int(columns[-1]) + 1
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    if 3 * (bottom - top) < len(crop):  # a comma or an apostrophe: where it is on the line is what tells it
        above, below = top, len(crop) - bottom
    else:
        margin = max(_LEAST, round(_MARGIN * (bottom - top)))
        above, below = margin if top else 0, margin if bottom < len(crop) else 0  # what reaches the edge is a ground of its own
    letters = cleaned[top:bottom, left:right]
    part = np.empty((above + bottom - top + below, right - left + 2 * _BESIDE, 3), np.uint8)
    part[:] = background
    part[above : above + bottom - top, _BESIDE : _BESIDE + right - left] = letters
    place = Box(_BESIDE, above, _BESIDE + right - left, above + bottom - top)
    rectangles = tuple((start - left + _BESIDE, end - left + _BESIDE) for start, end in empty_rectangles(ink))
    whole = Box(box.left + max(0, left - _BESIDE), box.top, min(box.right, box.left + right + _BESIDE), box.bottom)
    return Strip(part, place, whole, box.left + left, rectangles)


def words_of(reading: Reading, strip: Strip) -> list[tuple[str, Box]]:
    """The words of a (settled) reading with their boxes in pixels of the screen.

    What was read in an empty rectangle is left out. A word reaches from a little before its first character's centre to a little
    behind its last one's.
    """
    positions, width = reading.positions, strip.ink.width
    at = [strip.ink.left + position * width for position in positions]
    text = "".join(
        " " if any(left <= column < right for left, right in strip.rectangles) else character
        for character, column in zip(reading.text, at, strict=True)
    )
    letters = strip.crop[:, strip.ink.left : strip.ink.right]
    start_x = strip.start
    reach = 0.65 * _pitch(positions)
    words = []
    for start, end in _spans(text, positions, _gaps(letters), width):
        left, right = positions[start] - reach, positions[end - 1] + reach
        if start > 0:
            left = max(left, (positions[start - 1] + positions[start]) / 2)
        if end < len(text):
            right = min(right, (positions[end - 1] + positions[end]) / 2)
        left, right = max(0.0, left), min(1.0, right)
        place = Box(start_x + round(left * width), strip.box.top, start_x + round(right * width), strip.box.bottom)
        words.append((text[start:end], place))
    return words


def _gaps(crop: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Stretches of columns without ink that are wide enough to part words."""
    ink, _ = ink_of(crop)
    return [(left, right) for left, right in runs(np.asarray(~ink.any(axis=0))) if right - left >= _SPACE * crop.shape[0]]


def _spans(text: str, positions: tuple[float, ...], gaps: list[tuple[int, int]], width: int) -> list[tuple[int, int]]:
    """Start and end of each word in the text: at white space, and where there is a wide gap between two characters."""
    spans: list[tuple[int, int]] = []
    start: int | None = None
    for index, character in enumerate([*text, " "]):
        if character.isspace():
            if start is not None:
                spans.append((start, index))
            start = None
        elif start is None:
            start = index
        elif any(positions[index - 1] * width < left + 2 and right - 2 < positions[index] * width for left, right in gaps):
            spans.append((start, index))
            start = index
    return spans


def _pitch(positions: tuple[float, ...]) -> float:
    """The usual distance of two characters."""
    return float(np.median(np.diff(positions))) if len(positions) > 1 else 0.5
