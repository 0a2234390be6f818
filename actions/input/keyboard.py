"""Gestures of the keyboard: chords, and text of any script."""

from __future__ import annotations

from collections.abc import Callable

from gui_agent.actions.input.hands import Hands
from gui_agent.actions.input.held import Grip
from gui_agent.actions.keys import parse_keys


class Keyboard:
    """The keyboard of one display, driven by the agent."""

    def __init__(self, hands: Hands, grip: Grip, pause: Callable[[float], None]) -> None:
        """`pause` waits some seconds and may raise when the user wants to stop."""
        self._hands = hands
        self._grip = grip
        self._pause = pause

    def press(self, keys: str, *, presses: int = 1, hold: float = 0) -> None:
        """Press a chord such as 'ctrl+shift+t' (or several, with blanks between), released in reverse order even when it fails.

        Raises ActionError for a key that does not exist.
        """
        for chord in parse_keys(keys, self._hands.knows_key) * presses:
            tokens = self._hands.tokens_for(chord)
            with self._hands.undisturbed(chord), self._grip.over(tokens):
                for token in tokens:
                    self._grip.press(token)
                self._pause(hold)

    def type(self, text: str) -> None:
        """Type a text exactly as given. Raises ActionError for control characters other than newline and tab."""
        tokens = self._hands.tokens_for(["shift"])
        with self._hands.undisturbed(text=True), self._grip.over(tokens):
            self._hands.type_text(text)
