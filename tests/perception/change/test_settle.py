"""Waiting for a real window's reactions. Times have generous ceilings: other programs use the machine too."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gui_agent.perception.change.change import compare
from gui_agent.perception.change.settle import CEILING, Settled, Watcher, settle
from gui_agent.perception.change.tracker import PATIENCE, QUIET, Tracker, Waits
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.display import start_virtual_display
from gui_agent.perception.screen.encoding import encode
from gui_agent.perception.screen.processes import end_process
from gui_agent.perception.screen.screenshot import Camera, Screenshot

APP = Path(__file__).parents[2] / "apps" / "reactions.py"


@dataclass
class Window:
    """The application, the camera on it, and where its button is."""

    process: subprocess.Popen[bytes]
    camera: Camera
    button: Point

    def act(self, reaction: str) -> Screenshot:
        """Make it react; the screen as it was before."""
        before = self.camera.take()
        assert self.process.stdin
        self.process.stdin.write(reaction.encode() + b"\n")
        self.process.stdin.flush()
        return before


@pytest.fixture
def window() -> Iterator[Window]:
    with start_virtual_display() as display:
        camera = Camera(display)
        process = subprocess.Popen(
            [sys.executable, str(APP)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=display.environment,
            start_new_session=True,
        )
        try:
            assert process.stdout
            _, x, y = process.stdout.readline().split()
            yield Window(process, camera, Point(int(x), int(y)))
        finally:
            end_process(process)
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
            camera.close()


def effect_is_shown(before: Screenshot, settled: Settled) -> bool:
    """Whether the label in the middle of the window changed."""
    return any(box.intersection(Box(400, 330, 800, 420)) for box in compare(before, settled.screenshot).boxes)


def test_an_instant_repaint_is_settled(window: Window) -> None:
    settle(window.camera, None)
    before = window.act("instant")
    settled = settle(window.camera, before, pointer=window.button)
    assert settled.reason == "settled"
    assert effect_is_shown(before, settled)


def test_one_repaint_is_awaited_the_shortest_time_whether_or_not_the_first_look_showed_it(window: Window) -> None:
    settle(window.camera, None)
    frame = window.camera.grab()
    tracker = Tracker(frame, window.act("instant"), None, window.button, None, local=False)
    start = time.monotonic()
    while not tracker.observe(window.camera.grab()):
        assert time.monotonic() < start + CEILING
    waits = Waits.choose(PATIENCE, QUIET, promised=False, first_look=False)
    assert tracker.verdict(time.monotonic() + QUIET, start, waits) == "settled"


def test_without_a_change_it_says_so(window: Window) -> None:
    settle(window.camera, None)
    before = window.act("nothing")
    settled = settle(window.camera, before, pointer=window.button)
    assert settled.reason == "unchanged"
    assert settled.seconds >= 0.35  # the patience for a first change
    assert not compare(before, settled.screenshot)


def test_a_reaction_300_ms_late_behind_a_pressed_look_is_not_missed(window: Window) -> None:
    settle(window.camera, None)
    watcher = Watcher(window.camera)
    for _ in range(5):
        before = window.act("late")
        settled = watcher.settle(before, pointer=window.button, encode=True)
        assert settled.reason == "settled"
        assert effect_is_shown(before, settled)
        assert watcher.newer(settled.screenshot) is None


def test_a_promised_change_is_waited_for(window: Window) -> None:
    settle(window.camera, None)
    before = window.act("load")
    settled = settle(window.camera, before, pointer=window.button, promised=True)
    assert settled.reason == "settled"
    assert effect_is_shown(before, settled)


def test_a_change_after_settling_is_seen_before_the_picture_is_sent(window: Window) -> None:
    settle(window.camera, None)
    watcher = Watcher(window.camera)
    before = window.act("load")
    settled = watcher.settle(before, pointer=window.button, patience=0.1)
    assert not effect_is_shown(before, settled)
    later = watcher.newer(settled.screenshot)
    while later is None:
        later = watcher.newer(settled.screenshot)
    assert effect_is_shown(settled.screenshot, Settled(later, "settled", 0))


def test_a_pressed_look_is_the_effect_where_it_is_expected_there(window: Window) -> None:
    settle(window.camera, None)
    before = window.act("feedback")
    settled = settle(window.camera, before, pointer=window.button, local=True)
    assert settled.reason == "settled"
    assert compare(before, settled.screenshot)


def test_a_spinner_that_never_stops_ends_at_the_ceiling_when_a_change_is_promised(window: Window) -> None:
    settle(window.camera, None)
    before = window.act("spin")
    settled = settle(window.camera, before, pointer=window.button, promised=True, ceiling=1.5)
    assert settled.reason == "ceiling"


def test_a_spinner_does_not_hold_up_an_effect(window: Window) -> None:
    settle(window.camera, None)
    before = window.act("spin and effect")
    settled = settle(window.camera, before, pointer=window.button)
    assert settled.reason == "settled"
    assert effect_is_shown(before, settled)


def test_a_blinking_caret_is_no_change(window: Window) -> None:
    settle(window.camera, None)
    before = window.act("caret")
    settle(window.camera, before)
    before = window.act("nothing")
    settled = settle(window.camera, before)
    assert settled.reason == "unchanged"
    assert not compare(before, settled.screenshot)


def test_a_caret_is_all_that_a_click_into_a_field_does(window: Window) -> None:
    settle(window.camera, None)
    before = window.act("caret")
    settled = settle(window.camera, before, pointer=window.button.offset(60, 140))
    assert settled.reason == "settled"
    assert settled.caret


def test_the_caret_of_a_field_beside_what_was_clicked_is_not_its_effect(window: Window) -> None:
    settle(window.camera, None)
    settle(window.camera, window.act("caret"))
    for _ in range(3):
        settled = settle(window.camera, window.act("nothing"), pointer=window.button.offset(230, 140))
        assert not settled.caret
        assert settled.seconds >= 0.35


def test_an_effect_that_is_reported_early_is_watched_until_it_is_sent(window: Window) -> None:
    watcher = Watcher(window.camera)
    watcher.settle(None, encode=True)
    for _ in range(5):
        before = window.act("in two parts")
        early = watcher.settle(before, pointer=window.button, quiet=0.2, encode=True, early=True)
        shown = watcher.newer(early.screenshot) or early.screenshot
        assert early.reason == "settled"
        assert effect_is_shown(before, Settled(shown, "settled", 0))
        assert any(box.top > 560 for box in compare(before, shown).boxes)
        assert shown.encoded.data == encode(shown.image).data


def test_the_picture_of_an_unchanged_screen_is_not_encoded_twice(window: Window) -> None:
    settle(window.camera, None)
    before = window.camera.take()
    settled = settle(window.camera, before, patience=0.05)
    encoded = before.encoded
    again = settle(window.camera, before, patience=0.05)
    assert again.screenshot.encoded is encoded
    assert settled.screenshot.encoded == encoded
