"""What a platform must be able to do with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from gui_agent.actions.action import Button, Direction
from gui_agent.actions.input.stack import Stack
from gui_agent.errors import ActionError, GuiAgentError
from gui_agent.perception.geometry import Box, Point


class UserAtTheMouse(GuiAgentError):
    """The user pushed the mouse into a corner of the screen, which stops the agent."""

    exit_status = 130
    verdict = "interrupted"


class Interrupted(GuiAgentError):
    """The action was stopped in the middle, by Ctrl-C or a limit; nothing is held down any more."""

    exit_status = 130


class OtherWindow(ActionError):
    """The input would go to another window than was there when it was decided. What is left of it was not done."""

    def __init__(self, message: str, typed: int = 0) -> None:
        """`typed`: how many characters of a text had been typed."""
        super().__init__(message)
        self.typed = typed


class Hands(Protocol):
    """Mouse and keyboard of one display, used by one thread.

    What can be held down is a *token*: "button:left", or a physical key in the platform's own terms, such as "key:37".
    Every method raises EnvironmentProblem when the display is gone.
    """

    def screen(self) -> Box:
        """The whole virtual screen in pixels."""

    def position(self) -> Point:
        """Where the mouse pointer is."""

    def move(self, point: Point) -> None:
        """Put the mouse pointer there."""

    def wheel(self, direction: Direction, notches: int) -> None:
        """Turn the mouse wheel by exactly so many notches."""

    def knows_key(self, name: str) -> bool:
        """Whether this name, which the vocabulary lacks, is a key here."""

    def tokens_for(self, keys: Iterable[str]) -> list[str]:
        """The physical keys that produce these canonical keys together, in the order of pressing. Raises ActionError."""

    def mean(self, stack: Stack | None) -> None:
        """From now on, press buttons and keys only where the windows are those of `stack`, at the very moment of pressing.

        Otherwise `press`, `tap`, `wheel` and `type_text` raise OtherWindow. None: wherever they go.
        """

    def is_meant(self, place: Point) -> bool:
        """Whether the window at a place is the one of the stack given to `mean`; what moves along with a drag does not count.

        To tell that, ask twice, before and after a move. True where windows cannot be distinguished.
        """

    def press(self, token: str) -> None:
        """Push a key or button down."""

    def release(self, token: str) -> None:
        """Let a key or button go."""

    def tap(self, token: str, seconds: float) -> None:
        """Push a key down and let it go after so many seconds, where possible at a moment that the system keeps itself."""

    def is_down(self, token: str) -> bool:
        """Whether the system says that it is down (True where the system cannot say)."""

    def undisturbed(self, keys: Iterable[str] = (), *, text: bool = False) -> AbstractContextManager[None]:
        """Meanwhile no foreign modifier is down, and Caps Lock and Num Lock are as these keys, or text, need them.

        Raises ActionError when the user keeps a modifier pressed.
        """

    def type_text(self, text: str, delay: float = 0.0) -> None:
        """Type characters; a newline is the Enter key, a tab the Tab key. Raises ActionError for what is no character.

        Each character is held for `delay` seconds, and the next one comes as much later.
        """

    def delivered(self, at: Point | None = None, patience: float = 1.0) -> None:
        """Wait until the application has taken its input: the one under `at`, else the one with the keyboard focus."""

    def is_taken(self, at: Point | None = None, patience: float = 1.0) -> bool | None:
        """Whether the application under `at`, else the one with the keyboard focus, has taken its input, after at most `patience` seconds.

        None where that cannot be known.
        """

    def remember(self, tokens: Collection[str]) -> None:
        """Note where a later process finds it that these may be down now; an empty collection takes the note back."""

    def recall(self) -> list[str]:
        """What a process that no longer lives may have left down, with its other traces removed."""

    def close(self) -> None:
        """Take back what was changed (borrowed keys) and end the connection; safe to call twice."""


def button_token(button: Button) -> str:
    """The token of a mouse button."""
    return f"button:{button}"
