"""Text on the screen: lines and words with their boxes.

Reading is slow next to everything else here, so nothing is read twice: what was found in a tile of the screen, and what a line says,
is kept by its pixels. So the same picture is always read the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.carets import is_lone_caret, without_caret
from gui_agent.perception.text.frames import ink_of
from gui_agent.perception.text.ink_lines import ink_lines
from gui_agent.perception.text.sides import parted
from gui_agent.perception.text.words import Strip, strip_of, words_of

if TYPE_CHECKING:
    from gui_agent.perception.text.networks import Reading, TextNetworks

_CERTAIN = 0.5
_WIDE = 1.3
"""Heights of a line from which it is read before narrower ones, where not all are read."""
_ROOM, _LEAST_ROOM = 0.25, 4
"""Rows of room above and below a line that was cut out at its ink: a fraction of its height, and at least so many."""


@dataclass(frozen=True)
class Word:
    """One word of a line."""

    text: str
    box: Box
    """Pixels of the virtual screen."""


@dataclass(frozen=True)
class TextLine:
    """Words that are on one line, close together."""

    text: str
    box: Box
    """Pixels of the virtual screen."""
    confidence: float
    """0 to 1."""
    words: tuple[Word, ...]


class TextReader:
    """Reads screenshots; keeps what it read. The networks are loaded with the first reading. Use it from one thread.

    All readers of a process share what each tile and each line says; with `networks` of its own a reader begins with nothing.
    """

    def __init__(self, networks: TextNetworks | None = None) -> None:
        self._networks = networks
        self._seen: NDArray[np.uint32] | None = None
        self._frame: Box | None = None
        self._lines: list[TextLine] = []

    def warm_up(self) -> None:
        """Load the networks now rather than with the first reading."""
        self._loaded()

    def read(self, screenshot: Screenshot, region: Box | None = None) -> list[TextLine]:
        """The lines of text in the screenshot, or in a `region` of it (pixels of the virtual screen), from the top down.

        Raises EnvironmentProblem when the models or an engine are missing.
        """
        pixels = screenshot.pixels
        whole = Box(0, 0, screenshot.region.width, screenshot.region.height)
        offset = (screenshot.region.left, screenshot.region.top)
        if region is not None:
            wanted = region.offset(-offset[0], -offset[1]).intersection(whole)
            return self._read_areas(screenshot, [wanted]) if wanted else []
        if self._seen is not None and self._frame == screenshot.region and np.array_equal(self._seen, pixels):
            return list(self._lines)
        lines = self._read_areas(screenshot, [whole])
        lines.sort(key=lambda line: (line.box.top, line.box.left))
        self._seen, self._frame, self._lines = pixels, screenshot.region, lines
        return list(lines)

    def read_at(self, screenshot: Screenshot, places: Sequence[Box], most: int | None = None) -> list[TextLine]:
        """The lines of text at these places (pixels of the virtual screen), found by their ink: quicker than `read`, for small places.

        A line that reaches into a place is read as a whole. With `most`, no more than about so many lines are read, some of each place.
        Raises EnvironmentProblem as `read` does.
        """
        return self.read_boxes(screenshot, line_boxes(screenshot, places, most))

    def read_boxes(self, screenshot: Screenshot, boxes: Sequence[Box]) -> list[TextLine]:
        """What the lines say that `line_boxes` has found. Raises EnvironmentProblem as `read` does."""
        left, top = screenshot.region.left, screenshot.region.top
        found = [box.offset(-left, -top) for box in boxes]
        return self._lines_of(screenshot.rgb, found, (left, top)) if found else []

    def _read_areas(self, screenshot: Screenshot, areas: list[Box]) -> list[TextLine]:
        if not areas:
            return []
        picture = np.asarray(screenshot.image)
        strips = []
        for area in areas:
            part = picture[area.top : area.bottom, area.left : area.right]
            for box in _text_boxes(part, self._loaded().find_lines(part)):
                place = box.offset(area.left + screenshot.region.left, area.top + screenshot.region.top)
                if strip := strip_of(part[box.top : box.bottom, box.left : box.right], place):
                    strips.append(strip)
        return self._lines_in(strips)

    def _lines_of(self, picture: NDArray[np.uint8], boxes: list[Box], corner: tuple[int, int]) -> list[TextLine]:
        parts = _text_boxes(picture, boxes)
        strips = [strip_of(_with_room(picture[box.top : box.bottom, box.left : box.right]), box.offset(*corner)) for box in parts]
        return self._lines_in([strip for strip in strips if strip is not None])

    def _lines_in(self, strips: list[Strip]) -> list[TextLine]:
        lines = []
        for strip, reading in zip(strips, self._read_strips(strips), strict=True):
            if reading.text.strip() and reading.confidence >= _CERTAIN:
                words = tuple(Word(text, part) for text, part in words_of(reading, strip))
                if words:
                    lines.append(TextLine(" ".join(word.text for word in words), strip.box, reading.confidence, words))
        return lines

    def _read_strips(self, strips: list[Strip]) -> list[Reading]:
        networks = self._loaded()
        keys = [strip.key for strip in strips]

        def read(unknown: list[Strip]) -> list[Reading]:
            new = networks.read_lines([strip.crop for strip in unknown])
            return [strip.settled(reading) for strip, reading in zip(unknown, new, strict=True)]

        readings = networks.readings.of(dict(zip(keys, strips, strict=True)), read)
        return [readings[key] for key in keys]

    def _loaded(self) -> TextNetworks:
        if self._networks is None:
            from gui_agent.perception.text.networks import shared_networks

            self._networks = shared_networks()
        return self._networks


def line_boxes(screenshot: Screenshot, places: Sequence[Box], most: int | None = None) -> list[Box]:
    """Where lines of text are at these places, found by their ink; all in pixels of the virtual screen.

    A line that reaches into a place is found as a whole; with `most`, no more than about so many are, some of each place.
    """
    picture = screenshot.rgb
    left, top = screenshot.region.left, screenshot.region.top
    boxes: list[Box] = []
    for place in places:
        found = [box.offset(left, top) for box in ink_lines(picture, place.offset(-left, -top))]
        new = [box for box in found if not any(box.intersection(other) for other in boxes)]
        wide_first = sorted(new, key=lambda box: box.width < _WIDE * box.height)  # an icon is no text
        boxes += new if most is None else wide_first[: max(2, most // len(places))]
    return boxes


def _with_room(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A line that was cut out at its ink, with plain rows above and below: else a tall letter looks like a border."""
    room = max(_LEAST_ROOM, round(_ROOM * len(crop)))
    wide = np.empty((len(crop) + 2 * room, *crop.shape[1:]), np.uint8)
    wide[:] = ink_of(crop)[1]
    wide[room : room + len(crop)] = crop
    return wide


def _text_boxes(picture: NDArray[np.uint8], boxes: list[Box]) -> list[Box]:
    """The boxes of lines parted at the sides of fields, without the carets."""
    parts = [part for box in boxes for part in parted(picture, box)]
    return [without_caret(picture, part) for part in parts if not is_lone_caret(picture, part)]
