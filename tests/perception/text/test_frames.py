"""Lines made ready for reading: underlines go, and the letters that are on them stay."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.frames import empty_rectangles, without_frames
from gui_agent.perception.text.text import TextReader

PHRASES = [("ac. Metus", "libero."), ("Read all of the", "details below")]


@pytest.mark.parametrize("gap", [1, 2])
def test_letters_above_an_underline_are_no_borders(gap: int) -> None:
    reader = TextReader()
    for pixels in range(13, 27):
        image = Image.new("RGB", (640, 160), "white")
        draw, font = ImageDraw.Draw(image), ImageFont.truetype("DejaVuSans.ttf", pixels)
        for row, (plain, link) in enumerate(PHRASES):
            top = 20 + 70 * row
            left, wide = 20 + draw.textlength(plain + " ", font), draw.textlength(link, font)
            below = top + font.getmetrics()[0] + gap
            draw.text((20, top), plain, "black", font)
            draw.text((left, top), link, "#0000cc", font)
            draw.rectangle((left, below, left + wide, below + max(0, pixels // 14 - 1)), fill="#0000cc")
        read = [line.text for line in reader.read(Screenshot.of(image))]
        assert read == [" ".join(phrase) for phrase in PHRASES], f"{pixels} pixels high"


@pytest.mark.parametrize("gap", [1, 2])
def test_a_short_word_is_read_alike_with_an_underline(gap: int) -> None:
    """As a link is: its underline is not long enough to be told by its length."""
    reader = TextReader()
    words = ["fill it", "list", "till", "kill", "illicit", "Buy it", "Edit", "limit", "Help"]
    for pixels in (11, 12, 13, 14, 16, 18):
        font = ImageFont.truetype("DejaVuSans.ttf", pixels)
        images = {}
        for underlined in (False, True):
            images[underlined] = Image.new("RGB", (640, 220), "white")
            draw = ImageDraw.Draw(images[underlined])
            for index, word in enumerate(words):
                left, top = 20 + 200 * (index % 3), 20 + 60 * (index // 3)
                below = top + font.getmetrics()[0] + gap
                draw.text((left, top), word, "#0000cc", font)
                if underlined:
                    draw.rectangle((left, below, left + draw.textlength(word, font), below + max(0, pixels // 14 - 1)), "#0000cc")
        plain, linked = ([line.text for line in reader.read(Screenshot.of(images[underlined]))] for underlined in (False, True))
        assert sorted(linked) == sorted(plain), f"{pixels} pixels high"


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param([(0, 0, 11, 1), (1, 5, 10, 6), (0, 11, 11, 12)], id="三"),
        pytest.param([(0, 0, 4, 8), (7, 0, 11, 8), (0, 11, 11, 12)], id="丝"),
        pytest.param([(0, 0, 8, 1), (0, 4, 8, 5)], id="="),
        pytest.param([(5, 0, 6, 8), (1, 4, 10, 5), (1, 11, 10, 12)], id="±"),
        pytest.param([(0, 13, 15, 13), (17, 3, 18, 11), (21, 3, 22, 11), (25, 3, 26, 11), (29, 13, 44, 13)], id="__ill__"),
    ],
)
def test_strokes_of_characters_are_no_underlines(strokes: list[tuple[int, int, int, int]]) -> None:
    image = Image.new("RGB", (60, 26), "white")
    for left, top, right, bottom in strokes:
        ImageDraw.Draw(image).rectangle((6 + left, 6 + top, 6 + right, 6 + bottom), "black")
    crop = np.asarray(image)
    assert (without_frames(crop) == crop).all()


def test_the_track_of_a_slider_has_no_underline() -> None:
    image = Image.new("RGB", (89, 70), "white")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((4, 23, 120, 46), 8, outline="#767676", width=2)
    draw.rounded_rectangle((33, 17, 65, 50), 5, fill="white", outline="#767676", width=2)
    crop = np.asarray(image)
    assert (without_frames(crop) == crop).all()


@pytest.mark.parametrize("side", [15, 22, 30])
def test_check_boxes_and_thumbs_are_not_read(side: int) -> None:
    """Empty squares read like "0" and "□"; a field around a single digit stays one with a digit, and 口 a character."""
    image = Image.new("RGB", (640, 260), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype("DejaVuSans.ttf", round(0.9 * side))
    for left in (20, 20 + 2 * side, 20 + 4 * side):
        draw.rounded_rectangle((left, 20, left + side, 20 + side), 3, outline="#767676", width=2)
    draw.rounded_rectangle((20, 90, 320, 90 + side // 2), 6, outline="#aaaaaa", width=2)
    draw.rounded_rectangle((220, 90 - side // 4, 220 + side, 90 + 3 * side // 4), 3, fill="white", outline="#767676", width=2)
    draw.text((340, 82), "-97", "black", font)
    draw.rectangle((20, 150, 20 + 3 * side, 150 + 2 * side), outline="#767676")
    draw.text((26, 150 + side // 2), "6", "black", font)
    draw.rounded_rectangle((20, 222, 20 + side, 222 + side), 2, outline="#767676", width=2)
    draw.text((30 + side, 220), "Remember", "black", font)
    assert [line.text for line in TextReader().read(Screenshot.of(image))] == ["-97", "6", "Remember"]


def test_a_character_like_a_square_stays() -> None:
    ink = np.zeros((26, 70), np.bool_)
    for left, top, right, bottom in ((4, 4, 22, 22), (26, 7, 42, 20), (48, 4, 66, 22)):
        ink[top:bottom, left:right] = True
        ink[top + 2 : bottom - 2, left + 2 : right - 2] = left != 26
    ink[13:14, 4:22] = ink[13:14, 48:66] = False
    assert empty_rectangles(ink) == ()
    ink[7:20, 26:42] = False
    ink[2:24, 24:46] = True
    ink[4:22, 26:44] = False
    assert empty_rectangles(ink) == ((26, 44),)


@pytest.mark.parametrize("size", [11, 14, 18])
@pytest.mark.parametrize(("text", "letter"), [("Tools", 0), ("View", 0), ("Folding", 1), ("File", 0), ("Suche", 4)])
def test_the_stroke_below_a_mnemonic_is_no_part_of_its_letter(text: str, letter: int, size: int) -> None:
    plain = _drawn_word(text, size, None)
    marked = _drawn_word(text, size, letter)
    assert (plain != marked).any()
    assert np.array_equal(without_frames(marked), without_frames(plain))


@pytest.mark.parametrize("text", ["a = b", "snake_case", "x - y", "A \u2261 B", "Stra\u00dfe: 3"])
def test_strokes_that_belong_to_a_text_stay(text: str) -> None:
    picture = _drawn_word(text, 16, None)
    assert np.array_equal(without_frames(picture), picture)


def _drawn_word(text: str, size: int, letter: int | None) -> np.ndarray:
    font = ImageFont.truetype("DejaVuSans.ttf", size)
    image = Image.new("RGB", (12 * size, 2 * size), "white")
    draw = ImageDraw.Draw(image)
    draw.text((8, size // 2), text, "black", font)
    if letter is not None:
        left, right = (8 + draw.textlength(text[:end], font) for end in (letter, letter + 1))
        foot = draw.textbbox((8, size // 2), "H", font)[3] + 1
        draw.rectangle((left + 1, foot, right - 2, foot + size // 16), "black")
    return np.asarray(image)
