"""A field with a drawing at its end and no text is a field, and no slider; a slider's thumb reaches from side to side."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.elements.widgets import find_widgets


def picture(height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (320, 120), "white")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((20, 30, 124, 30 + height), 3, "white", "#777")
    return image, draw


@pytest.mark.parametrize("height", [26, 28, 30])
def test_a_field_with_a_clock_at_its_end_is_a_field(height: int) -> None:
    image, draw = picture(height)
    middle = 30 + height // 2
    draw.ellipse((100, middle - 8, 116, middle + 8), "white", "black", 2)
    draw.line((108, middle - 5, 108, middle, 112, middle), "black", 2)
    for left in (28, 36, 50, 58, 70):
        draw.line((left, middle, left + 4, middle), "black", 2)
    found = find_widgets(Parts(np.asarray(image, np.uint8), []), [])
    assert [widget.role for widget in found] == ["field"]


def test_a_thick_track_with_a_thumb_that_fills_it_is_a_slider() -> None:
    image, draw = picture(20)
    draw.rectangle((90, 28, 104, 52), "#dddddd", "#333")
    found = find_widgets(Parts(np.asarray(image, np.uint8), []), [])
    assert "slider" in [widget.role for widget in found]
