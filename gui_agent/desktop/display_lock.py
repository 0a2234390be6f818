"""One display, one user: a lock across processes, for displays that are not private."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import platformdirs

POLL_SECONDS = 0.1


class DisplayLock:
    """Held while a scenario is played on a display that others may want too; a private display needs none."""

    def __init__(self, choice: str, *, with_app: bool) -> None:
        """`choice` as for --display. Whoever is second waits."""
        self._name = _lock_name(choice, with_app=with_app)
        self._file: IO[bytes] | None = None

    async def __aenter__(self) -> Self:
        if self._name is None or sys.platform == "win32":
            return self
        import fcntl

        folder = Path(platformdirs.user_runtime_dir("gui-agent", appauthor=False, ensure_exists=True))
        self._file = (folder / f"display-{self._name}.lock").open("wb")
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                await asyncio.sleep(POLL_SECONDS)
            else:
                return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock_name(choice: str, *, with_app: bool) -> str | None:
    """The name of the lock; None for a screen of one's own."""
    if choice.startswith("virtual") or (choice == "auto" and with_app and sys.platform == "linux"):
        return None
    return re.sub(r"\W+", "-", choice).strip("-") or "desktop"
