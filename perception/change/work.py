"""Whether the application that got an input is still at work on it: a screen that is still between two of its pictures has not settled."""

from __future__ import annotations

from collections.abc import Callable

LEAST, SHARE = 0.008, 0.25
"""Seconds of work, and their share of the time, from which an application is at work: less is its housekeeping."""
APART = 0.03
"""Seconds between two looks at an application that was at work."""
LONGEST = 2.0
"""Seconds since the last change, or the input, after which a screen counts as it is, whatever its application does."""


class Work:
    """Follows one application while its screen is being watched."""

    def __init__(self, worked: Callable[[], float | None] | None, start: float) -> None:
        """`worked`: seconds for which the application has computed, or waited for a processor, in all; None where nobody knows."""
        self._worked = worked
        self._since = self._changed = start
        self._until = self._seconds()
        self._was_at_work = False
        """Whether it was when it was looked at last."""
        self.endless = False
        """Whether it was at work all the time, and nothing came of it: a game, a film."""

    def _seconds(self) -> float | None:
        return self._worked() if self._worked is not None else None

    def changed(self, now: float) -> None:
        """The screen has changed: what was done until then is in the picture."""
        self._changed = self._since = now
        self._until, self._was_at_work = self._seconds(), False

    def is_done(self, now: float) -> bool:
        """Whether nothing more is to be expected of it, as far as its work shows; asked where the screen is still."""
        if self._until is None:
            return True
        if now - self._changed >= LONGEST:
            self.endless = self._was_at_work
            return True
        if self._was_at_work and now - self._since < APART:
            return False
        seconds = self._seconds()
        if seconds is None or seconds - self._until < max(LEAST, SHARE * (now - self._since)):
            self._was_at_work = False
            return True
        self._was_at_work, self._since, self._until = True, now, seconds
        return False
