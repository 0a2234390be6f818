"""Whatever the hands are asked to do arrives, compared event by event with what a probe application logged."""

import os
import signal
import subprocess
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest
from input_cases import Case, all_cases, click, drag, problem_of
from input_probe import Probe

from gui_agent.actions.aim import from_pixels
from gui_agent.actions.execute import Executor
from gui_agent.actions.platforms.x11.manager import WindowManager
from gui_agent.errors import ActionError
from gui_agent.perception.geometry import Box, Point, Size
from gui_agent.perception.screen.display import start_virtual_display
from gui_agent.perception.screen.screenshot import Camera


def test_every_action_arrives(tmp_path: Path) -> None:
    area = Box(0, 0, 1280, 800)
    with start_virtual_display(area.size) as display, Probe(display, tmp_path / "log") as probe, Executor(display) as executor:
        cases = list(all_cases(area))
        assert len(cases) >= 120
        check(cases, area, probe, executor)


LEFT, RIGHT = Box(0, 180, 800, 780), Box(800, 0, 1920, 1080)
ACROSS = [
    drag([Point(400, 300), Point(1500, 200)]),
    drag([Point(790, 300), Point(830, 60), Point(700, 500)], hold=0.1),
    drag([Point(799, 779), Point(1919, 1079)], modifiers=["ctrl"]),
]
"""From one monitor to the other, there and back, and to its last pixel."""


def test_actions_arrive_on_each_of_two_monitors_with_origins_of_their_own(tmp_path: Path) -> None:
    with start_virtual_display(Size(1920, 1080)) as display, Executor(display) as executor:
        for name, box, output in (("left", LEFT, "screen"), ("right", RIGHT, "none")):
            geometry = f"{box.width}/254x{box.height}/286+{box.left}+{box.top}"
            subprocess.run(["xrandr", "--setmonitor", name, geometry, output], env=display.environment, check=True)
        with closing(Camera(display)) as camera:
            assert sorted(camera.monitors) == [LEFT, RIGHT]
        for area in (LEFT, RIGHT):  # one after the other: the second window may get the number of the first
            cases = list(all_cases(area))[area is LEFT :: 2]
            assert len(cases) >= 60
            cases += [case for case in all_cases(area) if case.data["action"] == "type" and area is LEFT]
            with Probe(display, tmp_path / f"log-{area.left}", area) as probe:
                check(cases, area, probe, executor)
                if area is LEFT:
                    check(ACROSS, Box(0, 0, 1920, 1080), probe, executor)


def test_a_click_waits_for_the_window_manager_or_says_that_it_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    area = Box(0, 0, 640, 480)
    with start_virtual_display(area.size) as display, Probe(display, tmp_path / "log") as probe, Executor(display) as executor:
        manager = display.processes[-1]
        clicks = [click("left_click", Point(100 * number, 100)) for number in range(1, 6)]
        check(clicks[:1], area, probe, executor)
        os.kill(manager.pid, signal.SIGSTOP)
        Timer(1.2, os.kill, [manager.pid, signal.SIGCONT]).start()
        check(clicks[1:3], area, probe, executor)
        monkeypatch.setattr(WindowManager, "patience", 0.1)
        os.kill(manager.pid, signal.SIGSTOP)
        with pytest.raises(ActionError, match="the left mouse button was not pressed, because the window manager"):
            executor.perform(from_pixels(clicks[3].data, area), area)
        assert executor.held == ()
        monkeypatch.undo()
        os.kill(manager.pid, signal.SIGCONT)
        check(clicks[4:], area, probe, executor)


def check(cases: list[Case], area: Box, probe: Probe, executor: Executor) -> None:
    """Perform the cases on this part of the screen: what does not arrive as it must is named."""
    wrong = {}
    for case in cases:
        executor.perform(from_pixels(case.data, area), area)
        if problem := problem_of(case, probe.events()):
            wrong[case.name] = problem
    assert not wrong, "\n".join(f"{name}: {problem}" for name, problem in wrong.items())
    assert executor.held == ()
