"""How quick `gui-agent --help` is: its time against that of importing typer alone, in one run.

python benchmarks/startup.py [--runs 15]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time


def seconds(command: list[str]) -> float:
    """How long a command takes."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and the bound that they are held to: 1.5 times the import of typer, plus 100 ms."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    commands = {
        "import typer": [sys.executable, "-c", "import typer"],
        "gui-agent --help": [sys.executable, "-m", "gui_agent", "--help"],
        "gui-agent run --help": [sys.executable, "-m", "gui_agent", "run", "--help"],
    }
    for command in commands.values():
        seconds(command)  # fills the disk cache
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(seconds(command))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:<22} {median * 1000:6.0f} ms")
    print(f"{'the bound':<22} {(1.5 * medians['import typer'] + 0.1) * 1000:6.0f} ms")


if __name__ == "__main__":
    main()
