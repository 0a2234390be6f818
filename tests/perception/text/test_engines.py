"""ONNX Runtime: answers in the order of the inputs, however many at a time, and the best class of each column."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text import engines
from gui_agent.perception.text.engines import Array
from gui_agent.perception.text.networks import LINE_HEIGHT, RECOGNISER, models
from gui_agent.perception.text.text import TextReader

PHRASES = [
    "Invoice #20417 of 14/03/2026",
    "Größe ändern, Öffnen, Schließen",
    "/home/reports/quarterly_3.pdf",
    "maria.lindqvist@example.org",
    "Total 1,284.50 EUR (25% off)",
    "Remember this device",
]


def a_page() -> Screenshot:
    image = Image.new("RGB", (640, 360), "#f4f4f4")
    draw = ImageDraw.Draw(image)
    for row, phrase in enumerate(PHRASES):
        draw.text((20, 20 + 54 * row), phrase, "#202020", ImageFont.truetype("DejaVuSans.ttf", 11 + 2 * row))
    return Screenshot.of(image)


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_a_page_is_read_whatever_the_number_of_threads(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_threads", threads)
    assert [line.text for line in TextReader().read(a_page())] == PHRASES


def test_the_recogniser_answers_with_the_best_class_of_each_column() -> None:
    run, characters = engines.load_recogniser(models() / RECOGNISER)
    (answer,) = run([np.zeros((3, 3, LINE_HEIGHT, 320), np.float32)])
    assert answer.shape == (3, 2, 40)
    assert len(characters) > 18_000
    best = engines._best(np.array([[[0.1, 0.7, 0.2], [0.5, 0.2, 0.3]]], np.float32))
    assert best.tolist() == [[[pytest.approx(0.7), pytest.approx(0.5)], [1.0, 0.0]]]


def test_answers_keep_the_order_and_inputs_are_not_made_far_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_threads", 4)
    answered: list[float] = []
    made: list[int] = []

    def answer(data: Array) -> Array:
        answered.append(float(data[0]))
        return data * 2

    def inputs() -> Iterator[Array]:
        for number in range(50):
            made.append(number)
            assert number - len(answered) <= 4
            yield np.array([number], np.float32)

    assert [float(one[0]) for one in engines._in_streams(answer)(inputs())] == [2.0 * number for number in made]


def test_a_failure_in_a_network_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_threads", 2)

    def answer(data: Array) -> Array:
        raise ValueError(f"no answer to {data[0]}")

    with pytest.raises(ValueError, match="no answer"):
        engines._in_streams(answer)([np.zeros(1, np.float32)])


def test_a_missing_model_is_named_with_its_package(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match=r"gone\.onnx is missing.*rapidocr"):
        engines.load_detector(tmp_path / "gone.onnx")
