"""How statements about the screen are read: the first reading of each, and others that must be among them."""

import pytest
from literal_notation import statement

from gui_agent.model.literal.language.statements import statements

FIRST = [
    ("there are exactly two buttons", "there: 2 button"),
    ("there are at least 4 links", "there: at least 4 link"),
    ("there is more than one check box", "there: at least 2 checkbox"),
    ("there are at most 2 rows", "there: at most 2 row"),
    ("there are fewer than 5 items", "there: at most 4 item"),
    ("there are less than 5 items", "there: at most 4 item"),
    ("there is only one row", "there: 1 row"),
    ("there are just two tabs", "there: 2 tab"),
    ("there are no rows", "not there: row"),
    ("there are zero rows", "there: 0 row"),
    ("there is a Save button", "there: button Save"),
    ("there isn't a Save button", "not there: button Save"),
    ("there are not any errors", "not there: errors"),
    ("there is not no error", "there: error"),
    ("there is no longer a Save button", "not there: button Save"),
    ("there are no more rows", "not there: row"),
    ("there is still a Save button", "there: button Save"),
    ("there is a Save button on the screen", "there: button Save"),
    ("I see 'Welcome'", "there: 'Welcome'"),
    ("we see a Save button", "there: button Save"),
    ("no error is visible", "not [any error] visible True, visible"),
    ("no errors", "not there: errors"),
    ("none of the check boxes is checked", "not [any checkbox] checked True, checked"),
    ("no check box is checked", "not [any checkbox] checked True, checked"),
    ("the Save button exists", "[button Save] visible True, exists"),
    ("the dialog appears", "[dialog] visible True, appears"),
    ("the dialog does not appear", "not [dialog] visible True, appear"),
    ("the dialog has appeared", "[dialog] visible True, has appeared"),
    ("the dialog disappears", "[dialog] visible False, disappears"),
    ("the spinner goes away", "[spinner] visible False, goes away"),
    ("the window closes", "[dialog] visible False, closes"),
    ("the Settings dialog opens", "[dialog Settings] visible True, opens"),
    ("the Save button is on the screen", "[button Save] visible True, is on the screen"),
    ("the counter says '3 left'", "[counter] whole '3 left' quoted, says"),
    ("the counter does not say '3 left'", "not [counter] whole '3 left' quoted, say"),
    ("the counter never says '3 left'", "not [counter] whole '3 left' quoted, says"),
    ("the Name field is equal to Ann", "[field Name] whole 'Ann', is equal to"),
    ("the Name field has the value 'Ann'", "[field Name] whole 'Ann' quoted, has the value"),
    ("the button is labelled 'Save as'", "[button] whole 'Save as' quoted, is labelled"),
    ("the list contains 'Milk'", "[list] part 'Milk' quoted, contains"),
    ("the list doesn't contain 'Milk'", "not [list] part 'Milk' quoted, contain"),
    ("the list contains the text 'Milk'", "[list] part 'Milk' quoted, contains"),
    ("the list contains exactly 'Milk'", "[list] part 'Milk' quoted, contains"),
    ("the table has 3 rows", "there: 3 row within [list]"),
    ("the table has no rows", "not there: row within [list]"),
    ("the table does not have 3 rows", "not there: 3 row within [list]"),
    ("the menu has 'Open'", "[menu] part 'Open' quoted, has"),
    ("the list shows two items", "there: 2 item within [list]"),
    ("the title starts with 'Hello'", "[text] begins 'Hello' quoted, starts with"),
    ("the title does not begin with Hello", "not [text] begins 'Hello', begin with"),
    ("the title ends with 'world'", "[text] ends 'world' quoted, ends with"),
    ("the Save button is enabled", "[button Save] enabled True, enabled"),
    ("the Save button isn't enabled", "not [button Save] enabled True, enabled"),
    ("the Save button is not disabled", "not [button Save] enabled False, disabled"),
    ("the Save button is still enabled", "[button Save] enabled True, enabled"),
    ("the Save button is no longer enabled", "not [button Save] enabled True, enabled"),
    ("the Save button is greyed out", "[button Save] enabled False, greyed out"),
    ("the Wi-Fi switch is on", "[checkbox Wi-Fi] checked True, on"),
    ("the Name field is empty", "[field Name] empty True, empty"),
    ("the Status of Ann is open", "[Status of [Ann]] whole 'open', is the cell"),
    ("the Save button is red", "[button Save] is red"),
    ("the Save button is not red", "not [button Save] is red"),
    ("the Save button is in red", "[button Save] is red"),
    ("the Save button is coloured dark blue", "[button Save] is dark blue"),
    ("the total is more than 5", "[total] > 5"),
    ("the total is not more than 5", "not [total] > 5"),
    ("the total is at least 2.5", "[total] >= 2.5"),
    ("the total is above -3", "[total] > -3"),
    ("the total is less than −4", "[total] < -4"),
    ("the total is above the fold", "[total] above [fold]"),
    ("'Ann' is above 'Bob'", "['Ann'] above ['Bob']"),
    ("'Ann' is not above 'Bob'", "not ['Ann'] above ['Bob']"),
    ("the Save button is in the dialog", "[button Save] in [dialog]"),
    ("the Save button is visible in the dialog", "[button Save] in [dialog]"),
    ("the Save button is hidden in the dialog", "not [button Save] in [dialog]"),
    (
        "the Save button is visible and the Name field is empty",
        "[button Save] visible True, visible & [field Name] empty True, empty",
    ),
    (
        "the Save button is visible but not enabled",
        "[button Save] visible True, visible & not [button Save] enabled True, enabled",
    ),
    (
        "the Save button is visible, and the list contains 'Milk'",
        "[button Save] visible True, visible & [list] part 'Milk' quoted, contains",
    ),
    (
        "the list contains 'Milk' and does not contain 'Eggs'",
        "[list] part 'Milk' quoted, contains & not [list] part 'Eggs' quoted, contain",
    ),
    ("the Save button is red and visible", "[button Save] is red & [button Save] visible True, visible"),
    ("there is a Save button and there is no error", "there: button Save & not there: error"),
    ("the title says Salt and Pepper", "[text] whole 'Salt and Pepper', says"),
    ("the title is Salt and Pepper", "[text] whole 'Salt and Pepper', is"),
    ("the title is 'Hello'", "[text] whole 'Hello' quoted, is"),
    ("the title is not Hello", "not [text] whole 'Hello', is"),
    ("Hello", "there: Hello"),
    ("the Save button", "there: button Save"),
    ("the Name field was empty", "[field Name] empty True, empty"),
    ("the Save button is visible.", "[button Save] visible True, visible"),
    ("the Save button is visible!", "[button Save] visible True, visible"),
]
AMONG = [
    ("there are 3 rows in the table", "there: 3 row in [list]"),
    ("all check boxes are checked", "[every checkbox] checked True, checked"),
    ("the second row contains 'Rope'", "[#2 row] part 'Rope' quoted, contains"),
    ("the Status of Ann is open", "[Status of [Ann]] visible True, open"),
    ("the title is Hello in Paris", "[text] whole 'Hello in Paris', is"),
    ("the total is no 5", "[total] whole 'no 5', is"),
    ("the total is no longer 5", "not [total] whole '5', is"),
]
NOTHING_SAID = ["is", "no", "not", "there is", "I see", "the Save button is", "the list contains", "the Name field is now"]
"""Statements that are cut off: each can only be the name of something."""


@pytest.mark.parametrize(("text", "reading"), FIRST)
def test_the_first_reading(text: str, reading: str) -> None:
    assert statement(statements(text)[0]) == reading


@pytest.mark.parametrize(("text", "reading"), AMONG)
def test_a_reading_is_among_them(text: str, reading: str) -> None:
    assert reading in [statement(one) for one in statements(text)]


@pytest.mark.parametrize("text", NOTHING_SAID)
def test_what_is_cut_off_is_a_name(text: str) -> None:
    found = [statement(one) for one in statements(text)]
    assert found
    assert all(one.startswith("there: ") for one in found)


@pytest.mark.parametrize("text", ["", " ", "!", "\n", ". ,"])
def test_nothing_says_nothing(text: str) -> None:
    assert statements(text) == []


def test_a_line_end_within_a_statement_is_a_blank() -> None:
    assert statements("the Save button\nis enabled") == statements("the Save button is enabled")
