"""One recording, from opening the screen to the scenario file and its first playing.

A user works on the application, on their own desktop or on a private screen that they have taken over in the studio. What they do
is watched and looked at as it happens. Nothing of it is written down before it is known what is a secret.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from gui_agent.actions.input.stack import Stack
from gui_agent.actions.platforms.x11.input_watch import InputWatch, UserInput
from gui_agent.actions.platforms.x11.stack import X11StackReader
from gui_agent.control.socket import Control
from gui_agent.control.steering import Steering
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.window_list import WindowList
from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.perception.screen.display import VirtualDisplay
from gui_agent.perception.screen.seal import Seal
from gui_agent.perception.text.text import TextReader
from gui_agent.record.run_log import RunLog, new_run_folder
from gui_agent.run import survivors
from gui_agent.run.limits import Budget, Limits
from gui_agent.run.run import Run
from gui_agent.run.start_and_end import log_end, log_start
from gui_agent.scenarios.format.variables import UnknownName, substitute
from gui_agent.scenarios.recorder.frames import Frames, Sight
from gui_agent.scenarios.recorder.gestures import Gesture, Gestures
from gui_agent.scenarios.recorder.moments import Looking, Moment
from gui_agent.scenarios.recorder.writing import Recorded, write_down

POLL_SECONDS = 0.1
LAST_SECONDS = 5.0
"""How long the screen may take to come to rest after the last gesture."""
STILL_SECONDS = 1.0
LEAST_SECONDS = 2.5
"""How long something is waited for that comes of the last gesture, at least."""
REPORT_SECONDS = 5.0
"""How long applications may take to report what the last picture shows."""
LATE_SECONDS = 1.0
A_DAY = 86400.0
Say = Callable[[str], None]


@dataclass(frozen=True)
class RecordOptions:
    """What is recorded, and where."""

    app: str
    name: str
    """Of the scenario."""
    display: str
    output: Path
    """Folder of the runs."""
    root: Path = field(default_factory=Path.cwd)
    """Where the application runs."""
    folder: str = "."
    """What `${folder}` is: where the file will be."""
    run_folder: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    """More variables of the application."""
    seconds: float | None = None
    """The longest that a recording may take."""


class Recording:
    """A recording; `stop` ends it from any place of its event loop."""

    def __init__(self, options: RecordOptions, say: Say) -> None:
        """`say` gets sentences for who records."""
        self._options = options
        self._say = say
        self._ended = asyncio.Event()
        self._moments: list[Moment] = []
        self._waiting: asyncio.Queue[Moment | None] = asyncio.Queue()
        self._secrets: list[str] = []
        self._foreign: frozenset[int] = frozenset()
        """Windows that were there before the application: what is done in them is not recorded."""

    def _mask(self, path: Path) -> None:
        """What was typed as a secret is taken out of what the application printed."""
        for value in self._secrets:
            with suppress(OSError):
                path.write_bytes(path.read_bytes().replace(value.encode(), b"***"))

    def stop(self) -> None:
        """The user is finished."""
        self._ended.set()

    async def record(self) -> Recorded:
        """Record until `stop`, or until the application ends. Raises UsageError, EnvironmentProblem."""
        async with AsyncExitStack() as stack:
            desktop = await self._open(stack)
            run = await self._begin(desktop, stack)
            frames = await self._watch(desktop, stack)
            windows = await asyncio.to_thread(_titles, desktop)
            reader = TextReader()
            looking = Looking(reader)
            stack.callback(looking.close)
            looked = asyncio.create_task(self._look_at_all(looking))
            stack.callback(looked.cancel)
            await self._until_the_end(run, frames)
            await self._complete_last(frames)
            self._say(f"recorded {len(self._moments)} gestures; looking at them")
            await self._waiting.put(None)
            await looked
            screen = desktop.screen
            private = isinstance(desktop.display, VirtualDisplay)
            size = f"{screen.width}x{screen.height}" if private and self._options.display.startswith("virtual:") else ""
            recorded = await asyncio.to_thread(
                write_down, self._moments, looking, self._options.name, self._options.app, windows, size
            )
            self._secrets = list(recorded.secrets.values())
            log_end(run.log, "done", run.budget, seconds=run.budget.seconds, answer=recorded.summary, timings={})
            return recorded

    async def _open(self, stack: AsyncExitStack) -> Desktop:
        choice = self._options.display
        private = choice.startswith("virtual")
        desktop = await Desktop.open(choice, with_app=True, seal=Seal() if private else None)
        stack.push_async_callback(desktop.close)
        if desktop.display.name is None:
            raise EnvironmentProblem("recording works on X11 screens", "Use --display virtual on Linux")
        return desktop

    async def _begin(self, desktop: Desktop, stack: AsyncExitStack) -> Run:
        """A run for the studio: its log, its screen to be taken over, its stop button."""
        options = self._options
        log = RunLog(options.run_folder or new_run_folder(options.output, f"record {options.name}"))
        stack.callback(log.close)
        run = Run(f"Recording: {options.name}", desktop, log, Budget(Limits(seconds=options.seconds or A_DAY)))
        if isinstance(desktop.display, VirtualDisplay):
            steering = Steering(takes_hints=False)
            control = Control(steering)
            await control.start(log.folder)
            stack.push_async_callback(control.close)
            run.steering = steering
            steering.attach(run, self.stop)
            steering.take_over()
        command = self._command(stack)
        log_start(run, model="a user", app=command)
        stack.callback(survivors.forget, log.folder)
        before = await asyncio.to_thread(_numbers, desktop)
        self._foreign = frozenset() if isinstance(desktop.display, VirtualDisplay) else before
        run.app = App.start(
            command, desktop.display, log.folder / "app.log", folder=options.root, more_environment=options.environment
        )
        app = run.app
        stack.callback(self._mask, log.folder / "app.log")
        stack.push_async_callback(asyncio.to_thread, app.stop)
        survivors.note(log, desktop.display, run.app)
        await desktop.first_look(starting=True)
        run.app.check()
        return run

    def _command(self, stack: AsyncExitStack) -> str:
        """The application's command; `${work}` is an empty folder, as it is when the scenario is played."""
        work = stack.enter_context(tempfile.TemporaryDirectory(prefix="gui-agent-work-"))
        try:
            return str(substitute(self._options.app, {"work": work, "folder": self._options.folder}, os.environ, set()))
        except UnknownName as error:
            raise UsageError(f"--app: {error}", "For the text ${name} write $${name}") from error

    async def _watch(self, desktop: Desktop, stack: AsyncExitStack) -> Frames:
        loop = asyncio.get_running_loop()
        frames = Frames(desktop.display)
        stack.callback(frames.stop)
        await asyncio.to_thread(frames.start)
        gestures = Gestures(lambda gesture: self._begun(gesture, frames))

        def heard(event: UserInput) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(gestures.take, event)

        watch = await asyncio.to_thread(InputWatch, desktop.display, heard)
        stack.callback(watch.stop)
        watch.start()
        return frames

    def _begun(self, gesture: Gesture, frames: Frames) -> None:
        """A gesture begins: what the screen shows now is what the one before has led to."""
        sight = frames.before(gesture.began)
        if self._foreign and self._is_foreign(gesture, sight.windows):
            return
        self._finish_last(sight)
        self._moments.append(Moment(gesture, sight))

    def _is_foreign(self, gesture: Gesture, windows: Stack) -> bool:
        window = windows.focused if gesture.kind in ("text", "key") else windows.at(gesture.at)
        return window is None or window.number in self._foreign

    def _finish_last(self, after: Sight) -> None:
        if self._moments and self._moments[-1].after is None:
            last = self._moments[-1]
            last.after = after
            last.late = after.taken_at - last.gesture.ended > LATE_SECONDS
            self._waiting.put_nowait(last)

    async def _until_the_end(self, run: Run, frames: Frames) -> None:
        assert run.app is not None
        start = time.monotonic()
        limit = self._options.seconds
        while not self._ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), POLL_SECONDS)
            if frames.problem is not None:
                raise frames.problem
            if run.app.exit_status is not None and not await asyncio.to_thread(_titles, run.desktop):
                self._say("the application has ended: so has the recording")
                return
            if limit is not None and time.monotonic() - start > limit:
                self._say(f"the recording took longer than {limit:g} seconds: it ends here")
                return

    async def _complete_last(self, frames: Frames) -> None:
        """Wait until the screen has come to rest, for what the last gesture led to."""
        deadline = time.monotonic() + LAST_SECONDS
        least = self._moments[-1].gesture.ended + LEAST_SECONDS if self._moments else 0.0
        while time.monotonic() < least or (frames.still_for() < STILL_SECONDS and time.monotonic() < deadline):
            await asyncio.sleep(POLL_SECONDS)
        deadline = time.monotonic() + REPORT_SECONDS
        while not frames.reported and time.monotonic() < deadline:
            await asyncio.sleep(POLL_SECONDS)
        self._finish_last(frames.now())
        if not self._moments:
            raise UsageError(
                "nothing was done, so there is nothing to record", "Use mouse and keyboard on the screen, then finish"
            )

    async def _look_at_all(self, looking: Looking) -> None:
        """Look at moments one after another, while the user continues."""
        while (moment := await self._waiting.get()) is not None:
            await asyncio.to_thread(looking.look, moment)


def _titles(desktop: Desktop) -> list[str]:
    windows = WindowList(desktop.display)
    try:
        return [window.title for window in windows.windows()]
    finally:
        windows.close()


def _numbers(desktop: Desktop) -> frozenset[int]:
    reader = X11StackReader(desktop.display)
    try:
        return frozenset(window.number for window in reader.read().windows)
    finally:
        reader.close()
