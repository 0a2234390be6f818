"""The two neural networks that read text: one finds lines, one reads them.

They are the PP-OCRv6 models that RapidOCR's wheel carries (detection and recognition, "small"), run directly (`engines`).
RapidOCR's own pipeline is not used: it upscales small pictures, pads batches to the longest line, and takes a second to import.
Its preprocessing and decoding are followed (scale to -1..1 in BGR, height 48 for recognition, DB threshold 0.3, unclip 1.6, CTC).
"""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.change.change import tiles
from gui_agent.perception.geometry import Box, Point, Size
from gui_agent.perception.shapes import edges
from gui_agent.perception.text.engines import Array, load_detector, load_recogniser
from gui_agent.perception.text.kept import Kept

Pixels = NDArray[np.uint8]
"""A colour picture, (height, width, 3)."""

DETECTOR = "PP-OCRv6_det_small.onnx"
RECOGNISER = "PP-OCRv6_rec_small.onnx"
LINE_HEIGHT = 48
"""Height in pixels at which lines are read."""
STEP = 8
"""Pixels of such a line per column of the recogniser's answer."""
_TILE = Size(384, 256)
"""Pixels that the detector looks at in one go."""
_MARGIN = 16
"""Pixels at a tile's sides whose answer is not used: too little is seen around them."""
_CELL = 16
_BATCH = 4
_KEPT_TILES = 120
"""Tiles whose answer is kept: 24 MB."""
_KEPT_LINES = 4000
_WIDTH_STEP = 32
_INK = 0.3
_CERTAIN = 0.5
_UNCLIP = 1.6


@dataclass(frozen=True)
class Reading:
    """What one line says."""

    text: str
    confidence: float
    """Mean over the characters, 0 to 1."""
    positions: tuple[float, ...]
    """Where each character's centre is, as a fraction of the line's width."""


class TextNetworks:
    """Finds and reads lines of text, and keeps what it found and read. Loading takes some tenths of a second: see `shared_networks`.

    Several threads may use one.
    """

    def __init__(self) -> None:
        """Load both networks. Raises EnvironmentProblem when the models or an engine are missing."""
        self._detect = load_detector(models() / DETECTOR)
        self._recognise, characters = load_recogniser(models() / RECOGNISER)
        self._characters = ["", *characters, " "]
        self.found: Kept[Point, NDArray[np.float16]] = Kept(_KEPT_TILES)
        self.readings: Kept[Any, Reading] = Kept(_KEPT_LINES)

    def find_lines(self, picture: Pixels) -> list[Box]:
        """The boxes around lines of text, in pixels of the (RGB) picture.

        Only where there is something like letters is looked at, tile by tile, all of one size. The tiles are on one grid, and what
        was found in one is kept by its pixels: so a picture is read the same way whatever was read before.
        """
        probability = np.zeros(picture.shape[:2], np.float32)
        cores = _tiles(_letter_cells(picture))
        places = [_place(core, picture) for core in cores]
        keys = [_key(picture, place) for place in places]
        answers = self.found.of(dict(zip(keys, places, strict=True)), lambda unknown: self._detected(picture, unknown))
        for core, place, key in zip(cores, places, keys, strict=True):
            found = answers[key].astype(np.float32)
            inside = core.intersection(Box(0, 0, picture.shape[1], picture.shape[0])) or core
            probability[inside.top : inside.bottom, inside.left : inside.right] = found[
                inside.top - place.y : inside.bottom - place.y, inside.left - place.x : inside.right - place.x
            ]
        return _line_boxes(probability)

    def _detected(self, picture: Pixels, places: list[Point]) -> list[NDArray[np.float16]]:
        answers = self._detect(_tile(picture, place) for place in places)
        return [answer[0, 0].astype(np.float16) for answer in answers]

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        """What each of these (RGB) pictures of one line says."""
        scaled = [line_input(crop) for crop in crops]
        batches = _batches(scaled)
        readings: dict[int, Reading] = {}
        answers = self._recognise(_stacked([scaled[index] for index in batch]) for batch in batches)
        for batch, answered in zip(batches, answers, strict=True):
            for index, answer in zip(batch, answered, strict=True):
                readings[index] = self._decode(answer, scaled[index].shape[2])
        return [readings[index] for index in range(len(scaled))]

    def _decode(self, best: Array, width: int) -> Reading:
        """CTC: the best class of each column, repeats and blanks (class 0) left out."""
        certainty, classes = best[0], best[1].astype(np.int32)
        kept = np.flatnonzero((classes != 0) & (classes != np.concatenate(([-1], classes[:-1]))))
        text = "".join(self._characters[index] for index in classes[kept])
        positions = tuple(min(1.0, (float(column) + 0.5) * STEP / width) for column in kept)
        return Reading(text, float(certainty[kept].mean()) if len(kept) else 0.0, positions)


_loading = threading.Lock()
_shared: list[TextNetworks] = []


def shared_networks() -> TextNetworks:
    """The networks of this process, loaded when they are first asked for: what one reader has read, another need not read again.

    Raises EnvironmentProblem when the models or an engine are missing.
    """
    with _loading:
        if not _shared:
            _shared.append(TextNetworks())
        return _shared[0]


