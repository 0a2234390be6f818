"""What neural networks run on: OpenVINO, or ONNX Runtime where OpenVINO does not exist."""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import platformdirs
from numpy.typing import NDArray

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.text.quantise import known_ranges, quantise

Array = NDArray[np.float32]
Run = Callable[[Iterable[Array]], list[Array]]
"""Runs a network on several inputs, one answer for each; inputs may be made while earlier ones are being worked on."""

_STREAMS = 2
"""Inputs that are worked on at a time: two networks on half of the processors each are quicker than one on all of them."""
_BLOCK = 128
"""Classes whose largest value is looked at first."""
_LIKELY = 8
"""Blocks of classes that are looked at one by one."""
_NEVER = -1e4
"""The value of a class that there is not."""
_PATIENCE = 10.0
"""Seconds to wait for other processes that compile; a stopped one must not stop all."""
_KEPT = 30 * 24 * 3600.0
"""Seconds for which a compiled network is kept after it was read last."""
_threads: int | None = None


def limit_threads(count: int) -> None:
    """Networks that this process loads from now on use so many threads at most: for processes that share a machine."""
    import cv2

    global _threads
    _threads = count
    cv2.setNumThreads(count)


def load_detector(model: Path, shape: list[int]) -> Run:
    """A function that runs the detector on pictures of one shape: (1, 3, height, width).

    It computes in floating point: in 8-bit integers it overlooks one small line in 450, and saves a sixth of a cold reading.
    """
    _require(model)
    if not _has_openvino():
        run, _ = _onnxruntime(model)
        return lambda inputs: list(run(inputs))
    _, network = _read(model, shape)
    return _openvino(network)


def load_recogniser(model: Path, shape: list[int]) -> tuple[Run, list[str]]:
    """A function that runs the recogniser, and the characters it knows. In its shape (lines, 3, height, width) -1 means any.

    It answers for each line with the probability and the number of the best of its 18,710 classes in each column:
    (lines, 2, columns).
    """
    _require(model)
    if not _has_openvino():
        run, characters = _onnxruntime(model)
        return (lambda inputs: [_best(answer) for answer in run(inputs)]), characters
    characters, network = _read(model, shape)
    quantise(network, known_ranges(model))
    return _openvino(_best_only(network)), characters


def _require(model: Path) -> None:
    if not model.exists():
        raise EnvironmentProblem(
            f"the text recognition model {model.name} is missing", "Install it: pip install --force-reinstall 'rapidocr>=3.10'"
        )


def _has_openvino() -> bool:
    return importlib.util.find_spec("openvino") is not None


def _read(model: Path, shape: list[int]) -> tuple[list[str], Any]:
    """The characters that a network knows (none for a detector), and the network for inputs of this shape."""
    import openvino

    network = openvino.Core().read_model(model)
    info: Any = network.get_rt_info()
    characters = str(info["framework"]["character"].value).splitlines() if "framework" in info else []
    network.reshape(shape)
    return characters, network


def _openvino(network: Any) -> Run:
    import openvino

    threads = _threads or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    streams = min(_STREAMS, threads)
    requests = openvino.AsyncInferQueue(_compiled(network, {"NUM_STREAMS": streams, "INFERENCE_NUM_THREADS": threads}), streams)
    answers: dict[int, Array] = {}
    requests.set_callback(lambda request, number: answers.update({number: request.get_output_tensor(0).data.copy()}))

    def run(inputs: Iterable[Array]) -> list[Array]:
        answers.clear()
        for number, data in enumerate(inputs):
            requests.start_async(data, number)
        requests.wait_all()
        return [answers[number] for number in range(len(answers))]

    return run


def _compiled(network: Any, hints: dict[str, Any]) -> Any:
    """The compiled network, by way of the user's cache folder; without it where it cannot be used (a full disk, no home folder).

    OpenVINO writes a cache file in place, and removes one that it cannot read: one process's half-written file, found by another,
    ends both of them. So one process at a time compiles or loads.
    """
    import filelock
    import openvino

    core = openvino.Core()
    cache = platformdirs.user_cache_path("gui-agent") / "openvino"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(cache.with_suffix(".lock"), timeout=_PATIENCE, poll_interval=0.01):
            _remove_unused(cache)
            return core.compile_model(network, "CPU", {"CACHE_DIR": str(cache), **hints})
    except (OSError, RuntimeError):  # filelock's Timeout is an OSError, OpenVINO's errors are RuntimeErrors
        return core.compile_model(network, "CPU", hints)


def _remove_unused(cache: Path) -> None:
    """Remove compiled networks (10 to 20 MB each) that nobody has read for a month, as those of older versions."""
    for file in cache.glob("*.blob"):
        if time.time() - file.stat().st_atime > _KEPT:
            file.unlink()


def _best_only(network: Any) -> Any:
    """The recogniser with the choice of the best class inside: its whole answer would be 15 MB for each batch of four lines.

    A softmax and a choice among all classes would take an eighth of the network's time. So the classes are parted into blocks, and
    only the blocks with the largest values are looked at. The best class is the same; its probability is one among the classes of
    these blocks, and so a little larger (measured on 300 lines: 0.00001 in half of them, 0.03 at most, where little is certain).
    """
    import openvino
    from openvino import opset13 as operations

    def constant(value: Any, kind: type = np.int64) -> Any:
        return operations.constant(np.array(value, kind))

    def first(values: Any, count: int) -> Any:
        return operations.slice(values, constant([0]), constant([count]), constant([1]), constant([2]))

    every_class = network.output(0).get_node().input_value(0).get_node().input_value(0)  # before the softmax
    count = every_class.get_partial_shape()[2].get_length()
    missing = -count % _BLOCK
    padded = operations.pad(every_class, constant([0, 0, 0]), constant([0, 0, missing]), "constant", constant(_NEVER, np.float32))
    blocks = operations.reshape(padded, constant([0, 0, (count + missing) // _BLOCK, _BLOCK]), True)
    likely = operations.topk(operations.reduce_max(blocks, constant([3])), constant(_LIKELY), axis=2, mode="max", sort="value")
    chosen = operations.gather(blocks, likely.output(1), constant(2), batch_dims=2)
    values = operations.reshape(chosen, constant([0, 0, _LIKELY * _BLOCK]), True)
    best = operations.topk(first(values, _BLOCK), constant(1), axis=2, mode="max", sort="none")
    odds = operations.reduce_sum(operations.exp(operations.subtract(values, best.output(0))), constant([2]), True)
    probability = operations.divide(constant(1, np.float32), odds)
    block = operations.multiply(first(likely.output(1), 1), constant(_BLOCK, np.int32))
    number = operations.convert(operations.add(block, best.output(1)), "f32")
    both = operations.transpose(operations.concat([probability, number], axis=2), constant([0, 2, 1]))
    # An output without a name is never found again in the cache of compiled networks.
    both.output(0).get_tensor().set_names({"best"})
    return openvino.Model([both.output(0)], network.get_parameters(), "best class of each column")


def _best(answer: Array) -> Array:
    """The same choice for a whole answer: (lines, columns, classes) to (lines, 2, columns)."""
    return np.stack([answer.max(axis=2), answer.argmax(axis=2).astype(np.float32)], axis=1)


def _onnxruntime(model: Path) -> tuple[Callable[[Iterable[Array]], Iterator[Array]], list[str]]:
    """The network, and the characters it knows; shapes are free, answers are made one by one."""
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = _threads or 0
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    characters = session.get_modelmeta().custom_metadata_map.get("character", "").splitlines()
    return (lambda inputs: (cast("Array", session.run(None, {name: data})[0]) for data in inputs)), characters
