"""A private screen starts whatever TMPDIR says, at a number where no desktop is, and its folder can be found again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = (
    "from gui_agent.perception.screen.display import start_virtual_display\n"
    "with start_virtual_display() as display:\n"
    "    print(display.name, display.to_json()['folder'])"
)


@pytest.mark.parametrize("name", ["odd 'name' é & <b>", "l" * 120, "none/such"])
def test_it_starts_whatever_tmpdir_says(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    if "/" not in name:
        folder.mkdir()
    environment = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    number, place = done.stdout.split()
    assert int(number[1:]) >= 100
    assert len(place) < 60, "a socket's path has 107 bytes at most"
    assert not Path(place).exists(), "it was ended"
