"""A run in model time: the server answers as slowly as a real one with a GPU, so that wall time shows what a user would feel.

    python benchmarks/model_time.py [--runs 1] [--before CHECKOUT] [--only ten|form]

The server takes 0.35 s, a second for 6,000 prompt tokens that are not in its prefix cache, and a second for 60 tokens of its answer;
thinking is 250 tokens where it is on. The cache holds whole messages; switching thinking changes every message of the user's, as
GLM's chat template does. The model behind it knows its task; it gives several calls at once where its instructions offer that,
and one at a time where they do not. Beside this program: an older checkout of
it (with its own `.venv`, if it has one), and the Agents SDK's own loop with function tools and nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))
sys.path.insert(0, str(ROOT / "benchmarks/apps"))

from eight_fields import LABELS, ROW, TOP  # noqa: E402
from glm_server import GlmServer, Reply, Request  # noqa: E402
from ten_steps import PLAN, TASK, WORDS  # noqa: E402

from gui_agent.perception.geometry import Size  # noqa: E402
from gui_agent.perception.screen.encoding import image_tokens  # noqa: E402

FIRST_SECONDS, PROMPT_RATE, OUTPUT_RATE, THOUGHT = 0.35, 6_000, 60, 250
CHARACTERS_PER_TOKEN, CALL_TOKENS = 4, 14
SEVERAL = "or several in the order"
"""Words of the instructions that offer several calls a turn."""
WIDTH, HEIGHT = 1260, 784
VALUES = {label: f"{label} {number}" for number, label in enumerate(LABELS, 1)}
Call = tuple[str, dict[str, Any]]


def _thousandths(x: int, y: int) -> list[float]:
    return [round(x * 1000 / WIDTH, 2), round(y * 1000 / HEIGHT, 2)]


FORM: list[Call] = [
    call
    for row, label in enumerate(LABELS)
    for call in (
        ("left_click", {"start_box": _thousandths(500, 80 + 40 + TOP + ROW * row), "element_info": f"the {label} field"}),
        ("type", {"content": VALUES[label]}),
    )
]
FORM_TASK = "Fill in the form: " + ", ".join(f"{label}: {text}" for label, text in VALUES.items())


@dataclass(frozen=True)
class Work:
    """A task, the application, what a model does, and how many of its calls belong together."""

    task: str
    app: str
    plan: list[Call]
    at_once: int
    right: Callable[[dict[str, Any]], bool]


WORKS = {
    "ten": Work(
        TASK,
        f"{sys.executable} {ROOT / 'tests/apps/counting_form.py'}",
        PLAN,
        3,
        lambda state: state.get("clicks") == [1, 2, 3, 4] and state.get("fields") == list(WORDS),
    ),
    "form": Work(
        FORM_TASK, f"{sys.executable} {ROOT / 'benchmarks/apps/eight_fields.py'}", FORM, 16, lambda state: state == VALUES
    ),
}


class Clock:
    """How long a real server would take for each request."""

    def __init__(self) -> None:
        self.requests = 0
        self.thought = 0
        self.seconds = 0.0
        self._cached: set[str] = set()
        self._lock = threading.Lock()

    def wait(self, request: Request, calls: list[Call]) -> None:
        """Take the time of one answer."""
        thinking = request.body.get("chat_template_kwargs", {}).get("enable_thinking", True) is not False
        with self._lock:
            uncached = self._uncached(request, thinking)
            self.requests += 1
            self.thought += thinking
        output = sum(len(json.dumps(arguments)) / CHARACTERS_PER_TOKEN + CALL_TOKENS for _, arguments in calls)
        seconds = FIRST_SECONDS + uncached / PROMPT_RATE + (output + THOUGHT * thinking) / OUTPUT_RATE
        self.seconds += seconds
        time.sleep(seconds)

    def _uncached(self, request: Request, thinking: bool) -> float:
        pictures = iter(request.images)
        digest = hashlib.sha256(json.dumps(request.body.get("tools", [])).encode())
        parts = [(digest.copy(), len(json.dumps(request.body.get("tools", []))) / CHARACTERS_PER_TOKEN)]
        for message in request.messages:
            text = json.dumps(message) + (str(thinking) if message["role"] == "user" else "")
            digest.update(text.encode())
            content = message.get("content")
            shown = [part for part in content if part.get("type") == "image_url"] if isinstance(content, list) else []
            tokens = sum(image_tokens(Size(*next(pictures).size)) for _ in shown)
            parts.append((digest.copy(), tokens + (len(text) if not shown else 60) / CHARACTERS_PER_TOKEN))
        uncached = 0.0
        for made, tokens in parts:
            if made.hexdigest() not in self._cached:
                self._cached.add(made.hexdigest())
                uncached += tokens
        return uncached


def mind(work: Work, clock: Clock) -> Callable[[Request], Reply]:
    """The model: it knows the plan, and sees from the conversation how far it is."""

    def answer(request: Request) -> Reply:
        done = sum(m["role"] == "tool" and str(m["content"]).startswith("Performed") for m in request.messages)
        left = work.plan[done:]
        together = work.at_once - done % work.at_once if SEVERAL in request.text else 1
        calls = left[:together] or [("done", {})]
        clock.wait(request, calls)
        thinking = request.body.get("chat_template_kwargs", {}).get("enable_thinking", True) is not False
        return Reply(thinking="I know what to do. " * 50 if thinking else "", calls=calls)

    return answer


def with_gui_agent(work: Work, checkout: Path, options: list[str]) -> dict[str, Any]:
    """One run of the command line of a checkout."""
    clock = Clock()
    with GlmServer(mind(work, clock)) as server, tempfile.TemporaryDirectory() as folder:
        command = [_python(checkout), "-m", "gui_agent", "run", work.task, "--app", f"{work.app} {folder}/state.json", "--solo"]
        command += ["--model", server.model, "--base-url", server.base_url, "--output", folder, "-q", *options]
        start = time.perf_counter()
        ended = subprocess.run(
            command, cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)}, capture_output=True, text=True, check=False
        )
        return _row(work, clock, Path(folder) / "state.json", time.perf_counter() - start, str(ended.returncode))


def _python(checkout: Path) -> str:
    """The interpreter of a checkout's own environment, which has what that version needs; ours where it has none."""
    own = checkout / ".venv/bin/python"
    return str(own) if own.exists() else sys.executable


