"""Commands of gui-agent that end soon, run for the pages in a process of their own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from gui_agent.errors import UsageError
from gui_agent.studio.run_processes import ERROR

SECONDS = 120.0


async def command(arguments: Sequence[str], root: Path) -> str:
    """What `gui-agent ARGUMENTS` prints. Raises UsageError with the line that it ended with."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gui_agent",
        *arguments,
        cwd=root,
        env={**os.environ, "NO_COLOR": "1"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS):
            said, problems = await process.communicate()
    except TimeoutError as error:
        raise UsageError(f"gui-agent {arguments[0]} took longer than {SECONDS:g} seconds", "Try it in a terminal") from error
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        lines = problems.decode("utf-8", "replace").strip().splitlines() or [f"it ended with status {process.returncode}"]
        raise UsageError(next((line for line in reversed(lines) if line.startswith(ERROR)), lines[-1]).removeprefix(ERROR))
    return said.decode("utf-8", "replace")
