"""The run on disk: a folder whose `events.jsonl` is the truth; everything else can be rebuilt from it.

    <output>/<utc>-<slug>/
        run.json          how it was started
        events.jsonl      one event a line, in their order; each action's is on disk (fsync) before it is performed
        steps/0007/       before.webp, after.webp: the screen before and after the action of step 7
        app.log           what the application under test wrote

Events carry no secret and no picture; `events` has their models, `docs/events.md` the same as a page.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from PIL import Image

from gui_agent.actions import secrets as secret_text
from gui_agent.actions.secrets import mask_all
from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.perception.geometry import Box
from gui_agent.record.chain import SEAL_FILE, last_hash, link, write_seal
from gui_agent.record.event_file import EventFile
from gui_agent.record.events import FORMAT, Event, LineReader, format_of
from gui_agent.record.masking import masked
from gui_agent.record.picture_writer import PictureWriter
from gui_agent.record.secret_cover import SecretCover

E = TypeVar("E", bound=Event)
DEFAULT_FOLDER = Path(".gui-agent/runs")
EVENTS_FILE = "events.jsonl"
REPEATED = "-replay-replay"
"""How the names of runs end that repeat another run."""


class RunLog:
    """Writes one run's folder."""

    def __init__(
        self, folder: Path, *, listener: Callable[[Event], None] | None = None, secrets: Mapping[str, str] | None = None
    ) -> None:
        """Create or continue `folder`; `listener` sees each event after it is written.

        The values of `secrets` are replaced by their placeholders in whatever is written, and covered in the pictures.
        Raises EnvironmentProblem; UsageError when the run is damaged, is of a newer version, or another process works on it.
        """
        self.folder = folder
        self._listener = listener
        self._secrets = dict(secrets or {})
        try:
            folder.mkdir(parents=True, exist_ok=True)
            existing = list(read_events(folder)) if (folder / EVENTS_FILE).exists() else []
            _check_format(folder, existing)
            self._file = EventFile(folder / EVENTS_FILE)
        except OSError as error:
            raise _cannot_write(folder, error) from error
        self._start = time.monotonic() - (existing[-1].at if existing else 0.0)
        self._sequence = len(existing)
        self._hash = last_hash((folder / EVENTS_FILE).read_bytes())
        (folder / SEAL_FILE).unlink(missing_ok=True)
        self._pictures = PictureWriter(SecretCover(self._secrets) if self._secrets else None)

    def cover(self, boxes: Sequence[Box]) -> None:
        """Secrets were typed at these places (pixels): they are covered in the pictures from now on."""
        self._pictures.cover(boxes)

    def without_secrets(self, data: Any) -> Any:
        """JSON data with every secret's value replaced by its placeholder."""
        return mask_all(data, self._secrets)

    def write(self, event: E) -> E:
        """Append one event and wait until it is on disk; as it was written. Raises EnvironmentProblem (a full disk)."""
        return self._write(event, wait=True)

    def write_soon(self, event: E) -> E:
        """Append one event that is on disk before the next one that is waited for; a `kill -9` of this process does not undo it.

        Raises EnvironmentProblem (a full disk).
        """
        return self._write(event, wait=False)

    def _write(self, event: E, *, wait: bool) -> E:
        stamp = {"seq": self._sequence, "time": datetime.now(UTC), "at": round(time.monotonic() - self._start, 4)}
        written = cast("E", masked(event, self._secrets).model_copy(update=stamp))
        line, digest = link(written.model_dump_json(exclude={"hash"}).encode(), self._hash)
        try:
            self._file.append(line + b"\n", wait=wait)
        except OSError as error:
            raise _cannot_write(self.folder, error) from error
        self._sequence, self._hash = self._sequence + 1, digest
        written = cast("E", written.model_copy(update={"hash": digest}))
        if self._listener is not None:
            self._listener(written)
        return written

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
            partial.write_text(json.dumps(self.without_secrets(data), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            partial.replace(path)
        except OSError as error:
            raise _cannot_write(self.folder, error) from error

    def release(self) -> None:
        """Release the log so that another process can continue the run; `reacquire` takes it back."""
        self._file.close()

    def reacquire(self) -> None:
        """Continue a run that was released. Raises EnvironmentProblem; UsageError when another process continued it."""
        events = list(read_events(self.folder))
        if len(events) != self._sequence:
            raise UsageError(f"the run {self.folder} was continued by another process", "Start a new run")
        try:
            self._file = EventFile(self.folder / EVENTS_FILE)
        except OSError as error:
            raise _cannot_write(self.folder, error) from error

    def mask_file(self, name: str) -> None:
        """Replace the secrets in a file of the run that another program wrote."""
        path = self.folder / name
        with suppress(OSError):
            data = masked = path.read_bytes()
            for secret, value in self._secrets.items():
                masked = masked.replace(value.encode(), secret_text.placeholder(secret).encode()) if value else masked
            if masked != data:
                path.write_bytes(masked)

    def close(self) -> None:
        """Wait for the pictures, seal the log and close the file; safe to call twice."""
        self._pictures.close()
        if not self._file.closed:
            with suppress(OSError):  # a full disk: the run ends as it ended, unsealed
                write_seal(self.folder, self._sequence, self._hash)
        self._file.close()


def new_run_folder(output: Path, task: str) -> Path:
    """A folder for a new run, named after the time (UTC) and the task; unique also when two runs start at once."""
    slug = re.sub(r"[^a-z0-9]+", "-", task.lower()).strip("-")[:40].strip("-") or "run"
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    for attempt in range(1000):
        folder = output / f"{stamp}-{slug}{f'-{attempt + 1}' if attempt else ''}"
        try:
            folder.mkdir(parents=True)
            _keep_out_of_version_control(output)
        except FileExistsError:
            continue
        except OSError as error:
            raise _cannot_write(output, error) from error
        return folder
    raise EnvironmentProblem(f"no free name for a run in {output}", "Choose another folder with --output")


def _keep_out_of_version_control(output: Path) -> None:
    """Runs are pictures of a screen: where they are in their usual folder, git ignores them."""
    ignored = output.parent / ".gitignore"
    if output.parent.name == DEFAULT_FOLDER.parent.name and not ignored.exists():
        with suppress(OSError):
            ignored.write_text("*\n", encoding="utf-8")


def read_events(folder: Path) -> Iterator[Event]:
    """The events of a run, in order. A last line that was cut by a crash is left out.

    Logs of older formats are read as if they were of this one; of a newer one, what is not known is an `UnknownEvent`.
    Raises UsageError when the folder is not a run, or a line in the middle is damaged.
    """
    path = folder / EVENTS_FILE
    try:
        *lines, _torn = path.read_bytes().split(b"\n")
    except OSError as error:
        raise UsageError(f"{folder} is not a run: {error.strerror}", "`gui-agent runs` lists the runs") from error
    reader = LineReader()
    for number, line in enumerate(lines, 1):
        try:
            event = reader.read(line)
        except ValueError as error:
            raise UsageError(f"{path}:{number} is damaged: {error}", "Restore it from a copy, or start a new run") from error
        yield event


def _check_format(folder: Path, events: Sequence[Event]) -> None:
    newest = max((format_of(event) for event in events), default=0)
    if newest > FORMAT:
        raise UsageError(f"the run {folder} was written by a newer version of gui-agent", "Update gui-agent to continue it")


def find_run(name: str, output: Path = DEFAULT_FOLDER, *, repeats: bool = True) -> Path:
    """The folder of a run given as a path, a name, the end or beginning of a name, or 'last'. Raises UsageError.

    Without `repeats`, 'last' is the newest run that is not itself the repetition of another one.
    """
    direct = Path(name)
    if (direct / EVENTS_FILE).exists():
        return direct
    runs = list_runs(output)
    if name == "last" and not repeats:
        runs = [run for run in runs if not run.name.endswith(REPEATED)] or runs
    matches = runs[-1:] if name == "last" else [run for run in runs if run.name == name]
    matches = matches or [run for run in runs if name in run.name]
    if len(matches) == 1:
        return matches[0]
    if not runs:
        raise UsageError(f"no runs yet in {output}", "`gui-agent demo` or `gui-agent run` makes the first one")
    problem = f"{len(matches)} runs match {name!r}" if matches else f"no run {name!r} in {output}"
    raise UsageError(problem, "`gui-agent runs` lists the runs")


def list_runs(output: Path = DEFAULT_FOLDER) -> list[Path]:
    """The folders of all runs, oldest first."""
    return sorted(path.parent for path in output.glob(f"*/{EVENTS_FILE}"))


def _cannot_write(folder: Path, error: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"cannot write the run to {folder}: {error.strerror or error}",
        "Free some space, or choose another folder with --output",
    )
