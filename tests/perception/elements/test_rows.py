"""Fields of one width, one below the other, are no rows of a list; texts in one frame are."""

import numpy as np
from PIL import Image, ImageDraw

from gui_agent.perception.elements.layout import find_rows
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine, Word

NAMES = ("Tea", "Coffee", "Water", "Juice", "Milk")
LEFT, TOP, WIDE, STEP = 120, 30, 200, 30
"""Pixels: the column of texts, and from one to the next."""


def rows(apart: int | None) -> list[str]:
    """What is taken for rows: texts in fields that are so many pixels apart, or in one frame."""
    image = Image.new("RGB", (420, 300), "#d9d9d9")
    draw, lines = ImageDraw.Draw(image), []
    if apart is None:
        draw.rectangle((LEFT, TOP, LEFT + WIDE, TOP + STEP * len(NAMES)), "white", "#777777")
    for index, name in enumerate(NAMES):
        top = TOP + STEP * index
        if apart is not None:
            draw.rectangle((LEFT, top, LEFT + WIDE, top + STEP - apart), "white", "#777777")
        draw.text((LEFT + 6, top + 8), name, "black")
        box = Box(LEFT + 4, top + 4, LEFT + 60, top + 24)
        lines.append(TextLine(name, box, 1.0, (Word(name, box),)))
    return [row.line.text for row in find_rows(Parts(np.asarray(image), lines), lines)]


def test_texts_in_one_frame_are_rows() -> None:
    assert rows(None) == list(NAMES)


def test_fields_of_one_width_are_none() -> None:
    assert rows(6) == []
