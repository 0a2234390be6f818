"""A label on the border of a field, or in smaller letters above its value, is no value of two lines and no text around the field."""

import pytest

from gui_agent.perception.elements.describe import floating_label
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine, Word

FIELD = Box(100, 100, 400, 156)


def line(text: str, left: int, middle: int, height: int = 24) -> TextLine:
    box = Box(left, middle - height // 2, left + 9 * len(text), middle + height // 2)
    return TextLine(text, box, 1.0, (Word(text, box),))


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        ([line("Name", 112, 101, 18), line("Maria", 112, 128)], "Name"),
        ([line("Name", 112, 99, 18)], "Name"),
        ([line("Name", 112, 114, 18), line("Maria", 112, 136)], "Name"),
        ([line("Name", 112, 84, 18), line("Maria", 112, 128)], None),
        ([line("Name", 20, 128), line("Maria", 112, 128)], None),
        ([line("first line", 112, 114), line("second line", 112, 138)], None),
        ([line("Maria", 112, 128), line("3 of 20", 320, 140, 18)], None),
        ([line("Maria", 112, 128)], None),
    ],
    ids=[
        "on the border",
        "on the border of an empty one",
        "above the value",
        "above the field",
        "beside",
        "two lines",
        "a hint",
        "a value",
    ],
)
def test_the_label_at_the_upper_side_of_a_field(texts: list[TextLine], label: str | None) -> None:
    found = floating_label(FIELD, texts)
    assert (found and found.text) == label
