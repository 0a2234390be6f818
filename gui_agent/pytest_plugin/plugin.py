"""The pytest plugin: scenario files are collected as tests, and Python tests get the fixture `gui`.

Everything heavy is imported when a scenario is played: pytest loads this module in every session.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gui_agent.interrupts import end_as_by_ctrl_c, end_with_parent
from gui_agent.pytest_plugin.file_hooks import FileHooks
from gui_agent.record.visible import in_one_line, visible

if TYPE_CHECKING:
    from gui_agent.pytest_plugin.fixtures import Gui
    from gui_agent.scenarios.format.planned import Scenario
    from gui_agent.scenarios.play.play_options import PlayOptions
    from gui_agent.scenarios.play.scenario_result import ScenarioResult
    from gui_agent.scenarios.play.shared_models import Brains

RESULT = "gui_agent_result"
"""The attribute of a test's report that holds the scenario's result, as JSON types; it also comes back from xdist's workers."""
_BRAINS = pytest.StashKey[Any]()
_SPREADING = pytest.StashKey[Any]()
_FAILURE = pytest.StashKey[str]()
_RESULT = pytest.StashKey[Any]()
_FILE_HOOKS = pytest.StashKey[Any]()


class ScenarioFailure(Exception):
    """A scenario that did not pass; its text is what the user reads."""

    def __init__(self, result: ScenarioResult) -> None:
        super().__init__(result.failure)
        self.result = result


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of scenarios; `gui-agent test` sets them."""
    group = parser.getgroup("gui-agent", "GUI scenarios")
    modes = ["off", "record", "auto", "only", "strict"]
    group.addoption(
        "--gui-replay",
        choices=modes,
        default="auto",
        help="Cassettes: off, record, auto (default), only (no model) or strict (no model, pixel by pixel).",
    )
    group.addoption("--gui-update", action="store_true", help="Write changed cassettes instead of proposing them.")
    group.addoption("--gui-fail-on-heal", action="store_true", help="A scenario that had to be healed fails.")
    group.addoption("--gui-retries", type=int, default=0, help="Play a failed scenario again so often; flaky is not passed.")
    group.addoption("--gui-output", type=Path, default=None, help="Folder for the runs (.gui-agent/runs).")
    group.addoption("--gui-trace", choices=["on", "failures"], default="on", help="Keep the folders of all runs, or of failures.")
    group.addoption("--gui-display", default=None, help="auto, desktop, virtual, virtual:WIDTHxHEIGHT or :N.")
    group.addoption("--gui-model", default=None, help="The model; the other settings as for gui-agent run.")
    group.addoption("--gui-base-url", default=None, help="The model's endpoint.")
    group.addoption("--gui-results", type=Path, default=None, help="Write the scenarios' results to this file, as JSON.")
    group.addoption("--gui-parent", type=int, default=None, help="The number of the process whose end is to be ours.")
    group.addoption("--gui-workers", type=int, default=1, help="Play so many scenarios at once, in processes of their own.")
    group.addoption("--gui-engine", choices=["local", "ray"], default="local", help="Where scenarios are played.")
    group.addoption("--gui-ray-address", default=None, help="The Ray cluster; without it, one is started on this machine.")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Scenario files: those named on the command line, and those that hold `scenarios:`."""
    if file_path.suffix not in (".yaml", ".yml"):
        return None
    from gui_agent.scenarios.format.load import looks_like_scenarios

    named = parent.session.isinitpath(file_path)
    if not named and not looks_like_scenarios(file_path):
        return None
    module: pytest.Module = ScenarioModule.from_parent(parent, path=file_path)
    return module


class ScenarioModule(pytest.Module):
    """A scenario file. A module, so that fixtures, marks and selection work as for Python tests."""

    def _getobj(self) -> types.ModuleType:
        return types.ModuleType(self.path.stem)

    def collect(self) -> Iterable[pytest.Item]:
        """One test for each scenario and case. A file that is invalid is one error, with file and line."""
        from gui_agent.scenarios.format.load import load_scenarios

        for scenario in load_scenarios(self.path):
            for tag in scenario.tags:
                self.config.addinivalue_line("markers", f"{tag}: a tag of scenarios")
            yield ScenarioItem.of(self, scenario)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The one line of an error of ours; pytest's own form for all others."""
        from gui_agent.errors import GuiAgentError

        if isinstance(excinfo.value, GuiAgentError):
            return visible(str(excinfo.value))
        return super().repr_failure(excinfo)


