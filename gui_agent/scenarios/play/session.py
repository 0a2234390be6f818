"""One application on one screen while a scenario is played: what a step can do, by the model or by a cassette."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from gui_agent.actions.action import BaseAction, Fail
from gui_agent.desktop.window_list import WindowList
from gui_agent.errors import EnvironmentProblem, GuiAgentError, Undecided
from gui_agent.model.replay.cassette import Cassette, CassetteFile, Look, ReplayMode, Section, generalise
from gui_agent.model.replay.model import ReplayingModel
from gui_agent.record.events import Checked, Expected, StageFinished, StageStarted, Usage, ValueRead
from gui_agent.record.wording import effect_message
from gui_agent.run.approver import deny
from gui_agent.run.replay_eye import ReplayEye
from gui_agent.run.run import Run
from gui_agent.run.step import perform
from gui_agent.run.stuck import StuckDetector
from gui_agent.scenarios.play.alike import alike
from gui_agent.scenarios.play.examiner import CannotRead, Examiner
from gui_agent.scenarios.play.looks import Judged, Looker, NotRecorded
from gui_agent.scenarios.play.scenario_result import StageResult, StepFailed, Unsure

if TYPE_CHECKING:
    from pathlib import Path

    from agents import Model
    from PIL.Image import Image

    from gui_agent.perception.geometry import Box
    from gui_agent.perception.text.text import TextReader

PHRASES = {
    "left_click": "click {}",
    "right_click": "right-click {}",
    "middle_click": "middle-click {}",
    "left_double_click": "double-click {}",
    "hover": "hover over {}",
}
"""Single actions as tasks for the model, in words that every model reads alike."""


@dataclass
class Stage:
    """The step that is being played."""

    kind: str
    text: str
    file: str
    line: int
    skipped: bool = False
    healed: int = 0


@dataclass
class Session:
    """What steps do. `model` and `examiner` are None where no model may be asked (`--replay only` and `strict`)."""

    run: Run
    model: Model | None
    examiner: Examiner | None
    mode: ReplayMode
    store: CassetteFile
    recorded: Cassette | None
    windows: WindowList
    reader: TextReader | None = None
    """The embedded reader: it finds targets again, and makes judgements again. None where nothing is recorded or replayed."""
    differs: str = ""
    """How this screen differs from the one that was recorded (its fonts, its theme, ...); empty where it does not."""
    display: dict[str, str] = field(default_factory=dict)
    """What this screen is like, in texts."""
    home: Path | None = None
    """The application's own home; None for the user's."""
    variables: dict[str, Any] = field(default_factory=dict)
    window_title: str | None = None
    app_ready: bool = False
    """Whether the application has come up: from then on its death is its own fault."""
    fresh: list[Section] = field(default_factory=list)
    """What was decided in this playing, in the form of a cassette."""
    stages: list[StageResult] = field(default_factory=list)

    unproven: str = ""
    """What came of a step instead of what was recorded; empty where nothing did, or something was checked since."""
    moved_at: float = 0.0
    """When something else than an action last changed what is shown (`time.monotonic`): the application started, a command ended."""

    def __post_init__(self) -> None:
        if self.mode in ("off", "strict"):
            self.reader = None
        self._eye = ReplayEye(self.run, self.windows, self.reader, self.window_title, notes=self.is_replaying)
        self._replaying = ReplayingModel(self.model, self.store, self._eye, strict=self.reader is None)
        self._looker = Looker(self.run, self.examiner, self.store, self.reader, self.differs)
        self._count: Counter[str] = Counter()
        self._pictures = 0
        self._stage: Stage | None = None
        screen = self.run.desktop.screen
        self.screen_size = (screen.width, screen.height)

    @property
    def is_replaying(self) -> bool:
        """Whether decisions and judgements may come from a cassette."""
        return self.mode in ("auto", "only", "strict")

    @property
    def window(self) -> Box | None:
        """The application's window."""
        return self._eye.window

    # Steps.

    @asynccontextmanager
    async def stage(self, kind: str, text: str, file: str = "", line: int = 0) -> AsyncIterator[Stage]:
        """Everything in the `with` block is one step: logged, timed, and failed where it raises a GuiAgentError."""
        stage = self._stage = Stage(kind, text, file, line)
        self.run.log.write(StageStarted(kind=kind, text=text, file=file, line=line))
        start, actions, tokens = time.monotonic(), self.run.budget.steps, self.run.budget.usage.total_tokens
        rejudged = self._looker.rejudged
        verdict: Any = "passed"
        reason = ""
        try:
            yield stage
            self._check_app()
            verdict = "skipped" if stage.skipped else "passed"
        except GuiAgentError as error:
            mended = self._blame(error)
            verdict, reason = mended.verdict, str(mended)
            if mended is error:
                raise
            raise mended from error
        except asyncio.CancelledError:
            limits = self.run.budget.limits
            if self.run.budget.seconds_left == 0:
                verdict, reason = "limit", f"the time limit of {limits.seconds:g} seconds was reached"
            else:
                verdict, reason = "interrupted", "it was interrupted"
            raise
        finally:
            result = StageResult(
                kind, text, file, line, verdict, reason, round(time.monotonic() - start, 3), self.run.budget.steps - actions,
                self.run.budget.usage.total_tokens - tokens, stage.healed, self._looker.rejudged - rejudged,
            )  # fmt: skip
            self.stages.append(result)
            self.run.log.write(
                StageFinished(
                    verdict=verdict, reason=reason, seconds=result.seconds, healed=stage.healed, rejudged=result.rejudged
                )
            )

    def _blame(self, error: GuiAgentError) -> GuiAgentError:
        """An application that dies while it is tested has failed the test; it is no problem of the machine."""
        app = self.run.app
        if self.app_ready and isinstance(error, EnvironmentProblem) and app is not None and app.exit_status:
            return StepFailed(error.message)
        return error

    def _check_app(self) -> None:
        if self.run.app is not None:
            self.run.app.check()

    async def do(self, task: str, written: str | None = None, kind: str = "do") -> str:
        """Let the agent perform a task; its answer, if it gives one. Raises StepFailed and what the loop raises."""
        from gui_agent.agent.team import crew
        from gui_agent.run.loop import operate

        label = f"{kind}: {written or task}"
        self._replaying.begin(label, self._recorded(label), self.variables)
        run = self.run
        run.task, run.outcome, run.stuck, run.changed = task, None, StuckDetector(), None
        run.make_current()
        try:
            await operate(run, crew(self._replaying, team=False).first, f"Task: {task}", deny)
        finally:
            if self._stage is not None:
                self._stage.healed += self._replaying.healed
        section = await self._replaying.finish()
        if isinstance(run.outcome, Fail):
            raise StepFailed(run.outcome.reason)
        if self._replaying.unproven:
            self.unproven = f"{label}: {self._replaying.unproven}"
        self.fresh.append(section)
        return run.outcome.answer if run.outcome is not None else ""

    async def act(self, action: BaseAction) -> None:
        """Perform one action that needs no model. Raises StepFailed when it cannot be performed."""
        await self.run.observe()
        self.run.sight = None  # no model decided by a picture: there is none that the screen must still be like
        effect = await perform(self.run, action)
        if not effect.performed:
            raise StepFailed(effect_message(effect))

    async def point(self, kind: str, target: str, written: str | None = None) -> None:
        """One pointing action on what the words describe."""
        await self.do(PHRASES[kind].format(target), written or target, kind)

    @property
    def since(self) -> float:
        """From when the time of a wait counts: the end of the last action, command or start of the application."""
        return max(self.run.acted_at, self.moved_at) or time.monotonic()

    async def pause(self, seconds: float) -> None:
        """Wait until so many seconds have passed since the last action."""
        await asyncio.sleep(max(0.0, self.since + seconds - time.monotonic()))

    async def holds(self, statement: str, written: str | None = None) -> bool:
        """Whether a statement is true now. Raises Unsure, Undecided."""
        judged = await self._judge("when", statement, written, timeout=3.0, wanted=None)
        if judged.finding.answer == "unsure":
            raise Unsure(f"cannot tell whether {statement}: {judged.finding.reason}")
        return judged.finding.answer == "yes"

    async def check(
        self,
        statement: str,
        written: str | None = None,
        *,
        timeout: float = 10.0,
        votes: int = 1,
        kind: Literal["check", "wait", "ready"] = "check",
    ) -> None:
        """A statement must become true in time. Raises StepFailed, Unsure, Undecided."""
        judged = await self._judge(kind, statement, written, timeout=timeout, votes=votes)
        if judged.finding.answer == "unsure":
            raise Unsure(f"cannot tell: {judged.finding.reason}")
        if judged.finding.answer != "yes":
            raise StepFailed(f"it is not so: {judged.finding.reason}")
        self.unproven = ""

    async def _judge(
        self, kind: str, statement: str, written: str | None, *, timeout: float, votes: int = 1, wanted: str | None = "yes"
    ) -> Judged:
        label = f"{kind}: {written or statement}"
        try:
            judged = await self._looker.judge(
                statement,
                written or statement,
                self._recorded(label),
                timeout=timeout,
                since=self.since,
                votes=votes,
                wanted=wanted,
            )
        except NotRecorded as error:
            self._log_look(statement, "unsure", error.message, None, votes, error.recorded)
            raise
        if judged.looks > 1:  # the screen has changed meanwhile: what follows from that has its own time
            self.moved_at = time.monotonic()
        answer = judged.finding.answer
        verdict = {"yes": "ok", "no": "failed" if wanted else "ok", "unsure": "unsure"}[answer]
        self._log_look(statement, verdict, f"{answer}: {judged.finding.reason}", judged, votes)
        if answer != "unsure":
            look = Look(
                statement=written or statement,
                verdict=answer,
                reason=generalise(judged.finding.reason, self.variables),
                by=await self._looker.repeatable(statement, judged),
                picture=self.store.keep(judged.screenshot.image),
            )
            self.fresh.append(Section(step=label, looks=[look]))
        return judged

    def _log_look(
        self, statement: str, verdict: str, reason: str, judged: Judged | None, votes: int, recorded: Image | None = None
    ) -> None:
        seen = judged.screenshot if judged is not None else self.run.seen
        recorded = judged.recorded if judged is not None else recorded
        self.run.log.write(
            Checked(
                statement=statement,
                verdict=verdict,
                reason=reason,
                picture=self._save_picture(seen.image if seen is not None else None),
                recorded=self._save_picture(recorded),
                source=judged.source if judged is not None and self.is_replaying else "",
                votes=votes,
                looks=judged.looks if judged is not None else 0,
                seconds=round(judged.seconds, 3) if judged is not None else 0.0,
                usage=judged.finding.usage if judged is not None else Usage(),
            )
        )

    async def read(
        self, name: str, what: str, form: str = "text", written: str | None = None, *, many: bool = False, timeout: float = 10.0
    ) -> Any:
        """Read a value and keep it as the variable `name`. Raises StepFailed, Undecided."""
        label = f"read: {name} from {written or what}"
        statement = f"{written or what} as {form}{' list' if many else ''}"
        try:
            judged = await self._looker.read(what, statement, form, self._recorded(label), many=many, timeout=timeout)
        except CannotRead as error:
            raise StepFailed(error.message, error.remedy) from error
        value = self.variables[name] = judged.value
        source = judged.source if self.is_replaying else ""
        picture, recorded = self._save_picture(judged.screenshot.image), self._save_picture(judged.recorded)
        self.run.log.write(ValueRead(name=name, what=what, value=value, picture=picture, recorded=recorded, source=source))
        by = await self._looker.readable(what, form, judged, many=many)
        look = Look(statement=statement, value=value, by=by, picture=self.store.keep(judged.screenshot.image))
        self.fresh.append(Section(step=label, looks=[look]))
        return value

    def expect(self, path: str, expected: Any, observed: Any) -> None:
        """Compare a value with what it should be. Raises StepFailed."""
        ok = alike(expected, observed)
        self.run.log.write(Expected(path=path, expected=expected, observed=observed, ok=ok))
        self.unproven = ""
        if not ok:
            raise StepFailed(f"{path} is {_shown(observed)}, expected {_shown(expected)}")

    def require_proof(self) -> None:
        """What a model accepted instead of a recorded effect must have been checked afterwards. Raises Undecided."""
        if self.unproven:
            raise Undecided(
                f"{self.unproven}. Nothing that was checked afterwards shows that it is right",
                "Add a check, or record the scenario again with --replay record",
            )

    def _save_picture(self, image: Image | None) -> str:
        if image is None:
            return ""
        self._pictures += 1
        return self.run.log.save_picture(image, self.run.next_step, f"look{self._pictures}")

    def _recorded(self, label: str) -> Section | None:
        """What the cassette has for the next step with this text; None where it is not to be replayed."""
        nth = self._count[label]
        self._count[label] += 1
        if self.recorded is None or not self.is_replaying:
            return None
        return self.recorded.section(label, nth)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
