"""Four agents on four private screens, run after run, and what grows meanwhile.

    python benchmarks/soak.py [MINUTES] [AGENTS]

Each run starts a screen and an application, performs six actions and ends both. Memory, open files, threads, child processes,
screens and temporary files are sampled between runs; the first fifth of the time is warm-up. The exit status is 1 when memory
grew by more than 5% after it, or when anything is left at the end.
"""

from __future__ import annotations

import asyncio
import gc
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))

from command_line import GREETER  # noqa: E402
from scripted_model import ScriptedModel  # noqa: E402

from gui_agent import GuiAgent  # noqa: E402

SCRIPT = [
    {"action": "left_click", "start_box": [330, 280]},
    {"action": "type", "content": "hello"},
    {"action": "key", "keys": "tab"},
    {"action": "key", "keys": "space"},
    {"action": "hover", "start_box": [500, 500]},
    {"action": "wait", "seconds": 0.2},
    {"action": "done"},
]
ALLOWED_GROWTH = 0.05


@dataclass(frozen=True)
class Sample:
    """What this process and its children hold at one moment."""

    at: float
    memory_mb: float
    files: int
    threads: int
    children: int
    temporary: int


def sample(start: float) -> Sample:
    """The figures now."""
    gc.collect()
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    children = sum(len(path.read_text().split()) for path in Path("/proc/self/task").glob("*/children"))
    return Sample(
        time.monotonic() - start,
        int(status["VmRSS"].split()[0]) / 1024,
        len(list(Path("/proc/self/fd").iterdir())),
        int(status["Threads"]),
        children,
        len(list(Path(tempfile.gettempdir()).iterdir())),
    )


async def work(folder: Path, until: float, verdicts: Counter[str]) -> None:
    """One agent: run after run until the time is up; the folders of runs are removed, their disk is not the subject."""
    while time.monotonic() < until:
        agent = GuiAgent(model=ScriptedModel(SCRIPT), app=GREETER, display="virtual", output=folder)
        verdicts[(await agent.run_async("soak")).verdict] += 1
        shutil.rmtree(folder, ignore_errors=True)


async def soak(minutes: float, agents: int) -> int:
    """Run everything and print the table."""
    start = time.monotonic()
    verdicts: Counter[str] = Counter()
    samples: list[Sample] = []
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = str(Path(folder) / "tmp")  # what is left there is ours
        Path(tempfile.tempdir).mkdir()
        before = sample(start)
        tasks = [
            asyncio.create_task(work(Path(folder) / str(number), start + minutes * 60, verdicts)) for number in range(agents)
        ]
        while not all(task.done() for task in tasks):
            await asyncio.wait(tasks, timeout=max(2.0, minutes * 60 / 60))
            samples.append(sample(start))
        await asyncio.gather(*tasks)
        after = sample(start)
    warm = [one for one in samples if one.at > minutes * 60 * 0.2]
    third = max(1, len(warm) // 3)
    early, late = (
        statistics.median(one.memory_mb for one in warm[:third]),
        statistics.median(one.memory_mb for one in warm[-third:]),
    )
    growth = late / early - 1
    print(f"{sum(verdicts.values())} runs of {len(SCRIPT) - 1} actions on {agents} screens in {after.at / 60:.1f} minutes")
    print(f"verdicts: {dict(verdicts)}")
    print(f"{'':<10}{'memory MB':>10}{'files':>8}{'threads':>9}{'children':>10}{'temporary':>11}")
    for name, one in (("before", before), ("warm", warm[0]), ("last", warm[-1]), ("after", after)):
        print(f"{name:<10}{one.memory_mb:>10.1f}{one.files:>8}{one.threads:>9}{one.children:>10}{one.temporary:>11}")
    print(f"memory after warm-up: {early:.1f} -> {late:.1f} MB ({growth:+.1%})")
    left = after.children > before.children or after.temporary > before.temporary or after.files > before.files + 8
    return int(growth > ALLOWED_GROWTH or left or set(verdicts) != {"done"})


if __name__ == "__main__":
    sys.exit(asyncio.run(soak(float([*sys.argv[1:], "15"][0]), int([*sys.argv[2:], "4"][0]))))
