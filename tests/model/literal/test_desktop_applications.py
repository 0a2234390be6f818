"""What is asked of desktop applications: dialogs in the way, pages of dialogs, menus, lists, and clauses that are several steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from literal_corpus import StoredScene
from PIL import Image, ImageDraw

from gui_agent.actions.action import BaseAction, Hover, Key, LeftClick, Scroll, Type, Wait
from gui_agent.actions.effect import Effect
from gui_agent.model.literal.language import sums
from gui_agent.model.literal.language.grammar import parse, understand
from gui_agent.model.literal.language.intents import Choose, Click, Commit, Enter, Open, Press, Tick, Work
from gui_agent.model.literal.sight.front import dialog_in_front, is_blocked, open_menu
from gui_agent.model.literal.skills import choosing, entering, into_fields, menus, seeking, start_dialogs, typing_here
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.scrolling import scroll_on
from gui_agent.model.literal.targets import weighing
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.menu_bar import menu_buttons
from gui_agent.model.literal.targets.progress import Facts, Scrolls, Search, StepState
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.geometry import Box, RelativeBox
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.screen.x_windows import TopWindow

SIZE = (800, 600)
MAIN = TopWindow("Editor", 7, Box(0, 20, 800, 600), Box(0, 0, 800, 600))
TIP = TopWindow("Tip", 7, Box(200, 120, 600, 400), Box(200, 100, 600, 400), is_dialog=True)
MODAL = TopWindow("Preferences", 7, Box(200, 120, 600, 400), Box(200, 100, 600, 400), is_dialog=True, is_modal=True)
MENU = TopWindow("", 7, Box(10, 50, 200, 300), Box(10, 50, 200, 300), is_popup=True)
HINT = TopWindow("", 7, Box(10, 50, 100, 74), Box(10, 50, 100, 74), is_popup=True)
BAR: list[list[Any]] = [["item", [10 + 60 * at, 24, 60 + 60 * at, 44], name] for at, name in enumerate(("File", "Edit", "View"))]
NOTHING = Search()


def situation(
    spots: list[list[Any]],
    task: str = "",
    windows: tuple[TopWindow, ...] = (),
    search: Search = NOTHING,
    effect: Effect | None = None,
) -> Situation:
    lines = [[spot[1], 0.9, [[spot[2], *spot[1]]], spot[2]] for spot in spots if spot[2]]
    scene = StoredScene({"name": "", "size": list(SIZE), "lines": lines, "spots": spots}, task)
    scene.__dict__["windows"] = windows
    return Situation(scene, search=search, effect=effect, facts=Facts(place=(1.0, 1.0, 5.0, 5.0)))


def act(outcome: Outcome | None) -> Act:
    assert isinstance(outcome, Act)
    return outcome


@pytest.mark.parametrize(
    ("windows", "title"),
    [((MAIN, TIP), "Tip"), ((MAIN, TIP, MENU), "Tip"), ((TIP,), None), ((TIP, MAIN), None), ((MAIN,), None), ((), None)],
)
def test_a_dialog_is_in_front_of_its_applications_window(windows: tuple[TopWindow, ...], title: str | None) -> None:
    front = dialog_in_front(windows)
    assert (front.title if front is not None else None) == title


def test_a_dialog_of_another_application_is_not_in_front_of_it() -> None:
    other = TopWindow("Other", 8, MAIN.content, MAIN.frame)
    assert dialog_in_front((other, TIP)) is None


@pytest.mark.parametrize(
    ("windows", "box", "blocked"),
    [
        ((MAIN, MODAL), Box(10, 10, 40, 30), True),
        ((MAIN, TIP), Box(10, 10, 40, 30), False),
        ((MAIN, MODAL), Box(300, 200, 340, 220), False),
        ((MAIN, MODAL, MENU), Box(20, 60, 40, 80), False),  # a list that the dialog opened
        ((MAIN, MODAL), Box(10, 610, 40, 630), False),  # in no window
    ],
)
def test_what_is_behind_a_modal_dialog_takes_no_input(windows: tuple[TopWindow, ...], box: Box, blocked: bool) -> None:
    assert is_blocked(box, windows) is blocked


def test_a_hint_is_no_menu() -> None:
    assert open_menu((MAIN, MENU)) == MENU.frame
    assert open_menu((MAIN, MENU, TIP)) == MENU.frame
    assert open_menu((MAIN, HINT)) is None
    assert open_menu((MAIN,)) is None


OK = ["button", [500, 360, 560, 390], "OK"]
NEXT = ["button", [400, 360, 480, 390], "Next Tip"]
TEXT = ["text", [220, 200, 500, 220], "Did you know?"]


def put_away(task: str, spots: list[list[Any]], acts: int = 0, windows: tuple[TopWindow, ...] = (MAIN, TIP)) -> Act | None:
    (step, *_) = understand(task, as_said=True).steps
    return start_dialogs.put_away(step, StepState(acts), situation(spots, task, windows))


def test_a_tip_that_only_can_be_closed_is_put_away() -> None:
    action = act(put_away("Open the Insert menu", [OK, NEXT, TEXT])).action
    assert isinstance(action, LeftClick)
    further = ["button", [300, 240, 460, 262], "Run this now..."]
    assert put_away("Open the Insert menu", [OK, NEXT, further, TEXT]) is not None
    assert put_away("Open the Insert menu", [["text", [500, 360, 560, 390], "Close"], TEXT]) is not None


@pytest.mark.parametrize(
    ("task", "spots"),
    [
        ("Click Next Tip", [OK, NEXT, TEXT]),
        ("Close the dialog", [OK, NEXT, TEXT]),
        ("Press Escape", [OK, NEXT, TEXT]),
        ("Open the Insert menu", [OK, ["button", [400, 360, 480, 390], "Discard"], TEXT]),
        ("Open the Insert menu", [OK, ["field", [220, 240, 500, 270], "Name"], TEXT]),
        ("Open the Insert menu", [NEXT, TEXT]),
        (
            "Open the Insert menu",
            [OK, TEXT, ["checkbox", [220, 240, 300, 260], "Wrap"], ["checkbox", [220, 270, 300, 290], "Map"]],
        ),
        ("Open the Insert menu", [OK, TEXT, ["tab", [220, 130, 300, 150], "General"]]),
    ],
)
def test_a_dialog_that_may_be_meant_or_offers_a_choice_stays(task: str, spots: list[list[Any]]) -> None:
    assert put_away(task, spots) is None


def test_a_dialog_that_came_of_an_action_stays() -> None:
    assert put_away("Open the Insert menu", [OK, TEXT], acts=1) is None
    assert put_away("Open the Insert menu", [OK, TEXT], windows=(MAIN,)) is None


def rows(*names: str) -> list[list[Any]]:
    found = [["item", [20, 100 + 22 * at, 120, 120 + 22 * at], name] for at, name in enumerate(names)]
    return [*found, ["scrollbar", [300, 90, 312, 500], ""], ["list", [10, 90, 312, 500], ""]]


def direction(spots: list[list[Any]], label: str) -> str:
    action = act(scroll_on(situation(spots), None, label)).action
    assert isinstance(action, Scroll)
    return action.direction


def test_what_comes_before_the_first_row_of_an_ordered_list_is_looked_for_upwards() -> None:
    ordered = rows("Latin", "Lepcha", "Limbu", "Linear A", "Lisu", "Lycian")
    assert direction(ordered, "Greek") == "up"
    assert direction(ordered, "Tamil") == "down"
    assert direction(rows("Lisu", "Latin", "Limbu", "Lepcha", "Linear A"), "Greek") == "down"


def test_a_long_list_is_scrolled_faster_while_rows_of_before_stay_in_view() -> None:
    names = ("Kaithi", "Kannada", "Kawi", "Khmer", "Khojki", "Lao", "Latin", "Lepcha")
    shown = Effect("confirmed")

    def notches(edge: str, before: int) -> int:
        search = Search(scrolls=Scrolls("down", 1, (12.5, 150.0, 390.0, 833.0), before, edge))
        action = act(scroll_on(situation(rows(*names), search=search, effect=shown), None, "Tamil")).action
        assert isinstance(action, Scroll)
        return action.step

    assert notches("Lao", 1) == 2  # moved by two rows
    assert notches("Kawi", 2) == 2  # by nearly all of them
    assert notches("Gujarati", 4) == 2  # rows were jumped over


def test_a_setting_is_looked_for_on_the_tabs_of_the_dialog_in_front() -> None:
    tabs = [["tab", [220 + 80 * at, 130, 290 + 80 * at, 150], name] for at, name in enumerate(("View", "Editor", "Files"))]
    (step,) = parse("Tick 'Wrap lines'").steps
    search = Search(waits=seeking.PATIENCE)
    missing = NotFound("I cannot see it")
    looked = []
    while isinstance(outcome := seeking.seek(step, situation(tabs, windows=(MAIN, MODAL), search=search), missing), Act):
        if not isinstance(outcome.action, LeftClick):
            break
        search = outcome.search
        looked.append(search.tried[-1])
    assert looked == ["view", "editor", "files"]


def test_a_menu_bar_is_looked_through_and_left_closed() -> None:
    (step,) = parse("Choose 'Word Wrap'").steps
    search = NOTHING
    done: list[BaseAction] = []
    for open_one in ((), (MENU,), (MENU,), (MENU,)):
        found = act(menus.look_into_next(step, situation(BAR if not done else [], windows=(MAIN, *open_one), search=search)))
        search = found.search
        done.append(found.action)
    assert [type(action) for action in done] == [LeftClick, Hover, Hover, Key]
    assert menus.look_into_next(step, situation(BAR, windows=(MAIN,), search=search)) is None


@pytest.mark.parametrize("task", ["Click the Print button", "Choose Large from the Size list", "Double-click 'Print'"])
def test_what_is_no_entry_of_a_menu_is_not_looked_for_there(task: str) -> None:
    step = understand(task).steps[0]
    step = step.readings[0].steps[0] if isinstance(step, Open) else step
    assert menus.look_into_next(step, situation(BAR, windows=(MAIN,))) is None


def test_a_menu_is_the_title_in_the_menu_bar_rather_than_a_text() -> None:
    (step,) = (one.readings[0].steps[0] if isinstance(one, Open) else one for one in understand("Open the Edit menu").steps)
    assert isinstance(step, Click)
    spots = [*BAR, ["text", [300, 300, 340, 320], "Edit"]]
    assert locate(step.target, situation(spots, windows=(MAIN,))).box == Box(70, 24, 120, 44)


@pytest.mark.parametrize("task", ["Type 'x' into the document", "Type 'x' into the editor"])
def test_the_document_is_the_field_that_is_much_larger_than_all_others(task: str) -> None:
    (step,) = parse(task).steps
    large, low = ["textarea", [0, 60, 800, 560], ""], ["textarea", [0, 562, 800, 598], ""]
    first = act(entering.enter(step, situation([low, large])))  # type: ignore[arg-type]
    assert isinstance(first.action, LeftClick)
    assert isinstance(first.state, into_fields.Entering)
    assert first.state.boxes[0][1] == 100.0
    halves = [["textarea", [0, 60, 400, 560], ""], ["textarea", [400, 60, 800, 560], ""]]
    with pytest.raises(NotFound):
        entering.enter(step, situation(halves))  # type: ignore[arg-type]


def test_a_field_to_search_with_is_opened_and_the_text_must_be_seen() -> None:
    step = parse("Search for 'snow'").steps[0]
    missing = NotFound("I cannot see the search")
    sign = ["button", [700, 24, 730, 44], "Search"]
    clicked = act(seeking.seek(step, situation([sign]), missing))
    assert isinstance(clicked.action, LeftClick)
    keyed = act(seeking.seek(step, situation([]), missing))
    assert isinstance(keyed.action, Key)
    nothing_came = act(seeking.seek(step, situation([], search=keyed.search, effect=Effect("confirmed")), missing))
    assert not isinstance(nothing_came.action, Type)  # it would go into what is open
    came = Effect("confirmed", changed=(RelativeBox(500, 0, 1000, 100),))
    typed = act(seeking.seek(step, situation([["field", [600, 20, 700, 44], ""]], search=keyed.search, effect=came), missing))
    assert isinstance(typed.action, Type)
    found, state = typed, typed.state
    while isinstance(found, Act):
        assert isinstance(step, Enter)
        plain = situation([["text", [0, 0, 100, 20], "snow"]], effect=Effect("confirmed"))
        answer = entering.enter(step, Situation(plain.scene, state, effect=plain.effect))
        assert isinstance(answer, Act | Stuck)
        found, state = answer, answer.state if isinstance(answer, Act) else state  # type: ignore[assignment]
    assert isinstance(found, Stuck)


def steps_of(task: str) -> list[object]:
    return [type(step) for step in parse(task).steps]


def test_what_is_said_behind_after_is_done_first() -> None:
    assert steps_of("Type 'Dear Ann' and make it bold after selecting everything")[0] is Enter
    last = parse("Make it bold after selecting everything").steps[-1]
    assert isinstance(last, Click)
    assert last.target.label == "Bold"


@pytest.mark.parametrize("how", ["with the buttons", "using the keypad", "by clicking the buttons", "with buttons"])
def test_a_sum_with_the_buttons_is_worked_out_on_them_and_must_be_shown(how: str) -> None:
    (step,) = parse(f"Calculate 12 times 3 {how}").steps
    assert isinstance(step, Work)
    assert step.keyed
    assert sums.keys_of(step.sum) == ("1", "2", "*", "3", "=")


def test_a_file_is_saved_under_a_name() -> None:
    dialog, name, end = parse("Save the file as '/tmp/notes.txt'").steps
    assert isinstance(dialog, Click)
    assert (dialog.target.label, dialog.keys) == ("Save As", "ctrl+shift+s")
    assert isinstance(name, Enter)
    assert name.text == "/tmp/notes.txt"
    assert isinstance(end, Commit)


@pytest.mark.parametrize(
    "task",
    [
        "Replace 'milk' with 'bread'",
        "Replace every 'milk' with 'bread' in the document",
        "Find 'milk' and replace it with 'bread'",
        "Find and replace all 'milk' with 'bread'",
    ],
)
def test_a_text_is_replaced_with_the_dialog_for_it(task: str) -> None:
    (step,) = understand(task).steps
    assert isinstance(step, Open)
    reading = next(reading for reading in step.readings if reading.how == "in the whole document")
    opening, old, new, end = reading.steps
    assert isinstance(opening, Click)
    assert opening.keys == "ctrl+h"
    for one, text in ((old, "milk"), (new, "bread")):
        assert isinstance(one, Open)
        assert all(isinstance(each.steps[0], Enter) and each.steps[0].text == text for each in one.readings)
    assert isinstance(end, Click)
    assert end.target.label == "Replace All"


def test_the_path_at_the_end_leads_to_the_dialog_that_replaces() -> None:
    (step,) = understand("Replace 'milk' with 'bread' using Search > Replace").steps
    assert isinstance(step, Open)
    opening = next(reading for reading in step.readings if reading.how == "in the whole document").steps[0]
    assert isinstance(opening, Choose)
    assert opening.values == ("Search", "Replace")


def test_a_field_that_is_filled_in_is_no_text_that_is_replaced() -> None:
    step = understand("Replace the title with 'Plan'").steps[0]
    readings = step.readings if isinstance(step, Open) else ()
    assert not any(reading.how == "in the whole document" for reading in readings)


@pytest.mark.parametrize(
    ("task", "label"), [("Set the tab width to 4", "tab width"), ("Set the line spacing to 2", "line spacing")]
)
def test_a_kind_of_widget_before_a_small_word_is_a_part_of_the_name(task: str, label: str) -> None:
    (step,) = parse(task).steps
    assert isinstance(step, Choose)
    assert step.where is not None
    assert (step.where.label, step.where.role) == (label, None)


def test_words_with_ing_that_are_no_verbs_stay_a_text() -> None:
    assert steps_of("Type 'closed after pressing Stop' and press Enter") == [Enter, Press]
    assert steps_of("Tick 'Ask after closing'") == [Tick]


@pytest.mark.parametrize(
    ("task", "state"), [("Hide the status bar using the View menu", False), ("Show the toolbar with the View menu", True)]
)
def test_what_is_shown_or_hidden_with_a_menu_is_an_entry_that_is_ticked_or_not(task: str, state: bool) -> None:
    menu, entry = understand(task).steps
    assert isinstance(menu, Click)
    assert menu.target.label == "View"
    assert isinstance(entry, Open)
    ticked = entry.readings[0].steps[0]
    assert isinstance(ticked, Tick)
    assert ticked.state is state


def test_what_is_done_with_a_menu_is_its_entry() -> None:
    menu, entry = parse("Zoom in using the View menu").steps
    assert isinstance(menu, Click)
    assert isinstance(entry, Click)
    assert (menu.target.label, entry.target.label) == ("View", "Zoom in")


def sheet(without: str = "") -> list[list[Any]]:
    """Headings of a sheet, of which one was not read, and its box for the address."""
    columns = [
        ["text", [120 + 80 * at, 100, 132 + 80 * at, 114], letter] for at, letter in enumerate("ABCDEF") if letter != without
    ]
    numbers = [["text", [40, 130 + 20 * at, 52, 144 + 20 * at], str(at + 1)] for at in range(8) if str(at + 1) != without]
    return [*columns, *numbers, ["field", [20, 60, 120, 84], "", {"value": "B3"}], ["text", [300, 300, 312, 314], "7"]]


@pytest.mark.parametrize(
    ("address", "without"), [("B3", ""), ("B3", "3"), ("C5", "C"), ("A1", ""), ("F8", ""), ("A1", "A"), ("A1", "1")]
)
def test_a_cell_is_where_its_column_and_its_row_cross(address: str, without: str) -> None:
    (step,) = parse(f"Click cell {address}").steps
    assert isinstance(step, Click)
    box = locate(step.target, situation(sheet(without))).box
    column, row = "ABCDEF".index(address[0]), int(address[1]) - 1
    assert abs(box.center.x - (126 + 80 * column)) <= 1
    assert abs(box.center.y - (137 + 20 * row)) <= 1
    assert box.width > 60


@pytest.mark.parametrize("address", ["H3", "B9", "Z99"])
def test_a_cell_that_no_heading_shows_is_not_guessed(address: str) -> None:
    (step,) = parse(f"Click cell {address}").steps
    assert isinstance(step, Click)
    with pytest.raises(NotFound):
        locate(step.target, situation(sheet("A")))


@pytest.mark.parametrize(("task", "headings"), [("Enter 12 in cell B3", 0), ("Enter 12 in B9", 14)])
def test_the_field_that_says_which_cell_is_selected_is_not_the_cell(task: str, headings: int) -> None:
    (step,) = parse(task).steps
    assert isinstance(step, Enter)
    assert step.target is not None
    address = ["field", [20, 60, 120, 84], "", {"value": step.target.label}]
    with pytest.raises(NotFound, match="of a sheet"):
        locate(step.target, situation([*sheet()[:headings], address]))


def test_folders_that_are_opened_one_after_the_other_are_no_path_through_menus() -> None:
    steps = parse("Open the folder 'icons' and then the folder 'hicolor'").steps
    assert [(step.target.label, step.opens) for step in steps if isinstance(step, Click)] == [("icons", True), ("hicolor", True)]


def spun(shown: str, left: int = 300, state: Any = None) -> Situation:
    """A spinner of GTK: its number, then its two buttons, which take more than half of it."""
    number = ["text", [left + 8, 205, left + 24, 221], shown]
    found = situation(
        [["spinner", [left, 200, left + 120, 226], "Font Size", {"value": shown}], number], effect=Effect("confirmed")
    )
    return Situation(found.scene, state, effect=found.effect)


def test_a_spinner_is_clicked_at_its_number_and_left_once_it_shows_what_was_typed() -> None:
    (step,) = parse("Set the font size to 30").steps
    assert isinstance(step, Choose)
    first = act(choosing.choose(step, spun("20")))
    assert isinstance(first.action, LeftClick)
    assert isinstance(first.action.start_box, RelativeBox)
    assert first.action.start_box.center.x * 0.8 < 330
    typed = act(choosing.choose(step, spun("20", state=first.state)))
    assert isinstance(typed.action, Type)
    left = act(choosing.choose(step, spun("30", left=120, state=typed.state)))  # the toolbar moved
    assert isinstance(left.action, Key)
    assert left.action.keys == "tab"
    assert isinstance(choosing.choose(step, spun("30", left=120, state=left.state)), Finished)
    assert isinstance(choosing.choose(step, spun("24", left=120, state=left.state)), Stuck)


def test_a_menu_is_nothing_that_is_written_in() -> None:
    (step,) = parse("Type 'x' into the document").steps
    assert isinstance(step, Enter)
    unseen = act(entering.enter(step, situation([*BAR, ["item", [190, 24, 260, 44], "Document"]], windows=(MAIN,))))
    assert isinstance(unseen.action, Type)  # where the keyboard focus is, and not after a click on the menu
    nowhere = replace(situation(BAR, windows=(MAIN,)), state=typing_here.TypedHere("x", looks=9, shown=True))
    assert isinstance(entering.enter(step, nowhere), Stuck)  # what was typed must be read
    area = ["textarea", [0, 60, 800, 560], ""]
    first = act(entering.enter(step, situation([*BAR, ["item", [190, 24, 260, 44], "Document"], area], windows=(MAIN,))))
    assert isinstance(first.state, into_fields.Entering)
    assert first.state.boxes[0][1] == 100.0


@pytest.mark.parametrize("count", ["of 3", "(1 of 3)", "/ 3"])
def test_the_number_of_a_page_goes_into_the_field_before_their_count(count: str) -> None:
    step = understand("Go to page 2").steps[0]
    assert isinstance(step, Open)
    enter = next(reading for reading in step.readings if reading.how == "as the number of a page").steps[0]
    assert isinstance(enter, Enter)
    spots: list[list[Any]] = [
        ["field", [300, 20, 333, 50], "", {"value": "1"}],
        ["field", [334, 20, 400, 50], ""],
        ["text", [340, 27, 390, 43], count],
    ]
    first = act(entering.enter(enter, situation(spots)))
    assert isinstance(first.state, into_fields.Entering)
    assert first.state.boxes[0][0] == 375.0


YES, NO = ["button", [420, 360, 480, 390], "Yes"], ["button", [500, 360, 560, 390], "No"]
ASKED = ["text", [220, 200, 500, 220], "Open what was there before?"]


def test_a_text_is_not_typed_into_a_question() -> None:
    found = entering.enter(Enter("type now", "now"), situation([ASKED, YES, NO], windows=(MAIN, MODAL)))
    assert isinstance(found, Stuck)
    assert "(Yes, No)" in found.reason


@pytest.mark.parametrize(
    ("spots", "windows"),
    [
        ([ASKED, YES, NO, ["field", [220, 240, 500, 270], "Name"]], (MAIN, MODAL)),
        ([ASKED, YES, NO, ["item", [220, 240, 500, 270], "Budget"]], (MAIN, MODAL)),
        ([ASKED, YES, NO], (MAIN,)),
        ([ASKED], (MAIN, MODAL)),
    ],
    ids=["it has a field", "it has a list", "no dialog", "no button"],
)
def test_other_windows_take_what_is_typed(spots: list[list[Any]], windows: tuple[TopWindow, ...]) -> None:
    found = entering.enter(Enter("type now", "now"), situation(spots, windows=windows))
    assert isinstance(act(found).action, Type)


@pytest.mark.parametrize(
    ("bars", "framed", "shown"), [(3, False, True), (3, True, True), (2, True, False), (4, False, False), (0, True, False)]
)
def test_three_bars_open_the_menu_of_a_window(bars: int, framed: bool, shown: bool) -> None:
    box = Box(700, 20, 736, 54) if framed else Box(710, 28, 726, 48)
    picture = Image.new("RGB", SIZE, "#ddd")
    draw = ImageDraw.Draw(picture)
    if framed:
        draw.rectangle((700, 20, 735, 53), "#f4f4f4", "#999")
    for at in range(bars):
        draw.rectangle((711, 30 + 5 * at, 724, 31 + 5 * at), "#222")
    found = situation([["button", [box.left, box.top, box.right, box.bottom], ""]], windows=(MAIN,))
    found.scene.screenshot = Screenshot.of(picture)
    assert bool(menu_buttons(found)) is shown
    step = understand("Open the preferences").steps[0]
    step = step.readings[0].steps[0] if isinstance(step, Open) else step
    assert (menus.look_into_next(step, found) is not None) is shown


def test_a_tip_that_came_later_is_put_away_before_anything_was_pointed_at() -> None:
    (step,) = (one.readings[0].steps[0] if isinstance(one, Open) else one for one in understand("Open the Insert menu").steps)
    two = NotFound("the Insert menu is ambiguous", ambiguous=True)
    seen = situation([OK, NEXT, TEXT], "Open the Insert menu", (MAIN, TIP))
    assert isinstance(seeking.seek(step, seen, two), Stuck)  # something was pointed at: it may have opened it
    early = Situation(seen.scene)
    away = act(seeking.seek(step, early, two))
    assert isinstance(away.action, LeftClick)
    assert isinstance(seeking.seek(step, Situation(seen.scene, search=away.search), two), Stuck)


def test_the_name_of_what_is_created_goes_into_the_field_for_a_name() -> None:
    step = understand("Create a new database called 'Work'").steps[0]
    assert isinstance(step, Open)
    reading = next(reading for reading in step.readings if reading.how == "as 'Create new database', then its name")
    named = reading.steps[1]
    assert isinstance(named, Open)
    fields = situation([["field", [200, 100, 400, 126], "Database Name"], ["field", [200, 140, 400, 166], "Description"]])
    chosen = weighing.choose(named.readings, fields)
    entered = named.readings[chosen.index].steps[0]
    assert isinstance(entered, Enter)
    assert entered.target is not None
    assert (entered.target.label, entered.text) == ("database name", "Work")


@pytest.mark.parametrize(
    ("task", "keyed"),
    [
        ("Select everything and delete it", True),
        ("Select the whole text and remove it", True),
        ("Select the message from Ann and delete it", False),
    ],
)
def test_what_is_selected_as_a_whole_is_deleted_with_the_key(task: str, keyed: bool) -> None:
    last = understand(task).steps[-1]
    last = last.readings[0].steps[-1] if isinstance(last, Open) else last
    assert (isinstance(last, Press) and last.keys == "delete") is keyed


def test_what_is_accepted_may_be_agreed_to() -> None:
    step = understand("Accept the legal notice").steps[0]
    reading = step.readings[-1].steps[0] if isinstance(step, Open) else step
    assert isinstance(reading, Click)
    agree = ["button", [500, 360, 560, 390], "I Agree"]
    target = replace(reading.target, relation=None, label="Accept")
    assert locate(target, situation([agree, ["button", [580, 360, 640, 390], "Cancel"]])).label == "I Agree"


@pytest.mark.parametrize(("seen", "arrived"), [("buymilk", False), ("milk", True), ("buy milk", True)])
def test_what_was_typed_behind_other_letters_is_typed_again(seen: str, arrived: bool) -> None:
    (step,) = parse("Type 'milk' into the 'Search for' field").steps
    assert isinstance(step, Enter)
    field = ["field", [200, 100, 400, 126], "Search for"]
    first = act(entering.enter(step, situation([field])))
    assert isinstance(first.state, into_fields.FieldClicked)
    typed = act(entering.enter(step, Situation(situation([field]).scene, first.state)))
    shown = situation([field, ["text", [205, 105, 270, 121], seen]], effect=Effect("confirmed"))
    state, looks = typed.state, 0
    while isinstance(outcome := entering.enter(step, Situation(shown.scene, state, effect=shown.effect)), Act):
        if not isinstance(outcome.action, Wait):
            break
        state, looks = outcome.state, looks + 1
    assert isinstance(outcome, Finished) is arrived


def test_what_follows_a_path_is_another_step() -> None:
    steps = understand("Open Format > Paragraph and choose Center in Alignment").steps
    step = steps[0]
    readings = step.readings if isinstance(step, Open) else ()
    assert not any(
        "choose" in value for one in readings for first in one.steps[:1] if isinstance(first, Choose) for value in first.values
    )


def test_what_is_chosen_is_an_entry_of_the_open_menu_and_no_title_of_another() -> None:
    (step,) = parse("Choose 'Edit...'").steps
    assert isinstance(step, Choose)
    other, entry = ["text", [30, 80, 120, 98], "Image..."], ["text", [30, 110, 120, 128], "Edit..."]
    menu = (MAIN, MENU)
    with pytest.raises(NotFound, match="menu that is open"):
        choosing.choose(step, situation([*BAR, other], windows=menu))
    chosen = act(choosing.choose(step, situation([*BAR, other, entry], windows=menu)))
    assert isinstance(chosen.action, LeftClick)
    assert isinstance(chosen.action.start_box, RelativeBox)
    assert chosen.action.start_box.center.y * 0.6 > 100


def test_a_menu_is_no_tab() -> None:
    tab = ["tab", [220, 130, 280, 156], "View"]
    (step,) = parse("Open the View menu").steps
    assert isinstance(step, Click)
    with pytest.raises(NotFound):
        locate(step.target, situation([tab], windows=(MAIN, MODAL)))
    assert locate(step.target, situation([*BAR, tab], windows=(MAIN,))).box.top == 24
