"""Looks at the screen while a model decides: learns what moves by itself, and notices what happens late."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from gui_agent.desktop.sight import Sight
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.change.movement import Movement
from gui_agent.perception.change.tracker import Tracker
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import Display
from gui_agent.perception.screen.screenshot import Camera, Frame, Screenshot

if TYPE_CHECKING:
    from gui_agent.actions.platforms.x11.stack import Stack, StackReader

STILL = 0.1
"""Seconds for which a late change must have been still before it counts."""
ONCE_BEFORE = 2
"""What has changed so often by itself is not waited for, though it may still be too little to act on."""


class Lookout:
    """Belongs to one screen; used from its thread, but for `changed`."""

    def __init__(self, camera: Camera, display: Display) -> None:
        self.movement = Movement()
        self._camera = camera
        self._display = display
        self._reader: StackReader | None = None
        self._sight: Sight | None = None
        self._tracker: Tracker | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._late: asyncio.Event | None = None

    def begin(self, screenshot: Screenshot, field: Box | None) -> Sight:
        """From now on a model decides by this screenshot. Raises EnvironmentProblem."""
        frame = self._camera.grab()
        self.movement.see(frame)
        self._sight = Sight(screenshot, self._stack(), field, tuple(self.movement.carets))
        known = self.movement.moving(frame.taken_at, changes=ONCE_BEFORE, span=0.0)
        self._tracker = Tracker(frame, screenshot, known, None, None, local=False)
        self._late = None
        return self._sight

    def look(self) -> None:
        """Take one look, and say so if something has changed since the model was shown the screen."""
        tracker = self._tracker
        if tracker is None:
            return
        with suppress(EnvironmentProblem):  # whoever uses the display next is told that it is gone
            frame = self._camera.grab()
            self.movement.see(frame)
            tracker.observe(frame)
            if self._late is not None and tracker.effect and tracker.still_for(time.monotonic()) >= STILL:
                assert self._loop is not None
                self._loop.call_soon_threadsafe(self._late.set)
                self._late = None

    async def changed(self, sight: Sight) -> None:
        """Return once `look` has found a change since `sight`; called from the event loop."""
        late = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        if sight is self._sight:
            self._late = late
        await late.wait()

    def end(self) -> tuple[Frame, Stack | None]:
        """The screen and its windows as they are now: the model has decided. Raises EnvironmentProblem."""
        self._tracker, self._late = None, None
        frame = self._camera.grab()
        self.movement.see(frame)
        return frame, self._stack()

    def titles(self) -> dict[int, str]:
        """What the windows are called now, by their numbers; empty where windows cannot be told apart."""
        reader = self._windows()
        return reader.titles() if reader is not None else {}

    def _stack(self) -> Stack | None:
        reader = self._windows()
        return reader.read() if reader is not None else None

    def _windows(self) -> StackReader | None:
        if sys.platform != "linux" or self._display.name is None:
            return None
        if self._reader is None:
            from gui_agent.actions.platforms.x11.stack import StackReader

            self._reader = StackReader(self._display)
        return self._reader

    def close(self) -> None:
        """End the connection; safe to call twice."""
        self._tracker = None
        if self._reader is not None:
            self._reader.close()
            self._reader = None
