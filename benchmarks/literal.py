"""How well, and how fast, the embedded model follows instructions: `python benchmarks/literal.py [--only WORD | --times]`.

Follows 41 instructions over five applications, refuses 20, and measures the time to the first and to each further action.
Prints one line per miss, then a table; exits 1 if fewer than 38 were right or anything was done that had to be refused.
With --times only the times are measured, on every fourth instruction.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from literal_cases import FOLLOW, REFUSE, Case, Refusal

from gui_agent.agent.agent import GuiAgent
from gui_agent.model.literal import LiteralModel
from gui_agent.record.events import ActionStarted
from gui_agent.record.run_log import read_events
from gui_agent.run.limits import Limits
from gui_agent.run.result import RunResult

APPS = Path(__file__).parent.parent / "scenarios" / "apps"
ENOUGH = 38
STARTS = 5
FIRST_STEP = re.compile(r"step +1 ")
"""How the command line says that its first action begins."""


def main() -> int:
    """Run everything, print the figures."""
    only = sys.argv[2] if len(sys.argv) > 2 and sys.argv[1] == "--only" else ""
    times = sys.argv[1:] == ["--times"]
    model = LiteralModel()
    model.warm_up()
    right = refused = 0
    decisions: list[float] = []
    paces: list[float] = []
    follow = [case for case in FOLLOW if only in case.app + case.instruction][:: 4 if times else 1]
    refuse = [case for case in REFUSE if only in case.app + case.instruction and not times]
    for case in follow:
        result, state, between = perform(model, case.app, case.instruction)
        decisions += [result.timings.get("model", 0.0) / (result.steps + 1)]
        paces += between
        good = followed(case, result, state)
        right += good
        if not good:
            print(
                f"MISS {case.app}: {case.instruction!r}: {result.verdict} {result.reason} {result.answer} {state!r}", flush=True
            )
    for refusal in refuse:
        result, state, _ = perform(model, refusal.app, refusal.instruction)
        good = declined(refusal, result)
        refused += good
        if not good:
            print(
                f"MISS {refusal.app}: {refusal.instruction!r} was to be refused: {result.verdict} {result.reason} {state!r}",
                flush=True,
            )
    print(f"followed {right} of {len(follow)}, refused {refused} of {len(refuse)}")
    if paces:
        print(f"deciding, median per action: {statistics.median(decisions):.2f} s")
        print(f"from one action to the next, median of {len(paces)}: {statistics.median(paces):.2f} s")
    if not only:
        print_start_times(start_times())
    return 0 if times else int(right < ENOUGH - (len(FOLLOW) - len(follow)) or refused < len(refuse))


def perform(model: LiteralModel, app: str, instruction: str) -> tuple[RunResult, str, list[float]]:
    """Run one instruction on a fresh copy of an application; the result, what its files hold, seconds from action to action."""
    with tempfile.TemporaryDirectory(prefix="gui-agent-literal-") as folder:
        state = Path(folder) / "state.txt"
        command = f"{sys.executable} {APPS / f'{app}.py'} {state}"
        result = GuiAgent(model=model, app=command, limits=Limits(steps=40, seconds=90), output=Path(folder) / "runs").run(
            instruction
        )
        files = [file for file in sorted(Path(folder).glob("state.*")) if file.is_file()]
        return result, "\n".join(file.read_text(encoding="utf-8") for file in files), gaps(result)


def gaps(result: RunResult) -> list[float]:
    """Seconds from the beginning of one action to the beginning of the next: effect, look, decision."""
    assert result.run is not None
    starts = [float(event.at) for event in read_events(result.run) if isinstance(event, ActionStarted)]
    return [later - earlier for earlier, later in pairwise(starts)]


def followed(case: Case, result: RunResult, state: str) -> bool:
    """Whether the run ended well and the application agrees."""
    if result.verdict != "done" or (case.answer is not None and result.answer != case.answer):
        return False
    return all(text in state for text in case.expected) and not any(text in state for text in case.unwanted)


def declined(refusal: Refusal, result: RunResult) -> bool:
    """Whether the run failed and its reason names what was not understood or not found."""
    return result.verdict == "failed" and refusal.named.casefold() in result.reason.casefold()


def print_start_times(first: list[float]) -> None:
    """The median and the span of some times to the first action (seconds); that there is none, where no run acted."""
    if not first:
        print(f"from the command to the first action: none of {STARTS} runs acted")
        return
    span = f"{min(first):.2f} to {max(first):.2f}"
    print(f"from the command to the first action, median of {len(first)}: {statistics.median(first):.2f} s ({span})")


def start_times() -> list[float]:
    """Seconds from the start of the command line to its first action on the greeter, in new processes that acted."""
    seconds = []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory(prefix="gui-agent-literal-") as folder:
            app = f"{sys.executable} {APPS / 'greeter.py'}"
            argv = [sys.executable, "-m", "gui_agent", "run", "click Greet", "--app", app, "--output", folder]
            begin = time.perf_counter()
            with subprocess.Popen(argv, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
                assert process.stderr is not None
                for line in process.stderr:
                    if FIRST_STEP.match(line):
                        seconds.append(time.perf_counter() - begin)
                        break
                process.stderr.read()
    return seconds


if __name__ == "__main__":
    sys.exit(main())
