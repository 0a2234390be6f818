"""Verbs and adjectives that are what a control is called; keys of a calculator; entries before and after others."""

from __future__ import annotations

from typing import Any

import pytest
from literal_corpus import StoredScene, first_step
from PIL import Image, ImageDraw

from gui_agent.actions.action import Hover, LeftClick, LeftDrag, location_numbers
from gui_agent.actions.effect import Effect
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.grammar import parse
from gui_agent.model.literal.language.intents import Relation, Target
from gui_agent.model.literal.language.text_match import similarity
from gui_agent.model.literal.sight.details import _has_two_arrows
from gui_agent.model.literal.skills import choosing, dragging, entering, judging, keypad, opened_lists, seeking
from gui_agent.model.literal.skills.outcome import Act, Finished, Stuck
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.progress import Search
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.elements.describe import label_behind, label_of
from gui_agent.perception.geometry import Box, RelativeBox
from gui_agent.perception.text.text import TextLine, Word

SIZE = [1000, 1000]
"""Pixels are thousandths."""


def line(text: str, left: int, top: int) -> list[Any]:
    right = left + 9 * len(text)
    return [[left, top, right, top + 16], 0.9, [[text, left, top, right, top + 16]], text]


def screen(task: str, spots: list[list[Any]], lines: list[list[Any]] | None = None, **more: Any) -> Situation:
    stored = {"name": "", "size": SIZE, "lines": lines or [], "spots": spots}
    return Situation(StoredScene(stored, task), **more)


def taken(task: str, spots: list[list[Any]], lines: list[list[Any]] | None = None) -> Any:
    """The first step of the reading that the screen decides for."""
    return first_step(screen(task, spots, lines))


ROWS: list[list[Any]] = [
    spot
    for at, name in enumerate(("Nurse", "Pilot"))
    for spot in (
        ["text", [20, 100 + 40 * at, 80, 116 + 40 * at], name],
        ["button", [300, 96 + 40 * at, 360, 120 + 40 * at], "Write"],
    )
]
PUBLISH: list[Any] = ["button", [20, 400, 100, 430], "Publish"]


def test_a_verb_that_buttons_of_rows_are_called_is_the_one_of_its_object() -> None:
    step = taken("write to the pilot", ROWS)
    assert isinstance(step, intents.Click)
    assert step.target.label == "Write"
    assert step.target.relation is not None
    assert step.target.relation.anchor.label == "pilot"


def test_a_form_is_ended_by_the_only_button_that_its_verb_is_called() -> None:
    step = taken("publish the article", [PUBLISH, ["button", [120, 400, 200, 430], "Save draft"]])
    assert isinstance(step, intents.Click)
    assert (step.target.label, step.target.relation) == ("Publish", None)


@pytest.mark.parametrize(
    ("task", "label", "text"),
    [("publish the article", "Publish", "Another thing"), ("delete the roses", "Delete", "")],
    ids=["of an entry", "what is done with entries"],
)
def test_the_button_of_another_thing_is_none_for_it(task: str, label: str, text: str) -> None:
    spots: list[list[Any]] = [["button", [300, 400, 380, 430], label]]
    step = taken(task, spots, [line(text, 20, 407)] if text else [])
    assert not isinstance(step, intents.Click) or step.target.relation is not None


@pytest.mark.parametrize(
    ("task", "spot", "kind"),
    [
        ("make the article public", ["checkbox", [20, 20, 90, 40], "Public", {"checked": False}], intents.Tick),
        ("choose the large font size", ["radio", [20, 20, 90, 40], "Large", {"checked": False}], intents.Choose),
        ("switch to the dark theme", ["button", [20, 20, 90, 40], "Dark"], intents.Click),
        ("clear the completed items", ["button", [20, 20, 160, 40], "Clear completed"], intents.Click),
    ],
    ids=["made", "size", "theme", "general word"],
)
def test_an_adjective_is_the_option_of_that_name(task: str, spot: list[Any], kind: type) -> None:
    assert isinstance(taken(task, [spot]), kind)


def test_a_value_without_an_article_is_for_what_follows_as() -> None:
    (step,) = parse("Choose English and Italian as languages").steps
    assert isinstance(step, intents.Choose)
    assert step.where is not None
    assert step.where.label == "languages"


def test_single_names_in_a_list_are_clicked_one_after_another() -> None:
    clicks = [step for step in parse("Click 7, 5, minus, 2 and then equals").steps if isinstance(step, intents.Click)]
    assert [step.target.label for step in clicks] == ["7", "5", "minus", "2", "equals"]


