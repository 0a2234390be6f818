"""Sums, lists, exceptions, patterns, ranks, commands and descriptions: what they are read as."""

from __future__ import annotations

from typing import Any

import pytest

from gui_agent.model.literal.language import intents, sums
from gui_agent.model.literal.language.grammar import parse, understand
from gui_agent.model.literal.language.intents import Click, Enter, Lacking, Open, Pattern, Target, Tick


def steps(text: str) -> list[Any]:
    return list(parse(text).steps)


def all_readings(text: str) -> list[Any]:
    """The first steps of all readings of the first part of an instruction."""
    first = understand(text).steps[0]
    return [reading.steps[0] for reading in first.readings] if isinstance(first, Open) else [first]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("12 - 5", "7"), ("6 \u00d7 7 =", "42"), ("6 x 7", "42"), ("x + 3 = 8", "5"), ("2x - 1 = 9", "5"), ("1.5 + 2", "3.5"),
        ("7 \u00f7 2", "3.5"), ("(2 + 3) * 4", "20"), ("9 plus 4", "13"), ("8 - ? =", None), ("Total", None), ("42", None),
        ("555-", None), ("1/0", None), ("__import__('os')", None), ("x", None),
    ],
)  # fmt: skip
def test_a_sum_comes_to_its_result_and_nothing_else_is_a_sum(text: str, result: str | None) -> None:
    assert sums.solved(text) == result


def test_what_a_list_names_first_holds_for_all_of_it() -> None:
    clicks = steps("Click the buttons A, B and C in that order")
    assert [(step.target.label, step.target.role) for step in clicks] == [("A", "button"), ("B", "button"), ("C", "button")]
    (tick,) = [step for step in all_readings("Tick the boxes for apples, pears and plums") if len(step.targets) == 3][:1]
    assert [target.relation.anchor.label for target in tick.targets] == ["apples", "pears", "plums"]


def test_an_exception_leaves_something_out_of_all() -> None:
    (tick,) = [step for step in all_readings("Check every box except Tea and 'Green tea'") if step.targets[0].excluded]
    assert tick.targets[0].quantity == "all"
    assert tick.targets[0].excluded == ("Tea", "Green tea")


def test_two_names_may_be_one_label_or_two() -> None:
    readings = [step for step in all_readings("Tick Milk and Tea") if isinstance(step, Tick)]
    assert {tuple(target.label for target in step.targets) for step in readings} == {("Milk and Tea",), ("Milk", "Tea")}


def test_the_beginning_of_a_name_is_typed_and_what_fits_is_taken() -> None:
    enter, click = steps('Enter a city that starts with "Ber" and ends with "n"')
    assert (enter.text, enter.target.noun) == ("Ber", "content")
    assert click.target.pattern == Pattern("Ber", "n", "")
    assert click.target.pattern.fits("Berlin")
    assert not click.target.pattern.fits("Bern am See")


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("Click the smallest number", "least"),
        ("Click the numbers in ascending order", "ascending"),
        ("Click the highest price", "most"),
    ],
)
def test_numbers_are_compared(text: str, rank: str) -> None:
    assert all_readings(text)[0].target.rank == rank


def test_a_rank_may_be_that_of_a_column() -> None:
    target = next(step.target for step in all_readings("Click Buy for the item with the highest price") if step.target.relation)
    assert target.label == "Buy"
    assert target.relation.anchor.relation.anchor.label == "price"


def test_a_verb_may_be_what_a_control_is_called() -> None:
    readings = all_readings("Star the message from Ann")
    own = next(step for step in readings if step.target.relation is not None)
    assert (own.target.label, own.target.relation.anchor.label) == ("Star", "Ann")
    assert not any(step.target.label == "Star" and step.target.relation is None for step in readings), "any other star would do"
    assert [step.target.label for step in all_readings("Undo the last change") if step.target.relation is None][-1] == "Undo"


def test_what_a_command_says_besides_is_entered_and_the_form_ended() -> None:
    first: Any = understand("Forward the mail from Lou to Kim").steps[0]
    reading = next(reading for reading in first.readings if len(reading.steps) == 4)
    opened, forward, enter, end = reading.steps
    assert (opened.target.label, forward.target.label, enter.text, enter.target.label) == ("Lou", "Forward", "Kim", "to")
    assert isinstance(end, intents.Commit)


def test_a_form_is_signed_in_with_its_fields() -> None:
    user, code, click = steps("Sign in with user 'mo' and password 'k7'")
    assert [(user.text, user.target.label), (code.text, code.target.label)] == [("mo", "user"), ("k7", "password")]
    assert click.target.label == "Sign in"


