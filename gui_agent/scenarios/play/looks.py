"""Looking at the screen for a scenario: judged from a cassette where the picture is the same, else by the model."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from gui_agent.errors import Undecided
from gui_agent.model.replay.cassette import CassetteFile, Look, Section, same_picture
from gui_agent.run.run import Run
from gui_agent.scenarios.play.differences import difference, share_that_differs
from gui_agent.scenarios.play.examiner import Examiner, Finding, vote

if TYPE_CHECKING:
    from PIL.Image import Image

    from gui_agent.perception.screen.screenshot import Screenshot

POLL_SECONDS = 0.2
RECORDED_GRACE = 1.5
"""Seconds that the screen may take to become the recorded one, before the model is asked about it as it is."""


@dataclass(frozen=True)
class Judged:
    """The last judgement of a statement, and how it came about."""

    finding: Finding
    screenshot: Screenshot
    source: Literal["cassette", "model"]
    looks: int
    seconds: float
    value: Any = None
    """What was read."""
    recorded: Image | None = None
    """The recorded picture, where it is not the one that was judged."""


class NotRecorded(Undecided):
    """The screen is not the recorded one, and no model may be asked."""

    def __init__(self, reason: str, screenshot: Screenshot, recorded: Image | None) -> None:
        super().__init__(reason, "Record the scenario again with --replay record")
        self.screenshot = screenshot
        self.recorded = recorded


class Looker:
    """Judges statements and reads values on the screen of one run."""

    def __init__(self, run: Run, examiner: Examiner | None, store: CassetteFile) -> None:
        """`examiner` is None where no model may be asked."""
        self._run = run
        self._examiner = examiner
        self._store = store
        self.rejudged = 0

    async def judge(
        self,
        statement: str,
        written: str,
        recorded: Section | None,
        *,
        timeout: float,
        since: float | None = None,
        votes: int = 1,
        wanted: str | None = "yes",
    ) -> Judged:
        """Look until the judgement is the wanted one (None: any but unsure) or the time is up, at least once.

        The time counts from `since` (`time.monotonic`): the end of the last action.
        Raises NotRecorded when the picture is not the recorded one and no model may be asked; LimitReached; EndpointError.
        """
        start = time.monotonic()
        known = [look for look in recorded.looks if look.statement == written] if recorded is not None else []
        deadline = (since if since is not None else start) + timeout
        grace = min(RECORDED_GRACE, timeout) if known and self._examiner is not None else 0.0
        asked: Screenshot | None = None
        last: Judged | None = None
        looks = 0
        while True:
            self._run.budget.check_time()
            screenshot = await self._run.presentable(await self._run.observe())
            passed = time.monotonic() - start
            look = self._matching(known, screenshot)
            if look is not None:
                looks += 1
                last = Judged(Finding(look.verdict, look.reason), screenshot, "cassette", looks, passed)
            elif self._examiner is not None and passed >= grace and not (asked is not None and _unchanged(asked, screenshot)):
                self._run.budget.check_tokens()
                finding = await vote(self._examiner, statement, screenshot, votes)
                self._run.budget.usage += finding.usage
                looks, asked = looks + 1, screenshot
                last = Judged(finding, screenshot, "model", looks, time.monotonic() - start)
            if last is not None and last.screenshot is screenshot and _satisfies(last.finding, wanted):
                break
            if time.monotonic() - deadline >= 0 and (last is not None or self._examiner is None):
                break
            await asyncio.sleep(POLL_SECONDS)
        if last is None:
            raise await self._not_recorded(known, screenshot)
        self.rejudged += bool(known) and last.source == "model"
        return last if last.source == "cassette" else replace(last, recorded=self._nearest(known, last.screenshot))

    async def _not_recorded(self, known: list[Look], screenshot: Screenshot) -> NotRecorded:
        recorded = self._nearest(known, screenshot)
        if recorded is None:
            return NotRecorded("this look is not recorded, and no model may be asked", screenshot, None)
        differs = await asyncio.to_thread(difference, recorded, screenshot.image)
        return NotRecorded(f"the screen is not the recorded one, and no model may be asked: {differs}", screenshot, recorded)

    def _nearest(self, known: list[Look], screenshot: Screenshot) -> Image | None:
        """The recorded picture that differs least."""
        pictures = [picture for look in known if (picture := self._store.picture(look.picture)) is not None]
        return min(pictures, key=lambda picture: share_that_differs(picture, screenshot.image), default=None)

    async def read(self, what: str, written: str, form: str, recorded: Section | None, *, many: bool, timeout: float) -> Judged:
        """Read a value.

        Raises NotRecorded when the picture is not the recorded one and no model may be asked; CannotRead; EndpointError.
        """
        start = time.monotonic()
        known = [look for look in recorded.looks if look.statement == written] if recorded is not None else []
        deadline = start + (min(RECORDED_GRACE, timeout) if self._examiner is not None else timeout)
        while True:
            self._run.budget.check_time()
            screenshot = await self._run.presentable(await self._run.observe())
            look = self._matching(known, screenshot)
            if look is not None:
                return Judged(Finding("yes", ""), screenshot, "cassette", 1, time.monotonic() - start, look.value)
            if not known or time.monotonic() >= deadline:
                break
            await asyncio.sleep(POLL_SECONDS)
        if self._examiner is None:
            raise await self._not_recorded(known, screenshot)
        self._run.budget.check_tokens()
        value, usage = await self._examiner.read(what, form, screenshot, many=many)
        self._run.budget.usage += usage
        self.rejudged += bool(known)
        recorded_picture = self._nearest(known, screenshot)
        return Judged(Finding("yes", "", usage), screenshot, "model", 1, time.monotonic() - start, value, recorded_picture)

    def _matching(self, known: list[Look], screenshot: Screenshot) -> Look | None:
        for look in known:
            picture = self._store.picture(look.picture)
            if picture is not None and same_picture(picture, screenshot.image):
                return look
        return None


def _satisfies(finding: Finding, wanted: str | None) -> bool:
    return finding.answer == wanted if wanted is not None else finding.answer != "unsure"


def _unchanged(asked: Screenshot, now: Screenshot) -> bool:
    return asked is now or same_picture(asked.image, now.image)
