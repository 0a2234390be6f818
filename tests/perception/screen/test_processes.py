"""Processes found by what they were started with, also while they become another program, and ended with what they start meanwhile."""

import os
import subprocess
import sys
from pathlib import Path

from gui_agent.perception.screen.processes import end_all, processes_of_folder, processes_with


def test_a_process_that_becomes_another_program_again_and_again_is_found_at_each_look(tmp_path: Path) -> None:
    script = tmp_path / "again"
    script.write_text('#!/bin/sh\nexec "$0"\n')
    script.chmod(0o755)
    environment = {**os.environ, "GUI_AGENT_TEST_MARK": str(tmp_path), "XAUTHORITY": str(tmp_path / "authority")}
    with subprocess.Popen([script], env=environment) as process:
        try:
            looks = [(processes_with("GUI_AGENT_TEST_MARK", str(tmp_path)), processes_of_folder(tmp_path)) for _ in range(60)]
        finally:
            process.kill()
    assert [look for look in looks if look != ([process.pid], [process.pid])] == []


def test_what_is_started_while_the_others_are_ended_is_ended_too(tmp_path: Path) -> None:
    script = """
import signal, subprocess
signal.signal(signal.SIGTERM, lambda *_: subprocess.Popen(["sleep", "307"]))
print("ready", flush=True)
while True:
    signal.pause()
"""
    environment = {**os.environ, "GUI_AGENT_TEST_MARK": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        end_all(lambda: processes_with("GUI_AGENT_TEST_MARK", str(tmp_path)), patience=0.5)
        assert processes_with("GUI_AGENT_TEST_MARK", str(tmp_path)) == []
