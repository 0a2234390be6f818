"""What moves on a screen by itself: clocks, spinners, videos, carets. Learnt from the pictures between the looks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.change.change import changed_boxes, is_caret, tiles
from gui_agent.perception.geometry import Box, Size
from gui_agent.perception.screen.screenshot import Frame

TILE = 32
"""Side in pixels of the squares in which movement is learnt."""
APART = 0.1
"""Seconds between two changes of one place that count as two."""
CHANGES, SPAN = 3, 0.8
"""What has changed so often, over so many seconds, without an input before it, moves by itself."""
FORGOTTEN = 12.0
"""Seconds without a change after which a place is taken to be still again."""
AFTER_INPUT = 1.0
"""Seconds after an input in which changes are its effect."""
STILL_SECONDS, STILL_LOOKS = 0.2, 2
"""What looked the same for so long, at so many looks after the first one, is still: an animation that a dialog came with has ended."""
_CARETS = 12
_FEW = 60
"""Squares: where more have changed at once, no caret is looked for among them."""
_MOST_TILES = 0.5
"""Share of the screen; where more has changed at once, nothing is learnt: another page is shown."""


class Movement:
    """What was learnt about one screen; use it in the camera's thread."""

    def __init__(self) -> None:
        self._frame: Frame | None = None
        self._size: Size | None = None
        self._count = np.zeros((0, 0), np.int32)
        self._first = np.zeros((0, 0))
        self._last = np.zeros((0, 0))
        self._same_looks = np.zeros((0, 0), np.int32)
        self._same_since = np.zeros((0, 0))
        self._input_at = -np.inf
        self.carets: list[Box] = []
        """Where text carets were seen, the newest last, in pixels of the picture."""

    def acted(self, now: float) -> None:
        """Mouse or keyboard were used: what changes next is no movement by itself, and is not compared with what was before."""
        self._input_at, self._frame = now, None
        self._same_looks[:] = 0

    @property
    def counts_from(self) -> float:
        """From when changes are no effect of the last input; seconds on the monotonic clock."""
        return self._input_at + AFTER_INPUT

    def see(self, frame: Frame) -> bool:
        """Take note of the screen as it is now; whether it differs from the one that was seen before."""
        previous, self._frame = self._frame, frame
        if not self._count.size or frame.region.size != self._size:
            self._forget(frame)
            return True
        if previous is None or previous.region != frame.region:
            self._same_looks[:], self._same_since[:] = 0, frame.taken_at
            return True
        if previous.bgra == frame.bgra:
            self._same_looks += 1
            return False
        differs = previous.pixels != frame.pixels
        grid = tiles(differs, TILE)
        self._same_looks = np.where(grid, 0, self._same_looks + 1)
        self._same_since = np.where(grid, frame.taken_at, self._same_since)
        changed = int(np.count_nonzero(grid))
        if changed <= _FEW:
            carets = [box for box in changed_boxes(differs) if is_caret(box)]
            for box in carets:
                differs[box.top : box.bottom, box.left : box.right] = False
            if carets:
                known = [caret for caret in self.carets if not any(caret.padded(2).intersection(box) for box in carets)]
                self.carets = [*known, *carets][-_CARETS:]
                grid = tiles(differs, TILE)
        if frame.taken_at - self._input_at >= AFTER_INPUT and changed <= _MOST_TILES * grid.size:
            self._learn(grid, frame.taken_at)
        return True

    def _learn(self, grid: NDArray[np.bool_], now: float) -> None:
        old = now - self._last > FORGOTTEN
        self._count = np.where(grid & old, 0, self._count)
        new = grid & (now - self._last >= APART)
        self._first = np.where(new & (self._count == 0), now, self._first)
        self._last = np.where(new, now, self._last)
        self._count += new

    def _forget(self, frame: Frame) -> None:
        self._size = frame.region.size
        shape = (-(-frame.region.height // TILE), -(-frame.region.width // TILE))
        self._count = np.zeros(shape, np.int32)
        self._first = np.zeros(shape)
        self._last = np.full(shape, -np.inf)
        self._same_looks = np.zeros(shape, np.int32)
        self._same_since = np.full(shape, frame.taken_at)
        self.carets = []

    def moving(self, now: float, changes: int = CHANGES, span: float = SPAN) -> NDArray[np.bool_] | None:
        """The squares of the picture that move by themselves; None before anything was seen."""
        if not self._count.size:
            return None
        return np.asarray(
            (self._count >= changes) & (self._last - self._first >= span) & (now - self._last <= FORGOTTEN), np.bool_
        )

    def still(self, now: float) -> NDArray[np.bool_]:
        """The squares of the picture that looked the same at the last looks since the last input, for a while."""
        return np.asarray((self._same_looks >= STILL_LOOKS) & (now - self._same_since >= STILL_SECONDS), np.bool_)
