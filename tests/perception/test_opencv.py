"""OpenCV is imported without a trace in the environment that other programs inherit."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IMPORT = "import os; before = dict(os.environ); from gui_agent.perception.opencv import cv2; print(dict(os.environ) == before)"


@pytest.mark.parametrize("given", [{}, {"LD_LIBRARY_PATH": "/opt/own"}], ids=["unset", "set"])
def test_the_environment_stays_as_it_was(given: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT], env=given, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_nobody_imports_it_otherwise() -> None:
    sources = [path for folder in ("actions", "gui_agent", "model", "perception") for path in (ROOT / folder).rglob("*.py")]
    others = [path for path in sources if re.search(r"^\s*import cv2\b", path.read_text(encoding="utf-8"), re.MULTILINE)]
    assert others == [ROOT / "perception/opencv.py"]
