"""Faults that whole runs showed: a command that lands on a cell, pages that begin anew, drawings that were read as text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from literal_corpus import StoredScene, first_step

from gui_agent.actions.action import Hover, Key, LeftClick, Wait
from gui_agent.actions.effect import Effect, Evidence
from gui_agent.model.literal.language.grammar import parse, understand
from gui_agent.model.literal.language.intents import Choose, Click, Open, Press, Relation, Target, Tick
from gui_agent.model.literal.language.text_match import ENOUGH, similarity
from gui_agent.model.literal.skills import exploring, menu_paths, pointing, scales, seeking
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import Clicking
from gui_agent.model.literal.targets.counted import counted
from gui_agent.model.literal.targets.find import locate, locate_all
from gui_agent.model.literal.targets.progress import Facts
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.accessibility.merged import Joined
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, RelativeBox

SIZE = [1000, 1000]
"""Pixels are thousandths."""
LOOK = Effect("unverifiable", changed=(RelativeBox(20, 140, 700, 180),))
"""Only the look of the row under the mouse changed."""


def screen(spots: list[list[Any]], lines: list[list[Any]] = [], task: str = "", **more: Any) -> Situation:  # noqa: B006
    read = [[spot[1], 0.9, [[spot[2], *spot[1]]], spot[2]] for spot in spots if spot[2] and spot[0] not in ("field", "spinner")]
    return Situation(StoredScene({"name": "", "size": SIZE, "lines": [*read, *lines], "spots": spots}, task), **more)


def act(outcome: Outcome | None) -> Act:
    assert isinstance(outcome, Act), outcome
    return outcome


def words(*parts: tuple[str, int, int], top: int) -> list[Any]:
    """A line of words: (text, left, right)."""
    found = [[text, left, top, right, top + 36] for text, left, right in parts]
    return [[parts[0][1], top, parts[-1][2], top + 36], 0.9, found, " ".join(part[0] for part in parts)]


SORT = "Sort the boats by length"
TABLE = [
    ["text", [60, 100, 120, 120], "Boat"],
    ["text", [340, 100, 400, 120], "Length"],
    ["spinner", [342, 140, 486, 180], "Length"],
    ["text", [60, 150, 120, 170], "Bonito"],
]


def test_what_sorts_is_the_heading_and_no_cell_below_it() -> None:
    step = first_step(screen(TABLE, task=SORT))
    assert isinstance(step, Click)
    assert step.reorders
    first = act(pointing.click(step, screen(TABLE, task=SORT)))
    assert isinstance(first.action, LeftClick)
    assert isinstance(first.action.start_box, RelativeBox)
    assert first.action.start_box.top < 130


def test_a_row_that_only_looks_otherwise_is_not_sorted() -> None:
    step = first_step(screen(TABLE, task=SORT))
    clicked = Clicking(clicked=1, kind="text", looks=2)
    facts = Facts(place=(340.0, 100.0, 400.0, 120.0))
    assert isinstance(pointing.click(step, screen(TABLE, task=SORT, state=clicked, facts=facts, effect=LOOK)), Stuck)
    moved = replace(LOOK, outcome="confirmed", evidence=(Evidence("changed", "Albatros", "Cormoran"),))
    assert isinstance(pointing.click(step, screen(TABLE, task=SORT, state=clicked, facts=facts, effect=moved)), Finished)


def test_what_was_clicked_and_is_gone_needs_no_other_sign() -> None:
    step = Click("answer Yes", Target("Yes", label="Yes"), shows=True)
    nothing, facts = Effect("no_effect"), Facts(place=(500.0, 500.0, 560.0, 530.0))
    state = Clicking(clicked=1, kind="button", looks=2)
    gone = screen([["text", [20, 20, 90, 40], "Shopping list"]], state=state, facts=facts, effect=nothing)
    assert isinstance(pointing.click(step, gone), Finished)
    there = screen([["button", [500, 500, 560, 530], "Yes"]], state=state, facts=facts, effect=nothing)
    assert isinstance(pointing.click(step, there), Stuck)


def test_pages_are_turned_until_the_first_one_comes_again() -> None:
    step = Click("click Retire", Target("Retire", label="Retire", relation=Relation("row", Target("Zelda", label="Zelda"))))
    pages: list[list[list[Any]]] = [
        [["text", [60, 100, 160, 120], name], ["link", [600, 500, 630, 520], "Next"]] for name in ("Albatros", "Falcon")
    ]
    first = act(exploring.explore(step, screen(pages[0])))
    second = act(exploring.explore(step, screen(pages[1], search=first.search)))
    assert exploring.explore(step, screen(pages[0], search=second.search)) is None


def test_a_row_is_known_by_the_name_in_its_description() -> None:
    rows: list[list[Any]] = [["text", [200, top, 260, top + 20], town] for top, town in ((100, "Kiel"), (140, "Cork"))]
    buttons: list[list[Any]] = [["button", [500, top, 560, top + 20], "Retire"] for top in (100, 140)]
    target = Target("Retire", label="Retire", relation=Relation("row", Target("boat from Cork", label="boat from Cork")))
    assert locate(target, screen([*rows, *buttons])).box.top == 140
    inner = Relation("row", Target("the plan for Cork", label="plan", relation=Relation("row", Target("Cork", label="Cork"))))
    assert locate(replace(target, relation=inner), screen([*rows, *buttons])).box.top == 140
    other = Relation("row", Target("boat from Brest", label="boat from Brest"))
    with pytest.raises(NotFound):
        locate(replace(target, relation=other), screen([*rows, *buttons]))


@pytest.mark.parametrize(
    ("task", "parts"),
    [
        ("Search for Vigo and retire Gaviota", ["Search for Vigo", "retire Gaviota"]),
        ("Go to the second page and inspect Gaviota", ["Go to the second page", "inspect Gaviota"]),
        ("Search for Salt and black Pepper", ["Search for Salt and black Pepper"]),
        ("Type Hello and welcome Home into the Note field", ["Type Hello and welcome Home into the Note field"]),
        ("Click Save and order a pizza", ["Click Save and order a pizza"]),
        ("Enter 5 as the number and rent.", ["Enter 5 as the number", "rent"]),
        ("Choose the zone North and apply for the permit", ["Choose the zone North", "apply for the permit"]),
        ("Turn on express production and ask for a quote", ["Turn on express production", "ask for a quote"]),
        ("Type bread and butter into the Food field", ["Type bread and butter into the Food field"]),
    ],
)
def test_what_is_named_ends_where_a_command_may_begin(task: str, parts: list[str]) -> None:
    assert [step.said for step in understand(task, as_said=True).steps] == parts


def test_keys_that_something_is_opened_by_are_pressed() -> None:
    assert [step.keys for step in parse("Open the gallery by pressing Ctrl+F9").steps if isinstance(step, Press)] == ["ctrl+f9"]


def test_several_names_are_added_to_a_list_one_by_one() -> None:
    step = first_step(screen([["dropdown", [20, 20, 300, 50], "Guides"]], task="Add Paul and Sofia to the guides"))
    assert isinstance(step, Choose)
    assert step.values == ("Paul", "Sofia")


def test_the_list_of_something_is_called_like_it() -> None:
    step = parse("Open the list of tools").steps[0]
    assert isinstance(step, Click)
    assert (step.target.label, step.target.role) == ("tools", "list")


def test_an_entry_whose_drawing_was_read_as_letters_is_found_behind_it() -> None:
    lines = [words(("14", 211, 238), ("Prev", 244, 298), top=186), words(("Stop", 251, 297), top=230)]
    spots = [["tab", [208, 182, 302, 228], "14 Prev"], ["text", [251, 230, 297, 266], "Stop"]]
    found = locate(Target("the item Prev", label="Prev", role="item", noun="item"), screen(spots, lines))
    assert (found.box.left, found.label) == (244, "Prev")
    with pytest.raises(NotFound):  # nothing else begins there: it may be a name with a number
        locate(Target("Prev", label="Prev"), screen([["tab", [208, 182, 302, 228], "14 Prev"]], lines[:1]))


def test_a_submenu_that_opens_late_is_waited_for_and_its_entry_comes_first() -> None:
    menu = [["text", [20, top, 120, top + 20], name] for top, name in ((100, "Save"), (130, "Playback>"), (160, "Zoom In"))]
    step = Click("click Prev", Target("Prev", label="Prev"))
    facts = Facts(place=(20.0, 300.0, 80.0, 330.0), changed=(10.0, 90.0, 140.0, 190.0))
    first = act(seeking._peek(step, screen(menu, facts=facts)))
    assert isinstance(first.action, Hover)
    assert "Playback" in str(first.action.element_info)
    second = act(seeking._peek(step, screen(menu, facts=facts, search=first.search)))
    assert isinstance(second.action, Wait)
    third = act(seeking._peek(step, screen(menu, facts=facts, search=second.search)))
    assert isinstance(third.action, Hover)
    assert "Save" in str(third.action.element_info)


def test_what_is_drawn_in_a_slider_is_no_check_box_to_be_counted() -> None:
    boxes = [["checkbox", [left, 230, left + 20, 250], ""] for left in (20, 76, 134)]
    spots = [*boxes, ["slider", [10, 158, 176, 198], ""], ["icon", [16, 166, 40, 190], ""]]
    target = Target("the 1st check box", role="checkbox", noun="check box", ordinal=1)
    situation = screen(spots)
    found = counted([spot for spot in situation.scene.spots if spot.kind == "checkbox"], target, situation)
    assert [spot.box.left for spot in found] == [20, 76, 134]


def test_a_slider_that_is_where_it_is_to_be_is_left_alone() -> None:
    step = Choose("set the slider to 20", ("20",), Target("the slider", role="slider", noun="slider"))
    situation = screen([["slider", [20, 100, 300, 120], ""]])
    situation.scene.spots[0] = replace(situation.scene.spots[0], value="20")
    assert isinstance(scales.set_value(step, situation), Finished)
    situation.scene.spots[0] = replace(situation.scene.spots[0], value="35")
    assert isinstance(act(scales.set_value(step, situation)).action, LeftClick)


def test_a_spinner_is_stepped_by_the_arrows_that_are_drawn_behind_it() -> None:
    step = Choose("select -3 with the spinner", ("-3",), Target("the spinner", role="spinner", noun="spinner"))
    arrows = [["icon", [356, 176, 378, 190], ""], ["icon", [356, 200, 378, 214], ""]]
    spots = [["field", [16, 170, 346, 218], ""], *arrows]
    typed = scales.SpinnerTyped((16.0, 170.0, 346.0, 218.0), shown="0")
    clicked = act(scales.set_value(step, screen(spots, state=typed, effect=Effect("no_effect"))))
    assert isinstance(clicked.action, LeftClick)
    assert isinstance(clicked.action.start_box, RelativeBox)
    assert clicked.action.start_box.top == 200
    unread = act(scales.set_value(step, screen(spots, state=clicked.state, effect=Effect("confirmed"))))
    assert isinstance(unread.action, Key)
    assert unread.action.keys == "tab"


def test_a_box_is_ticked_by_words_of_its_caption_where_only_one_has_them() -> None:
    boxes = [
        ["checkbox", [20, top, 300, top + 20], name] for top, name in ((20, "I need wheelchair access"), (60, "Send me news"))
    ]
    from gui_agent.model.literal.skills.ticking import boxes_of

    named = parse("Tick wheelchair access").steps[0]
    assert isinstance(named, Tick)
    assert boxes_of(named.targets[0], screen(boxes))[0].label == "I need wheelchair access"
    twice = [*boxes, ["checkbox", [20, 100, 300, 120], "No wheelchair access"]]
    with pytest.raises(NotFound):
        boxes_of(named.targets[0], screen(twice))


def test_a_label_may_lack_the_articles_of_the_instruction() -> None:
    fields = [["field", [100, 20, 300, 40], "Name on card"], ["field", [100, 60, 300, 80], "Card number"]]
    target = Target("the name on the card", label="name", relation=Relation("in", Target("the card", label="card")))
    assert locate(target, screen(fields)).label == "Name on card"


def test_of_two_that_are_only_called_by_their_kind_the_new_one_is_meant() -> None:
    links = [["link", [20, 100, 120, 120], "your record card"], ["link", [20, 300, 120, 320], "Go back"]]
    target = Target("the link", role="link", noun="link")
    with pytest.raises(NotFound):
        locate_all(target, screen(links))
    assert locate(target, screen(links, facts=Facts(changed=(0.0, 80.0, 400.0, 200.0)))).label == "your record card"


def test_a_section_reaches_to_the_right_of_its_heading() -> None:
    spots = [["text", [20, 100, 90, 120], "Payment"], ["field", [160, 150, 300, 170], "Card number"]]
    target = Target(
        "card number", label="card number", relation=Relation("in", Target("the payment panel", label="payment", role="section"))
    )
    assert locate(target, screen(spots)).label == "Card number"


def first_of(task: str) -> list[Any]:
    """The steps of the best reading of a clause."""
    step = understand(task).steps[0]
    return list(step.readings[0].steps) if isinstance(step, Open) else [step]


def test_what_is_excluded_is_no_text_for_a_command() -> None:
    (click,) = first_of("Archive the conversation with Mia (not 'Unarchive')")
    assert (click.target.label, click.target.excluded) == ("Archive", ("Unarchive",))
    assert click.target.relation.anchor.label == "Mia"


def test_that_no_other_row_is_meant_is_no_part_of_the_name() -> None:
    (tick,) = first_of("Tick the row of Osaka and no other row")
    assert tick.targets[0].phrase == "the row of Osaka"
    (enter,) = first_of('Type "bread and nothing else" into the Note field')
    assert enter.text == "bread and nothing else"


def test_who_signs_in_is_what_goes_into_the_field_for_users() -> None:
    steps: Any = understand("Log in as maria with the password hunter2").steps
    assert [reading.steps[0].text for reading in steps[0].readings] == ["maria"] * 4
    assert (steps[1].text, steps[1].target.label) == ("hunter2", "password")


def test_three_dots_are_a_drawing_of_that_name() -> None:
    (click,) = first_of("Click the three dots next to report.pdf")
    assert (click.target.label, click.target.role) == ("three dots", None)


def test_all_occurrences_of_a_text_are_that_text() -> None:
    assert understand("Replace all occurrences of 'cat' with 'dog'").steps == understand("Replace 'cat' with 'dog'").steps


def test_a_label_that_continues_with_and_is_not_cut_off() -> None:
    fields = [["field", [20, 160, 310, 200], "Mobile number"]]
    with pytest.raises(NotFound):
        locate(Target("the mobile number and rent", label="mobile number and rent", role="field", noun="content"), screen(fields))
    cut = [["text", [20, 160, 310, 200], "Mobile number of the guest who"]]
    assert similarity("Mobile number of the guest who pays", cut[0][2]) > ENOUGH


def test_a_window_is_closed_in_one_way() -> None:
    assert [type(step).__name__ for step in understand("Close the Printer settings window").steps] == ["Close"]


def test_an_entry_of_a_menu_that_stays_there_was_not_chosen() -> None:
    step = Choose("choose View > Show Grid", ("View", "Show Grid"), None, path=True)
    state = menu_paths.AlongPath(2, (20.0, 100.0, 120.0, 120.0), clicked=True)
    entry = [["text", [20, 100, 120, 120], "Show Grid"]]
    nothing = Effect("no_effect")
    assert isinstance(menu_paths.along_path(step, screen(entry, state=state, effect=nothing)), Stuck)
    assert isinstance(menu_paths.along_path(step, screen([], state=state, effect=nothing)), Finished)


def test_a_word_of_a_longer_caption_with_numbers_is_no_tab() -> None:
    line = words(("python", 450, 485), ("2", 490, 496), ("to", 500, 510), ("3", 514, 520), top=216)
    situation = screen([["word", [450, 216, 485, 252], "python"]], [line])
    with pytest.raises(NotFound):
        locate(Target("the Python tab", label="Python", role="tab", noun="tab"), situation)


def test_a_search_goes_into_the_only_field_that_nothing_names() -> None:
    fields = [["field", [20, 20, 300, 40], ""], ["text", [20, 100, 90, 120], "Audacity"]]
    reported = screen(fields, task="Search for 'audacity'")
    reported.scene.__dict__["_joined"] = Joined([Element("field", "", Box(20, 20, 300, 40))], [])
    assert type(first_step(reported)).__name__ == "Enter"
