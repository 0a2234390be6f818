"""A note in a file about what is held down, for the process that comes after one that was killed (Windows and macOS)."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Collection
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_state_path


class NoteFile:
    """The note of this process. A lock beside it is held, and the system drops it when the process ends, however it ends."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is the user's state folder unless given."""
        self._folder = folder or user_state_path("gui-agent") / "held"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._path = self._folder / f"{os.getpid()}-{id(self):x}.json"
        self._lock = FileLock(self._path.with_suffix(".lock"), thread_local=False)
        self._lock.acquire(blocking=False)

    def write(self, held: Collection[str]) -> None:
        """Replace the note."""
        self._path.write_text(json.dumps(list(held)), encoding="utf-8")

    def read_left_over(self) -> list[str]:
        """What the notes of dead processes say, in their order; the notes are removed."""
        held: list[str] = []
        for path in sorted(self._folder.glob("*.json")):
            if path == self._path:
                continue
            beside = path.with_suffix(".lock")
            with contextlib.suppress(OSError, ValueError, Timeout), FileLock(beside).acquire(blocking=False):
                held += [token for token in json.loads(path.read_text(encoding="utf-8")) if isinstance(token, str)]
                path.unlink()
                with contextlib.suppress(OSError):  # Windows: it is open here
                    beside.unlink()
        return held

    def close(self) -> None:
        """Remove the note; safe to call twice."""
        self._path.unlink(missing_ok=True)
        self._lock.release()
        with contextlib.suppress(OSError):
            self._path.with_suffix(".lock").unlink()
