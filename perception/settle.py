"""Waiting until the screen has settled: by evidence, never by a fixed sleep.

After an action the screen is looked at every few milliseconds. Three things are told apart:

* feedback: the pressed look of what was clicked, a focus ring that moved, a caret. It comes at once, and the effect may follow;
* animation: areas that keep changing (spinners, clocks, videos). They are set aside and hold nothing up;
* the effect: any other change. Once it is there and has been still for `quiet` seconds, the screen is settled.

A `Watcher` goes on looking while the picture is encoded and sent (`newer`) and while the model thinks (`watch`), which is how
it learns which areas move on their own.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.change import CARET_WIDTH, changed_boxes, is_caret, tiles
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screenshot import Camera, Frame, Screenshot

Reason = Literal["unchanged", "settled", "ceiling"]
PATIENCE = 0.35
"""Seconds in which a first change is awaited."""
FEEDBACK_PATIENCE = 0.45
"""Seconds in which the effect is awaited behind feedback: a reaction that is 300 ms late must not be missed."""
PROMISED_PATIENCE = 2.5
"""Seconds in which a first change is awaited when the target promises one (a link, a submit button)."""
QUIET = 0.05
LARGE_QUIET = 0.075
"""Seconds without change after which a small and a large change count as complete."""
LONGEST_QUIET = 0.15
START_QUIET = 0.25
"""The same for an application that starts: its window appears before its content."""
CEILING = 5.0
POLL = 0.008
TILE = 32
_FEEDBACK_SIDES = (420, 72)
_RING = 5
_LARGE = 0.2


@dataclass(frozen=True)
class Settled:
    """The screen after an action, and how long it was waited for."""

    screenshot: Screenshot
    reason: Reason
    """unchanged: nothing happened in the time given; settled: a change came and ended; ceiling: it was still changing."""
    seconds: float


def settle(
    camera: Camera,
    before: Screenshot | None,
    *,
    patience: float = PATIENCE,
    quiet: float = QUIET,
    ceiling: float = CEILING,
    pointer: Point | None = None,
    local: bool = False,
    promised: bool = False,
) -> Settled:
    """Wait until the screen has settled after an action, with no memory of earlier ones; see `Watcher.settle`."""
    return Watcher(camera).settle(
        before, patience=patience, quiet=quiet, ceiling=ceiling, pointer=pointer, local=local, promised=promised
    )


class Watcher:
    """Looks at one screen again and again; remembers what moves there on its own. Use it in the camera's thread."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._lively: NDArray[np.bool_] | None = None
        self._last_pointer: Point | None = None

    def settle(
        self,
        before: Screenshot | None,
        *,
        patience: float = PATIENCE,
        quiet: float = QUIET,
        ceiling: float = CEILING,
        pointer: Point | None = None,
        local: bool = False,
        promised: bool = False,
        encode: bool = False,
    ) -> Settled:
        """Wait until what an action did is on the screen and still.

        before: the screen before the action; None for the first look, for example at an application that is starting.
        patience, quiet, ceiling: seconds (how long a first change is awaited; how long it must be still; the most in all).
        pointer: where the mouse acted: a small change there is the pressed look, not yet the effect.
        local: the effect is expected at the pointer itself (a check box, a text field), so any change there is the effect.
        promised: the target promises a larger change (a link, a submit button): wait longer for it, and while a spinner turns.
        encode: compress the picture for the model while the screen is being watched for further change.
        """
        start = time.monotonic()
        frame = self._camera.grab()
        tracker = _Tracker(frame, before, self._lively, pointer, self._last_pointer, local)
        waits = _Waits.choose(patience, quiet, promised=promised, first_look=before is None)
        encoded: Screenshot | None = None
        while True:
            now = time.monotonic()
            if (reason := tracker.verdict(now, start, waits)) is not None or now - start >= ceiling:
                break
            if encode and tracker.still_for(now) > 2 * POLL and (encoded is None or encoded.taken_at != frame.taken_at):
                encoded = frame.screenshot()
                _share_encoding(before, encoded)
                _ = encoded.encoded
            time.sleep(max(0.0, POLL - (time.monotonic() - now)))
            seen = self._camera.grab()
            if tracker.observe(seen):
                frame = seen
        self._last_pointer = pointer or self._last_pointer
        self._lively = tracker.set_aside
        screenshot = encoded if encoded is not None and encoded.taken_at == frame.taken_at else frame.screenshot()
        _share_encoding(before, screenshot)
        return Settled(screenshot, reason or "ceiling", time.monotonic() - start)

    def newer(self, screenshot: Screenshot) -> Screenshot | None:
        """The screen as it is now, if it visibly changed since `screenshot` (carets and animations do not count); else None.

        One look, under a millisecond when nothing changed: call it right before a picture is sent.
        """
        frame = self._camera.grab()
        if frame.region != screenshot.region:
            return frame.screenshot()
        tracker = _Tracker(frame, screenshot, self._lively, None, None, local=False)
        return frame.screenshot() if tracker.effect else None

    def watch(self, stop: threading.Event, interval: float = 0.1) -> None:
        """Look every `interval` seconds until `stop` is set, to learn which areas move on their own (clocks, videos)."""
        frame = self._camera.grab()
        tracker = _Tracker(frame, None, None, None, None, local=False)
        while not stop.wait(interval):
            tracker.observe(self._camera.grab())
        self._lively = tracker.moving(changes=3, span=0.8)


