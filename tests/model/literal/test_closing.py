"""A window that is named must be seen before anything is pressed, and no longer when it counts as closed."""

from __future__ import annotations

from typing import Any

import pytest
from literal_corpus import StoredScene

from gui_agent.actions.action import Key, LeftClick, location_numbers
from gui_agent.model.literal.language.intents import Close, Target
from gui_agent.model.literal.skills.closing import close
from gui_agent.model.literal.skills.outcome import Act
from gui_agent.model.literal.targets.situation import NotFound, Situation

TIP = Close("Close the Tips window", Target("the Tips window", label="Tips", role="dialog", noun="window"))


def _scene(*spots: tuple[str, list[int], str]) -> StoredScene:
    stored: dict[str, Any] = {"name": "", "size": [800, 600], "lines": [], "spots": [list(spot) for spot in spots]}
    return StoredScene(stored, "")


def test_nothing_is_pressed_for_a_window_that_is_not_seen() -> None:
    with pytest.raises(NotFound, match="'Tips'"):
        close(TIP, Situation(_scene(("button", [10, 10, 60, 30], "7"))))


def test_a_window_that_is_seen_is_closed_by_its_button_or_by_escape() -> None:
    title = ("text", [300, 10, 340, 30], "Tips")
    by_button = close(TIP, Situation(_scene(title, ("button", [500, 400, 560, 430], "Close"))))
    assert isinstance(by_button, Act)
    assert isinstance(by_button.action, LeftClick)
    by_key = close(TIP, Situation(_scene(title)))
    assert isinstance(by_key, Act)
    assert isinstance(by_key.action, Key)


@pytest.mark.parametrize(
    ("label", "top"),
    [("ticket 4718", 60), ("ticket 4790", None), ("message", None)],
    ids=["of its row", "not there", "any of them"],
)
def test_of_several_buttons_that_close_only_the_one_of_what_is_named_is_clicked(label: str, top: int | None) -> None:
    rows = [spot for at, number in enumerate(("4712", "4718")) for spot in (
        ("text", [10, 10 + 50 * at, 60, 30 + 50 * at], number), ("button", [200, 10 + 50 * at, 260, 30 + 50 * at], "Close"))]  # fmt: skip
    shown = Situation(_scene(*rows))
    step = Close(f"close the {label}", Target(f"the {label}", label=label))
    if top is None:
        with pytest.raises(NotFound):
            close(step, shown)
        return
    found = close(step, shown)
    assert isinstance(found, Act)
    assert shown.scene.pixels(location_numbers(found.action.places[0])).top == pytest.approx(top, abs=2)
