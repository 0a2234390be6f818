"""The commands before the first and after the last scenario of a file: `before all`, `after all`.

They are run by the process that spreads scenarios, whoever plays them; with pytest-xdist by each of its processes. Where `before all`
fails, none of the file's scenarios is played, and each fails with its reason. What it left in the background ends after `after all`.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gui_agent.scenarios.format.planned import PlannedStep, Scenario
    from gui_agent.scenarios.play.scenario_result import ScenarioResult, StageResult
    from gui_agent.scenarios.play.shell import Commands


class FileHooks:
    """What has been run, and how it ended, for each file that is being played."""

    def __init__(self, root: Path) -> None:
        """Commands run in `root`."""
        self._root = root
        self._left: Counter[Path] = Counter()
        self._begun: dict[Path, tuple[Scenario, Commands, list[StageResult]]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Count the scenarios of each file that are to be played, so that the last one is known."""
        self._left = Counter(item.path for item in session.items if getattr(item, "scenario", None) is not None)

    def before(self, scenario: Scenario) -> ScenarioResult | None:
        """Run `before all` if this is the file's first scenario; a result in place of the scenario's own where it failed."""
        from gui_agent.scenarios.play.scenario_result import ScenarioResult
        from gui_agent.scenarios.play.shell import Commands

        if not scenario.before_all and not scenario.after_all:
            return None
        path = scenario.path
        if path not in self._begun:
            commands = Commands(self._root, scenario.secrets)
            self._begun[path] = (scenario, commands, [])
            self._begun[path][2].extend(self._run(scenario, commands, "before all", scenario.before_all))
        stages = self._begun[path][2]
        bad = next((stage for stage in stages if stage.verdict != "passed"), None)
        if bad is None:
            return None
        verdict = "failed" if bad.verdict == "skipped" else bad.verdict
        file = stages[0].file
        return ScenarioResult(scenario.title, file, scenario.line, verdict, bad.reason, scenario.tags, tuple(stages))

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Iterator[None]:
        """After the file's last scenario, run `after all`; what fails there is an error of that scenario's test."""
        yield
        if getattr(item, "scenario", None) is None:
            return
        self._left[item.path] -= 1
        if self._left[item.path] <= 0 and (said := self._after(item.path)):
            pytest.fail(said, pytrace=False)

    def pytest_sessionfinish(self) -> None:
        """Where a session ends before its last scenario."""
        for path in list(self._begun):
            if said := self._after(path):
                print(said, file=sys.stderr)

    def _after(self, path: Path) -> str:
        """Run `after all` of a file that was begun; what failed."""
        begun = self._begun.pop(path, None)
        if begun is None:
            return ""
        scenario, commands, _ = begun
        try:
            stages = self._run(scenario, commands, "after all", scenario.after_all)
        finally:
            asyncio.run(commands.close())
        return "; ".join(
            f"{stage.file}:{stage.line}: after all {stage.verdict}: {stage.reason}"
            for stage in stages
            if stage.verdict != "passed"
        )

    def _run(self, scenario: Scenario, commands: Commands, section: str, steps: tuple[PlannedStep, ...]) -> list[StageResult]:
        """Run commands one after another until one fails; of `after all` each."""
        stages: list[StageResult] = []
        for step in steps:
            stages.append(self._one(scenario, commands, section, step))
            if stages[-1].verdict != "passed" and section == "before all":
                break
        return stages

    def _one(self, scenario: Scenario, commands: Commands, section: str, planned: PlannedStep) -> StageResult:
        from gui_agent.actions.secrets import mask
        from gui_agent.errors import GuiAgentError
        from gui_agent.scenarios.format.steps import Shell, parse_step
        from gui_agent.scenarios.format.variables import substitute
        from gui_agent.scenarios.play.scenario_result import StageResult

        variables = {**scenario.variables, "folder": str(scenario.path.resolve().parent)}
        start = time.monotonic()
        verdict: Any = "passed"
        reason = ""
        step = parse_step("shell", substitute(planned.value, variables, os.environ, set(scenario.secrets)))
        assert isinstance(step, Shell)
        environment = {**os.environ, **{name.upper(): value for name, value in scenario.secrets.items()}}
        try:
            asyncio.run(commands.run(step, environment))
        except GuiAgentError as error:
            verdict, reason = error.verdict, mask(str(error), scenario.secrets)
        file = os.path.relpath(planned.path, self._root)
        return StageResult(section, step.run, file, planned.line, verdict, reason, round(time.monotonic() - start, 3))
