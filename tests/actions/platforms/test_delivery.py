"""Whatever the hands are asked to do arrives, compared event by event with what a probe application logged."""

import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from input_cases import Case, all_cases, problem_of
from input_probe import Probe

from gui_agent.actions.aim import from_pixels
from gui_agent.actions.execute import Executor
from gui_agent.perception.geometry import Box, Size
from gui_agent.perception.screen.display import start_virtual_display
from gui_agent.perception.screen.screenshot import Camera


def test_every_action_arrives(tmp_path: Path) -> None:
    area = Box(0, 0, 1280, 800)
    with start_virtual_display(area.size) as display, Probe(display, tmp_path / "log") as probe, Executor(display) as executor:
        cases = list(all_cases(area))
        assert len(cases) >= 120
        check(cases, area, probe, executor)


LEFT, RIGHT = Box(0, 180, 800, 780), Box(800, 0, 1920, 1080)


@pytest.mark.parametrize("area", [LEFT, RIGHT], ids=["left", "right"])
def test_actions_arrive_on_each_of_two_monitors_with_origins_of_their_own(area: Box, tmp_path: Path) -> None:
    with start_virtual_display(Size(1920, 1080)) as display, Executor(display) as executor:
        for name, box, output in (("left", LEFT, "screen"), ("right", RIGHT, "none")):
            geometry = f"{box.width}/254x{box.height}/286+{box.left}+{box.top}"
            subprocess.run(["xrandr", "--setmonitor", name, geometry, output], env=display.environment, check=True)
        with closing(Camera(display)) as camera:
            assert sorted(camera.monitors) == [LEFT, RIGHT]
        cases = list(all_cases(area))[area is LEFT :: 2]
        assert len(cases) >= 60
        with Probe(display, tmp_path / "log", area) as probe:
            check(cases, area, probe, executor)


def check(cases: list[Case], area: Box, probe: Probe, executor: Executor) -> None:
    """Perform the cases on this part of the screen: what does not arrive as it must is named."""
    wrong = {}
    for case in cases:
        executor.perform(from_pixels(case.data, area), area)
        if problem := problem_of(case, probe.events()):
            wrong[case.name] = problem
    assert not wrong, "\n".join(f"{name}: {problem}" for name, problem in wrong.items())
    assert executor.held == ()
