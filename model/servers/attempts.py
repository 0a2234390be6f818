"""How often one question is put to a server, in which way, and how long is waited in between."""

from __future__ import annotations

import logging
import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from gui_agent.model.wire import ChatRequest, TokenUsage

if TYPE_CHECKING:
    from gui_agent.model.choice import ModelChoice
    from gui_agent.model.profile import Profile
    from gui_agent.model.servers.refusal import Failure

log = logging.getLogger(__name__)
FIRST_DELAY, LONGEST_DELAY = 0.5, 8.0
LONGEST_RETRY_AFTER = 120.0
"""Seconds that a server may ask us to wait; a longer wait is reported to the user instead."""
HANGS = 2
"""How often a request that ran into its time limit is sent in all: a server that hangs twice will hang again."""
RUNAWAYS = 3
"""How often a question is put in all to a model that only repeats itself."""


class Attempts:
    """The attempts at one request, which may be sent another way the next time."""

    def __init__(self, choice: ModelChoice, request: ChatRequest) -> None:
        self.request = request
        self.spent = TokenUsage(requests=0)
        self._choice = choice
        self._failures = self._hangs = self._broken = self._runaways = 0
        self._adapted = False
        self._start = time.monotonic()

    def may_adapt(self) -> bool:
        """Whether the request may be written as another kind of server takes it; once."""
        first, self._adapted = not self._adapted, True
        return first

    def broke(self, usage: TokenUsage, profile: Profile) -> None:
        """A streamed call came broken: the server's other parser may read it well.

        SGLang's other parser changes what is typed (12.50 becomes 12.5), so there a stream is tried once more first.
        """
        self.spent += usage
        self._broken += 1
        stream = profile.streams_truly and self._broken == 1
        log.info("the streamed call is broken: asking again %s", "the same way" if stream else "without streaming")
        self.request = replace(self.request, stream=stream)

    def delay(self, failure: Failure, *, reached: bool = True) -> float | None:
        """Seconds to wait before the next attempt; None where another would not help.

        `reached` says whether the server has answered before: one that never did is most likely not there.
        """
        if not failure.retry or not self.request.retry:
            return None
        if failure.runaway:
            self._runaways += 1
            return 0.0 if self._runaways < RUNAWAYS else None
        left = self._choice.wait_for_server - (time.monotonic() - self._start)
        if failure.loading and left > 0:
            self._failures += 1
            return min(left, self._backoff(failure.retry_after))
        self._failures += 1
        self._hangs += failure.hang
        most = self._choice.max_retries if reached or not failure.refused else min(1, self._choice.max_retries)
        if self._failures > most or self._hangs >= HANGS:
            return None
        delay = self._backoff(failure.retry_after)
        if delay > LONGEST_RETRY_AFTER:
            return None
        if failure.mid_stream:
            self.request = replace(self.request, stream=False)
        return delay

    def _backoff(self, retry_after: float | None) -> float:
        if retry_after is not None:
            return max(0.0, retry_after)
        backoff: float = min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(self._failures - 1, 6))
        return backoff * random.uniform(0.75, 1.0)
