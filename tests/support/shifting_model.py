"""A scripted model that looks: it decides by the colours of the picture that it was sent, while the window changes before its answer.

The window is tests/apps/shifting.py. For each trial the change comes `lead` seconds before the answer, either before the answer
begins or, `streamed`, after its first piece.
"""

from __future__ import annotations

import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from glm_server import GlmServer, Reply, Request

from gui_agent import GuiAgent, Limits, ModelChoice, RunResult

APP = Path(__file__).parents[1] / "apps/shifting.py"
GREEN, RED, YELLOW, BLUE, CYAN = (0, 192, 0), (224, 0, 0), (224, 224, 0), (0, 0, 224), (0, 192, 192)
Act = Literal["click", "double_click", "drag", "type", "key"]
SCENES: dict[Act, str] = {"click": "buttons", "double_click": "buttons", "drag": "drag", "type": "fields", "key": "keys"}
RIGHT: dict[Act, str] = {
    "click": "click good",
    "double_click": "double good",
    "drag": "drop good",
    "type": "key good",
    "key": "enter good",
}
THINKS = 1.9
"""Seconds from a request to its answer."""
TEXT = "abc"


@dataclass
class Trial:
    """One decision, before which the window changes."""

    act: Act
    change: Literal["swap", "popup", ""]
    lead: float
    streamed: bool = False
    approval: bool = False
    log: Path = field(default=Path())
    requests: int = 0
    changed: bool = False
    _done: bool = False

    def __call__(self, request: Request) -> Reply:
        """The answer to a request, by what its picture shows."""
        self.requests += 1
        call = self._decide(np.asarray(request.images[-1], np.int16))
        if self.changed or call[0] in ("done", "wait"):
            return Reply(calls=[call])
        if self.streamed:
            return Reply(thinking="I look at the picture.", calls=[call], meanwhile=self._change_and_wait)
        time.sleep(max(0.0, THINKS - self.lead) if not self.approval else 0.05)
        if not self.approval:
            self._change_and_wait()
        return Reply(calls=[call])

    def _change_and_wait(self) -> None:
        self.tell_window()
        time.sleep(self.lead)

    def tell_window(self) -> None:
        """Let the window change now, once."""
        if self.change and not self.changed:
            port = int(self.log.read_text().split("\n", 1)[0])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                sender.sendto(self.change.encode(), ("127.0.0.1", port))
        self.changed = True

    @property
    def words(self) -> list[str]:
        """What the window has received."""
        return self.log.read_text().splitlines()[1:] if self.log.exists() else []

    @property
    def is_right(self) -> bool:
        """Whether the window got what was meant."""
        return any(word.startswith(RIGHT[self.act]) for word in self.words)

    @property
    def wrong(self) -> list[str]:
        """What the window got that nobody meant."""
        return [word for word in self.words if "bad" in word or "popup" in word or "yes" in word]

    def _decide(self, picture: np.ndarray[Any, Any]) -> tuple[str, dict[str, Any]]:
        no, good = middle(picture, YELLOW), middle(picture, GREEN)
        if no is not None:
            return "left_click", {"start_box": no, "element_info": "No"}
        if good is None:
            return "wait", {"seconds": 0.2}
        if self.is_right:
            return "done", {}
        match self.act:
            case "click":
                return "left_click", {"start_box": good, "element_info": "Save"}
            case "double_click":
                return "left_double_click", {"start_box": good, "element_info": "Save"}
            case "drag":
                return "left_drag", {"start_box": middle(picture, BLUE), "end_box": good, "element_info": "thing"}
        bar = middle(picture, CYAN)
        if bar is None:  # nothing has the keyboard yet
            return "wait", {"seconds": 0.2}
        if abs(bar[0] - good[0]) > 40:
            below = 70 if self.act == "type" else 0
            return "left_click", {"start_box": [good[0], good[1] + below], "element_info": "the field"}
        return ("type", {"content": TEXT}) if self.act == "type" else ("key", {"keys": "enter"})


def middle(picture: np.ndarray[Any, Any], colour: tuple[int, int, int]) -> list[int] | None:
    """Where a colour is, in thousandths; None where it is not."""
    rows, columns = np.nonzero(np.abs(picture - np.asarray(colour)).max(axis=2) < 24)
    if len(rows) < 80:
        return None
    height, width = picture.shape[:2]
    return [round(float(np.median(columns)) * 1000 / width), round(float(np.median(rows)) * 1000 / height)]


def perform(trial: Trial, folder: Path) -> RunResult:
    """One run of the trial, in `folder`."""
    trial.log = folder / "events"

    async def approve(*_: object) -> bool:
        trial.tell_window()
        import asyncio

        await asyncio.sleep(trial.lead)
        return True

    with GlmServer(trial) as server:
        agent = GuiAgent(
            model=ModelChoice(name=server.model, base_url=server.base_url),
            app=f"{sys.executable} {APP} {trial.log} {SCENES[trial.act]}",
            display="virtual:1280x800",
            limits=Limits(steps=15, seconds=150),
            output=folder / "runs",
            approve="always" if trial.approval else "never",
            approver=approve,
        )
        return agent.run("Do the green thing")
