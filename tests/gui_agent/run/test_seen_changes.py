"""What is read of two pictures: other looks of the same letters are no other text, and what a menu covers is still there."""

import asyncio
from collections.abc import Callable, Sequence
from typing import cast

import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.actions.action import parse_action
from gui_agent.perception.change.change import compare
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine, TextReader
from gui_agent.record.wording import describe_effect
from gui_agent.run.evidence import Witness
from gui_agent.run.ink import same_drawing
from gui_agent.run.judgement import judge
from gui_agent.run.screens import Screens
from gui_agent.run.selected import is_hover_look

SIZE = (1000, 800)
MENU = Box(60, 60, 300, 220)
MENU_EDGES = (60, 60, 299, 219)
Draw = Callable[[ImageDraw.ImageDraw], None]


@pytest.fixture(scope="module")
def witness() -> Witness:
    reader = TextReader()
    reader.warm_up()
    return Witness(reader=reader)


def lines(*texts: str, top: int = 100, ink: str = "black") -> Draw:
    def draw(on: ImageDraw.ImageDraw) -> None:
        for number, text in enumerate(texts):
            on.text((80, top + 40 * number), text, ink, font=ImageFont.truetype("DejaVuSans.ttf", 15))

    return draw


def box(
    left: int, top: int, right: int, bottom: int, *, fill: str | None = None, outline: str | None = None, width: int = 1
) -> Draw:
    return lambda on: on.rectangle((left, top, right, bottom), fill=fill, outline=outline, width=width)


def tick(on: ImageDraw.ImageDraw) -> None:
    on.line([(63, 108), (66, 112), (72, 103)], "black", width=2)


CITIES = lines("Amsterdam", "Berlin", "Copenhagen")
NEWSLETTER = (lines("Newsletter"), box(60, 100, 75, 115, outline="black"))
MENU_OPEN = (box(60, 60, 300, 220, fill="#eeeeee"), lines("Undo", "Redo", "Paste", top=80))
STATUS = lines("3 items left", "All is saved")
CASES: dict[str, tuple[tuple[Draw, ...], tuple[Draw, ...], str]] = {
    "a row that is selected": ((CITIES,), (CITIES, box(60, 132, 400, 168, fill="#2050a0"), lines("Berlin", top=140, ink="white")),
                               "'Berlin' is now selected"),
    "a row that is selected, and another that no longer is": (
        (CITIES, box(60, 172, 400, 208, fill="#2050a0"), lines("Copenhagen", top=180, ink="white")),
        (CITIES, box(60, 132, 400, 168, fill="#2050a0"), lines("Berlin", top=140, ink="white")), "'Berlin' is now selected"),
    "a ring around a label": ((CITIES,), (CITIES, box(74, 138, 160, 160, outline="blue", width=2)), ""),
    "one digit": ((STATUS,), (lines("4 items left", "All is saved"),), "'3 items left' now says '4 items left'"),
    "a box that is checked": (NEWSLETTER, (*NEWSLETTER, tick), "checkbox 'Newsletter' is now checked"),
    "a box that is cleared, with a look of its own": ((*NEWSLETTER, tick), (box(50, 90, 400, 126, fill="#e0e0f0"), *NEWSLETTER),
                                                      "checkbox 'Newsletter' is now unchecked"),
    "a menu that covers a text": ((STATUS,), (STATUS, *MENU_OPEN), "'Undo' appeared; 'Redo' appeared; 'Paste' appeared"),
    "a menu that goes": ((STATUS, *MENU_OPEN), (STATUS,), "'Undo' disappeared; 'Redo' disappeared; 'Paste' disappeared"),
}  # fmt: skip


