"""Values in scenarios: `${...}`, what `read` types, how `expect` compares, times."""

import pytest

from gui_agent.scenarios.format.answer_types import parse_form, parse_number, typed
from gui_agent.scenarios.format.steps import parse_duration
from gui_agent.scenarios.format.variables import UnknownName, substitute, value_at
from gui_agent.scenarios.play.alike import alike


def test_references_are_replaced_at_any_depth() -> None:
    values = {"item": "Milk", "todos": [{"title": "Tea", "done": True}]}
    written = {
        "a": ["${item}", "two ${item}s"],
        "b": "${todos.0.title} ${todos.count}",
        "c": "${todos.0.done}",
        "d": "${env:X:-y}",
    }
    filled = substitute(written, values, {}, set())
    assert filled == {"a": ["Milk", "two Milks"], "b": "Tea 1", "c": True, "d": "y"}


def test_a_secret_becomes_its_placeholder() -> None:
    assert substitute("${secrets.pw}!", {}, {}, {"pw": "hunter2"}) == "{{secret:pw}}!"


@pytest.mark.parametrize("text", ["${nothing}", "${env:NOT_SET}", "${secrets.no}", "${a b}", "${todos.5}", "${todos.x}"])
def test_an_unknown_reference_is_an_error(text: str) -> None:
    with pytest.raises(UnknownName):
        substitute(text, {"todos": [1]}, {}, set())


def test_a_path_leads_into_lists_and_mappings() -> None:
    data = [{"title": "a"}, {"title": "b"}]
    assert value_at(data, ["-1", "title"], "x") == "b"
    assert value_at(data, ["count"], "x") == 2


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Total: 27.00 EUR", 27.0),
        ("1,234.50", 1234.5),
        ("1.234,50 €", 1234.5),
        ("1,234", 1234),
        ("3,5 kg", 3.5),
        ("1.234.567", 1234567),
        ("-12", -12),
        ("−12", -12),
        ("1 234,5", 1234.5),
        ("0", 0),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["none", "", "2 of 3"])
def test_no_number_or_several_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        parse_number(text)


def test_what_is_read_is_typed() -> None:
    assert typed(" Milk ", "text", many=False) == "Milk"
    assert typed("3 left", "int", many=False) == 3
    assert typed("yes", "bool", many=False) is True
    assert typed([{"title": "a", "done": "no"}], "title, done bool", many=True) == [{"title": "a", "done": False}]
    assert parse_form("title, price number") == {"title": str, "price": float}
    for wrong, form in (("3.5", "int"), ("maybe", "bool"), (None, "text")):
        with pytest.raises(ValueError, match="."):
            typed(wrong, form, many=False)


@pytest.mark.parametrize(
    ("expected", "observed", "same"),
    [
        (27, 27.0, True),
        (27, "27", True),
        ("27", 27, True),
        ("Milk", " Milk", True),
        ("Milk", "milk", False),
        (True, True, True),
        (True, 1, False),
        ("true", True, False),
        ([1, "a"], [1.0, "a "], True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
    ],
)
def test_expectations_are_strict_about_meaning_only(expected: object, observed: object, same: bool) -> None:
    assert alike(expected, observed) is same


def test_durations() -> None:
    assert [parse_duration(one) for one in (20, "20", "20s", "500ms", "2m", "1.5 min")] == [20, 20, 20, 0.5, 120, 90]
    with pytest.raises(ValueError, match="number of seconds"):
        parse_duration("soon")
