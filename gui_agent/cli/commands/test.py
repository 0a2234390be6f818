"""`gui-agent test`: play scenarios as tests; a front to pytest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gui_agent import from_settings
from gui_agent.cli import options, screen_check
from gui_agent.cli.terminal import say, say_json
from gui_agent.errors import EnvironmentProblem
from gui_agent.interrupts import ENDING, on_end_signal

if TYPE_CHECKING:
    from gui_agent.scenarios.play.scenario_result import ScenarioResult


class Replay(StrEnum):
    """Modes of replay."""

    off = "off"
    record = "record"
    auto = "auto"
    only = "only"
    strict = "strict"


class Engine(StrEnum):
    """Where scenarios are played."""

    local = "local"
    ray = "ray"


def test(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH", help="Scenario files or folders (scenarios).")] = None,
    select: Annotated[str | None, typer.Option("-k", metavar="EXPR", help="Only scenarios whose names match.")] = None,
    tag: Annotated[str | None, typer.Option("-m", "--tag", metavar="EXPR", help="Only these tags: 'smoke and not slow'.")] = None,
    last_failed: Annotated[bool, typer.Option(help="Only those that failed the last time.")] = False,
    stop_first: Annotated[bool, typer.Option("-x", help="Stop at the first that does not pass.")] = False,
    workers: Annotated[
        int, typer.Option("-n", "--workers", metavar="N", min=1, help="Play so many at once, each on a screen of its own.")
    ] = 1,
    retries: Annotated[int, typer.Option(metavar="N", min=0, help="Play a failed one again so often; flaky is not passed.")] = 0,
    replay: Annotated[
        Replay,
        typer.Option(
            help="off, record, auto, only (no model), or strict (no model, pixel by pixel).", rich_help_panel="Cassettes"
        ),
    ] = Replay.auto,
    update: Annotated[
        bool, typer.Option("--update", help="Write changed cassettes instead of proposing them.", rich_help_panel="Cassettes")
    ] = False,
    fail_on_heal: Annotated[
        bool, typer.Option("--fail-on-heal", help="What had to be healed fails.", rich_help_panel="Cassettes")
    ] = False,
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write JUnit XML, with steps, tokens and times.")
    ] = None,
    as_json: options.Json = False,
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for runs (.gui-agent/runs).")] = None,
    display: options.Display = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    api_key_env: options.ApiKeyEnv = None,
    engine: Annotated[Engine, typer.Option(help="local, or ray (pip install 'gui-agent[ray]').")] = Engine.local,
    address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The Ray cluster; without it, one is started on this machine.")
    ] = None,
) -> None:
    """Play scenarios: GUI tests in YAML. A broken application fails, a moved button does not; CI needs no model.

    Exit status: 0 all passed, 1 some failed, 2 a file is invalid, 3 environment, 4 endpoint, 5 none found, 6 undecided,
    130 interrupted.

    Example: gui-agent test scenarios -k todo -n 2 --replay only
    """
    import tempfile

    from gui_agent.scenarios.format.collection import load_all

    _require_extras(engine)
    options.refuse_without("--engine ray", engine is Engine.ray, address=address)
    chosen = paths or [Path("scenarios")]
    load_all(chosen)
    values = from_settings.settings(display=display, model=model, base_url=base_url, api_key_env=api_key_env, output=output)
    screen_check.require_writable(values.output)
    if junit is not None:
        screen_check.require_file(junit, "--junit")
    arguments = [str(path) for path in chosen]
    if not os.access(Path.cwd(), os.W_OK):
        arguments += ["-p", "no:cacheprovider"]  # its warnings would be errors in a project that makes them so
    arguments += [f"--gui-replay={replay.value}", f"--gui-output={values.output}", f"--gui-retries={retries}"]
    arguments += [f"--gui-engine={engine.value}"]
    for flag, value in (
        ("-k", select),
        ("-m", tag),
        ("--gui-display", display),
        ("--gui-model", model),
        ("--gui-base-url", base_url),
        ("--gui-ray-address", address),
        ("--junitxml", junit),
    ):
        arguments += [flag, str(value)] if value is not None else []
    for flag, wanted in (
        ("--last-failed", last_failed),
        ("-x", stop_first),
        ("--gui-update", update),
        ("--gui-fail-on-heal", fail_on_heal),
    ):
        arguments += [flag] if wanted else []
    if workers > 1 and engine is Engine.local:
        arguments += [f"--gui-workers={workers}"]
    with tempfile.TemporaryDirectory() as folder:
        variables = {"GUI_AGENT_API_KEY_ENV": api_key_env} if api_key_env is not None else {}
        status, played = _run_pytest(arguments, Path(folder) / "results.json", variables)
    from gui_agent.pytest_plugin.session_page import write_index
    from gui_agent.scenarios.play.scenario_result import exit_status

    if played.results:
        say(f"report: {write_index(played.results, values.output)}", err=True)
    code = _exit_code(status, exit_status(played.results), other_failures=played.others)
    if as_json:
        say_json(_summary(played.results, code))
    raise typer.Exit(code)


def _require_extras(engine: Engine) -> None:
    """Raise EnvironmentProblem that names the extra which the tests need."""
    wanted = {"pytest": "test", "xdist": "test"} | ({"ray": "ray"} if engine is Engine.ray else {})
    for module, extra in wanted.items():
        if find_spec(module) is None:
            raise EnvironmentProblem(f"`gui-agent test` needs {module}", f"Install it: pip install 'gui-agent[{extra}]'")


@dataclass(frozen=True)
class _Played:
    results: list[ScenarioResult]
    others: bool
    """Whether a test that is no scenario failed."""


def _run_pytest(arguments: list[str], results: Path, variables: dict[str, str]) -> tuple[int, _Played]:
    """Pytest in a process of its own: it must see modules before they are imported, and it handles the signals that end it."""
    python = [sys.executable, "-P"]  # as the command `pytest`: an agents.py in the current folder is not taken for the Agents SDK
    ours = ["-p", "gui_agent.pytest_plugin", "-v", "--no-header", f"--gui-results={results}", f"--gui-parent={os.getpid()}"]
    process = subprocess.Popen([*python, "-m", "pytest", *ours, *arguments], env={**os.environ, **variables})
    # A terminal sends Ctrl-C to both; the other signals are forwarded.
    with on_end_signal(lambda reported: None if reported is signal.SIGINT else process.send_signal(reported)):
        import gui_agent.pytest_plugin.session_page  # noqa: F401 - for later, while pytest starts
        from gui_agent.scenarios.play.scenario_result import ScenarioResult

        status = process.wait()
    if status < 0 and -status not in (signal.SIGINT, *ENDING):
        raise EnvironmentProblem(
            f"pytest was ended by signal {-status}", "Look whether there is enough memory (9), or report the crash"
        )
    if not results.exists():
        return status, _Played([], False)
    data = json.loads(results.read_text(encoding="utf-8"))
    return status, _Played([ScenarioResult.from_json(one) for one in data["scenarios"]], data["others"])


def _exit_code(pytest_status: int, ours: int, *, other_failures: bool) -> int:
    """Pytest: 0 passed, 1 failed, 2 interrupted, 3 internal error, 4 usage, 5 nothing collected."""
    if pytest_status == 2 or pytest_status < 0:  # the latter: before pytest could finish its report
        return 130
    if pytest_status == 5:
        return 5
    if pytest_status in (3, 4):
        return 2
    return 1 if other_failures else ours


def _summary(results: list[ScenarioResult], code: int) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for result in results:
        counts[result.verdict] = counts.get(result.verdict, 0) + 1
    return {
        "exit_status": code,
        "counts": counts,
        "healed": sum(result.healed for result in results),
        "rejudged": sum(result.rejudged for result in results),
        "seconds": round(sum(result.seconds for result in results), 3),
        "tokens": sum(result.usage.get("total_tokens", 0) for result in results),
        "scenarios": [result.to_json() for result in results],
    }
