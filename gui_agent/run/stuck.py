"""Notices a model that gets nowhere: first it is warned, in the end the run stops.

What counts is what came of its actions, not how it words them: the same place again without an effect, a few actions in turn that
lead to the same screens again, waiting for nothing, and actions that are held back or refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gui_agent.actions.action import BaseAction, Key, LeftDrag, Location, Scroll, Type, Wait
from gui_agent.actions.effect import Effect
from gui_agent.errors import LimitReached
from gui_agent.perception.change.change import grown
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
KNOWN_WARN, KNOWN_STOP, KNOWN_SCREENS = 6, 10, 5
"""Actions in a row that lead to nothing but screens from before, of which there are so few: a list that is scrolled back has more."""
CIRCLE = {2: (5, 8), 3: (7, 10), 4: (9, 12)}
"""For circles of so many actions: after how many of them the model is warned, and the run stops."""
RESTLESS, RESTLESS_SHARE = 3, 0.05
"""So often, and on so small a share of the screen, something must have changed to be taken for a thing that moves by itself."""
DISTINCT = 0.75
"""Share of these changes after which it must look as never before."""
_HISTORY = 48
_WHERE = ("start_box", "element_info")
"""The fields of an action that say where: places are compared by themselves, and words do not count."""

State = NDArray[np.uint32]


@dataclass(frozen=True)
class _Turn:
    action: BaseAction | None
    """None for a call that is no action."""
    nothing: bool
    """Whether nothing visible came of it, or it was not performed."""
    state: State | None
    """The screen after it; None where it was not looked at."""


class StuckDetector:
    """Sees each action with what came of it."""

    def __init__(self) -> None:
        self._turns: list[_Turn] = []

    def after(
        self, action: BaseAction, effect: Effect, screen: Screenshot | None = None, moving: NDArray[np.bool_] | None = None
    ) -> str:
        """The warning for the model after an action with this effect; empty when all is well.

        `screen` is how it looks now, `moving` marks the squares of it that move by themselves.
        Raises LimitReached when it continues like this for too long.
        """
        nothing = not effect.performed or not effect.visible or effect.outcome == "no_effect"
        self._note(_Turn(action, nothing, _state(screen, moving)))
        return self._nothing(action, effect) if nothing else self._circle() or self._known()

    def invalid(self) -> str:
        """The warning for the model after a call that is no action; LimitReached as for `after`."""
        self._note(_Turn(None, True, None))
        if (without := _without_effect(self._turns)) >= ANY_STOP:
            raise LimitReached(f"stuck: nothing came of {without} calls in a row")
        return ""

    def _note(self, turn: _Turn) -> None:
        self._turns = [*self._turns, turn][-_HISTORY:]

    def _nothing(self, action: BaseAction, effect: Effect) -> str:
        what = "had no effect" if effect.performed else "was not performed"
        same, without = _same_again(self._turns), _without_effect(self._turns)
        if same >= SAME_STOP and not isinstance(action, Wait):
            raise LimitReached(f"stuck: {action} {what}, {same} times in a row")
        if without >= ANY_STOP:
            raise LimitReached(f"stuck: nothing came of {without} actions in a row, the last one {action}")
        known = self._known()
        if same >= SAME_WARN and not isinstance(action, Wait):
            return f" This same action {what} {same} times in a row: try something else."
        if without >= ANY_WARN:
            return f" Nothing came of your last {without} actions: try something else, or say that you cannot do it."
        return known

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

    def _known(self) -> str:
        turns = _turns_on_known_screens(self._turns)
        if turns >= KNOWN_STOP:
            raise LimitReached(f"stuck: {turns} actions in a row led to nothing but screens from before")
        if turns >= KNOWN_WARN:
            return f" Your last {turns} actions led to nothing but screens from before: try something else."
        return ""


def alike(one: BaseAction | None, other: BaseAction | None) -> bool:
    """Whether two actions are the same thing to do, in other words or a few pixels aside."""
    if one is None or other is None:
        return one is other
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
    return all(getattr(one, name) == getattr(other, name) for name in type(one).model_fields if name not in _WHERE)


def _near(one: Location, other: Location) -> bool:
    a = one.center if isinstance(one, RelativeBox) else one
    b = other.center if isinstance(other, RelativeBox) else other
    return max(abs(a.x - b.x), abs(a.y - b.y)) <= SAME_PLACE


def _without_effect(turns: Sequence[_Turn]) -> int:
    """How many of the newest had no effect."""
    return next((number for number, turn in enumerate(reversed(turns)) if not turn.nothing), len(turns))


def _same_again(turns: Sequence[_Turn]) -> int:
    """How many of the newest are the same action, each without an effect."""
    count = 1
    for now, before in zip(reversed(turns), reversed(turns[:-1]), strict=False):
        if not before.nothing or not alike(now.action, before.action):
            break
        count += 1
    return count


def _turns_in_circle(turns: Sequence[_Turn], length: int) -> int:
    """How many of the newest actions repeat those `length` before them, with the same screens after them."""
    count = 0
    for index in range(len(turns) - 1, length - 1, -1):
        now, before = turns[index], turns[index - length]
        if not alike(now.action, before.action) or not _same_state(now.state, before.state):
            break
        count += 1
    return count + length if count else 0


def _turns_on_known_screens(turns: Sequence[_Turn]) -> int:
    """How many of the newest led to no screen that was not there before; 0 where these are many screens.

    What changes after an action at one time, and not at another, moves by itself, and makes no new screen.
    """
    turns = _without_squares(turns, _restless(turns))
    count, screens = 0, list[State]()
    for index in range(len(turns) - 1, -1, -1):
        turn = turns[index]
        if not turn.nothing and not any(_same_state(turn.state, before.state) for before in turns[:index]):
            break
        count += 1
        if turn.state is not None and not any(_same_state(turn.state, screen) for screen in screens):
            screens.append(turn.state)
    return count if len(screens) <= KNOWN_SCREENS else 0


def _restless(turns: Sequence[_Turn]) -> NDArray[np.bool_] | None:
    """The squares that now change after an action, now not after the same one, and hardly ever look as before: a clock's, a counter's."""
    seen = [turn for turn in turns if turn.state is not None]
    states = [turn.state for turn in seen if turn.state is not None]
    if len(states) <= RESTLESS or any(state.shape != states[0].shape for state in states):
        return None
    stack = np.stack(states)
    changes = stack[1:] != stack[:-1]
    values = np.sort(stack, axis=0)
    often = np.count_nonzero(changes, axis=0)
    likely = (often >= RESTLESS) & (np.count_nonzero(values[1:] != values[:-1], axis=0) >= DISTINCT * often)
    if not likely.any():
        return None
    wavering = np.zeros(states[0].shape, np.bool_)
    for same in _groups([turn.action for turn in seen[1:]]):
        turns_of_it = changes[same]
        wavering |= np.count_nonzero(turns_of_it[1:] != turns_of_it[:-1], axis=0) >= 2  # changed, and not, and changed again
    found = wavering & likely
    # With the neighbours: a number that grows by a digit comes into the next square.
    return grown(found) if np.count_nonzero(found) <= RESTLESS_SHARE * found.size else None


def _groups(actions: Sequence[BaseAction | None]) -> list[list[int]]:
    """The numbers of the actions that are the same thing to do, together."""
    groups: list[list[int]] = []
    for number, action in enumerate(actions):
        group = next((group for group in groups if alike(actions[group[0]], action)), None)
        if group is None:
            groups.append([number])
        else:
            group.append(number)
    return groups


def _without_squares(turns: Sequence[_Turn], squares: NDArray[np.bool_] | None) -> Sequence[_Turn]:
    if squares is None or not squares.any():
        return turns
    return [
        turn
        if turn.state is None or turn.state.shape != squares.shape
        else replace(turn, state=np.where(squares, np.uint32(0), turn.state))
        for turn in turns
    ]


def _same_state(one: State | None, other: State | None) -> bool:
    """Whether two screens are the same; two that were not looked at are, too."""
    if one is None or other is None:
        return one is other
    if one.shape != other.shape:
        return False
    return bool(np.all((one == other) | (one == 0) | (other == 0)))


def _state(screen: Screenshot | None, moving: NDArray[np.bool_] | None) -> State | None:
    """A number for each square of a screen, 0 where it moves by itself."""
    if screen is None:
        return None
    part = screen.pixels[::2, ::2]
    rows = np.add.reduceat(part, np.arange(0, part.shape[0], TILE // 2), axis=0, dtype=np.uint32)
    sums = np.add.reduceat(rows, np.arange(0, part.shape[1], TILE // 2), axis=1, dtype=np.uint32) | np.uint32(1)
    if moving is not None and moving.shape == sums.shape:
        sums[moving] = 0
    return sums
