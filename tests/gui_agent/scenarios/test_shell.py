"""Commands of scenarios: they end with their shell, nothing stays behind, all of the output is compared, secrets are shown nowhere."""

import asyncio
import os
from pathlib import Path

import pytest

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.processes import ProcessMark
from gui_agent.record.events import ShellFinished
from gui_agent.record.run_log import RunLog, read_events
from gui_agent.scenarios.format.steps import Shell, parse_step
from gui_agent.scenarios.play.scenario_result import StepFailed
from gui_agent.scenarios.play.shell import Commands


def run(folder: Path, value: object, secrets: dict[str, str] | None = None, log: RunLog | None = None) -> None:
    async def perform() -> None:
        commands = Commands(folder, secrets or {})
        try:
            step = parse_step("shell", value)
            assert isinstance(step, Shell)
            await commands.run(step, os.environ, log)
        finally:
            await commands.close()

    asyncio.run(perform())


@pytest.mark.parametrize(
    "command",
    [
        "sleep 307 & echo $! > pid",
        "setsid sleep 307 & sleep 0.1; pgrep -n -x -f 'sleep 307' > pid",
        "nohup sleep 307 > /dev/null 2>&1 & echo $! > pid",
        "(sleep 307 & echo $! > pid) & wait",
        "(env -i sleep 307 & echo $! > pid)",
        "trap '' TERM; (trap '' TERM; sleep 307) & echo $! > pid",
    ],
    ids=["plain", "session of its own", "nohup", "grandchild", "without environment", "ignores TERM"],
)
def test_what_runs_in_the_background_neither_blocks_nor_stays(tmp_path: Path, command: str) -> None:
    run(tmp_path, {"run": command, "timeout": 20})
    assert not ProcessMark.of(int((tmp_path / "pid").read_text())).alive


def test_background_output_does_not_keep_the_step_open(tmp_path: Path) -> None:
    run(tmp_path, {"run": "sleep 307 & echo started", "stdout": "started", "timeout": 20})


def test_a_command_that_does_not_end_is_ended_with_what_it_started(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match=r"it did not end within 0\.3 seconds"):
        run(tmp_path, {"run": "sleep 307 & echo $! > pid; wait", "timeout": 0.3})
    assert not ProcessMark.of(int((tmp_path / "pid").read_text())).alive


@pytest.mark.parametrize(
    "step",
    [
        {"run": "echo START; seq 1 3000", "contains": "START"},
        {"run": "seq 1 3000; echo END", "contains": "1\n2\n3"},
        {"run": "seq 1 3000", "stdout": "\n".join(map(str, range(1, 3001)))},
        {"run": "echo test data", "contains": "test data"},
        {"run": "echo test data", "stdout": "test data"},
        {"run": "echo $PW", "stdout": "{{secret:pw}}"},
        {"run": "printf '  a  \\n\\n'", "stdout": "a"},
        {"run": "echo '{{secret:other}}'", "stdout": "{{secret:other}}"},
        {"run": "printf '\\377 ok'", "contains": "ok"},
        {"run": "exit 3", "exit": 3},
        {"run": "cat", "stdout": ""},
        {"run": "echo FIRST; yes abcdefgh | head -c 3000000; echo LAST", "contains": "FIRST"},
        {"run": "(while :; do echo tick; sleep 0.02; done) & sleep 0.1; echo end", "contains": "end"},
        {"run": "printf 'a\\r\\nb\\r\\n'", "stdout": "a\r\nb"},
        {"run": "kill -9 $$", "exit": -9},
    ],
    ids=str,
)
def test_the_whole_output_is_compared_as_it_is(tmp_path: Path, step: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PW", "test")
    run(tmp_path, step, {"pw": "test"})


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"run": "seq 1 3000", "stdout": "1"}, "expected '1'"),
        ({"run": "seq 1 3000", "contains": "no such"}, "does not contain 'no such'"),
        ({"run": "echo a; echo wrong hunter2 >&2; exit 2"}, "exit status 2, expected 0: wrong {{secret:pw}}"),
        ({"run": "echo hunter2", "stdout": "other"}, "the output is '{{secret:pw}}', expected 'other'"),
    ],
)
def test_a_difference_is_reported_short_and_without_secrets(tmp_path: Path, step: dict[str, object], said: str) -> None:
    log = RunLog(tmp_path / "run", secrets={"pw": "hunter2"})
    with pytest.raises(StepFailed) as caught:
        run(tmp_path, step, {"pw": "hunter2"}, log)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 1200
    log.close()
    (event,) = [event for event in read_events(tmp_path / "run") if isinstance(event, ShellFinished)]
    assert not event.ok
    assert len(event.stdout) <= 4000
    assert "hunter2" not in (tmp_path / "run/events.jsonl").read_text()


def test_two_long_outputs_are_shown_where_they_differ(tmp_path: Path) -> None:
    wanted = "\n".join(map(str, range(1, 3001))).replace("1717", "17 17")
    with pytest.raises(StepFailed, match=r"1717.*expected.*17 17"):
        run(tmp_path, {"run": "seq 1 3000", "stdout": wanted})


def test_a_folder_that_is_gone_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="the command cannot be run"):
        run(tmp_path / "gone", "true")
