"""The two neural networks that read text: one finds lines, one reads them.

They are the PP-OCRv6 models that RapidOCR's wheel carries (detection and recognition, "small"), run directly on OpenVINO, or on
ONNX Runtime where OpenVINO does not exist. RapidOCR's own pipeline is not used: it upscales small pictures, pads batches to the
longest line, and takes a second to import. Its preprocessing and decoding are followed (scale to -1..1 in BGR, height 48 for
recognition, DB threshold 0.3, unclip 1.6, CTC).
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import platformdirs
from numpy.typing import NDArray

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.change import tiles
from gui_agent.perception.geometry import Box, Point, Size
from gui_agent.perception.shapes import edges

Pixels = NDArray[np.uint8]
"""A colour picture, (height, width, 3)."""
_Array = NDArray[np.float32]
_Run = Callable[[Iterable[_Array]], list[_Array]]
"""Runs a network on several inputs, one answer for each; inputs may be made while earlier ones are being worked on."""

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
_STREAMS = 2
"""Inputs that are worked on at a time: two networks on half of the processors each are quicker than one on all of them."""
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
        cores = _tiles(_letter_cells(picture))
        places = [_place(core, picture) for core in cores]
        answers = self._detect(_tile(picture, place) for place in places)
        for core, place, answer in zip(cores, places, answers, strict=True):
            found = answer[0, 0]
            inside = core.intersection(Box(0, 0, picture.shape[1], picture.shape[0])) or core
            probability[inside.top : inside.bottom, inside.left : inside.right] = found[
                inside.top - place.y : inside.bottom - place.y, inside.left - place.x : inside.right - place.x
            ]
        return _line_boxes(probability)

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        """What each of these (RGB) pictures of one line says."""
        import cv2

        scaled = []
        for crop in crops:
            wide = max(LINE_HEIGHT // 3, round(crop.shape[1] * LINE_HEIGHT / crop.shape[0]))
            scaled.append(_normalised(cv2.resize(crop, (wide, LINE_HEIGHT), interpolation=cv2.INTER_LINEAR)))
        batches = _batches(scaled)
        readings: dict[int, Reading] = {}
        answers = self._recognise(_stacked([scaled[index] for index in batch]) for batch in batches)
        for batch, answered in zip(batches, answers, strict=True):
            for index, answer in zip(batch, answered, strict=True):
                readings[index] = self._decode(answer, scaled[index].shape[2])
        return [readings[index] for index in range(len(scaled))]

    def _decode(self, best: _Array, width: int) -> Reading:
        """CTC: the best class of each column, repeats and blanks (class 0) left out."""
        certainty, classes = best[0], best[1].astype(np.int32)
        kept = np.flatnonzero((classes != 0) & (classes != np.concatenate(([-1], classes[:-1]))))
        text = "".join(self._characters[index] for index in classes[kept])
        positions = tuple(min(1.0, (float(column) + 0.5) * STEP / width) for column in kept)
        return Reading(text, float(certainty[kept].mean()) if len(kept) else 0.0, positions)


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


def _line_boxes(probability: _Array) -> list[Box]:
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


def _place(core: Box, picture: Pixels) -> Point:
    """Where the tile around `core` begins; some pixels beside it are looked at as well."""
    height, width = picture.shape[:2]
    left = max(0, min(core.left - _MARGIN, width - _TILE.width))
    return Point(left, max(0, min(core.top - _MARGIN, height - _TILE.height)))


def _tile(picture: Pixels, place: Point) -> _Array:
    part = picture[place.y : place.y + _TILE.height, place.x : place.x + _TILE.width]
    tile = np.zeros((1, 3, _TILE.height, _TILE.width), np.float32)
    tile[0, :, : part.shape[0], : part.shape[1]] = _normalised(part)
    return tile


def _batches(scaled: Sequence[_Array]) -> list[list[int]]:
    """Lines of about the same width together, always the same number of them: the engine prepares for every new size."""
    order = sorted(range(len(scaled)), key=lambda index: scaled[index].shape[2])
    batches: list[list[int]] = []
    while order:
        widest = scaled[order[min(_BATCH, len(order)) - 1]].shape[2]
        alike = len(order) >= _BATCH and widest <= 1.25 * scaled[order[0]].shape[2] + _WIDTH_STEP
        count = _BATCH if alike else 1
        batches.append(order[:count])
        del order[:count]
    return batches


def _stacked(lines: Sequence[_Array]) -> _Array:
    widest = -(-max(line.shape[2] for line in lines) // _WIDTH_STEP) * _WIDTH_STEP
    stacked = np.zeros((len(lines), 3, LINE_HEIGHT, widest), np.float32)
    for row, line in enumerate(lines):
        stacked[row, :, :, : line.shape[2]] = line
    return stacked


def _normalised(picture: NDArray[Any]) -> _Array:
    """(height, width, RGB) bytes as (BGR, height, width) numbers from -1 to 1."""
    return picture[:, :, ::-1].astype(np.float32).transpose(2, 0, 1) / np.float32(127.5) - np.float32(1)


def _models() -> Path:
    """The folder of the models inside RapidOCR's wheel; RapidOCR itself is not imported."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        raise EnvironmentProblem("the text recognition models are missing", "Install them: pip install 'rapidocr>=3.10'")
    return Path(found.submodule_search_locations[0]) / "models"


