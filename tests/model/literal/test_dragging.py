"""What was dragged is done where it lies there afterwards: that something changed says nothing."""

from __future__ import annotations

from typing import Any

import pytest
from literal_corpus import StoredScene

from gui_agent.actions.action import LeftDrag
from gui_agent.actions.effect import Effect
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.skills import dragging
from gui_agent.model.literal.skills.outcome import Act, Finished, Stuck
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import RelativeBox

CARD = Target("the card", label="Card")
ONTO = intents.Drag("drag the card onto the tray", CARD, Target("the tray", label="Tray"))
UP = intents.Drag("drag the card up", CARD, direction="up", amount=60, pixels=True)
TRAY: list[Any] = ["button", [600, 400, 700, 440], "Tray"]
START, DROPPED = (100.0, 400.0, 160.0, 440.0), (648.0, 418.0, 652.0, 422.0)


def after(step: intents.Drag, *spots: list[Any], dropped: tuple[float, float, float, float] = DROPPED) -> object:
    """What comes of a screen (pixels are thousandths) after the drag, where something changed at the place of the card."""
    scene = StoredScene({"name": "", "size": [1000, 1000], "lines": [], "spots": list(spots)}, "")
    effect = Effect("confirmed", changed=(RelativeBox(*START),))
    return dragging.drag(step, Situation(scene, dragging.Dragged(1, START, dropped), effect=effect))


@pytest.mark.parametrize("card", [["button", [610, 405, 690, 435], "Card"], None], ids=["lies there", "was taken"])
def test_what_lies_there_or_was_taken_is_done(card: list[Any] | None) -> None:
    assert isinstance(after(ONTO, TRAY, *([card] if card else [])), Finished)


@pytest.mark.parametrize("left", [100, 300], ids=["where it was", "somewhere else"])
def test_what_lies_elsewhere_is_not_done(left: int) -> None:
    assert isinstance(after(ONTO, TRAY, ["button", [left, 400, left + 60, 440], "Card"]), Stuck)


@pytest.mark.parametrize(("top", "kind"), [(340, Finished), (400, Stuck)])
def test_a_way_is_done_where_it_moved(top: int, kind: type) -> None:
    found = after(UP, ["button", [100, top, 160, top + 40], "Card"], dropped=(128.0, 358.0, 132.0, 362.0))
    assert isinstance(found, kind)


def test_all_of_a_kind_are_dragged_one_after_another() -> None:
    step = intents.Drag("", Target("all cards", label="Card", quantity="all"), Target("the tray", label="Tray"))
    tray: list[Any] = ["panel", [500, 500, 900, 900], "Tray"]
    inside, outside = ["button", [520, 520, 580, 560], "Card"], ["button", [100, 400, 160, 440], "Card"]
    found = after(step, tray, inside, outside)
    assert isinstance(found, Act)
    assert isinstance(found.action, LeftDrag)
    assert isinstance(after(step, tray, inside), Finished)
