"""One screen with eyes and hands: a display, its camera and its executor, all used from one thread."""

from __future__ import annotations

import time
from asyncio import CancelledError
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from gui_agent.actions.action import BaseAction, Key, LeftDrag, Scroll, Type, Wait
from gui_agent.actions.aim import aim
from gui_agent.actions.execute import Executor
from gui_agent.actions.input.hands import OtherWindow
from gui_agent.actions.input.stack import TopWindow
from gui_agent.actions.input.window_care import WindowCare, out_of_reach
from gui_agent.actions.platforms.open_windows import NoWindows, open_windows
from gui_agent.actions.policy.policy import Policy, Touched
from gui_agent.desktop.before import Before, cut_off
from gui_agent.desktop.cancellation import to_the_end
from gui_agent.desktop.desktop_thread import HANG_SECONDS, DesktopThread
from gui_agent.desktop.foreseen import expected_effect, kind_of, longest
from gui_agent.desktop.lookout import Lookout
from gui_agent.desktop.sight import Sight, StaleScreen
from gui_agent.desktop.telling import Telling
from gui_agent.errors import ActionError, EnvironmentProblem
from gui_agent.perception.change.settle import Settled, Watcher
from gui_agent.perception.change.tracker import PATIENCE
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.display import Display, VirtualDisplay, open_display
from gui_agent.perception.screen.screenshot import Camera, Frame, Screenshot
from gui_agent.perception.screen.seal import Seal

T = TypeVar("T")
FIRST_LOOK_SECONDS = 10.0
"""How long a starting application may take to show something and come to rest."""
CLOSE_SECONDS = 5.0
"""How long a display may take to let go of what is held down when all is over."""
IDLE_LOOK_SECONDS = 1.0
"""The same where nothing was started: a screen that moves may come to rest."""
LOOKED_SECONDS = 0.01
"""How old the last look at the screen may be when the input is made."""


