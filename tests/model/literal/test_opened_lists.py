"""What opens shows that a box is a list; what was chosen, typed or picked as a day is seen where it belongs, or the run fails."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from literal_corpus import StoredScene

from gui_agent.actions.action import Key, LeftClick, Wait, location_numbers
from gui_agent.actions.effect import Effect
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.date_formats import Date, dates_in
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.cells import without_tables
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills import (
    calendars,
    choosing,
    closing,
    committing,
    entering,
    hints,
    into_fields,
    opened_lists,
    picking,
    scales,
)
from gui_agent.model.literal.skills.outcome import Act, Finished, Stuck
from gui_agent.model.literal.targets import month_pages
from gui_agent.model.literal.targets.find import may_be_called
from gui_agent.model.literal.targets.progress import Facts, Search
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.geometry import Box, RelativeBox

SIZE = [1000, 1000]
"""Pixels are thousandths."""
FIELD = (20.0, 60.0, 300.0, 100.0)


def line(text: str, left: int, top: int) -> list[Any]:
    right = left + 9 * len(text)
    return [[left, top, right, top + 16], 0.9, [[text, left, top, right, top + 16]], text]


def situation(spots: list[list[Any]], lines: list[list[Any]], changed: tuple[float, ...] = (), **more: Any) -> Situation:
    """A screen after an action that changed this place (thousandths); nothing at all without one."""
    effect = Effect("confirmed", changed=(RelativeBox(*changed),)) if changed else Effect("no_effect")
    task = more.pop("task", "")
    return Situation(StoredScene({"name": "", "size": SIZE, "lines": lines, "spots": spots}, task), effect=effect, **more)


CLICKED = into_fields.FieldClicked(text="Plum", boxes=(FIELD,), value="Pear", label="field 'Fruit'")
FRUIT = intents.Choose("set Fruit to Plum", ("Plum",), Target("Fruit", label="Fruit"))
BOX: list[list[Any]] = [["text", [20, 30, 80, 50], "Fruit"], ["field", [20, 60, 300, 100], "Fruit", {"value": "Pear"}]]


@pytest.mark.parametrize(
    ("seen", "above"),
    [
        (["item", [30, 150, 70, 166], "Plum"], line("Pear", 30, 70)),
        (["textarea", [20, 100, 300, 220], ""], line("Kiwi", 30, 120)),
    ],
    ids=["with entries", "taken for a large field"],
)
def test_a_list_that_opens_from_a_field_is_chosen_from(seen: list[Any], above: Any) -> None:
    shown = situation([*BOX, seen], [above, line("Plum", 30, 150)], (20, 100, 300, 220), state=CLICKED)
    outcome = choosing.choose(FRUIT, shown)
    assert isinstance(outcome, Act)
    assert isinstance(outcome.action, LeftClick)
    assert isinstance(outcome.state, opened_lists.EntryPicked)


def test_a_list_without_the_value_is_no_field_for_it() -> None:
    typed = into_fields.TextTyped(text="Plum", boxes=(FIELD,), value="Pear", label="field 'Fruit'", opened=True, looks=2)
    outcome = choosing.choose(FRUIT, situation(BOX, [line("Plum", 30, 70), line("No results", 30, 150)], state=typed))
    assert isinstance(outcome, Stuck)
    assert "no 'Plum' in the list" in outcome.reason


@pytest.mark.parametrize(
    ("shown", "before", "named", "changed", "taken"),
    [
        ("Plum", "Pear", False, (), True),
        ("Plum v", "Pear", False, (20, 60, 300, 100), True),
        ("Pear", "Pear", False, (20, 60, 300, 100), False),
        ("Actions", "Actions", True, (20, 60, 900, 900), True),  # the button of a menu stays as it is
        ("Actions", "Actions", True, (), False),
    ],
)
def test_what_was_chosen_is_seen_in_its_box(
    shown: str, before: str, named: bool, changed: tuple[float, ...], taken: bool
) -> None:
    picked = opened_lists.EntryPicked(FIELD, before, named, looks=2)
    outcome = opened_lists.follow("Plum", situation(BOX, [line(shown, 30, 70)], changed), picked)
    assert isinstance(outcome, Finished if taken else Stuck)


@pytest.mark.parametrize(
    ("text", "seen", "changed", "arrived"),
    [
        ("Teal", "Crimson", (20, 60, 300, 100), False),  # that something changed says nothing where another text is seen
        ("Teal", "Teal", (), True),
        ("Teal", "Tea1", (20, 60, 300, 100), True),
        ("abc", "", (20, 60, 300, 100), True),
        ("abc", "", (400, 400, 500, 500), False),
        ("abc", "Pear", (), False),
        ("s3cret-word", "•••••••••••", (20, 60, 300, 100), True),
        ("12", "17", (20, 60, 300, 100), False),
        ("", "Pear", (), False),
    ],
)
def test_a_typed_text_is_seen_in_its_field(text: str, seen: str, changed: tuple[float, ...], arrived: bool) -> None:
    typed = into_fields.TextTyped(text=text, boxes=(FIELD,), label="field", again=True, looks=2)
    step = intents.Enter("type", text, Target("Fruit", label="Fruit"))
    outcome = entering.enter(step, situation(BOX, [line(seen, 30, 70)] if seen else [], changed, state=typed))
    assert isinstance(outcome, Finished if arrived else Stuck)


def calendar(month: str, year: str, first: int = 2) -> list[list[Any]]:
    """The lines of a page: the name of the month and the year apart, the days of the week, thirty days from a column on."""
    lines = [line(month, 140, 120), line(year, 230, 120)]
    lines += [line(day, 100 + 40 * column, 150) for column, day in enumerate(("Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"))]
    return lines + [line(str(day), 100 + 40 * ((day + first) % 7), 180 + 30 * ((day + first) // 7)) for day in range(1, 31)]


ARROWS = [["icon", [100, 120, 112, 134], "", {"name": "left"}], ["icon", [340, 120, 352, 134], "", {"name": "right"}]]


def test_a_calendar_is_turned_to_the_month_and_its_day_is_seen_in_the_field() -> None:
    step = intents.Choose("set Day to 2024-04-05", ("2024-04-05",), Target("Day", label="Day"))
    opened = calendars.Paging(field=FIELD, before="2024-03-12")
    outcome = calendars.choose_day(step, situation(ARROWS, calendar("March", "2024"), state=opened))
    assert isinstance(outcome, Act)
    assert isinstance(outcome.action, LeftClick)
    assert next(iter(location_numbers(outcome.action.start_box))) == 340
    turned = calendars.choose_day(step, situation(ARROWS, calendar("April", "2024"), state=outcome.state))
    assert isinstance(turned, Act)
    assert isinstance(turned.state, calendars.DayPicked)
    for shown, end in (("2024-04-05", Finished), ("05/04/2024", Finished), ("Fri, Apr 5", Finished), ("2024-03-12", Stuck)):
        late = calendars.DayPicked(1, FIELD, "2024-03-12", looks=2)
        assert isinstance(calendars.choose_day(step, situation([], [line(shown, 30, 70)], state=late)), end)


def test_a_sentence_with_a_date_is_no_calendar() -> None:
    scene = situation([], [line("March 2024", 140, 120), *(line(str(day), 100, 150 + 20 * day) for day in range(1, 9))]).scene
    assert month_pages.page_of(Date(2024, 3, 5), scene) is None


def test_dates_in_texts() -> None:
    assert dates_in("from 2024-03-10 on") == [Date(2024, 3, 10)]
    assert Date(2024, 5, 4) in dates_in("04/05/2024")
    assert Date(2024, 4, 5) in dates_in("04/05/2024")
    assert dates_in("March 21") == []


def test_a_table_with_lines_is_no_field() -> None:
    lines = situation(
        [], [line(text, left, top) for top in (20, 50, 80, 110) for text, left in (("Lamp", 20), ("$39", 120))]
    ).scene.lines
    found = without_tables([Spot(Box(10, 10, 300, 140), "textarea", value="Lamp $39")], lines)
    assert [spot.kind for spot in found] == ["panel", *["text"] * 8]
    prose = situation([], [line("a line of a text", 20, top) for top in (20, 50, 80, 110)]).scene.lines
    assert [spot.kind for spot in without_tables([Spot(Box(10, 10, 300, 140), "textarea")], prose)] == ["textarea"]


def test_a_node_that_a_click_only_marks_is_opened_with_a_key() -> None:
    step = intents.Expand("expand Media", Target("Media", label="Media"))
    clicked = Facts(place=(60, 100, 120, 120))
    marked = situation([], [], (50, 100, 130, 122), state=closing.Unfolding(), facts=clicked)
    outcome = closing.expand(step, marked)
    assert isinstance(outcome, Act)
    assert isinstance(outcome.action, Key)
    unfolded = situation([], [], (50, 100, 200, 190), state=closing.Unfolding(), facts=clicked)
    assert isinstance(closing.expand(step, unfolded), Finished)


TOOLS = [["icon", [20 + 40 * index, 20, 40 + 40 * index, 40], ""] for index in range(4)]


def test_a_drawing_is_called_what_its_hint_says() -> None:
    step = intents.Click("click Bold", Target("Bold", label="Bold"))
    search = Search(waits=2)
    for _ in range(2):
        pointed = hints.point_at_next(step, situation(TOOLS, [], search=search))
        assert isinstance(pointed, Act)
        waited = hints.follow(step, situation(TOOLS, [], search=pointed.search))
        assert isinstance(waited, Act)
        assert isinstance(waited.action, Wait)
        search = waited.search
    clicked = hints.follow(step, situation(TOOLS, [line("Bold (Ctrl+B)", 70, 50)], search=search))
    assert isinstance(clicked, Act)
    assert isinstance(clicked.action, LeftClick)
    assert next(iter(location_numbers(clicked.action.start_box))) == 60


def test_what_is_on_the_screen_is_not_looked_for_in_hints() -> None:
    shown = situation([*TOOLS, ["text", [20, 80, 60, 96], "Bold"]], [line("Bold", 20, 80)])
    assert hints.point_at_next(intents.Click("click Bold", Target("Bold", label="Bold")), shown) is None


def test_a_list_that_can_be_read_is_scrolled_and_closed_and_never_typed_into() -> None:
    spots = [*BOX, ["item", [30, 150, 70, 166], "Kiwi"]]
    lines = [line("Pear", 30, 70), line("Kiwi", 30, 150)]
    opened = opened_lists.follow(
        "Plum", situation(spots, lines, (20, 100, 300, 220)), opened_lists.ListOpened(FIELD, "Pear", named=False)
    )
    assert isinstance(opened, Act)
    scrolled = opened_lists.follow("Plum", situation(spots, lines, state=opened.state), opened.state)  # type: ignore[arg-type]
    assert isinstance(scrolled, Act)
    assert scrolled.action.name == "scroll"
    closed = opened_lists.follow("Plum", situation(spots, lines), scrolled.state)  # type: ignore[arg-type]
    assert isinstance(closed, Act)
    assert isinstance(closed.action, Key)
    assert isinstance(opened_lists.follow("Plum", situation(spots, lines), closed.state), Stuck)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("label", "name", "may"), [("Title", "keyword", False), ("", "keyword", True), ("Keyword list", "keyword", True)]
)
def test_the_only_field_is_not_taken_for_another_one(label: str, name: str, may: bool) -> None:
    assert may_be_called(name, Spot(Box(100, 30, 300, 50), "field", label), situation([], [])) == may


@pytest.mark.parametrize(("beside", "may"), [("Subject", False), ("Keyword", True)])
def test_a_field_beside_another_name_is_not_taken_for_it(beside: str, may: bool) -> None:
    shown = situation([], [line(beside, 20, 32)])
    assert may_be_called("keyword", Spot(Box(90, 30, 300, 50), "field", ""), shown) == may


def test_a_value_that_is_elsewhere_is_none_of_what_is_to_be_set() -> None:
    shown = situation([["text", [20, 30, 80, 50], "12"], ["text", [20, 80, 80, 100], "Sum"]], [line("12", 20, 30)])
    with pytest.raises(NotFound, match="which is to be"):
        choosing.choose(intents.Choose("set Tempo to 12", ("12",), Target("Tempo", label="Tempo")), shown)
    picked = choosing.Choosing(("12",), 0, picking.Picked("text", looks=2))
    assert isinstance(choosing.choose(intents.Choose("select 12", ("12",)), replace(shown, state=picked)), Stuck)


def test_a_dialog_without_its_button_is_not_ended() -> None:
    late = committing.Ending(2)
    assert isinstance(committing.commit(intents.Commit("confirm", "Confirm"), situation([], [], state=late)), Stuck)
    agreed = committing.commit(
        intents.Commit("confirm", "Confirm"), situation([["button", [20, 20, 90, 40], "Yes, remove it"]], [])
    )
    assert isinstance(agreed, Act)


def test_hints_are_given_up_where_none_show() -> None:
    step = intents.Click("click Bold", Target("Bold", label="Bold"))
    search, pointed = Search(waits=2), 0
    tools = [["icon", [20 + 40 * index, 20, 40 + 40 * index, 40], ""] for index in range(9)]
    while act := hints.point_at_next(step, situation(tools, [], search=search)):
        pointed += 1
        waited = hints.follow(step, situation(tools, [], search=act.search))
        assert isinstance(waited, Act)
        search = waited.search
    assert pointed == 3


def test_a_spinner_that_cannot_be_read_after_its_arrows_were_clicked_is_not_done() -> None:
    step = intents.Choose("set Cups to 4", ("4",), Target("the spinner", role="spinner", noun="spinner"))
    shown = situation([], [], FIELD, state=scales.SpinnerStepped(FIELD, 1, "1", 0, left_alone=True))
    assert isinstance(choosing.choose(step, shown), Stuck)
