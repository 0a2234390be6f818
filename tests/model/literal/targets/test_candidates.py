"""What a target may be on a screen: synonyms rank, parts of labels and captions are no targets, an area narrows down."""

from __future__ import annotations

from typing import Any

import pytest
from literal_corpus import StoredScene

from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.targets.find import candidates, locate
from gui_agent.model.literal.targets.scorer import ENOUGH, FEATURES, explain, score, weights
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.model.literal.targets.verdicts import judge
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box


def screen(*spots: tuple[str, list[int], str], lines: tuple[list[Any], ...] = ()) -> Situation:
    stored = {"name": "", "size": [800, 600], "lines": list(lines), "spots": [list(spot) for spot in spots]}
    return Situation(StoredScene(stored, ""))


def test_every_feature_has_a_weight_and_no_other() -> None:
    assert set(weights()) == set(FEATURES)


def test_another_word_only_counts_where_nothing_bears_the_label() -> None:
    both = screen(("button", [10, 10, 90, 40], "Delete"), ("button", [100, 10, 190, 40], "Remove"))
    assert locate(Target("Delete", label="Delete"), both).label == "Delete"
    one = screen(("button", [100, 10, 190, 40], "Remove"))
    found = candidates(Target("Delete", label="Delete"), one)
    assert [match.spot.label for match in found] == ["Remove"]
    assert ENOUGH <= found[0].score < 0.9
    assert candidates(Target("Delete", label="Delete", quoted=True), one) == []


def test_a_word_of_a_longer_label_is_no_target() -> None:
    line = [[10, 10, 110, 30], 0.9, [["Close", 10, 10, 50, 30], ["Window", 56, 10, 110, 30]], "Close Window"]
    situation = screen(("text", [10, 10, 110, 30], "Close Window"), ("word", [10, 10, 50, 30], "Close"), lines=(line,))
    with pytest.raises(NotFound):
        locate(Target("Close", label="Close"), situation)
    assert locate(Target("Close Window", label="Close Window"), situation).label == "Close Window"


def test_a_caption_is_not_the_list_that_it_names() -> None:
    with pytest.raises(NotFound):
        locate(Target("the Group list", label="Group", role="dropdown", noun="list"), screen(("text", [10, 10, 60, 30], "Group")))


def test_an_area_tells_two_of_one_name_apart() -> None:
    situation = screen(("button", [10, 10, 90, 40], "Menu"), ("button", [700, 10, 790, 50], "Menu"))
    with pytest.raises(NotFound):
        locate(Target("the Menu button", label="Menu", role="button"), situation)
    assert locate(Target("the Menu button", label="Menu", role="button", area=(1, -1)), situation).box.left == 700


def test_a_score_is_explained() -> None:
    assert explain({"label": 1.0, "prose": 1.0}).startswith("label 1.00, prose -0.")
    assert score({"label": 1.0}) == 1.0


def test_an_entry_of_an_open_list_that_looks_like_a_field_is_a_target() -> None:
    lines = tuple(
        [[20, top, 80, top + 20], 0.9, [[text, 20, top, 80, top + 20]], text] for text, top in (("Writer", 12), ("Owner", 34))
    )
    situation = screen(("textarea", [10, 10, 300, 58], "Role"), lines=lines)
    assert locate(Target("Owner", label="Owner"), situation).box.center.y == 44
    with pytest.raises(NotFound):
        locate(Target("the Owner button", label="Owner", role="button", noun="button"), situation)
    with pytest.raises(NotFound):
        locate(Target("Own", label="Own"), situation)
    told = screen(("textarea", [10, 10, 300, 58], "Role"), lines=lines[:1])
    with pytest.raises(NotFound):
        locate(Target("Writer", label="Writer"), told)


def test_a_word_of_a_menu_bar_is_where_it_is_written() -> None:
    words = [[text, left, 10, left + 40, 30] for text, left in (("Session", 10), ("Edit", 60), ("Help", 110))]
    line = [[10, 10, 150, 30], 0.9, words, "Session Edit Help"]
    scene = screen(("text", [10, 10, 150, 30], "Session Edit Help"), lines=(line,)).scene
    assert judge("the Session menu is left of the Help menu", scene).answer == "yes"
    assert judge("the Help menu is left of the Edit menu", scene).answer == "no"


@pytest.mark.parametrize(("wanted", "other"), [("0", "O"), ("O", "0"), ("1", "l"), ("I", "1"), ("10", "lO")])
def test_of_two_that_print_does_not_distinguish_both_are_named(wanted: str, other: str) -> None:
    target = Target(f"the {wanted} button", label=wanted, role="button")
    both = screen(("button", [10, 10, 50, 40], wanted), ("button", [60, 10, 100, 40], other))
    with pytest.raises(NotFound, match=rf"'{wanted}' at \(30, 25\) or button '{other}' at \(80, 25\)"):
        locate(target, both)
    assert locate(target, screen(("button", [10, 10, 50, 40], other), ("button", [60, 10, 100, 40], "7"))).label == other


@pytest.mark.parametrize("kind", ["button", "tab", "item", "field"])
def test_two_widgets_one_below_the_other_are_not_one(kind: str) -> None:
    keys = screen((kind, [10, 10, 50, 40], "1"), (kind, [10, 42, 50, 72], "0"))
    with pytest.raises(NotFound):
        locate(Target("the 10 button", label="10"), keys)
    broken = screen(("text", [10, 10, 90, 30], "Terms of"), ("text", [10, 32, 90, 52], "use"))
    assert locate(Target("Terms of use", label="Terms of use"), broken).label == "Terms of use"


def test_what_an_application_reports_is_known_to_the_letter() -> None:
    situation = screen(("button", [10, 10, 50, 40], "0"), ("button", [60, 10, 100, 40], "O"))
    situation.scene.reported = [Element("button", "0", Box(10, 10, 50, 40)), Element("button", "O", Box(60, 10, 100, 40))]
    assert locate(Target("the O button", label="O", role="button"), situation).box.left == 60


def test_a_cell_is_named_by_its_column_and_its_row() -> None:
    def row(top: int, *texts: str) -> list[list[Any]]:
        places = [(30 + 150 * at, 30 + 150 * at + 9 * len(text), text) for at, text in enumerate(texts)]
        return [[[left, top, right, top + 16], 0.9, [[text, left, top, right, top + 16]], text] for left, right, text in places]

    rows = [
        *row(20, "Car", "Year", "Price"),
        *row(50, "Fiat", "2012", "4300"),
        *row(80, "Volvo", "2014", "6800"),
        *row(110, "Skoda", "2019", "9900"),
    ]
    situation = screen(lines=tuple(rows))
    assert locate(Target("the price of the Volvo", label="price of the Volvo"), situation).label == "6800"
    with pytest.raises(NotFound):
        locate(Target("the price of the Opel", label="price of the Opel"), situation)


def test_a_text_far_left_names_no_field_that_has_its_label_above() -> None:
    def line(text: str, left: int, top: int) -> list[Any]:
        box = [left, top, left + 9 * len(text), top + 18]
        return [box, 0.9, [[text, *box]], text]

    lines = (line("Charts", 28, 336), line("Password", 286, 286))
    situation = screen(("field", [286, 315, 727, 351], "Password"), lines=lines)
    assert locate(Target("the Password field", label="Password", role="field"), situation).box.left == 286
    with pytest.raises(NotFound):
        locate(Target("the Charts field", label="Charts", role="field"), situation)
