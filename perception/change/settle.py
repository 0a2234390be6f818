"""Waiting until the screen has settled: by evidence, never by a fixed sleep.

After an action the screen is looked at every few milliseconds, and what changes is sorted (see `tracker`): feedback, animation,
and the effect. Once an effect is there and has been still for long enough, the screen is settled.

A `Watcher` continues looking until the picture is sent (`newer`), and can while the model thinks (`watch`), which is how it learns
which areas move on their own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.change.change import TILE, changed_boxes, tiles
from gui_agent.perception.change.tracker import PATIENCE, POLL, QUIET, START_POLL, Home, Reason, Tracker, Waits
from gui_agent.perception.change.work import Work
from gui_agent.perception.geometry import Point
from gui_agent.perception.screen.screenshot import Camera, Frame, Screenshot

CEILING = 5.0
"""Seconds after which a screen that keeps changing is taken as it is."""
LATE = 0.42
"""Seconds in which more is awaited where nothing has changed but what the action is aimed at."""
_MOST_AHEAD = 2
"""Pictures of one effect that are handed out before it is over."""
_MANY_TILES = 0.4
"""Share of the screen; where more has changed, a picture is encoded as a whole."""


@dataclass(frozen=True)
class Settled:
    """The screen after an action, and how long it was waited for."""

    screenshot: Screenshot
    reason: Reason
    """unchanged: nothing happened in the time given; settled: a change came and ended; ceiling: it was still changing."""
    seconds: float
    caret: bool = False
    """Whether a text caret came to where the mouse clicked, which is no visible change."""
    only_looks: bool = False
    """Whether all that changed is how what the mouse is on, or was on, looks: pressed, hovered over, with a ring around it."""


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
        self._look: _Look | None = None
        self._prompt: set[str] = set()
        """Kinds of action that lead to nothing else than their own look."""
        self._endless = False
        """Whether the application is always at work."""

    @property
    def moving(self) -> NDArray[np.bool_] | None:
        """The squares of the screen that moved by themselves when it was waited last; None before that."""
        return self._lively

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
        early: bool = False,
        learn: bool = True,
        kind: str = "",
        places: Sequence[Point] = (),
        surface: bool = False,
        ahead: Callable[[Screenshot], None] | None = None,
        worked: Callable[[], float | None] | None = None,
    ) -> Settled:
        """Wait until what an action did is on the screen and still.

        before: the screen before the action; None for the first look, for example at an application that is starting.
        patience, quiet, ceiling: seconds (how long a first change is awaited; how long it must be still; the most in all).
        pointer: where the mouse acted: a small change there is the pressed look, not yet the effect.
        local: the effect is expected at the pointer itself (a check box, a text field), so any change there is the effect.
        promised: the target promises a larger change (a link, a submit button): wait longer for it, and while a spinner turns.
        encode: compress the picture for the model while the screen is being watched for further change.
        learn: what keeps changing is taken to move by itself from then on; letters that arrive one by one do not.
        kind, places, surface: what sort of action this is, with the places that it is aimed at, and whether all that is there moves:
        where nothing else changes, more is awaited until such an action is known to lead to nothing else. Not without a `kind`.
        early: come back with an effect that has been still for a while; the caller has `newer` see to the rest before it sends.
        ahead: is called with a picture of an effect that is still for a moment and is probably all of it, at most twice; it is quick.
        worked: see `Work`: a screen is not still as long as its application is at work, unless that always is.
        """
        start = time.monotonic()
        frame = self._camera.grab()
        at_home = LATE if kind and kind not in self._prompt else 0.0
        waits = Waits.choose(patience, quiet, promised=promised, first_look=before is None, at_home=at_home)
        known = (*places, *(() if self._last_pointer is None else (self._last_pointer,)))
        home = Home(tuple(self._inside(place, frame) for place in known), surface) if at_home else None
        tracker = Tracker(frame, before, self._lively, pointer, self._last_pointer, local, home)
        work = Work(worked, start)
        look = self._look = _Look(tracker, waits, start, start + ceiling, frame, encode, before, work, learn, ahead)
        reason = self._watch_on(look, early=early)
        self._last_pointer = pointer or self._last_pointer
        if at_home and tracker.is_at_home:
            self._prompt.add(kind)
        seconds = time.monotonic() - start
        return Settled(look.screenshot(), reason, seconds, caret=tracker.caret, only_looks=tracker.only_looks)

    def forget_moving(self, still: NDArray[np.bool_]) -> None:
        """What moved and is still now did not move by itself: a dialog that faded in, a page that scrolled smoothly."""
        if self._lively is not None and self._lively.shape == still.shape:
            self._lively = self._lively & ~still

    def expect_late(self) -> None:
        """Something came later than it was waited for: it is awaited again after every kind of action."""
        self._prompt.clear()

    @staticmethod
    def _inside(place: Point, frame: Frame) -> Point:
        return place.offset(-frame.region.left, -frame.region.top)

    def newer(self, screenshot: Screenshot) -> Screenshot | None:
        """The screen as it is now, if it visibly changed since `screenshot` (carets and animations do not count); else None.

        Call it right before a picture is sent. It takes a millisecond where nothing changes; what has begun to change since
        `settle` or `newer` returned this picture, it waits for.
        """
        look = self._look
        if look is None or look.returned is not screenshot:
            frame = self._camera.grab()
        else:
            look.see(self._camera.grab())
            self._watch_on(look)
            frame = look.frame
            if frame.taken_at == screenshot.taken_at:
                return None
        if frame.region == screenshot.region and not Tracker(frame, screenshot, self._lively, None, None, local=False).effect:
            return None
        if look is None or look.frame is not frame:
            return _picture(frame, screenshot)
        return look.screenshot()

    def watch(self, stop: threading.Event, interval: float = 0.1) -> None:
        """Look every `interval` seconds until `stop` is set, to learn which areas move on their own (clocks, videos)."""
        frame = self._camera.grab()
        tracker = Tracker(frame, None, None, None, None, local=False)
        while not stop.wait(interval):
            tracker.observe(self._camera.grab())
        self._lively = tracker.moving(changes=3, span=0.8)

    def _watch_on(self, look: _Look, *, early: bool = False) -> Reason:
        """Look until the waiting is over."""
        tracker = look.tracker
        while True:
            now = look.looked_at
            if (reason := tracker.verdict(now, look.start, look.waits)) is not None and self._is_done(look, now):
                break
            if now >= look.end:
                reason = "ceiling"
                break
            if look.encode and tracker.still_for(now) > POLL:
                look.prepare()
            if early and look.is_prepared and tracker.early(now, look.waits) and self._is_done(look, now):
                reason = "settled"
                break
            pause = START_POLL if look.waits.first_look else POLL
            until = min(now + pause, tracker.next_verdict(now, look.start, look.waits))
            time.sleep(max(0.0, until - time.monotonic()))
            look.see(self._camera.grab())
        if look.learn:
            self._lively = tracker.set_aside
        return reason

    def _is_done(self, look: _Look, now: float) -> bool:
        """Whether the application has done its work, or never rests."""
        is_done = look.work.is_done(now)
        if is_done:
            self._endless = look.work.endless
        return is_done or self._endless


@dataclass
class _Look:
    """One wait for an action's effect, which `newer` may resume."""

    tracker: Tracker
    waits: Waits
    start: float
    end: float
    """When the waiting ends at the latest, on the monotonic clock."""
    frame: Frame
    encode: bool
    before: Screenshot | None
    """The screen before the action."""
    work: Work
    learn: bool = True
    """Whether what keeps changing is taken to move by itself."""
    ahead: Callable[[Screenshot], None] | None = None
    """Gets a picture that probably shows all of the effect."""
    looked_at: float = field(default=0.0, init=False)
    """When the screen was grabbed last, on the monotonic clock: that it is still is known until then."""
    picture: Screenshot | None = field(default=None, init=False)
    """The picture of `frame`, or of an earlier one."""
    handed_ahead: list[Screenshot] = field(default_factory=list, init=False)
    """The pictures that `ahead` has got."""
    returned: Screenshot | None = field(default=None, init=False)
    """The picture that was handed out last."""

    def __post_init__(self) -> None:
        self.looked_at = self.frame.taken_at

    def see(self, frame: Frame) -> None:
        """Take note of the screen as it is now."""
        self.looked_at = frame.taken_at
        if self.tracker.observe(frame):
            self.frame = frame
            self.work.changed(frame.taken_at)

    def prepare(self) -> None:
        """Make the picture of the newest frame ready to be sent, and let what else it is needed for begin meanwhile."""
        newest = self._newest()
        is_new = not self.handed_ahead or self.handed_ahead[-1] is not newest
        if self.ahead is not None and is_new and len(self.handed_ahead) < _MOST_AHEAD and self.tracker.effect:
            self.handed_ahead.append(newest)
            self.ahead(newest)
        _ = newest.encoded.data_url

    @property
    def is_prepared(self) -> bool:
        """Whether there is a picture of the newest frame, ready to be sent if that is wanted."""
        return not self.encode or (self.picture is not None and self.picture.taken_at == self.frame.taken_at)

    def screenshot(self) -> Screenshot:
        """The newest frame as a picture, for a caller who continues with it."""
        self.returned = self._newest()
        return self.returned

    def _newest(self) -> Screenshot:
        if self.picture is None or self.picture.taken_at != self.frame.taken_at:
            self.picture = _picture(self.frame, self.picture or self.before)
        return self.picture


def _picture(frame: Frame, known: Screenshot | None) -> Screenshot:
    """A frame as a picture; what was encoded for a `known` one is not encoded again."""
    if known is None or not known.is_encoded or known.region != frame.region:
        return frame.screenshot()
    differs = known.pixels != frame.pixels
    if np.count_nonzero(tiles(differs)) > _MANY_TILES * differs.size / TILE**2:
        return frame.screenshot()
    return frame.screenshot(known.encoded, changed_boxes(differs))
