"""The two neural networks that read text: one finds lines, one reads them.

They are the PP-OCRv6 models that RapidOCR's wheel carries (detection and recognition, "small"), run directly on OpenVINO, or on
ONNX Runtime where OpenVINO does not exist. RapidOCR's own pipeline is not used: it upscales small pictures, pads batches to the
longest line, and takes a second to import. Its preprocessing and decoding are followed (scale to -1..1 in BGR, height 48 for
recognition, DB threshold 0.3, unclip 1.6, CTC).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import platformdirs
from numpy.typing import NDArray

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.change import tiles
from gui_agent.perception.geometry import Box, Size
from gui_agent.perception.shapes import edges

Pixels = NDArray[np.uint8]
"""A colour picture, (height, width, 3)."""
_Run = Callable[[NDArray[np.float32]], NDArray[np.float32]]

LINE_HEIGHT = 48
"""Height in pixels at which lines are read."""
STEP = 8
"""Pixels of such a line per column of the recogniser's answer."""
_TILE = Size(384, 256)
"""Pixels that the detector looks at in one go."""
_MARGIN = 16
"""Pixels at a tile's sides whose answer is not used: too little is seen around them."""
_CELL = 16
_BATCH_COLUMNS = 1600
_WIDTH_STEP = 32
_INK = 0.3
_CERTAIN = 0.5
_UNCLIP = 1.6
_threads: int | None = None


def limit_threads(count: int) -> None:
    """Networks that this process loads from now on use so many threads at most: for processes that share a machine."""
    import cv2

    global _threads
    _threads = count
    cv2.setNumThreads(count)


@dataclass(frozen=True)
class Reading:
    """What one line says."""

    text: str
    confidence: float
    """Mean over the characters, 0 to 1."""
    positions: tuple[float, ...]
    """Where each character's centre lies, as a fraction of the line's width."""


