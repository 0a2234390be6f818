"""Looking at the screen for a scenario: judged as recorded, by reading or by the same picture, where that holds; else by the model."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from gui_agent.errors import Undecided
from gui_agent.model.replay.cassette import CassetteFile, Look, Section, same_picture
from gui_agent.run.run import Run
from gui_agent.scenarios.play.alike import alike
from gui_agent.scenarios.play.differences import difference, share_that_differs
from gui_agent.scenarios.play.examiner import CannotRead, Examiner, Finding, LiteralExaminer, vote

if TYPE_CHECKING:
    from PIL.Image import Image

    from gui_agent.perception.screen.screenshot import Screenshot
    from gui_agent.perception.text.text import TextReader

POLL_SECONDS = 0.2
RECORDED_GRACE = 1.5
"""Seconds that the screen may take to become the recorded one, before the model is asked about it as it is."""
Origin = Literal["cassette", "reading", "model"]
By = Literal["reading", "picture"]


@dataclass(frozen=True)
class Judged:
    """The last judgement of a statement, and how it came about."""

    finding: Finding
    screenshot: Screenshot
    source: Origin
    looks: int
    seconds: float
    value: Any = None
    """What was read."""
    recorded: Image | None = None
    """The recorded picture, where it is not the one that was judged."""
    by: By | None = None
    """How the recorded judgement can be made again, where it is that one."""


class NotRecorded(Undecided):
    """The screen is not the recorded one, no reading decides, and no model may be asked."""

    def __init__(self, reason: str, screenshot: Screenshot, recorded: Image | None) -> None:
        super().__init__(reason, "Record the scenario again with --replay record")
        self.screenshot = screenshot
        self.recorded = recorded


@dataclass
class _Watch:
    """One statement that is being judged."""

    statement: str
    known: list[Look]
    votes: int
    wanted: str | None
    start: float
    deadline: float
    asked: Screenshot | None = None
    last: Judged | None = None
    looks: int = 0

    @property
    def is_read(self) -> bool:
        """Whether the recorded judgement can be made again by reading."""
        return any(look.by == "reading" for look in self.known)

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.deadline

    def note(self, finding: Finding, screenshot: Screenshot, source: Origin, by: By | None = None) -> None:
        """One more judgement."""
        self.looks += 1
        self.asked = screenshot
        self.last = Judged(finding, screenshot, source, self.looks, time.monotonic() - self.start, by=by)

    def satisfied(self) -> bool:
        """Whether the last judgement is the wanted one, or any but unsure."""
        if self.last is None:
            return False
        return self.last.finding.answer == self.wanted if self.wanted else self.last.finding.answer != "unsure"


class Looker:
    """Judges statements and reads values on the screen of one run."""

    def __init__(
        self, run: Run, examiner: Examiner | None, store: CassetteFile, reader: TextReader | None = None, differs: str = ""
    ) -> None:
        """`examiner` is None where no model may be asked, `reader` where nothing may be read; `differs`: see Session."""
        self._run = run
        self._examiner = examiner
        self._store = store
        self._reading = LiteralExaminer(reader) if reader is not None else None
        self._differs = differs
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
        Raises NotRecorded when nothing decides and no model may be asked; LimitReached; EndpointError.
        """
        start = time.monotonic()
        known = _known(recorded, written)
        watch = _Watch(statement, known, votes, wanted, start, (since if since is not None else start) + timeout)
        grace = min(RECORDED_GRACE, timeout) if known and self._examiner is not None and not watch.is_read else 0.0
        while True:
            self._run.budget.check_time()
            screenshot = await self._run.presentable(await self._run.observe())
            await self._look(watch, screenshot, grace)
            fresh = watch.last is not None and watch.last.screenshot is screenshot
            if (fresh and watch.satisfied()) or (watch.over and (watch.last is not None or self._examiner is None)):
                break
            await asyncio.sleep(POLL_SECONDS)
        return await self._decide(watch, screenshot)

    async def _look(self, watch: _Watch, screenshot: Screenshot, grace: float) -> None:
        """Judge one picture: as recorded if it is the recorded one, else by reading, else by the model."""
        look = self._matching(watch.known, screenshot)
        if look is not None:
            watch.note(Finding(look.verdict, look.reason), screenshot, "cassette", look.by)
        elif watch.asked is not None and _unchanged(watch.asked, screenshot):
            return
        elif watch.is_read and self._reading is not None:
            watch.note(await self._reading.check(watch.statement, screenshot), screenshot, "reading")
        elif self._examiner is not None and time.monotonic() - watch.start >= grace:
            await self._ask_model(watch, self._examiner, screenshot)

    async def _ask_model(self, watch: _Watch, examiner: Examiner, screenshot: Screenshot) -> None:
        self._run.budget.check_tokens()
        finding = await vote(examiner, watch.statement, screenshot, watch.votes)
        self._run.budget.usage += finding.usage
        watch.note(finding, screenshot, "model")

    async def _decide(self, watch: _Watch, screenshot: Screenshot) -> Judged:
        """The judgement; where reading denies or cannot say what was recorded, the model's, or none."""
        last = watch.last
        if last is None:
            raise await self._not_recorded(watch.known, screenshot)
        if last.source == "reading" and not watch.satisfied():
            if self._examiner is not None and not isinstance(self._examiner, LiteralExaminer):
                await self._ask_model(watch, self._examiner, last.screenshot)
            elif self._examiner is None and (last.finding.answer == "unsure" or self._differs):
                raise self._unsure(watch, last)
            last = watch.last or last
        self.rejudged += bool(watch.known) and last.source == "model"
        return last if last.source == "cassette" else replace(last, recorded=self._nearest(watch.known, last.screenshot))

    def _unsure(self, watch: _Watch, last: Judged) -> NotRecorded:
        """Reading does not come to the recorded judgement, and that may be for want of reading."""
        said = "the reading cannot tell" if last.finding.answer == "unsure" else "the reading says no"
        more = f"; {self._differs}" if self._differs else ""
        recorded = self._nearest(watch.known, last.screenshot)
        return NotRecorded(f"{said}: {last.finding.reason}; no model may be asked{more}", last.screenshot, recorded)

    async def repeatable(self, statement: str, judged: Judged) -> By:
        """Whether the reading comes to this judgement by itself, so that it can make it again."""
        if judged.by is not None:
            return judged.by
        if judged.source == "reading" or isinstance(self._examiner, LiteralExaminer):
            return "reading"
        if self._reading is None:
            return "picture"
        finding = await self._reading.check(statement, judged.screenshot)
        return "reading" if finding.answer == judged.finding.answer else "picture"

    async def readable(self, what: str, form: str, judged: Judged, *, many: bool) -> By:
        """Whether the reading reads the same value."""
        if judged.by is not None:
            return judged.by
        if judged.source == "reading" or isinstance(self._examiner, LiteralExaminer):
            return "reading"
        if self._reading is None:
            return "picture"
        try:
            value, _ = await self._reading.read(what, form, judged.screenshot, many=many)
        except CannotRead:
            return "picture"
        return "reading" if alike(judged.value, value) else "picture"

    async def _not_recorded(self, known: list[Look], screenshot: Screenshot, reading: str = "") -> NotRecorded:
        recorded = self._nearest(known, screenshot)
        if recorded is None:
            return NotRecorded("this look is not recorded, and no model may be asked", screenshot, None)
        differs = await asyncio.to_thread(difference, recorded, screenshot.image)
        why = reading or ("what was judged cannot be judged by reading" if self._reading is not None else "")
        more = f" ({why})" if why else ""
        return NotRecorded(
            f"the screen is not the recorded one, and no model may be asked{more}: {differs}", screenshot, recorded
        )

    def _nearest(self, known: list[Look], screenshot: Screenshot) -> Image | None:
        """The recorded picture that differs least."""
        pictures = [picture for look in known if (picture := self._store.picture(look.picture)) is not None]
        return min(pictures, key=lambda picture: share_that_differs(picture, screenshot.image), default=None)

    async def read(self, what: str, written: str, form: str, recorded: Section | None, *, many: bool, timeout: float) -> Judged:
        """Read a value.

        Raises NotRecorded when nothing decides and no model may be asked; CannotRead; EndpointError.
        """
        start = time.monotonic()
        known = _known(recorded, written)
        reading = self._reading if any(look.by == "reading" for look in known) else None
        deadline = start + (timeout if self._examiner is None else min(RECORDED_GRACE, timeout))
        why = ""
        last: Judged | None = None
        while True:
            self._run.budget.check_time()
            screenshot = await self._run.presentable(await self._run.observe())
            look = self._matching(known, screenshot)
            if look is not None:
                passed = time.monotonic() - start
                return Judged(Finding("yes", ""), screenshot, "cassette", 1, passed, look.value, by=look.by)
            if reading is not None and not (last is not None and _unchanged(last.screenshot, screenshot)):
                try:
                    value, _ = await reading.read(what, form, screenshot, many=many)
                    last = Judged(Finding("yes", ""), screenshot, "reading", 1, time.monotonic() - start, value)
                except CannotRead as error:
                    why = error.message
            passed = time.monotonic() - start
            if last is not None and (passed >= RECORDED_GRACE or any(alike(one.value, last.value) for one in known)):
                return replace(last, recorded=self._nearest(known, last.screenshot))
            if not known or time.monotonic() >= deadline:
                break
            await asyncio.sleep(POLL_SECONDS)
        if self._examiner is None:
            raise await self._not_recorded(known, screenshot, why)
        self._run.budget.check_tokens()
        value, usage = await self._examiner.read(what, form, screenshot, many=many)
        self._run.budget.usage += usage
        self.rejudged += bool(known)
        nearest = self._nearest(known, screenshot)
        return Judged(Finding("yes", "", usage), screenshot, "model", 1, time.monotonic() - start, value, nearest)

    def _matching(self, known: list[Look], screenshot: Screenshot) -> Look | None:
        for look in known:
            picture = self._store.picture(look.picture)
            if picture is not None and same_picture(picture, screenshot.image):
                return look
        return None


def _known(recorded: Section | None, written: str) -> list[Look]:
    return [look for look in recorded.looks if look.statement == written] if recorded is not None else []


def _unchanged(asked: Screenshot, now: Screenshot) -> bool:
    return asked is now or same_picture(asked.image, now.image)