def test_brackets_at_the_end_of_a_caption_say_nothing_of_its_name() -> None:
    assert similarity("timer", "Timer (minutes)") > 0.9
    assert similarity("minutes", "Timer (minutes)") < 0.72


KEYS: list[list[Any]] = [
    ["button", [20 + 60 * (at % 4), 100 + 60 * (at // 4), 70 + 60 * (at % 4), 150 + 60 * (at // 4)], key]
    for at, key in enumerate("789\u00f7456\u00d7123\u22120.=+")
]


def test_a_sum_is_worked_out_with_the_keys_of_a_calculator() -> None:
    step = intents.Work("calculate 8 / 2", sum="8 / 2")
    pressed = []
    state: Any = None
    for _ in range(4):
        shown = screen(step.said, KEYS, state=state)
        outcome = judging.work(step, shown)
        assert isinstance(outcome, Act)
        box = shown.scene.pixels(location_numbers(outcome.action.places[0]))
        pressed.append(next(key[2] for key in KEYS if Box(*key[1]).contains(box.center)))
        state = outcome.state
    assert pressed == ["8", "\u00f7", "2", "="]
    done = judging.work(step, screen(step.said, KEYS, [line("4", 200, 40)], state=state))
    assert isinstance(done, Finished)
    wrong = judging.work(
        step, screen(step.said, KEYS, [line("6", 200, 40)], state=keypad.Keyed(4, looks=2, keys=((0.0, 0.0, 1.0, 1.0),) * 4))
    )
    assert isinstance(wrong, Stuck)


def test_without_its_keys_nothing_of_a_sum_is_clicked() -> None:
    with pytest.raises(NotFound):
        judging.work(intents.Work("", sum="8 / 2", keyed=True), screen("", [key for key in KEYS if key[2] != "="]))


STOPS: list[list[Any]] = [
    ["text", [40, 100 + 50 * at, 130, 116 + 50 * at], name] for at, name in enumerate(("Museum", "Castle", "Market"))
]
LINES = [line(spot[2], spot[1][0], spot[1][1]) for spot in STOPS]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Move Market above Museum", 90, 108),
        ("Move Museum below Castle", 158, 170),
        ("Move Museum to the third position", 208, 220),
    ],
)
def test_an_entry_is_dropped_on_the_side_that_is_said(text: str, low: int, high: int) -> None:
    heading = ["text", [20, 52, 160, 68], "Order of stops"]
    (step,) = parse(text).steps
    outcome = dragging.drag(step, screen(text, [heading, *STOPS], [line("Order of stops", 20, 52), *LINES]))  # type: ignore[arg-type]
    assert isinstance(outcome, Act)
    assert isinstance(outcome.action, LeftDrag)
    assert low <= outcome.action.end_box.center.y <= high  # type: ignore[union-attr]


def test_an_entry_that_is_not_beside_the_other_one_did_not_arrive() -> None:
    (step,) = parse("Move Market above Museum").steps
    state = dragging.Dragged(2, (40.0, 200.0, 130.0, 216.0), (80.0, 98.0, 84.0, 102.0))
    effect = Effect("confirmed", changed=(RelativeBox(0, 0, 900, 900),))
    outcome = dragging.drag(step, screen("", STOPS, LINES, state=state, effect=effect))  # type: ignore[arg-type]
    assert isinstance(outcome, Stuck)


def test_the_buttons_of_an_entry_may_show_when_the_mouse_is_over_it() -> None:
    step = intents.Click("delete Milk", Target("", label="Delete", relation=Relation("row", Target("Milk", label="Milk"))))
    shown = screen("delete Milk", [["text", [20, 100, 60, 116], "Milk"]], search=Search(waits=2))
    outcome = seeking.seek(step, shown, NotFound("nothing is called Delete"))
    assert isinstance(outcome, Act)
    assert isinstance(outcome.action, Hover)
    assert outcome.search.uncovered


def test_a_node_that_something_is_said_to_be_in_is_opened_by_its_sign() -> None:
    step = intents.Click("", Target("", label="Phone", relation=Relation("in", Target("Contracts", label="Contracts"))))
    nodes = [["text", [40, 100 + 30 * at, 130, 116 + 30 * at], f"> {name}"] for at, name in enumerate(("Taxes", "Contracts"))]
    outcome = seeking.seek(step, screen("", nodes), NotFound(""))
    assert isinstance(outcome, Act)
    assert isinstance(outcome.action, LeftClick)
    assert outcome.action.start_box.center.y > 125  # type: ignore[union-attr]


def test_two_entries_of_a_list_that_opened_are_chosen_one_after_the_other() -> None:
    box = (20.0, 60.0, 300.0, 100.0)
    spots = [
        ["dropdown", [20, 60, 300, 100], "Languages"],
        ["item", [30, 150, 90, 166], "English"],
        ["item", [30, 190, 90, 206], "Italian"],
    ]
    step = intents.Choose("", ("English and Italian",), Target("languages", label="languages"))
    state = choosing.Choosing(step.values, 0, opened_lists.ListOpened(box))
    outcome = choosing.choose(step, screen("", spots, state=state))
    assert isinstance(outcome, Act)
    assert isinstance(outcome.state, choosing.Choosing)
    assert outcome.state.values == ("English", "Italian")


def test_a_slider_is_set_by_its_caption_and_a_number_with_a_unit() -> None:
    step = intents.Choose("", ("30 minutes",), Target("the timer", label="timer"))
    outcome = choosing.choose(step, screen("", [["slider", [100, 100, 400, 120], "Timer (minutes)"]]))
    assert isinstance(outcome, Act)
    assert isinstance(outcome.action, LeftClick)


def _text(text: str, left: int, top: int) -> TextLine:
    box = Box(left, top, left + 8 * len(text), top + 20)
    return TextLine(text, box, 1.0, (Word(text, box),))


def test_what_is_right_above_names_a_widget_rather_than_what_is_in_another_pane() -> None:
    box = Box(300, 100, 600, 136)
    assert label_of(box, [_text("Customers", 20, 108), _text("Role", 300, 74)], []) == "Role"
    assert label_of(box, [_text("Customers", 20, 108)], []) == "Customers"
    assert label_behind(Box(20, 100, 70, 128), [_text("entries per page", 78, 104)]) == "entries per page"


@pytest.mark.parametrize(
    ("strokes", "two"),
    [
        ([(76, 26, 82, 32), (82, 32, 88, 26)], False),
        ([(78, 22, 82, 16), (82, 16, 86, 22), (78, 34, 82, 40), (82, 40, 86, 34)], True),
    ],
    ids=["a chevron", "the arrows of a spinner"],
)
def test_a_chevron_is_one_arrow(strokes: list[tuple[int, int, int, int]], two: bool) -> None:
    picture = Image.new("RGB", (120, 60), "white")
    for stroke in strokes:
        ImageDraw.Draw(picture).line(stroke, fill="black", width=2)
    scene = StoredScene({"name": "", "size": [120, 60], "lines": [], "spots": []}, "")
    scene.screenshot = type(scene.screenshot).of(picture)
    assert _has_two_arrows(Box(4, 10, 100, 46), scene) == two


def test_a_text_for_a_cell_is_written_into_the_cell() -> None:
    heads = [line("Item", 100, 100), line("Price", 300, 100)]
    cells = [line("Rope", 100, 130), line("12", 300, 130), line("Paint", 100, 160), line("31", 300, 160)]
    (step,) = parse("Enter 35 as the price of Paint").steps
    outcome = entering.enter(step, screen("", [], heads + cells))  # type: ignore[arg-type]
    assert isinstance(outcome, Act)
    assert location_numbers(outcome.action.places[0])[1] > 150


@pytest.mark.parametrize(("name", "there"), [("Morning run", True), ("Morning", False)])
def test_a_quoted_name_is_no_part_of_a_longer_one(name: str, there: bool) -> None:
    words = [["Morning", 20, 100, 83, 116], ["run", 89, 100, 116, 116]]
    spots = [
        ["text", [20, 100, 116, 116], "Morning run"],
        ["word", [20, 100, 83, 116], "Morning"],
        ["button", [300, 96, 360, 120], "Remove"],
    ]
    shown = screen("", spots, [[[20, 100, 116, 116], 0.9, words, "Morning run"]])
    target = Target("", label="Remove", relation=Relation("row", Target(name, label=name, quoted=True)))
    if there:
        assert locate(target, shown).box.left == 300
        return
    with pytest.raises(NotFound):
        locate(target, shown)


def test_something_of_a_thing_is_not_the_thing() -> None:
    spots = [["text", [20, 100, 60, 116], "Rope"], ["button", [300, 100, 330, 116], "4"]]
    (step,) = parse("Change the weight of Rope to 4").steps
    with pytest.raises(NotFound):
        choosing.choose(step, screen("", spots))  # type: ignore[arg-type]
