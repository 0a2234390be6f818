"""The live picture of what is not a run of an agent: a played scenario, a test in Python."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gui_agent.model.choice import ModelChoice
from gui_agent.perception.screen.display import VirtualDisplay
from gui_agent.perception.screen.screenshot import Camera
from gui_agent.pytest_plugin.fixtures import Gui
from gui_agent.record.events import Event, RunStarted, StageStarted
from gui_agent.record.run_log import list_runs, read_events
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.shared_models import Brains
from gui_agent.studio.runs_page import summary
from gui_agent.studio.screen_frames import display_of, jpeg

SCENARIO = "version: 1\ndisplay: virtual:420x560\nscenarios: [{name: it waits, steps: [{shell: 'true'}]}]\n"


def frame_of(run: Path) -> bytes:
    """What the studio shows of the screen that this run works on."""
    started = next(event for event in read_events(run) if isinstance(event, RunStarted))
    assert (started.private, started.settings) == (True, None)
    display = display_of(run, started)
    assert isinstance(display, VirtualDisplay)
    assert display.name == started.display
    camera = Camera(display)
    try:
        return jpeg(camera.grab())
    finally:
        camera.close()


def test_a_played_scenario_is_seen_while_it_is_played(tmp_path: Path) -> None:
    frames: list[bytes] = []

    def look(event: Event) -> None:
        if isinstance(event, StageStarted):
            frames.append(frame_of(list_runs(tmp_path / "runs")[0]))

    (tmp_path / "some.yaml").write_text(SCENARIO)
    options = PlayOptions(output=tmp_path / "runs", root=tmp_path, report=False)
    (one,) = load_scenarios(tmp_path / "some.yaml", {})
    result = asyncio.run(play(one, options, Brains(ModelChoice()), look))
    assert result.ok, result.failure
    assert [frame[:2] for frame in frames] == [b"\xff\xd8"]
    assert not summary(Path(result.run))["resumable"], "a scenario is played again, not resumed"


@pytest.mark.parametrize("failure", ["", "it is not so"])
def test_a_test_in_python_is_seen_while_it_runs(tmp_path: Path, failure: str) -> None:
    options = PlayOptions(output=tmp_path / "runs", root=tmp_path, report=False, display="virtual:420x560")
    gui = Gui(options, Brains(ModelChoice()), name="by hand")
    gui.screenshot()
    (run,) = list_runs(tmp_path / "runs")
    assert frame_of(run)[:2] == b"\xff\xd8"
    gui.close(failure)
    found = summary(run)
    assert (found["verdict"], found["reason"], found["resumable"]) == ("failed" if failure else "passed", failure, False)