def screen(*draws: Draw) -> Screenshot:
    image = Image.new("RGB", SIZE, "white")
    on = ImageDraw.Draw(image)
    for draw in draws:
        draw(on)
    return Screenshot.of(image)


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of_a_change(name: str, witness: Witness) -> None:
    old, new, said = CASES[name]
    before, after = screen(*old), screen(*new)
    came = (MENU,) if MENU_OPEN[0] in new else ()
    went = (MENU,) if MENU_OPEN[0] in old else ()
    change = compare(before, after)
    action = parse_action({"action": "left_click", "start_box": [70, 190] if "row" in name else [68, 135]})
    found = witness.look_now(action, Screens(before, after, change, {}, {}, came, went))
    effect = judge(action, change, found, after)
    assert describe_effect(effect).partition("something without text")[0].rstrip("; ") == said


def test_a_menu_without_a_shadow_is_read_inside_its_black_margin(witness: Witness) -> None:
    margin = (box(*MENU_EDGES, fill="black"), box(76, 72, 282, 204, fill="white"), lines("Undo", "Redo", "Paste", top=80))
    before, after = screen(STATUS, *margin), screen(STATUS)
    change = compare(before, after)
    closed = witness.look_now(parse_action({"action": "key", "keys": "esc"}), Screens(before, after, change, {}, {}, (), (MENU,)))
    assert [(item.kind, item.what) for item in closed] == [("vanished", "Undo"), ("vanished", "Redo"), ("vanished", "Paste")]


def test_a_text_that_goes_from_its_field_into_a_list_appears_and_what_is_pushed_aside_does_not(witness: Witness) -> None:
    field = box(60, 90, 400, 126, outline="black")
    before, after = screen(field, lines("Buy milk")), screen(field, lines("Buy milk", top=300))
    click = parse_action({"action": "left_click", "start_box": [500, 135]})
    moved = witness.look_now(click, Screens(before, after, compare(before, after), {}, {}))
    assert [(item.kind, item.what) for item in moved] == [("appeared", "Buy milk")]
    pushed = screen(lines("Amsterdam", "Berlin", "Copenhagen", top=160))
    before = screen(CITIES)
    assert witness.look_now(click, Screens(before, pushed, compare(before, pushed), {}, {})) == ()