class Desktop:
    """A screen that can be looked at and acted on. Use `await Desktop.open(...)`, and close it.

    Screenshots and input share one thread of their own: two threads inside Xlib at once can deadlock, and
    waiting for the screen must not hold up the event loop.
    """

    def __init__(
        self,
        display: Display,
        *,
        secrets: Mapping[str, str] | None = None,
        policy: Policy | None = None,
        max_pixels: int | None = None,
        typing_delay: float = 0.0,
    ) -> None:
        """A desktop on `display`; `secrets` are the values of `{{secret:NAME}}` in a `type` action; `policy` is enforced.

        Pictures are sent to the model with at most `max_pixels` pixels. `typing_delay` (seconds) slows the typing of text.
        """
        self._typing_delay = typing_delay
        self.display = display
        self._max_pixels = max_pixels
        self._secrets = dict(secrets or {})
        self._policy = policy
        self._thread = DesktopThread()
        self._camera: Camera | None = None
        self._executor: Executor | None = None
        self._watcher: Watcher | None = None
        self._windows: WindowCare = NoWindows()
        self._telling = Telling(display)
        self._lookout: Lookout | None = None

    @classmethod
    async def open(
        cls,
        choice: str = "auto",
        *,
        with_app: bool = False,
        secrets: Mapping[str, str] | None = None,
        policy: Policy | None = None,
        max_pixels: int | None = None,
        typing_delay: float = 0.0,
        seal: Seal | None = None,
        own_fonts: bool = True,
    ) -> Self:
        """Open the display that `choice` names (see `open_display`, also for `seal` and `own_fonts`) and connect to it.

        Raises UsageError or EnvironmentProblem.
        """
        opening = partial(open_display, choice, with_app=with_app, seal=seal, own_fonts=own_fonts)
        display = await to_the_end(opening, undo=lambda display: display.close())
        desktop = cls(display, secrets=secrets, policy=policy, max_pixels=max_pixels, typing_delay=typing_delay)
        try:
            await desktop.connect()
        except BaseException:
            await desktop.close()
            raise
        return desktop

    async def connect(self) -> None:
        """Open the connections for screenshots and input. Raises EnvironmentProblem."""
        await self._thread.run(self._connect)

    def _connect(self) -> None:
        self._camera = Camera(self.display, max_pixels=self._max_pixels)
        self._watcher = Watcher(self._camera)
        self._windows = open_windows(self.display)
        self._executor = Executor(self.display, secrets=self._secrets, policy=self._policy, typing_delay=self._typing_delay)
        self._lookout = Lookout(self._camera, self.display)

    @property
    def camera(self) -> Camera:
        """The camera; to be used on the desktop's thread only."""
        assert self._camera is not None, "the desktop is not connected"
        return self._camera

    @property
    def executor(self) -> Executor:
        """The executor; to be used on the desktop's thread only."""
        assert self._executor is not None, "the desktop is not connected"
        return self._executor

    @property
    def screen(self) -> Box:
        """The whole virtual screen, in pixels."""
        return self.camera.screen

    async def screenshot(self, region: Box | None = None) -> Screenshot:
        """The screen, or a part of it, as it is now."""
        return await self._thread.run(partial(self.camera.take, region))

    @property
    def watcher(self) -> Watcher:
        """What waits for the screen to settle; to be used on the desktop's thread only."""
        assert self._watcher is not None, "the desktop is not connected"
        return self._watcher

    @property
    def lookout(self) -> Lookout:
        """What watches the screen while a model decides; to be used on the desktop's thread only."""
        assert self._lookout is not None, "the desktop is not connected"
        return self._lookout

    async def first_look(self, *, starting: bool) -> Settled:
        """The screen once it has come to rest; `starting`: an application is still to draw itself."""
        ceiling = FIRST_LOOK_SECONDS if starting else IDLE_LOOK_SECONDS
        return await self._thread.run(partial(self._first_look, ceiling))

    def _first_look(self, ceiling: float) -> Settled:
        settled = self.watcher.settle(None, ceiling=ceiling, encode=True)
        return self.watcher.settle(None, ceiling=ceiling, encode=True) if self._windows.bring_back() else settled

    async def out_of_reach(self) -> list[str]:
        """What a screenshot does not show: windows that are hidden, minimised or reach beyond the screen; a sentence each."""
        return await self._thread.run(self._out_of_reach)

    def _out_of_reach(self) -> list[str]:
        private = isinstance(self.display, VirtualDisplay)
        return out_of_reach(self._windows.windows(), self.camera.screen, keys=private)

    def tell(self, screenshot: Screenshot, *, again: bool = False) -> None:
        """Ask the applications what they show, for `screenshot.reported`; returns at once. Once for each picture, or `again`."""
        if again or not screenshot.is_reported:
            screenshot.tell(self._telling.ask(screenshot.region), self._telling.ask_windows())

    async def newer(self, screenshot: Screenshot) -> Screenshot | None:
        """The screen as it is now, if it visibly changed since `screenshot`; else None."""
        return await self._thread.run(partial(self._newer, screenshot))

    def _newer(self, screenshot: Screenshot) -> Screenshot | None:
        self._windows.bring_back()
        self.lookout.prepare()
        return self.watcher.newer(screenshot)

    async def show(self, screenshot: Screenshot, field: Box | None = None) -> Sight:
        """What a model decides by from now on: the screen is watched for change until it acts.

        `field` is where the keyboard focus was put last, in pixels of the virtual screen.
        """
        return await self._thread.run(partial(self._show, screenshot, field))

    def _show(self, screenshot: Screenshot, field: Box | None) -> Sight:
        self._thread.idle = self.lookout.look
        return self.lookout.begin(screenshot, field)

    @property
    def moving(self) -> NDArray[np.bool_] | None:
        """The squares of the screen that move by themselves (32 pixels a side); None before anything is known."""
        learnt, waited = self.lookout.movement.moving(time.monotonic()), self.watcher.moving
        if learnt is None or waited is None or learnt.shape != waited.shape:
            return learnt
        return learnt | waited

    def _moving_at(self, now: Frame) -> NDArray[np.bool_] | None:
        self.watcher.forget_moving(self.lookout.movement.still(now.taken_at))
        return self.moving

    async def later(self, sight: Sight) -> None:
        """Return once the screen shows something else than in `sight`, and that is still; what moves by itself does not count."""
        await self.lookout.changed(sight)

    async def act(
        self, action: BaseAction, frame: Box, sight: Sight | None = None, *, unless: Callable[[], str] | None = None
    ) -> Before:
        """Perform an action whose places are thousandths of `frame`, decided by `sight`; returns the screen right before it.

        `unless` says why it is not to be performed, empty if it is; it is asked last, on the desktop's thread, and may take a while.
        Raises StaleScreen where the screen is another one by now; ActionError; EnvironmentProblem.
        """
        executor = self._executor
        try:
            return await self._thread.run(
                partial(self._act, action, frame, sight, unless), HANG_SECONDS + longest(action, self._typing_delay)
            )
        except CancelledError:  # it holds a key for half a minute, say: nothing may stay down
            if executor is not None:
                executor.interrupt()
                await to_the_end(partial(self._let_go, executor))
            raise

    def _let_go(self, executor: Executor) -> None:
        with suppress(EnvironmentProblem):
            self._thread.wait(executor.ready, CLOSE_SECONDS)

    def _looked(self, sight: Sight | None, action: BaseAction) -> Frame:
        """The screen as it is now, which the action still fits. Raises StaleScreen."""
        now, why = self.lookout.end(sight, action)
        if why:
            raise StaleScreen(why)
        return now

    def _act(self, action: BaseAction, frame: Box, sight: Sight | None, unless: Callable[[], str] | None = None) -> Before:
        self.executor.check_person()
        now = self._looked(sight, action)
        if unless is not None:
            asked = time.monotonic()
            if why := unless():
                raise ActionError(why)
            if time.monotonic() - asked > LOOKED_SECONDS:
                now = self._looked(sight, action)
        titles, tops = self.lookout.titles(), self.lookout.tops(last=True)
        cut = ""
        try:
            self.executor.perform(action, frame, self.lookout.stack)
        except OtherWindow as error:
            if not error.typed:
                raise StaleScreen(error.message) from error
            cut = cut_off(action, error.typed)
        moving, restless = self._moving_at(now), self.lookout.restless(sight, now)  # what was learnt before the input
        self.lookout.acted(action, frame)
        if sight is not None and sight.screenshot.is_of(now):
            return Before(sight.screenshot, titles, moving, tops, restless, cut)
        before = now.screenshot()
        if sight is not None:
            before.tell_as(sight.screenshot)
        return Before(before, titles, moving, tops, restless, cut)

    async def titles(self) -> dict[int, str]:
        """What the windows are called now, by their numbers."""
        return await self._thread.run(self.lookout.titles)

    async def windows(self) -> tuple[dict[int, str], tuple[TopWindow, ...]]:
        """What the windows are called now, by their numbers, and the windows directly on the screen."""
        return await self._thread.run(lambda: (self.lookout.titles(), self.lookout.tops()))

    async def on_thread(self, function: Callable[[], T]) -> T:
        """What `function`, which uses this display, returns; it runs on the thread that everything else uses it from."""
        return await self._thread.run(function)

    async def touched(self, action: BaseAction, frame: Box) -> tuple[list[Touched], str]:
        """The windows that an action would touch now, and the text under its places. Raises EnvironmentProblem."""
        return await self._thread.run(partial(self.executor.touched, action, frame))

    async def is_taken(self, action: BaseAction, frame: Box, patience: float) -> bool | None:
        """Whether the application has taken the input of an action, after at most `patience` seconds; None where it never says so."""
        return await self._thread.run(partial(self.executor.is_taken, action, frame, patience), HANG_SECONDS + patience)

    async def pointer(self) -> Point:
        """Where the mouse pointer is."""
        return await self._thread.run(lambda: self.executor.position)

    async def settle(
        self,
        action: BaseAction,
        before: Screenshot,
        *,
        early: bool = False,
        patience: float = PATIENCE,
        late: bool = False,
        ahead: Callable[[Screenshot, tuple[TopWindow, ...]], None] | None = None,
    ) -> Settled:
        """Wait until the screen shows what `action` led to; `before` was the screen when it began.

        `patience`: seconds in which a first change is awaited. `late`: what comes behind the action's own look is awaited, too.
        `early`: the last part of the waiting is left to `newer`, which must then be asked before the picture is used.
        `ahead` is called on the desktop's thread with a picture that probably shows all of it, and the windows directly on the screen.
        """
        if isinstance(action, Wait):
            wait = partial(self.watcher.settle, before, patience=action.seconds, ceiling=action.seconds + 5, encode=True)
            return await self._thread.run(wait, HANG_SECONDS + longest(action, self._typing_delay))
        expected = expected_effect(action)
        points = aim(action, before.region)
        settle = partial(
            self._settle,
            before,
            patience=patience,
            pointer=points[-1] if points else None,
            local=expected == "local",
            promised=expected == "page",
            encode=True,
            early=early,
            learn=not isinstance(action, Type | Key),
            kind=kind_of(action) if late else "",
            places=points,
            surface=isinstance(action, Scroll | LeftDrag),
            ahead=None if ahead is None else lambda picture: ahead(picture, self.lookout.tops()),
            worked=self.lookout.worked,
        )
        return await self._thread.run(settle)

    async def expect_late(self) -> None:
        """Something came later than it was waited for: what follows an action is waited for again."""
        await self._thread.run(self.watcher.expect_late)

    def _settle(self, before: Screenshot, *, early: bool, **how: Any) -> Settled:
        """Wait for the effect, and once more where it was that a window was minimised: nothing would show it again."""
        settled = self.watcher.settle(before, early=early, **how)
        return self.watcher.settle(settled.screenshot, **how) if self._windows.bring_back() else settled

    async def close(self) -> None:
        """Release what is held down, disconnect, and end a private display; safe to call twice."""
        await to_the_end(self.close_now)

    def close_now(self) -> None:
        """The same where waiting does not matter: as the last thing of a process, or on a thread; not on the desktop's own."""
        if self._executor is not None:
            self._executor.interrupt()
        try:
            if self._executor is not None:
                self._executor.interrupt()
            self._thread.wait(self._disconnect, CLOSE_SECONDS)
            self._thread.stop()
        except EnvironmentProblem:
            self._thread.stop(self._disconnect)  # a hung display is ended all the same; its connections are closed after that
        finally:
            self._telling.close()
            self.display.close()

    def _disconnect(self) -> None:
        self._thread.idle = None
        executor, camera, lookout = self._executor, self._camera, self._lookout
        self._executor = self._camera = self._watcher = self._lookout = None
        if lookout is not None:
            lookout.close()
        if executor is not None:
            executor.release_all()
            executor.close()
        self._windows.close()
        if camera is not None:
            camera.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
