"""`gui-agent run` with the tiny checkpoint in process clicks the right button of a real window."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TINY = Path(__file__).parents[1] / "tiny" / "checkpoint"
BUTTONS = Path(__file__).parents[2] / "apps" / "coloured_buttons.py"


@pytest.mark.parametrize(
    ("colour", "seed", "thinking"),
    [
        pytest.param("blue", 4, "--thinking", marks=pytest.mark.slow),  # also in test_endpoint, without a process
        ("green", 5, "--no-thinking"),
    ],
)
def test_gui_agent_run_in_process(tmp_path: Path, colour: str, seed: int, thinking: str) -> None:
    pressed = tmp_path / "pressed.log"
    command = [sys.executable, "-m", "gui_agent", "run", f"Click the {colour} button", "--model", str(TINY), thinking]
    command += ["--app", f"{sys.executable} {BUTTONS} {pressed} {seed}", "--json", "--output", str(tmp_path / "runs")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["verdict"] == "done"
    assert pressed.read_text().split() == [colour]
