"""The run on disk: a folder whose `events.jsonl` is the truth; everything else can be rebuilt from it.

    <output>/<utc>-<slug>/
        run.json          how it was started, and its result once it ended
        events.jsonl      one event a line, on disk (fsync) before the program goes on
        steps/0007/       before.webp, after.webp: the screen before and after the action of step 7
        app.log           what the application under test wrote

Events carry no secret and no picture. Their fields, after `seq`, `time` (UTC) and `at` (seconds since the run began):

    run_started      task, model, app, display, screen, limits
    observed         step, picture, settle {reason, seconds}
    model_replied    step, agent, thinking, text, action, items, usage, seconds
    action_started   step, action, points, box
    action_finished  step, effect {text, fraction, boxes}, picture, settle, timings
    action_refused   step, action, reason
    approval         step, action, risk, granted
    handoff          source, target, said {kind, ...}: one agent of a team hands over to another
    collected        rows, new: what the reader read, and how many of the rows were new
    judged           passed, reason, unmet, box: the verifier's verdict and where the proof is (pixels)
    foreign_call     name, result: a tool of an MCP server was called
    note             text
    run_finished     verdict, answer, reason, steps, seconds, usage, timings
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from PIL import Image

from gui_agent.errors import EnvironmentProblem, UsageError

Event = dict[str, Any]
DEFAULT_FOLDER = Path(".gui-agent/runs")
EVENTS_FILE = "events.jsonl"


class RunLog:
    """Writes one run's folder."""

    def __init__(self, folder: Path, *, listener: Callable[[Event], None] | None = None) -> None:
        """Create or continue `folder`; `listener` sees each event after it is on disk. Raises EnvironmentProblem."""
        self.folder = folder
        self._listener = listener
        self._start = time.monotonic()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            existing = list(read_events(folder)) if (folder / EVENTS_FILE).exists() else []
            _drop_torn_line(folder / EVENTS_FILE)
            self._file = (folder / EVENTS_FILE).open("ab")
        except OSError as error:
            raise _cannot_write(folder, error) from error
        self._sequence = len(existing)
        self._pictures = _PictureWriter()

    def write(self, event: str, **fields: Any) -> Event:
        """Append one event and wait until it is on disk. Raises EnvironmentProblem (a full disk)."""
        record: Event = {
            "seq": self._sequence,
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "at": round(time.monotonic() - self._start, 4),
            "event": event,
            **fields,
        }
        try:
            self._file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _cannot_write(self.folder, error) from error
        self._sequence += 1
        if self._listener is not None:
            self._listener(record)
        return record

    def save_picture(self, image: Image.Image, step: int, name: str) -> str:
        """Store a picture of a step in the background; its path within the run's folder."""
        path = f"steps/{step:04d}/{name}.webp"
        self._pictures.put(image, self.folder / path)
        return path

    def write_json(self, name: str, data: object) -> None:
        """Replace a JSON file of the run as a whole."""
        path = self.folder / name
        partial = path.with_suffix(".partial")
        try:
            partial.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            partial.replace(path)
        except OSError as error:
            raise _cannot_write(self.folder, error) from error

    def close(self) -> None:
        """Wait for the pictures and close the file; safe to call twice."""
        self._pictures.close()
        self._file.close()


class _PictureWriter:
    """Encodes WebP on a thread of its own: 50 ms a picture that no step should wait for."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[tuple[Image.Image, Path] | None] = SimpleQueue()
        self._last: tuple[Image.Image, Path] | None = None
        self._thread = threading.Thread(target=self._work, name="gui-agent pictures", daemon=True)
        self._thread.start()

    def put(self, image: Image.Image, path: Path) -> None:
        self._queue.put((image, path))

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            image, path = item
            try:
                self._save(image, path)
            except OSError:
                continue  # a full disk is reported by the event log; a picture is worth less than the run

    def _save(self, image: Image.Image, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if self._last is not None and self._last[0] is image and self._last[1].exists():
            path.unlink(missing_ok=True)
            os.link(self._last[1], path)  # the picture after one step is the picture before the next
            return
        image.save(path, "WEBP", quality=80, method=2)
        self._last = (image, path)


def new_run_folder(output: Path, task: str) -> Path:
    """A folder for a new run, named after the time (UTC) and the task; unique also when two runs start at once."""
    slug = re.sub(r"[^a-z0-9]+", "-", task.lower()).strip("-")[:40].strip("-") or "run"
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    for attempt in range(1000):
        folder = output / f"{stamp}-{slug}{f'-{attempt + 1}' if attempt else ''}"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise _cannot_write(output, error) from error
        return folder
    raise EnvironmentProblem(f"no free name for a run in {output}", "Choose another folder with --output")


def read_events(folder: Path) -> Iterator[Event]:
    """The events of a run, in order. A last line that was cut by a crash is left out.

    Raises UsageError when the folder is not a run, or a line in the middle is damaged.
    """
    path = folder / EVENTS_FILE
    try:
        *lines, _torn = path.read_bytes().split(b"\n")
    except OSError as error:
        raise UsageError(f"{folder} is not a run: {error.strerror}", "`gui-agent runs` lists the runs") from error
    for number, line in enumerate(lines, 1):
        try:
            event = json.loads(line)
            if not isinstance(event, dict) or "event" not in event:
                raise ValueError("not an event")
        except ValueError as error:
            raise UsageError(f"{path}:{number} is damaged: {error}", "Restore it from a copy, or start anew") from error
        yield event


def find_run(name: str, output: Path = DEFAULT_FOLDER) -> Path:
    """The folder of a run given as a path, a name, the end or beginning of a name, or 'last'. Raises UsageError."""
    direct = Path(name)
    if (direct / EVENTS_FILE).exists():
        return direct
    runs = list_runs(output)
    matches = runs[-1:] if name == "last" else [run for run in runs if run.name == name]
    matches = matches or [run for run in runs if name in run.name]
    if len(matches) == 1:
        return matches[0]
    problem = f"{len(matches)} runs match {name!r}" if matches else f"there is no run {name!r} in {output}"
    raise UsageError(problem, "`gui-agent runs` lists the runs")


def list_runs(output: Path = DEFAULT_FOLDER) -> list[Path]:
    """The folders of all runs, oldest first."""
    return sorted(path.parent for path in output.glob(f"*/{EVENTS_FILE}"))


def _drop_torn_line(path: Path) -> None:
    """Remove what stands after the last newline: the rest of an event that a crash cut off."""
    if path.exists():
        data = path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            with path.open("r+b") as file:
                file.truncate(len(whole))


def _cannot_write(folder: Path, error: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"cannot write the run to {folder}: {error.strerror or error}",
        "Free some space, or choose another folder with --output",
    )
