"""Scenarios on a Ray cluster: each a task with a private display of its own, on whichever machine has room.

Every machine of the cluster needs gui-agent, the applications under test and the scenario files at the same place (a checkout);
what is played comes back whole, so that the reports lie together on the machine that asked. One machine was tried, no more.
"""

from __future__ import annotations

import io
import os
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gui_agent.errors import EnvironmentProblem, UsageError

if TYPE_CHECKING:
    from gui_agent.scenarios.format.planned import Scenario
    from gui_agent.scenarios.play.play_options import PlayOptions
    from gui_agent.scenarios.play.scenario_result import ScenarioResult


class Fleet:
    """Plays scenarios on Ray; connects, or starts a cluster on this machine, when it is made."""

    def __init__(self, options: PlayOptions, address: str | None = None) -> None:
        """`address` is that of a running cluster. Raises UsageError without ray, EnvironmentProblem without the cluster."""
        try:
            import ray
        except ImportError as error:
            raise UsageError("--engine ray needs ray, which is not installed", "pip install 'gui-agent[ray]'") from error
        self._ray = ray
        self._options = options
        try:
            # Ray says that a child without GPUs keeps its CUDA variables; nothing here depends on that.
            os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
            ray.init(address=address, include_dashboard=False, log_to_driver=False, configure_logging=False)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise EnvironmentProblem(f"the Ray cluster cannot be reached: {error}", "Check --address, or leave it out") from error
        self._task: Any = ray.remote(num_cpus=1)(play_packed)
        self._waiting: dict[str, Any] = {}

    def submit(self, key: str, scenario: Scenario) -> None:
        """Hand a scenario to the cluster; `result(key)` waits for it."""
        self._waiting[key] = self._task.remote(scenario, self._options)

    def result(self, key: str) -> ScenarioResult:
        """Wait for a scenario; its run is in the folder of the runs then. Raises EnvironmentProblem when its worker died."""
        try:
            packed: tuple[dict[str, Any], bytes] = self._ray.get(self._waiting.pop(key))
        except self._ray.exceptions.RayError as error:
            raise EnvironmentProblem(f"the Ray task did not end: {error}", "Look into the cluster's logs") from error
        return unpack(packed, self._options.output)

    def close(self) -> None:
        """Leave the cluster; one that was started here ends."""
        self._ray.shutdown()


def play_packed(scenario: Scenario, options: PlayOptions) -> tuple[dict[str, Any], bytes]:
    """Play a scenario and pack its run: what one task does, in a process of the cluster."""
    import asyncio

    from gui_agent.scenarios.play.player import play
    from gui_agent.scenarios.play.shared_models import Brains

    with tempfile.TemporaryDirectory(prefix="gui-agent-fleet-") as folder:
        here = replace(options, output=Path(folder))
        result = asyncio.run(play(scenario, here, _brains(Brains, options)))
        return result.to_json(), _pack(Path(result.run))


_KEPT: dict[str, Any] = {}
"""The models of this worker process: loaded once for all the scenarios that it plays."""


def _brains(kind: Any, options: PlayOptions) -> Any:
    key = options.model.model_dump_json()
    if key not in _KEPT:
        _KEPT[key] = kind(options.model)
    return _KEPT[key]


def _pack(run: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.add(run, arcname=run.name)
    return buffer.getvalue()


def unpack(packed: tuple[dict[str, Any], bytes], output: Path) -> ScenarioResult:
    """Put a packed run into the folder `output`, beside the others; its result, which says where it is now."""
    from gui_agent.scenarios.play.scenario_result import ScenarioResult

    data, archive = packed
    output.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        opened.extractall(output, filter="data")
    return ScenarioResult.from_json(data).moved_to(output)
