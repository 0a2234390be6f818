"""The probe application as the tests and the input benchmark use it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from gui_agent.actions.platforms.x11.connection import connect
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import Display
from gui_agent.perception.screen.processes import end_process

PROBE = Path(__file__).parents[1] / "apps" / "probe.py"
CEILING = 20.0


@dataclass
class Probe:
    """A probe window on a display, and what it received."""

    display: Display
    log: Path
    area: Box | None = None
    _process: subprocess.Popen[bytes] = field(init=False)
    _offset: int = field(init=False, default=0)
    _seen: list[dict[str, Any]] = field(init=False, default_factory=list)
    _read: int = field(init=False, default=0)
    _marks: int = field(init=False, default=0)

    def __enter__(self) -> Self:
        self._x = connect(self.display)
        area = [self.area.left, self.area.top, self.area.width, self.area.height] if self.area else []
        command = [sys.executable, str(PROBE), str(self.log), *map(str, area)]
        self._process = subprocess.Popen(command, env=self.display.environment, start_new_session=True)
        lines = self._wait_for("focus", "expose")
        self._window = self._x.create_resource_object("window", next(line["id"] for line in lines if line["kind"] == "window"))
        self.events()
        return self

    def __exit__(self, *_: object) -> None:
        end_process(self._process)
        self._x.close()

    def events(self) -> list[dict[str, Any]]:
        """What arrived since the last call, complete: a mark sent after it has come through."""
        from Xlib.protocol.event import ClientMessage

        self._marks += 1
        kind = self._x.intern_atom("PROBE_MARK")
        message = ClientMessage(window=self._window, client_type=kind, data=(32, [self._marks, 0, 0, 0, 0]))
        self._window.send_event(message, event_mask=0)
        self._x.flush()
        deadline = time.monotonic() + CEILING
        while True:
            lines = self._lines()
            if any(line["kind"] == "mark" and line["number"] == self._marks for line in lines):
                new = lines[self._read :]
                self._read = len(lines)
                return [line for line in new if line["kind"] not in ("mark", "focus", "expose", "window")]
            assert time.monotonic() < deadline, "the probe does not answer"
            time.sleep(0.001)

    def _wait_for(self, *kinds: str) -> list[dict[str, Any]]:
        deadline = time.monotonic() + CEILING
        while True:
            lines = self._lines()
            if set(kinds) <= {line["kind"] for line in lines}:
                return lines
            assert self._process.poll() is None, "the probe ended"
            assert time.monotonic() < deadline, "the probe did not start"
            time.sleep(0.005)

    def _lines(self) -> list[dict[str, Any]]:
        """Every event logged so far; only what is new is read."""
        if self.log.exists():
            with self.log.open("rb") as log:
                log.seek(self._offset)
                whole, newline, _ = log.read().rpartition(b"\n")
            self._offset += len(whole) + len(newline)
            self._seen += [json.loads(line) for line in whole.splitlines()]
        return self._seen
