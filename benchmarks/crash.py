"""Kill -9 at every phase of every step of a ten-step run, then resume: a table of what came of it.

    python benchmarks/crash.py [WORKERS] [POINTS]

A real server on loopback, a real application, a real SIGKILL; about ten seconds a point. All are a hundred; fewer are taken evenly
from all phases and steps.
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))

from kill_point import PHASES  # noqa: E402
from ten_steps import Survived, crash_and_resume  # noqa: E402

STEPS = range(1, 11)


def main() -> int:
    """Run all points; the exit status is the number of points with a problem, at most 100."""
    workers = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    points = [(phase, step) for phase in PHASES for step in STEPS]
    if len(sys.argv) > 2:
        wanted = min(int(sys.argv[2]), len(points))
        # 37 has no divisor in common with 100: its multiples go through all points, and through phases and steps alike.
        points = sorted((points[number * 37 % len(points)] for number in range(wanted)), key=lambda point: PHASES.index(point[0]))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as pool:

        def perform(point: tuple[str, int]) -> Survived:
            survived = crash_and_resume(*point, Path(folder) / f"{point[0]}-{point[1]}")
            for problem in survived.problems:
                print(f"{point[0]}:{point[1]}: {problem}", file=sys.stderr, flush=True)
            return survived

        results = list(pool.map(perform, points))
    print(f"{'killed when':<12}" + "".join(f"{step:>4}" for step in STEPS) + "   the model was told")
    for phase in PHASES:
        row = {result.step: result for result in results if result.phase == phase}
        marks = "".join(f"{('-' if step not in row else 'BAD' if row[step].problems else 'ok'):>4}" for step in STEPS)
        reported = {result.reported.partition(":")[0] or "nothing: it decides again" for result in row.values()}
        print(f"{phase:<12}{marks}   {'; '.join(sorted(reported))}")
    bad = sum(bool(result.problems) for result in results)
    print(f"{len(results)} points, {len(results) - bad} complete with nothing doubled, nothing lost and a whole log")
    return min(bad, 100)


if __name__ == "__main__":
    sys.exit(main())
