"""The one screen that a long-lived server works on, for one client after another."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gui_agent.agent.agent import GuiAgent
from gui_agent.desktop.app import App
from gui_agent.desktop.cancellation import to_the_end
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.sight import Sight
from gui_agent.errors import UsageError
from gui_agent.model.choice import ModelChoice
from gui_agent.perception.geometry import Size
from gui_agent.perception.screen.screenshot import Screenshot, sent_size
from gui_agent.run.evidence import Witness

KEPT_SCREENSHOTS = 8
LAST_SECONDS = 10.0
"""How long a cancelled task may take to end its run."""


@dataclass
class Workplace:
    """The one screen that a server works on: opened when it is first needed, used for one thing at a time."""

    agent: GuiAgent
    """How tasks are performed; its display and application are those of the server."""
    witness: Witness = field(init=False)
    """Looks for what came of single actions."""
    shown: dict[int, Sight] = field(default_factory=dict, init=False)
    """The screenshots that clients were given last, by their numbers."""
    _numbers: int = field(default=0, init=False)
    _desktop: Desktop | None = field(default=None, init=False)
    _app: App | None = field(default=None, init=False)
    _folder: tempfile.TemporaryDirectory[str] | None = field(default=None, init=False)
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    def __post_init__(self) -> None:
        self.witness = Witness(self.agent.secrets)

    @property
    def choice(self) -> ModelChoice:
        """The model that is asked."""
        assert isinstance(self.agent.model, ModelChoice), "the command gives a choice"
        return self.agent.model

    async def desktop(self) -> Desktop:
        """The screen, with the application on it. Raises GuiAgentError."""
        if self._desktop is None:
            with_app = self.agent.app is not None
            desktop = await Desktop.open(
                self.agent.display,
                with_app=with_app,
                secrets=self.agent.secrets,
                typing_delay=self.agent.typing_delay,
                max_pixels=self.agent.max_pixels,
            )
            self._desktop = desktop
        if self.agent.app is not None and (self._app is None or self._app.exit_status is not None):
            self._folder = self._folder or tempfile.TemporaryDirectory(prefix="gui-agent-mcp-")
            self._app = App.start(self.agent.app, self._desktop.display, Path(self._folder.name) / "app.log")
            await self._desktop.first_look(starting=True)
        return self._desktop

    async def show(self, desktop: Desktop, screenshot: Screenshot) -> int:
        """A number for a screenshot that a client is given: what it decides by it is checked against the screen."""
        self._numbers += 1
        number = self._numbers
        self.shown[number] = await desktop.show(screenshot)
        self.shown.pop(number - KEPT_SCREENSHOTS, None)
        return number

    def picture_size(self, desktop: Desktop, number: int | None) -> Size:
        """The size of the picture that a client was given under a number, or would be given now. Raises UsageError."""
        if number is None:
            return sent_size(desktop.screen.size, self.agent.max_pixels)
        return self._shown(number).screenshot.encoded.size

    def sight_of(self, number: int | None) -> Sight | None:
        """What a client was shown under a number, or last; None before the first screenshot. Raises UsageError."""
        if number is not None:
            return self._shown(number)
        sight = self.shown.get(max(self.shown, default=0))
        self.shown.clear()  # the next action without a number is decided by what this one shows
        return sight

    def _shown(self, number: int) -> Sight:
        if number not in self.shown:
            raise UsageError(f"unknown screenshot {number}", "Take one, and use its number")
        return self.shown[number]

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Desktop]:
        """The screen for one thing at a time; whoever comes second waits."""
        async with self._busy:
            yield await self.desktop()

    async def close(self) -> None:
        """End the application and the screen, once a task that was told to stop has ended its run."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS), self._busy:
                pass
        await to_the_end(self._close)

    def _close(self) -> None:
        if self._app is not None:
            self._app.stop()
        if self._desktop is not None:
            self._desktop.close_now()
        if self._folder is not None:
            self._folder.cleanup()
