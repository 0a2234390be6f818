"""What an outside author's scenarios met with ordinary web widgets: a form, a table, a dark panel, a dialog, a textured ground."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_page import desk_page
from PIL import Image, ImageDraw, ImageFont

from gui_agent.model.literal.language.grammar import parse
from gui_agent.model.literal.language.intents import Click
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.model.literal.targets.tables import read_rows
from gui_agent.model.literal.targets.verdicts import judge, read
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader()


@pytest.fixture(scope="module")
def desk(reader: TextReader) -> Iterator[Screenshot]:
    with desk_page(HERE / "trial_desk.yaml", reader) as shot:
        yield shot


@pytest.fixture(scope="module")
def scene(desk: Screenshot, reader: TextReader) -> Scene:
    return Scene(desk, reader, "")


@pytest.mark.parametrize(
    "statement",
    [
        "the Express delivery check box is enabled",
        "the Express delivery check box is not checked",
        "the Card radio button is checked",
        "the row of Bo Lindqvist contains 'shipped'",
        "there is 'open' in the row of Ines Duarte",
        "the Undo button is enabled",
        "the 'Mark as shipped' button is enabled",
        "the Quantity field is 1",
        "the screen shows '2 items left'",
    ],
)
def test_what_is_true_is_confirmed(scene: Scene, statement: str) -> None:
    found = judge(statement, scene)
    assert found.answer == "yes", found.reason


@pytest.mark.parametrize(
    "statement",
    [
        "there is 'shipped' in the row of Ines Duarte",
        "the Quantity field is empty",
        "the screen shows '0.50'",
        "the Express delivery check box is checked",
        "the Invoice radio button is checked",
        "the red Add order button is visible",
        "the Product column contains 'Ines Duarte'",
    ],
)
def test_what_is_untrue_is_not_confirmed(scene: Scene, statement: str) -> None:
    found = judge(statement, scene)
    assert found.answer != "yes", found.reason


@pytest.mark.parametrize(
    ("instruction", "label"),
    [
        ("click Card", "Card"),
        ("click the Undo button", "Undo"),
        ("click the Mark as shipped button", "Mark as shipped"),
        ("click the 'Sign in' button", "Sign in"),
        ("click the User name field", "User name"),
        ("click the Search orders field", "Search orders"),
        ("click the 'What needs to be done?' field", "What needs to be done?"),
    ],
)
def test_ordinary_widgets_are_found(scene: Scene, instruction: str, label: str) -> None:
    step = parse(instruction).steps[0]
    assert isinstance(step, Click)
    spot = locate(step.target, Situation(scene))
    assert label in (spot.label, spot.name, spot.value)
    assert spot.enabled


def test_a_value_is_that_of_its_field(desk: Screenshot, reader: TextReader) -> None:
    assert read("the User name field", desk, reader) == "maria"
    assert read("the Quantity field", desk, reader) == "1"


def test_the_rows_are_those_of_the_table_alone(desk: Screenshot, reader: TextReader) -> None:
    rows = read_rows("the table", ["customer", "qty", "status"], desk, reader)
    assert [row["customer"] for row in rows] == ["Bo Lindqvist", "Ines Duarte", "Omar Haddad"]


def test_an_entry_of_a_closed_list_is_not_a_cell_of_the_table(scene: Scene) -> None:
    step = parse("click Rope in the Product list").steps[0]
    assert isinstance(step, Click)
    with pytest.raises(NotFound):
        locate(step.target, Situation(scene))


KEYS = ("7", "8", "9", "/", "4", "5", "6", "*", "1", "2", "3", "-", "0", ".", "=", "+")


@pytest.mark.parametrize("size", [13, 18])
def test_the_signs_of_a_number_pad_are_found(reader: TextReader, size: int) -> None:
    picture = Image.new("RGB", (340, 240), "#f0f0f0")
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype("DejaVuSans.ttf", size)
    places = {}
    for number, key in enumerate(KEYS):
        left, top = 20 + 76 * (number % 4), 20 + 52 * (number // 4)
        places[key] = Box(left, top, left + 66, top + 40)
        draw.rectangle((left, top, left + 66, top + 40), "white", "#b0b0b0")
        draw.text((left + 33, top + 20), key, "black", font=font, anchor="mm")
    pad = Scene(Screenshot.of(picture), reader, "")
    for key in "+-/=":
        step = parse(f"click the '{key}' button").steps[0]
        assert isinstance(step, Click)
        assert places[key].contains(locate(step.target, Situation(pad)).box.center), key
