"""What neural networks run on: ONNX Runtime, on the processor. Why not another engine: docs/decisions/0010-one-inference-engine.md."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gui_agent.errors import EnvironmentProblem

Array = NDArray[np.float32]
Run = Callable[[Iterable[Array]], list[Array]]
"""Runs a network on several inputs, one answer for each; inputs may be made while earlier ones are being worked on."""

Classify = Callable[[dict[str, NDArray[Any]]], Array]
"""Runs a network once on its inputs by name, and gives its only answer."""

_STREAMS = 2
"""Inputs that are worked on at a time: two on half of the processors each are quicker than one on all of them."""
_WARNINGS_OFF = 3
_NO_TELEMETRY = "ORT_DISABLE_TELEMETRY"
_threads: int | None = None


def limit_threads(count: int) -> None:
    """Networks that this process loads from now on use so many threads at most: for processes that share a machine."""
    from gui_agent.perception.opencv import cv2

    global _threads
    _threads = count
    cv2.setNumThreads(count)


def load_detector(model: Path) -> Run:
    """A function that runs the detector on pictures: (1, 3, height, width) to (1, 1, height, width)."""
    session, name = _session(model)
    return _in_streams(lambda data: cast("Array", session.run(None, {name: data})[0]))


def load_recogniser(model: Path) -> tuple[Run, list[str]]:
    """A function that runs the recogniser on lines (lines, 3, height, width), and the characters it knows.

    It answers for each line with the probability and the number of the best of its 18,710 classes in each column:
    (lines, 2, columns).
    """
    session, name = _session(model)
    characters = session.get_modelmeta().custom_metadata_map.get("character", "").splitlines()
    return _in_streams(lambda data: _best(session.run(None, {name: data})[0])), characters


def load_classifier(model: Path) -> Classify:
    """A function that runs a small network on its named inputs. Raises EnvironmentProblem when the model's file is missing."""
    session, _ = _session(model)
    return lambda given: cast("Array", session.run(None, given)[0])


def _best(answer: Array) -> Array:
    """The best class of each column: (lines, columns, classes) to (lines, 2, columns)."""
    numbers = answer.argmax(axis=2)
    probabilities = np.take_along_axis(answer, numbers[:, :, None], axis=2)[:, :, 0]
    return np.stack([probabilities, numbers.astype(np.float32)], axis=1)


def _available() -> int:
    """Processors that this process may use, or the limit that was set."""
    return _threads or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _session(model: Path) -> tuple[Any, str]:
    """The loaded network, and the name of its input. Raises EnvironmentProblem when the model's file is missing."""
    if not model.exists():
        raise EnvironmentProblem(
            f"the text recognition model {model.name} is missing", "Install it: pip install --force-reinstall 'rapidocr>=3.10'"
        )
    onnxruntime = _import_quietly()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _WARNINGS_OFF
    options.intra_op_num_threads = max(1, _available() // _STREAMS)
    # Waiting threads would keep a processor busy each: twice the processor time for the same answer.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    return session, session.get_inputs()[0].name


def _import_quietly() -> Any:
    """ONNX Runtime without its telemetry.

    From 1.29 on it reports to a server and keeps a device id in the cache folder, unless this variable is there when it is imported.
    Other builds only obey the call. Programs that we start do not inherit the variable.
    """
    before = os.environ.get(_NO_TELEMETRY)
    os.environ[_NO_TELEMETRY] = "1"
    try:
        import onnxruntime  # type: ignore[import-untyped]

        onnxruntime.disable_telemetry_events()
    finally:
        if before is None:
            del os.environ[_NO_TELEMETRY]
        else:
            os.environ[_NO_TELEMETRY] = before
    return onnxruntime


def _in_streams(answer: Callable[[Array], Array]) -> Run:
    """Runs several inputs, some of them at a time; no more inputs are made ahead than there are streams."""
    streams = min(_STREAMS, _available())
    if streams == 1:
        return lambda inputs: [answer(data) for data in inputs]

    def run(inputs: Iterable[Array]) -> list[Array]:
        with ThreadPoolExecutor(streams, thread_name_prefix="network") as pool:
            return list(_pipelined(pool, answer, inputs, ahead=streams + 1))

    return run


def _pipelined(
    pool: ThreadPoolExecutor, answer: Callable[[Array], Array], inputs: Iterable[Array], *, ahead: int
) -> Iterator[Array]:
    """The answers in the order of the inputs, of which at most `ahead` wait or are worked on."""
    waiting = []
    for data in inputs:
        waiting.append(pool.submit(answer, data))
        if len(waiting) == ahead:
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()
