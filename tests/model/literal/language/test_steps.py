"""How instructions are taken apart: where clauses end, what belongs to a label, conditions, surroundings, list markers."""

import pytest
from literal_notation import steps

from gui_agent.model.literal.language.grammar import NotUnderstood, parse, undecided, understand
from gui_agent.model.literal.language.intents import Open

READ = [
    (
        "if the box is ticked, click Save, otherwise click Cancel. Then press Enter",
        [
            "Provided statement='the box is ticked' skip=2",
            "Click target=[Save]",
            "Leave skip=1",
            "Click target=[Cancel]",
            "Press keys='enter'",
        ],
    ),
    (
        "If the box is ticked, click Save. Otherwise click Cancel. Then press Enter",
        [
            "Provided statement='the box is ticked' skip=2",
            "Click target=[Save]",
            "Leave skip=1",
            "Click target=[Cancel]",
            "Press keys='enter'",
        ],
    ),
    ("click Save if the box is ticked", ["Provided statement='the box is ticked' skip=1", "Click target=[Save]"]),
    (
        "press Enter if the dialog is shown, then click OK",
        ["Provided statement='the dialog is shown' skip=1", "Press keys='enter'", "Click target=[OK]"],
    ),
    ("type 'if it is so' into Note", ["Enter text='if it is so' target=[Note]"]),
    ("type if the box is ticked", ["Enter text='if the box is ticked'"]),
    ("Click Save and Close", ["Click target=[Save and Close]"]),
    ("click Copy and Paste", ["Click target=[Copy and Paste]"]),
    ("Click Save and click Close", ["Click target=[Save]", "Click target=[Close]"]),
    ("Click Save and Close the window", ["Click target=[Save]", "Close target=[dialog]"]),
    ("click the Find and Replace dialog", ["Click target=[dialog Find and Replace]"]),
    ("Click Cut and Copy and Paste", ["Click target=[Cut and Copy and Paste]"]),
    ("Click OK to confirm the split and apply the changes", ["Click target=[OK]"]),
    ("Please, could you click Save and then, finally, press Enter?", ["Click target=[Save]", "Press keys='enter'"]),
    ("Now first click Save; afterwards click Close", ["Click target=[Save]", "Click target=[Close]"]),
    ("click 3", ["Click target=[3]"]),
    ("Click step 3", ["Click target=[step 3]"]),
    ("type exactly the following text: Hello. Then click.", ["Enter text='Hello. Then click.' exactly=True"]),
    ("type 'Ann' into the field: Name, then click Save", ["Enter text='Name' target=[field]", "Click target=[Save]"]),
    ("When the dialog appears, click OK", ["Expect statement='the dialog is visible'", "Click target=[OK]"]),
    ("Once you have finished, click Save", ["Click target=[Save]"]),
    ("After the page has loaded, click Save", ["Expect statement='the page has loaded'", "Click target=[Save]"]),
    ("while it is loading, click Cancel", ["Click target=[Cancel]"]),
    ("For the user @leo, click Mute", ["Click target=[Mute row [item @leo]]"]),
    ("In the dialog, click OK", ["Click target=[OK in [dialog]]"]),
    ("in the terminal type 'ls'", ["Enter text='ls'"]),
    ("In the Members tab, click Remove", ["Click target=[tab Members]", "Click target=[Remove]"]),
    ("At the top of the page, click Help", ["Click target=[Help]"]),
    ("At the end, click Save", ["Click target=[Save]"]),
    ("To save the file, click Save", ["Click target=[Save]"]),
    ("Using the slider, select 5", ["Choose values=('5') where=[slider]"]),
    ("In the City dropdown, select Berlin", ["Choose values=('Berlin') where=[dropdown City]"]),
    ("In the Name field, type 'Ann'", ["Enter text='Ann' target=[field Name]"]),
    ("On the screen, click OK", ["Click target=[OK]"]),
    ("Find the email by Ann and click the star icon", ["Find target=[item Ann]", "Click target=[icon star row [item Ann]]"]),
    ("find and click Save", ["Click target=[Save]"]),
    ("click Save and find", ["Click target=[Save]", "Find target=[]"]),
    ("Find Ann", ["Find target=[Ann]"]),
    ("find the Save button, then click it", ["Find target=[button Save]", "Click target=[it]"]),
    ("Type your answer into the field", ["Work", "Enter text=text of [answer] target=[field]"]),
    ("Work out 3 + 4 and type the answer", ["Work sum='3 + 4'", "Enter text=text of [answer]"]),
    ("click the right number", ["Work", "Click target=[answer]"]),
    ("click Save and the file chooser will appear", ["Click target=[Save]", "Expect statement='the file chooser is visible'"]),
    (
        "click Save and this opens, then press Enter",
        ["Click target=[Save]", "Expect statement='this is visible'", "Press keys='enter'"],
    ),
    ("click Browse... Select notes.txt", ["Click target=[Browse...]", "Choose values=('notes.txt')"]),
    ("click Save,", ["Click target=[Save]"]),
    ("click Save and", ["Click target=[Save]"]),
]
REFUSED = [
    ("when you are done. click Save", "when you are done"),
    ("To Ann, click Save", "To Ann"),
    (": click Save", ": click Save"),
]
MARKED = ["1. {}", "1) {}", "(1) {}", "- {}", "* {}", "\u2022 {}", "1: {}", "Step 1: {}", "step 12. {}", "{}", "  {}"]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_the_steps(text: str, expected: list[str]) -> None:
    assert steps(parse(text).steps) == expected


@pytest.mark.parametrize(("text", "phrase"), REFUSED)
def test_what_has_no_reading_is_named(text: str, phrase: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        parse(text)
    assert refused.value.phrase == phrase


@pytest.mark.parametrize("mark", MARKED)
def test_the_marks_of_a_list_are_no_part_of_a_step(mark: str) -> None:
    text = "\n".join([mark.format("click Save"), mark.format("press Enter").replace("1", "2")])
    assert steps(parse(text).steps) == ["Click target=[Save]", "Press keys='enter'"]


def test_a_number_within_a_line_is_no_mark() -> None:
    assert steps(parse("click Save 2. click Open").steps) == ["Click target=[Save 2]", "Click target=[Open]"]
    assert steps(parse("click Step").steps) == ["Click target=[Step]"]


def test_what_may_be_read_in_two_ways_stays_open_until_it_is_chosen() -> None:
    instruction = understand("click Save and press Tab, then click OK")
    (choice, last) = instruction.steps
    assert isinstance(choice, Open)
    assert steps([last]) == ["Click target=[OK]"]
    assert undecided(instruction, ()) == instruction
    split, joined = (steps(undecided(instruction, (number,)).steps) for number in (0, len(choice.readings) - 1))
    assert split[0] == "Click target=[Save]"
    assert joined == ["Click target=[tab Save and press]", "Click target=[OK]"]
    both = undecided(instruction, (0, 0)).steps
    assert [steps([one])[0].partition(" button=")[0] for one in both] == [
        "Click target=[Save]",
        "Press keys='tab'",
        "Click target=[OK]",
    ]
    assert steps(undecided(instruction, ("click 'Open'",)).steps) == ["Click target=['Open']", "Click target=[OK]"]
