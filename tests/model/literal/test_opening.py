"""What is opened must be seen to open, each part of a sentence is used, and a control is no caption."""

from __future__ import annotations

import pytest
from literal_corpus import StoredScene
from PIL import Image

from gui_agent.actions.action import LeftDoubleClick
from gui_agent.actions.effect import Effect, Evidence
from gui_agent.model.literal.language.grammar import parse, undecided, understand
from gui_agent.model.literal.language.intents import Choose, Click, Enter, Open
from gui_agent.model.literal.skills import pointing
from gui_agent.model.literal.skills.outcome import Act, Finished, Stuck
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.progress import Facts
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import RelativeBox
from gui_agent.perception.screen.screenshot import Screenshot

SIZE = (400, 300)
AT = (125.0, 200.0, 200.0, 253.0)
"""Thousandths: the name below an icon."""
SELECTED = Effect("confirmed", evidence=(Evidence("vanished", "notes"),), changed=(RelativeBox(100, 60, 225, 260),))
PREVIEW = Effect("confirmed", changed=(RelativeBox(100, 60, 225, 260), RelativeBox(600, 50, 990, 900)))
OTHERS = Effect("confirmed", evidence=tuple(Evidence("vanished", name) for name in ("music", "photos", "work")))
WINDOW = Effect("confirmed", evidence=(Evidence("titled", "home", "notes"),))


def situation(effect: Effect | None, state: pointing.Clicking | None) -> Situation:
    scene = StoredScene({"name": "", "size": list(SIZE), "lines": [], "spots": [["text", [50, 60, 80, 76], "notes"]]}, "")
    scene.screenshot = Screenshot.of(Image.new("RGB", SIZE, "white"))
    return Situation(scene, state, facts=Facts(place=AT), effect=effect)


def opened(text: str, effect: Effect) -> object:
    (step,) = parse(text).steps
    assert isinstance(step, Click)
    first = pointing.click(step, situation(None, None))
    assert isinstance(first, Act)
    return pointing.click(step, situation(effect, first.state if isinstance(first.state, pointing.Clicking) else None))


@pytest.mark.parametrize("effect", [OTHERS, WINDOW])
def test_what_shows_other_contents_or_another_title_has_opened(effect: Effect) -> None:
    assert isinstance(opened("Open the folder 'notes'", effect), Finished)


def test_an_entry_that_is_only_selected_is_double_clicked_and_must_open_then() -> None:
    again = opened("Open the folder 'notes'", SELECTED)
    assert isinstance(again, Act)
    assert isinstance(again.action, LeftDoubleClick)
    (step,) = parse("Open the folder 'notes'").steps
    assert isinstance(step, Click)
    state, looks = again.state, 0
    while isinstance(outcome := pointing.click(step, situation(Effect("no_effect"), state)), Act):  # type: ignore[arg-type]
        state, looks = outcome.state, looks + 1
    assert isinstance(outcome, Stuck)
    assert 0 < looks < 5


def test_what_shows_beside_an_entry_is_its_contents_unless_it_is_a_file() -> None:
    assert isinstance(opened("Open the message 'notes'", PREVIEW), Finished)
    assert isinstance(opened("Open the file 'notes'", PREVIEW), Act)


def test_a_click_that_is_no_opening_may_only_select() -> None:
    assert isinstance(opened("Click the folder 'notes'", SELECTED), Finished)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Enter 12 in cell B3", [("12", "B3")]),
        ("Enter 12 in cell B3 and 30 in cell B4", [("12", "B3"), ("30", "B4")]),
        ("Put 5 in A1 and 7 in A2", [("5", "A1"), ("7", "A2")]),
        ("Write hello in field 2", [("hello", "2")]),
        ("Enter 7 into row 3", [("7", "3")]),
    ],
)
def test_a_cell_or_a_numbered_field_is_no_part_of_the_text(text: str, pairs: list[tuple[str, str]]) -> None:
    steps = parse(text).steps
    assert [
        (step.text, step.target.label or str(step.target.ordinal)) for step in steps if isinstance(step, Enter) and step.target
    ] == pairs


@pytest.mark.parametrize("text", ["Enter Jack in 3", "Type room B4", "Type 'in B4'"])
def test_what_is_no_place_stays_in_the_text(text: str) -> None:
    (step,) = parse(text).steps
    assert isinstance(step, Enter)
    assert step.target is None


def test_what_is_chosen_with_a_menu_is_chosen_there() -> None:
    (step,) = parse("Switch to the list view using the View menu").steps
    assert isinstance(step, Choose)
    assert step.values == ("list view",)
    assert step.where is not None
    assert step.where.label == "View"


def test_both_parts_of_two_clauses_keep_their_readings() -> None:
    (first,) = understand("Switch to Stopwatch and start it").steps
    assert isinstance(first, Open)
    left = undecided(understand("Switch to Stopwatch and start it"), [0]).steps
    assert isinstance(left[0], Click)
    assert isinstance(left[1], Open)
    labels = [reading.steps[0].target.label for reading in left[1].readings if isinstance(reading.steps[0], Click)]
    assert "Start" in labels


def test_a_control_is_meant_where_a_text_has_the_same_name() -> None:
    spots = [["item", [10, 5, 60, 25], "Insert"], ["text", [200, 100, 250, 116], "Insert"]]
    scene = StoredScene({"name": "", "size": list(SIZE), "lines": [], "spots": spots}, "")
    scene.screenshot = Screenshot.of(Image.new("RGB", SIZE, "white"))
    (step,) = parse("Open the Insert menu").steps
    assert isinstance(step, Click)
    assert locate(step.target, Situation(scene)).kind == "item"


@pytest.mark.parametrize(("word", "sign"), [("*", "×"), ("/", "÷"), ("minus", "−"), ("plus", "+"), ("equals", "=")])
def test_a_sign_that_is_written_otherwise_is_found_where_nothing_bears_it(word: str, sign: str) -> None:
    spots = [["button", [10 + 60 * at, 5, 60 + 60 * at, 45], label] for at, label in enumerate(["7", "8", sign, "C"])]
    scene = StoredScene({"name": "", "size": list(SIZE), "lines": [], "spots": spots}, "")
    scene.screenshot = Screenshot.of(Image.new("RGB", SIZE, "white"))
    (step,) = parse(f"Click {word}").steps
    assert isinstance(step, Click)
    assert locate(step.target, Situation(scene)).label == sign
