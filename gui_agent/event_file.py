"""The file of events: each line is on disk before the program goes on, and a full disk leaves whole lines only."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gui_agent.errors import UsageError

RESERVE_BYTES = 64 * 1024
"""Kept free beside the log, so that a run that fills the disk can still say how it ended."""


class EventFile:
    """Appends lines to a file that one process at a time may write."""

    def __init__(self, path: Path) -> None:
        """Open or create the file; the rest of a line that a crash cut off is removed.

        Raises OSError; UsageError when another process writes the file.
        """
        self.path = path
        self._reserve = path.with_name("reserve")
        self._file = path.open("ab", buffering=0)
        try:
            self._lock()
            self._drop_torn_line()
            self._keep_reserve()
        except BaseException:
            self._file.close()
            raise

    def append(self, line: bytes) -> None:
        """Write a line (with its newline) and wait until it is on disk.

        Raises OSError when it is not; then nothing of it stands in the file, and room for a few last lines is made.
        """
        size = os.fstat(self._file.fileno()).st_size
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[self._file.write(rest) or 0 :]
            os.fsync(self._file.fileno())
        except OSError:
            os.ftruncate(self._file.fileno(), size)
            self._reserve.unlink(missing_ok=True)
            raise

    def close(self) -> None:
        """Close the file; safe to call twice."""
        if not self._file.closed:
            self._reserve.unlink(missing_ok=True)
            self._file.close()

    def _lock(self) -> None:
        """The system lets the lock go with the process, also after a kill -9."""
        if sys.platform == "win32":
            return
        import fcntl

        try:
            fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(f"the run {self.path.parent} is still going on in another process", "Wait for its end") from error

    def _drop_torn_line(self) -> None:
        data = self.path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            os.ftruncate(self._file.fileno(), whole)

    def _keep_reserve(self) -> None:
        with self._reserve.open("wb") as file:
            # Random bytes: file systems that compress would keep no room for zeros.
            file.write(os.urandom(RESERVE_BYTES))
            file.flush()
            os.fsync(file.fileno())
