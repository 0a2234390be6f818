"""A sample of the chaos; two hundred runs: `python benchmarks/chaos.py`."""

from pathlib import Path

import pytest
from chaos import chaos_run


@pytest.mark.parametrize("seed", [3, 11, 12])
def test_a_run_against_a_faulty_server_ends_with_the_truth(tmp_path: Path, seed: int) -> None:
    ended = chaos_run(seed, tmp_path / "run")
    assert ended.problems == (), ended
