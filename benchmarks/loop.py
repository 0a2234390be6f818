"""What the loop costs beside the model: our share of each step, with a server that answers at once.

    python benchmarks/loop.py [--steps 10] [--runs 3] [--only share|tokens|memory|start]

The share is the time from the last byte of an answer to the last byte of the next request, as the server sees it. A picture is
stale when it does not show yet what the application did in answer to the last action. Uncached tokens follow the message-prefix
model: what is not a prefix of an earlier request, in whole messages, is paid for. `start` is from the start of the process.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from observer import Seen, scripted_server

from gui_agent import GuiAgent, Limits, ModelChoice
from gui_agent.perception.geometry import Size
from gui_agent.record.events import ActionFinished

LAMPS = Path(__file__).parent / "apps/lamps.py"
BUTTONS = 10
USUAL, LARGE = Size(1280, 800), Size(1920, 1080)


def measure(size: Size, delay: int, steps: int, buttons: int, listener: Callable[[Any], None] | None = None) -> dict[str, Any]:
    """One run of the scripted task."""
    with tempfile.TemporaryDirectory() as folder, scripted_server(steps, buttons, size) as (base_url, server):
        log = Path(folder) / "clicks"
        agent = GuiAgent(
            model=ModelChoice(name="glm-4.5v", base_url=base_url),
            display=f"virtual:{size.width}x{size.height}",
            app=f"{sys.executable} {LAMPS} {log} {buttons} {delay}",
            limits=Limits(steps=steps + 5),
            output=Path(folder) / "runs",
            listener=listener,
        )
        cpu = _cpu()
        result = agent.run("Click every button, in order")
        cpu = _cpu() - cpu
        clicks = log.read_text().split() if log.exists() else []
        server.send("over")
        seen: Seen = server.recv()
    return {
        "verdict": result.verdict,
        "share": statistics.median(seen.shares),
        "right": sum(click == str(number % buttons) for number, click in enumerate(clicks)),
        "stale": seen.stale,
        "uncached": seen.uncached[:steps],
        "cpu": cpu / steps,
        "phases": {phase: seconds * 1000 / steps for phase, seconds in result.timings.items()},
    }


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def print_share(runs: int, steps: int) -> None:
    """Our share of a step on two screens, with an application that reacts at once and with one that is 300 ms late."""
    print("screen     reaction  share ms  right  stale  uncached  CPU s/step  phases ms/step")
    for size in (USUAL, LARGE):
        for delay in (0, 300):
            for _ in range(runs):
                row = measure(size, delay, steps, steps)
                phases = " ".join(f"{phase} {value:.1f}" for phase, value in row["phases"].items())
                print(
                    f"{size.width}x{size.height:<5} {delay:>5} ms {row['share']:>9.1f} {row['right']:>4}/{steps} {row['stale']:>6}"
                    f" {sum(row['uncached']):>9} {row['cpu']:>11.3f}  {phases}",
                    flush=True,
                )


def print_tokens(steps: int = 30) -> None:
    """Uncached prompt tokens a step over a longer run."""
    row = measure(USUAL, 0, steps, steps)
    first, *later = row["uncached"]
    print(
        f"\nuncached prompt tokens over {steps} steps at {USUAL.width}x{USUAL.height}: {statistics.mean(row['uncached']):.0f} a step"
    )
    print(
        f"  (first request {first}, later ones {statistics.mean(later):.0f}); right {row['right']}/{steps}, stale {row['stale']}"
    )
    print(f"  processor time: {row['cpu']:.3f} s a step, the start included")


def print_memory(steps: int = 200, warm: int = 40) -> None:
    """Resident memory over a long run, sampled after each step."""
    samples: list[float] = []

    def sample(event: Any) -> None:
        if isinstance(event, ActionFinished):
            samples.append(_resident_mb())

    row = measure(USUAL, 0, steps, BUTTONS, sample)
    early, late = max(samples[warm : warm + 40]), max(samples[-40:])
    marks = " ".join(f"{samples[index - 1]:.0f}" for index in range(20, len(samples) + 1, 20))
    print(f"\nmemory over {steps} steps, MB after every 20: {marks}")
    print(f"  peak of steps {warm + 1} to {warm + 40}: {early:.1f}, of the last 40: {late:.1f} ({late / early - 1:+.1%})")
    print(f"  right {row['right']}/{steps}, stale {row['stale']}; processor time {row['cpu']:.3f} s a step")


def _resident_mb() -> float:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    return int(status["VmRSS"].split()[0]) / 1024


def print_start(runs: int) -> None:
    """From the start of the process to the first request, of the command and of a script."""
    script = (
        "import sys; from gui_agent import GuiAgent, ModelChoice, Limits; from pathlib import Path; GuiAgent("
        "model=ModelChoice(name='glm-4.5v', base_url=sys.argv[1]), display='virtual:1280x800', app=sys.argv[2],"
        "output=Path(sys.argv[3])).run('x')"
    )
    print("\nstart to first request, s")
    for name in ("gui-agent run", "a script"):
        taken = []
        for _ in range(runs + 1):
            with tempfile.TemporaryDirectory() as folder, scripted_server(0, 1, USUAL) as (base_url, server):
                app = f"{sys.executable} {LAMPS} {folder}/clicks 10 0"
                options = ["--model", "glm-4.5v", "--base-url", base_url, "--display", "virtual:1280x800", "--app", app]
                command = [sys.executable, "-m", "gui_agent", "run", "x", *options, "--output", folder]
                start = time.perf_counter()
                subprocess.run(
                    command if name == "gui-agent run" else [sys.executable, "-c", script, base_url, app, folder],
                    check=False,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                server.send("over")
                taken.append(server.recv().arrived[0] - start)
        print(f"  {name:<14} {' '.join(f'{seconds:.2f}' for seconds in taken[1:])}  median {statistics.median(taken[1:]):.2f}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=("share", "tokens", "memory", "start"))
    options = parser.parse_args()
    if options.only in (None, "share"):
        print_share(options.runs, options.steps)
    if options.only in (None, "tokens"):
        print_tokens()
    if options.only in (None, "start"):
        print_start(options.runs)
    if options.only in (None, "memory"):
        print_memory()


if __name__ == "__main__":
    main()
