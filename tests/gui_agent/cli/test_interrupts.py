"""Asked to end, by whatever signal, a command ends what it started and says so."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import GREETER, clean_environment
from processes import descendants

SCENARIOS = f"""
version: 1
app: {{start: {GREETER}}}
scenarios:
  - name: one
    steps: [wait: 60s]
  - name: two
    steps: [wait: 60s]
"""

SCREENSHOT = ["screenshot", "x.png", "--app", "sleep 51"]
TEST = ["test", "slow.yaml"]


def running(pid: int, program: str) -> list[int]:
    """The descendants of a process that run `program`: a word of theirs ends with it (a fork still has its parent's words)."""
    found = []
    for one in descendants(pid):
        try:
            words = Path(f"/proc/{one}/cmdline").read_bytes()
        except OSError:
            continue
        if any(word.endswith(program.encode()) for word in words.split(b"\0")):
            found.append(one)
    return found


@pytest.mark.parametrize(
    ("arguments", "awaited", "number", "group"),
    [
        (SCREENSHOT, ["sleep"], signal.SIGINT, False),
        (SCREENSHOT, ["sleep"], signal.SIGTERM, False),
        (TEST, ["greeter.py"], signal.SIGTERM, False),
        (TEST, ["greeter.py"], signal.SIGHUP, True),
        pytest.param([*TEST, "-n", "2"], ["greeter.py", "greeter.py"], signal.SIGTERM, False, marks=pytest.mark.slow),
        ([*TEST, "-n", "2"], ["greeter.py", "greeter.py"], signal.SIGTERM, True),
        pytest.param([*TEST, "-n", "2"], ["greeter.py", "greeter.py"], signal.SIGINT, True, marks=pytest.mark.slow),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_what_was_started_is_ended(
    arguments: list[str], awaited: list[str], number: signal.Signals, group: bool, tmp_path: Path
) -> None:
    (tmp_path / "slow.yaml").write_text(SCENARIOS)
    process = subprocess.Popen(
        [sys.executable, "-m", "gui_agent", *arguments],
        cwd=tmp_path,
        env=clean_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    while len(running(process.pid, awaited[0])) < len(awaited):
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.05)
    started = descendants(process.pid)
    assert len(running(process.pid, "Xvfb")) == len(awaited)
    if group:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    reported, _ = process.communicate(timeout=60)
    assert process.returncode == 130, reported
    assert "Traceback" not in reported
    deadline = time.monotonic() + 20  # Python's own helpers end once they see that their parent has
    while left := [pid for pid in started if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < deadline, [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in left]
        time.sleep(0.05)
