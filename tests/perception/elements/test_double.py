"""What a screen shows at twice its size is found as at its usual one."""

import time

from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.element import Element
from gui_agent.perception.elements.elements import find_elements
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader


def page(scale: int) -> list[Element]:
    """A small form, so many times larger."""
    image = Image.new("RGB", (420 * scale, 240 * scale), "#f0f0f0")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype("DejaVuSans.ttf", 15 * scale)
    for index, name in enumerate(("Street", "Town", "Country")):
        top = (20 + 44 * index) * scale
        draw.text((20 * scale, top + 6 * scale), name, fill="black", font=font)
        draw.rectangle((130 * scale, top, 360 * scale, top + 30 * scale), "white", "#888", scale)
    for left, name in ((130, "Save"), (250, "Cancel")):
        draw.rectangle((left * scale, 170 * scale, (left + 100) * scale, 202 * scale), "#dddddd", "#777", scale)
        draw.text(((left + 50) * scale, 186 * scale), name, fill="black", font=font, anchor="mm")
    return find_elements(Screenshot(image, Box(0, 0, *image.size), time.monotonic()), TextReader())


def test_the_same_elements_at_twice_the_size() -> None:
    single, double = page(1), page(2)
    assert [(element.role, element.text) for element in single if element.role != "text"] == [
        *(("field", name) for name in ("Street", "Town", "Country")),
        *(("button", name) for name in ("Save", "Cancel")),
    ]
    assert [(element.role, element.text) for element in double] == [(element.role, element.text) for element in single]
    for one, other in zip(single, double, strict=True):
        assert abs(2 * one.box.center.x - other.box.center.x) <= 6
        assert abs(2 * one.box.center.y - other.box.center.y) <= 6
