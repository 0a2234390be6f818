"""The recogniser's convolutions in 8-bit integers: less than half of the time of floating point, the same words.

OpenVINO computes a convolution in integers when what flows into it passes through a `FakeQuantize`, which needs to know in which
range these values lie. The ranges were measured once on rendered pages (`scripts/activation_ranges.py`) and are in a table
beside this file. The table is for one model, known by its checksum: every other model computes in floating point.
"""

from __future__ import annotations

import hashlib
import json
import platform
from pathlib import Path
from typing import Any

import numpy as np

_STEPS = 255
"""Values that 8 bits tell apart, less one."""
_ROOM = 2.0
"""Values use half of the steps: processors without VNNI add two products of value and weight in 16 bits, which would overflow
(measured with AVX-512: 4% of the words wrong). So every processor reads the same."""
_INTEGER_MACHINES = {"x86_64", "amd64"}
"""Where integers were found to be quicker and right."""


def known_ranges(model: Path) -> dict[str, tuple[float, float]]:
    """The range of the values that flow into each convolution of this (ONNX) model, by its name; empty when it is not known."""
    table = ranges_file(model)
    if platform.machine().lower() not in _INTEGER_MACHINES or not table.exists():
        return {}
    measured = json.loads(table.read_text(encoding="utf-8"))
    if measured["sha256"] != checksum(model):
        return {}
    return {name: (low, high) for name, (low, high) in measured["ranges"].items()}


def ranges_file(model: Path) -> Path:
    """Where the table for a model stands."""
    return Path(__file__).with_name(f"{model.stem}.ranges.json")


def checksum(model: Path) -> str:
    """The SHA-256 of a model's file."""
    with model.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def quantise(network: Any, ranges: dict[str, tuple[float, float]]) -> None:
    """Let the named convolutions of an (OpenVINO) network compute in integers.

    Values get one scale for each convolution, weights one for each of its outputs.
    """
    for node in convolutions(network):
        if node.get_friendly_name() not in ranges:
            continue
        low, high = ranges[node.get_friendly_name()]
        low, high = _with_zero(low, low + _ROOM * (high - low))
        values = _rounded(node.input_value(0), np.float32(low), np.float32(high), _STEPS + 1)
        weights = node.input_value(1)
        largest = np.abs(weights.get_node().data).max(axis=(1, 2, 3), keepdims=True)
        span = np.maximum(largest, np.finfo(np.float32).tiny)
        node.input(0).replace_source_output(values)
        node.input(1).replace_source_output(_rounded(weights, -span, span, _STEPS))


def _rounded(values: Any, low: Any, high: Any, levels: int) -> Any:
    """The same values, only so many levels of them between `low` and `high`."""
    from openvino import opset13 as operations

    low, high = operations.constant(low), operations.constant(high)
    return operations.fake_quantize(values, low, high, low, high, levels).output(0)


def convolutions(network: Any) -> list[Any]:
    """The convolutions of a network, in the order of their work, but for those that treat each channel alone."""
    return [node for node in network.get_ordered_ops() if node.get_type_name() == "Convolution"]


def _with_zero(low: float, high: float) -> tuple[float, float]:
    """The range moved by less than one step so that zero, which pictures are padded with, is exactly one of its values."""
    low, high = min(low, 0.0), max(high, 0.0)
    step = (high - low) / _STEPS
    below = round(-low / step)
    return -below * step, (_STEPS - below) * step
