"""Several readings of one clause: what each is, and which is the best one as English."""

from __future__ import annotations

import pytest

from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.grammar import NotUnderstood, decided, parse, undecided, understand
from gui_agent.model.literal.language.intents import Choose, Click, Enter, Expect, Lacking, Open, Tick


def readings(text: str) -> list[intents.Reading]:
    (step,) = understand(text).steps
    assert isinstance(step, Open)
    return list(step.readings)


@pytest.mark.parametrize(
    ("text", "stations"),
    [
        ("Choose Insert - Media - Scan", ("Insert", "Media", "Scan")),
        ("Click Edit > Preferences", ("Edit", "Preferences")),
        ("Select View \u2192 Zoom In", ("View", "Zoom In")),
        ("Open File\u25b8Export to save a copy", ("File", "Export")),
        ("choose Tools | Options", ("Tools", "Options")),
    ],
)
def test_a_path_is_read_in_every_notation(text: str, stations: tuple[str, ...]) -> None:
    paths = [step.values for reading in readings(text) for step in reading.steps if isinstance(step, Choose) and step.path]
    assert stations in paths


@pytest.mark.parametrize(
    "text",
    ["Type your password", "Enter a name for the dialog", "Type the text that you want", "Enter some text in the Title field",
     "Type the name of your domain", "Enter a value between 1 and 10 into the Width field", "Fill in the Name field with your name"],
)  # fmt: skip
def test_a_description_is_no_value(text: str) -> None:
    assert isinstance(parse(text).steps[0], Lacking)


@pytest.mark.parametrize(
    ("text", "typed"),
    [("Type 'your password' into the Title field", "your password"), ('Enter "the end"', "the end"), ("Type: the end", "the end"),
     ("Type hello into the Name field", "hello"), ("Enter 42 in Width", "42")],
)  # fmt: skip
def test_what_is_quoted_or_plainly_a_value_is_one(text: str, typed: str) -> None:
    step = parse(text).steps[0]
    assert isinstance(step, Enter)
    assert step.text == typed


def test_a_named_value_has_a_reading_with_its_field() -> None:
    found = [step for reading in readings("enter the coupon code SPRING24") for step in reading.steps if isinstance(step, Enter)]
    assert [(step.text, step.target.label) for step in found if step.target] == [("SPRING24", "coupon code")]


@pytest.mark.parametrize(
    ("text", "label", "state"),
    [("Switch Airplane Mode to on", "Airplane Mode", True), ("Turn Sharing off", "Sharing", False), ("turn on Wi-Fi", "Wi-Fi", True),
     ("Make sure the Night Light switch is set to on", "Night Light", True), ("Set Do Not Disturb to off", "Do Not Disturb", False)],
)  # fmt: skip
def test_switches(text: str, label: str, state: bool) -> None:
    step = parse(text).steps[0]
    assert isinstance(step, Tick)
    assert (step.targets[0].label, step.state) == (label, state)


def test_a_purpose_is_left_aside_unless_the_screen_shows_it() -> None:
    found = [step.target.label for reading in readings("Click Done to save") for step in reading.steps if isinstance(step, Click)]
    assert found[0] == "Done"
    assert "Done to save" in found


@pytest.mark.parametrize(
    ("text", "statement"),
    [("A table is displayed.", "A table is visible"), ("The Save dialog opens", "The Save dialog is visible"),
     ("This will open the Print dialog", "the Print dialog is visible")],
)  # fmt: skip
def test_a_statement_is_expected_and_not_done(text: str, statement: str) -> None:
    step = parse(text).steps[0]
    assert isinstance(step, Expect)
    assert step.statement == statement


def test_what_is_excluded_and_where_it_is() -> None:
    step = parse("Click Archive (not 'Unarchive')").steps[0]
    assert isinstance(step, Click)
    assert (step.target.label, step.target.excluded) == ("Archive", ("Unarchive",))
    step = parse("Click the menu button in the top right corner of the window").steps[0]
    assert isinstance(step, Click)
    assert step.target.area == (1, -1)


def test_a_choice_that_is_left_open_is_not_made() -> None:
    assert isinstance(parse("Click OK or Cancel").steps[0], Lacking)


def test_choices_are_a_number_or_words() -> None:
    instruction = understand("Click Done to save, then press Enter")
    assert isinstance(instruction.steps[0], Open)
    assert isinstance(undecided(instruction, ()).steps[0], Open)
    taken = undecided(instruction, (1,)).steps[0]
    assert isinstance(taken, Click)
    restated = decided(instruction, ('click the "Done" button',)).steps[0]
    assert isinstance(restated, Click)
    assert (restated.target.label, restated.target.role) == ("Done", "button")


@pytest.mark.parametrize(
    ("said", "steps"),
    [
        ("Choose Large as the size and Navy as the colour.", [("Large", "size"), ("Navy", "colour")]),
        ("Set the width to 3 and the height to 5.", [("3", "the width"), ("5", "the height")]),
        ("Pick March 21, 2024", [("March 21, 2024", "None")]),
    ],
)
def test_each_value_is_chosen_for_a_field_of_its_own(said: str, steps: list[tuple[str, str]]) -> None:
    found = parse(said).steps
    assert [(step.values[0], str(step.where)) for step in found if isinstance(step, Choose)] == steps


def test_what_is_clicked_one_after_another_is_no_path() -> None:
    assert [type(step) for step in parse("click Bold and then Publish").steps] == [Click, Click]
    assert isinstance(parse("choose Export, then Image, then JPEG").steps[0], Choose)


def test_a_purpose_with_two_verbs_is_one_purpose() -> None:
    assert len(parse("Click OK to confirm the split and apply the changes.").steps) == 1
    assert len(parse("Click OK and save the document.").steps) == 2


def test_an_unknown_verb_is_what_a_control_may_be_called() -> None:
    step = understand("Shuffle the cards with the highest value").steps[0]
    readings = step.readings if isinstance(step, Open) else ()
    assert readings
    assert all(reading.exact for reading in readings)
    with pytest.raises(NotUnderstood):
        understand("Jump over the moon")


@pytest.mark.parametrize("text", ["click the Sign in button", "click the Log in button", "click the Mark as shipped button"])
def test_a_label_with_small_words_may_be_the_whole_phrase(text: str) -> None:
    first = understand(text).steps[0]
    readings = [reading.steps[0] for reading in first.readings] if isinstance(first, Open) else [first]
    label = text.removeprefix("click the ").removesuffix(" button")
    assert any(isinstance(step, Click) and (step.target.label, step.target.role) == (label, "button") for step in readings)


@pytest.mark.parametrize(
    ("text", "advised"),
    [
        ("click the What needs to be done? field", True),
        ("click the Ready! button", True),
        ("click the 'What needs to be done?' field", None),
        ("click Save. It was", False),
    ],
)
def test_a_label_that_ends_a_sentence_is_to_be_quoted(text: str, advised: bool | None) -> None:
    if advised is None:
        assert parse(text).steps
        return
    with pytest.raises(NotUnderstood) as refused:
        understand(text)
    assert ("put in quotation marks" in str(refused.value)) is advised
