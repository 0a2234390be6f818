"""Lines made ready for reading: underlines go, and the letters that stand on them stay."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.screenshot import Screenshot
from gui_agent.perception.text import TextReader

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