def line_input(crop: Pixels) -> Array:
    """The (RGB) picture of a line as the recogniser takes it: (BGR, `LINE_HEIGHT`, width), numbers from -1 to 1."""
    from gui_agent.perception.opencv import cv2

    width = max(LINE_HEIGHT // 3, round(crop.shape[1] * LINE_HEIGHT / crop.shape[0]))
    return _normalised(cv2.resize(crop, (width, LINE_HEIGHT), interpolation=cv2.INTER_LINEAR))


def _letter_cells(picture: Pixels) -> NDArray[np.bool_]:
    """In which squares of `_CELL` pixels there may be text: (rows, columns).

    Letters are small groups of connected edges; long outlines and plain areas hold none, dense texture (a photograph) may.
    """
    from gui_agent.perception.opencv import cv2

    outline = edges(picture)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(outline, connectivity=8, ltype=cv2.CV_32S)
    wide, high, size = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    letters = (high >= 4) & (high <= 72) & (wide >= 2) & (size >= 0.12 * wide * high)
    letters |= (high > 72) & (size >= 0.15 * wide * high)
    letters[0] = False
    return tiles(letters[labels], _CELL)


def _tiles(cells: NDArray[np.bool_]) -> list[Box]:
    """Boxes (pixels) of a tile without its margins, on one grid, in which there are marked cells."""
    high, wide = (_TILE.height - 2 * _MARGIN) // _CELL, (_TILE.width - 2 * _MARGIN) // _CELL
    return [
        Box.of_size(left * _CELL, top * _CELL, wide * _CELL, high * _CELL)
        for top in range(0, cells.shape[0], high)
        for left in range(0, cells.shape[1], wide)
        if cells[top : top + high, left : left + wide].any()
    ]


def _key(picture: Pixels, place: Point) -> bytes:
    """The same for a tile with the same pixels."""
    part = picture[place.y : place.y + _TILE.height, place.x : place.x + _TILE.width]
    return hashlib.blake2b(np.ascontiguousarray(part).tobytes(), digest_size=16, key=f"{part.shape}".encode()).digest()


def _line_boxes(probability: Array) -> list[Box]:
    """DB's post-processing for upright text: connected pixels that are probably text, grown to the letters' full size."""
    from gui_agent.perception.opencv import cv2

    height, width = probability.shape
    ink = cv2.dilate((probability > _INK).astype(np.uint8), np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    sums = np.bincount(labels.ravel(), probability.ravel(), count)
    boxes = []
    for index in range(1, count):
        left, top, wide, high, size = (int(value) for value in stats[index])
        if min(wide, high) < 3 or sums[index] / size < _CERTAIN:
            continue
        grow = wide * high * _UNCLIP / (2 * (wide + high))
        box = Box(int(left - grow), int(top - grow), int(left + wide + grow) + 1, int(top + high + grow) + 1)
        inside = box.intersection(Box(0, 0, width, height))
        if inside is not None:
            boxes.append(inside)
    return boxes


def _place(core: Box, picture: Pixels) -> Point:
    """Where the tile around `core` begins; some pixels beside it are looked at as well."""
    height, width = picture.shape[:2]
    left = max(0, min(core.left - _MARGIN, width - _TILE.width))
    return Point(left, max(0, min(core.top - _MARGIN, height - _TILE.height)))


def _tile(picture: Pixels, place: Point) -> Array:
    part = picture[place.y : place.y + _TILE.height, place.x : place.x + _TILE.width]
    tile = np.zeros((1, 3, _TILE.height, _TILE.width), np.float32)
    tile[0, :, : part.shape[0], : part.shape[1]] = _normalised(part)
    return tile


def _batches(scaled: Sequence[Array]) -> list[list[int]]:
    """Lines of the same padded width together, always the same number of them: the engine prepares for every new size."""
    alike: dict[int, list[int]] = {}
    for index, line in enumerate(scaled):
        alike.setdefault(_padded_width(line.shape[2]), []).append(index)
    batches: list[list[int]] = []
    for _, order in sorted(alike.items()):
        while order:
            count = _BATCH if len(order) >= _BATCH else 1
            batches.append(order[:count])
            order = order[count:]
    return batches


def _padded_width(width: int) -> int:
    """The width at which a line is read: its own, rounded up, so that its reading does not depend on the lines beside it."""
    step = _WIDTH_STEP if width <= 8 * _WIDTH_STEP else 2 * _WIDTH_STEP if width <= 20 * _WIDTH_STEP else 4 * _WIDTH_STEP
    return -(-width // step) * step


def _stacked(lines: Sequence[Array]) -> Array:
    stacked = np.zeros((len(lines), 3, LINE_HEIGHT, _padded_width(lines[0].shape[2])), np.float32)
    for row, line in enumerate(lines):
        stacked[row, :, :, : line.shape[2]] = line
    return stacked


def _normalised(picture: NDArray[Any]) -> Array:
    """(height, width, RGB) bytes as (BGR, height, width) numbers from -1 to 1."""
    return picture[:, :, ::-1].astype(np.float32).transpose(2, 0, 1) / np.float32(127.5) - np.float32(1)


def models() -> Path:
    """The folder of the models inside RapidOCR's wheel; RapidOCR itself is not imported."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        raise EnvironmentProblem("the text recognition models are missing", "Install them: pip install 'rapidocr>=3.10'")
    return Path(found.submodule_search_locations[0]) / "models"