@pytest.mark.parametrize("text", ["Sign in with your user name and your password", "Reply to Ann with your answer"])
def test_a_command_with_a_description_is_not_carried_out(text: str) -> None:
    assert all(isinstance(step, Lacking) for step in all_readings(text))


def test_a_description_is_read_only_where_it_names_something_given() -> None:
    assert isinstance(all_readings("Enter the city of Bert into the field")[0], intents.Read | Lacking)
    assert any(isinstance(step, intents.Read) for step in all_readings("Enter the city of Bert into the field"))
    assert all(isinstance(step, Lacking) for step in all_readings("Enter the name of your company"))


def test_an_answer_that_nobody_worked_out_is_looked_for_first() -> None:
    work, enter = steps("Type your answer into the box")
    assert isinstance(work, intents.Work)
    assert isinstance(enter, Enter)
    assert isinstance(enter.text, intents.Excerpt)
    assert enter.text.source.answer


def test_several_sliders_are_set_one_after_another() -> None:
    chosen = steps("Move the first slider to 4, the second one to 4 and the third to 2")
    assert [(step.where.role, step.where.ordinal, step.values) for step in chosen] == [
        ("slider", 1, ("4",)), ("slider", 2, ("4",)), ("slider", 3, ("2",))]  # fmt: skip
    assert [step.where.of for step in steps("Set the sliders to 3, 7 and 1")] == [3, 3, 3]


def test_a_text_is_given_a_style() -> None:
    highlight, click = steps('Make the word "whale" bold')
    assert (highlight.target.label, click.target.label) == ("whale", "Bold")


def test_looking_through_several_is_finding() -> None:
    for text in ("Look through the tabs for the link 'Nice'", "Open the sections below until you find the link 'Nice'"):
        (find,) = steps(text)
        assert isinstance(find, intents.Find)
        assert find.target.label == "Nice"


def test_then_is_a_sign_between_the_stations_of_a_path() -> None:
    path = next(
        step for step in all_readings("Choose File, then Export, then PDF") if isinstance(step, intents.Choose) and step.path
    )
    assert path.values == ("File", "Export", "PDF")


def test_a_click_may_mean_the_answer() -> None:
    count, click = steps("Count the circles and click the right number")
    assert isinstance(count, intents.Work)
    assert isinstance(count.count, Target)
    assert isinstance(click, Click)
    assert click.target.answer


def test_what_belongs_to_a_value_is_in_its_row() -> None:
    clicks = [step for step in all_readings("Delete the person whose job is Judge") if isinstance(step, Click)]
    assert any(step.target.relation and step.target.relation.anchor.label == "Judge" for step in clicks)


def test_something_is_added_to_a_list_by_choosing_it_there() -> None:
    found = [step for step in all_readings("Add Spanish to the languages") if isinstance(step, intents.Choose)]
    assert [(step.values, step.where and step.where.label) for step in found] == [(("Spanish",), "languages")]


def test_a_command_with_a_name_begins_a_clause_behind_a_comma() -> None:
    assert len(understand("Set the destination to Genoa, add Parking to the extras and continue").steps) == 3


def test_what_is_said_to_be_possible_is_not_typed() -> None:
    assert not [step for step in all_readings("You can use the search by typing \\ls") if isinstance(step, Enter)]


def test_an_and_in_the_place_of_a_choice_is_no_part_of_its_label() -> None:
    step = understand("Select Berlin from the list and click Choose city").steps
    assert len(step) == 2


def test_the_most_expensive_one_is_ranked_by_price() -> None:
    click: Any = next(step for step in all_readings("Remove the most expensive article") if getattr(step, "shows", False))
    anchor = click.target.relation.anchor
    assert (anchor.rank, anchor.relation.anchor.label) == ("most", "price")


def test_the_place_of_an_object_may_be_no_place_on_the_screen() -> None:
    anchors = [step.target.relation.anchor for step in all_readings("Remove the apron from the cart") if step.target.relation]
    assert [(anchor.label, anchor.relation is None) for anchor in anchors] == [("apron", False), ("apron", True)]


@pytest.mark.parametrize(("text", "label"), [("answer No", "No"), ("answer Yes to 'Do you agree?'", "Yes")])
def test_an_answer_is_clicked(text: str, label: str) -> None:
    assert {step.target.label for step in all_readings(text) if isinstance(step, Click)} == {label}
