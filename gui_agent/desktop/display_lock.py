"""One display, one user: a lock across processes, for displays that are not private."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import platformdirs
from filelock import AsyncFileLock

POLL_SECONDS = 0.1


class DisplayLock:
    """Held while a scenario is played on a display that others may want too; a private display needs none.

    The system releases it with its process, however that ends.
    """

    def __init__(self, choice: str, *, with_app: bool) -> None:
        """`choice` as for --display. Whoever is second waits."""
        self._name = _lock_name(choice, with_app=with_app)
        self._lock: AsyncFileLock | None = None

    async def __aenter__(self) -> Self:
        if self._name is not None:
            folder = Path(platformdirs.user_runtime_dir("gui-agent", appauthor=False, ensure_exists=True))
            self._lock = AsyncFileLock(folder / f"display-{self._name}.lock", run_in_executor=False)
            await self._lock.acquire(poll_interval=POLL_SECONDS)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._lock is not None:
            await self._lock.release()
            self._lock = None


def _lock_name(choice: str, *, with_app: bool) -> str | None:
    """The name of the lock; None for a screen of one's own."""
    if choice.startswith("virtual") or (choice == "auto" and with_app and sys.platform == "linux"):
        return None
    return re.sub(r"\W+", "-", choice).strip("-") or "desktop"