class TextNetworks:
    """Finds and reads lines of text. Loading takes some tenths of a second, so make one and keep it."""

    def __init__(self) -> None:
        """Load both networks. Raises EnvironmentProblem when the models or an engine are missing."""
        folder = _models()
        self._detect, _ = _load(folder / "PP-OCRv6_det_small.onnx", [1, 3, _TILE.height, _TILE.width])
        self._recognise, characters = _load(folder / "PP-OCRv6_rec_small.onnx", None)
        self._characters = ["", *characters, " "]

    def find_lines(self, picture: Pixels) -> list[Box]:
        """The boxes around lines of text, in pixels of the (RGB) picture.

        Only where there is something like letters is looked at, tile by tile: a tile always has the same size, for which the
        engine prepares once (for every new size it takes tenths of a second more).
        """
        probability = np.zeros(picture.shape[:2], np.float32)
        for core in _tiles(_letter_cells(picture)):
            self._look(picture, core, probability)
        return _line_boxes(probability)

    def _look(self, picture: Pixels, core: Box, probability: NDArray[np.float32]) -> None:
        """Write the probability of text in `core` into its place; some pixels around it are looked at as well."""
        height, width = picture.shape[:2]
        left = max(0, min(core.left - _MARGIN, width - _TILE.width))
        top = max(0, min(core.top - _MARGIN, height - _TILE.height))
        part = picture[top : top + _TILE.height, left : left + _TILE.width]
        tile = np.zeros((1, 3, _TILE.height, _TILE.width), np.float32)
        tile[0, :, : part.shape[0], : part.shape[1]] = _normalised(part)
        found = self._detect(tile)[0, 0]
        inside = core.intersection(Box(0, 0, width, height)) or core
        probability[inside.top : inside.bottom, inside.left : inside.right] = found[
            inside.top - top : inside.bottom - top, inside.left - left : inside.right - left
        ]

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        """What each of these (RGB) pictures of one line says."""
        import cv2

        scaled = []
        for crop in crops:
            wide = max(LINE_HEIGHT // 3, round(crop.shape[1] * LINE_HEIGHT / crop.shape[0]))
            scaled.append(_normalised(cv2.resize(crop, (wide, LINE_HEIGHT), interpolation=cv2.INTER_LINEAR)))
        order = sorted(range(len(scaled)), key=lambda index: scaled[index].shape[2])
        readings: dict[int, Reading] = {}
        while order:
            batch = _next_batch(order, scaled)
            widest = -(-scaled[batch[-1]].shape[2] // _WIDTH_STEP) * _WIDTH_STEP
            stacked = np.zeros((len(batch), 3, LINE_HEIGHT, widest), np.float32)
            for row, index in enumerate(batch):
                stacked[row, :, :, : scaled[index].shape[2]] = scaled[index]
            for index, answer in zip(batch, self._recognise(stacked), strict=True):
                readings[index] = self._decode(answer, scaled[index].shape[2])
        return [readings[index] for index in range(len(scaled))]

    def _decode(self, answer: NDArray[np.float32], width: int) -> Reading:
        """CTC: the best class of each column, repeats and blanks (class 0) left out."""
        best = answer.argmax(axis=1)
        kept = np.flatnonzero((best != 0) & (best != np.concatenate(([-1], best[:-1]))))
        text = "".join(self._characters[index] for index in best[kept])
        positions = tuple(min(1.0, (float(column) + 0.5) * STEP / width) for column in kept)
        certainty = float(answer[kept, best[kept]].mean()) if len(kept) else 0.0
        return Reading(text, certainty, positions)


def _letter_cells(picture: Pixels) -> NDArray[np.bool_]:
    """In which squares of `_CELL` pixels there may be text: (rows, columns).

    Letters are small groups of connected edges; long outlines and plain areas hold none, dense texture (a photograph) may.
    """
    import cv2

    outline = edges(picture)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(outline, connectivity=8, ltype=cv2.CV_32S)
    wide, high, size = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    letters = (high >= 4) & (high <= 72) & (wide >= 2) & (size >= 0.12 * wide * high)
    letters |= (high > 72) & (size >= 0.15 * wide * high)
    letters[0] = False
    return tiles(letters[labels], _CELL)


def _tiles(cells: NDArray[np.bool_]) -> list[Box]:
    """Boxes (pixels) of at most a tile without its margins that cover all the marked cells."""
    high, wide = (_TILE.height - 2 * _MARGIN) // _CELL, (_TILE.width - 2 * _MARGIN) // _CELL
    left_over = cells.copy()
    boxes = []
    while left_over.any():
        top = int(left_over.any(axis=1).argmax())
        band = left_over[top : top + high]
        # One square more: a first letter that touches the frame of its list is a part of that outline.
        left = max(0, int(band.any(axis=0).argmax()) - 1)
        boxes.append(Box.of_size(left * _CELL, top * _CELL, wide * _CELL, high * _CELL))
        band[:, left : left + wide] = False
    return boxes


def _line_boxes(probability: NDArray[np.float32]) -> list[Box]:
    """DB's post-processing for upright text: connected pixels that are probably text, grown to the letters' full size."""
    import cv2

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


def _next_batch(order: list[int], scaled: Sequence[NDArray[np.float32]]) -> list[int]:
    """Take lines of about the same width from the front of `order`, as many as fit a batch."""
    batch: list[int] = []
    while order:
        wide = scaled[order[0]].shape[2]
        too_many = (len(batch) + 1) * wide > _BATCH_COLUMNS
        too_different = bool(batch) and wide > 1.25 * scaled[batch[0]].shape[2] + _WIDTH_STEP
        if batch and (too_many or too_different):
            break
        batch.append(order.pop(0))
    return batch


def _normalised(picture: NDArray[Any]) -> NDArray[np.float32]:
    """(height, width, RGB) bytes as (BGR, height, width) numbers from -1 to 1."""
    return picture[:, :, ::-1].astype(np.float32).transpose(2, 0, 1) / np.float32(127.5) - np.float32(1)


def _models() -> Path:
    """The folder of the models inside RapidOCR's wheel; RapidOCR itself is not imported."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        raise EnvironmentProblem("the text recognition models are missing", "Install them: pip install 'rapidocr>=3.10'")
    return Path(found.submodule_search_locations[0]) / "models"


def _load(model: Path, shape: list[int] | None) -> tuple[_Run, list[str]]:
    """A function that runs the network (on input of always the same shape), and the characters it knows (none: the detector)."""
    if not model.exists():
        raise EnvironmentProblem(
            f"the text recognition model {model.name} is missing", "Install it: pip install --force-reinstall 'rapidocr>=3.10'"
        )
    if importlib.util.find_spec("openvino") is not None:
        return _load_openvino(model, shape)
    return _load_onnxruntime(model)


def _load_openvino(model: Path, shape: list[int] | None) -> tuple[_Run, list[str]]:
    import openvino

    runtime = openvino.Core()
    network = runtime.read_model(model)
    info: Any = network.get_rt_info()
    characters = str(info["framework"]["character"].value).splitlines() if "framework" in info else []
    if shape is not None:
        network.reshape(shape)
    cache = platformdirs.user_cache_path("gui-agent") / "openvino"
    hints: dict[str, Any] = {"CACHE_DIR": str(cache), "PERFORMANCE_HINT": "LATENCY"}
    if _threads is not None:
        hints["INFERENCE_NUM_THREADS"] = _threads
    compiled = runtime.compile_model(network, "CPU", hints)
    return lambda data: cast("NDArray[np.float32]", compiled(data)[0]), characters


def _load_onnxruntime(model: Path) -> tuple[_Run, list[str]]:
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = _threads or 0
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    characters = session.get_modelmeta().custom_metadata_map.get("character", "").splitlines()
    return lambda data: cast("NDArray[np.float32]", session.run(None, {name: data})[0]), characters
