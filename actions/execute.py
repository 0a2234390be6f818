"""Performing actions: from the model's thousandths to mouse and keyboard of a display."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from gui_agent.actions import secrets as secret_text
from gui_agent.actions.action import (
    BaseAction,
    Done,
    Fail,
    Hover,
    Key,
    LeftClick,
    LeftDoubleClick,
    LeftDrag,
    MiddleClick,
    RightClick,
    Scroll,
    Type,
    Wait,
)
from gui_agent.actions.aim import pixel
from gui_agent.actions.input.held import Grip, release_left_over
from gui_agent.actions.input.keyboard import Keyboard
from gui_agent.actions.input.pointer import Pointer
from gui_agent.actions.input.stack import Stack
from gui_agent.actions.platforms.open_hands import open_hands
from gui_agent.actions.policy.guard import Guard
from gui_agent.actions.policy.policy import Policy, Touched
from gui_agent.actions.policy.surroundings import Surroundings
from gui_agent.errors import ActionError
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.display import Display


class Executor:
    """Performs actions on one display; all calls from one thread.

    Making one releases what a killed process left down on that display (`released_at_start`).
    """

    def __init__(
        self,
        display: Display,
        *,
        secrets: Mapping[str, str] | None = None,
        fail_safe: bool = True,
        policy: Policy | None = None,
        typing_delay: float = 0.0,
    ) -> None:
        """`secrets` are the values behind `{{secret:NAME}}`; `fail_safe` lets a user stop the agent with the mouse in a corner.

        `policy` is enforced before each action. `typing_delay`: seconds that each character of a text is held, and again before
        the next. Raises EnvironmentProblem when the display cannot be controlled.
        """
        self._surroundings = Surroundings(display)
        self._guard = Guard(policy, self._surroundings) if policy is not None else None
        self._secrets = dict(secrets or {})
        self._hands = open_hands(display)
        self.released_at_start = release_left_over(self._hands)
        self._grip = Grip(self._hands)
        self._pointer = Pointer(self._hands, self._grip, fail_safe=fail_safe)
        self._keyboard = Keyboard(self._hands, self._grip, self._pointer.pause, typing_delay=typing_delay)

    def perform(self, action: BaseAction, frame: Box, meant: Stack | None = None) -> None:
        """Do it; `frame` is the part of the virtual screen that the screenshot showed, in which thousandths are meant.

        With `meant`, the windows when it was decided, nothing is pressed where another window has come since: OtherWindow.

        Nothing happens for done, fail and wait, which are the loop's. Whatever was pressed is released, also after an error.
        Raises ActionError when it cannot be done, PolicyRefusal when it must not, EnvironmentProblem when the display is gone,
        UserAtTheMouse.
        """
        self.check_person()
        if self._guard is not None:
            self._guard.check(action, [pixel(place, frame) for place in action.places])
        self._hands.mean(meant)
        try:
            self._perform(action, frame)
        finally:
            self._hands.mean(None)

    def _perform(self, action: BaseAction, frame: Box) -> None:
        match action:
            case LeftClick():
                place = pixel(action.start_box, frame)
                self._pointer.click(place, clicks=action.clicks, hold=action.hold, modifiers=action.modifiers)
            case LeftDoubleClick():
                place = pixel(action.start_box, frame)
                self._pointer.click(place, clicks=2, hold=action.hold, modifiers=action.modifiers)
            case RightClick():
                place = pixel(action.start_box, frame)
                self._pointer.click(place, "right", hold=action.hold, modifiers=action.modifiers)
            case MiddleClick():
                place = pixel(action.start_box, frame)
                self._pointer.click(place, action.button, hold=action.hold, modifiers=action.modifiers)
            case Hover():
                self._pointer.hover(pixel(action.start_box, frame), modifiers=action.modifiers)
            case LeftDrag():
                path = [pixel(place, frame) for place in action.places]
                self._pointer.drag(path, action.button, hold=action.hold, modifiers=action.modifiers)
            case Scroll():
                self._pointer.scroll(pixel(action.start_box, frame), action.direction, action.step, modifiers=action.modifiers)
            case Key():
                self._keyboard.press(action.keys, presses=action.presses, hold=action.hold)
            case Type():
                self._keyboard.type(secret_text.replace(action.content, self._secrets))
            case Done() | Fail() | Wait():
                pass
            case _:
                raise ActionError(f"{action.name} is not an action of mouse or keyboard")

    def interrupt(self) -> None:
        """Stop the action that is being performed: it raises Interrupted, with everything released. From any thread."""
        self._pointer.interrupt()

    def ready(self) -> None:
        """Perform actions again after `interrupt`; on the executor's own thread."""
        self._pointer.ready()

    def check_person(self) -> None:
        """Raise UserAtTheMouse when the user moved the mouse into a corner; cheap, for polling while the model thinks."""
        self._pointer.check_person()

    def touched(self, action: BaseAction, frame: Box) -> tuple[list[Touched], str]:
        """The windows that `action` would touch now, and the text under its places; `frame` as for `perform`.

        Raises EnvironmentProblem when the display is gone.
        """
        points = [pixel(place, frame) for place in action.places]
        return self._surroundings.windows(points), self._surroundings.text(points)

    def is_taken(self, action: BaseAction, frame: Box, patience: float) -> bool | None:
        """Whether the application has taken the input of `action`, after at most `patience` seconds; None where it never says so.

        Raises EnvironmentProblem when the display is gone.
        """
        points = [pixel(place, frame) for place in action.places]
        return self._hands.is_taken(points[-1] if points else None, patience)

    @property
    def position(self) -> Point:
        """Where the mouse pointer is, in pixels of the virtual screen."""
        return self._hands.position()

    @property
    def held(self) -> tuple[str, ...]:
        """What is held down now."""
        return self._grip.down

    def release_all(self) -> None:
        """Release every key and button that this executor holds."""
        self._grip.release_all()

    def close(self) -> None:
        """Release everything, give back what was borrowed, disconnect; safe to call twice."""
        try:
            self.release_all()
        finally:
            self._hands.close()
            self._surroundings.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
