"""Texts in a row and in a column, and which of them stands out."""

import numpy as np
import pytest

from gui_agent.perception.elements.roles.groups import GROUPS, Groups
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine, Word

UNIT = 20.0


def line(left: int, top: int, wide: int = 60) -> TextLine:
    """A line of one word; it is as high as `UNIT`."""
    box = Box(left, top, left + wide, top + 20)
    return TextLine("Word", box, 1.0, (Word("Word", box),))


def groups(lines: list[TextLine], bars: list[Box], red: int | None = None) -> Groups:
    """Black texts on white, one of them red, with level lines."""
    picture = np.full((300, 600, 3), 255, np.uint8)
    level = np.zeros(picture.shape[:2], np.bool_)
    for index, one in enumerate(lines):
        picture[one.box.top + 5 : one.box.bottom - 5, one.box.left : one.box.right : 4] = (200, 0, 0) if index == red else 0
    for bar in bars:
        level[bar.top, bar.left : bar.right] = True
    return Groups(picture, lines, [], UNIT, level)


def of(found: Groups, place: Box, name: str) -> float:
    """One number of the text in a place."""
    atoms = found.atoms_of(np.array([[place.left, place.top, place.right, place.bottom]], np.int64))
    return float(found.of(atoms)[0, GROUPS.index(name)])


@pytest.mark.parametrize("chosen", [0, 1, 2])
def test_one_text_of_a_row_has_a_line_below_it(chosen: int) -> None:
    tabs = [line(20 + 110 * index, 40) for index in range(3)]
    box = tabs[chosen].box
    found = groups(tabs, [Box(box.left - 4, 68, box.right + 4, 69)])
    assert [of(found, tab.box, "row_length") for tab in tabs] == [3, 3, 3]
    stands_out = [of(found, tab.box, "row_own_bar") for tab in tabs]
    assert stands_out.index(max(stands_out)) == chosen
    others = [of(found, tab.box, "row_other_bar") for index, tab in enumerate(tabs) if index != chosen]
    assert min(others) == max(stands_out)


def test_a_text_of_another_colour_in_a_column() -> None:
    side = [line(20, 30 + 34 * index, 40 + 9 * index) for index in range(4)]
    found = groups(side, [], red=2)
    assert [of(found, one.box, "column_length") for one in side] == [4, 4, 4, 4]
    assert [of(found, one.box, "column_own_letters") > 0.3 for one in side] == [False, False, True, False]


def test_texts_that_are_far_apart_are_in_no_row() -> None:
    found = groups([line(20, 40), line(400, 40), line(20, 200)], [])
    assert [of(found, Box(15, 35, 90, 65), name) for name in ("row_length", "column_length")] == [1, 1]
    assert of(found, Box(200, 100, 220, 120), "row_length") == -1, "nothing is there"


def test_a_picture_without_anything() -> None:
    found = groups([], [])
    assert found.of(found.atoms_of(np.zeros((2, 4), np.int64))).shape == (2, len(GROUPS))
