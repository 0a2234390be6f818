"""Runs that the studio starts: each a process of its own that outlives the studio, told by its log and steered by its control."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from gui_agent.errors import UsageError
from gui_agent.record.run_log import EVENTS_FILE

OUTPUT_FILE = "console.log"
"""What a run's process wrote, in the run's folder."""
LOOK_SECONDS = 0.05
START_SECONDS = 60.0
ERROR = "gui-agent: error: "
"""What the line that a command ends with, where it cannot continue, begins with."""


def spawn(arguments: Sequence[str], root: Path, output: IO[bytes], **more: str) -> subprocess.Popen[bytes]:
    """Start `gui-agent ARGUMENTS` in `root`; what it says goes to `output`. Ctrl+C and a crash of the studio are not its concern.

    Its environment is the studio's and `more`. Raises OSError.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "gui_agent", *arguments],
        cwd=root,
        env={**os.environ, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1", **more},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


async def start(arguments: Sequence[str], folder: Path, root: Path) -> None:
    """Start `gui-agent ARGUMENTS`, which works on the run in `folder`, and wait until it has written its first new event.

    Raises UsageError with the words of the process where it ended without one.
    """
    events = folder / EVENTS_FILE
    before = events.stat().st_size if events.exists() else 0
    output = folder / OUTPUT_FILE
    with output.open("ab") as file:
        said = file.tell()
        process = spawn(arguments, root, file, COLUMNS="200")
    # Its end is taken note of, so that it does not stay as a zombie.
    threading.Thread(target=process.wait, name="studio run", daemon=True).start()
    for _ in range(round(START_SECONDS / LOOK_SECONDS)):
        ended = process.poll() is not None  # asked before the look: what was written before the end is seen
        if events.exists() and events.stat().st_size > before:
            return
        if ended:
            raise UsageError(last_words(output, said) or "the run ended before it began")
        await asyncio.sleep(LOOK_SECONDS)
    raise UsageError(f"the run has not begun within {START_SECONDS:g} seconds", f"Look at {output}")


def last_words(output: Path, begin: int = 0) -> str:
    """Why a process that says nothing in a log ended: the error line that it printed, or the reason in its result."""
    lines = output.read_bytes()[begin:].decode("utf-8", "replace").strip().splitlines()
    for line in reversed(lines):
        if line.startswith(ERROR):
            return line.removeprefix(ERROR)
        if line.startswith('{"verdict"'):
            return _reason(line)
    return lines[-1] if lines else ""


def _reason(line: str) -> str:
    try:
        result: dict[str, Any] = json.loads(line)
    except ValueError:
        return ""
    return str(result.get("reason") or result.get("verdict") or "")
