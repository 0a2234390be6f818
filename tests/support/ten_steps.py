"""A task of ten steps, a model that trusts the log and looks at the screen where the log cannot know, and its crash test."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from command_line import ROOT, clean_environment
from glm_server import GlmServer, Reply, Request
from PIL import Image
from warm_process import warm_process

from gui_agent.record.events import Event, RunFinished, RunResumed
from gui_agent.record.run_log import list_runs, read_events

APP = f"{sys.executable} {ROOT / 'tests/apps/counting_form.py'}"
TASK = "Press the four buttons and fill in alpha, beta and gamma, in turns"
WORDS = ("alpha", "beta", "gamma")
KILL_POINT = ROOT / "tests/support/kill_point.py"
CUT_OFF = "The run was cut off while"


def _thousandths(x: int, y: int) -> list[float]:
    return [round(x * 1000 / 1260, 2), round(y * 1000 / 784, 2)]


def _button(number: int) -> tuple[str, dict[str, Any]]:
    return "left_click", {"start_box": _thousandths(200, 150 + 90 * number), "element_info": f"Button {number + 1}"}


def _field(number: int) -> tuple[str, dict[str, Any]]:
    return "left_click", {"start_box": _thousandths(500, 150 + 90 * number), "element_info": f"field {number + 1}"}


PLAN = [step for number in range(3) for step in (_button(number), _field(number), ("type", {"content": WORDS[number]}))]
PLAN.append(_button(3))


def decide(request: Request, plan: Sequence[tuple[str, dict[str, Any]]] = PLAN) -> Reply:
    """The next action of the plan: how far it is is in the conversation; what is uncertain there is looked up on the screen."""
    position, uncertain, again = 0, False, False
    for call, output in _exchanges(request):
        if uncertain and call != plan[position]:
            # What the model decided after looking: the action had happened, or a text is being selected to be replaced.
            again = call[0] == "key"
            position += not again
        uncertain = output.startswith(CUT_OFF) and call == plan[position]
        if not uncertain and position < len(plan) and call == plan[position] and output.startswith("Performed"):
            position, again = position + 1, False
    if uncertain and plan[position][0] == "type" and not again:
        return Reply(calls=[("key", {"keys": "home shift+end"})])
    if uncertain and _is_button(position) and _is_green(request.images[-1], position // 3):
        position += 1
    return Reply(thinking=f"{position} steps are done.", calls=[plan[position] if position < len(plan) else ("done", {})])


def _exchanges(request: Request) -> list[tuple[tuple[str, dict[str, Any]], str]]:
    calls: list[tuple[str, dict[str, Any]]] = []
    outputs: list[str] = []
    for message in request.messages:
        for call in message.get("tool_calls") or []:
            calls.append((call["function"]["name"], json.loads(call["function"]["arguments"])))
        if message["role"] == "tool":
            outputs.append(str(message["content"]))
    return list(zip(calls, outputs, strict=True))


def _is_button(position: int) -> bool:
    return position % 3 == 0


def _is_green(image: Image.Image, number: int) -> bool:
    red, green, blue = image.getpixel((140, 140 + 90 * number))  # type: ignore[misc]
    return green > 150 and red < 100 and blue < 120


@dataclass(frozen=True)
class Survived:
    """What came of a run that was killed and resumed."""

    phase: str
    step: int
    killed: bool
    status: int
    state: dict[str, Any]
    events: list[Event]
    stderr: str

    @property
    def problems(self) -> list[str]:
        """What is wrong with it; empty if nothing is."""
        found = [] if self.killed else ["the process was not killed"]
        if self.status != 0:
            found.append(f"exit status {self.status}: {self.stderr[-300:]}")
        if self.state.get("clicks") != [1, 2, 3, 4]:
            found.append(f"clicks {self.state.get('clicks')}")
        if self.state.get("fields") != list(WORDS):
            found.append(f"fields {self.state.get('fields')}")
        if [event.seq for event in self.events] != list(range(len(self.events))):
            found.append("the log has gaps")
        if not self.events or not isinstance(self.events[-1], RunFinished):
            found.append("the log has no end")
        return found + (["Traceback"] if "Traceback" in self.stderr else [])

    @property
    def reported(self) -> str:
        """What the model was told about the action that was cut off."""
        return next((event.message for event in self.events if isinstance(event, RunResumed)), "")


def crash_and_resume(phase: str, step: int, folder: Path, again: tuple[str, int] | None = None) -> Survived:
    """Kill a run of the task at one point (and at another, `again`), resume it in a new process, and look at what came of it."""
    folder.mkdir(parents=True, exist_ok=True)
    with GlmServer(decide) as server:
        command = ["run", TASK, "--app", f"{APP} state.json", "--model", server.model, "--base-url", server.base_url, "--solo"]
        killed = [_run([phase, str(step), *command], folder, KILL_POINT)]
        runs = list_runs(folder / ".gui-agent/runs")
        if again is not None:
            killed.append(_run([again[0], str(again[1]), "resume", runs[-1].name], folder, KILL_POINT))
        resumed = _run(["resume", runs[-1].name], folder)
    state = json.loads((folder / "state.json").read_text())
    events = list(read_events(runs[-1]))
    said = "".join(out + err for _, out, err in [*killed, resumed])
    return Survived(phase, step, all(status == -9 for status, _, _ in killed), resumed[0], state, events, said)


def _run(arguments: list[str], folder: Path, program: Path | None = None) -> tuple[int, str, str]:
    return warm_process().run(arguments, folder, clean_environment(folder), timeout=120, program=program)
