"""What the grammar makes of English, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.grammar import NotUnderstood, parse


def kinds(text: str) -> list[str]:
    return [type(step).__name__ for step in parse(text).steps]


def only(text: str) -> Any:
    (step,) = parse(text).steps
    return step


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Type 'hello' into the Name field, then click Greet", ["Enter", "Click"]),
        (
            "Type 'Buy milk' into the New todo field, click Add, tick the check box Buy milk, click Save",
            ["Enter", "Click", "Tick", "Click"],
        ),
        ("1. Click File\n2. Click Open\n3. Type notes.txt and press Enter", ["Click", "Click", "Enter", "Press"]),
        ("Please double-click the icon, then right-click it.", ["Click", "Click"]),
        ("select A, B and C and click Submit", ["Choose", "Click"]),
        ("Click button ONE, then click button TWO.", ["Click", "Click"]),
        ("Enter the username 'ann' and the password 'x1' into the text fields and press login.", ["Enter", "Enter", "Click"]),
        ("Wait until the dialog disappears, then read the value next to Total", ["Wait", "Read"]),
        ("Scroll down there; drag Ann to the 3rd position", ["Scroll", "Drag"]),
        ("Copy the text in the text area, paste it into the text box and press Submit", ["Copy", "Paste", "Click"]),
        ("Hover over Help without clicking", ["Hover"]),
        ("Find the email by Ann and click the star icon", ["Find", "Click"]),
        ("Close the dialog by clicking the 'x'", ["Close"]),
        ("Set the volume to 7 and the press Apply", ["Choose"]),
        ("don't press Enter, just click Save", ["Click"]),
        ("Check that the counter says '1 left'", ["Assert"]),
    ],
)
def test_an_instruction_becomes_steps(text: str, expected: list[str]) -> None:
    assert kinds(text)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("book me a flight", "book me a flight"),
        ("Click Save and order a pizza", None),
        ("What a lovely day", "What a lovely day"),
        ("make me happy", "make me happy"),
        ("", ""),
    ],
)
def test_what_is_no_instruction_is_refused_by_name(text: str, phrase: str | None) -> None:
    if phrase is None:
        assert only(text).target.label == "Save and order a pizza"  # no such label will be found: nothing is clicked
        return
    with pytest.raises(NotUnderstood) as refusal:
        parse(text)
    assert refusal.value.phrase == phrase


@pytest.mark.parametrize(
    ("text", "label", "role", "ordinal"),
    [
        ("click Sign in", "Sign in", None, None),
        ("click the Save button", "Save", "button", None),
        ("click the button labelled 'Save as'", "Save as", "button", None),
        ('click the button in the dialog box labeled "Cancel".', "Cancel", "button", None),
        ("click the 3rd check box", "", "checkbox", 3),
        ("click the last link", "", "link", -1),
        ("click on Terms of use", "Terms of use", None, None),
        ("click 'the 3rd button'", "the 3rd button", None, None),
        ("click the search icon", "search", "icon", None),
        ("click on a 9", "9", None, None),
        ("click the Password field", "Password", "field", None),
    ],
)
def test_a_noun_phrase_becomes_a_target(text: str, label: str, role: str | None, ordinal: int | None) -> None:
    target = only(text).target
    assert (target.label, target.role, target.ordinal) == (label, role, ordinal)


def test_relations_and_looks() -> None:
    target = only("click the red square next to 'Total'").target
    assert (target.colour, target.noun, target.relation.kind, target.relation.anchor.label) == ("red", "square", "near", "Total")
    target = only("click Delete in the row of Ann").target
    assert (target.label, target.relation.kind, target.relation.anchor.label) == ("Delete", "row", "Ann")
    target = only("For the user @leo, click on the 'Mute' button.").target
    assert (target.label, target.relation.kind, target.relation.anchor.label) == ("Mute", "row", "@leo")


def test_texts_are_taken_by_the_letter() -> None:
    verbatim = "type exactly the following text and nothing else, and do not press Enter afterwards: Hello, world. Then click."
    assert only(verbatim).text == "Hello, world. Then click."
    assert only("Type \"say 'hi', then leave\" into Note").text == "say 'hi', then leave"
    assert only('Type "ann" in all upper case letters in the text input').text == "ANN"
    assert only("Enter 05/20/2010 as the date").text == "05/20/2010"
    step = only("Enter the 3rd word of the paragraph into the text field")
    assert isinstance(step.text, intents.Excerpt)
    assert step.text.word == 3


@pytest.mark.parametrize(
    ("text", "keys", "presses"),
    [
        ("press the keyboard shortcut ctrl+shift+t once", "ctrl+shift+t", 1),
        ("Press Ctrl + S", "ctrl+s", 1),
        ("press Tab three times", "tab", 3),
        ("hit the down arrow key twice", "down", 2),
        ("press F5", "f5", 1),
        ("press Escape", "esc", 1),
    ],
)
def test_keys(text: str, keys: str, presses: int) -> None:
    step = only(text)
    assert (step.keys, step.presses) == (keys, presses)


def test_press_with_a_label_is_a_click() -> None:
    assert isinstance(only("press Submit"), intents.Click)
    assert isinstance(only("press the Enter button"), intents.Click)


def test_choices() -> None:
    assert only("Select Ann, Bob from the scroll list").values == ("Ann", "Bob")
    assert only("Select Heard Island and McDonald Islands from the list").values == ("Heard Island and McDonald Islands",)
    assert only("Select File > Save as").values == ("File", "Save as")
    assert only("Select -10 with the spinner").where.role == "spinner"
    assert parse("Select nothing and click Submit").steps[0].said == "click Submit"


def test_modifiers_and_holding() -> None:
    assert only("click the Save button while holding shift").modifiers == ("shift",)
    assert only("hold down the mouse button on Record for 2 seconds") is not None
    assert only("Drag the file to the Trash").to.label == "Trash"
    assert only("Drag Ann down by one position").amount == 1
    assert only("Scroll down by 3 notches in the list").notches == 3


def test_scrolling() -> None:
    assert only("Scroll down until you see 'Imprint'").until.label == "Imprint"
    assert only("Scroll to the bottom of the list").to_end
    assert only("Scroll to Terms").until.label == "Terms"


def test_an_adverb_at_the_end_may_belong_to_a_label() -> None:
    (step,) = parse("click Order now").steps
    assert isinstance(step, intents.Click)
    assert (step.target.label, step.target.longer) == ("Order", "Order now")
    (quoted,) = parse("click 'Order' now").steps
    assert isinstance(quoted, intents.Click)
    assert (quoted.target.label, quoted.target.longer) == ("Order", "")