@dataclass(frozen=True)
class _Waits:
    """Seconds: for a first change, for the effect behind feedback, for stillness; and whether a spinner holds up."""

    first: float
    effect: float
    quiet: float
    large_quiet: float
    for_animation: bool
    first_look: bool

    @classmethod
    def choose(cls, patience: float, quiet: float, *, promised: bool, first_look: bool) -> _Waits:
        if first_look:
            return cls(patience, patience, max(quiet, START_QUIET), START_QUIET, for_animation=False, first_look=True)
        if promised:
            longer = max(patience, PROMISED_PATIENCE)
            return cls(longer, longer, max(quiet, LARGE_QUIET), LONGEST_QUIET, for_animation=True, first_look=False)
        behind_feedback = max(patience, FEEDBACK_PATIENCE if patience >= PATIENCE else patience)
        return cls(patience, behind_feedback, quiet, max(quiet, LARGE_QUIET), for_animation=False, first_look=False)


class _Tracker:
    """What has changed since the action, tile by tile."""

    def __init__(
        self,
        frame: Frame,
        before: Screenshot | None,
        lively: NDArray[np.bool_] | None,
        pointer: Point | None,
        last_pointer: Point | None,
        local: bool,
    ) -> None:
        self._frame = frame
        self._before = before.pixels if before is not None and before.region == frame.region else None
        self._resized = before is not None and before.region != frame.region
        self._pointer, self._last_pointer, self._local = pointer, last_pointer, local
        shape = (-(-frame.region.height // TILE), -(-frame.region.width // TILE))
        self._count = np.zeros(shape, np.int32)
        self._first = np.zeros(shape)
        self._last = np.full(shape, -np.inf)
        self._lively = lively if lively is not None and lively.shape == shape else np.zeros(shape, np.bool_)
        self._bursts = 0
        self._judged: tuple[Frame, int] | None = None
        self._effect, self._feedback, self._fraction = False, False, 0.0
        if self._before is not None:
            self._record(self._before != frame.pixels, time.monotonic())

    def observe(self, frame: Frame) -> bool:
        """Take note of the next frame; whether it differs from the one before."""
        previous = self._frame
        if frame.region == previous.region and frame.bgra == previous.bgra:
            return False
        now = time.monotonic()
        self._frame = frame
        self._judged = None
        if frame.region != previous.region:
            self._resized, self._before = True, None
            return True
        self._record(previous.pixels != frame.pixels, now)
        return True

    def _record(self, differs: NDArray[np.bool_], now: float) -> None:
        grid = tiles(differs, TILE)
        if 0 < np.count_nonzero(grid) <= 4 and all(is_caret(box) for box in changed_boxes(differs)):
            return
        if now - self._newest() > 3 * POLL:
            self._bursts += 1
        self._first = np.where(grid & (self._count == 0), now, self._first)
        self._last = np.where(grid, now, self._last)
        self._count += grid

    def _newest(self) -> float:
        return float(np.max(np.where(self.set_aside, -np.inf, self._last)))

    def moving(self, changes: int = 4, span: float = 0.2) -> NDArray[np.bool_]:
        """The tiles that keep changing, and their neighbours: at least `changes` changes over `span` seconds."""
        core = (self._count >= changes) & (self._last - self._first >= span)
        return _grown(core)

    @property
    def set_aside(self) -> NDArray[np.bool_]:
        """The tiles whose changes do not count."""
        return self._lively | self.moving()

    def still_for(self, now: float) -> float:
        """Seconds since something changed that is not set aside."""
        return now - self._newest()

    @property
    def effect(self) -> bool:
        """Whether the screen differs from before by more than feedback and animation."""
        self._judge()
        return self._effect

    def _judge(self) -> None:
        aside = self.set_aside
        key = (self._frame, int(np.count_nonzero(aside)))
        if self._judged is not None and self._judged[0] is key[0] and self._judged[1] == key[1]:
            return
        self._judged = key
        self._effect, self._feedback, self._fraction = self._resized, False, 1.0 if self._resized else 0.0
        if self._before is None:
            self._effect = self._effect or bool(np.any(self._count[~aside]))
            return
        differs = self._before != self._frame.pixels
        grid = tiles(differs, TILE) & ~aside
        self._fraction = np.count_nonzero(grid) / grid.size
        if self._fraction > _LARGE:
            self._effect = True
            return
        if not grid.any():
            return
        if aside.any():
            differs = differs & ~_enlarged(aside, differs.shape)
        for box in changed_boxes(differs):
            if self._is_feedback(box, differs):
                self._feedback = True
            else:
                self._effect = True

    def _is_feedback(self, box: Box, differs: NDArray[np.bool_]) -> bool:
        if self._local and self._pointer is not None and box.padded(TILE).contains(self._inside(self._pointer)):
            return False
        if is_caret(box):
            return True
        width, height = _FEEDBACK_SIDES
        if box.width <= width and box.height <= height:
            near = [self._inside(point) for point in (self._pointer, self._last_pointer) if point is not None]
            if self._pointer is not None and any(box.padded(8).contains(point) for point in near):
                return True
        return self._pointer is not None and _is_ring(differs[box.top : box.bottom, box.left : box.right])

    def _inside(self, point: Point) -> Point:
        return point.offset(-self._frame.region.left, -self._frame.region.top)

    def verdict(self, now: float, start: float, waits: _Waits) -> Reason | None:
        """Whether, and how, the waiting is over."""
        waited, still = now - start, self.still_for(now)
        if waits.first_look:
            blank = not self._resized and _is_blank(self._frame)
            return "settled" if not blank and min(waited, still) >= waits.quiet else None
        if waited < waits.first and still == float("inf"):
            return None
        self._judge()
        quiet = waits.large_quiet if self._fraction > _LARGE else waits.quiet
        quiet = min(max(quiet, LONGEST_QUIET), quiet * 1.5 ** max(0, self._bursts - 1))
        if still < quiet:
            return None
        animated = waits.for_animation and bool((self.moving() & ~self._lively & (now - self._last < 0.5)).any())
        if self._effect and not animated:
            return "settled"
        limit = waits.effect if self._feedback else waits.first
        if waited >= limit and not animated:
            return "settled" if self._feedback else "unchanged"
        return None


def _share_encoding(before: Screenshot | None, after: Screenshot) -> None:
    """Where the picture is the same as before, so is its encoding: nothing is encoded twice."""
    if before is None or "encoded" not in before.__dict__ or "encoded" in after.__dict__:
        return
    if before.region == after.region and np.array_equal(before.pixels, after.pixels):
        after.__dict__["encoded"] = before.encoded


def _grown(grid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    if not grid.any():
        return grid
    padded = np.pad(grid, 1)
    rows = padded[:-2] | padded[1:-1] | padded[2:]
    return np.asarray(rows[:, :-2] | rows[:, 1:-1] | rows[:, 2:])


def _enlarged(grid: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    return np.repeat(np.repeat(grid, TILE, axis=0), TILE, axis=1)[: shape[0], : shape[1]]


def _is_ring(part: NDArray[np.bool_]) -> bool:
    """Whether only the border of a box changed, as where a focus ring comes or goes."""
    height, width = part.shape
    if height <= 3 * _RING or width <= 3 * _RING:
        return False
    inside = part[_RING:-_RING, _RING:-_RING]
    marks = inside.any(axis=0)
    return int(np.count_nonzero(marks)) <= CARET_WIDTH


def _is_blank(frame: Frame) -> bool:
    """Whether the screen shows one colour and nothing else: no window is there yet."""
    return bool((frame.pixels == frame.pixels[0, 0]).all())