def with_bare_loop(work: Work) -> dict[str, Any]:
    """The same with an agent of the SDK, its own chat completions model, and our function tools for mouse and keyboard."""
    from agents import Agent, ModelSettings, OpenAIChatCompletionsModel, RunConfig, Runner
    from openai import AsyncOpenAI

    from gui_agent import Desktop, desktop_tools, screenshot_filter
    from gui_agent.desktop.app import App

    async def run(server: GlmServer, folder: Path) -> str:
        async with await Desktop.open("virtual") as desktop, AsyncOpenAI(base_url=server.base_url, api_key="x") as client:
            app = App.start(f"{work.app} {folder}/state.json", desktop.display, folder / "app.log")
            try:
                await desktop.first_look(starting=True)
                agent = Agent(
                    "clerk",
                    instructions="Do the task, one action a turn.",
                    model=OpenAIChatCompletionsModel(server.model, client),
                    tools=desktop_tools(desktop),
                    model_settings=ModelSettings(parallel_tool_calls=False),
                )
                config = RunConfig(tracing_disabled=True, call_model_input_filter=screenshot_filter(desktop))
                return str((await Runner.run(agent, work.task, max_turns=40, run_config=config)).final_output)
            finally:
                app.stop()

    clock = Clock()
    answer = mind(work, clock)

    def script(request: Request) -> Reply:
        reply = answer(request)
        return Reply(text="Done.") if reply.calls[0][0] == "done" else reply

    with GlmServer(script) as server, tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        said = asyncio.run(run(server, Path(folder)))
        return _row(work, clock, Path(folder) / "state.json", time.perf_counter() - start, said)


def _row(work: Work, clock: Clock, state: Path, seconds: float, end: str) -> dict[str, Any]:
    found = json.loads(state.read_text()) if state.exists() else {}
    return {
        "seconds": seconds,
        "model": clock.seconds,
        "requests": clock.requests,
        "thought": clock.thought,
        "right": work.right(found),
        "end": end,
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--before", type=Path, help="an older checkout to compare with")
    parser.add_argument("--only", choices=sorted(WORKS))
    options = parser.parse_args()
    ways: dict[str, Callable[[Work], dict[str, Any]]] = {"bare SDK loop": with_bare_loop}
    if options.before:
        ways["before"] = lambda work: with_gui_agent(work, options.before.resolve(), [])
    ways |= {
        "one at a time": lambda work: with_gui_agent(work, ROOT, ["--one-at-a-time"]),
        "thinking on": lambda work: with_gui_agent(work, ROOT, []),
        "thinking auto": lambda work: with_gui_agent(work, ROOT, ["--thinking", "auto"]),
        "auto, one at a time": lambda work: with_gui_agent(work, ROOT, ["--thinking", "auto", "--one-at-a-time"]),
    }
    print("task  way                  wall s  model s  requests  with thinking  right  end")
    for name, work in WORKS.items():
        if options.only not in (None, name):
            continue
        for way, measure in ways.items():
            rows = [measure(work) for _ in range(options.runs)]
            seconds = statistics.median(row["seconds"] for row in rows)
            row = rows[-1]
            print(
                f"{name:<5} {way:<20} {seconds:>6.1f} {row['model']:>8.1f} {row['requests']:>9} {row['thought']:>14} "
                f"{all(row['right'] for row in rows)!s:>6}  {row['end']}",
                flush=True,
            )


if __name__ == "__main__":
    main()
