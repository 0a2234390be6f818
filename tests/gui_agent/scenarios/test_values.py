"""Values in scenarios: `${...}`, what `read` types, how `expect` compares, times."""

import pytest

from gui_agent.scenarios.format.answer_types import parse_form, parse_number, typed
from gui_agent.scenarios.format.steps import parse_duration
from gui_agent.scenarios.format.variables import UnknownName, environment_value, references, substitute, value_at
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


def test_a_reference_alone_keeps_its_type_and_dollars_are_text() -> None:
    values = {"n": 3, "yes": True, "list": [1, {"a": 2}], "nothing": None}

    def filled(text: str) -> object:
        return substitute(text, values, {"SET": "", "TWO": "a\nb"}, set())

    assert [filled(one) for one in ("${n}", "${yes}", "${list}", "${list.1}", "${list.1.a}", "${list.-2}")] == [
        3, True, [1, {"a": 2}], {"a": 2}, 2, 1]  # fmt: skip
    assert filled("${nothing}") is None
    assert [filled(one) for one in ("$${n}", "$$${n}", "$$$${n}", " $${n}", "$", "$$", "${n", "${n{}", "a$$b")] == [
        "${n}", "$3", "$${n}", " ${n}", "$", "$$", "${n", "${n{}", "a$$b"]  # fmt: skip
    assert [filled(one) for one in ("${vars.n}", "x${vars.list.1.a}", "${env:SET:-d}", "${env:TWO}", "${env:NO:-}", "${env:NO:-a\nb}")] == [
        3, "x2", "", "a\nb", "", "a\nb"]  # fmt: skip
    assert substitute(("${n}", {"k": "${n}"}, 5), values, {}, set()) == [3, {"k": 3}, 5]
    assert substitute("${vars}", {"vars": 7}, {}, set()) == 7
    assert references(["${a}", {"k": ("$${b}", "$$${c}", "${d", "x ${e} ${f}")}, 5]) == ["a", "c", "e", "f"]
    assert [environment_value(one, {"A": "1"}) for one in ("env:A", "A", "env:B:-x")] == ["1", None, "x"]


def test_a_long_value_is_cut_in_an_error() -> None:
    with pytest.raises(UnknownName, match=r"^x\.b is not there: no 'b' in \{'a': 'yyy") as refused:
        value_at({"a": "y" * 500}, ["b"], "x.b")
    assert len(str(refused.value)) < 170
    assert value_at({"count": 5}, ["count"], "x") == 5


def test_a_secret_becomes_its_placeholder() -> None:
    assert substitute("${secrets.pw}!", {}, {}, {"pw": "hunter2"}) == "{{secret:pw}}!"


@pytest.mark.parametrize(
    "text",
    ["${nothing}", "${env:NOT_SET}", "${secrets.no}", "${a b}", "${todos.5}", "${todos.x}",
     "${todos.-2}", "${todos.--1}", "${todos.²}", "${todos.1}", f"${{todos.{'9' * 5000}}}", "${vars}", "${vars.no}", "${secrets}",
     "${secrets.pw.x}", "${}", "${env:}", "${todos.0.count}", "${todos.-}"],
)  # fmt: skip
def test_an_unknown_reference_is_an_error(text: str) -> None:
    with pytest.raises(UnknownName):
        substitute(text, {"todos": [1]}, {}, {"pw"})


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
