"""Gestures of the keyboard: chords, and text of any script."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gui_agent.actions.input.hands import Hands, OtherWindow
from gui_agent.actions.input.held import Grip
from gui_agent.actions.keys import parse_keys

KEY_SECONDS = 0.04
"""How long a key is held by default, and as long it is up before the same key comes again: a program that looks at the
keyboard 30 times a second, as games do, would miss shorter ones."""
_PIECE = 200
"""Characters that are typed without looking whether the action is to be stopped."""


class Keyboard:
    """The keyboard of one display, driven by the agent."""

    def __init__(self, hands: Hands, grip: Grip, pause: Callable[[float], None], *, typing_delay: float = 0.0) -> None:
        """`pause` waits some seconds and may raise when the user wants to stop.

        `typing_delay`: seconds that each character of a text is held, and again before the next one.
        """
        self._hands = hands
        self._grip = grip
        self._pause = pause
        self._typing_delay = typing_delay

    def press(self, keys: str, *, presses: int = 1, hold: float = 0) -> None:
        """Press a chord such as 'ctrl+shift+t' (or several, with blanks between), released in reverse order even when it fails.

        Each is pressed as often as it is written, in that order. Raises ActionError for a key that does not exist.
        """
        last = ""
        for chord in parse_keys(keys, self._hands.knows_key) * presses:
            tokens = self._hands.tokens_for(chord)
            if tokens[-1] == last:
                self._pause(KEY_SECONDS)
            last = tokens[-1]
            with self._hands.undisturbed(chord), self._grip.over(tokens):
                for token in tokens if hold else tokens[:-1]:
                    self._grip.press(token)
                if hold:
                    self._pause(hold)
                else:
                    self._grip.tap(tokens[-1], KEY_SECONDS)

    def type(self, text: str) -> None:
        """Type a text exactly as given. Raises ActionError for control characters other than newline and tab.

        Raises OtherWindow, with how much was typed, when another window takes the keyboard meanwhile: the rest is not typed.
        """
        tokens = self._hands.tokens_for(["shift"])
        with self._hands.undisturbed(text=True), self._grip.over(tokens):
            typed = 0
            for piece in _pieces(text.replace("\r\n", "\n").replace("\r", "\n"), self._piece):
                self._pause(0)
                try:
                    self._hands.type_text(piece, self._typing_delay)
                except OtherWindow as error:
                    raise OtherWindow(error.message, typed + error.typed) from error
                typed += len(piece)

    @property
    def _piece(self) -> int:
        """So many characters that a piece takes a second at most."""
        return max(1, min(_PIECE, int(0.5 / self._typing_delay))) if self._typing_delay else _PIECE


def _pieces(text: str, length: int) -> Iterator[str]:
    for start in range(0, len(text), length):
        yield text[start : start + length]
