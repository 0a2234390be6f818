"""Statements about a page: each part is judged, or the answer is unsure; nothing untrue is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_page import desk_page

from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.targets.grid import Cell, Table
from gui_agent.model.literal.targets.same_text import is_sure_of_case, part, whole
from gui_agent.model.literal.targets.situation import NotFound
from gui_agent.model.literal.targets.table_lines import rows_counted
from gui_agent.model.literal.targets.tables import read_rows
from gui_agent.model.literal.targets.verdicts import judge, read
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def desk(reader: TextReader) -> Iterator[Screenshot]:
    with desk_page(HERE / "order_desk.yaml", reader) as shot:
        yield shot


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader()


@pytest.fixture(scope="module")
def scene(desk: Screenshot, reader: TextReader) -> Scene:
    return Scene(desk, reader, "")


TRUE = [
    "the Customer field says 'Nadia Okafor'",
    "the Quantity field is 1",
    "the Note field is empty",
    "the Voucher field is empty",
    "there is 'shipped' in the row of Bo Lind",
    "the row of Ines Duarte contains 'Anchor'",
    "the Status of Omar Haddad is open",
    "the Product column contains 'Rope'",
    "the Add order button is blue",
    "the red Delete selected button is visible",
    "the Delete selected button is enabled",
    "the Express check box is checked",
    "the Invoice check box is not checked",
    "there are 3 rows in the table",
    "the table has at least 2 rows",
    "the text next to 'Total' is '250.50 EUR'",
    "the counter says '40 items left'",
    "'Bo Lind' is above 'Ines Duarte'",
    "the Quantity field is below the Customer field",
    "there is no 'Refund'",
    "the Add order button is visible and the Note field is empty",
    "the Orders is more than 2",
    "the first row contains 'Rope'",
    "the last row of the table contains 'Compass'",
    "there are 2 rows with 'open' in the table",
    "'Ines Duarte' is between 'Bo Lind' and 'Omar Haddad'",
    "'Rope' and 'Compass' are visible",
    "neither 'Refund' nor 'Butter' is visible",
    "the dialog shows '18:30'",
    "there is a Keep button in the dialog",
]
UNTRUE = [
    "there is 'shipped' in the row of Ines Duarte",
    "the row of Bo Lind contains 'open'",
    "the Status of Bo Lind is open",
    "the Customer column contains 'Rope'",
    "there is a green 'Delete selected'",
    "the red Add order button is visible",
    "the Add order button is red",
    "the Quantity field is empty",
    "the Quantity field is 11",
    "the Customer field is empty",
    "the screen shows '50.50 EUR'",
    "the screen shows '0 items left'",
    "the counter says '4 items left'",
    "the counter says '40 items'",
    "the Invoice check box is checked",
    "no check box is checked",
    "all check boxes are checked",
    "there are 4 rows in the table",
    "the table has 2 rows",
    "'Omar Haddad' is above 'Bo Lind'",
    "the screen shows 'SHIPPED'",
    "there is no 'Total'",
    "there is no 'Rope'",
    "the Add order button is visible and the Quantity field is empty",
    "the second row contains 'Rope'",
    "the Delete selected button is disabled",
    "the last row of the table contains 'Anchor'",
    "there are 3 rows with 'open' in the table",
    "'Bo Lind' is between 'Ines Duarte' and 'Omar Haddad'",
    "'Rope' and 'Refund' are visible",
    "neither 'Refund' nor 'Rope' is visible",
    "both the Express check box and the Invoice check box are checked",
    "the dialog shows '250.50 EUR'",
    "there is no dialog",
]
NOT_JUDGED = [
    ("there is no error", "error"),
    ("the Note field is focused", "focused"),
    ("the Add order button is dark blue", "dark blue"),
    ("the table is sorted", "sorted"),
    ("everything is beautiful today", "everything"),
    ("the big Add order button is visible", "big"),
]


@pytest.mark.parametrize("statement", TRUE)
def test_what_is_true_is_confirmed(scene: Scene, statement: str) -> None:
    found = judge(statement, scene)
    assert found.answer == "yes", found.reason


@pytest.mark.parametrize("statement", UNTRUE)
def test_what_is_untrue_is_denied(scene: Scene, statement: str) -> None:
    found = judge(statement, scene)
    assert found.answer == "no", found.reason


@pytest.mark.parametrize(("statement", "named"), NOT_JUDGED)
def test_what_is_not_judged_is_named(scene: Scene, statement: str, named: str) -> None:
    found = judge(statement, scene)
    assert found.answer == "unsure"
    assert named in found.reason


@pytest.mark.parametrize(
    ("middles", "cells", "counted"),
    [
        ((20, 60, 100, 140), (3, 3, 3, 3), (4, 4)),
        ((20, 60, 100, 140), (3, 3, 3, 2), (3, 4)),
        ((20, 60, 100, 152), (3, 3, 3, 2), (3, 3)),
        ((20, 60), (3, 2), (1, 2)),
    ],
    ids=["all are full", "the last one is short", "the last one is farther away", "nothing is known about the distance"],
)
def test_what_is_below_a_table_is_no_row(middles: tuple[int, ...], cells: tuple[int, ...], counted: tuple[int, int]) -> None:
    rows = [
        {column: Cell("a", Box(column * 90, middle - 8, column * 90 + 40, middle + 8)) for column in range(count)}
        for middle, count in zip(middles, cells, strict=True)
    ]
    headings = tuple(Cell("A", Box(column * 90, -28, column * 90 + 40, -12)) for column in range(3))
    assert rows_counted(Table(headings, tuple(rows))) == counted


def test_a_missing_text_names_the_nearest_ones(scene: Scene) -> None:
    assert "'40 items left'" in judge("the screen shows '41 items left'", scene).reason


def test_a_value_belongs_to_its_field(desk: Screenshot, reader: TextReader) -> None:
    assert read("the Quantity field", desk, reader) == "1"
    assert read("the Note field", desk, reader) == ""
    assert read("the Status of Bo Lind", desk, reader) == "shipped"
    with pytest.raises(NotFound, match="Price"):
        read("the Price field", desk, reader)


def test_the_rows_of_a_table_are_its_own(desk: Screenshot, reader: TextReader) -> None:
    rows = read_rows("the table", ["customer", "status"], desk, reader)
    assert [row["customer"] for row in rows] == ["Bo Lind", "Ines Duarte", "Omar Haddad"]


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [
        ("40", "140"),
        ("4", "40"),
        ("4", "4.5"),
        ("5", "-5"),
        ("000", "1,000"),
        ("item", "items"),
        ("12", "1 2"),
        ("50 EUR", "250 EUR"),
    ],
)
def test_a_part_of_a_number_or_word_is_no_part(wanted: str, seen: str) -> None:
    assert part(wanted, seen) == "no"
    assert whole(wanted, seen) == "no"


@pytest.mark.parametrize(
    ("wanted", "seen"), [("2 items", "There are 2items"), ("Total", "Total:"), ("40", "40%"), ("问候", "请问候他")]
)
def test_what_the_reader_loses_makes_no_difference(wanted: str, seen: str) -> None:
    assert part(wanted, seen) == "same"


@pytest.mark.parametrize(("wanted", "seen", "sure"), [
    ("Oven", "Oven", True), ("oven", "Oven", False), ("Cups", "cups", False), ("100", "lOO", True), ("Total", "TotaI", True),
    ("Ann's Cups", "the box: Ann's Cups", True), ("ann's cups", "Ann's cups", False),
])  # fmt: skip
def test_the_case_of_letters_that_only_differ_in_size_is_not_sure(wanted: str, seen: str, sure: bool) -> None:
    assert is_sure_of_case(part, wanted, seen) is sure
