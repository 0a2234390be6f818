"""Clauses that a control says in nearly the same words, values among the words of a field's name, ratings; and what is none of these."""

from __future__ import annotations

from typing import Any

import pytest
from literal_corpus import StoredScene, first_step

from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.wording import content_words
from gui_agent.model.literal.targets import lexicon
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.situation import NotFound, Situation


def screen(task: str, *spots: list[Any]) -> Situation:
    return Situation(StoredScene({"name": "", "size": [800, 600], "lines": [], "spots": list(spots)}, task))


def taken(task: str, *spots: list[Any]) -> Any:
    """The first step of the reading that the screen decides for."""
    return first_step(screen(task, *spots))


TERMS = ["checkbox", [10, 10, 300, 30], "I agree to the terms of use", {"checked": False}]
START = ["button", [10, 50, 120, 80], "Start backups"]
KEEP = ["field", [10, 100, 120, 130], "Keep for", {"value": "30"}]


@pytest.mark.parametrize(("text", "words"), [("I accept the terms", ("accept", "term")), ("the Address", ("address",)), ("", ())])
def test_words_that_say_what_it_is_about(text: str, words: tuple[str, ...]) -> None:
    assert content_words(text) == words


def test_a_box_that_says_the_clause_is_ticked() -> None:
    step = taken("agree to the terms of use", TERMS, START)
    assert isinstance(step, intents.Tick)
    assert step.targets[0].label == "I agree to the terms of use"


def test_a_button_that_says_the_clause_is_clicked() -> None:
    step = taken("start the backup", TERMS, START)
    assert isinstance(step, intents.Click)
    assert step.target.label == "Start backups"


def test_a_value_among_the_words_of_a_field_goes_into_it() -> None:
    step = taken("Keep the backups for 90 days", TERMS, KEEP)
    assert isinstance(step, intents.Enter)
    assert (step.text, step.target.label) == ("90", "Keep for")  # type: ignore[union-attr]


@pytest.mark.parametrize("task", ["agree to the plan of action", "start the engine of the boat", "Store the backups for 90 days"])
def test_what_no_control_says_is_none_of_it(task: str) -> None:
    assert lexicon.readings_on(task, screen(task, TERMS, START, KEEP)) == []


STARS = [["icon", [100 + 30 * at, 200, 124 + 30 * at, 224], "", {"name": "star"}] for at in range(5)]


@pytest.mark.parametrize(
    "task", ["Give the shop four stars", "Rate it with 4 stars", "Give it a 4-star rating", "Set the rating to 4"]
)
def test_so_many_stars_are_the_star_of_that_number(task: str) -> None:
    step = taken(task, *STARS)
    assert isinstance(step, intents.Click)
    assert step.shows
    assert locate(step.target, screen(task, *STARS)).box.left == 190


def test_two_rows_of_stars_are_not_chosen_between() -> None:
    lower = [[kind, [left, 300, right, 324], label, more] for kind, [left, _, right, _], label, more in STARS]
    step = taken("Give the shop four stars", *STARS)
    with pytest.raises(NotFound):
        locate(step.target, screen("", *STARS, *lower))
