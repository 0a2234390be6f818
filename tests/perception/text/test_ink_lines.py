"""Lines of text at a place, found by their ink: frames and buttons beside a line do not join its rows."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.geometry import Box
from gui_agent.perception.text.ink_lines import ink_lines


def test_the_frame_of_a_field_does_not_join_the_rows_beside_it() -> None:
    """A change that holds a field, the label beside it and a button is read line by line."""
    image = Image.new("RGB", (700, 200), "white")
    on = ImageDraw.Draw(image)
    font = ImageFont.truetype("DejaVuSans.ttf", 15)
    on.rectangle((150, 40, 490, 78), outline="#2060a0", width=2)
    on.rectangle((510, 38, 660, 80), fill="#2050d0")
    on.text((50, 50), "New todo", "black", font=font)
    on.text((160, 50), "Buy milk", "black", font=font)
    on.text((50, 120), "Buy bread", "black", font=font)
    rows = {(box.top, box.bottom) for box in ink_lines(np.asarray(image), Box(40, 20, 690, 150))}
    assert len(rows) == 2
    assert all(bottom - top < 30 for top, bottom in rows)
