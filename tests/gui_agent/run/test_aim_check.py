"""Whether a model aims at what it names: by what applications tell, and by what is read at the place."""

from concurrent.futures import Future

import pytest
from PIL import Image

from gui_agent.actions.action import parse_action
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine, Word
from gui_agent.run.aim_check import _is_at, _joined, _spelled, check, label_in, named_clearly

SAVE, DELETE = Element("button", "Save", Box(100, 100, 180, 130)), Element("button", "Delete", Box(200, 100, 280, 130))
FIELD = Element("field", "Name", Box(100, 200, 280, 230), value="Delete")


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Save", "Save"),
        ("the Save button in the toolbar", "Save"),
        ("Search button in the window", "Search"),
        ("button 'Log in'", "Log in"),
        ("icon of the trash", "trash"),
        ("the button", ""),
    ],
)
def test_the_label_in_the_words_for_a_target(words: str, label: str) -> None:
    assert label_in(words) == label


@pytest.mark.parametrize("words", ["the Save field", "text box 'Save'", "X", "icon 'trash'", "the picture of the bin"])
def test_what_has_no_label_on_itself_is_not_checked(words: str) -> None:
    assert not named_clearly(parse_action({"action": "left_click", "start_box": [1, 2], "element_info": words}))


@pytest.mark.parametrize(
    ("words", "at", "hit"),
    [
        ("Save", DELETE, "Delete"),
        ("Save", SAVE, ""),
        ("Send", DELETE, ""),
        ("Delete", FIELD, ""),
    ],
)
def test_another_thing_is_hit_where_the_named_one_is_elsewhere(words: str, at: Element, hit: str) -> None:
    shot = Screenshot.of(Image.new("RGB", (1000, 1000)))
    reported: Future[tuple[Element, ...]] = Future()
    reported.set_result((SAVE, DELETE, FIELD))
    shot.tell(reported)
    action = parse_action({"action": "left_click", "start_box": [at.box.center.x, at.box.center.y], "element_info": words})
    miss = check(action, words, shot, None)
    assert (miss.hit.text if miss else "") == hit
    if miss:
        assert "[200, 100, 280, 130]" in miss.describe(shot.region)
        assert "[100, 100, 180, 130]" in miss.describe(shot.region)


@pytest.mark.parametrize(("x", "is_there"), [(20, True), (150, False), (280, False)])
def test_neighbours_that_are_read_as_one_line_are_distinguished_by_the_place(x: int, is_there: bool) -> None:
    line = TextLine("DeleteArchiveRename", Box(0, 0, 300, 20), 0.9, ())
    assert _is_at("Delete", line, Point(x, 10)) is is_there


def test_the_words_of_a_label_are_joined_and_those_of_another_line_are_not() -> None:
    words = [
        Element("text", "Anna", Box(10, 10, 50, 26)),
        Element("text", "Diaz", Box(56, 10, 90, 26)),
        Element("text", "Berg", Box(56, 40, 90, 56)),
    ]
    assert [element.text for element in _joined(words)] == ["Anna Diaz"]


@pytest.mark.parametrize(
    ("label", "left"), [("Anna Diaz", 10), ("Diaz Berg", 56), ("Berg", 100), ("Anna Berg", None), ("Ann", None)]
)
def test_a_label_is_spelled_by_consecutive_words(label: str, left: int | None) -> None:
    words = tuple(Word(text, Box(x, 10, x + 30, 26)) for text, x in (("Anna", 10), ("Diaz", 56), ("Berg", 100)))
    found = _spelled(label, [TextLine("Anna Diaz Berg", Box(10, 10, 130, 26), 0.9, words)])
    assert [element.box.left for element in found] == ([] if left is None else [left])
