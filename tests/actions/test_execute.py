"""The executor under conditions: pixels, several displays, other layouts, Caps Lock, swapped buttons, held modifiers."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from input_cases import click, describe, key, problem_of, text
from input_probe import Probe

from gui_agent.actions.action import LeftClick, parse_action
from gui_agent.actions.aim import from_pixels, pixel
from gui_agent.actions.execute import Executor
from gui_agent.errors import UsageError
from gui_agent.perception.geometry import Box, Point, Size
from gui_agent.perception.screen.display import Display, start_virtual_display

SCREEN = Box(0, 0, 1260, 784)


@pytest.fixture
def probe(display: Display, tmp_path: Path) -> Iterator[Probe]:
    with Probe(display, tmp_path / "log") as started:
        yield started


@given(st.integers(-4000, 4000), st.integers(-3000, 3000), st.integers(1, 8000), st.integers(1, 5000), st.data())
def test_pixels_come_back_as_the_same_pixels(left: int, top: int, width: int, height: int, data: st.DataObject) -> None:
    frame = Box.of_size(left, top, width, height)
    point = Point(data.draw(st.integers(left, left + width - 1)), data.draw(st.integers(top, top + height - 1)))
    action = from_pixels({"action": "left_click", "start_box": [point.x, point.y], "unit": "px"}, frame)
    assert isinstance(action, LeftClick)
    assert pixel(action.start_box, frame) == point


def test_pixels_outside_are_refused_and_boxes_mean_their_middle() -> None:
    with pytest.raises(UsageError, match=r"\(1260, 3\) is outside"):
        from_pixels({"action": "left_click", "start_box": [1260, 3]}, SCREEN)
    action = from_pixels({"action": "left_click", "start_box": [100, 50, 200, 90]}, SCREEN)
    assert isinstance(action, LeftClick)
    assert pixel(action.start_box, SCREEN) == Point(150, 70)


def test_two_clicks_at_one_place_are_not_a_double_click(display: Display, probe: Probe) -> None:
    with Executor(display) as executor:
        for _ in range(2):
            executor.perform(from_pixels(click("left_click", Point(300, 300)).data, SCREEN), SCREEN)
        presses = [event["time"] for event in probe.events() if event["kind"] == "button_press"]
        assert presses[1] - presses[0] > 500


def test_caps_lock_does_not_change_what_is_typed(display: Display, probe: Probe) -> None:
    subprocess.run(["xdotool", "key", "Caps_Lock"], env=display.environment, check=True)
    probe.events()
    with Executor(display) as executor:
        for case, wanted in ((text("Hello é"), "typed"), (key("ctrl+c", "Control_L", "c"), "")):
            executor.perform(from_pixels(case.data, SCREEN), SCREEN)
            events = probe.events()
            locks = [event for event in events if "Caps_Lock" in describe(event)]
            assert len(locks) == 4, "Caps Lock is taken off and put back"
            assert problem_of(case, [event for event in events if event not in locks]) is None, wanted


@pytest.mark.parametrize("layout", ["de", "fr", "ru", "us,ru", "dvorak"])
def test_other_layouts_give_the_same_characters(layout: str, display: Display, probe: Probe) -> None:
    group = ["-option", "grp:alt_shift_toggle"] if "," in layout else []
    variant = ["us", "-variant", "dvorak"] if layout == "dvorak" else [layout]
    subprocess.run(["setxkbmap", *variant, *group], env=display.environment, check=True)
    with Executor(display) as executor:
        probe.events()
        case = text("Az09 <>&|@{}[]~^`\\ yY é")
        executor.perform(from_pixels(case.data, SCREEN), SCREEN)
        assert problem_of(case, probe.events()) is None


def test_a_modifier_that_is_stuck_is_released_first(display: Display, probe: Probe) -> None:
    subprocess.run(["xdotool", "keydown", "ctrl"], env=display.environment, check=True)
    probe.events()
    with Executor(display) as executor:
        case = text("plain")
        executor.perform(from_pixels(case.data, SCREEN), SCREEN)
        events = probe.events()
        assert describe(events[0]) == "up Control_L"
        assert problem_of(case, events[1:]) is None


def test_swapped_mouse_buttons(display: Display, probe: Probe) -> None:
    subprocess.run(["xmodmap", "-e", "pointer = 3 2 1"], env=display.environment, check=True)
    with Executor(display) as executor:
        for case in (click("left_click", Point(200, 200)), click("right_click", Point(300, 300), "right")):
            executor.perform(from_pixels(case.data, SCREEN), SCREEN)
            assert problem_of(case, probe.events()) is None


def test_secrets_are_typed_by_the_executor_only(display: Display, probe: Probe) -> None:
    with Executor(display, secrets={"pw": "tiger"}) as executor:
        action = parse_action({"action": "type", "content": "x{{secret:pw}}"})
        executor.perform(action, SCREEN)
        assert "tiger" not in str(action)
        assert problem_of(text("xtiger"), probe.events()) is None


def test_two_displays_at_once_do_not_mix(tmp_path: Path) -> None:
    """Each in a thread of its own, as a fleet has them; pyautogui alone knows only one display."""
    wrong: list[str] = []

    def drive(display: Display, log: Path, column: int) -> None:
        with Probe(display, log) as probe, Executor(display) as executor:
            for row in range(40, 700, 40):
                for case in (click("left_click", Point(column, row)), text(f"row {row} ñ")):
                    executor.perform(from_pixels(case.data, SCREEN), SCREEN)
                    if problem := problem_of(case, probe.events()):
                        wrong.append(f"{display.name}: {problem}")

    with start_virtual_display(Size(*SCREEN.size)) as first, start_virtual_display(Size(*SCREEN.size)) as second:
        threads = [
            threading.Thread(target=drive, args=(display, tmp_path / f"log{column}", column))
            for display, column in ((first, 100), (second, 700))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
