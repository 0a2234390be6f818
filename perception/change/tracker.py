"""What has changed on a screen since an action, tile by tile: feedback, animation and effect are distinguished.

* feedback: the pressed look of what was clicked, a focus ring that moved, a caret. It comes at once, and the effect may follow;
* animation: areas that keep changing (spinners, clocks, videos). They are set aside and hold nothing up;
* the effect: any other change. Once it is there and has been still for long enough, the screen is settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.change.change import CARET_WIDTH, changed_boxes, grown, is_caret, tiles
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.screenshot import Frame, Screenshot

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
EARLY = 0.4
"""Part of the quiet time after which an effect may be reported while the rest of it is still watched."""
CARET_QUIET = 0.1
"""Seconds after which a caret where the mouse clicked counts as all that a click into a field does."""
POLL = 0.008
START_POLL = 0.025
"""Seconds between two looks; while an application starts, everything else has enough to do."""
TILE = 32
_FEEDBACK_SIDES = (420, 72)
_HOME, _HOME_SURFACE, _HOME_HEIGHT = (260, 24), (260, 60), 200
"""Pixels to each side of the place of an action in which a change is its own look (a field's text is at its beginning), the same
where a surface moves, and how high such a change is at most: a button, not a page."""
_RING = 5
_LINE = 8
"""Pixels that a click may miss a caret's line by."""
_LARGE = 0.2


@dataclass(frozen=True)
class Waits:
    """Seconds: for a first change, for the effect behind feedback, for stillness; and whether a spinner holds up."""

    first: float
    effect: float
    quiet: float
    large_quiet: float
    for_animation: bool
    first_look: bool
    at_home: float = 0.0
    """For more where nothing has changed but what the action is aimed at."""

    @classmethod
    def choose(cls, patience: float, quiet: float, *, promised: bool, first_look: bool, at_home: float = 0.0) -> Waits:
        """The waits for what is known of the action."""
        if first_look:
            return cls(patience, patience, max(quiet, START_QUIET), START_QUIET, for_animation=False, first_look=True)
        if promised:
            longer = max(patience, PROMISED_PATIENCE)
            return cls(longer, longer, max(quiet, LARGE_QUIET), LONGEST_QUIET, for_animation=True, first_look=False)
        behind_feedback = max(patience, FEEDBACK_PATIENCE if patience >= PATIENCE else patience)
        large = max(quiet, LARGE_QUIET)
        return cls(patience, behind_feedback, quiet, large, for_animation=False, first_look=False, at_home=at_home)


@dataclass(frozen=True)
class Home:
    """Where an action shows itself at once: letters in a field, a list that is scrolled, a thing that is dragged."""

    places: tuple[Point, ...]
    """What it is aimed at, or what was clicked last; pixels of the picture. Empty where that is not known."""
    surface: bool = False
    """Whether all of a surface may move: it is scrolled, or something is dragged on it."""

    def contains(self, box: Box, boxes: Sequence[Box]) -> bool:
        """Whether a change, one of `boxes`, is the action's own look and not what it leads to."""
        if not self.surface and box.height > _HOME_HEIGHT:
            return False
        if not self.places:
            return len(boxes) == 1
        across, down = _HOME_SURFACE if self.surface else _HOME
        grown = Box(box.left - across, box.top - down, box.right + across, box.bottom + down)
        return any(grown.contains(place) for place in self.places)


class Tracker:
    """What has changed since the action, tile by tile."""

    def __init__(
        self,
        frame: Frame,
        before: Screenshot | None,
        lively: NDArray[np.bool_] | None,
        pointer: Point | None,
        last_pointer: Point | None,
        local: bool,
        home: Home | None = None,
    ) -> None:
        self._frame, self._home = frame, home
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
        self.is_at_home = False
        """Whether nothing has changed but what the action is aimed at."""
        self._caret_at = np.inf
        self._pressed = False
        """Whether the clicked thing looks pressed: no text field does."""
        if self._before is not None:
            self._record(self._before != frame.pixels, frame.taken_at)

    def observe(self, frame: Frame) -> bool:
        """Take note of the next frame; whether it differs from the one before."""
        previous = self._frame
        if frame.region == previous.region and frame.bgra == previous.bgra:
            return False
        self._frame = frame
        self._judged = None
        if frame.region != previous.region:
            self._resized, self._before = True, None
            return True
        self._record(previous.pixels != frame.pixels, frame.taken_at)
        return True

    def _record(self, differs: NDArray[np.bool_], now: float) -> None:
        grid = tiles(differs, TILE)
        if not grid.any():
            return
        few = changed_boxes(differs) if np.count_nonzero(grid) <= 4 else []
        if few and all(is_caret(box) for box in few):
            if any(self._is_caret_clicked(box) for box in few):
                self._caret_at = min(self._caret_at, now)
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
        return grown(core)

    @property
    def set_aside(self) -> NDArray[np.bool_]:
        """The tiles whose changes do not count."""
        return self._lively | self.moving()

    def still_for(self, now: float) -> float:
        """Seconds since something changed that is not set aside."""
        return now - self._newest()

    @property
    def caret(self) -> bool:
        """Whether a text caret came to where the mouse clicked."""
        return self._caret_at < np.inf

    @property
    def only_looks(self) -> bool:
        """Whether all that changed is how the thing under the mouse, or the one that was clicked before, looks: no effect yet."""
        self._judge()
        return self._feedback and not self._effect

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
        self._judged, self.is_at_home = key, False
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
        boxes = changed_boxes(differs)
        for box in boxes:
            if self._is_feedback(box, differs):
                self._feedback = True
            else:
                self._effect = True
        self.is_at_home = self._home is not None and all(is_caret(box) or self._home.contains(box, boxes) for box in boxes)

    def _is_feedback(self, box: Box, differs: NDArray[np.bool_]) -> bool:
        if self._local and self._pointer is not None and box.padded(TILE).contains(self._inside(self._pointer)):
            return False
        if is_caret(box):
            return True
        if self._pointer is None and self._last_pointer is None:
            return False
        is_ring, caret_inside = _ring(differs[box.top : box.bottom, box.left : box.right])
        if self._pointer is None:  # a key shows which thing has the focus
            return is_ring and self._last_pointer is not None and box.contains(self._inside(self._last_pointer))
        if is_ring:
            if caret_inside and box.contains(self._inside(self._pointer)):
                self._caret_at = min(self._caret_at, self._frame.taken_at)
            return True
        width, height = _FEEDBACK_SIDES
        near = [self._inside(point) for point in (self._pointer, self._last_pointer) if point is not None]
        if box.width <= width and box.height <= height and any(box.padded(8).contains(point) for point in near):
            self._pressed = self._pressed or box.padded(8).contains(near[0])
            return True
        return False

    def _is_caret_clicked(self, box: Box) -> bool:
        """Whether a caret is in the field that was clicked: in the pointer's line, without a border between them."""
        if self._pointer is None:
            return False
        clicked = self._inside(self._pointer)
        x = clicked.x
        if not box.top - _LINE <= clicked.y < box.bottom + _LINE:
            return False
        left, right = (box.right, x) if x >= box.right else (x, box.left)
        # The first and the last line of a caret are above and below the letters, so that only a border crosses them.
        edges = self._frame.pixels[[box.top, box.bottom - 1], max(0, left) : max(0, right)]
        return bool((edges == edges[:, :1]).all())

    def _inside(self, point: Point) -> Point:
        return point.offset(-self._frame.region.left, -self._frame.region.top)

    def verdict(self, now: float, start: float, waits: Waits) -> Reason | None:
        """Whether, and how, the waiting is over; `now` is when the screen was looked at last."""
        waited, still = now - start, self.still_for(now)
        if waits.first_look:
            blank = not self._resized and _is_blank(self._frame)
            return "settled" if not blank and min(waited, still) >= waits.quiet else None
        if waited < waits.first and still == np.inf and not self.caret:
            return None
        self._judge()
        if still < self._quiet(waits):
            return None
        animated = self._is_animated(now, waits)
        focused = not self._pressed and self._caret_at - start <= CARET_QUIET <= now - self._caret_at
        if (self._effect or focused) and self.is_at_home and waited < waits.at_home:
            return None
        if (self._effect or focused) and not animated:
            return "settled"
        limit = waits.effect if self._feedback else waits.first
        if waited >= limit and not animated:
            return "settled" if self._feedback else "unchanged"
        return None

    def early(self, now: float, waits: Waits) -> bool:
        """Whether there is an effect that may be reported already, if the caller continues to look."""
        if waits.first_look or self.still_for(now) == np.inf:
            return False
        self._judge()
        if self.is_at_home and waits.at_home:
            return False
        return self._effect and self.still_for(now) >= EARLY * self._quiet(waits) and not self._is_animated(now, waits)

    def next_verdict(self, now: float, start: float, waits: Waits) -> float:
        """When the waiting may be over, or there may be an effect to report, if nothing else changes; infinity where that is not known."""
        quiet, newest = self._quiet(waits), self._newest()
        limit = waits.effect if self._feedback else waits.first
        times = (
            newest + quiet,
            newest + EARLY * quiet,
            start + limit,
            start + waits.at_home,
            self._caret_at + CARET_QUIET,
        )
        return min((moment for moment in times if moment > now), default=np.inf)

    def _quiet(self, waits: Waits) -> float:
        quiet = waits.large_quiet if self._fraction > _LARGE else waits.quiet
        return min(max(quiet, LONGEST_QUIET), quiet * float(1.5 ** max(0, self._bursts - 1)))

    def _is_animated(self, now: float, waits: Waits) -> bool:
        return waits.for_animation and bool((self.moving() & ~self._lively & (now - self._last < 0.5)).any())


def _enlarged(grid: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    return np.repeat(np.repeat(grid, TILE, axis=0), TILE, axis=1)[: shape[0], : shape[1]]


def _ring(part: NDArray[np.bool_]) -> tuple[bool, bool]:
    """Whether only the border of a box changed, as where a focus ring comes or goes; whether a caret inside did, too."""
    height, width = part.shape
    if height <= 3 * _RING or width <= 3 * _RING:
        return False, False
    inside = int(np.count_nonzero(part[_RING:-_RING, _RING:-_RING].any(axis=0)))
    if inside > CARET_WIDTH:
        return False, False
    # A caret in an empty field stands close to the border: the ring's thickness is measured where it has no corners.
    thick = 1 + int(np.count_nonzero(part[:_RING, width // 3 : -width // 3].mean(axis=1) > 0.5))
    marks = int(np.count_nonzero(part[thick:-thick, thick:-thick].any(axis=0)))
    return True, 0 < marks <= CARET_WIDTH


def _is_blank(frame: Frame) -> bool:
    """Whether the screen shows one colour and nothing else: no window is there yet."""
    return bool((frame.pixels == frame.pixels[0, 0]).all())
