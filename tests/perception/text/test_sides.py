"""What is on both sides of the side of a field is two lines of text; letters are no sides."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.sides import parted
from gui_agent.perception.text.text import TextReader


def field(label: str, content: str, *, size: int = 14, border: int | None = 120, radius: int = 0) -> Image.Image:
    """A label with a field two pixels beside it, on grey; the field has no border where `border` is None."""
    image = Image.new("RGB", (400, 70), (217, 217, 217))
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype("DejaVuSans.ttf", size)
    draw.text((16, 24), label, fill=(0, 0, 0), font=font)
    left = round(draw.textlength(label, font=font)) + 18
    line = (255,) * 3 if border is None else (border,) * 3
    draw.rounded_rectangle((left, 18, 380, 52), radius, fill=(255, 255, 255), outline=line)
    draw.text((left + 4, 25), content, fill=(0, 0, 0), font=font)
    return image


def pixels(image: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(image)


@pytest.mark.parametrize(("border", "radius"), [(120, 0), (120, 5), (0, 3), (None, 0)])
@pytest.mark.parametrize("content", ["Ada", "hello 12", "lily", "EEL", "Hill"])
def test_a_label_and_its_field_are_two_parts(content: str, border: int | None, radius: int) -> None:
    image = field("Label", content, border=border, radius=radius)
    parts = parted(pixels(image), Box(14, 20, 140, 46))
    assert len(parts) == 2
    first, second = parts
    assert first.right <= second.left <= first.right + 8


@pytest.mark.parametrize("size", [11, 14, 20, 32])
@pytest.mark.parametrize("text", ["Hill HIT EEL", "|l|l|", "LED TELL", "H"])
def test_letters_are_no_sides(text: str, size: int) -> None:
    image = Image.new("RGB", (500, 80), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    draw.text((30, 20), text, fill=(0, 0, 0), font=ImageFont.truetype("DejaVuSans.ttf", size))
    left, top, right, bottom = (
        round(side) for side in draw.textbbox((30, 20), text, font=ImageFont.truetype("DejaVuSans.ttf", size))
    )
    box = Box(left - 4, top - 4, right + 4, bottom + 4)
    assert parted(pixels(image), box) == [box]


def test_a_label_close_to_its_field_is_read_apart() -> None:
    shot = Screenshot.of(field("Name", "Bob", size=13))
    assert [line.text for line in TextReader().read(shot)] == ["Name", "Bob"]


@pytest.mark.parametrize("text", ["Tea", "Tofu", "Berlin"])
def test_a_selected_text_is_read_whole_though_its_ground_ends_at_its_letters(text: str) -> None:
    image = field("Drink", "", size=13)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype("DejaVuSans.ttf", 13)
    draw.rectangle((70, 27, 71 + round(draw.textlength(text, font=font)), 43), fill=(74, 105, 132))
    draw.text((71, 27), text, fill=(255, 255, 255), font=font)
    assert text in [line.text for line in TextReader().read(Screenshot.of(image))]


@pytest.mark.parametrize("text", ["Network", "Sound", "Details"])
def test_the_side_of_a_tab_is_no_letter(text: str) -> None:
    """A tab as Tk draws it: light above and on the left, dark on the right, the right side close to the text."""
    image = Image.new("RGB", (200, 60), (217, 217, 217))
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype("DejaVuSans.ttf", 11)
    right = 26 + round(draw.textlength(text, font=font)) + 6
    draw.rectangle((20, 11, right, 33), fill=(195, 195, 195))
    draw.line((20, 33, 20, 13, 22, 11, right - 2, 11), fill=(255, 255, 255))
    draw.line((right - 1, 12, right, 13, right, 33), fill=(90, 90, 90))
    draw.line((0, 34, 199, 34), fill=(255, 255, 255))
    draw.text((26, 16), text, fill=(0, 0, 0), font=font)
    assert [line.text for line in TextReader().read(Screenshot.of(image))] == [text]
