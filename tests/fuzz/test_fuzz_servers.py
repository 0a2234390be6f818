"""Broken and hostile requests at each server: no way in without the token, no traceback, no file of others, nothing that grows."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("server", ["studio", "mcp", "proxy"])
def test_a_thousand_requests(server: str) -> None:
    words = [sys.executable, str(ROOT / "benchmarks/fuzz_servers.py"), "--count", "1000", "--only", server, "--seed", "7"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
