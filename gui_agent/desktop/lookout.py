"""Looks at the screen while a model decides: learns what moves by itself, and notices what happens late."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from gui_agent.actions.action import BaseAction, Wait
from gui_agent.actions.aim import aim
from gui_agent.actions.input.stack import Stack, StackReader, TopWindow
from gui_agent.actions.platforms.open_windows import open_stack
from gui_agent.desktop.sight import Moving, Sight
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.change.change import tiles
from gui_agent.perception.change.movement import TILE, Movement
from gui_agent.perception.change.tracker import Tracker
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.display import Display
from gui_agent.perception.screen.screenshot import Camera, Frame, Screenshot

STILL = 0.1
"""Seconds for which a late change must have been still before it counts."""
ONCE_BEFORE = 2
"""What has changed so often by itself is not waited for, though it may still be too little to act on."""
CLOSE_LOOK, CLOSE_POLL = 1.2, 0.04
"""Seconds for which a screen that is different is looked at before an action is held back, and between two of these looks."""
PREPARED = 0.1
"""Seconds for which windows that were asked for ahead are those of a sight."""
AGAIN = 0.25
"""Seconds after which another change is no part of the first one."""
LEFT_LATELY = 2
"""Places that the mouse was at last: on a slow machine, what it left there fades while the next action is decided."""


class Lookout:
    """Belongs to one screen; used from its thread, but for `changed`."""

    def __init__(self, camera: Camera, display: Display) -> None:
        self.movement = Movement()
        self._camera = camera
        self._display = display
        self._reader: StackReader | None = None
        self._sight: Sight | None = None
        self._stack_read: Stack | None = None
        self._tracker: Tracker | None = None
        self._prepared_at = -math.inf
        self._loop: asyncio.AbstractEventLoop | None = None
        self._late: asyncio.Event | None = None
        self._pointed: deque[Point] = deque(maxlen=LEFT_LATELY)

    def prepare(self) -> None:
        """Ask for the windows now, for a `begin` that follows at once and with the picture that is known. Raises EnvironmentProblem.

        While it is waited whether the screen changes, this costs no time. A window that comes afterwards is not in the sight:
        an action on it is held back.
        """
        self._stack()
        self._prepared_at = time.monotonic()

    def begin(self, screenshot: Screenshot, field: Box | None) -> Sight:
        """From now on a model decides by this screenshot. Raises EnvironmentProblem.

        Only the windows are asked for, unless `prepare` just has: it is waited for before a request is sent. The first `look` compares
        the screen.
        """
        is_prepared = self._stack_read is not None and screenshot.taken_at <= self._prepared_at >= time.monotonic() - PREPARED
        stack = self._stack_read if is_prepared else self._stack()
        self._sight = Sight(screenshot, stack, field, tuple(self.movement.carets))
        self._tracker, self._late = None, None
        return self._sight

    def look(self) -> None:
        """Take one look, and say so if something has changed since the model was shown the screen."""
        if self._sight is None:
            return
        with suppress(EnvironmentProblem):  # the next use of the display reports that it is gone
            frame = self._camera.grab()
            self.movement.see(frame)
            tracker = self._tracker
            if tracker is None:
                known = self.movement.moving(frame.taken_at, changes=ONCE_BEFORE, span=0.0)
                tracker = self._tracker = Tracker(frame, self._sight.screenshot, known, None, None, local=False)
            tracker.observe(frame)
            if self._late is not None and tracker.effect and tracker.still_for(time.monotonic()) >= STILL:
                assert self._loop is not None
                with suppress(RuntimeError):  # the run has ended meanwhile, and its event loop with it: nobody waits
                    self._loop.call_soon_threadsafe(self._late.set)
                self._late = None

    async def changed(self, sight: Sight) -> None:
        """Return once `look` has found a change since `sight`; called from the event loop."""
        late = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        if sight is self._sight:
            self._late = late
        await late.wait()

    def end(self, sight: Sight | None, action: BaseAction) -> tuple[Frame, str]:
        """The screen as it is now that the model has decided, and why it is too old a picture to do so; empty if it is not.

        Raises EnvironmentProblem.
        """
        self._sight, self._tracker, self._late, self._stack_read = None, None, None, None
        frame = self._grabbed()
        if sight is None or isinstance(action, Wait):
            return frame, ""
        stack = self._stack()
        why = sight.other_window(action, frame, stack)
        if not why and sight.stale(action, frame, stack, self._moving(frame)):
            return self._look_closely(sight, action)
        return frame, why

    def _look_closely(self, sight: Sight, action: BaseAction) -> tuple[Frame, str]:
        """Look for a while whether what is different moves by itself: a clock and a video do it again, a dialog does not."""
        start = time.monotonic()
        until = max(start, self.movement.counts_from) + CLOSE_LOOK
        frame, pointer = self._grabbed(), self._windows().pointer()
        pointers = [*self._pointed, *([pointer] if pointer is not None else [])]
        again: NDArray[np.bool_] | None = None
        while True:
            stack = self._stack()
            moving = self._moving(frame, again, pointers)
            why = sight.other_window(action, frame, stack) or sight.stale(action, frame, stack, moving)
            if not why or time.monotonic() >= until:
                return frame, why
            time.sleep(CLOSE_POLL)
            previous, frame = frame, self._grabbed()
            if frame.region == previous.region and frame.taken_at - start >= AGAIN:
                grid = tiles(frame.pixels != previous.pixels, TILE)
                again = grid if again is None else again | grid

    def _moving(self, frame: Frame, again: NDArray[np.bool_] | None = None, pointers: Sequence[Point] = ()) -> Moving:
        inside = tuple(pointer.offset(-frame.region.left, -frame.region.top) for pointer in pointers)
        return Moving(self.movement.moving(frame.taken_at), again, inside)

    def _grabbed(self) -> Frame:
        frame = self._camera.grab()
        self.movement.see(frame)
        return frame

    def acted(self, action: BaseAction, region: Box) -> None:
        """Take note of an action that was just performed, whose places are thousandths of `region`."""
        self.movement.acted(time.monotonic())
        self._pointed.extend(aim(action, region))

    def restless(self, sight: Sight | None, now: Frame) -> NDArray[np.bool_] | None:
        """The squares that changed at least once without an input lately: since the model was shown the screen, say."""
        seen = self.movement.moving(now.taken_at, changes=1, span=0.0)
        if sight is None or sight.screenshot.is_of(now) or sight.screenshot.region != now.region:
            return seen
        differs = tiles(sight.screenshot.pixels != now.pixels, TILE)
        return differs if seen is None or seen.shape != differs.shape else seen | differs

    def titles(self) -> dict[int, str]:
        """What the windows are called now, by their numbers; empty where windows cannot be distinguished."""
        return self._windows().titles()

    def worked(self) -> float | None:
        """Seconds for which the program with the keyboard has worked until now, as it was when the windows were read last."""
        stack = self._stack_read
        return self._windows().worked(stack.focus) if stack is not None else None

    @property
    def stack(self) -> Stack | None:
        """The windows when they were read last."""
        return self._stack_read

    def tops(self, *, last: bool = False) -> tuple[TopWindow, ...]:
        """The windows directly on the screen, menus and tooltips too; the `last` that were read, or as they are now."""
        stack = self._stack_read if last and self._stack_read is not None else self._stack()
        return stack.windows if stack is not None else ()

    def _stack(self) -> Stack | None:
        self._stack_read = self._windows().read()
        return self._stack_read

    def _windows(self) -> StackReader:
        if self._reader is None:
            self._reader = open_stack(self._display)
        return self._reader

    def close(self) -> None:
        """End the connection; safe to call twice."""
        self._sight = self._tracker = None
        if self._reader is not None:
            self._reader.close()
            self._reader = None
