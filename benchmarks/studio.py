"""What watching costs a run, and how late a step is seen: one run, watched in a browser and not watched by turns.

    python benchmarks/studio.py [--steps 48] [--block 6] [--model-seconds 1.0]

The run, the studio, a headless chromium that draws the live view, and the scripted server share this machine. The server streams its
thinking over `model-seconds`, as GLM-4.5V does over several; with 0 it answers at once, which no model does. The first step after each
change of turns is left out: the page is being opened. A step is shown when its line is in the timeline of the page; the delay is
counted from the event's own time.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from observer import Observer

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/support"))

from glm_server import GlmServer, Reply, Request
from playwright.sync_api import Page
from studio_browser import StudioProcess, chromium, open_studio, studio

from gui_agent.perception.geometry import Size
from gui_agent.record.events import ActionFinished, Event, RunFinished
from gui_agent.record.run_log import read_events

LAMPS = Path(__file__).parent / "apps/lamps.py"
BUTTONS = 10
SIZE = Size(1260, 784)
THINKING = (
    "I see ten buttons and a lamp for each of them. The next button in order comes now, and I look at its lamp after that. "
)
PIECES = 2 * len(THINKING) // 7
PHASES = ("capture", "encode", "prompt", "act", "settle")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=48)
    parser.add_argument("--block", type=int, default=6, help="steps in one turn")
    parser.add_argument("--model-seconds", type=float, default=1.0)
    options = parser.parse_args()
    clicks = Observer(options.steps, BUTTONS, SIZE)

    def script(request: Request) -> Reply:
        reply = clicks(request)
        return Reply(thinking=THINKING * 2, calls=reply.calls)

    with (
        tempfile.TemporaryDirectory() as folder,
        GlmServer(script, pace=options.model_seconds / PIECES) as server,
        studio(Path(folder)) as opened,
        chromium() as browser,
        open_studio(browser, opened) as person,
    ):
        form = {
            "task": "Click every button, in order",
            "app": f"{sys.executable} {LAMPS} {folder}/clicks {BUTTONS} 0",
            "base_url": server.base_url,
            "model": server.model,
            "team": False,
            "max_steps": options.steps + 1,
        }
        answer = person.context.request.post(f"{opened.root}/api/runs", data=form)
        name = answer.json()["run"]
        watched, late, frames = by_turns(person.page, opened, name, options.steps, options.block)
        events = list(read_events(opened.runs / name))
    report(events, watched, late, frames, options.block)


def by_turns(page: Page, opened: StudioProcess, name: str, steps: int, block: int) -> tuple[set[int], list[float], int]:
    """Watch every other block of steps; which were watched, how late each was shown (ms), and the frames that were drawn."""
    watched: set[int] = set()
    late: list[float] = []
    frames = 0
    looking, since = False, 0.0
    while True:
        events = list(read_events(opened.runs / name))
        step = max((event.step for event in events if isinstance(event, ActionFinished)), default=0)
        over = isinstance(events[-1], RunFinished)
        wanted = not over and step < steps and step // block % 2 == 1
        if looking and not wanted:
            shown = page.locator(".steps > li[data-time]").evaluate_all(
                "all => all.map(one => [Date.parse(one.dataset.time), Number(one.dataset.shown) - Date.parse(one.dataset.time)])"
            )
            late += [delay for happened, delay in shown if happened > since]
            frames += int(page.locator("canvas").get_attribute("data-frames") or 0)
            page.goto(f"{opened.root}/#/ask")
        if wanted and not looking:
            page.goto(f"{opened.root}/#/run/{name}")
            page.locator(".badge.live").wait_for()
            since = time.time() * 1000
        looking = wanted
        if wanted:
            watched |= set(range(step + 1, step // block * block + block + 1))
        if over:
            return watched, late, frames
        time.sleep(0.02)


def report(events: list[Event], watched: set[int], late: list[float], frames: int, block: int) -> None:
    """The table, and what it means."""
    finished = {event.step: event for event in events if isinstance(event, ActionFinished)}
    rows: dict[str, list[tuple[float, float]]] = {"not watched": [], "watched": []}
    for step, event in finished.items():
        if step > block and step % block != 1:
            took = event.at - finished[step - 1].at
            ours = sum(event.timings.get(phase, 0.0) for phase in PHASES)
            rows["watched" if step in watched else "not watched"].append((took, ours))
    print(f"{'':14}{'steps':>6}{'step, ms (mean)':>18}{'median':>10}{'ours, ms (mean)':>18}{'median':>10}")
    for name, taken in rows.items():
        wall, ours_of = [took * 1000 for took, _ in taken], [ours * 1000 for _, ours in taken]
        print(
            f"{name:14}{len(taken):6}{statistics.mean(wall):18.1f}{statistics.median(wall):10.1f}"
            f"{statistics.mean(ours_of):18.1f}{statistics.median(ours_of):10.1f}"
        )
    means = {name: statistics.mean(took for took, _ in taken) for name, taken in rows.items()}
    medians = {name: statistics.median(took for took, _ in taken) for name, taken in rows.items()}
    print(
        f"a watched step takes {means['watched'] / means['not watched'] - 1:+.1%} (mean), "
        f"{medians['watched'] / medians['not watched'] - 1:+.1%} (median) longer"
    )
    late.sort()
    print(
        f"a step is shown after {statistics.median(late):.0f} ms (median), {late[round(len(late) * 0.95) - 1]:.0f} ms (95%), "
        f"{late[-1]:.0f} ms (worst of {len(late)}); {frames} frames drawn"
    )
    print(f"verdict: {events[-1].get('verdict')}")


if __name__ == "__main__":
    main()
