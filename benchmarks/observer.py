"""The server's side of the loop's benchmark: a GLM server that answers at once, in a process of its own, and what it saw.

A process of its own, because a server in the agent's process would share its interpreter and be counted as its time.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))
sys.path.insert(0, str(ROOT / "benchmarks/apps"))

from glm_server import GlmServer, Reply, Request  # noqa: E402
from lamps import COLUMNS, LAMPS, SIDE, STEP  # noqa: E402

from gui_agent.perception.geometry import Size  # noqa: E402
from gui_agent.perception.screen.encoding import image_tokens, model_size  # noqa: E402

CHARACTERS_PER_TOKEN = 4
MESSAGE_TOKENS = 3
"""Of the role's marker and the line breaks around a message."""
LEFT, TOP = 21 + 20 + SIDE // 2, 40 + 20 + 20 + SIDE // 2
"""The first button's centre: the window's place, the decoration of the window manager, the button's place in it."""


@dataclass
class Seen:
    """What the server saw of one run."""

    arrived: list[float] = field(default_factory=list)
    """When the last byte of each request was there, in seconds of the performance counter, which all processes share."""
    answered: list[float] = field(default_factory=list)
    """When the last byte of each answer was written."""
    uncached: list[int] = field(default_factory=list)
    """Tokens of each request that no earlier request has as its beginning."""
    stale: int = 0
    """Pictures that do not show the lamp of the last click as it must be."""

    @property
    def shares(self) -> list[float]:
        """Milliseconds between the end of an answer and the end of the next request."""
        return [(asked - answered) * 1000 for answered, asked in zip(self.answered, self.arrived[1:], strict=False)]


@dataclass
class Observer:
    """Answers each request with the next click, and in the end with done."""

    steps: int
    buttons: int
    size: Size
    requests: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        """The next click, or done."""
        number = len(self.requests)
        self.requests.append(request)
        x, y = center(number % self.buttons)
        place = [round(x * 1000 / self.size.width), round(y * 1000 / self.size.height)]
        click = ("left_click", {"start_box": place, "element_info": f"button {number % self.buttons}"})
        return Reply(thinking="The next one.", calls=[click if number < self.steps else ("done", {})])

    @property
    def stale(self) -> int:
        """How many pictures do not show what the last click did: the first round lights the lamps, the second puts them out."""
        return sum(
            lit(request.images[-1], number % self.buttons, self.size) == bool(number // self.buttons % 2)
            for number, request in enumerate(self.requests[1:])
        )


@contextmanager
def scripted_server(steps: int, buttons: int, size: Size) -> Iterator[tuple[str, Connection]]:
    """A server for one run: its base URL, and the connection on which it tells a `Seen` once the run is over."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, steps, buttons, size), daemon=True)
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        ours.close()
        process.join(5)


def _serve(reported: Connection, steps: int, buttons: int, size: Size) -> None:
    observer = Observer(steps, buttons, size)
    with GlmServer(observer) as server:
        reported.send(server.base_url)
        reported.recv()
    seen = Seen([times[0] for times in server.times], [times[1] for times in server.times])
    seen.uncached, seen.stale = uncached_tokens(observer.requests), observer.stale
    reported.send(seen)


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
    seen: set[bytes] = set()
    paid = []
    for request in requests:
        prefix, tokens, cached = b"", 0, True
        for message in [{"tools": request.body.get("tools")}, *request.messages]:
            prefix = hashlib.sha256(prefix + json.dumps(message, sort_keys=True).encode()).digest()
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
