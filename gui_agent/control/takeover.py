"""A user's hands on a private screen while the agent is paused: what their browser sends becomes real mouse and keyboard input."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from gui_agent.actions.input.hands import Hands, button_token
from gui_agent.actions.input.held import Grip
from gui_agent.actions.input.keyboard import Keyboard
from gui_agent.actions.platforms.open_hands import open_hands
from gui_agent.errors import UsageError
from gui_agent.perception.geometry import Point

if TYPE_CHECKING:
    from gui_agent.desktop.desktop import Desktop

LONGEST_TEXT = 10_000
"""Characters that are pasted at once."""


class _Gesture(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Move(_Gesture):
    """Put the pointer there (pixels of the screen)."""

    kind: Literal["move"]
    x: int
    y: int


class Press(_Gesture):
    """Push a mouse button down, or let it go, there."""

    kind: Literal["down", "up"]
    x: int
    y: int
    button: Literal["left", "middle", "right"] = "left"


class Wheel(_Gesture):
    """Turn the mouse wheel there."""

    kind: Literal["wheel"]
    x: int
    y: int
    direction: Literal["up", "down", "left", "right"]
    notches: Annotated[int, Field(ge=1, le=20)] = 1


class Keys(_Gesture):
    """Press a chord, in the names of the browser's KeyboardEvent.key or any other that `key` knows: `ctrl+a`, `Enter`."""

    kind: Literal["keys"]
    keys: Annotated[str, Field(min_length=1, max_length=60)]


class Text(_Gesture):
    """Type text."""

    kind: Literal["text"]
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


_GESTURE: TypeAdapter[Move | Press | Wheel | Keys | Text] = TypeAdapter(
    Annotated[Move | Press | Wheel | Keys | Text, Field(discriminator="kind")]
)


class Takeover:
    """The time between taking over and handing back. Its input goes through the desktop's own thread."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._hands: Hands | None = None
        self._grip: Grip | None = None

    async def use(self, gesture: Mapping[str, Any]) -> None:
        """Do what the user did. Raises UsageError for what is no gesture, ActionError, EnvironmentProblem."""
        try:
            understood = _GESTURE.validate_python(gesture)
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            raise UsageError(f"this is no gesture: {problem['msg']}", "Reload the page") from error
        await self._desktop.on_thread(partial(self._perform, understood))

    async def give_back(self) -> None:
        """Let everything go, and take the pointer out of a corner, where it would stop the agent."""
        await self._desktop.on_thread(self._close)

    def _perform(self, gesture: Move | Press | Wheel | Keys | Text) -> None:
        if self._hands is None or self._grip is None:
            self._hands = open_hands(self._desktop.display)
            self._grip = Grip(self._hands)
        hands, grip = self._hands, self._grip
        if isinstance(gesture, Move | Press | Wheel):
            hands.move(_inside(hands, gesture.x, gesture.y))
        match gesture:
            case Press():
                token = button_token(gesture.button)
                (grip.press if gesture.kind == "down" else grip.release)(token)
                hands.remember(grip.down)
            case Wheel():
                hands.wheel(gesture.direction, gesture.notches)
            case Keys():
                Keyboard(hands, Grip(hands), lambda _: None).press(gesture.keys)
            case Text():
                Keyboard(hands, Grip(hands), lambda _: None).type(gesture.text)

    def _close(self) -> None:
        if self._hands is None or self._grip is None:
            return
        hands, self._hands = self._hands, None
        try:
            self._grip.release_all()
            hands.remember(())
            at = hands.position()
            hands.move(_inside(hands, at.x, at.y))
        finally:
            hands.close()


def _inside(hands: Hands, x: int, y: int) -> Point:
    """The nearest point that is no corner of the screen."""
    screen = hands.screen()
    x = min(max(x, screen.left), screen.right - 1)
    y = min(max(y, screen.top), screen.bottom - 1)
    if x in (screen.left, screen.right - 1) and y in (screen.top, screen.bottom - 1):
        x += 1 if x == screen.left else -1
    return Point(x, y)
