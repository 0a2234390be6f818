"""How much sooner scenarios are done with several workers, in one run.

    python benchmarks/scenario_workers.py [--workers 2] [--rounds 2] [--replay auto] [--ray] [--all]

Plays 12 scenarios of `scenarios/` (`--all`: all of them) with 1 worker and with several, in turns, each as a user would:
`gui-agent test`, from its start to its end. Prints every time, the verdicts, and the ratio of the quickest times. With `--ray` they
are played on a Ray cluster of this machine as well, which must give the same verdicts (pip install 'gui-agent[ray]').
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENVIRONMENT = {**os.environ, "PYTEST_ADDOPTS": "-p no:hypothesispytest -p no:benchmark"}
"""Without the pytest plugins of this project's own tests, which a user's installation does not have."""
TWELVE = "not tea and not wrong and not nobody and not (Enter and adds) and not (an and needs)"


def main() -> int:
    """Play and print; exit status 1 when verdicts differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--replay", choices=["off", "auto", "only"], default="auto")
    parser.add_argument("--ray", action="store_true")
    parser.add_argument("--all", action="store_true")
    chosen = parser.parse_args()
    several = f"{chosen.workers} workers"
    ways = {"1 worker": ["-n", "1"], several: ["-n", str(chosen.workers)]}
    if chosen.ray:
        ways["ray"] = ["--engine", "ray"]
    times: dict[str, list[float]] = {way: [] for way in ways}
    verdicts: dict[str, dict[str, str]] = {}
    for _ in range(chosen.rounds):
        for way, flags in ways.items():
            seconds, found = played([*flags, "--replay", chosen.replay, *([] if chosen.all else ["-k", TWELVE])])
            times[way].append(seconds)
            verdicts[way] = found
            passed = sum(verdict == "passed" for verdict in found.values())
            print(f"{way:10} {seconds:6.1f} s   {passed} of {len(found)} passed   load {os.getloadavg()[0]:.1f}", flush=True)
    ratio = min(times[several]) / min(times["1 worker"])
    same = all(found == verdicts["1 worker"] for found in verdicts.values())
    print(f"ratio {ratio:.2f} ({several} to 1, the quickest of {chosen.rounds}); verdicts {'the same' if same else 'DIFFER'}")
    return 0 if same else 1


def played(flags: list[str]) -> tuple[float, dict[str, str]]:
    """Seconds, and the verdict of each scenario."""
    with tempfile.TemporaryDirectory(prefix="scenario-workers-") as folder:
        command = [sys.executable, "-m", "gui_agent", "test", "scenarios", "--json", "--output", folder, *flags]
        start = time.monotonic()
        # Into a file: a pipe would be open until the last helper of multiprocessing is gone, which nobody waits for.
        with (Path(folder) / "said.txt").open("w+", encoding="utf-8") as said:
            subprocess.run(command, env=ENVIRONMENT, stdout=said, stderr=subprocess.STDOUT, check=False)
            seconds = time.monotonic() - start
            said.seek(0)
            lines = said.read().strip().splitlines()
    last = [line for line in lines if line.startswith('{"exit_status"')]
    if not last:
        raise SystemExit("\n".join(lines))
    return seconds, {f"{one['file']}::{one['title']}": one["verdict"] for one in json.loads(last[0])["scenarios"]}


if __name__ == "__main__":
    sys.exit(main())
