"""Random screens to train on: buttons of known colours at random places, windows, noise, text; and pictures of one word.

Everything is drawn at the size at which the checkpoint sees it (its image processor shrinks pictures to about 392 x 224 pixels).
"""

import random
import string
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFont
from words import COLOURS

from gui_agent.model.serving.probe import WORDS, word_picture

RGB = {"red": (211, 47, 47), "green": (46, 160, 67), "blue": (33, 96, 212), "yellow": (240, 200, 20)}
SIZES = ((392, 224), (392, 224), (392, 224), (420, 224), (336, 252))
"""What the screens 640x400, 1280x800, 1260x784 and 1920x1080 (the first), and 1024x768 (the last) are shrunk to."""


@dataclass(frozen=True)
class Screen:
    """A picture and the boxes of its buttons, in thousandths (left, top, right, bottom)."""

    image: Image.Image
    buttons: dict[str, tuple[float, float, float, float]]


def random_screen(rng: random.Random, size: tuple[int, int], most: int = 4) -> Screen:
    """One to `most` buttons of different colours on a window or on the bare background."""
    width, height = size
    image = Image.new("RGB", size, _grey(rng))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(0, 4)):
        left, top = rng.randint(-20, width), rng.randint(-20, height)
        draw.rectangle((left, top, left + rng.randint(10, width), top + rng.randint(6, height)), fill=_grey(rng))
    for _ in range(rng.randint(0, 8)):
        _text(draw, rng, rng.randint(0, width), rng.randint(0, height), _grey(rng))
    buttons: dict[str, tuple[float, float, float, float]] = {}
    taken: list[tuple[int, int, int, int]] = []
    for colour in rng.sample(COLOURS, min(most, rng.choice((1, 2, 2, 3, 3, 4)))):
        box = _place(rng, width, height, taken)
        if box is None:
            continue
        taken.append(box)
        left, top, right, bottom = box
        draw.rectangle((left, top, right - 1, bottom - 1), fill=tuple(_near(rng, channel) for channel in RGB[colour]))
        if rng.random() < 0.85:
            _text(draw, rng, (left + right) // 2, (top + bottom) // 2, rng.choice(("white", "black")))
        buttons[colour] = (left * 1000 / width, top * 1000 / height, right * 1000 / width, bottom * 1000 / height)
    return Screen(image, buttons)


def random_word(rng: random.Random, size: tuple[int, int]) -> tuple[str, Image.Image, tuple[float, float, float, float]]:
    """A word, its picture as the endpoint probe draws it, a few pixels off the middle, and the box of its first letter."""
    word = rng.choice(WORDS)
    x, y = rng.randint(-5, 5), rng.randint(-5, 5)
    moved = ImageChops.offset(word_picture(word), x, y)
    ink = ImageChops.invert(moved.convert("L")).getbbox()
    assert ink is not None
    letter = (ink[0] / 0.64, ink[1] / 0.4, (ink[0] + ImageFont.load_default(size=96).getlength(word[0])) / 0.64, ink[3] / 0.4)
    return word, moved.resize(size, Image.Resampling.BICUBIC), letter


def _place(
    rng: random.Random, width: int, height: int, taken: list[tuple[int, int, int, int]]
) -> tuple[int, int, int, int] | None:
    large = rng.random() < 0.15
    for _ in range(20):
        wide = rng.randint(80, 140) if large else rng.randint(28, 84)
        high = rng.randint(50, 100) if large else rng.randint(13, 42)
        left, top = rng.randint(0, width - wide), rng.randint(0, height - high)
        box = (left, top, left + wide, top + high)
        if all(box[2] + 2 < b[0] or b[2] + 2 < box[0] or box[3] + 2 < b[1] or b[3] + 2 < box[1] for b in taken):
            return box
    return None


def _grey(rng: random.Random) -> tuple[int, int, int]:
    base = rng.choice((rng.randint(0, 255), rng.randint(200, 255), rng.randint(0, 30)))
    return (_near(rng, base, 14), _near(rng, base, 14), _near(rng, base, 14))


def _near(rng: random.Random, channel: int, spread: int = 18) -> int:
    return max(0, min(255, channel + rng.randint(-spread, spread)))


def _text(draw: ImageDraw.ImageDraw, rng: random.Random, x: int, y: int, fill: str | tuple[int, int, int]) -> None:
    word = "".join(rng.choices(string.ascii_letters, k=rng.randint(2, 9)))
    draw.text((x, y), word, fill=fill, font=ImageFont.load_default(size=rng.randint(6, 11)), anchor="mm")
