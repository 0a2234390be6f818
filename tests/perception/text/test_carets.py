"""A caret behind the last letter is no letter; an l, an I and a bar without room below are."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.geometry import Box
from gui_agent.perception.text.carets import is_lone_caret, without_caret


def picture(text: str, caret: int, size: int = 16, ground: int = 255, *, lines: bool = False) -> tuple[np.ndarray, Box]:
    """A line of text, with a caret of this width behind it; and the place of the last word. With `lines`, others are close to it."""
    ink = 0 if ground > 128 else 255
    image = Image.new("RGB", (260, 60), (ground,) * 3)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype("DejaVuSans.ttf", size)
    draw.text((20, 20), text, fill=(ink,) * 3, font=font)
    left, top, right, bottom = (round(side) for side in draw.textbbox((20, 20), text, font=font))
    ascent, descent = font.getmetrics()
    for far in (-1, 1) if lines else ():
        draw.text((20, 20 + far * (ascent + descent + 3)), "pqyg bdhl", fill=(ink,) * 3, font=font)
    if caret:
        draw.rectangle((right + 1, 20, right + caret, 20 + ascent + descent - 1), fill=(ink,) * 3)
    return np.asarray(image), Box(20, top - 3, right + (caret + 3 if caret else 1), bottom + 3)


@pytest.mark.parametrize("ground", [255, 30])
@pytest.mark.parametrize("size", [12, 16, 22])
@pytest.mark.parametrize("text", ["pear", "The first line", "Walk", "42", "Gail", "org"])
@pytest.mark.parametrize("caret", [1, 2])
@pytest.mark.parametrize("lines", [False, True])
def test_a_caret_is_no_letter(text: str, caret: int, size: int, ground: int, *, lines: bool) -> None:
    pixels, word = picture(text, caret, size, ground, lines=lines)
    without, _ = picture(text, 0, size, ground, lines=lines)
    found = without_caret(pixels, word)
    drawn = np.flatnonzero((pixels != without).any(axis=(0, 2)))
    assert found.right == drawn[0]
    assert (found.left, found.top, found.bottom) == (word.left, word.top, word.bottom)


@pytest.mark.parametrize("size", [12, 16, 22])
@pytest.mark.parametrize("text", ["pearl", "all", "Yell", "I", "A1", "Hi", "WALL-I", "pdq", "faq", "(ill)"])
@pytest.mark.parametrize("lines", [False, True])
def test_a_letter_is_no_caret(text: str, size: int, *, lines: bool) -> None:
    pixels, word = picture(text, 0, size, lines=lines)
    assert without_caret(pixels, word) == word


@pytest.mark.parametrize("frame", [150, 0])
def test_a_caret_before_a_placeholder(frame: int) -> None:
    """The caret is in a field with a frame around it."""
    pixels, word = picture("Search", 0)
    pixels = pixels.copy()
    pixels[14:46, 10] = pixels[14:46, 240] = frame
    pixels[14, 10:241] = pixels[45, 10:241] = frame
    pixels[19:40, 18] = 0
    found = without_caret(pixels, Box(14, word.top, word.right, word.bottom))
    assert found == Box(19, word.top, word.right, word.bottom)


def field(ground: int, frame: int) -> np.ndarray:
    """An empty field with a frame."""
    pixels = np.full((60, 260, 3), ground, np.uint8)
    pixels[14:46, 10] = pixels[14:46, 240] = frame
    pixels[14, 10:241] = pixels[45, 10:241] = frame
    return pixels


@pytest.mark.parametrize(("ground", "frame"), [(255, 150), (255, 0), (30, 120)])
@pytest.mark.parametrize("wide", [1, 2])
def test_a_caret_alone_in_a_field_is_not_read(ground: int, frame: int, wide: int) -> None:
    pixels = field(ground, frame)
    pixels[20:40, 16 : 16 + wide] = 255 - ground
    assert is_lone_caret(pixels, Box(12, 18, 24, 42))


@pytest.mark.parametrize("text", ["1", "l", "I", "|", "i", "7"])
@pytest.mark.parametrize("size", [13, 16, 22])
def test_a_letter_alone_in_a_field_is_read(text: str, size: int) -> None:
    image = Image.fromarray(field(255, 150))
    ImageDraw.Draw(image).text((16.4, 18), text, fill=(0, 0, 0), font=ImageFont.truetype("DejaVuSans.ttf", size))
    assert not is_lone_caret(np.asarray(image), Box(12, 16, 30, 44))


def test_a_line_between_texts_is_no_caret() -> None:
    """It is in no field, or something follows."""
    pixels = np.full((60, 260, 3), 255, np.uint8)
    pixels[20:40, 90] = 0
    assert not is_lone_caret(pixels, Box(85, 18, 96, 42))
    pixels = field(255, 150)
    pixels[20:40, 16] = 0
    pixels[24:36, 40:46] = 0
    assert not is_lone_caret(pixels, Box(12, 18, 24, 42))
