"""Whatever the hands are asked to do arrives, compared event by event with what a probe application logged."""

import subprocess
from pathlib import Path

import pytest
from input_cases import all_cases, problem_of
from input_probe import Probe

from gui_agent.actions.aim import from_pixels
from gui_agent.actions.execute import Executor
from gui_agent.perception.geometry import Box, Size
from gui_agent.perception.screen.display import start_virtual_display
from gui_agent.perception.screen.screenshot import Camera


@pytest.mark.parametrize(
    ("size", "second_monitor"),
    [(Size(1280, 800), False), (Size(1920, 1080), False), (Size(1920, 1080), True)],
    ids=["1280x800", "1920x1080", "second-monitor"],
)
def test_every_action_arrives(size: Size, second_monitor: bool, tmp_path: Path) -> None:
    with start_virtual_display(size) as display:
        area = Box(0, 0, *size)
        if second_monitor:
            left = f"{size.width // 2}/254x{size.height}/286+0+0"
            right = f"{size.width // 2}/254x{size.height}/286+{size.width // 2}+0"
            for name, geometry, output in (("left", left, "screen"), ("right", right, "none")):
                subprocess.run(["xrandr", "--setmonitor", name, geometry, output], env=display.environment, check=True)
            camera = Camera(display)
            area = camera.monitors[1]
            camera.close()
            assert area == Box(size.width // 2, 0, size.width, size.height)
        with Probe(display, tmp_path / "log", area if second_monitor else None) as probe, Executor(display) as executor:
            wrong, cases = {}, list(all_cases(area))
            for case in cases:
                executor.perform(from_pixels(case.data, area), area)
                if problem := problem_of(case, probe.events()):
                    wrong[case.name] = problem
            assert len(cases) >= 120
            assert not wrong, "\n".join(f"{name}: {problem}" for name, problem in wrong.items())
            assert executor.held == ()
