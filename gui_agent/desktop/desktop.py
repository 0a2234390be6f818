"""One screen with eyes and hands: a display, its camera and its executor, all used from one thread."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import Literal, Self, TypeVar

from gui_agent.actions.action import BaseAction, Hover, Key, LeftClick, LeftDrag, Type, Wait
from gui_agent.actions.aim import aim
from gui_agent.actions.execute import Executor
from gui_agent.actions.policy.policy import Policy, Touched
from gui_agent.desktop.cancellation import to_the_end
from gui_agent.desktop.telling import Telling
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.change.settle import Settled, Watcher
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.display import Display, open_display
from gui_agent.perception.screen.screenshot import Camera, Screenshot

T = TypeVar("T")
_LOADING_KEYS = {"f5", "ctrl+r", "ctrl+f5", "alt+left", "alt+right"}
_PAGE_WORDS = {"link", "url", "submit", "search", "login", "signin", "reload", "refresh"}
_LOCAL_WORDS = {"field", "textbox", "checkbox", "radio", "input", "entry", "slider"}
FIRST_LOOK_SECONDS = 10.0
"""How long a starting application may take to show something and come to rest."""
HANG_SECONDS = 30.0
"""After this a display that does not answer counts as hung."""
CLOSE_SECONDS = 5.0
"""How long a display may take to let go of what is held down when all is over."""
HUNG = "the display does not answer"
REMEDY = "Look whether the X server still runs, and start the run again"
IDLE_LOOK_SECONDS = 1.0
"""The same where nothing was started: a screen that moves may come to rest."""


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
    ) -> None:
        """A desktop on `display`; `secrets` are what `{{secret:NAME}}` in a `type` action stands for; `policy` is enforced.

        Pictures are sent to the model with at most `max_pixels` pixels.
        """
        self.display = display
        self._max_pixels = max_pixels
        self._secrets = dict(secrets or {})
        self._policy = policy
        self._thread = _DesktopThread()
        self._camera: Camera | None = None
        self._executor: Executor | None = None
        self._watcher: Watcher | None = None
        self._telling = Telling(display)

    @classmethod
    async def open(
        cls,
        choice: str = "auto",
        *,
        with_app: bool = False,
        secrets: Mapping[str, str] | None = None,
        policy: Policy | None = None,
        max_pixels: int | None = None,
    ) -> Self:
        """Open the display that `choice` names (see `open_display`) and connect to it.

        Raises UsageError or EnvironmentProblem.
        """
        display = await to_the_end(partial(open_display, choice, with_app=with_app), undo=lambda display: display.close())
        desktop = cls(display, secrets=secrets, policy=policy, max_pixels=max_pixels)
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
        self._executor = Executor(self.display, secrets=self._secrets, policy=self._policy)

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

    async def first_look(self, *, starting: bool) -> Settled:
        """The screen once it has come to rest; `starting`: an application is still to draw itself."""
        ceiling = FIRST_LOOK_SECONDS if starting else IDLE_LOOK_SECONDS
        return await self._thread.run(partial(self.watcher.settle, None, ceiling=ceiling, encode=True))

    def tell(self, screenshot: Screenshot) -> None:
        """Ask the applications what they show, for `screenshot.told`; returns at once. Once for each picture."""
        if not screenshot.is_told:
            screenshot.tell(self._telling.ask(screenshot.region))

    async def newer(self, screenshot: Screenshot) -> Screenshot | None:
        """The screen as it is now, if it visibly changed since `screenshot`; else None."""
        return await self._thread.run(partial(self.watcher.newer, screenshot))

    async def act(self, action: BaseAction, frame: Box) -> None:
        """Perform an action whose places are thousandths of `frame`. Raises ActionError; EnvironmentProblem."""
        await self._thread.run(partial(self.executor.perform, action, frame), HANG_SECONDS + longest(action))

    async def on_thread(self, function: Callable[[], T]) -> T:
        """What `function`, which uses this display, returns; it runs on the thread that everything else uses it from."""
        return await self._thread.run(function)

    async def touched(self, action: BaseAction, frame: Box) -> tuple[list[Touched], str]:
        """The windows that an action would touch now, and the text under its places. Raises EnvironmentProblem."""
        return await self._thread.run(partial(self.executor.touched, action, frame))

    async def pointer(self) -> Point:
        """Where the mouse pointer is."""
        return await self._thread.run(lambda: self.executor.position)

    async def settle(self, action: BaseAction, before: Screenshot, *, early: bool = False) -> Settled:
        """Wait until the screen shows what `action` led to; `before` was the screen when it began.

        `early`: the last part of the waiting is left to `newer`, which must then be asked before the picture is used.
        """
        if isinstance(action, Wait):
            wait = partial(self.watcher.settle, before, patience=action.seconds, ceiling=action.seconds + 5, encode=True)
            return await self._thread.run(wait, HANG_SECONDS + longest(action))
        expected = expected_effect(action)
        points = aim(action, before.region)
        settle = partial(
            self.watcher.settle,
            before,
            pointer=points[-1] if points else None,
            local=expected == "local",
            promised=expected == "page",
            encode=True,
            early=early,
        )
        return await self._thread.run(settle)

    async def close(self) -> None:
        """Release what is held down, disconnect, and end a private display; safe to call twice."""
        await to_the_end(self.close_now)

    def close_now(self) -> None:
        """The same where waiting does not matter: as the last thing of a process, or on a thread; not on the desktop's own."""
        try:
            self._thread.wait(self._disconnect, CLOSE_SECONDS)
            self._thread.stop()
        except EnvironmentProblem:
            self._thread.stop(self._disconnect)  # a hung display is ended all the same; its connections are closed after that
        finally:
            self._telling.close()
            self.display.close()

    def _disconnect(self) -> None:
        executor, camera = self._executor, self._camera
        self._executor = self._camera = self._watcher = None
        if executor is not None:
            executor.release_all()
            executor.close()
        if camera is not None:
            camera.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def expected_effect(action: BaseAction) -> Literal["local", "page", "any"]:
    """Where an action's effect will show, as far as it can be told: at its target alone, on the whole page, or anywhere."""
    if isinstance(action, Type | Hover):
        return "local"
    if isinstance(action, Key):
        return "page" if action.keys.lower() in _LOADING_KEYS else "any"
    words = set(re.findall(r"\w+", action.target.lower()))
    if words & _LOCAL_WORDS:
        return "local"
    return "page" if words & _PAGE_WORDS else "any"


