"""A guard beside a private screen: it ends the screen when the process that answers for it is gone, however that ended.

It is a shell that reads from a pipe (1 MB); when the pipe closes without a word, it becomes a Python that cleans up.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

_WAIT = 'if IFS= read -r word; then exit 0; else exec "$@"; fi'
_CLEAN_UP = (
    "import sys, pathlib; from gui_agent.perception.screen.private_screen import end_if_abandoned; "
    "end_if_abandoned(pathlib.Path(sys.argv[1]))"
)


class Keeper:
    """The guard of one folder of a private screen."""

    def __init__(self, folder: Path) -> None:
        """Start it; without a shell nothing guards the screen, and the next start cleans up."""
        reader, self._writer = os.pipe()
        package = str(Path(__file__).parents[3])
        self._process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _WAIT, "gui-agent-keeper", sys.executable, "-c", _CLEAN_UP, str(folder)],
                stdin=reader,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={**os.environ, "PYTHONPATH": os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])},
                start_new_session=True,
            )
        os.close(reader)

    def dismiss(self) -> None:
        """The screen has been ended in order; safe to call twice."""
        if self._process is None:
            return
        with contextlib.suppress(OSError):
            os.write(self._writer, b"\n")
        os.close(self._writer)
        self._process.wait()
        self._process = None
