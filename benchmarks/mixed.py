"""Our share of a step with all kinds of actions, in windows that show feedback at once and what it leads to late.

    python benchmarks/mixed.py [--runs 2] [--only tk|web] [--delay 0|300]

Ten steps: click, right click, double click, a click into a field, type, a key, scroll, drag, a check box, a chord. The scripted model
finds its targets in the picture by their colours, and answers at once. A picture is stale when it does not show what the last action
led to. The share is the time from the last byte of an answer to the last byte of the next request, as the server sees it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))
sys.path.insert(0, str(ROOT / "benchmarks/apps"))

from glm_server import GlmServer, Reply, Request  # noqa: E402
from mixed import COLOURS, LIT, TEXT  # type: ignore[attr-defined]  # noqa: E402

from gui_agent import GuiAgent, Limits, ModelChoice  # noqa: E402
from gui_agent.record.events import ActionFinished, ActionRefused, Event, RequestReplaced  # noqa: E402
from gui_agent.record.run_log import read_events  # noqa: E402

APP = ROOT / "benchmarks/apps/mixed.py"
EXPECTED = ["click", "right click", "double click", "field", "type", "enter", "scroll", "drop", "tick", "select all"]
SQUARE = 30
"""Pixels of a green square's side."""
OFF = (120, 0)
"""Pixels from the mark of the field and of the list to where they are."""


@dataclass
class Script:
    """Answers each request with the next action, aimed by the picture, and in the end with done."""

    number: int = 0
    """Actions performed so far."""
    lit: dict[int, int] = field(default_factory=dict)
    """Green squares in the newest picture after so many actions."""

    def __call__(self, request: Request) -> Reply:
        """The next action, or done; a request that replaces the last one, or follows what was held back, gets the same answer."""
        self.number = sum(m["role"] == "tool" and "Not performed" not in str(m["content"]) for m in request.messages)
        picture = np.asarray(request.images[-1], np.int16)
        self.lit[self.number] = _lit(picture)
        return Reply(thinking="The next one.", calls=[self._next(picture)])

    @property
    def stale_after(self) -> list[str]:
        """The actions whose effect is not in the picture that the next one was decided by."""
        return [EXPECTED[number - 1] for number, lit in self.lit.items() if 0 < lit + 1 <= number <= len(EXPECTED)]

    def _next(self, picture: NDArray[Any]) -> tuple[str, dict[str, Any]]:
        match EXPECTED[self.number] if self.number < len(EXPECTED) else "":
            case "click":
                return "left_click", {"start_box": _place(picture, "button"), "element_info": "the Apply button"}
            case "right click":
                return "right_click", {"start_box": _place(picture, "surface"), "element_info": "Surface"}
            case "double click":
                return "left_double_click", {"start_box": _place(picture, "row"), "element_info": "a row of the table"}
            case "field":
                return "left_click", {"start_box": _place(picture, "field", OFF), "element_info": "the text field"}
            case "type":
                return "type", {"content": TEXT}
            case "enter":
                return "key", {"keys": "enter"}
            case "scroll":
                place = _place(picture, "list", OFF)
                return "scroll", {"start_box": place, "direction": "down", "step": 3, "element_info": "the list of entries"}
            case "drop":
                ends = {"start_box": _place(picture, "thing"), "end_box": _place(picture, "zone")}
                return "left_drag", {**ends, "element_info": "Thing"}
            case "tick":
                return "left_click", {"start_box": _place(picture, "box"), "element_info": "the Remember check box"}
            case "select all":
                return "key", {"keys": "ctrl+a"}
        return "done", {}


def _colour(name: str) -> tuple[int, ...]:
    return tuple(int(COLOURS.get(name, name).lstrip("#")[at : at + 2], 16) for at in (0, 2, 4))


def _mask(picture: NDArray[Any], name: str) -> NDArray[np.bool_]:
    return np.asarray(np.abs(picture - np.asarray(_colour(name))).max(axis=2) < 40)


def _lit(picture: NDArray[Any]) -> int:
    """How many green squares there are, one below another."""
    rows = np.count_nonzero(_mask(picture, LIT), axis=1) >= SQUARE // 2
    return int(np.count_nonzero(np.diff(rows.astype(np.int8), prepend=0) == 1))


def _place(picture: NDArray[Any], name: str, off: tuple[int, int] = (0, 0)) -> list[int]:
    rows, columns = np.nonzero(_mask(picture, name))
    height, width = picture.shape[:2]
    x, y = float(np.median(columns)) + off[0], float(np.median(rows)) + off[1]
    return [round(x * 1000 / width), round(y * 1000 / height)]


def _serve(reported: Connection) -> None:
    script = Script()
    with GlmServer(script) as server:
        reported.send(server.base_url)
        reported.recv()
    pairs = zip([times[1] for times in server.times], [times[0] for times in server.times[1:]], strict=False)
    reported.send((script.stale_after, [(asked - answered) * 1000 for answered, asked in pairs]))


def measure(kind: str, delay: int) -> dict[str, Any]:
    """One run."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    with tempfile.TemporaryDirectory(prefix="gui-agent-mixed-") as folder:
        log = Path(folder) / "inputs"
        agent = GuiAgent(
            model=ModelChoice(name="glm-4.5v", base_url=ours.recv()),
            display="virtual:1280x800",
            app=f"{sys.executable} {APP} {kind} {log} {delay}",
            limits=Limits(steps=15, seconds=90),
            output=Path(folder) / "runs",
        )
        result = agent.run("Do everything once")
        ours.send("over")
        stale_at, shares = ours.recv()
        inputs = log.read_text().splitlines() if log.exists() else []
        events = list(read_events(result.run)) if result.run else []
        replaced = sum(isinstance(event, RequestReplaced) for event in events)
        said = [words for event in events if (words := _said(event))]
    process.join(5)
    right = sum(one == other for one, other in zip(inputs, EXPECTED, strict=False))
    return {
        "verdict": result.verdict,
        "reason": result.reason,
        "right": right,
        "inputs": inputs,
        "said": said,
        "stale": sum(name != EXPECTED[-1] for name in stale_at),
        "stale_at": stale_at,
        "replaced": replaced,
        "median": statistics.median(shares),
        "mean": statistics.mean(shares),
        "shares": [round(share) for share in shares],
    }


def _said(event: Event) -> str:
    match event:
        case ActionRefused():
            return f"{event.action.action}: {event.outcome}: {event.reason}"
        case ActionFinished():
            waited = f"{event.settle.reason} after {event.settle.seconds:.2f} s" if event.settle else ""
            return f"{event.action.action}: {event.effect.outcome}: {event.effect.text}; {waited}"
    return ""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--only", choices=("tk", "web"))
    parser.add_argument("--delay", type=int, action="append")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    print("window  reaction  right  stale of 9  replaced  share ms: median, mean")
    for kind in [options.only] if options.only else ["tk", "web"]:
        for delay in options.delay or [0, 300]:
            for _ in range(options.runs):
                row = measure(kind, delay)
                print(
                    f"{kind:<7} {delay:>5} ms {row['right']:>3}/{len(EXPECTED)} {row['stale']:>11} {row['replaced']:>9}"
                    f" {row['median']:>14.0f} {row['mean']:>5.0f}",
                    flush=True,
                )
                if row["right"] < len(EXPECTED) or row["stale_at"] or row["verdict"] != "done":
                    print(f"    {row['verdict']} {row['reason']} {row['inputs']} stale after: {row['stale_at']}")
                print(f"    {row['shares']}")
                if options.verbose:
                    print("\n".join(f"      {words}" for words in row["said"]))


if __name__ == "__main__":
    main()
