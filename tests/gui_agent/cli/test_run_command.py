"""The contract of `gui-agent run`: what it does, what it prints, and what it exits with."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from command_line import GREETER, TODO, Cli, clean_environment, command_line
from logs import ending
from processes import descendants

from gui_agent.record.events import ActionFinished, ActionStarted, Observed
from gui_agent.record.run_log import list_runs, read_events

GREET = "Type 'hello' into the Name field, then click Greet"


def test_a_literal_task_is_done_and_the_application_was_really_used(cli: Cli, tmp_path: Path) -> None:
    finished = cli("run", GREET, "--app", f"{GREETER} greetings.txt", "--json")
    assert finished.status == 0, finished.stderr
    assert (tmp_path / "greetings.txt").read_text() == "hello\n"
    result = finished.json
    assert set(result) == {"verdict", "answer", "reason", "steps", "run", "seconds", "usage", "timings"}
    assert result["verdict"] == "done"
    events = list(read_events(tmp_path / result["run"]))
    assert [events[0].event, events[-1].event] == ["run_started", "run_finished"]
    started = [event.step for event in events if isinstance(event, ActionStarted)]
    assert started == [event.step for event in events if isinstance(event, ActionFinished)] == list(range(1, result["steps"] + 1))
    shown = [event.picture for event in events if isinstance(event, ActionStarted | ActionFinished | Observed)]
    assert all((tmp_path / result["run"] / picture).exists() for picture in shown)
    assert "not GLM-4.5V" in finished.stderr


def test_the_todo_list_holds_the_ticked_item(cli: Cli, tmp_path: Path) -> None:
    task = "Type 'Buy milk' into the New todo field, click Add, then tick the check box Buy milk"
    finished = cli("run", task, "--app", f"{TODO} todo.json", "--contact-sheet", "--json")
    assert finished.status == 0, finished.stderr
    assert json.loads((tmp_path / "todo.json").read_text()) == [{"title": "Buy milk", "done": True}]
    assert (tmp_path / finished.json["run"] / "contact-sheet.png").stat().st_size > 5000


def test_a_label_that_is_not_there_fails_and_is_named(cli: Cli) -> None:
    finished = cli("run", "Click Frobnicate", "--app", GREETER, "--json")
    assert finished.status == 1
    assert finished.json["verdict"] == "failed"
    assert "Frobnicate" in finished.json["reason"]


def test_what_literal_cannot_follow_is_declined_with_the_line_that_starts_the_real_model(cli: Cli) -> None:
    finished = cli("run", "Book me a flight", "--app", GREETER, "--json")
    assert finished.status == 1
    assert "--base-url" in finished.json["reason"]


def test_modules_in_the_current_folder_are_not_taken_for_ours(tmp_path: Path) -> None:
    cli = command_line(tmp_path, fresh=True)
    for name in ("agents", "mcp", "openai"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('imported')")
    finished = cli("run", "Click Greet", "--app", GREETER, "--dry-run", "--json")
    assert finished.status == 6, finished.stderr
    (tmp_path / "click.yaml").write_text(
        f"version: 1\napp: {{start: {GREETER}}}\nscenarios:\n  - name: a click\n    steps: [left_click: the Greet button]\n"
    )
    finished = cli("test", "click.yaml")
    assert finished.status == 0, finished.stdout + finished.stderr


def test_a_step_limit_is_not_success(cli: Cli) -> None:
    finished = cli("run", GREET, "--app", GREETER, "--max-steps", "1", "--json")
    assert (finished.status, finished.json["verdict"], finished.json["steps"]) == (6, "limit", 1)


def test_an_unreachable_server_is_status_4(cli: Cli) -> None:
    finished = cli("run", "x", "--base-url", "http://127.0.0.1:9/v1", "--model", "x", "--display", "virtual", "--json")
    assert (finished.status, finished.json["verdict"]) == (4, "endpoint")
    assert "http://127.0.0.1:9/v1" in finished.json["reason"]
    finished = cli("run", "x", "--base-url", "http://127.0.0.1:9/v1", "--model", "x", "--display", "virtual")
    assert (finished.status, finished.stdout) == (4, "")
    assert finished.stderr.startswith(
        "gui-agent: error: cannot reach http://127.0.0.1:9/v1: connection refused. Start the server"
    )


def test_a_display_that_is_not_there_is_status_3(cli: Cli) -> None:
    finished = cli("run", "x", "--display", ":99", "--json")
    assert (finished.status, finished.json["verdict"]) == (3, "environment")
    assert ":99" in finished.stderr


def test_a_missing_application_is_status_3(cli: Cli) -> None:
    finished = cli("run", "x", "--app", "no-such-program --flag", "--json")
    assert finished.status == 3
    assert "no such program: 'no-such-program'" in finished.stderr


def test_an_application_that_dies_is_said_with_its_last_words(cli: Cli) -> None:
    finished = cli("run", "Click OK", "--app", f"{sys.executable} -c 'raise SystemExit(\"no licence\")'", "--json")
    assert (finished.status, finished.json["verdict"]) == (3, "environment")
    assert "no licence" in finished.json["reason"]


def test_usage_errors_are_status_2(cli: Cli) -> None:
    assert cli("run", "x", "--no-such-flag").status == 2
    assert cli("run", "x", "--display", "sideways").status == 2
    assert cli("run", " ").status == 2
    assert cli("run", "x", "--model", "no-such-folder").status == 2
    assert cli("run", "x", "--secret", "NOT_SET_ANYWHERE").status == 2


def test_a_dry_run_performs_nothing_and_is_not_success(cli: Cli, tmp_path: Path) -> None:
    finished = cli("run", GREET, "--app", f"{GREETER} greetings.txt", "--dry-run", "--json")
    assert finished.status == 6
    assert "left_click" in finished.json["reason"]
    assert not (tmp_path / "greetings.txt").exists()


def test_a_risky_action_is_denied_where_nobody_can_be_asked(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "todo.json").write_text('[{"title": "Keep me", "done": true}]')
    finished = cli("run", "Click Delete done", "--app", f"{TODO} todo.json", "--approve", "risky", "--json")
    assert finished.status == 1
    assert json.loads((tmp_path / "todo.json").read_text()) == [{"title": "Keep me", "done": True}]


def test_two_runs_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "gui_agent", "run", f"Type '{name}' into the Name field, then click Greet", "--json"]
            + ["--app", f"{GREETER} {name}.txt", "--output", "runs"],
            cwd=tmp_path,
            env=clean_environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("left", "right")
    ]
    finished = [process.communicate(timeout=150) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], [reported for _, reported in finished]
    assert [json.loads(answer.splitlines()[-1])["verdict"] for answer, _ in finished] == ["done", "done"]
    assert [(tmp_path / f"{name}.txt").read_text() for name in ("left", "right")] == ["left\n", "right\n"]


def test_sigterm_leaves_no_process_and_a_readable_run(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "gui_agent", "run", "Wait for 'Never there'", "--app", GREETER],
        cwd=tmp_path,
        env=clean_environment(tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    run = _wait_for_first_observation(tmp_path)
    children = descendants(process.pid)
    assert len(children) >= 3  # Xvfb, openbox, the application
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 130
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    assert ending(run).verdict == "interrupted"


def _wait_for_first_observation(folder: Path) -> Path:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for run in list_runs(folder / ".gui-agent/runs"):
            if any(isinstance(event, Observed) for event in read_events(run)):
                return run
        time.sleep(0.05)
    raise AssertionError("the run did not begin")