class ScenarioItem(pytest.Function):
    """One scenario with one case."""

    scenario: Scenario

    @classmethod
    def of(cls, module: ScenarioModule, scenario: Scenario) -> ScenarioItem:
        """The test that plays `scenario`."""

        def play_scenario(gui: Gui | None, request: pytest.FixtureRequest) -> None:
            result = _play(request.node, gui)
            if result.verdict == "expected_failure":
                pytest.xfail(result.reason)
            if not result.ok:
                raise ScenarioFailure(result)

        item: ScenarioItem = cls.from_parent(module, name=in_one_line(scenario.title), callobj=play_scenario)
        item.scenario = scenario
        _as_pytest_parses_it(item)
        for tag in scenario.tags:
            item.add_marker(tag)
        if scenario.skip:
            item.add_marker(pytest.mark.skip(reason=scenario.skip))
        return item

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the scenario is, and its title; pytest writes `::` for a dot in one with which the test's id ends."""
        return self.path, self.scenario.line - 1, f"{self.name} " if "." in self.name else self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """`todo.yaml:11: step 2 failed: ...`, and the steps up to there; the one line of another error of ours."""
        from gui_agent.errors import GuiAgentError

        if isinstance(excinfo.value, ScenarioFailure):
            return visible("\n".join(_reported(excinfo.value.result)))
        if isinstance(excinfo.value, GuiAgentError):
            return visible(str(excinfo.value))
        return super().repr_failure(excinfo)


def _as_pytest_parses_it(item: Any) -> None:
    """Give an item the id that pytest reads from its cache: since 9.2 the brackets at the end of a name are a part of their own."""
    known = getattr(item, "id", None)
    if known is not None and hasattr(type(known), "parse"):
        item._id = type(known).parse(item.nodeid)


def _play(item: Any, gui: Gui | None) -> ScenarioResult:
    spreading = item.config.stash.get(_SPREADING, None)
    refused = item.config.stash[_FILE_HOOKS].before(item.scenario)
    result: ScenarioResult = refused or (gui.play(item.scenario) if gui is not None else spreading.result(item.nodeid))
    _note(item, result)
    if result.ok and item.config.getoption("--gui-trace") == "failures":
        _drop(result)
    return result


def _note(item: pytest.Item, result: ScenarioResult) -> None:
    """Put the steps, tokens and times into the test's properties, where JUnit and the summary find them."""
    properties = item.user_properties
    for number, stage in result.numbered:
        reported = f"{stage.verdict} in {stage.seconds:.2f} s: {stage.kind} {stage.text}"
        properties.append((f"step {number}" if number else stage.kind, reported + (f": {stage.reason}" if stage.reason else "")))
    tokens = result.usage.get("total_tokens", 0)
    for name, value in (
        ("verdict", result.verdict), ("seconds", result.seconds), ("actions", result.actions), ("tokens", tokens),
        ("healed", result.healed), ("rejudged", result.rejudged), ("replay", result.replay), ("run", result.run),
    ):  # fmt: skip
        properties.append((name, value))
    if not result.ok and (picture := last_picture(result)):
        properties.append(("picture", str(picture)))
    if result.proposed:
        properties.append(("proposed cassette", result.proposed))
    item.stash[_RESULT] = result.to_json()


def _skipped(item: pytest.Item, scenario: Scenario) -> ScenarioResult:
    """What is said of a scenario that its file does not want to be played."""
    from gui_agent.scenarios.play.scenario_result import ScenarioResult

    file = item.nodeid.partition("::")[0]
    return ScenarioResult(scenario.title, file, scenario.line, "skipped", scenario.skip, scenario.tags)


def last_picture(result: ScenarioResult) -> Path | None:
    """The picture of the screen that was taken last in a run."""
    taken = Path(result.run).glob("steps/*/*.webp") if result.run else ()
    return max((one.resolve() for one in taken), key=lambda one: one.stat().st_mtime_ns, default=None)


def _reported(result: ScenarioResult) -> Iterator[str]:
    yield result.failure
    for number, stage in result.numbered:
        yield f"  {number or '':2} {stage.verdict:9} {stage.seconds:6.2f} s  {stage.kind} {stage.text}"
    yield f"  run: {result.run}"


@pytest.fixture
def gui_app() -> str | None:
    """The command of the application that `gui` starts; a test module or conftest overrides it."""
    return None


