"""What is no state of a check box or radio button: a pale outline, a framed picture; and a hollow box is no character."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.element import Element
from gui_agent.perception.elements.elements import find_elements
from gui_agent.perception.elements.roles.context import _innermost
from gui_agent.perception.elements.ticks import mark_state
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader()


def test_a_pale_outline_is_not_disabled(reader: TextReader) -> None:
    """Only the caption says it: a pale outline is usual on the web."""
    image = Image.new("RGB", (400, 160), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype("DejaVuSans.ttf", 14)
    draw.ellipse((20, 20, 35, 35), outline="#dee2e6")
    draw.text((44, 28), "Courier", "black", font, anchor="lm")
    draw.rectangle((20, 60, 35, 75), outline="#dee2e6")
    draw.text((44, 68), "Receipt", "black", font, anchor="lm")
    draw.rectangle((20, 100, 35, 115), outline="#dee2e6")
    draw.text((44, 108), "Express", "#b8b8b8", font, anchor="lm")
    found = _marks(find_elements(Screenshot.of(image), reader))
    assert found == {
        "Courier": ("radio", False, False),
        "Receipt": ("checkbox", False, False),
        "Express": ("checkbox", False, True),
    }


def test_a_hollow_box_is_no_character(reader: TextReader) -> None:
    """A box without a caption is read as a Chinese character; among Latin words it is none."""
    image = Image.new("RGB", (500, 120), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype("DejaVuSans.ttf", 13)
    for left, name in ((20, "Lamp"), (250, "Paper")):
        draw.line([(left, 52), (left, 40), (left + 12, 40)], "#767676")
        draw.line([(left + 1, 51), (left + 11, 51), (left + 11, 41)], "#f0f0f0")
        draw.text((left + 72, 46), name, "black", font, anchor="lm")
    texts = [element.text for element in find_elements(Screenshot.of(image), reader) if element.text]
    assert texts == ["Lamp", "Paper"]


@pytest.mark.parametrize("look", ["heart", "house", "page", "lines", "arrow", "lens"])
@pytest.mark.parametrize("side", [18, 22, 28])
def test_a_framed_picture_is_not_ticked(look: str, side: int) -> None:
    large = 8
    whole = (side + 12) * large
    image = Image.new("RGB", (whole, whole), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((6 * large, 6 * large, (6 + side) * large - 1, (6 + side) * large - 1), "#f4f4f4", "#777777", large)

    def at(*points: float) -> list[float]:
        return [(6 + side * (0.2 + 0.6 * value)) * large for value in points]

    if look == "heart":
        draw.ellipse(at(0.05, 0.1, 0.55, 0.6), "#202020")
        draw.ellipse(at(0.45, 0.1, 0.95, 0.6), "#202020")
        draw.polygon(at(0.07, 0.45, 0.93, 0.45, 0.5, 0.95), "#202020")
    elif look == "house":
        draw.polygon(at(0, 0.5, 0.5, 0, 1, 0.5), "#202020")
        draw.rectangle(at(0.15, 0.5, 0.4, 1), "#202020")
        draw.rectangle(at(0.6, 0.5, 0.85, 1), "#202020")
    elif look == "page":
        draw.line(at(0.2, 0, 0.2, 1, 0.8, 1, 0.8, 0.3, 0.5, 0, 0.2, 0), "#202020", large)
    elif look == "lines":
        for row in (0.1, 0.4, 0.7):
            draw.rectangle(at(0, row, 1 - row / 3, row + 0.12), "#202020")
    elif look == "arrow":
        draw.line(at(0.5, 0, 0.5, 1), "#202020", 2 * large)
        draw.line(at(0.1, 0.6, 0.5, 1, 0.9, 0.6), "#202020", 2 * large)
    else:
        draw.ellipse(at(0, 0, 0.65, 0.65), outline="#202020", width=large)
        draw.line(at(0.55, 0.55, 1, 1), "#202020", 2 * large)
    small = image.resize((side + 12, side + 12), Image.Resampling.BOX)
    assert mark_state(np.asarray(small), Box(6, 6, 6 + side, 6 + side), "checkbox") != "on"


def _marks(elements: list[Element]) -> dict[str, tuple[str, bool | None, bool]]:
    return {
        element.text: (element.role, element.checked, element.disabled)
        for element in elements
        if element.role in ("checkbox", "radio")
    }


def test_a_piece_of_a_screen_without_any_area_has_roles_too() -> None:
    boxes = np.array([[2, 2, 12, 12]])
    assert (_innermost(boxes, np.zeros((0, 4), np.int64), 1.15) == boxes).all()
