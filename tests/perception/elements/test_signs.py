"""Signs told by their shape, in several fonts and sizes; letters and digits are none."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.elements.signs import _is_star, sign_of

SIGNS = "+\u2212\u00d7\u00f7=/\u2261\u2190\u2192\u2191\u2193()\u00b1"


def shape(text: str, font: str, size: int) -> np.ndarray:
    image = Image.new("L", (4 * size, 4 * size), 255)
    ImageDraw.Draw(image).text((size, size), text, 0, ImageFont.truetype(font, size))
    ink = np.asarray(image) < 128
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@pytest.mark.parametrize("size", [13, 16, 20, 26])
@pytest.mark.parametrize("font", ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"])
def test_signs_are_never_taken_for_others(font: str, size: int) -> None:
    reported = {sign: sign_of(shape(sign, font, size)) for sign in SIGNS}
    wrong = {sign: found for sign, found in reported.items() if found not in (sign, None)}
    assert not wrong
    surely = "+\u2212\u00f7=\u2261/" if "Bold" in font else "+\u2212\u00f7=\u2261/()"
    assert [reported[sign] for sign in surely] == list(surely)


@pytest.mark.parametrize("font", ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf"])
@pytest.mark.parametrize("size", [12, 16, 24])
def test_letters_and_digits_are_no_signs(font: str, size: int) -> None:
    for text in "ABCDEFGHIJKLMNPQRSTUVWYZ123456789abcdefghijklmnpqrstuwyz|[]{}<>":
        assert sign_of(shape(text, font, size)) is None, text


@pytest.mark.parametrize("font", ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf"])
def test_an_asterisk_has_arms(font: str) -> None:
    assert _is_star(shape("*", font, 20))
    assert not [text for text in "+\u00d7xXOo0ae\u2022" if _is_star(shape(text, font, 20))]
