"""A note in a file about what is held down, for the process that comes after one that was killed (Windows and macOS)."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Collection
from pathlib import Path
from typing import IO

from platformdirs import user_state_path

_LOCKED_BYTE = 1 << 20
"""Where the lock is on Windows, whose locks keep others from reading what they cover."""


class NoteFile:
    """The note of this process. It is kept locked, and the system drops the lock when the process ends, however it ends."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is the user's state folder unless given."""
        self._folder = folder or user_state_path("gui-agent") / "held"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._path = self._folder / f"{os.getpid()}-{id(self):x}.json"
        self._file: IO[str] = self._path.open("w+", encoding="utf-8")
        _lock(self._file)

    def write(self, held: Collection[str]) -> None:
        """Replace the note."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(json.dumps(list(held)))
        self._file.flush()

    def read_left_over(self) -> list[str]:
        """What the notes of dead processes say, in their order; the notes are removed."""
        held: list[str] = []
        for path in sorted(self._folder.glob("*.json")):
            if path == self._path:
                continue
            with contextlib.suppress(OSError, ValueError), path.open("r+", encoding="utf-8") as file:
                _lock(file)
                held += [token for token in json.load(file) if isinstance(token, str)]
            with contextlib.suppress(OSError):
                if not _is_locked(path):
                    path.unlink()
        return held

    def close(self) -> None:
        """Remove the note."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def _is_locked(path: Path) -> bool:
    with path.open("r+", encoding="utf-8") as file:
        try:
            _lock(file)
        except OSError:
            return True
    return False


def _lock(file: IO[str]) -> None:
    """Lock it until it is closed. Raises OSError when another process has it locked."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
