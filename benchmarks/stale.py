"""Whether anything is done by an old picture: a window changes between the picture and the input.

    python benchmarks/stale.py [--only changes|calm|cost]

`changes`: buttons, drop targets and the focus change places, or a question pops up over them, 0.3 to 1.5 s before the answer (before it
begins, or while it arrives) and during an approval. `calm`: nothing of that kind happens, beside a clock, a spinner and a caret: every
action that is held back is a false alarm. `cost`: milliseconds that the look right before an input takes.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/support"))

from shifting_model import SCENES, Act, Trial, perform

from gui_agent.actions.action import parse_action
from gui_agent.desktop.desktop import Desktop
from gui_agent.perception.screen.display import open_display
from gui_agent.record.events import ActionRefused, ActionStarted
from gui_agent.record.run_log import read_events

LEADS = (0.3, 0.7, 1.1, 1.5)
"""Seconds before the answer."""


def trials() -> list[Trial]:
    """Five kinds of action, two of change, four leads; one of them in three while the answer arrives; and the approvals."""
    acts: list[Act] = list(SCENES)
    found = [
        Trial(act, change, lead, streamed=number % 3 == 0)
        for number, (act, change, lead) in enumerate(itertools.product(acts, ("swap", "popup"), LEADS))
    ]
    found += [Trial(act, change, 0.5, approval=True) for act, change in itertools.product(acts, ("swap", "popup"))]
    return found + [Trial(act, change, 0.4, streamed=True) for act, change in itertools.product(acts, ("swap", "popup"))]


def measure_changes() -> None:
    """Wrong inputs, and runs that do not end right, of 60."""
    wrong = unfinished = 0
    everything = trials()
    for trial in everything:
        with tempfile.TemporaryDirectory(prefix="gui-agent-stale-") as folder:
            result = perform(trial, Path(folder))
            right, hit = trial.is_right and result.verdict == "done", trial.wrong
        wrong += bool(hit)
        unfinished += not right
        said = "right" if right and not hit else f"{result.verdict} {result.reason} wrong={hit}"
        print(f"  {trial.act} {trial.change} {trial.lead} {trial.streamed=} {trial.approval=}: {said}", flush=True)
    print(f"changes: {len(everything)} trials, {wrong} wrong inputs, {unfinished} runs that did not end right")


def measure_calm(rounds: int) -> None:
    """Actions that are held back although nothing but a clock, a spinner and a caret moves."""
    started = held_back = 0
    for act, _ in itertools.product(SCENES, range(rounds)):
        trial = Trial(act, "", 0.3)
        with tempfile.TemporaryDirectory(prefix="gui-agent-stale-") as folder:
            result = perform(trial, Path(folder))
            assert result.run is not None
            events = list(read_events(result.run))
        started += sum(isinstance(event, ActionStarted) for event in events)
        held_back += sum(isinstance(event, ActionRefused) for event in events)
    print(f"calm: {started} actions, {held_back} false alarms")


async def measure_cost(times: int) -> None:
    """What a hover costs with the look before it, and without: the quickest tenth, and the processor's time."""
    display = open_display("virtual:1280x800", with_app=True)
    desktop = Desktop(display)
    await desktop.connect()
    try:
        hover = parse_action({"action": "hover", "start_box": [500, 500]})
        frame = desktop.screen
        looked, bare = [], []
        for _ in range(times):
            sight = await desktop.show(await desktop.screenshot())
            looked.append(await desktop.on_thread(lambda sight=sight: _timed(lambda: desktop._act(hover, frame, sight))))
            bare.append(await desktop.on_thread(lambda: _timed(lambda: desktop.executor.perform(hover, frame))))
        for name, number in (("wall", 0), ("processor", 1)):
            one, other = (sorted(pair[number] for pair in pairs)[times // 10] for pairs in (looked, bare))
            print(f"cost: {name} {(one - other) * 1000:.2f} ms a step (10th percentile of {times})")
    finally:
        await desktop.close()


def _timed(function: Callable[[], object]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.thread_time()
    function()
    return time.perf_counter() - wall, time.thread_time() - processor


def main() -> None:
    """Print the figures."""
    import asyncio

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("changes", "calm", "cost"))
    parser.add_argument("--rounds", type=int, default=8)
    options = parser.parse_args()
    if options.only in (None, "cost"):
        asyncio.run(measure_cost(100))
    if options.only in (None, "changes"):
        measure_changes()
    if options.only in (None, "calm"):
        measure_calm(options.rounds)


if __name__ == "__main__":
    main()
