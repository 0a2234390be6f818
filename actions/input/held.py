"""What is held down: released in reverse order whatever happens, and found again by the next process after a kill -9."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gui_agent.actions.input.hands import Hands


class Grip:
    """The keys and buttons that the agent holds down on one display."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._down: list[str] = []

    @property
    def down(self) -> tuple[str, ...]:
        """What is down now, in the order in which it was pressed."""
        return tuple(self._down)

    @contextmanager
    def over(self, tokens: Sequence[str]) -> Iterator[None]:
        """An action that may press these: the note for a later process is written before, and removed after all are released."""
        self._hands.remember(tokens)
        try:
            yield
        finally:
            self.release_all()
            self._hands.remember(())

    def press(self, token: str) -> None:
        """Push it down, unless it is down already."""
        if token not in self._down:
            # Noted first: an interrupt between the two lines must not leave a key down that is not noted.
            self._down.append(token)
            self._hands.press(token)

    def tap(self, token: str, seconds: float) -> None:
        """Push it down for so many seconds."""
        if token not in self._down:
            self._down.append(token)
            self._hands.tap(token, seconds)
            self._down.remove(token)

    def release(self, token: str) -> None:
        """Let it go, if it is down."""
        if token in self._down:
            self._hands.release(token)
            self._down.remove(token)

    def release_all(self) -> None:
        """Let everything go, the last one pressed first."""
        for token in reversed(self.down):
            self.release(token)


def release_left_over(hands: Hands) -> list[str]:
    """Release what a killed process left down; returns what that was."""
    stuck = [token for token in hands.recall() if hands.is_down(token)]
    for token in reversed(stuck):
        hands.release(token)
    return stuck