def longest(action: BaseAction) -> float:
    """Seconds that an action takes at most on a display that answers."""
    match action:
        case Wait():
            return action.seconds
        case Type():
            return 0.2 * len(action.content)
        case Key():
            return (action.hold + 0.5) * action.presses
        case LeftClick() | LeftDrag():
            return action.hold
        case _:
            return 0.0


class _DesktopThread:
    """Runs functions one after another on one daemon thread: a hung display cannot keep the program from ending."""

    def __init__(self) -> None:
        self._hung = False
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="gui-agent desktop", daemon=True)
        self._thread.start()

    async def run(self, function: Callable[[], T], patience: float | None = None) -> T:
        """What `function` returns. Raises EnvironmentProblem when the display does not answer for `patience` seconds."""
        patience = HANG_SECONDS if patience is None else patience
        future = self._begin(function)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), patience)
        except TimeoutError as error:
            raise self._no_answer(patience) from error

    def wait(self, function: Callable[[], T], patience: float) -> T:
        """The same, from another thread than the event loop's."""
        try:
            return self._begin(function).result(patience)
        except TimeoutError as error:
            raise self._no_answer(patience) from error

    def _begin(self, function: Callable[[], T]) -> Future[T]:
        if self._hung:
            raise EnvironmentProblem(HUNG, REMEDY)
        future: Future[T] = Future()
        call = partial(_call, function, future)
        if self._thread.is_alive():
            self._queue.put(call)
        else:
            call()
        return future

    def _no_answer(self, patience: float) -> EnvironmentProblem:
        self._hung = True
        return EnvironmentProblem(f"{HUNG} for {patience:g} seconds", REMEDY)

    def stop(self, last: Callable[[], None] | None = None) -> None:
        if last is not None:
            self._queue.put(partial(_call, last, Future()))
        self._queue.put(None)

    def _work(self) -> None:
        while (call := self._queue.get()) is not None:
            call()


def _call(function: Callable[[], T], future: Future[T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(function())
    except BaseException as error:  # noqa: BLE001  # handed to the caller whole
        future.set_exception(error)
