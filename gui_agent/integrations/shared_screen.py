"""The one screen that a long-lived server works on, for one client after another."""

from __future__ import annotations

import asyncio
import contextlib
import io
import math
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from PIL import Image

from gui_agent.agent.agent import GuiAgent
from gui_agent.desktop.app import App
from gui_agent.desktop.cancellation import to_the_end
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.sight import Sight
from gui_agent.errors import UsageError
from gui_agent.model.choice import ModelChoice
from gui_agent.perception.geometry import Size
from gui_agent.record.secret_cover import PromptCover, prompt_cover
from gui_agent.run.evidence import Witness

KEPT_SCREENSHOTS = 32
LONGEST_SIDE = 1568
"""Pixels: what common models take without making the picture smaller themselves."""
LAST_SECONDS = 10.0
"""How long a cancelled task may take to end its run."""


@dataclass(frozen=True)
class ShownPicture:
    """A picture that a client got."""

    number: int
    client: str
    data: bytes = field(repr=False)
    """A JPEG."""
    size: Size
    """Of the picture, in pixels."""
    screen: Size
    """Of the screen that it shows, in pixels."""
    sight: Sight = field(repr=False)
    """What the screen is compared with before something is done that was decided by this picture."""

    @property
    def words(self) -> str:
        """What the client gets beside the picture."""
        (width, height), (across, down) = self.size, self.screen
        return (
            f"screenshot {self.number}: {width} x {height} pixels, of a screen of {across} x {down}. "
            "In act, places are thousandths of it (0-999), or its pixels with unit px"
        )


def _jpeg(image: Image.Image, size: Size) -> bytes:
    shown = image if tuple(size) == image.size else image.resize(size, Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    shown.convert("RGB").save(buffer, "JPEG", quality=85, subsampling=0)
    return buffer.getvalue()


@dataclass
class Workplace:
    """The one screen that a server works on: opened when it is first needed, used for one thing at a time."""

    agent: GuiAgent
    """How tasks are performed; its display and application are those of the server."""
    witness: Witness = field(init=False)
    """Looks for what came of single actions."""
    _cover: PromptCover | None = field(init=False)
    longest_side: int = LONGEST_SIDE
    """Of the pictures that clients get, in pixels; a larger screen is scaled down."""
    _shown: dict[int, ShownPicture] = field(default_factory=dict, init=False)
    """The pictures that clients got last and may still act by, by their numbers."""
    _last: dict[str, ShownPicture] = field(default_factory=dict, init=False)
    """The last picture of each client."""
    _acted: dict[str, int] = field(default_factory=dict, init=False)
    """The picture by which each client acted last without naming it."""
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _queue: list[str] = field(default_factory=list, init=False)
    """What uses the screen now, and what waits for it, in order."""
    _numbers: int = field(default=0, init=False)
    _desktop: Desktop | None = field(default=None, init=False)
    _app: App | None = field(default=None, init=False)
    _folder: tempfile.TemporaryDirectory[str] | None = field(default=None, init=False)
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    def __post_init__(self) -> None:
        self.witness = Witness(self.agent.secrets)
        self._cover = prompt_cover(self.agent.secrets)

    @property
    def choice(self) -> ModelChoice:
        """The model that is asked."""
        assert isinstance(self.agent.model, ModelChoice), "the command gives a choice"
        return self.agent.model

    async def desktop(self) -> Desktop:
        """The screen, with the application on it. Raises GuiAgentError."""
        async with self._opening:
            return await self._opened()

    async def _opened(self) -> Desktop:
        if self._desktop is None:
            with_app = self.agent.app is not None
            desktop = await Desktop.open(
                self.agent.display,
                with_app=with_app,
                secrets=self.agent.secrets,
                policy=self.agent.policy,
                max_pixels=self.agent.max_pixels,
                typing_delay=self.agent.typing_delay,
            )
            self._desktop = desktop
        if self.agent.app is not None and (self._app is None or self._app.exit_status is not None):
            self._folder = self._folder or tempfile.TemporaryDirectory(prefix="gui-agent-mcp-")
            self._app = App.start(self.agent.app, self._desktop.display, Path(self._folder.name) / "app.log")
            await self._desktop.first_look(starting=True)
        return self._desktop

    def size_for(self, screen: Size) -> Size:
        """The size of the picture that a client gets of a screen of this size, in pixels."""
        share = min(1.0, self.longest_side / max(screen.width, screen.height))
        if self.agent.max_pixels is not None:
            share = min(share, math.sqrt(self.agent.max_pixels / (screen.width * screen.height)))
        return Size(max(1, int(screen.width * share)), max(1, int(screen.height * share)))

    async def presentable(self, desktop: Desktop) -> Image.Image:
        """The screen as a client may see it: without the secrets that can be read in it. Raises GuiAgentError."""
        screenshot = await desktop.screenshot()
        return (await self._cover.cover(screenshot)).image if self._cover is not None else screenshot.image

    async def picture(self, desktop: Desktop, client: str) -> ShownPicture:
        """A picture for a client, with a number: what it decides by it is checked against the screen. Raises GuiAgentError."""
        screenshot = await desktop.screenshot()
        presentable = screenshot if self._cover is None else await self._cover.cover(screenshot)
        size = self.size_for(Size(*presentable.image.size))
        data = await asyncio.to_thread(_jpeg, presentable.image, size)
        self._numbers += 1
        shown = ShownPicture(self._numbers, client, data, size, Size(*screenshot.image.size), await desktop.show(screenshot))
        self._shown[shown.number] = self._last[client] = shown
        for kept in cast("tuple[dict[Any, Any], ...]", (self._shown, self._last, self._acted)):
            while len(kept) > KEPT_SCREENSHOTS:
                kept.pop(next(iter(kept)))
        return shown

    def seen(self, client: str, number: int | None) -> ShownPicture | None:
        """The picture with this number, or the last one that the client got; None before the first. Raises UsageError."""
        if number is None:
            return self._last.get(client)
        if number not in self._shown:
            raise UsageError(f"there is no screenshot {number}", "Take one, and use its number")
        return self._shown[number]

    def sight_of(self, client: str, number: int | None) -> Sight | None:
        """What a client decided an action by, to be compared with the screen; None where it has acted since. Raises UsageError."""
        if number is not None:
            shown = self.seen(client, number)
            return shown.sight if shown else None
        last = self._last.get(client)
        if last is None or self._acted.get(client) == last.number:
            return None
        self._acted[client] = last.number  # the next action without a number is decided by what this one shows
        return last.sight

    @asynccontextmanager
    async def alone(self, what: str, tell: Callable[[str], Awaitable[None]]) -> AsyncIterator[Desktop]:
        """The screen for one thing at a time, in the order in which they came; whoever must wait hears of it."""
        if self._queue:
            before = f", and {len(self._queue) - 1} more before you" if len(self._queue) > 1 else ""
            await tell(f"waiting: the screen is used for {self._queue[0]}{before}")
        self._queue.append(what)
        try:
            async with self._busy:
                yield await self.desktop()
        finally:
            self._queue.remove(what)

    async def close(self) -> None:
        """End the application and the screen, once a task that was stopped has ended its run."""
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
