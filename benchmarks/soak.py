"""Four agents on four private screens, run after run, and what grows meanwhile.

    python benchmarks/soak.py [MINUTES] [AGENTS]

Each run starts a screen and an application, performs six actions and ends both. What this process holds is sampled every second;
the first fifth of the time is warm-up. The exit status is 1 when the median of the memory grew by more than 5% from the second
fifth to the last, when files, threads, processes, screens or temporary files did, or when any of them is left at the end.
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
from collections.abc import Iterator
from contextlib import suppress
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
PARTS = 5


@dataclass(frozen=True)
class Sample:
    """What this process holds at one moment."""

    at: float
    memory: float
    """Resident, in MB."""
    files: int
    threads: int
    processes: int
    """All that descend from this one."""
    screens: int
    """X servers among them."""
    temporary: int


def sample(start: float) -> Sample:
    """The figures now."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    names = list(descendants("self"))
    return Sample(
        time.monotonic() - start,
        int(status["VmRSS"].split()[0]) / 1024,
        len(list(Path("/proc/self/fd").iterdir())),
        int(status["Threads"]),
        len(names),
        names.count("Xvfb"),
        len(list(Path(tempfile.gettempdir()).iterdir())),
    )


def descendants(process: str) -> Iterator[str]:
    """The names of the processes that a process has started, and of those that these have."""
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in path.read_text().split():
                yield Path(f"/proc/{child}/comm").read_text().strip()
                yield from descendants(child)


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
            await asyncio.wait(tasks, timeout=1.0)
            samples.append(sample(start))
        await asyncio.gather(*tasks)
        gc.collect()
        after = sample(start)
    print(f"{sum(verdicts.values())} runs of {len(SCRIPT) - 1} actions on {agents} screens in {after.at / 60:.1f} minutes")
    print(f"verdicts: {dict(verdicts)}")
    return report(before, samples, after, minutes * 60) + (set(verdicts) != {"done"})


def report(before: Sample, samples: list[Sample], after: Sample, seconds: float) -> int:
    """Print the table; the number of things that grew or were left behind."""
    parts = [
        [one for one in samples if part <= one.at / seconds * PARTS < part + 1 or (part == PARTS - 1 and one.at > seconds)]
        for part in range(PARTS)
    ]
    names = ["memory", "files", "threads", "processes", "screens", "temporary"]
    rows = {"before": [float(getattr(before, name)) for name in names]}
    for number, part in enumerate(parts, 1):
        medians = [statistics.median(getattr(one, name) for one in part) for name in names]
        rows[f"{number}/{PARTS} of the time{' (warm-up)' if number == 1 else ''}"] = medians
    rows["after"] = [float(getattr(after, name)) for name in names]
    print(f"{'median of':<24}" + "".join(f"{name:>11}" for name in names))
    for label, values in rows.items():
        print(f"{label:<24}{values[0]:>8.1f} MB" + "".join(f"{value:>11g}" for value in values[1:]))
    first, last = list(rows.values())[2], list(rows.values())[-2]
    growth = last[0] / first[0] - 1
    print(f"memory after warm-up: {first[0]:.1f} -> {last[0]:.1f} MB ({growth:+.1%})")
    grown = [name for name, was, now in zip(names[1:], first[1:], last[1:], strict=True) if now > was + 1]
    grown += ["memory"] if growth > ALLOWED_GROWTH else []
    left = [name for name in names[3:] if getattr(after, name) > getattr(before, name)]
    left += ["files"] if after.files > before.files + 8 else []
    print(f"grown: {', '.join(grown) or 'nothing'}; left at the end: {', '.join(left) or 'nothing'}")
    return len(grown) + len(left)


if __name__ == "__main__":
    sys.exit(asyncio.run(soak(float([*sys.argv[1:], "15"][0]), int([*sys.argv[2:], "4"][0]))))
