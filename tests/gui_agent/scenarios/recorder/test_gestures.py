"""From presses and moves to what a user did, and the text that is left of their typing."""

import json
from collections.abc import Iterable

import pytest
import yaml

from gui_agent.actions.platforms.x11.input_watch import UserInput
from gui_agent.perception.geometry import Point
from gui_agent.scenarios.recorder.file_text import FileText, WrittenStep, escaped
from gui_agent.scenarios.recorder.gestures import Gesture, Gestures
from gui_agent.scenarios.recorder.naming import label_in, quoted
from gui_agent.scenarios.recorder.secrets import name_of
from gui_agent.scenarios.recorder.typed_text import TypedText


def gestures(*inputs: UserInput) -> list[Gesture]:
    found: list[Gesture] = []
    taking = Gestures(found.append)
    for one in inputs:
        taking.take(one)
    return found


def click(x: int, at: float, button: int = 1) -> list[UserInput]:
    return [UserInput("press", Point(x, 50), at, button), UserInput("release", Point(x + 2, 51), at + 0.05, button)]


def keys(names: Iterable[str], at: float = 0.0) -> list[UserInput]:
    """Names of keys; one letter writes itself, `ctrl+a` is a chord."""
    made = []
    for number, name in enumerate(names):
        *modifiers, key = name.split("+") if len(name) > 1 else [name]
        text = key if len(key) == 1 and not modifiers else ""
        made.append(UserInput("key", Point(0, 0), at + number / 10, key=key, text=text, modifiers=tuple(modifiers)))
    return made


def test_clicks_double_clicks_drags_and_turns() -> None:
    found = gestures(
        *click(10, 0.0), *click(300, 1.0), *click(300, 1.2), *click(40, 3.0, 3),
        UserInput("press", Point(10, 10), 5.0, 1), UserInput("move", Point(90, 10), 5.1), UserInput("release", Point(200, 10), 5.3, 1),
        *[UserInput("press", Point(5, 5), 6 + number / 10, 5) for number in range(3)],
        UserInput("press", Point(5, 5), 6.5, 4),
    )  # fmt: skip
    assert [(one.kind, one.button, one.count, one.direction) for one in found] == [
        ("click", "left", 1, ""), ("click", "left", 2, ""), ("click", "right", 1, ""), ("drag", "left", 1, ""),
        ("scroll", "left", 3, "down"), ("scroll", "left", 1, "up"),
    ]  # fmt: skip
    assert found[3].to == Point(200, 10)


def test_two_slow_clicks_are_two() -> None:
    assert [one.count for one in gestures(*click(10, 0.0), *click(10, 2.0))] == [1, 1]


@pytest.mark.parametrize(
    ("pressed", "text"),
    [
        ("Adda|backspace|backspace|a", "Ada"),
        ("abc|left|left|X", "aXbc"),
        ("abc|left|delete", "ab"),
        ("abc|ctrl+a|xy", "xy"),
        ("abc|ctrl+a|backspace", ""),
        ("ab|backspace|backspace|backspace|c", "c"),
        ("ctrl+a|new|home|X", "Xnew"),
        ("abc|left|end|d", "abcd"),
    ],
)
def test_corrections_give_the_final_text(pressed: str, text: str) -> None:
    names = [name for part in pressed.split("|") for name in ([part] if "+" in part or part in KEYS else part)]
    (found,) = gestures(*keys(names))
    assert (found.kind, found.typed.text) == ("text", text)


KEYS = {"backspace", "delete", "left", "right", "home", "end", "enter", "tab", "escape"}


def test_keys_that_reach_into_older_text_are_remembered() -> None:
    typed = TypedText()
    typed.press("backspace")
    assert typed.uncertain
    typed.select_all()
    typed.write("x")
    assert (typed.uncertain, typed.replaces, typed.text) == (False, True, "x")


def test_other_keys_are_gestures_of_their_own() -> None:
    found = gestures(*keys(["a", "tab", "tab", "b", "enter", "ctrl+s", "left"]))
    assert [(one.kind, one.keys, one.count) for one in found] == [
        ("text", "", 1), ("key", "tab", 2), ("text", "", 1), ("key", "enter", 1), ("key", "ctrl+s", 1), ("key", "left", 1),
    ]  # fmt: skip


ODD = (
    "3.10", "yes", "a: b", "it's", 'say "x"', "${HOME}", "$${x}", "# no", "- a", "two\nlines", "tab\t", " x ", "{a}", "[b", "日本",
    "null", "'",
)  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_every_text_of_a_file_is_the_same_text_again(text: str, tmp_path: pytest.TempPathFactory) -> None:
    from pathlib import Path

    from gui_agent.scenarios.format.load import load_scenarios
    from gui_agent.scenarios.format.steps import parse_step
    from gui_agent.scenarios.format.variables import substitute

    written = FileText(
        "x", "app", "Window", "", {"value": text}, {},
        [WrittenStep("type", escaped(text)), WrittenStep("type", {"into": "the field", "text": escaped(text)}, "a comment: # [x]")],
        ["a click on [x]: # nothing\nand more"],
    ).text()  # fmt: skip
    yaml.safe_load(written)
    path = Path(str(tmp_path)) / "x.yaml"
    path.write_text(written, encoding="utf-8")
    (scenario,) = load_scenarios(path, {})
    texts = [
        parse_step(one.kind, substitute(one.value, scenario.variables, {}, set())).model_dump()["text"] for one in scenario.steps
    ]
    assert texts == [text, text]
    assert str(scenario.variables["value"]) == text


def test_names_and_labels() -> None:
    assert quoted("Save") == "Save"
    assert quoted("Sign in") == '"Sign in"'
    assert quoted('The "best"') == "'The \"best\"'"
    assert label_in('the "Full name" field') == "Full name"
    assert label_in("the field below Street") == "Street"
    assert name_of("Full name", [], "text") == "full_name"
    assert name_of("密码", ["password"], "password") == "password_2"
    assert name_of("2nd", [], "text") == "text"
    assert json.dumps(name_of("Straße / Nr.", [], "text"))
