"""What differs between two pictures."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gui_agent.perception.change.change import caret_came, compare, is_moved_caret, tiles
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.screenshot import Screenshot

REGION = Box(100, 50, 1100, 850)


def picture(*boxes: tuple[int, int, int, int]) -> Screenshot:
    image = Image.new("RGB", (1000, 800), "white")
    draw = ImageDraw.Draw(image)
    for left, top, right, bottom in boxes:
        draw.rectangle((left, top, right - 1, bottom - 1), fill="navy")
    return Screenshot(image, REGION, 0.0)


def test_equal_pictures_have_no_change() -> None:
    change = compare(picture((10, 10, 50, 50)), picture((10, 10, 50, 50)))
    assert not change
    assert change.fraction == 0
    assert change.describe(REGION) == "nothing visible changed"


def test_a_change_has_a_tight_box_in_pixels_of_the_screen() -> None:
    change = compare(picture(), picture((203, 107, 260, 141)))
    assert change.boxes == (Box(303, 157, 360, 191),)
    assert change.fraction == 57 * 34 / 800_000
    assert change.describe(REGION) == "the screen changed in [203,134,260,176]"


def test_separate_changes_have_separate_boxes_the_largest_first() -> None:
    change = compare(picture(), picture((10, 10, 20, 20), (500, 500, 700, 600)))
    assert change.boxes == (Box(600, 550, 800, 650), Box(110, 60, 120, 70))


def test_a_caret_is_no_change() -> None:
    assert not compare(picture(), picture((300, 300, 302, 318)))


def test_many_changes_are_reported_in_one_short_sentence() -> None:
    change = compare(picture(), picture(*((x, y, x + 9, y + 9) for x in range(20, 900, 90) for y in range(20, 700, 90))))
    assert len(change.boxes) == 80
    assert change.describe(REGION).count("[") == 3


def test_a_new_page_is_reported_as_such() -> None:
    assert compare(picture(), picture((0, 0, 1000, 700))).describe(REGION) == "most of the screen changed"


def test_pictures_of_different_parts_differ_completely() -> None:
    other = Screenshot(Image.new("RGB", (10, 10)), Box(0, 0, 10, 10), 0.0)
    assert compare(picture(), other).fraction == 1


FIELD, CLICKED = (200, 100, 500, 130), Point(100 + 350, 50 + 115)


def field(caret: int | None, *more: tuple[int, int, int, int]) -> Screenshot:
    """A field with a frame, a word in it, and perhaps a caret."""
    image = picture(*more).image
    draw = ImageDraw.Draw(image)
    draw.rectangle(FIELD, outline="gray")
    draw.rectangle((210, 112, 240, 120), fill="black")
    if caret is not None:
        draw.line((caret, 106, caret, 124), "black", width=1)
    return Screenshot(image, REGION, 0.0)


def test_a_caret_that_moved_is_told_from_two_letters() -> None:
    before, after = field(244), field(250)
    [box] = compare(before, after).boxes
    assert is_moved_caret(before, after, box)
    letters = picture((325, 108, 327, 124), (330, 108, 332, 124))
    [box] = compare(picture(), letters).boxes
    assert not is_moved_caret(picture(), letters, box)


def test_a_caret_comes_into_the_line_of_a_click_whatever_else_changes() -> None:
    elsewhere = (600, 100, 700, 130)
    assert caret_came(field(None, elsewhere), field(244), CLICKED)
    assert not caret_came(field(244, elsewhere), field(None), CLICKED)
    assert not caret_came(field(None, elsewhere), field(None), CLICKED)
    assert not caret_came(field(None), field(244), Point(CLICKED.x, CLICKED.y + 30))
    assert not caret_came(field(None), field(560), CLICKED)  # beyond the field's frame


@pytest.mark.parametrize("size", [(800, 1280), (768, 1366), (45, 17), (16, 8), (1, 1)])
@pytest.mark.parametrize("side", [16, 32])
def test_a_square_counts_if_one_of_its_pixels_differs(size: tuple[int, int], side: int) -> None:
    chance = np.random.default_rng(size[0])
    differs = np.zeros(size, np.bool_)
    differs[chance.integers(size[0], size=9), chance.integers(size[1], size=9)] = True
    rows, columns = np.nonzero(differs)
    expected = np.zeros((-(-size[0] // side), -(-size[1] // side)), np.bool_)
    expected[rows // side, columns // side] = True
    assert np.array_equal(tiles(differs, side), expected)
    assert np.array_equal(tiles(differs[:, ::-1], side)[:, ::-1], expected) or size[1] % side
    assert not tiles(np.zeros(size, np.bool_), side).any()
