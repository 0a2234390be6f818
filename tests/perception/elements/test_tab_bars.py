"""The open one of several tabs is distinguished from plain texts, fields and buttons in a row."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.elements.layout import find_tabs
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.elements.tab_bars import is_open
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine, Word

FONT = ImageFont.truetype("DejaVuSans.ttf", 14)
NAMES = ("Profile", "Security", "Help and support")
TOP, ROW = 20, 40
"""Upper side of the row of texts, and its height."""


def page(light: bool = True) -> tuple[Image.Image, ImageDraw.ImageDraw, list[Box]]:
    """Three texts in a row on white (or on black), and the place of each with the blank space around it."""
    image = Image.new("RGB", (500, 160), "white" if light else "#202020")
    draw, places, left = ImageDraw.Draw(image), [], 30
    for name in NAMES:
        wide = round(draw.textlength(name, font=FONT))
        draw.text((left, TOP + ROW // 2), name, "black" if light else "#eeeeee", FONT, "lm")
        places.append(Box(left - 12, TOP, left + wide + 12, TOP + ROW))
        left += wide + 24
    return image, draw, places


def tabs(image: Image.Image, places: list[Box]) -> list[tuple[str, bool]]:
    """What is found: text, and whether it is the open one."""
    boxes = [Box(place.left + 10, place.center.y - 11, place.right - 10, place.center.y + 11) for place in places]
    lines = [TextLine(name, box, 1.0, (Word(name, box),)) for name, box in zip(NAMES, boxes, strict=True)]
    found = find_tabs(Parts(np.asarray(image), lines), lines)
    return sorted(((tab.line.text, tab.selected) for tab in found), key=lambda tab: NAMES.index(tab[0]))


@pytest.mark.parametrize("colour", ["#1976d2", "#000000", "#777777"])
@pytest.mark.parametrize("share", [1.0, 0.5], ids=["whole", "short"])
@pytest.mark.parametrize("rule", [True, False])
def test_a_bar_below_one_text_makes_tabs(colour: str, share: float, rule: bool) -> None:
    image, draw, places = page()
    if rule:
        draw.line((0, TOP + ROW, 499, TOP + ROW), "#dddddd")
    cut = round((1 - share) / 2 * places[1].width)
    draw.rectangle((places[1].left + cut, TOP + ROW - 3, places[1].right - 1 - cut, TOP + ROW - 1), colour)
    assert tabs(image, places) == [("Profile", False), ("Security", True), ("Help and support", False)]


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("opened", [0, 1, 2])
def test_a_frame_that_is_open_below_makes_tabs(light: bool, opened: int) -> None:
    image, draw, places = page(light)
    side, place = "#999999", places[opened]
    draw.line(
        (5, TOP + ROW, place.left, TOP + ROW, place.left, TOP, place.right, TOP, place.right, TOP + ROW, 495, TOP + ROW), side
    )
    assert tabs(image, places) == [(name, index == opened) for index, name in enumerate(NAMES)]


def test_plain_texts_above_a_line_are_no_tabs() -> None:
    image, draw, places = page()
    draw.rectangle((0, TOP + ROW, 499, TOP + ROW + 2), "#1976d2")
    assert tabs(image, places) == []


def test_a_button_with_a_text_beside_it_is_no_tab() -> None:
    image, draw, places = page()
    draw.rectangle((places[1].left, TOP, places[1].right, TOP + ROW), outline="#999999", width=2)
    assert tabs(image, places) == []


def test_underlined_words_are_no_tabs() -> None:
    image, draw, places = page()
    draw.line((places[1].left + 12, places[1].center.y + 8, places[1].right - 12, places[1].center.y + 8), "black")
    assert tabs(image, places) == []


def test_a_text_between_fields_is_no_open_tab() -> None:
    """Their sides, and the lower side of the field above, are around the text; it is open below."""
    image, draw, places = page()
    draw.rectangle((20, 2, 480, TOP - 4), outline="#999999")
    for place in (places[0], places[2]):
        draw.rectangle((place.left, TOP, place.right, TOP + ROW), outline="#999999")
    boxes = [Box(place.left + 10, place.center.y - 11, place.right - 10, place.center.y + 11) for place in places]
    assert not is_open(Parts(np.asarray(image), []), boxes[1], boxes)
