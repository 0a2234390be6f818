"""An effect must come again in kind: the same tick, the same content; a text that is broken otherwise is the same text."""

from dataclasses import replace

import pytest

from gui_agent.actions.effect import Effect, Evidence
from gui_agent.model.replay.expected import Comparison, Expected, compare
from gui_agent.model.replay.words import ScreenInWords
from gui_agent.perception.element import Element, Role
from gui_agent.perception.geometry import Box

NOTHING = Effect("no_effect")


def element(role: Role, text: str, value: str = "", checked: bool | None = None) -> Element:
    return Element(role, text, Box(0, 0, 80, 20), value=value, checked=checked)


def screen(*elements: Element, windows: tuple[str, ...] = ("Orders",)) -> ScreenInWords:
    return ScreenInWords(elements, frozenset(map(id, elements)), tuple((title, Box(0, 0, 800, 600)) for title in windows))


def effect(*evidence: Evidence) -> Effect:
    return Effect("confirmed", evidence=evidence, fraction=0.01)


def judged(recorded: Effect, now: Effect, after: ScreenInWords, before: ScreenInWords | None = None) -> Comparison:
    return compare(Expected.of(recorded), now, before or screen(), after)


TICKED = effect(Evidence("checked", "Express", role="checkbox"))
ADDED = effect(Evidence("appeared", "1 x Green tea"), Evidence("changed", "Total 0.00", "Total 4.50"))
FILLED = effect(Evidence("value", "Quantity", "12", "field"))
OPENED = effect(Evidence("opened", "About"))


@pytest.mark.parametrize("recorded", [TICKED, ADDED, FILLED, OPENED])
def test_the_same_evidence_is_as_recorded(recorded: Effect) -> None:
    assert judged(recorded, recorded, screen()).judged == "as recorded"


@pytest.mark.parametrize("recorded", [TICKED, ADDED, FILLED, OPENED])
def test_where_nothing_happens_the_application_is_at_fault(recorded: Effect) -> None:
    assert judged(recorded, NOTHING, screen()).judged == "nothing"


def test_a_state_that_the_screen_shows_needs_no_evidence() -> None:
    other = effect(Evidence("focus", "Express"))
    assert judged(TICKED, other, screen(element("checkbox", "Express", checked=True))).judged == "as recorded"
    assert judged(OPENED, other, screen(windows=("Orders", "About"))).judged == "as recorded"
    assert judged(ADDED, other, screen(element("text", "1 x Green tea"))).judged == "as recorded"


@pytest.mark.parametrize("now", ["Not saved yet", "Draft was not Saved", "Error: Saved is read-only", "It isn't Saved"])
def test_a_text_that_is_denied_is_not_shown(now: str) -> None:
    recorded = effect(Evidence("appeared", "Saved"))
    found = judged(recorded, effect(Evidence("appeared", now)), screen(element("text", now)))
    assert found.judged == "else"
    assert judged(recorded, NOTHING, screen(element("text", "Saved in the folder Notes"))).judged == "as recorded"


def test_the_contrary_is_named() -> None:
    other = replace(effect(Evidence("focus", "Express")), changed=())
    found = judged(TICKED, other, screen(element("checkbox", "Express", checked=False)))
    assert (found.judged, found.reason) == ("contrary", "'Express' is not checked; when it was recorded, 'Express' was checked")
    found = judged(FILLED, effect(Evidence("value", "Quantity", "2", "field")), screen(element("field", "Quantity", "2")))
    assert found.judged == "contrary"
    assert found.reason.startswith("'Quantity' holds '2'")


def test_another_text_is_not_the_recorded_one() -> None:
    other = effect(Evidence("appeared", "1 x Black tea"), Evidence("changed", "Total 0.00", "Total 3.20"))
    assert judged(ADDED, other, screen(element("text", "1 x Black tea"))).judged == "else"


def test_a_text_that_was_there_before_is_no_effect() -> None:
    there = screen(element("text", "1 x Green tea"))
    other = effect(Evidence("appeared", "Something"))
    assert judged(ADDED, other, there, before=there).judged == "else"


def test_a_text_in_two_lines_is_the_same_text() -> None:
    recorded = effect(Evidence("appeared", "Please give your name before you order"))
    now = effect(Evidence("appeared", "Please give your"), Evidence("appeared", "name before you order"))
    broken = screen(element("text", "Please give your"), element("text", "name before you order"))
    assert judged(recorded, now, broken).judged == "as recorded"


def test_one_text_of_several_is_enough_and_a_date_may_differ() -> None:
    recorded = effect(Evidence("appeared", "Saved on 2026-01-05 at 09:14"), Evidence("appeared", "Notes"))
    assert judged(recorded, effect(Evidence("appeared", "Saved on 2027-03-09 at 17:00")), screen()).judged == "as recorded"
    assert judged(recorded, effect(Evidence("appeared", "Lost on 2027-03-09 at 17:00")), screen()).judged == "else"


def test_a_small_change_without_words_may_be_missing() -> None:
    highlight = Effect("confirmed", fraction=0.001)
    assert judged(highlight, NOTHING, screen()).judged == "as recorded"
    assert judged(replace(highlight, fraction=0.2), NOTHING, screen()).judged == "nothing"
    assert judged(NOTHING, OPENED, screen()).judged == "else"


def test_a_text_must_come_with_the_state_and_what_is_hardly_legible_need_not() -> None:
    """The field is emptied, but what was in it is nowhere: it is lost."""
    emptied = Evidence("value", "New todo", "", "field")
    recorded = effect(emptied, Evidence("appeared", "Buy milk"))
    assert judged(recorded, effect(emptied), screen(element("field", "New todo"))).judged == "else"
    assert judged(recorded, recorded, screen(element("field", "New todo"))).judged == "as recorded"
    assert (
        judged(effect(emptied, Evidence("appeared", "l")), effect(emptied), screen(element("field", "New todo"))).judged
        == "as recorded"
    )
