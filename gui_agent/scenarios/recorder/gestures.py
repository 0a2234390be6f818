"""From single presses and moves to what a user did: clicks, drags, turns of the wheel, text, keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from gui_agent.actions.platforms.x11.input_watch import UserInput
from gui_agent.perception.geometry import Point
from gui_agent.scenarios.recorder.typed_text import EDITING, SELECT_ALL, TypedText

STILL = 5
"""Pixels that a hand may move between press and release of a click."""
DOUBLE_SECONDS = 0.45
TURN_SECONDS = 1.0
"""Turns of the wheel that follow each other so soon are one."""
BUTTONS = {1: "left", 2: "middle", 3: "right"}
WHEEL = {4: "up", 5: "down", 6: "left", 7: "right"}
Kind = Literal["click", "drag", "scroll", "text", "key"]


@dataclass
class Gesture:
    """One thing that a user did."""

    kind: Kind
    at: Point
    began: float
    """Seconds on the monotonic clock."""
    ended: float
    button: str = "left"
    count: int = 1
    """Clicks, notches, or presses of the key."""
    to: Point | None = None
    """Where a drag ends."""
    direction: str = ""
    keys: str = ""
    modifiers: tuple[str, ...] = ()
    """Keys that were held while the mouse button was pressed."""
    typed: TypedText = field(default_factory=TypedText, repr=False)


class Gestures:
    """Takes input in the order in which it happens, and hands over each gesture when it begins."""

    def __init__(self, begun: Callable[[Gesture], None]) -> None:
        """`begun` gets each gesture as soon as it begins; it is completed in place."""
        self._begun = begun
        self._last: Gesture | None = None
        self._pressed: UserInput | None = None

    def take(self, heard: UserInput) -> None:
        """One more input."""
        match heard.kind:
            case "press" if heard.button in WHEEL:
                self._turn(heard)
            case "press" if heard.button in BUTTONS:
                self._press(heard)
            case "release" if self._pressed is not None and heard.button == self._pressed.button:
                self._release(heard, self._pressed)
            case "key":
                self._key(heard)

    def _begin(self, gesture: Gesture) -> Gesture:
        self._last = gesture
        self._begun(gesture)
        return gesture

    def _press(self, heard: UserInput) -> None:
        self._pressed = heard
        last = self._last
        button = BUTTONS[heard.button]
        again = last is not None and last.kind == "click" and last.button == button and last.to is None
        if again and last is not None and heard.time - last.ended < DOUBLE_SECONDS and _near(heard.at, last.at):
            last.count += 1
            return
        self._begin(Gesture("click", heard.at, heard.time, heard.time, button, modifiers=heard.modifiers))

    def _release(self, heard: UserInput, pressed: UserInput) -> None:
        self._pressed = None
        last = self._last
        if last is None or last.kind != "click":
            return
        last.ended = heard.time
        if not _near(heard.at, pressed.at):
            last.kind, last.to, last.count = "drag", heard.at, 1

    def _turn(self, heard: UserInput) -> None:
        last, direction = self._last, WHEEL[heard.button]
        if last is not None and last.kind == "scroll" and last.direction == direction and heard.time - last.ended < TURN_SECONDS:
            last.count += 1
            last.ended = heard.time
            return
        self._begin(Gesture("scroll", heard.at, heard.time, heard.time, direction=direction))

    def _key(self, heard: UserInput) -> None:
        last = self._last
        chord = (*heard.modifiers, heard.key)
        if heard.text or (not heard.modifiers and heard.key in EDITING) or chord == SELECT_ALL:
            if last is None or last.kind != "text":
                if not heard.text and heard.key not in ("backspace", "delete") and chord != SELECT_ALL:
                    self._named(heard, chord)
                    return
                last = self._begin(Gesture("text", heard.at, heard.time, heard.time))
            last.ended = heard.time
            if heard.text:
                last.typed.write(heard.text)
            elif chord == SELECT_ALL:
                last.typed.select_all()
            else:
                last.typed.press(heard.key)
            return
        self._named(heard, chord)

    def _named(self, heard: UserInput, chord: tuple[str, ...]) -> None:
        last, keys = self._last, "+".join(chord)
        if last is not None and last.kind == "key" and last.keys == keys:
            last.count += 1
            last.ended = heard.time
            return
        self._begin(Gesture("key", heard.at, heard.time, heard.time, keys=keys))


def _near(one: Point, other: Point) -> bool:
    return abs(one.x - other.x) <= STILL and abs(one.y - other.y) <= STILL
