"""A line of text at the top of a picture, for a model whose tool answers with pictures only."""

from __future__ import annotations

import textwrap

from PIL import Image, ImageDraw, ImageFont

TEXT_SIZE, MARGIN = 16, 6


def with_notice(picture: Image.Image, text: str) -> Image.Image:
    """A copy of the picture with the text in a band over its upper edge; its size stays the same."""
    shown = picture.convert("RGB").copy()
    draw = ImageDraw.Draw(shown)
    font = ImageFont.load_default(TEXT_SIZE)
    columns = max(20, int((shown.width - 2 * MARGIN) / draw.textlength("n", font)))
    lines = textwrap.wrap(text.encode("ascii", "replace").decode(), columns)[:4]
    height = len(lines) * (TEXT_SIZE + 4) + 2 * MARGIN
    draw.rectangle((0, 0, shown.width, height), fill="white", outline="red", width=2)
    for number, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + number * (TEXT_SIZE + 4)), line, font=font, fill="black")
    return shown
