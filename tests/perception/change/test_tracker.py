"""How long a screen has been still is known from the looks at it, not from the clock."""

from __future__ import annotations

import numpy as np

from gui_agent.perception.change.tracker import EARLY, PATIENCE, QUIET, Tracker, Waits
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Frame

SIDE = 256
WAITS = Waits.choose(PATIENCE, QUIET, promised=False, first_look=False)


def frame(at: float, shade: int = 0) -> Frame:
    """A black screen with a small patch of this shade, at so many seconds."""
    pixels = np.zeros((SIDE, SIDE, 4), np.uint8)
    pixels[40:60, 40:60] = shade
    return Frame(bytearray(pixels.tobytes()), Box(0, 0, SIDE, SIDE), at)


def test_a_change_counts_from_the_look_that_showed_it() -> None:
    tracker = Tracker(frame(0.0, 200), frame(-1.0).screenshot(), None, None, None, local=False)
    assert tracker.verdict(0.0, 0.0, WAITS) is None
    assert tracker.next_verdict(0.0, 0.0, WAITS) == EARLY * QUIET
    assert tracker.next_verdict(0.75 * QUIET, 0.0, WAITS) == QUIET
    assert tracker.verdict(QUIET, 0.0, WAITS) == "settled"


def test_a_later_change_begins_the_waiting_anew() -> None:
    tracker = Tracker(frame(0.0, 200), frame(-1.0).screenshot(), None, None, None, local=False)
    assert tracker.observe(frame(0.02, 100))
    assert not tracker.observe(frame(0.03, 100))
    assert tracker.verdict(QUIET, 0.0, WAITS) is None
    assert tracker.verdict(0.03 + QUIET, 0.0, WAITS) == "settled"


def test_nothing_is_waited_for_until_patience_is_over() -> None:
    tracker = Tracker(frame(0.0), frame(-1.0).screenshot(), None, None, None, local=False)
    assert tracker.next_verdict(0.0, 0.0, WAITS) == PATIENCE
    assert tracker.verdict(0.9 * PATIENCE, 0.0, WAITS) is None
    assert tracker.verdict(PATIENCE, 0.0, WAITS) == "unchanged"
