"""A program that is on the screen while a command looks or acts."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui_agent.desktop.desktop import Desktop


@asynccontextmanager
async def with_app(desktop: Desktop, command: str | None) -> AsyncIterator[None]:
    """Start a program on this desktop, wait until it has drawn itself, and end it afterwards; None starts nothing.

    Raises UsageError, EnvironmentProblem.
    """
    if command is None:
        yield
        return
    from gui_agent.desktop.app import App

    with tempfile.TemporaryDirectory() as folder:
        started = App.start(command, desktop.display, Path(folder) / "app.log")
        try:
            await desktop.first_look(starting=True)
            started.check()
            yield
        finally:
            await asyncio.to_thread(started.stop)
