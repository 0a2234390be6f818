"""The text recogniser in 8-bit integers: so computed, the same words, only with the measured model; and its choice of a class."""

from __future__ import annotations

import platform
import shutil
from pathlib import Path

import numpy as np
import openvino
import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text import engines
from gui_agent.perception.text.networks import LINE_HEIGHT, RECOGNISER, line_input, models
from gui_agent.perception.text.quantise import convolutions, known_ranges, quantise
from gui_agent.perception.text.text import TextReader

PHRASES = [
    "Invoice #20417 of 14/03/2026",
    "Größe ändern, Öffnen, Schließen",
    "/home/reports/quarterly_3.pdf",
    "maria.lindqvist@example.org",
    "Total 1,284.50 EUR (25% off)",
    "Remember this device",
]

pytestmark = pytest.mark.skipif(
    platform.machine().lower() not in {"x86_64", "amd64"}, reason="other processors compute in floating point"
)


def a_page() -> Screenshot:
    image = Image.new("RGB", (640, 360), "#f4f4f4")
    draw = ImageDraw.Draw(image)
    for row, phrase in enumerate(PHRASES):
        draw.text((20, 20 + 54 * row), phrase, "#202020", ImageFont.truetype("DejaVuSans.ttf", 11 + 2 * row))
    return Screenshot.of(image)


def test_the_recogniser_computes_in_integers() -> None:
    runtime, model = openvino.Core(), models() / RECOGNISER
    network = runtime.read_model(model)
    network.reshape([-1, 3, LINE_HEIGHT, -1])
    ranges = known_ranges(model)
    names = [node.get_friendly_name() for node in convolutions(network)]
    assert list(ranges) == names[4:], "run scripts/activation_ranges.py again"  # the first four stay in floating point
    quantise(network, ranges)
    compiled = runtime.compile_model(network, "CPU")
    used = [node.get_rt_info() for node in compiled.get_runtime_model().get_ordered_ops()]
    kernels = [info["primitiveType"].value for info in used if info["layerType"].value == "Convolution"]
    assert sum("I8" in kernel.upper() for kernel in kernels) == len(ranges), kernels


def test_integers_read_what_floating_point_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    integers = [line.text for line in TextReader().read(a_page())]
    monkeypatch.setattr(engines, "known_ranges", lambda _: {})
    floating = [line.text for line in TextReader().read(a_page())]
    assert integers == floating == PHRASES


def test_the_best_of_all_classes_is_found_among_the_likely_ones() -> None:
    """One network with the whole answer as a second output: 18,710 probabilities, from which the best is chosen here."""
    _, network = engines._read(models() / RECOGNISER, [-1, 3, LINE_HEIGHT, -1])
    every_class = network.output(0).get_node().input_value(0)
    short = engines._best_only(network)
    both = openvino.Model([short.output(0), every_class], network.get_parameters(), "best and all")
    compiled = openvino.Core().compile_model(both, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    picture = np.asarray(a_page().image)
    for row in range(len(PHRASES)):
        best, whole = compiled(line_input(picture[12 + 54 * row : 50 + 54 * row, 10:500])[None]).values()
        wanted = engines._best(whole)
        assert (best[:, 1] == wanted[:, 1]).all()
        assert np.count_nonzero(best[:, 1]) > 10, "there is text"
        assert np.abs(best[:, 0] - wanted[:, 0]).max() < 0.05


def test_another_model_is_not_taken_for_the_measured_one(tmp_path: Path) -> None:
    other = tmp_path / RECOGNISER
    shutil.copy(models() / RECOGNISER, other)
    assert known_ranges(other)
    with other.open("ab") as file:
        file.write(b"\0")
    assert known_ranges(other) == {}
    assert known_ranges(models() / "PP-OCRv6_det_small.onnx") == {}


def test_zero_stays_zero_and_what_lies_beyond_is_cut_off() -> None:
    """Pictures are padded with zeros; nothing up to twice the range moves by more than a step of it."""
    from openvino import opset13 as operations

    taken = operations.parameter([1, 1, 1, 7], np.float32)
    one = operations.convolution(
        taken, operations.constant(np.ones((1, 1, 1, 1), np.float32)), [1, 1], [0, 0], [0, 0], [1, 1], name="only"
    )
    network = openvino.Model([one.output(0)], [taken], "one convolution")
    quantise(network, {"only": (-0.37, 2.21)})
    values = np.array([-5.0, -0.37, -0.1, 0.0, 0.7, 2.21, 9.0], np.float32)
    hints = {"INFERENCE_PRECISION_HINT": "f32"}
    (answer,) = openvino.Core().compile_model(network, "CPU", hints)(values.reshape(1, 1, 1, 7)).values()
    step = 2 * 2.58 / 255
    assert answer.ravel()[3] == 0
    assert np.abs(answer.ravel() - values.clip(-0.37, -0.37 + 2 * 2.58)).max() < step
