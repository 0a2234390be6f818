"""A thing is found again by what it is called and what is around it; what fits equally, and what is in another row, is not."""

from collections.abc import Sequence

import pytest

from gui_agent.model.replay.seek import is_where_it_was, place_in, seek
from gui_agent.model.replay.words import ScreenInWords, Words, describe
from gui_agent.perception.element import Element, Role
from gui_agent.perception.geometry import Box, Point

MAIN = ("Orders", Box(0, 0, 800, 600))


def element(role: Role, text: str, left: int, top: int, width: int = 80, height: int = 24, value: str = "") -> Element:
    return Element(role, text, Box.of_size(left, top, width, height), value=value)


def screen(*elements: Element, reported: bool = True, windows: Sequence[tuple[str, Box]] = (MAIN,)) -> ScreenInWords:
    return ScreenInWords(elements, frozenset(map(id, elements)) if reported else frozenset(), tuple(windows))


def row(name: str, top: int) -> list[Element]:
    return [element("text", name, 40, top), element("text", "4.00", 160, top), element("button", "Delete", 300, top)]


def words_at(shown: ScreenInWords, left: int, top: int) -> Words:
    found = describe(Box.of_size(left + 10, top + 4, 40, 16), shown)
    assert found is not None
    return found


def test_a_button_that_moved_is_found_by_its_name() -> None:
    words = words_at(screen(element("button", "Add", 400, 20), element("field", "New", 40, 20, 300)), 400, 20)
    assert (words.role, words.label, words.left, words.window) == ("button", "Add", "New", "Orders")
    moved = element("button", "Add", 40, 300)
    assert seek(words, screen(element("field", "New", 40, 20, 300), moved)).element == moved


def test_of_equal_buttons_the_one_in_the_same_row_is_taken_wherever_the_row_is() -> None:
    words = words_at(screen(*row("Rope", 100), *row("Lamp", 130), *row("Bell", 160)), 300, 130)
    assert (words.row, words.nth, words.of) == (["Lamp"], 1, 3)
    sorted_otherwise = [*row("Lamp", 100), *row("Bell", 130), *row("Rope", 160)]
    assert seek(words, screen(*sorted_otherwise)).element == sorted_otherwise[2]


def test_a_row_that_is_gone_is_not_replaced_by_another_one() -> None:
    words = words_at(screen(*row("Rope", 100), *row("Lamp", 130)), 300, 130)
    found = seek(words, screen(*row("Rope", 100)))
    assert found.element is None
    assert "in that row" in found.why


def test_equal_things_in_equal_rows_are_distinguished_by_their_number_only_while_there_are_as_many() -> None:
    three = [*row("Rope", 100), *row("Rope", 130), *row("Rope", 160)]
    words = words_at(screen(*three), 300, 160)
    assert (words.row, words.nth, words.of) == ([], 2, 3)
    assert seek(words, screen(*three)).element == three[8]
    assert seek(words, screen(*three[:6])).element is None


def test_what_is_gone_is_said_with_what_is_nearest() -> None:
    words = words_at(screen(element("button", "Save", 400, 20)), 400, 20)
    found = seek(words, screen(element("button", "Save as...", 400, 20), element("text", "Saved", 40, 20)))
    assert found.element is None
    assert "'Save as...'" in found.why


FORM = (element("text", "New todo", 40, 22), element("field", "Title", 130, 20, 240, value="Walk"))
ADD = Box.of_size(400, 20, 80, 24)


@pytest.mark.parametrize(
    ("name", "width", "found"),
    [
        ("Adc", 36, True),  # the last letter is cut in half
        ("Ad", 36, True),
        ("Ad\u2026", 36, True),
        ("A", 36, False),
        ("Adc", 80, False),  # there is room for the label
        ("Edd", 36, False),
        ("Adding", 36, False),
        ("Delete", 36, False),
    ],
)
def test_a_label_that_is_cut_off_is_known_by_its_beginning_where_all_around_it_is_as_it_was(
    name: str, width: int, found: bool
) -> None:
    words = words_at(screen(*FORM, element("button", "Add", 400, 20)), 400, 20)
    sought = seek(words, screen(*FORM, element("button", name, 400, 20, width)), ADD)
    assert (sought.element is not None) == found
    assert not found or "'Add' is cut off" in sought.why
    assert seek(words, screen(*FORM, element("button", name, 400, 20, width))).element is None


