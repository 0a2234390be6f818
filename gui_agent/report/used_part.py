"""The part of a screen's picture where there is anything: an empty desktop around a window says nothing."""

from PIL import Image, ImageChops

NOTHING = 24
"""How much a pixel may differ from the background (of 255) and still be background: stored pictures are compressed."""


def used_part(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """The box around what differs from the pixel at the bottom right, in pixels; None for an empty screen."""
    background = Image.new("RGB", picture.size, picture.getpixel((picture.width - 1, picture.height - 1)))
    return ImageChops.difference(picture, background).convert("L").point(lambda value: 255 * (value > NOTHING)).getbbox()
