"""What killed runs leave running, and `gui-agent runs clean`, which ends it and nothing else."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from command_line import GREETER, Cli, clean_environment, started

from gui_agent.perception.screen.display import VirtualDisplay, abandoned_displays, described_display
from gui_agent.perception.screen.processes import ProcessMark
from gui_agent.record.events import Note
from gui_agent.record.run_log import RunLog, list_runs
from gui_agent.run import survivors

STARTED = "Type 'hello' into the Name field, then type 'you' into the Name field, then click Greet"


def start_and_wait(folder: Path) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    """A run in a process of its own that has begun its first step, and what its folder says about its processes."""
    process = started(folder, "step 1", "run", STARTED, "--app", GREETER)
    run = list_runs(folder / ".gui-agent/runs")[-1]
    return process, json.loads((run / survivors.FILE).read_text())


def alive(noted: dict[str, Any]) -> list[bool]:
    return [ProcessMark.from_json(mark).alive for mark in [*noted["display"]["processes"], noted["app"]]]


def test_what_a_killed_run_left_is_listed_and_ended(cli: Cli, tmp_path: Path) -> None:
    process, noted = start_and_wait(tmp_path)
    os.kill(process.pid, signal.SIGSTOP)  # it continues, slowly
    assert "nothing is left" in cli("runs", "clean").stderr
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    listed = cli("runs", "clean", "--dry-run")
    assert listed.stdout.startswith("would end ")
    assert f"private screen {noted['display']['name']} (" in listed.stdout
    assert str(noted["app"]["pid"]) in listed.stdout
    assert alive(noted) == [True, True, True]
    cleaned = cli("runs", "clean")
    assert (cleaned.status, cleaned.stdout.startswith("ended ")) == (0, True)
    assert alive(noted) == [False, False, False]
    assert not Path(noted["display"]["folder"]).exists()
    assert (cli("runs", "clean").stdout, list(tmp_path.rglob(survivors.FILE))) == ("", [])


def test_a_process_that_only_has_the_number_is_not_ours(tmp_path: Path) -> None:
    bystander = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        log = RunLog(tmp_path / "run")
        log.write(Note(text="x"))
        mark = {"pid": bystander.pid, "started": ProcessMark.of(bystander.pid).started - 1}
        log.write_json(survivors.FILE, {"display": None, "starting": False, "app": {"command": "sleep 60", **mark}})
        log.close()
        assert survivors.orphaned(tmp_path) == {}
        survivors.find(tmp_path / "run").end()
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_folder_that_is_no_screens_is_never_removed(tmp_path: Path) -> None:
    assert described_display({"name": ":1", "xauthority": "x", "folder": str(tmp_path), "processes": []}) is None


def test_a_screen_without_its_process_is_found_and_a_living_ones_is_not(
    display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = display.to_json()["folder"]
    assert ours not in [found.to_json()["folder"] for found in abandoned_displays()]
    script = (
        "import os, signal; from gui_agent.perception.screen.display import *; d = start_virtual_display(window_manager=False)"
    )
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{script}; d.claim(resumable=True); print(d.name, flush=True); os.kill(os.getpid(), signal.SIGKILL)",
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    # Of an older screen of the same name, killed with its server, only files may be left.
    (abandoned,) = [found for found in abandoned_displays() if found.name == killed.stdout.strip() and found.alive]
    abandoned.close()
    assert not abandoned.alive
    assert abandoned.to_json()["folder"] not in [found.to_json()["folder"] for found in abandoned_displays()]


def test_what_is_left_of_a_screen_in_part_is_ended_too(tmp_path: Path, display: VirtualDisplay) -> None:
    os.kill(display.processes[1].pid, signal.SIGKILL)
    display.processes[1].wait()
    log = RunLog(tmp_path / "run")
    survivors.note(log, display, None)
    log.close()
    found = survivors.find(tmp_path / "run")
    assert (found.complete, bool(found)) == (False, True)
    found.end()
    assert display.processes[0].wait(5) is not None
    assert not survivors.find(tmp_path / "run")


def test_what_nobody_can_resume_ends_with_its_process(tmp_path: Path) -> None:
    """An application in a session of its own, too, as browsers have them."""
    script = (
        "import subprocess, os, time\n"
        "from gui_agent.perception.screen.display import start_virtual_display\n"
        "display = start_virtual_display()\n"
        "app = subprocess.Popen(['setsid', 'sleep', '600'], env=display.environment)\n"
        "print(display.to_json()['folder'], app.pid, *(process.pid for process in display.processes), flush=True)\n"
        "time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder, *pids = process.stdout.readline().split()
        marks = [ProcessMark.of(int(pid)) for pid in pids]
        assert all(mark.alive for mark in marks)
        process.kill()
    deadline = time.monotonic() + 30
    while Path(folder).exists():
        assert time.monotonic() < deadline, "its guard did not end it"
        time.sleep(0.02)
    assert not any(mark.alive for mark in marks)


def test_a_killed_pytest_leaves_nothing_behind(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        f"import os, pytest, signal\n\n@pytest.fixture\ndef gui_app():\n    return {GREETER!r}\n\n"
        "def test_it(gui):\n    gui.screenshot()\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "test_it.py", "--gui-output=.gui-agent/runs"]
    with (tmp_path / "output.txt").open("wb") as output:  # what survives keeps it open
        killed = subprocess.run(command, cwd=tmp_path, env=clean_environment(tmp_path), stdout=output, stderr=output, check=False)
    assert killed.returncode == -signal.SIGKILL, (tmp_path / "output.txt").read_text()
    (run,) = list_runs(tmp_path / ".gui-agent/runs")
    noted = json.loads((run / survivors.FILE).read_text())
    assert (noted["starting"], noted["app"]["command"]) == (False, GREETER)
    assert cli("runs", "clean").status == 0
    for _ in range(200):  # the guard of the screen may be ending it at the same time
        if not any(alive(noted)):
            break
        time.sleep(0.05)
    assert alive(noted) == [False, False, False]


def test_the_next_run_ends_what_a_killed_one_left_and_nobody_resumed(cli: Cli, tmp_path: Path) -> None:
    process, noted = start_and_wait(tmp_path)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert alive(noted) == [True, True, True], "it could be resumed"
    assert cli("run", "wait 0.1 seconds", "--app", GREETER).status == 0
    assert alive(noted) == [False, False, False]
    assert not Path(noted["display"]["folder"]).exists()
