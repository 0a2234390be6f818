"""Scenarios that the studio plays: `gui-agent test` in a process of its own, which outlives the studio."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.studio.run_processes import spawn

SHOWN_LINES = 40
TELLING = {
    0: "all passed",
    1: "some failed",
    2: "a file or an option is invalid",
    3: "the environment does not allow it",
    4: "the model gave no answer",
    5: "no scenario was found",
    6: "undecided",
    130: "stopped",
}
"""What the exit statuses of `gui-agent test` mean."""


@dataclass
class Play:
    """One `gui-agent test`."""

    number: int
    chosen: list[str]
    """The scenarios, as `file::title`."""
    process: subprocess.Popen[bytes]
    output: Path
    began: str
    start: float = field(default_factory=time.monotonic)
    ended: float | None = None
    stopped: bool = False

    def reported(self) -> dict[str, Any]:
        """What the page shows of it."""
        status = self.process.poll()
        if status is not None and self.ended is None:
            self.ended = time.monotonic()
        return {
            "number": self.number,
            "chosen": self.chosen,
            "began": self.began,
            "going_on": status is None,
            "status": status,
            "telling": "" if status is None else "stopped" if self.stopped else TELLING.get(status, f"exit status {status}"),
            "seconds": round((self.ended or time.monotonic()) - self.start, 1),
            "output": "\n".join(self.output.read_bytes().decode("utf-8", "replace").splitlines()[-SHOWN_LINES:]),
        }

    def stop(self) -> None:
        """End it as ctrl+c does; it cleans up and says what was played."""
        if self.process.poll() is None:
            self.stopped = True
            if sys.platform == "win32":
                self.process.terminate()
            else:
                os.killpg(self.process.pid, signal.SIGINT)


@dataclass
class Plays:
    """The playings of this studio."""

    all: list[Play] = field(default_factory=list)

    def start(self, chosen: Sequence[str], options: Sequence[str], root: Path, logs: Path) -> Play:
        """Play scenarios. Raises UsageError while others are played, EnvironmentProblem."""
        if self.going_on is not None:
            raise UsageError("scenarios are being played", "Wait for their end, or stop them")
        now = datetime.now(UTC)
        output = logs / f"{now:%Y%m%dT%H%M%S}-{len(self.all)}.log"
        try:
            logs.mkdir(parents=True, exist_ok=True)
            with output.open("wb") as file:
                process = spawn(["test", *options, *chosen], root, file)
        except OSError as error:
            raise EnvironmentProblem(f"cannot play scenarios: {error.strerror or error}", f"Check {logs}") from error
        play = Play(len(self.all), list(chosen), process, output, now.isoformat(timespec="milliseconds"))
        self.all.append(play)
        return play

    @property
    def going_on(self) -> Play | None:
        """The one that is in progress."""
        return next((play for play in self.all if play.process.poll() is None), None)