def _load(model: Path, shape: list[int] | None) -> tuple[_Run, list[str]]:
    """A function that runs the network, and the characters it knows.

    The detector's input has always the same shape, and it knows no characters. The recogniser (shape None) answers for each line
    with the probability and the number of the best of its 18,710 classes in each column: (lines, 2, columns).
    """
    if not model.exists():
        raise EnvironmentProblem(
            f"the text recognition model {model.name} is missing", "Install it: pip install --force-reinstall 'rapidocr>=3.10'"
        )
    if importlib.util.find_spec("openvino") is not None:
        return _load_openvino(model, shape)
    return _load_onnxruntime(model, shape)


def _load_openvino(model: Path, shape: list[int] | None) -> tuple[_Run, list[str]]:
    import openvino

    runtime = openvino.Core()
    network = runtime.read_model(model)
    info: Any = network.get_rt_info()
    characters = str(info["framework"]["character"].value).splitlines() if "framework" in info else []
    if shape is not None:
        network.reshape(shape)
    else:
        network.reshape([-1, 3, LINE_HEIGHT, -1])
        network = _best_only(network)
    cache = platformdirs.user_cache_path("gui-agent") / "openvino"
    threads = _threads or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    streams = min(_STREAMS, threads)
    hints: dict[str, Any] = {"CACHE_DIR": str(cache), "NUM_STREAMS": streams, "INFERENCE_NUM_THREADS": threads}
    requests = openvino.AsyncInferQueue(runtime.compile_model(network, "CPU", hints), streams)
    answers: dict[int, _Array] = {}
    requests.set_callback(lambda request, number: answers.update({number: request.get_output_tensor(0).data.copy()}))

    def run(inputs: Iterable[_Array]) -> list[_Array]:
        answers.clear()
        for number, data in enumerate(inputs):
            requests.start_async(data, number)
        requests.wait_all()
        return [answers[number] for number in range(len(answers))]

    return run, characters


def _best_only(network: Any) -> Any:
    """The recogniser with the choice of the best class inside: its whole answer would be 7 MB for each batch."""
    import openvino
    from openvino import opset13 as operations

    every_class = network.output(0).get_node().input_value(0)
    best = operations.topk(every_class, operations.constant(np.int32(1)), axis=2, mode="max", sort="none")
    classes = operations.convert(best.output(1), "f32")
    pair = operations.concat([best.output(0), classes.output(0)], axis=2)
    both = operations.transpose(pair, operations.constant(np.array([0, 2, 1], np.int32)))
    return openvino.Model([both.output(0)], network.get_parameters(), "best class of each column")


def _load_onnxruntime(model: Path, shape: list[int] | None) -> tuple[_Run, list[str]]:
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = _threads or 0
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    characters = session.get_modelmeta().custom_metadata_map.get("character", "").splitlines()

    def run(inputs: Iterable[_Array]) -> list[_Array]:
        answers = (cast("_Array", session.run(None, {name: data})[0]) for data in inputs)
        if shape is not None:
            return list(answers)
        return [np.stack([answer.max(axis=2), answer.argmax(axis=2).astype(np.float32)], axis=1) for answer in answers]

    return run, characters
