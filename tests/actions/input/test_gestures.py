"""Drags, long presses and wheels beyond the usual ones, and a screen that changes under them; one screen for all of it."""

import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from input_cases import BUTTONS, MODIFIERS, Case, click, describe, drag, problem_of, scroll
from input_probe import Probe

from gui_agent.actions.action import parse_action
from gui_agent.actions.aim import from_pixels
from gui_agent.actions.execute import Executor
from gui_agent.errors import ActionError
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.display import DEFAULT_SIZE, VirtualDisplay, start_virtual_display

SCREEN = Box(0, 0, *DEFAULT_SIZE)
HELD = 0.2
BEYOND = Box(0, 0, 5000, 4000)
"""What a picture showed before the screen became smaller: most of it is no longer there."""


class Stage:
    """A screen whose whole area reports what it gets."""

    def __init__(self, display: VirtualDisplay, probe: Probe, executor: Executor) -> None:
        self.display, self.probe, self.executor = display, probe, executor

    def randr(self, *arguments: str) -> None:
        subprocess.run(["xrandr", *arguments], env=self.display.environment, check=True, timeout=30, capture_output=True)

    def perform(self, case: Case) -> list[dict[str, Any]]:
        self.executor.perform(from_pixels(case.data, SCREEN), SCREEN)
        assert self.executor.held == ()
        return self.probe.events()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    log = tmp_path_factory.mktemp("probe") / "log"
    with start_virtual_display() as display, Probe(display, log) as probe, Executor(display) as executor:
        yield Stage(display, probe, executor)


@pytest.fixture
def stage(started: Stage) -> Stage:
    started.probe.events()
    return started


FROM, TO, THIRD = Point(300, 300), Point(640, 420), Point(500, 600)
DRAGS = {
    "with four modifiers": drag([FROM, TO], modifiers=list(MODIFIERS)),
    "with the right button and two modifiers": drag([FROM, TO], "right", ["ctrl", "shift"]),
    "with the back button, by a way": drag([FROM, THIRD, TO], "back"),
    "there and back": drag([FROM, TO, FROM]),
    "through one place twice": drag([FROM, TO, TO, THIRD]),
    "through a corner of the screen": drag([FROM, Point(0, 0), TO]),
    "from the last pixel to the first": drag([Point(1259, 783), Point(0, 0)]),
    "along the lower edge": drag([Point(10, 783), Point(1250, 783)]),
    "to the next pixel": replace(drag([FROM, Point(301, 300)]), passes=()),
    "to where it began": replace(drag([FROM, FROM]), passes=()),
}


@pytest.mark.parametrize("name", DRAGS)
def test_a_drag(name: str, stage: Stage) -> None:
    assert problem_of(DRAGS[name], stage.perform(DRAGS[name])) is None


@pytest.mark.parametrize("held", [[], ["ctrl"]], ids=["alone", "with ctrl"])
@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_is_held(button: str, held: list[str], stage: Stage) -> None:
    action = f"{button}_click" if button in ("left", "right", "middle") else "middle_click"
    case = click(action, Point(200 + 150 * BUTTONS[button] % 900, 500), button, modifiers=held, hold=HELD)
    events = stage.perform(case)
    assert problem_of(case, events) is None
    down, up = (next(one["time"] for one in events if one["kind"] == kind) for kind in ("button_press", "button_release"))
    assert up - down >= 1000 * HELD - 5


def test_a_drag_is_held_before_it_moves(stage: Stage) -> None:
    case = drag([FROM, TO], hold=HELD)
    events = stage.perform(case)
    assert problem_of(case, events) is None
    press = next(number for number, one in enumerate(events) if one["kind"] == "button_press")
    moved = next(one for one in events[press:] if one["kind"] == "motion")
    assert moved["time"] - events[press]["time"] >= 1000 * HELD - 5


def test_both_clicks_of_a_double_click_are_held(stage: Stage) -> None:
    case = click("left_double_click", Point(900, 650), times=2, hold=HELD / 2)
    events = stage.perform(case)
    assert problem_of(case, events) is None
    times = [one["time"] for one in events if one["kind"] in ("button_press", "button_release")]
    assert all(up - down >= 500 * HELD - 5 for down, up in zip(times[::2], times[1::2], strict=True))


@pytest.mark.parametrize("direction", ["up", "down", "left", "right"])
def test_the_wheel_turns_a_hundred_times_and_with_modifiers_in_both_axes(direction: str, stage: Stage) -> None:
    for case in (scroll(Point(1259, 0), direction, 100), scroll(TO, direction, 3, list(MODIFIERS)), scroll(FROM, direction, 1)):
        assert problem_of(case, stage.perform(case)) is None


OUTSIDE: list[dict[str, Any]] = [
    {"action": "left_drag", "start_box": [20, 20], "end_box": [900, 900]},
    {"action": "left_drag", "start_box": [20, 20], "end_box": [40, 40], "path": [[900, 30]]},
    {"action": "left_drag", "start_box": [900, 900], "end_box": [20, 20], "modifiers": ["ctrl"]},
    {"action": "right_click", "start_box": [900, 20], "modifiers": ["ctrl"], "hold": 5},
    {"action": "scroll", "start_box": [20, 900], "direction": "left"},
]


@pytest.mark.parametrize("given", OUTSIDE, ids=lambda given: f"{given['action']} {given['start_box']}")
def test_nothing_is_pressed_for_a_place_outside_of_the_screen(given: dict[str, Any], stage: Stage) -> None:
    with pytest.raises(ActionError, match="outside of the screen"):
        stage.executor.perform(parse_action(given), BEYOND)
    arrived = [describe(one) for one in stage.probe.events() if one["kind"].startswith("button")]
    assert (arrived, stage.executor.held) == ([], ())


def test_a_screen_that_shrinks_during_a_drag_leaves_nothing_pressed(stage: Stage) -> None:
    stage.randr("--newmode", "small", "60", *["640"] * 4, *["480"] * 4)
    stage.randr("--addmode", "screen", "small")
    case = drag([FROM, Point(1200, 700)], hold=3, modifiers=["ctrl"])

    def shrink() -> None:
        until = time.monotonic() + 30
        while not stage.executor.held and time.monotonic() < until:
            time.sleep(0.01)
        stage.randr("--output", "screen", "--mode", "small")

    shrinking = threading.Thread(target=shrink)
    shrinking.start()
    try:
        with pytest.raises(ActionError, match="outside of the screen, which is 640 x 480"):
            stage.executor.perform(from_pixels(case.data, SCREEN), SCREEN)
        shrinking.join()
        released = [describe(one) for one in stage.probe.events() if one["kind"] in ("button_release", "key_release")]
        assert [one.split(" at ")[0] for one in released] == ["release 1", "up Control_L"]
        assert stage.executor.held == ()
        inside = click("left_click", Point(600, 400))
        stage.executor.perform(from_pixels(inside.data, Box(0, 0, 640, 480)), Box(0, 0, 640, 480))
        assert problem_of(inside, stage.probe.events()) is None
    finally:
        shrinking.join()
        stage.randr("--output", "screen", "--mode", f"{SCREEN.width}x{SCREEN.height}")
