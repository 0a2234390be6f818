"""The file of events: whole lines only, also on a full disk, and on disk before what they announce is done."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from gui_agent.errors import UsageError

RESERVE_BYTES = 64 * 1024
"""Kept free beside the log, so that a run that fills the disk can still say how it ended."""


LOCK_TRIES = 5
LOCK_SECONDS = 0.02
"""Somebody who only asks whether a run continues holds the lock for a moment."""


def is_written(path: Path) -> bool:
    """Whether a process writes this file of events now: the run continues. False where the system has no such locks (Windows)."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        with path.open("rb") as file:
            fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


class EventFile:
    """Appends lines to a file that one process at a time may write.

    The file itself is locked with flock, not a file beside it with filelock: a process that only asks whether it is written takes a
    shared lock, so that those who ask do not see each other, and a copied folder holds no lock.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file; the rest of a line that a crash cut off is removed.

        Raises OSError; UsageError when another process writes the file.
        """
        self.path = path
        self._reserve = path.with_name("reserve")
        self._file = path.open("ab", buffering=0)
        self._syncer: _Syncer | None = None
        try:
            self._lock()
            self._drop_torn_line()
            self._keep_reserve()
        except BaseException:
            self._file.close()
            raise

    def append(self, line: bytes, *, wait: bool = True) -> None:
        """Write a line (with its newline), which a crash of this process cannot undo, and `wait` until it is on disk.

        Without `wait`, the flush starts in the background; the next waiting append also covers this line. Raises OSError when a line
        cannot be written; then nothing of it is in the file, and room for a few last lines is made.
        """
        size = os.fstat(self._file.fileno()).st_size
        try:
            if self._syncer is not None and self._syncer.failure is not None:
                failure, self._syncer.failure = self._syncer.failure, None
                raise failure
            rest = memoryview(line)
            while rest:
                rest = rest[self._file.write(rest) or 0 :]
            if wait:
                os.fsync(self._file.fileno())
        except OSError:
            os.ftruncate(self._file.fileno(), size)
            self._reserve.unlink(missing_ok=True)
            raise
        if not wait:
            self._syncer = self._syncer or _Syncer(self._file.fileno())
            self._syncer.hurry()

    @property
    def closed(self) -> bool:
        """Whether nothing can be appended any more."""
        return self._file.closed

    def close(self) -> None:
        """Wait until all is on disk and close the file; safe to call twice."""
        if not self._file.closed:
            if self._syncer is not None:
                self._syncer.stop()
            self._reserve.unlink(missing_ok=True)
            self._file.close()

    def _lock(self) -> None:
        """The system lets the lock go with the process, also after a kill -9."""
        if sys.platform == "win32":
            return
        import fcntl

        for attempt in range(1, LOCK_TRIES + 1):
            try:
                fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if attempt == LOCK_TRIES:
                    problem = f"the run {self.path.parent} is still in progress in another process"
                    raise UsageError(problem, "Wait for its end") from error
                time.sleep(LOCK_SECONDS)
            else:
                return

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


class _Syncer:
    """Flushes what was written to the disk while the program continues."""

    def __init__(self, file: int) -> None:
        self.failure: OSError | None = None
        """The error of the disk, if there was one: the next line raises it."""
        self._file = file
        self._thread = ThreadPoolExecutor(1, "gui-agent event log")
        self._last: Future[None] | None = None

    def hurry(self) -> None:
        """Begin soon; one that has not begun yet covers what is written by now."""
        if self._last is None or self._last.running() or self._last.done():
            self._last = self._thread.submit(self._sync)

    def stop(self) -> None:
        """Wait until all is on the disk."""
        self._thread.shutdown()

    def _sync(self) -> None:
        try:
            os.fsync(self._file)
        except OSError as error:
            self.failure = error
