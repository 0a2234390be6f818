"""An arrow at the end of a caption is no letter of it; a letter v is."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.elements.arrows import without_arrow
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine, Word


def _captioned(caption: str, arrow: bool, read: str) -> tuple[Parts, TextLine]:
    """A button with a caption, as its words are read."""
    image = Image.new("RGB", (160, 40), "#f6f5f4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((4, 4, 155, 35), outline="#bbb")
    draw.text((14, 20), caption, "black", ImageFont.truetype("DejaVuSans.ttf", 13), anchor="lm")
    end = int(draw.textlength(caption, ImageFont.truetype("DejaVuSans.ttf", 13))) + 14
    if arrow:
        draw.line([(end + 4, 17), (end + 9, 22), (end + 14, 17)], "black", 2)
        end += 16
    box = Box(10, 8, end + 3, 33)
    words = [Word(text, Box(10, 8, end + 3, 33)) for text in read.split()]
    return Parts(np.asarray(image), []), TextLine(read, box, 1.0, tuple(words))


@pytest.mark.parametrize(
    ("caption", "read", "text"), [("MS", "MSV", "MS"), ("Style", "Style v", "Style"), ("Sort", "Sort\u221a", "Sort")]
)
def test_an_arrow_is_no_letter(caption: str, read: str, text: str) -> None:
    assert without_arrow(*_captioned(caption, True, read)).text == text


@pytest.mark.parametrize("caption", ["Rev", "V", "Level v", "Kiev", "IV", "Tommy", "Menu"])
def test_a_letter_is_no_arrow(caption: str) -> None:
    assert without_arrow(*_captioned(caption, False, caption)).text == caption
