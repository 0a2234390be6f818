"""Notices a model that gets nowhere: first it is warned, in the end the run stops.

What counts is what came of its actions, not how it words them: the same place again without an effect, a few actions in turn that
lead to the same screens again, waiting for nothing, and actions that are held back or refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui_agent.actions.action import BaseAction, Key, LeftDrag, Location, Scroll, Type, Wait
from gui_agent.actions.effect import Effect
from gui_agent.errors import LimitReached
from gui_agent.perception.geometry import RelativeBox
from gui_agent.perception.screen.screenshot import Screenshot

TILE = 32
"""Side in pixels of the squares in which two screens are compared."""
SAME_PLACE = 12.0
"""Thousandths: two places that are no further apart are one."""
SAME_WARN, SAME_STOP = 2, 6
"""The same action without an effect, in a row."""
ANY_WARN, ANY_STOP = 4, 10
"""Any actions without an effect, in a row: waits, refused ones and clicks into nothing."""
CIRCLE = {2: (5, 8), 3: (7, 10), 4: (9, 12)}
"""For circles of so many actions: after how many of them the model is warned, and the run stops."""


@dataclass(frozen=True)
class _Turn:
    action: BaseAction
    state: NDArray[np.uint32] | None
    """The screen after it; None where it was not looked at."""


class StuckDetector:
    """Sees each action with what came of it."""

    def __init__(self) -> None:
        self._turns: list[_Turn] = []
        self._same = 0
        self._without = 0

    def after(
        self, action: BaseAction, effect: Effect, screen: Screenshot | None = None, moving: NDArray[np.bool_] | None = None
    ) -> str:
        """The warning for the model after an action with this effect; empty when all is well.

        `screen` is how it looks now, `moving` marks the squares of it that move by themselves.
        Raises LimitReached when it continues like this for too long.
        """
        last = self._turns[-1].action if self._turns else None
        self._turns = [*self._turns, _Turn(action, _state(screen, moving))][-max(CIRCLE) * 4 :]
        if effect.performed and effect.visible and effect.outcome != "no_effect":
            self._same = self._without = 0
            return self._circle()
        self._without += 1
        self._same = self._same + 1 if last is not None and self._same and alike(action, last) else 1
        return self._nothing(action, effect)

    def invalid(self) -> str:
        """The warning for the model after a call that is no action; LimitReached as for `after`."""
        self._same, self._without = 0, self._without + 1
        if self._without >= ANY_STOP:
            raise LimitReached(f"stuck: nothing came of {self._without} calls in a row")
        return ""

    def _nothing(self, action: BaseAction, effect: Effect) -> str:
        what = "had no effect" if effect.performed else "was not performed"
        if self._same >= SAME_STOP and not isinstance(action, Wait):
            raise LimitReached(f"stuck: {action} {what}, {self._same} times in a row")
        if self._without >= ANY_STOP:
            raise LimitReached(f"stuck: nothing came of {self._without} actions in a row, the last one {action}")
        if self._same >= SAME_WARN and not isinstance(action, Wait):
            return f" This same action {what} {self._same} times in a row: try something else."
        if self._without >= ANY_WARN:
            return f" Nothing came of your last {self._without} actions: try something else, or say that you cannot do it."
        return ""

    def _circle(self) -> str:
        for length, (warn, stop) in CIRCLE.items():
            turns = _turns_in_circle(self._turns, length)
            if turns >= stop:
                raise LimitReached(
                    f"stuck: the same {length} actions lead to the same screens again and again, {turns} actions long"
                )
            if turns >= warn:
                return f" Your last {turns} actions go round in a circle of {length}: try something else."
        return ""


def alike(one: BaseAction, other: BaseAction) -> bool:
    """Whether two actions are the same thing to do, in other words or a few pixels aside."""
    if type(one) is not type(other) or len(one.places) != len(other.places):
        return False
    if not all(_near(a, b) for a, b in zip(one.places, other.places, strict=True)):
        return False
    match one, other:
        case (Key(), Key()):
            return one.keys.lower() == other.keys.lower()
        case (Type(), Type()):
            return one.content == other.content
        case (Scroll(), Scroll()):
            return one.direction == other.direction
        case (Wait(), Wait()) | (LeftDrag(), LeftDrag()):
            return True
    return one.model_dump(exclude={"start_box", "element_info"}) == other.model_dump(exclude={"start_box", "element_info"})


def _near(one: Location, other: Location) -> bool:
    a = one.center if isinstance(one, RelativeBox) else one
    b = other.center if isinstance(other, RelativeBox) else other
    return max(abs(a.x - b.x), abs(a.y - b.y)) <= SAME_PLACE


def _turns_in_circle(turns: list[_Turn], length: int) -> int:
    """How many of the newest actions repeat those `length` before them, with the same screens after them."""
    if length > 1 and len(turns) > 1 and alike(turns[-1].action, turns[-2].action):
        return 0
    count = 0
    for index in range(len(turns) - 1, length - 1, -1):
        now, before = turns[index], turns[index - length]
        if not alike(now.action, before.action) or not _same_state(now.state, before.state):
            break
        count += 1
    return count + length if count else 0


def _same_state(one: NDArray[np.uint32] | None, other: NDArray[np.uint32] | None) -> bool:
    if one is None or other is None or one.shape != other.shape:
        return False
    return bool(np.all((one == other) | (one == 0) | (other == 0)))


def _state(screen: Screenshot | None, moving: NDArray[np.bool_] | None) -> NDArray[np.uint32] | None:
    """A number for each square of a screen, 0 where it moves by itself."""
    if screen is None:
        return None
    part = screen.pixels[::2, ::2]
    rows = np.add.reduceat(part, np.arange(0, part.shape[0], TILE // 2), axis=0, dtype=np.uint32)
    sums = np.add.reduceat(rows, np.arange(0, part.shape[1], TILE // 2), axis=1, dtype=np.uint32) | np.uint32(1)
    if moving is not None and moving.shape == sums.shape:
        sums[moving] = 0
    return sums