def test_a_cut_off_label_is_no_evidence_elsewhere_or_beside_another_one() -> None:
    words = words_at(screen(*FORM, element("button", "Add", 400, 20)), 400, 20)
    cut = element("button", "Adc", 400, 20, 36)
    assert seek(words, screen(cut), ADD).element is None
    assert seek(words, screen(*FORM, cut, element("button", "Ad", 400, 80, 36)), ADD).element is None


@pytest.mark.parametrize(("role", "reported", "found"), [("text", False, True), ("text", True, False), ("link", True, True)])
def test_a_kind_that_an_application_tells_is_believed_and_one_that_is_seen_may_be_another(
    role: Role, reported: bool, found: bool
) -> None:
    words = words_at(screen(element("button", "Help", 400, 20)), 400, 20)
    assert (seek(words, screen(element(role, "Help", 400, 20), reported=reported)).element is not None) is found


def test_a_field_without_a_name_is_found_by_what_is_beside_it() -> None:
    fields = [element("text", "From", 40, 100), element("field", "", 140, 100), element("text", "To", 40, 140)]
    fields += [element("field", "", 140, 140)]
    words = words_at(screen(*fields), 140, 140)
    assert (words.label, words.left) == ("", "To")
    exchanged = [element("text", "To", 40, 100), element("field", "", 140, 100), element("text", "From", 40, 140)]
    exchanged += [element("field", "", 140, 140)]
    assert seek(words, screen(*exchanged)).element == exchanged[1]


def test_the_same_button_in_another_window_is_not_taken_where_nothing_is_as_it_was() -> None:
    dialog = ("Delete the order?", Box(200, 200, 500, 400))
    in_dialog = screen(
        element("text", "Order 7 is deleted", 220, 220), element("button", "Cancel", 220, 300), element("button", "OK", 320, 300),
        windows=(MAIN, dialog),
    )  # fmt: skip
    words = words_at(in_dialog, 320, 300)
    assert words.window == "Delete the order?"
    other = screen(element("text", "Welcome", 20, 20), element("button", "OK", 700, 560))
    assert seek(words, other).element is None


def test_the_place_in_a_thing_is_kept() -> None:
    slider = element("slider", "Volume", 100, 100, 200)
    words = describe(Box.of_size(250, 110, 1, 1), screen(slider))
    assert words is not None
    assert words.at == (0.75, 0.42)
    wider = element("slider", "Volume", 100, 300, 400)
    place = place_in(words, wider)
    assert isinstance(place, Point)
    assert (place.x, place.y) == (400, 310)
    assert is_where_it_was(words, slider, Box.of_size(250, 110, 1, 1))
    assert not is_where_it_was(words, wider, Box.of_size(250, 110, 1, 1))


def test_a_name_that_only_an_application_knows_may_be_missing_or_new() -> None:
    heading, field = element("text", "todos", 40, 60), element("field", "What is to be done?", 40, 100, 300)
    reported, seen = screen(heading, field), screen(heading, element("field", "", 40, 100, 300), reported=False)
    assert seek(words_at(reported, 40, 100), seen).element == seen.elements[1]
    assert seek(words_at(seen, 40, 100), reported).element == field
    elsewhere = screen(element("text", "Search", 40, 60), element("field", "", 40, 100, 300), reported=False, windows=())
    assert seek(words_at(reported, 40, 100), elsewhere).element is None


def test_words_of_an_earlier_cassette_are_read() -> None:
    assert Words.model_validate({"role": "button", "label": "Add", "told": True}) == Words(
        role="button", label="Add", reported=True
    )


def test_the_label_of_a_field_that_was_only_seen_is_not_in_its_row() -> None:
    """A row of a list looks like a field, and the text above it like its label."""
    boxes = [element("checkbox", "", 40, top, 60) for top in (100, 160)]
    texts = [element("text", "Buy milk", 120, 100), element("text", "Call Ann", 120, 160)]
    words = words_at(screen(boxes[0], texts[0], boxes[1], texts[1], reported=False), 40, 100)
    frames = [element("field", "New", 110, 90, 300, 44, "Buy milk"), element("field", "Buy milk", 110, 150, 300, 44, "Call Ann")]
    assert seek(words, screen(boxes[0], frames[0], texts[0], boxes[1], frames[1], texts[1], reported=False)).element == boxes[0]
