"""Boxes and numbers drawn on a picture, so that a user (or a model) can point at elements by number."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot

_COLOURS = ("#d81b60", "#1e66f5", "#2e7d32", "#b26a00", "#6a1b9a")
_FONT_SIZE = 11


def draw_marks(screenshot: Screenshot, boxes: Sequence[Box], labels: Sequence[str] | None = None) -> Image.Image:
    """A copy of the picture with every box outlined and labelled: with `labels`, or numbered from 1.

    Boxes are pixels of the virtual screen; those outside of the picture are left out, with their number.
    """
    picture = screenshot.image.convert("RGB")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(_FONT_SIZE)
    names = labels if labels is not None else [str(number) for number in range(1, len(boxes) + 1)]
    for index, (box, name) in enumerate(zip(boxes, names, strict=True)):
        seen = box.intersection(screenshot.region)
        if seen is None:
            continue
        part = seen.offset(-screenshot.region.left, -screenshot.region.top)
        colour = _COLOURS[index % len(_COLOURS)]
        draw.rectangle((part.left, part.top, part.right - 1, part.bottom - 1), outline=colour, width=2)
        _draw_label(draw, name, part, picture.width, colour, font)
    return picture


def _draw_label(
    draw: ImageDraw.ImageDraw, name: str, box: Box, width: int, colour: str, font: ImageFont.ImageFont | ImageFont.FreeTypeFont
) -> None:
    """White on the box's colour, above its upper left corner where there is room, else inside."""
    left, top, right, bottom = draw.textbbox((0, 0), name, font)
    wide, high = int(right - left) + 6, int(bottom - top) + 4
    x = max(0, min(box.left, width - wide))
    y = box.top - high if box.top >= high else box.top
    draw.rectangle((x, y, x + wide - 1, y + high - 1), fill=colour)
    draw.text((x + 3 - left, y + 2 - top), name, "white", font)
