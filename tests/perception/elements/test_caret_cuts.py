"""A caret that nearly fills the height of its field does not make two of it."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.geometry import Box

LEFT, TOP, RIGHT, BOTTOM = 40, 30, 240, 50
Line = tuple[int, int, int, int]


def boxes(*lines: Line, wide: int = 1, ground: int = 255, letters: bool = True) -> list[Box]:
    """The rectangles of a picture with one field, something like letters in it, and upright lines: (x, top, bottom, grey)."""
    image = Image.new("RGB", (320, 90), (217, 217, 217))
    draw = ImageDraw.Draw(image)
    draw.rectangle((LEFT - 1, TOP - 1, RIGHT, BOTTOM), (ground,) * 3, (150, 150, 150))
    ink = 255 - ground
    if letters:
        draw.rectangle((LEFT + 4, TOP + 5, LEFT + 12, TOP + 14), outline=(ink,) * 3)
        draw.line((LEFT + 16, TOP + 5, LEFT + 16, TOP + 14), (ink,) * 3)
    for x, top, bottom, grey in lines:
        draw.rectangle((x, top, x + wide - 1, bottom), (grey,) * 3)
    picture: NDArray[np.uint8] = np.asarray(image, np.uint8)
    return [area.box for area in Parts(picture, []).boxes if area.box.height > 12]


@pytest.mark.parametrize("wide", [1, 2])
@pytest.mark.parametrize("gap", [1, 2])
@pytest.mark.parametrize("at", [6, 20, 60, 150])
@pytest.mark.parametrize("ground", [255, 40])
def test_a_field_with_a_caret_is_one(wide: int, gap: int, at: int, ground: int) -> None:
    found = boxes((LEFT + at, TOP + gap, BOTTOM - 1 - gap, 255 - ground), wide=wide, ground=ground)
    assert any(abs(box.left - LEFT) <= 2 and abs(box.right - RIGHT) <= 2 for box in found), found


def test_a_line_between_two_cells_still_parts_them() -> None:
    found = boxes((LEFT + 60, TOP, BOTTOM - 1, 0), letters=False)
    assert sorted((box.left, box.right) for box in found) == [(LEFT, LEFT + 60), (LEFT + 61, RIGHT)]


def test_a_line_whose_sides_differ_in_colour_still_parts_them() -> None:
    found = boxes((LEFT + 60, TOP, BOTTOM - 1, 200), (LEFT + 61, TOP + 1, BOTTOM - 2, 0), letters=False)
    assert any(box.left >= LEFT + 60 for box in found)
