"""The pictures of a report: each once, inside the file up to a limit, beside it after that."""

from __future__ import annotations

import base64
import os
from pathlib import Path

INLINE_BYTES = 20_000_000
"""Base64 of more than this makes a file that browsers open slowly; further pictures are referred to."""


class Pictures:
    """Collects the pictures that a report shows."""

    def __init__(self, folder: Path, report: Path, limit: int = INLINE_BYTES) -> None:
        """Pictures are in the run's `folder`; what is not inlined is referred to relative to the file `report`."""
        self._folder = folder
        self._report = report
        self._left = limit
        self._keys: dict[tuple[int, int] | str, str] = {}
        self.sources: dict[str, str] = {}
        """What the page's script puts into the images: a data URL or a relative address, by key."""
        self.beside = 0
        """How many pictures are referred to."""

    def key(self, path: str) -> str:
        """The key under which the page finds this picture; empty where no such picture."""
        file = self._folder / path
        if not path or not file.is_file():
            return ""
        status = file.stat()
        # The picture after one step and before the next are one file with two names.
        identity: tuple[int, int] | str = (status.st_dev, status.st_ino) if status.st_ino else str(file)
        if identity not in self._keys:
            self._keys[identity] = f"p{len(self._keys)}"
            self.sources[self._keys[identity]] = self._source(file, status.st_size)
        return self._keys[identity]

    def _source(self, file: Path, size: int) -> str:
        if size * 4 // 3 <= self._left:
            self._left -= size * 4 // 3
            kind = file.suffix.lstrip(".") or "webp"
            return f"data:image/{kind};base64,{base64.b64encode(file.read_bytes()).decode('ascii')}"
        self.beside += 1
        return Path(os.path.relpath(file, self._report.parent)).as_posix()
