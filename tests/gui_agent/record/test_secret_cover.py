"""Covering secrets in pictures: what counts as one, what is covered for how long, and what replaces it."""

import asyncio

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader
from gui_agent.record.secret_cover import COVER, PromptCover, SecretCover, _write_over, fold, prompt_cover

LONG = "correct-horse-battery"


def picture(*lines: str, size: tuple[int, int] = (420, 160)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((20, 20 + 60 * number), line, "black", ImageFont.load_default(24))
    return image


def words_in(image: Image.Image) -> str:
    return " ".join(line.text for line in TextReader().read(Screenshot.of(image)))


def covered(image: Image.Image) -> int:
    """How many pixels have the colour of the cover."""
    return int((np.asarray(image.convert("RGB")) == COVER).all(axis=2).sum())


@pytest.mark.parametrize(
    ("secret", "seen", "shows"),
    [
        ("mV4x", "mV4x", True), ("mV4x", "the code is mV4x", True), ("mV4x", "mV4", False), ("mV4x", "mV9x", True),
        ("mV4x", "abcd", False), ("77", "77", True), ("77", "177 days", True), ("77", "7 7", True),
        ("77", "7", False), ("abc", "abd", False), ("abc", "xabcx", True), ("abc", "ab", False),
        ("hunter2", "HUNTER 2", True), ("hunter2", "hunterz", True), ("hunter2", "hunt", True),
        ("hunter2", "hun", False), (LONG, "correct-h", True), (LONG, "correct", False), (LONG, "corr", False),
        (LONG, "cornect-horsc battery", True), (LONG, "nothing of the kind is here", False), ("O0l1", "0011", True),
        ("", "anything", False), ("--", "--", False),
    ],
)  # fmt: skip
def test_what_shows_a_secret(secret: str, seen: str, shows: bool) -> None:
    cover = SecretCover({"PW": secret})
    assert cover.shows_secret(seen) is shows
    assert cover.cover_words(seen) == ("{{secret:PW}}" if shows else seen)


def test_each_line_of_a_secret_counts_and_the_right_name_is_given() -> None:
    cover = SecretCover({"KEY": "first line\nsecond part", "PW": "hunter2"})
    assert cover.cover_words("second part") == "{{secret:KEY}}"
    assert cover.cover_words("hunter2") == "{{secret:PW}}"


def test_fold() -> None:
    assert fold("Il|! O0 s5$ Z2 g9 B8 q-_") == "1111005552299880"
    assert fold("Ab c.D") == "a8cd"


def test_a_secret_in_a_picture_is_covered_with_a_margin_and_the_rest_stays() -> None:
    image = picture("hello there", "hunter2")
    found = SecretCover({"PW": "hunter2"}).cover(image)
    (line,) = [one for one in TextReader().read(Screenshot.of(image)) if "unter" in one.text]
    box = line.box.padded(3)
    inside = np.asarray(found)[box.top : box.bottom, box.left : box.right]
    assert (inside == COVER).all()
    expected = np.asarray(image).copy()
    expected[box.top : box.bottom, box.left : box.right] = COVER
    assert (np.asarray(found) == expected).all(), "nothing else is"
    assert "hello" in words_in(found)
    assert words_in(image) != words_in(found), "the picture that was given is not drawn on"


@pytest.mark.parametrize("width", [90, 100, 111, 122, 133, 144, 155, 166, 177, 188, 199])
def test_what_replaces_a_text_is_as_large_as_fits_and_stays_in_its_place(width: int) -> None:
    image = Image.new("RGB", (260, 60), "white")
    place = Box(20, 10, 20 + width, 50)
    _write_over(image, place, "{{secret:PW}}")
    pixels = np.asarray(image).astype(int)
    outside = pixels.copy()
    outside[place.top : place.bottom, place.left : place.right] = 255
    assert (outside == 255).all()
    drawn = np.flatnonzero((pixels[place.top : place.bottom, place.left : place.right] != COVER).any(axis=(0, 2)))
    size = next(one for one in range(24, 7, -1) if one == 8 or _length(one) <= width - 4)
    assert drawn[-1] == pytest.approx(_length(size), abs=4)


def _length(size: int) -> float:
    return ImageDraw.Draw(Image.new("RGB", (1, 1))).textlength("{{secret:PW}}", ImageFont.load_default(size))


def test_a_picture_without_one_is_the_same_picture() -> None:
    image = picture("hello there")
    assert SecretCover({"PW": "hunter2"}).cover(image) is image


def test_where_it_was_typed_is_covered_for_as_long_as_that_looks_the_same() -> None:
    cover, place = SecretCover({"PW": "zzzzzzzz"}), Box(20, 20, 120, 60)
    cover.add_places([place])
    image = picture("....")
    assert covered(cover.cover(image)) == place.area, "as it is right after it was typed"
    assert covered(cover.cover(image)) == place.area
    little = image.copy()
    ImageDraw.Draw(little).rectangle((20, 20, 75, 59), fill="blue")  # 56% of it
    assert covered(cover.cover(little)) == place.area
    much = image.copy()
    ImageDraw.Draw(much).rectangle((20, 20, 85, 59), fill="blue")  # 66%
    assert covered(cover.cover(much)) == 0
    outside = SecretCover({"PW": "zzzzzzzz"})
    outside.add_places([Box(400, 20, 500, 60), Box(1000, 1000, 1100, 1100)])
    assert covered(outside.cover(image)) == 20 * 40, "what is in the picture of it"


def test_for_a_model_the_placeholder_is_drawn_in_its_place() -> None:
    screenshot = Screenshot(picture("hello there", "hunter2" * 4, size=(640, 160)), Box(100, 50, 740, 210), 3.0, 5000)
    found = SecretCover({"PW": "hunter2"}).cover_text(screenshot)
    said = words_in(found.image)
    assert "secret" in said
    assert "PW" in said
    assert "unter" not in said
    assert "hello" in said
    assert (found.region, found.taken_at, found.max_pixels) == (screenshot.region, 3.0, 5000)
    assert "unter" in words_in(screenshot.image)
    clean = Screenshot.of(picture("hello there"))
    assert SecretCover({"PW": "hunter2"}).cover_text(clean) is clean


def test_the_same_picture_is_read_once() -> None:
    cover = prompt_cover({"PW": "hunter2"})
    assert isinstance(cover, PromptCover)
    assert prompt_cover({}) is None
    first, second = Screenshot.of(picture("hunter2")), Screenshot.of(picture("hunter2"))

    async def look() -> None:
        found = await cover.cover(first)
        assert found is not first
        assert await cover.cover(first) is found
        assert await cover.cover(second) is not found

    asyncio.run(look())
