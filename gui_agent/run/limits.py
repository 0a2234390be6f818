"""Limits on a run: steps, seconds, tokens, money. Checked before the model is asked, so that nothing is spent beyond them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gui_agent.errors import LimitReached
from gui_agent.record.events import Usage


@dataclass(frozen=True)
class Prices:
    """What a million tokens cost, in any currency."""

    input: float
    output: float
    cached: float | None = None
    """Of those sent that the server had in its cache; None for the price of any other."""

    def cost(self, usage: Usage) -> float:
        """What this usage costs."""
        cached = self.input if self.cached is None else self.cached
        fresh = usage.input_tokens - usage.cached_tokens
        return (fresh * self.input + usage.cached_tokens * cached + usage.output_tokens * self.output) / 1e6


@dataclass(frozen=True)
class Limits:
    """What a run may use at most."""

    steps: int = 50
    """Actions performed; `done` and `fail` do not count."""
    seconds: float = 600.0
    tokens: int | None = None
    """Tokens of all requests together, sent and received; None for no limit."""
    cost: float | None = None
    """Money, in the currency of `prices`; None for no limit."""
    prices: Prices | None = None


class Budget:
    """What is left of the limits of one run."""

    def __init__(self, limits: Limits, *, steps: int = 0, attempts: int = 0) -> None:
        """`steps` were used up already, and `attempts` numbered, by the run that is resumed."""
        self.limits = limits
        self.steps = steps
        """Actions that were performed."""
        self.attempts = max(attempts, steps)
        """Actions that were begun, those that were refused or held back included: their numbers in the log."""
        self.usage = Usage()
        self.clock: asyncio.Timeout | None = None
        """What ends the run when its time is up, while it is in progress."""
        self._start = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._start

    @property
    def seconds_left(self) -> float:
        """Seconds until the time limit; never negative."""
        return max(0.0, self.limits.seconds - self.seconds)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """The time that the `with` block takes does not count: a user paused the run."""
        start = time.monotonic()
        if self.clock is not None:
            self.clock.reschedule(None)
        try:
            yield
        finally:
            self._start += time.monotonic() - start
            if self.clock is not None:
                self.clock.reschedule(asyncio.get_running_loop().time() + self.seconds_left)

    def check_time(self) -> None:
        """Raise LimitReached when the time is up."""
        if self.seconds_left == 0:
            raise LimitReached(
                f"the time limit of {self.limits.seconds:g} seconds was reached after {self.steps} steps",
                "Allow more with --timeout",
            )

    @property
    def cost(self) -> float | None:
        """What the run has cost so far; None where no prices were given."""
        return None if self.limits.prices is None else self.limits.prices.cost(self.usage)

    def check_tokens(self) -> None:
        """Raise LimitReached when the tokens or the money are used up."""
        if self.limits.cost is not None and self.cost is not None and self.cost >= self.limits.cost:
            raise LimitReached(
                f"the limit of {self.limits.cost:g} was reached: {self.cost:.4f} spent after {self.steps} steps",
                "Allow more with --max-cost",
            )
        if self.limits.tokens is not None and self.usage.total_tokens >= self.limits.tokens:
            raise LimitReached(
                f"the limit of {self.limits.tokens} tokens was reached after {self.steps} steps",
                "Allow more with --max-tokens-total",
            )

    def begin_step(self) -> int:
        """The number (from 1) of an action that is about to be performed. Raises LimitReached when there are no steps left."""
        if self.steps >= self.limits.steps:
            raise LimitReached(
                f"the limit of {self.limits.steps} steps was reached before the task was done",
                "Allow more with --max-steps",
            )
        self.attempts += 1
        return self.attempts

    def count_step(self) -> None:
        """An action was performed: it counts towards the limit."""
        self.steps += 1
