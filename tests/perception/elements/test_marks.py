"""Boxes and numbers drawn on a picture."""

from __future__ import annotations

from PIL import Image

from gui_agent.perception.elements.marks import draw_marks
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot


def test_each_box_is_outlined_where_it_is_and_the_picture_itself_stays_clean() -> None:
    screenshot = Screenshot(Image.new("RGB", (200, 100), "white"), Box(50, 20, 250, 120), 0.0)
    marked = draw_marks(screenshot, [Box(100, 60, 160, 90), Box(900, 900, 950, 950)])
    assert marked.size == (200, 100)
    assert marked.getpixel((50, 55)) == (0xD8, 0x1B, 0x60)
    assert marked.getpixel((80, 55)) == (255, 255, 255)
    assert screenshot.image.getcolors() == [(20_000, (255, 255, 255))]


def test_a_box_at_the_edge_gets_its_label_inside_the_picture() -> None:
    screenshot = Screenshot(Image.new("RGB", (100, 40), "white"), Box(0, 0, 100, 40), 0.0)
    marked = draw_marks(screenshot, [Box(90, 0, 100, 40)], labels=["button 12"])
    assert (0xD8, 0x1B, 0x60) in {marked.getpixel((x, 3)) for x in range(40, 90)}
