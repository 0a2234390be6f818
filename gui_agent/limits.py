"""Limits on a run: steps, seconds, tokens. Checked before the model is asked, so that nothing is spent beyond them."""

from __future__ import annotations

import time
from dataclasses import dataclass

from gui_agent.errors import LimitReached
from gui_agent.result import Usage


@dataclass(frozen=True)
class Limits:
    """What a run may use at most."""

    steps: int = 50
    """Actions performed; `done` and `fail` do not count."""
    seconds: float = 600.0
    tokens: int | None = None
    """Tokens of all requests together, sent and received; None for no limit."""


class Budget:
    """What is left of the limits of one run."""

    def __init__(self, limits: Limits, *, steps: int = 0) -> None:
        """`steps` were used up already, by the run that is resumed."""
        self.limits = limits
        self.steps = steps
        self.usage = Usage()
        self._start = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._start

    @property
    def seconds_left(self) -> float:
        """Seconds until the time limit; never negative."""
        return max(0.0, self.limits.seconds - self.seconds)

    def check_time(self) -> None:
        """Raise LimitReached when the time is up."""
        if self.seconds_left == 0:
            raise LimitReached(
                f"the time limit of {self.limits.seconds:g} seconds was reached after {self.steps} steps",
                "Allow more with --timeout",
            )

    def check_tokens(self) -> None:
        """Raise LimitReached when the tokens are used up."""
        if self.limits.tokens is not None and self.usage.total_tokens >= self.limits.tokens:
            raise LimitReached(
                f"the limit of {self.limits.tokens} tokens was reached after {self.steps} steps",
                "Allow more with --max-tokens-total",
            )

    def take_step(self) -> int:
        """Count one action and give its number (from 1). Raises LimitReached when there are no steps left."""
        if self.steps >= self.limits.steps:
            raise LimitReached(
                f"the limit of {self.limits.steps} steps was reached before the task was done",
                "Allow more with --max-steps",
            )
        self.steps += 1
        return self.steps
