"""Two hundred runs against a server that injects faults at random, with a fixed seed.

    python benchmarks/chaos.py [RUNS] [WORKERS] [SEED]

Each run ends done, or with a verdict that is true, within its limits: no hang, no traceback, no false done.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))
PART = 10
"""Runs in one process; all would do, but several processes use several cores."""


def part(first: int, count: int, folder: str) -> int:
    """Perform some runs in this process and print a line for each."""
    from chaos import chaos_run

    bad = 0
    for seed in range(first, first + count):
        ended = chaos_run(seed, Path(folder) / str(seed))
        bad += bool(ended.problems)
        print("\t".join([ended.verdict, f"{ended.seconds:.1f}", str(len(ended.faults)), *ended.problems]), flush=True)
    return min(bad, 100)


def main() -> int:
    """Run everything and print the table; the exit status is not 0 when a run had a problem."""
    runs, workers, seed = (int(text) for text in [*sys.argv[1:], *["200", "2", "1"][len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as pool:

        def perform(first: int) -> subprocess.CompletedProcess[str]:
            count = min(PART, seed + runs - first)
            command = [sys.executable, __file__, "part", str(first), str(count), folder]
            return subprocess.run(command, capture_output=True, text=True, timeout=PART * 120, check=False)

        parts = list(pool.map(perform, range(seed, seed + runs, PART)))
    lines = [line.split("\t") for finished in parts for line in finished.stdout.splitlines()]
    problems = [problem for line in lines for problem in line[3:]]
    tracebacks = [finished.stderr for finished in parts if "Traceback" in finished.stderr]
    seconds = [float(line[1]) for line in lines]
    for verdict, count in Counter(line[0] for line in lines).most_common():
        print(f"{verdict:<14}{count:>5}")
    print(f"{len(lines)} of {runs} runs, {sum(int(line[2]) for line in lines)} faults injected, longest run {max(seconds):.0f} s")
    print(f"{len(problems)} problems, {len(tracebacks)} tracebacks")
    print("\n".join([*problems, *(text[-2000:] for text in tracebacks)]), file=sys.stderr)
    return 0 if len(lines) == runs and not problems and not tracebacks else 1


if __name__ == "__main__":
    sys.exit(part(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]) if sys.argv[1:2] == ["part"] else main())