PAGE = tuple(
    lines(text, top=100 + 60 * row) for row, text in enumerate(("Rows have a title", "Delivery is free", "Send it back"))
)
OTHER_PAGE = tuple(
    lines(text, top=100 + 60 * row) for row, text in enumerate(("Opening hours", "From nine to five", "Come and see"))
)
BY_KEY: dict[str, tuple[tuple[Draw, ...], tuple[Draw, ...], set[str]]] = {
    "a text that is selected": ((CITIES,), (CITIES, box(76, 136, 140, 160, fill="#3367d1"), lines("Berlin", top=140, ink="white")),
                                {"'Berlin' is now selected"}),
    "blue letters on white": ((CITIES,), (CITIES, lines("Dublin", top=300, ink="#0000ff")), {"'Dublin' appeared"}),
    "a row that went to the end": ((lines("Plums", "Apples", "Figs"),), (lines("Apples", "Figs", "Plums"),),
                                   {"'Figs' now says 'Plums'"}),
    "another page": (PAGE, OTHER_PAGE, {"'Rows have a title' disappeared", "'Opening hours' appeared", "'Come and see' appeared"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_KEY)
def test_what_is_said_of_a_change_after_a_key(name: str, witness: Witness) -> None:
    old, new, said = BY_KEY[name]
    before, after = screen(*old), screen(*new)
    action = parse_action({"action": "key", "keys": "ctrl+a"})
    change = compare(before, after)
    found = witness.look_now(action, Screens(before, after, change, {}, {}))
    words = describe_effect(judge(action, change, found, after)).split("; ")
    assert said <= set(words)
    assert name == "another page" or len(words) == 1


class NoReader:
    """Stands for the reader of text where nothing may be read: reading costs a tenth of a second."""

    def read_boxes(self, *_: object) -> list[object]:
        raise AssertionError("it was read")


@pytest.mark.parametrize("inside", [(), (box(92, 136, 93, 154, fill="black"),)], ids=["empty", "with a caret"])
def test_a_field_that_gets_the_keyboard_is_not_read(inside: tuple[Draw, ...]) -> None:
    field = box(80, 130, 480, 170, outline="#c0c0c0")
    before, after = screen(field), screen(box(80, 130, 480, 170, outline="blue", width=2), *inside)
    action = parse_action({"action": "left_click", "start_box": [200, 190]})
    screens = Screens(before, after, compare(before, after), {}, {})
    assert screens.change.boxes
    assert Witness(reader=cast(TextReader, NoReader())).look_now(action, screens) == ()
    reported = screen(box(80, 130, 480, 170, outline="blue", width=2), lines("Ada", top=140))
    with pytest.raises(AssertionError, match="it was read"):
        Witness(reader=cast(TextReader, NoReader())).look_now(
            action, Screens(before, reported, compare(before, reported), {}, {})
        )


ROW = Box(78, 98, 200, 122)
DRAWN: dict[str, tuple[tuple[Draw, ...], bool]] = {
    "hovered over": ((box(60, 90, 400, 126, fill="#e8e8f4"), lines("Account 13")), True),
    "selected": ((box(60, 90, 400, 126, fill="#2050a0"), lines("Account 13", ink="white")), True),
    "not in use": ((lines("Account 13", ink="#888888"),), True),
    "another digit": ((lines("Account 18"),), False),
    "another digit on another ground": ((box(60, 90, 400, 126, fill="#2050a0"), lines("Account 18", ink="white")), False),
    "nothing": ((), False),
    "a caret": ((lines("Account 13"), box(180, 100, 181, 118, fill="black")), False),
}


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_drawing_in_other_colours(name: str) -> None:
    draws, same = DRAWN[name]
    before, after = screen(lines("Account 13")), screen(*draws)
    assert same_drawing(Screens(before, after, compare(before, after), {}, {}), ROW) is same


@pytest.mark.parametrize(
    ("draws", "says_nothing"),
    [
        ((box(60, 132, 400, 168, fill="#e4e4e4"), CITIES), True),
        ((box(120, 132, 400, 168, fill="#e4e4e4"), CITIES), True),
        ((box(60, 132, 400, 168, fill="#2050a0"), CITIES), False),
        ((box(60, 132, 400, 168, fill="#2050a0"), CITIES, lines("Berlin", top=140, ink="white")), False),
        ((box(60, 132, 400, 168, fill="#e4e4e4"), lines("Amsterdam", "Bern", "Copenhagen")), False),
        ((box(60, 212, 400, 248, fill="#e4e4e4"), CITIES), False),
        ((box(60, 132, 400, 168, fill="#e4e4e4"), CITIES, lines("Saved", top=400)), False),
    ],
    ids=["grey under the mouse", "a part of the row", "blue", "white on blue", "another text", "elsewhere", "and something else"],
)
def test_a_grey_ground_under_the_mouse_says_nothing(draws: tuple[Draw, ...], says_nothing: bool) -> None:
    before, after = screen(CITIES), screen(*draws)
    click = parse_action({"action": "left_click", "start_box": [100, 187]})
    assert is_hover_look(click, Screens(before, after, compare(before, after), {}, {})) is says_nothing


class CountingReader(TextReader):
    """Counts the lines that it is asked to read."""

    asked = 0

    def read_boxes(self, screenshot: Screenshot, boxes: Sequence[Box]) -> list[TextLine]:
        self.asked += len(boxes)
        return super().read_boxes(screenshot, boxes)


def test_what_was_read_ahead_is_not_read_again_and_is_of_these_pictures_alone() -> None:
    reader = CountingReader()
    witness = Witness(reader=reader)
    action = parse_action({"action": "left_click", "start_box": [70, 135]})
    before, middle, after = (
        screen(STATUS),
        screen(lines("4 items left", "All is saved")),
        screen(lines("5 items left", "Not saved")),
    )
    first, last = (Screens(before, shot, compare(before, shot), {}, {}) for shot in (middle, after))
    witness.read_ahead(action, lambda: first)
    assert [item.now for item in asyncio.run(witness.look(action, first))] == ["4 items left"]
    assert reader.asked == 2
    assert {item.now for item in witness.look_now(action, last)} == {"5 items left", "Not saved"}
    witness.close()
