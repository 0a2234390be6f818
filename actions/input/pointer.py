"""Gestures of the mouse: clicks, drags along a path, hovering, turning the wheel."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Sequence

from gui_agent.actions.action import Button, Direction
from gui_agent.actions.input.hands import Hands, Interrupted, OtherWindow, UserAtTheMouse, button_token
from gui_agent.actions.input.held import Grip
from gui_agent.errors import ActionError
from gui_agent.perception.geometry import Point

MULTI_CLICK_SECONDS = 0.006
"""Between the clicks of a double click: with no gap window managers lose the second one in 12-24% of tries, with 5 ms in none."""
SEPARATE_CLICK_SECONDS = 0.52
"""Clicks that are nearer to each other are one double click to toolkits (GTK 400 ms, Tk, Qt and Chromium up to 500 ms)."""
SEPARATE_CLICK_PIXELS = 10
_STEP_SECONDS = 0.008
_STEP_PIXELS = 60
_STEPS = range(5, 21)
_SETTLE_SECONDS = 0.08
"""At the end of a drag, before the release: web pages see moves once a frame, and lists make room with the one after."""
_LOOK_SECONDS = 0.05


class Pointer:
    """The mouse of one display, driven by the agent; notices when a user takes it to a corner."""

    def __init__(self, hands: Hands, grip: Grip, *, fail_safe: bool = True) -> None:
        self._hands = hands
        self._grip = grip
        self._fail_safe = fail_safe
        self._expected = hands.position()
        self._screen = hands.screen()
        self._last_click: tuple[Button, Point, float] | None = None
        self._interrupted = threading.Event()

    def interrupt(self) -> None:
        """Let what is being done now stop with `Interrupted` at its next look; from any thread."""
        self._interrupted.set()

    def ready(self) -> None:
        """What is done from now on is not what `interrupt` meant."""
        self._interrupted.clear()

    def check_person(self) -> None:
        """Raise UserAtTheMouse when the pointer is in a corner of the screen and the agent did not put it there."""
        if not self._fail_safe:
            return
        position = self._hands.position()
        if position == self._expected:
            return
        screen = self._hands.screen()
        if screen != self._screen:  # it was made smaller, which moves the pointer to its new edge
            self._screen, self._expected = screen, position
            return
        near_x = position.x <= screen.left or position.x >= screen.right - 1
        near_y = position.y <= screen.top or position.y >= screen.bottom - 1
        if near_x and near_y:
            raise UserAtTheMouse(
                "stopped: the mouse was moved into a corner of the screen", "Move it away from the corner before the next run"
            )

    def pause(self, seconds: float) -> None:
        """Wait, looking for the user meanwhile. Raises UserAtTheMouse, Interrupted."""
        self._check_interrupt()
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.check_person()
            self._interrupted.wait(min(left, _LOOK_SECONDS))
            self._check_interrupt()

    def _check_interrupt(self) -> None:
        if self._interrupted.is_set():
            raise Interrupted("the action was interrupted")

    def move(self, point: Point) -> None:
        """Put the pointer there. Raises ActionError for a place outside of the screen."""
        self.check_person()
        self._check_inside([point])
        self._expected = point
        self._hands.move(point)

    def _check_inside(self, points: Sequence[Point]) -> None:
        """Raise ActionError when one of these places is outside of the screen."""
        screen = self._hands.screen()
        for point in points:
            if not screen.contains(point):
                raise ActionError(
                    f"({point.x}, {point.y}) is outside of the screen, which is {screen.width} x {screen.height} pixels",
                    "Point at a place inside of the screenshot",
                )

    def hover(self, point: Point, *, modifiers: Sequence[str] = ()) -> None:
        """Put the pointer there, with the modifier keys held while it arrives."""
        keys = self._hands.tokens_for(modifiers)
        with self._hands.undisturbed(), self._grip.over(keys):
            for key in keys:
                self._grip.press(key)
            self.move(point)

    def click(
        self, point: Point, button: Button = "left", *, clicks: int = 1, hold: float = 0, modifiers: Sequence[str] = ()
    ) -> None:
        """Click `clicks` times, holding the button down for `hold` seconds each time, with the modifier keys held."""
        token = button_token(button)
        keys = self._hands.tokens_for(modifiers)
        with self._hands.undisturbed(), self._grip.over([*keys, token]):
            self._keep_apart(button, point)
            self.move(point)
            for key in keys:
                self._grip.press(key)
            for number in range(clicks):
                if number:
                    time.sleep(MULTI_CLICK_SECONDS)
                self._grip.press(token)
                pressed = time.monotonic()
                self.pause(hold)
                self._grip.release(token)
        self._last_click = (button, point, pressed)

    def _keep_apart(self, button: Button, point: Point) -> None:
        """Wait until this click and the last one, at the same place, are no double click."""
        if self._last_click is None:
            return
        last, place, pressed = self._last_click
        near = max(abs(place.x - point.x), abs(place.y - point.y)) <= SEPARATE_CLICK_PIXELS
        if last == button and near:
            self.pause(pressed + SEPARATE_CLICK_SECONDS - time.monotonic())

    def drag(self, path: Sequence[Point], button: Button = "left", *, hold: float = 0, modifiers: Sequence[str] = ()) -> None:
        """Press at the first point, move along the others with steps in between, and release at the last.

        The application is asked whether it has seen the press before the first move, and the last move before the release:
        one that gets both at once takes a drag for a click. Nothing is pressed when one of the places is outside of the screen.
        """
        self._check_inside(path)  # a drag that ends halfway has dropped something there
        token = button_token(button)
        keys = self._hands.tokens_for(modifiers)
        with self._hands.undisturbed(), self._grip.over([*keys, token]):
            self._keep_apart(button, path[0])
            self.move(path[0])
            for key in keys:
                self._grip.press(key)
            self._grip.press(token)
            self._hands.delivered(path[0])
            self.pause(hold)
            self._move_along(path)
            self._hands.delivered(path[0])
            self.pause(_SETTLE_SECONDS)
            if not self._hands.is_meant(path[-1]):
                self._move_along(path[::-1])
                raise OtherWindow("another window came to the place of the drop, so what was dragged was taken back")
            self._grip.release(token)
        self._last_click = None

    def _move_along(self, path: Sequence[Point]) -> None:
        points = [point for start, end in zip(path, path[1:], strict=False) for point in _between(start, end)]
        for number, point in enumerate(points, 1):
            if number == len(points):
                self._hands.is_meant(point)  # what is carried along is at another place after the step
            self.move(point)
            time.sleep(_STEP_SECONDS)
            self._check_interrupt()

    def scroll(self, point: Point, direction: Direction, notches: int, *, modifiers: Sequence[str] = ()) -> None:
        """Turn the wheel at a place by exactly so many notches, with the modifier keys held."""
        keys = self._hands.tokens_for(modifiers)
        with self._hands.undisturbed(), self._grip.over(keys):
            self.move(point)
            for key in keys:
                self._grip.press(key)
            self._hands.wheel(direction, notches)


def _between(start: Point, end: Point) -> list[Point]:
    """The points of the way from `start` (without it) to `end`, each another pixel."""
    distance = math.hypot(end.x - start.x, end.y - start.y)
    steps = min(max(round(distance / _STEP_PIXELS), _STEPS.start), _STEPS.stop - 1)
    fractions = [step / steps for step in range(1, steps + 1)]
    points = [Point(round(start.x + (end.x - start.x) * f), round(start.y + (end.y - start.y) * f)) for f in fractions]
    return [point for before, point in zip([start, *points], points, strict=False) if point != before] or [end]
