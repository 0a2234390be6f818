"""Notices a reply that only repeats itself any more: a known fault of newer models in long agent loops."""

from __future__ import annotations

LONGEST_UNIT = 400
"""Characters that may be repeated: a token, a line, a paragraph."""
WINDOW = 6_000
"""Characters of repetition and nothing else before a reply counts as run away; no answer and no thought is like that."""
_STEP = 1_500


class Runaway:
    """Looks at a growing text from time to time; its cost is linear in the text."""

    def __init__(self) -> None:
        self.found = False
        self._tail = ""
        self._unseen = 0

    def add(self, piece: str) -> None:
        """Take in what is new."""
        self._tail += piece
        self._unseen += len(piece)
        if self._unseen < _STEP:
            return
        self._unseen = 0
        self._tail = self._tail[-WINDOW:]
        self.found = self.found or (len(self._tail) == WINDOW and _period(self._tail) is not None)


def _period(text: str) -> int | None:
    """The length of the unit that the text repeats from beginning to end; None where it does not."""
    start = text[: len(text) - LONGEST_UNIT]
    for unit in range(1, LONGEST_UNIT + 1):
        if text.startswith(start[:64], unit) and text[unit:].startswith(start):
            return unit
    return None
