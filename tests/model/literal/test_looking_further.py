"""What is not on the screen is looked for where it may be: in settings, closed lists, submenus, further pages of a dialog."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from literal_corpus import StoredScene, first_step

from gui_agent.actions.action import Hover, Key, LeftClick, Type, Wait
from gui_agent.actions.effect import Effect, Evidence
from gui_agent.model.literal.conversation import Conversation, Notes
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.grammar import understand
from gui_agent.model.literal.language.intents import Choose, Click, Commit, Enter, Lacking, Open, Press, Relation, Target
from gui_agent.model.literal.plan import decide
from gui_agent.model.literal.skills import (
    choosing,
    closed_lists,
    committing,
    exploring,
    into_fields,
    menus,
    pointing,
    seeking,
    ticking,
)
from gui_agent.model.literal.skills.opened_lists import ListOpened
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.targets import weighing
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.menu_bar import menu_buttons
from gui_agent.model.literal.targets.progress import Entry, Facts, Search, StepState
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, RelativeBox
from gui_agent.perception.screen.x_windows import TopWindow

SIZE = [1000, 1000]
"""Pixels are thousandths."""
MAIN = TopWindow("Editor", 7, Box(0, 20, 1000, 1000), Box(0, 0, 1000, 1000))
DIALOG = TopWindow("New plan", 7, Box(200, 120, 700, 600), Box(200, 100, 700, 600), is_dialog=True)
SETTINGS = replace(DIALOG, title="Editor Preferences")
MENU = TopWindow("", 7, Box(100, 40, 300, 400), Box(100, 40, 300, 400), is_popup=True)
BAR: list[list[Any]] = [["item", [20 + 80 * at, 4, 80 + 80 * at, 18], name] for at, name in enumerate(("File", "Edit", "View"))]


def screen(spots: list[list[Any]], task: str = "", windows: tuple[TopWindow, ...] = (), **more: Any) -> Situation:
    read = [spot for spot in spots if spot[2] and spot[0] not in ("dropdown", "field")]  # the captions of these are beside them
    lines = [[spot[1], 0.9, [[spot[2], *spot[1]]], spot[2]] for spot in read]
    scene = StoredScene({"name": "", "size": SIZE, "lines": lines, "spots": spots}, task)
    scene.__dict__["windows"] = windows
    return Situation(scene, **more)


def act(outcome: Outcome | None) -> Act:
    assert isinstance(outcome, Act), outcome
    return outcome


def centre(action: Any) -> tuple[float, float]:
    box = action.start_box
    assert isinstance(box, RelativeBox)
    return round(box.center.x), round(box.center.y)


@pytest.mark.parametrize("task", ["turn on Spelling in the preferences", "In the preferences, turn on Spelling"])
def test_settings_are_opened_where_the_screen_does_not_show_what_is_in_them(task: str) -> None:
    unseen = first_step(screen(BAR, task))
    assert isinstance(unseen, Click)
    assert (unseen.target.label, unseen.opens) == ("Preferences", True)
    assert isinstance(first_step(screen([*BAR, ["checkbox", [20, 100, 200, 120], "Spelling"]], task)), intents.Tick)


def test_settings_that_are_in_front_are_open() -> None:
    step = Click("open the preferences", Target("the preferences", label="preferences"), opens=True)
    assert isinstance(pointing.click(step, screen(BAR, windows=(MAIN, SETTINGS))), Finished)
    menu = screen([*BAR, ["item", [110, 100, 290, 120], "Configure Editor..."]], windows=(MAIN, MENU), state=pointing.Clicking(1))
    assert centre(act(pointing.click(step, menu)).action) == (200, 110)  # a menu that is called like them is not them


FORM: list[list[Any]] = [["field", [300, 200, 600, 230], "Columns"], ["field", [300, 250, 600, 280], "Rows"]]


def test_what_is_made_with_values_takes_the_form_that_is_there_or_opens_one() -> None:
    task = "Insert a table with three columns and 2 rows"
    shown = first_step(screen(FORM, task))
    assert isinstance(shown, Enter)
    assert (shown.text, shown.target.label if shown.target else "") == ("3", "columns")
    opener = first_step(screen(BAR, task))
    assert isinstance(opener, Click)
    assert opener.target.label == "Insert table"
    entry = screen([["item", [110, 100, 290, 120], "Table..."]])
    assert locate(opener.target, entry).label == "Table..."
    (described,) = understand("Create an account with your email").steps
    assert isinstance(described, Lacking)


def test_only_the_first_of_several_names_of_a_field_is_taken() -> None:
    readings = [intents.Reading((Enter("", "x", Target(name, label=name, role="field")),), 1 - at / 4) for at, name in enumerate(
        ("Replace with", "Replace"))]  # fmt: skip
    both = screen([["field", [20, 100, 200, 120], "Replace with"], ["field", [20, 200, 200, 220], "Replace"]])
    assert weighing.choose(readings, both, ordered=True).index == 0
    assert weighing.choose(readings, screen([["field", [20, 200, 200, 220], "Replace"]]), ordered=True).index == 1


@pytest.mark.parametrize(("said", "label"), [("Go to the next page", "Next Page"), ("Go to the next page", "Next")])
def test_what_leads_to_the_next_page_is_called_so_or_only_next(said: str, label: str) -> None:
    step = first_step(screen([["button", [20, 900, 120, 930], label]], said))
    assert isinstance(step, Click)
    assert locate(step.target, screen([["button", [20, 900, 120, 930], label]])).label == label
    arrows = [["icon", [20, 900 + 30 * at, 40, 920 + 30 * at], "", {"name": "next"}] for at in range(3)]
    with pytest.raises(NotFound, match="cannot see"):  # and not that several arrows fit
        locate(first_step(screen([], said)).target, screen(arrows))


def test_the_tab_that_is_called_like_what_is_looked_for_is_opened_once() -> None:
    tabs: list[list[Any]] = [["tab", [20, 20, 90, 40], "World"], ["tab", [100, 20, 170, 40], "Alarms"]]
    step = Click("Add an alarm", Target("Add an alarm", label="Add", relation=Relation("row", Target("an alarm", label="alarm"))))
    opened = act(exploring.explore(step, screen(tabs, "Add an alarm")))
    assert centre(opened.action) == (135, 30)
    assert exploring.explore(step, screen(tabs, "Add an alarm", search=opened.search)) is None


def test_a_control_that_says_what_it_adds_needs_no_row() -> None:
    step = first_step(
        screen([["tab", [100, 20, 170, 40], "Alarms"], ["button", [20, 100, 120, 130], "Add Alarm"]], "Add an alarm")
    )
    assert isinstance(step, Click)
    named = understand("Create a new note called 'Tea'").steps[0]
    assert isinstance(named, Open)
    assert not [one for reading in named.readings for one in reading.steps if isinstance(one, Click) and one.target.also]


SORTING = Click("sort the files by size", Target("size", label="size", also=("By size",)), shows=True)


def test_an_entry_that_is_about_it_is_pointed_at_for_its_submenu() -> None:
    entries: list[list[Any]] = [
        ["item", [110, 60 + 30 * at, 290, 80 + 30 * at], name] for at, name in enumerate(("Reload", "Arrange"))
    ]
    search = Search(waits=9, menus=(Entry((20, 4, 80, 18), "View"),), menu_at=1)
    pointed = act(menus.look_into_next(SORTING, screen([*BAR, *entries], windows=(MAIN, MENU), search=search)))
    assert isinstance(pointed.action, Hover)
    assert centre(pointed.action) == (200, 100)


def test_a_menu_that_did_not_open_is_clicked_once_more() -> None:
    search = Search(waits=9, menus=(Entry((20, 4, 80, 18), "File"), Entry((100, 4, 160, 18), "Edit")), menu_at=1)
    again = act(menus.look_into_next(SORTING, screen(BAR, windows=(MAIN,), search=search)))
    assert centre(again.action) == (50, 11)
    following = act(menus.look_into_next(SORTING, screen(BAR, windows=(MAIN,), search=again.search)))
    assert centre(following.action) == (130, 11)


LISTS: list[list[Any]] = [["dropdown", [20, 100, 200, 130], "From"], ["dropdown", [20, 200, 200, 230], "Class"]]
SECOND = Choose("select Second", ("Second",))
ENTRY = ["item", [20, 300, 190, 320], "Second"]


def test_a_value_is_looked_for_in_closed_lists_and_taken_where_one_has_it() -> None:
    looking = act(closed_lists.look_through(SECOND, screen(LISTS)))
    for at, entries in enumerate(([], [ENTRY])):
        assert isinstance(looking.action, LeftClick)
        looking = act(choosing.choose(SECOND, screen([*LISTS, *entries], state=looking.state)))
        if not entries:  # it is given a moment; where nothing opened, no key is pressed
            looking = act(choosing.choose(SECOND, screen([*LISTS, *entries], state=looking.state)))
        else:
            assert isinstance(looking.action, Key)
            looking = act(choosing.choose(SECOND, screen(LISTS, state=looking.state)))
        assert isinstance(looking.action, LeftClick)
        assert centre(looking.action) == (110, 215), at
    assert isinstance(looking.state, choosing.Choosing)
    assert isinstance(looking.state.one, ListOpened)


def test_a_value_that_is_in_several_lists_or_in_none_is_not_chosen() -> None:
    boxes = ((20.0, 100.0, 200.0, 130.0), (20.0, 200.0, 200.0, 230.0))
    for holding in ((0, 1), ()):
        state = closed_lists.LookingThrough(boxes, 1, holding, looked=True, closed=True)
        assert isinstance(choosing.choose(SECOND, screen(LISTS, state=state)), Stuck)
    assert closed_lists.look_through(Choose("select all but one", ("all but one",)), screen(LISTS)) is None


def dialog(*spots: list[Any], **more: Any) -> Situation:
    return screen(list(spots), windows=(MAIN, DIALOG), **more)


NEXT: list[Any] = ["button", [500, 560, 580, 590], "Next >"]
CANCEL: list[Any] = ["button", [600, 560, 680, 590], "Cancel"]
CREATE = Commit("create a plan", "Create")


def test_the_pages_of_a_dialog_are_gone_through_to_its_end() -> None:
    first = act(committing.commit(CREATE, dialog(NEXT, CANCEL)))
    assert centre(first.action) == (540, 575)
    last = act(committing.commit(CREATE, dialog(["button", [500, 560, 580, 590], "Finish"], CANCEL, state=first.state)))
    assert centre(last.action) == (540, 575)
    assert isinstance(committing.commit(CREATE, screen([], windows=(MAIN,), state=last.state)), Finished)
    there = dialog(CANCEL, state=replace(last.state, waited=9))  # type: ignore[type-var]
    assert isinstance(committing.commit(CREATE, there), Stuck)


def test_a_page_that_asks_for_what_is_not_given_ends_the_step() -> None:
    asking = dialog(["field", [300, 200, 600, 230], "Password"], NEXT, CANCEL, state=committing.Ending(pages=1))
    stuck = committing.commit(CREATE, asking)
    assert isinstance(stuck, Stuck)
    assert "Password" in stuck.reason
    unmoved = dialog(NEXT, CANCEL, state=committing.Ending(pages=1), effect=Effect("no_effect"))
    assert isinstance(committing.commit(CREATE, unmoved), Stuck)


def test_the_only_button_that_does_not_decline_confirms() -> None:
    confirm = Commit("confirm", "Confirm")
    erase: list[Any] = ["button", [400, 560, 490, 590], "Erase"]
    assert centre(act(committing.commit(confirm, dialog(erase, CANCEL))).action) == (445, 575)
    late = committing.Ending(waited=9)
    assert isinstance(committing.commit(confirm, dialog(erase, NEXT[:2] + ["Archive"], CANCEL, state=late)), Stuck)


def test_the_cross_of_a_window_is_no_message_that_is_put_away() -> None:
    step = Click("click Apply", Target("Apply", label="Apply"))
    cross: list[Any] = ["button", [960, 4, 980, 18], "Close"]
    typed: dict[str, Any] = {"only_typed": True, "search": Search(waits=9)}
    assert seeking._interruption(screen([cross], windows=(MAIN,), **typed)) is None
    message = act(seeking._interruption(dialog(["button", [500, 560, 580, 590], "Close"], cross, **typed)))
    assert centre(message.action) == (540, 575)
    assert step.target.label == "Apply"


def test_a_mere_text_that_does_nothing_is_no_button() -> None:
    step = Click("click the Publish button", Target("the Publish button", label="Publish", role="button", noun="button"))
    clicked = pointing.Clicking(1, kind="text", looks=9)
    assert isinstance(pointing.click(step, screen([], state=clicked, effect=Effect("no_effect"))), Stuck)


@pytest.mark.parametrize(("task", "verdict"), [("delete the note", "fail"), ("click Delete", "done")])
def test_a_command_is_not_carried_out_while_a_dialog_waits(task: str, verdict: str) -> None:
    scene = dialog(["button", [500, 560, 580, 590], "Delete"], CANCEL, task=task).scene
    effect = Effect("confirmed", evidence=(Evidence("opened", "New plan"),), changed=(RelativeBox(200, 100, 700, 600),))
    step = understand(task).steps[0]
    readings = step.readings if isinstance(step, Open) else ()
    unrelated = [
        at for at, one in enumerate(readings) if getattr(getattr(one.steps[0], "target", None), "relation", None) is None
    ]
    facts = Facts(read_as=tuple(unrelated[:1]))
    notes = Notes(0, StepState(1, pointing.Clicking(1, kind="button")), facts)
    if task.startswith("delete"):
        scene.__dict__["windows"] = (MAIN, DIALOG)
    turn = decide(Conversation(task, scene.screenshot, notes, effect, 1), scene.reader, scene)
    assert turn.action.name == verdict


def test_everything_is_the_whole_text_behind_what_was_typed() -> None:
    steps = understand("Type 'a b' and make it bold after selecting everything").steps
    assert [one.keys for one in steps if isinstance(one, Press)] == ["ctrl+a"] or isinstance(steps[1], Open)
    assert isinstance(understand("Type 'a b', then select everything").steps[1], Press)


def test_what_a_field_holds_is_what_its_application_reports() -> None:
    shown = screen([["field", [20, 100, 200, 130], "Size"]], state=into_fields.TextTyped(text="30", boxes=((20, 100, 200, 130),)))
    shown.scene.__dict__["reported"] = [Element("field", "Size", Box(20, 100, 200, 130), value="30")]
    assert shown.scene.reported_value(Box(22, 102, 198, 128)) == "30"
    assert shown.scene.reported_value(Box(400, 100, 500, 130)) == ""


def test_what_is_described_as_a_field_is_none() -> None:
    (step,) = understand("Update the field that you want to change in the Tag panel").steps
    readings = [reading.steps[0] for reading in step.readings] if isinstance(step, Open) else [step]
    assert not [one for one in readings if isinstance(one, Enter)]
    title = understand("Enter 'Emma' as the title").steps[0]
    assert isinstance(title, Enter)
    assert title.target is not None
    assert title.target.label == "title"
    assert Type(content="x").content == "x"


def test_the_entry_that_came_with_the_list_is_taken_and_must_show_in_its_box() -> None:
    city: list[Any] = ["dropdown", [600, 200, 800, 230], "City"]
    cell: list[Any] = ["text", [100, 205, 150, 225], "Bern"]
    entry: list[Any] = ["item", [610, 280, 790, 300], "Bern"]
    step = Choose("choose Bern as the city", ("Bern",), Target("the city", label="city"))
    opened = act(choosing.choose(step, screen([city, cell])))
    came = Effect("confirmed", changed=(RelativeBox(600, 235, 800, 400),))
    picked = act(choosing.choose(step, screen([city, cell, entry], state=opened.state, effect=came)))
    assert centre(picked.action) == (700, 290)
    gone = screen([city, cell], state=picked.state, effect=came)
    assert not isinstance(choosing.choose(step, gone), Finished)  # the box is as empty as before
    shown = screen([[*city, {"value": "Bern"}], ["text", [610, 205, 660, 225], "Bern"], cell], state=picked.state, effect=came)
    assert isinstance(choosing.choose(step, shown), Finished)


def test_a_line_of_text_is_no_check_box_but_the_one_in_its_row_is() -> None:
    step = intents.Tick("switch on Kitchen", (Target("Kitchen", label="Kitchen"),))
    row: list[list[Any]] = [["text", [20, 100, 100, 120], "Kitchen"], ["checkbox", [300, 98, 340, 122], "", {"checked": False}]]
    assert centre(act(ticking.tick(step, screen(row))).action) == (320, 110)
    with pytest.raises(NotFound):
        ticking.tick(step, screen(row[:1]))


def test_what_a_click_did_without_showing_it_is_not_done_again() -> None:
    step = Click("open the schedule", Target("the schedule", label="schedule"), opens=True)
    clicked = pointing.Clicking(1, kind="text")
    here = Facts(place=(20.0, 100.0, 100.0, 120.0))
    outcome = act(pointing.click(step, screen([], state=clicked, facts=here, effect=Effect("no_effect"))))
    assert isinstance(outcome.action, Wait)


def test_what_only_looks_like_a_menu_button_is_none_where_the_controls_are_reported() -> None:
    button: list[Any] = ["button", [20, 30, 40, 50], "\u2630"]
    low: list[Any] = ["button", [20, 700, 40, 720], "\u2630"]
    assert [spot.box.top for spot in menu_buttons(screen([low, button], windows=(MAIN,)))] == [30]
    assert menu_buttons(screen([low], windows=(MAIN,))) == []
    seen = screen([button], windows=(MAIN,))
    seen.scene.__dict__["reported"] = [Element("button", "x", Box(500, 30 * at, 520, 30 * at + 20)) for at in range(9)]
    assert menu_buttons(seen) == []


@pytest.mark.parametrize("task", ["choose the size Large", "choose Large in Size"])
def test_a_value_is_read_beside_the_name_of_its_list(task: str) -> None:
    step = first_step(screen([["dropdown", [20, 100, 200, 130], "Size", {"value": "Small"}]], task))
    assert isinstance(step, Choose)
    assert step.values == ("Large",)


def test_what_a_click_shows_late_is_waited_for() -> None:
    step = Click("answer Yes", Target("Yes", label="Yes"), shows=True)
    clicked = pointing.Clicking(1, kind="button")
    waiting = act(pointing.click(step, screen([], state=clicked, effect=Effect("no_effect"))))
    assert isinstance(waiting.action, Wait)
    came = Effect("confirmed", changed=(RelativeBox(10, 10, 500, 500),))
    assert isinstance(pointing.click(step, screen([], state=waiting.state, effect=came)), Finished)
    assert isinstance(pointing.click(step, screen([], state=replace(clicked, looks=9), effect=Effect("no_effect"))), Stuck)


def test_what_is_between_several_values_is_typed_nowhere() -> None:
    port: list[list[Any]] = [["field", [20, 100, 200, 120], "Port"], ["field", [20, 60, 200, 80], "Host Name (or IP address)"]]
    step = first_step(screen(port, "Enter a.org as the host name and 22 as the port"))
    assert isinstance(step, Enter)
    assert step.text == "a.org"


def test_a_name_that_is_also_a_kind_of_thing_is_a_name() -> None:
    entries: list[list[Any]] = [
        ["icon", [20, 100, 40, 120], ""],
        ["item", [50, 100, 120, 120], "Images"],
        ["text", [20, 60, 120, 80], "Kinds"],
    ]
    step = first_step(screen(entries, "Choose Images under 'Kinds'"))
    assert isinstance(step, Choose)
    assert step.values == ("Images",)
