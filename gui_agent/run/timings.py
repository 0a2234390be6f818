"""Where the time of a step goes: seconds per phase, per step and summed."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Phase = Literal["startup", "capture", "encode", "prompt", "model", "act", "settle"]


class Timings:
    """Adds up seconds per phase for the current step, and for the whole run."""

    def __init__(self) -> None:
        self.step: dict[str, float] = defaultdict(float)
        self.total: dict[str, float] = defaultdict(float)

    def add(self, phase: Phase, seconds: float) -> None:
        """Count `seconds` to `phase`, in this step and in the run."""
        self.step[phase] += seconds
        self.total[phase] += seconds

    @contextmanager
    def measure(self, phase: Phase) -> Iterator[None]:
        """Count the time that the `with` block takes, also when it raises."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.add(phase, time.perf_counter() - start)

    def end_step(self) -> dict[str, float]:
        """The seconds of this step, rounded to a tenth of a millisecond; the next step starts from zero."""
        step = {phase: round(seconds, 4) for phase, seconds in self.step.items()}
        self.step.clear()
        return step