@pytest.fixture
def gui(request: pytest.FixtureRequest, gui_app: str | None) -> Iterator[Gui | None]:
    """A screen of the test's own, with `gui_app` on it: `gui.do(...)`, `gui.check(...)`, `gui.read(...)`.

    None for a scenario that is played in another process.
    """
    spreading = request.config.stash.get(_SPREADING, None)
    if spreading is not None and spreading.away(request.node.nodeid):
        yield None
        return
    from gui_agent.pytest_plugin.fixtures import Gui

    opened = Gui(play_options(request.config), brains(request.config), app=gui_app, name=request.node.name)
    yield opened
    opened.close(request.node.stash.get(_FAILURE, ""))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Tell the fixture how its test ended, and the report what the scenario's result is."""
    if call.when == "call" and call.excinfo is not None:
        item.stash[_FAILURE] = str(call.excinfo.value) or call.excinfo.typename
    outcome: Any = yield
    scenario = getattr(item, "scenario", None)
    if call.when == "setup" and scenario is not None and scenario.skip:
        setattr(outcome.get_result(), RESULT, _skipped(item, scenario).to_json())
    if call.when == "call" and _RESULT in item.stash:
        report = outcome.get_result()
        setattr(report, RESULT, item.stash[_RESULT])
        # It may have been played elsewhere, before it was waited for.
        report.duration = item.stash[_RESULT]["seconds"]


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Once pytest has written its JUnit file, make it one that readers accept."""
    yield
    path = session.config.getoption("xmlpath", None)
    if path and not hasattr(session.config, "workerinput") and session.config.getini("junit_family") not in ("legacy", "xunit1"):
        from gui_agent.pytest_plugin.junit import conform

        conform(Path(session.config.invocation_params.dir, path))


def pytest_configure(config: pytest.Config) -> None:
    """Gather results where they come together (not in xdist's workers), and start what plays scenarios elsewhere."""
    if config.getoption("--gui-results") is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Results(config.getoption("--gui-results")), "gui_agent.results")
        end_as_by_ctrl_c()
        # It is `gui-agent test`, which would have handed a signal on.
        end_with_parent(config.getoption("--gui-parent"))
    root = config.rootpath if config.inipath is not None else Path(config.invocation_params.dir)
    config.stash[_FILE_HOOKS] = hooks = FileHooks(root)
    config.pluginmanager.register(hooks, "gui_agent.pytest_plugin.file_hooks")
    if config.getoption("--gui-engine") != "ray" and config.getoption("--gui-workers") < 2:
        return
    from gui_agent.errors import GuiAgentError
    from gui_agent.pytest_plugin.distribution import Spreading, engine_of

    try:
        engine = engine_of(config, play_options(config), config.getoption("--gui-workers"))
    except GuiAgentError as error:
        raise pytest.UsageError(str(error)) from error
    if engine is not None:
        config.stash[_SPREADING] = spreading = Spreading(config, engine, hooks)
        config.pluginmanager.register(spreading, "gui_agent.pytest_plugin.distribution")


class _Results:
    """Writes what was played to a file, for `gui-agent test`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.scenarios: list[dict[str, Any]] = []
        self.others = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = getattr(report, RESULT, None)
        if data is not None:
            self.scenarios.append(data)
        elif report.failed:
            self.others = True

    def pytest_sessionfinish(self) -> None:
        self.path.write_text(json.dumps({"scenarios": self.scenarios, "others": self.others}), encoding="utf-8")


def brains(config: pytest.Config) -> Brains:
    """The model and the examiner that all tests of this process share."""
    from gui_agent.scenarios.play.shared_models import Brains

    if _BRAINS not in config.stash:
        if hasattr(config, "workerinput"):
            from gui_agent.perception.text.engines import limit_threads
            from gui_agent.pytest_plugin.worker_processes import cores_for

            limit_threads(cores_for(config.workerinput["workercount"]))
        config.stash[_BRAINS] = Brains(play_options(config).model)
    found: Brains = config.stash[_BRAINS]
    return found


def play_options(config: pytest.Config) -> PlayOptions:
    """What the options and the settings say. Raises UsageError."""
    from gui_agent import from_settings
    from gui_agent.scenarios.play.play_options import PlayOptions

    get: Callable[[str], Any] = config.getoption
    values = from_settings.settings(model=get("--gui-model"), base_url=get("--gui-base-url"), output=get("--gui-output"))
    return PlayOptions(
        model=from_settings.model_choice(values),
        replay=get("--gui-replay"),
        update=get("--gui-update"),
        fail_on_heal=get("--gui-fail-on-heal"),
        retries=get("--gui-retries"),
        output=Path(config.invocation_params.dir, values.output),
        # Without a configuration file pytest takes the folder of the tests for its root.
        root=config.rootpath if config.inipath is not None else Path(config.invocation_params.dir),
        display=get("--gui-display"),
        typing_delay=values.typing_delay,
    )


def _drop(result: ScenarioResult) -> None:
    import shutil

    if result.run and not result.proposed:
        shutil.rmtree(result.run, ignore_errors=True)
