"""Scenarios of a pytest session that are played elsewhere: in processes of this machine (`-n 4`) or on a Ray cluster.

All are handed over before the first one is waited for, those that take longest first, so that no process is left with a long
one at the end. What a conftest sets up for each test holds in this process only: scenarios with such fixtures are played here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from gui_agent.pytest_plugin.file_hooks import FileHooks
    from gui_agent.scenarios.format.planned import PlannedStep, Scenario
    from gui_agent.scenarios.play.scenario_result import ScenarioResult

OURS = {"gui", "gui_app", "request"}
"""The fixtures that need not be set up where a scenario is played."""
SECONDS = "gui-agent/seconds"
"""What pytest's cache keeps: how long each scenario took."""


class Engine(Protocol):
    """Plays scenarios elsewhere."""

    def submit(self, key: str, scenario: Scenario) -> None:
        """Hand over a scenario."""

    def result(self, key: str) -> ScenarioResult:
        """Wait for it."""

    def close(self) -> None:
        """End what was started."""


class Spreading:
    """The part of the plugin that hands scenarios over; registered where there is an engine."""

    def __init__(self, config: pytest.Config, engine: Engine, hooks: FileHooks) -> None:
        self._config = config
        self._hooks = hooks
        self._engine = engine
        self._away: set[str] = set()
        self._seconds: dict[str, float] = config.cache.get(SECONDS, {}) if config.cache is not None else {}
        config.add_cleanup(engine.close)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The order in which scenarios are handed over and waited for; other tests come first, as they were."""
        items.sort(key=self._cost, reverse=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Hand over everything that can be played elsewhere."""
        if session.config.getoption("collectonly") or session.testsfailed:
            return
        for item in session.items:
            scenario = getattr(item, "scenario", None)
            if scenario is None or scenario.skip or not set(getattr(item, "fixturenames", ())) <= OURS:
                continue
            if self._hooks.before(scenario) is None:
                self._away.add(item.nodeid)
                self._engine.submit(item.nodeid, scenario)

    def away(self, nodeid: str) -> bool:
        """Whether a test is a scenario that was handed over."""
        return nodeid in self._away

    def result(self, nodeid: str) -> ScenarioResult:
        """What came of a scenario that was handed over. Raises EnvironmentProblem."""
        result = self._engine.result(nodeid)
        self._seconds[nodeid] = result.seconds
        return result

    def pytest_sessionfinish(self) -> None:
        """Remember how long each took, for the next session's order."""
        if self._config.cache is not None and self._seconds:
            self._config.cache.set(SECONDS, self._seconds)

    def _cost(self, item: pytest.Item) -> float:
        scenario = getattr(item, "scenario", None)
        if scenario is None:
            return float("inf")
        return self._seconds.get(item.nodeid, 1.0 + 0.5 * _count(scenario.steps))


def _count(steps: tuple[PlannedStep, ...]) -> int:
    return sum(1 + _count(step.inner) for step in steps)


def engine_of(config: pytest.Config, options: Any, workers: int) -> Engine | None:
    """What plays this session's scenarios; None where this process does. Raises UsageError, EnvironmentProblem."""
    if config.getoption("collectonly") or hasattr(config, "workerinput"):
        return None
    if config.getoption("--gui-engine") == "ray":
        from gui_agent.pytest_plugin.ray_cluster import Fleet

        return Fleet(options, config.getoption("--gui-ray-address"))
    if workers > 1:
        from gui_agent.pytest_plugin.worker_processes import Workers

        return Workers(options, workers)
    return None
