"""A recording is played at once, without a server, and its cassette recorded: a file that does not pass is no test."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gui_agent.model.choice import ModelChoice
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.scenario_result import ScenarioResult
from gui_agent.scenarios.play.shared_models import Brains
from gui_agent.scenarios.recorder.writing import Recorded

TRIES = 2
"""How often a cassette is recorded that does not hold."""


async def prove(path: Path, recorded: Recorded, options: PlayOptions, say: Callable[[str], None]) -> ScenarioResult:
    """Play the file at `path`: by the embedded model, which records the cassette, and once more by the cassette alone.

    Where it fails and turns of the wheel were left to finding, the file is written again with them, and played again.
    The result of the first playing that did not pass, else of the last. Raises what `play` raises.
    """
    brains = Brains(ModelChoice())
    result = await _played(path, recorded, replace(options, replay="record"), brains)
    if not result.ok and recorded.scrolls:
        say("it did not pass where something had to be scrolled to: the turns of the wheel become steps")
        recorded = recorded.with_scrolls()
        path.write_text(recorded.file.text(), encoding="utf-8")
        result = await _played(path, recorded, replace(options, replay="record"), brains)
    for _ in range(TRIES):
        if not result.ok:
            return result
        alone = await _played(path, recorded, replace(options, replay="only"), brains)
        if alone.ok:
            return alone
        # Under load the embedded model may have done something twice, and the cassette says so: recorded anew it is clean.
        result = await _played(path, recorded, replace(options, replay="record"), brains)
    return alone


async def _played(path: Path, recorded: Recorded, options: PlayOptions, brains: Brains) -> ScenarioResult:
    (scenario,) = load_scenarios(path, {**os.environ, **recorded.secrets})
    return await play(scenario, replace(options, model=ModelChoice()), brains)
