"""The live picture of a screen that a run of this person works on: looked at from here, so that the run's process does nothing for it."""

from __future__ import annotations

import asyncio
import io
import json
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from PIL import Image

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.display import Display, attach, find_virtual_display
from gui_agent.perception.screen.screenshot import Camera, Frame
from gui_agent.record.events import RunStarted
from gui_agent.run.survivors import FILE

FRAME_SECONDS = 0.1
"""Between two looks at most so often; a screen that does not change is not sent again."""
REST = 5
"""For each second spent on looking and encoding, as many seconds are left to others: the run goes first."""
LARGEST = (1280, 1280)
"""Pixels; a larger screen is shown smaller."""
QUALITY = 70
RETRY_SECONDS = 0.5


class Feed:
    """The newest frame of one display, for any number of viewers; the camera runs only while somebody looks."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Condition()
        self._frame: bytes = b""
        self._number = 0
        self._viewers = 0
        self._stop = threading.Event()

    @asynccontextmanager
    async def viewer(self) -> AsyncIterator[AsyncIterator[bytes]]:
        """JPEG frames, the newest first; one who is slow misses those between."""
        self._viewers += 1
        if self._viewers == 1:
            self._stop = threading.Event()
            threading.Thread(target=self._watch, args=(self._stop,), name="studio frames", daemon=True).start()
        try:
            yield self._frames()
        finally:
            self._viewers -= 1
            if self._viewers == 0:
                self._stop.set()

    async def _frames(self) -> AsyncIterator[bytes]:
        seen = 0
        while True:
            async with self._changed:
                while self._number == seen:
                    await self._changed.wait()
                seen, frame = self._number, self._frame
            yield frame

    async def _publish(self, data: bytes) -> None:
        async with self._changed:
            self._frame, self._number = data, self._number + 1
            self._changed.notify_all()

    def _watch(self, stop: threading.Event) -> None:
        """On a thread of its own: a display that hangs holds up nobody."""
        while not stop.is_set():
            with suppress(EnvironmentProblem):  # the display was closed: the run has ended, or is about to start again
                self._look_until(stop)
            stop.wait(RETRY_SECONDS)

    def _look_until(self, stop: threading.Event) -> None:
        last: bytes | bytearray = b""
        camera = Camera(self._display)
        try:
            while not stop.is_set():
                start = time.perf_counter()
                frame = camera.grab()
                if frame.bgra != last:
                    last = frame.bgra
                    self._publish_soon(jpeg(frame), stop)
                spent = time.perf_counter() - start
                stop.wait(max(FRAME_SECONDS - spent, spent * REST))
        finally:
            camera.close()

    def _publish_soon(self, data: bytes, stop: threading.Event) -> None:
        publish = self._publish(data)
        try:
            asyncio.run_coroutine_threadsafe(publish, self._loop)
        except RuntimeError:  # the studio ends
            publish.close()
            stop.set()


class Feeds:
    """The feeds of all displays that are looked at, one each."""

    def __init__(self) -> None:
        self._feeds: dict[str, Feed] = {}

    def of(self, folder: Path, started: RunStarted | None) -> Feed | None:
        """The feed of the screen that the run in `folder` works on; None where it cannot be looked at from here."""
        display = display_of(folder, started)
        if display is None:
            return None
        key = f"{display.name} {display.xauthority}"
        if key not in self._feeds:
            self._feeds[key] = Feed(display)
        return self._feeds[key]


def display_of(folder: Path, started: RunStarted | None) -> Display | None:
    """The display of a run that is in progress; a private one is found by what the run wrote down for `resume`."""
    if started is None:
        return None  # the log has not said yet which it is
    if started.private:
        try:
            private = json.loads((folder / FILE).read_text(encoding="utf-8"))["display"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return find_virtual_display(private) if isinstance(private, dict) else None
    try:
        return attach(started.display)
    except EnvironmentProblem:
        return None


def jpeg(frame: Frame) -> bytes:
    """A frame as the page shows it."""
    image = Image.frombuffer("RGB", (frame.region.width, frame.region.height), frame.bgra, "raw", "BGRX", 0, 1)
    if image.width > LARGEST[0] or image.height > LARGEST[1]:
        image.thumbnail(LARGEST, Image.Resampling.BILINEAR, reducing_gap=2.0)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()
