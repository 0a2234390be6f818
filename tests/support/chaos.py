"""Runs against a server that injects every fault of a model at random: each must end with a verdict that is true."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

from glm_server import Chunks, GlmServer, Hang, Message, Raw, Reply, Request, Reset, Status, Step, Truncated
from ten_steps import APP, PLAN, decide

from gui_agent import GuiAgent, Limits, ModelChoice
from gui_agent.record.events import RunFinished
from gui_agent.record.run_log import read_events
from gui_agent.run.result import EXIT_STATUS

SHORT = PLAN[:3]
LIMITS = Limits(steps=8, seconds=60)
CALL_SECONDS = 3.0
DONE = Reply(calls=[("done", {})])
HTML = "<html><body>502 Bad Gateway</body></html>"
FAULTS: list[tuple[str, Step]] = [
    ("500", Status(500)),
    ("502 as a page", Status(502, HTML, content_type="text/html")),
    ("503", Status(503, headers={"Retry-After": "0"})),
    ("429", Status(429, headers={"Retry-After": "0.1"})),
    ("400", Status(400)),
    ("401", Status(401)),
    ("408", Status(408)),
    ("a page with status 200", Raw(HTML, "text/html")),
    ("nothing with status 200", Raw("")),
    ("half of a JSON object", Raw('{"choices": [')),
    ("no choices", Raw('{"id": "x", "object": "chat.completion", "choices": []}')),
    ("hang", Hang()),
    ("hang in the stream", Hang(mid_stream=True)),
    ("reset", Reset()),
    ("reset in the stream", Reset(DONE)),
    ("truncated done", Truncated(DONE)),
    ("a stream without its end", Chunks([{"role": "assistant"}, {"content": "I am do"}], finish=None, done=False)),
    ("empty", Reply()),
    ("only thinking", Reply(thinking="The task is done, I call done.")),
    ("says done, calls nothing", Reply(text="The task is complete. done")),
    ("thinking without an end", Message({"role": "assistant", "content": "<think>done() I should call done"}, finish="length")),
    ("unknown tool", Reply(calls=[("finish_task", {})])),
    ("a call of nothing", Reply(calls=[("left_click", {})])),
    ("outside of the screen", Reply(calls=[("left_click", {"start_box": [5000, -3]})])),
    ("rubbish as arguments", Message({"role": "assistant", "content": None, "tool_calls": [
        {"id": "", "type": "function", "function": {"name": "left_click", "arguments": '{"start_box": [1'}}]})),
    ("an unknown key", Reply(calls=[("key", {"keys": "florp"})])),
    ("a placeholder that nobody gave", Reply(calls=[("type", {"content": "{{secret:NONE}}"})])),
]  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """One run of the chaos."""

    verdict: str
    reason: str
    seconds: float
    faults: tuple[str, ...]
    complete: bool
    """Whether the application really holds what the task asked for."""
    problems: tuple[str, ...]


def chaos_run(seed: int, folder: Path, *, rate: float = 0.4) -> Ended:
    """One run of a three-step task on a screen of its own; each request is answered with a fault with probability `rate`."""
    dice = random.Random(seed)
    injected: list[str] = []

    def answer(request: Request) -> Step:
        if dice.random() < rate:
            name, fault = dice.choice(FAULTS)
            injected.append(name)
            return fault
        return decide(request, SHORT)

    folder.mkdir(parents=True)
    start = time.monotonic()
    with GlmServer(answer) as server:
        choice = ModelChoice(name=server.model, base_url=server.base_url, call_timeout=CALL_SECONDS, max_retries=3, reasks=2)
        result = GuiAgent(
            model=choice, app=f"{APP} {folder / 'state.json'}", output=folder / "runs", limits=LIMITS, approve="never"
        ).run("Press the first button and fill in alpha")
        requests = len(server.requests)
    seconds = time.monotonic() - start
    state = json.loads((folder / "state.json").read_text())
    complete = state == {"clicks": [1], "fields": ["alpha", "", ""]}
    problems = []
    if result.ok and not complete:
        problems.append(f"false {result.verdict}: {state}")
    if result.verdict not in EXIT_STATUS:
        problems.append(f"verdict {result.verdict}")
    if not result.ok and not result.reason:
        problems.append("no reason")
    if seconds > LIMITS.seconds + 15 or result.steps > LIMITS.steps:
        problems.append(f"beyond its limits: {seconds:.0f} s, {result.steps} steps")
    if result.run is None or not isinstance(list(read_events(result.run))[-1], RunFinished):
        problems.append("no end in the log")
    if not injected and not result.ok:
        problems.append(f"{result.verdict} without a fault: {result.reason}")
    if requests == 0:
        problems.append("nothing was asked")
    return Ended(result.verdict, result.reason, seconds, tuple(injected), complete, tuple(problems))
