"""What the loop costs beside the model: our share of each step, with a server that answers at once.

    python benchmarks/loop.py [--steps 10] [--runs 3]

The share is the time from the end of an answer to the end of the next request, as the server sees it. A picture is stale when it
does not show yet what the application did in answer to the last action. Uncached tokens follow the message-prefix model: what is
not a prefix of an earlier request, in whole messages, is paid for.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))
sys.path.insert(0, str(ROOT / "benchmarks/apps"))

from glm_server import GlmServer, Reply, Request  # noqa: E402
from lamps import COLUMNS, LAMPS, SIDE, STEP  # noqa: E402

from gui_agent import GuiAgent, Limits, ModelChoice  # noqa: E402
from gui_agent.perception.geometry import Size  # noqa: E402
from gui_agent.perception.screenshot import image_tokens, model_size  # noqa: E402

CHARACTERS_PER_TOKEN = 4
MESSAGE_TOKENS = 3
"""Of the role's marker and the line breaks around a message."""
LEFT, TOP = 21 + 20 + SIDE // 2, 40 + 20 + 20 + SIDE // 2
"""The first button's centre: the window's place, the decoration of the window manager, the button's place in it."""


@dataclass
class Observer:
    """The server's side: answers at once with the next click, and notes when each request arrived and what it showed."""

    steps: int
    size: Size
    asked: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        """The next click, or done."""
        self.asked.append(time.perf_counter())
        self.requests.append(request)
        number = len(self.asked) - 1
        x, y = center(number)
        place = [round(x * 1000 / self.size.width), round(y * 1000 / self.size.height)]
        call = ("left_click", {"start_box": place, "element_info": f"button {number}"}) if number < self.steps else ("done", {})
        reply = Reply(thinking="The next one.", calls=[call])
        self.answered.append(time.perf_counter())
        return reply

    @property
    def shares(self) -> list[float]:
        """Milliseconds between an answer and the next request."""
        return [(asked - answered) * 1000 for answered, asked in zip(self.answered, self.asked[1:], strict=False)]

    @property
    def stale(self) -> int:
        """Pictures that do not show the lamp of the last click."""
        return sum(not lit(request.images[-1], number, self.size) for number, request in enumerate(self.requests[1:]))


def center(number: int) -> tuple[int, int]:
    """The pixel at the middle of a button."""
    return LEFT + number % COLUMNS * STEP, TOP + number // COLUMNS * STEP


def lit(image: Image.Image, number: int, size: Size) -> bool:
    """Whether the picture shows this button's lamp in green."""
    x, y = center(number)
    red, green, _ = image.getpixel((round(x * image.width / size.width), round((y + LAMPS) * image.height / size.height)))
    return green > 120 and red < 100


def uncached_tokens(requests: list[Request]) -> list[int]:
    """Tokens of each request that no earlier request has as its beginning, message by message."""
    seen: set[str] = set()
    paid = []
    for request in requests:
        prefix, tokens, cached = "", 0, True
        for message in [{"tools": request.body.get("tools")}, *request.messages]:
            prefix += json.dumps(message, sort_keys=True)
            cached = cached and prefix in seen
            tokens += 0 if cached else cost(message)
            seen.add(prefix)
        paid.append(tokens)
    return paid


def cost(message: dict[str, Any]) -> int:
    """Tokens of a message: pictures by their size, what the chat template writes of the text by its length."""
    if "tools" in message:
        return len(json.dumps(message["tools"])) // CHARACTERS_PER_TOKEN
    request = Request({"messages": [message]}, {})
    pictures = sum(image_tokens(model_size(Size(*image.size))) for image in request.images)
    return len(request.text) // CHARACTERS_PER_TOKEN + MESSAGE_TOKENS + pictures


def measure(size: Size, delay: int, steps: int) -> dict[str, Any]:
    """One run of the scripted task."""
    observer = Observer(steps, size)
    with tempfile.TemporaryDirectory() as folder, GlmServer(observer) as server:
        log = Path(folder) / "clicks"
        agent = GuiAgent(
            model=ModelChoice(name=server.model, base_url=server.base_url),
            display=f"virtual:{size.width}x{size.height}",
            app=f"{sys.executable} {ROOT / 'benchmarks/apps/lamps.py'} {log} {steps} {delay}",
            limits=Limits(steps=steps + 5),
            output=Path(folder) / "runs",
        )
        cpu = _cpu()
        start = time.perf_counter()
        result = agent.run("Click every button, in order")
        clicks = log.read_text().split() if log.exists() else []
    return {
        "verdict": result.verdict,
        "share": statistics.median(observer.shares),
        "right": sum(click == str(number) for number, click in enumerate(clicks)),
        "stale": observer.stale,
        "uncached": sum(uncached_tokens(observer.requests[:steps])),
        "later": statistics.median(uncached_tokens(observer.requests)[1:]),
        "first": observer.asked[0] - start,
        "cpu": (_cpu() - cpu) / steps,
        "phases": {phase: seconds * 1000 / steps for phase, seconds in result.timings.items()},
    }


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def formatted(row: dict[str, Any], steps: int) -> str:
    """One line of the table."""
    phases = " ".join(f"{phase} {value:.1f}" for phase, value in row["phases"].items())
    return (
        f"{row['share']:>9.1f} {row['right']:>4}/{steps} {row['stale']:>6} {row['uncached']:>9} {row['later']:>11.0f}"
        f" {row['first']:>8.2f} {row['cpu']:>11.3f}  {phases}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print("screen     reaction  share ms  right  stale  uncached  later/step  first s  CPU s/step  phases ms/step")
    for size in (Size(1280, 800), Size(1920, 1080)):
        for delay in (0, 300):
            for _ in range(options.runs):
                row = measure(size, delay, options.steps)
                print(f"{size.width}x{size.height:<5} {delay:>5} ms {formatted(row, options.steps)}", flush=True)


if __name__ == "__main__":
    main()
