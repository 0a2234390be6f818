"""Playing one scenario: a screen and an application of its own, its steps one after another, and what came of it."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.display_lock import DisplayLock
from gui_agent.desktop.window_list import WindowList
from gui_agent.errors import EnvironmentProblem, GuiAgentError, Undecided
from gui_agent.model.replay.cassette import CassetteFile
from gui_agent.record.events import FORMAT, Event, Note, ScenarioStarted
from gui_agent.record.run_log import RunLog, new_run_folder
from gui_agent.record.secret_cover import prompt_cover
from gui_agent.run import survivors
from gui_agent.run.evidence import Witness
from gui_agent.run.limits import Budget, Limits
from gui_agent.run.run import Run
from gui_agent.run.start_and_end import log_end, log_start
from gui_agent.scenarios.format import steps as kinds
from gui_agent.scenarios.format.planned import PlannedStep, Scenario
from gui_agent.scenarios.format.steps import parse_step
from gui_agent.scenarios.format.variables import UnknownName, substitute
from gui_agent.scenarios.play.perform import expect, perform
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.recordings import keep_cassette
from gui_agent.scenarios.play.reference_pictures import check_likeness
from gui_agent.scenarios.play.scenario_result import ScenarioResult, StageResult, StepFailed, Verdict
from gui_agent.scenarios.play.screen import ScreenPlan, screen_difference
from gui_agent.scenarios.play.session import Session
from gui_agent.scenarios.play.shared_models import Brains
from gui_agent.scenarios.play.shell import Commands, reveal

POLL_SECONDS = 0.05
SCENARIO_FILE = "scenario.json"
"""Which scenario a run plays, in the run's folder."""
Listener = Callable[[Event], None]


async def play(scenario: Scenario, options: PlayOptions, brains: Brains, listener: Listener | None = None) -> ScenarioResult:
    """Play a scenario, again where it failed and retries are allowed. Never raises for what a scenario can be blamed for."""
    result = await _Playing(scenario, options, brains, listener).result()
    for attempt in range(2, options.retries + 2):
        if result.verdict not in ("failed", "unsure", "limit"):
            return result
        again = await _Playing(scenario, options, brains, listener).result()
        if again.ok:
            reason = f"passed at attempt {attempt}, after: {result.failure}"
            return replace(again, verdict="flaky", reason=reason, attempts=attempt)
        result = replace(again, attempts=attempt)
    return result


class _Playing:
    """One attempt."""

    def __init__(self, scenario: Scenario, options: PlayOptions, brains: Brains, listener: Listener | None) -> None:
        self.scenario = scenario
        self.options = options
        self.brains = brains
        self.listener = listener
        self.file = _short_path(scenario.path, options.root)
        self.work, self.home = _new_folder("work"), _new_folder("home")
        folder = scenario.path.resolve().parent
        self.variables = {**scenario.variables, "work": str(self.work), "home": str(self.home), "folder": str(folder)}
        limits = scenario.limits
        self.budget = Budget(Limits(limits.steps, limits.seconds, limits.tokens))
        self.folder = new_run_folder(options.output, f"{scenario.path.stem} {scenario.title}")
        self.log = RunLog(self.folder, listener=listener, secrets=scenario.secrets)
        self.commands = Commands(options.root, scenario.secrets)
        self.session: Session | None = None
        self.proposed = ""

    async def result(self) -> ScenarioResult:
        """Play, clean up, write everything down."""
        verdict: Verdict
        try:
            async with asyncio.timeout(self.scenario.limits.seconds):
                await self._play()
            verdict, reason = "passed", ""
            verdict, reason = self._keep()
            if self.scenario.fails:
                verdict = "failed"
                reason = f"it passed, but was expected to fail: {self.scenario.fails}. Remove `expect to fail`"
        except TimeoutError:
            verdict, reason = "limit", f"the time limit of {self.scenario.limits.seconds:g} seconds was reached"
        except GuiAgentError as error:
            verdict, reason = error.verdict, str(error)
            if verdict == "failed" and self.scenario.fails:
                verdict, reason = "expected_failure", f"{self.scenario.fails}: {reason}"
        except asyncio.CancelledError:
            self._finish("interrupted", "it was interrupted")
            raise
        return self._finish(verdict, reason)

    async def _play(self) -> None:
        async with AsyncExitStack() as stack:
            for folder in (self.work, self.home):
                stack.callback(shutil.rmtree, folder, ignore_errors=True)
            stack.push_async_callback(self.commands.close)
            stack.push_async_callback(self._teardown)
            self._log_start()
            with_app = self.scenario.app is not None
            plan = ScreenPlan.of(self.scenario.display, self.options.display, with_app=with_app)
            await stack.enter_async_context(DisplayLock(plan.choice, with_app=with_app))
            desktop = await Desktop.open(
                plan.choice,
                with_app=with_app,
                secrets=self.scenario.secrets,
                typing_delay=self.options.typing_delay,
                seal=plan.seal,
                own_fonts=plan.own_fonts,
            )
            stack.callback(survivors.forget, self.log.folder)
            stack.push_async_callback(desktop.close)
            survivors.note(self.log, desktop.display, None)
            windows = WindowList(desktop.display)
            stack.callback(windows.close)
            run = Run(self.scenario.title, desktop, self.log, self.budget, prompt_cover=prompt_cover(self.scenario.secrets))
            run.witness = Witness(self.scenario.secrets)
            self.session = self._session(run, windows, plan)
            app = self.scenario.app
            model = (
                self.options.model.name
                if self.options.replay not in ("only", "strict")
                else f"none (replay {self.options.replay})"
            )
            log_start(run, model=model, app=app.start if app else None)
            for planned in self.scenario.setup:
                await self._shell("setup", planned)
            async with self._app(run):
                await self._all_steps()

    def _session(self, run: Run, windows: WindowList, plan: ScreenPlan) -> Session:
        options, store = self.options, CassetteFile.beside(self.scenario.path, self.scenario.title)
        mode = options.replay
        recorded = store.load() if mode in ("auto", "only", "strict") else None
        alone = mode in ("only", "strict")
        if alone and recorded is None:
            raise _no_cassette(store)
        if mode == "record":
            _require_folder(store.path.parent)
        model, examiner = (None, None) if alone else self.brains.open()
        title = self.scenario.app.window if self.scenario.app else None
        described = plan.described(run.desktop.screen)
        differs = screen_difference(recorded.display, described) if recorded is not None else ""
        for remark in [*(plan.seal.lacking() if plan.seal is not None else []), *([differs] if differs else [])]:
            self.log.write(Note(text=remark))
        reader = self.brains.reader
        home = self.home if plan.seal is not None else None
        return Session(
            run, model, examiner, mode, store, recorded, windows, reader, differs, described, home, self.variables, title
        )

    def _log_start(self) -> None:
        written = self.log.write(
            ScenarioStarted(
                format=FORMAT,
                file=self.file,
                line=self.scenario.line,
                title=self.scenario.title,
                tags=self.scenario.tags,
                replay=self.options.replay,
            )
        )
        self.log.write_json(SCENARIO_FILE, written.to_json())

    @asynccontextmanager
    async def _app(self, run: Run) -> AsyncIterator[None]:
        entry, session = self.scenario.app, self._open_session
        if entry is None:
            yield
            return
        line = self.scenario.app_line
        async with session.stage("app", entry.start, self.file, line):
            command = str(self._filled(entry.start))
            more = {name: reveal(str(self._filled(value)), self.scenario.secrets) for name, value in entry.env.items()}
            output = self.log.folder / "app.log"
            folder = self.options.root / str(self._filled(entry.folder or "."))
            home = session.home
            run.app = App.start(command, run.desktop.display, output, folder=folder, more_environment=more, home=home)
            survivors.note(self.log, run.desktop.display, run.app)
        try:
            async with session.stage("app", f"window {entry.window!r}" if entry.window else "first look", self.file, line):
                await self._wait_for_window(run, entry.window, entry.timeout)
                session.moved_at = time.monotonic()
                if entry.ready:
                    ready = str(self._filled(entry.ready))
                    await session.check(ready, entry.ready, timeout=entry.timeout, kind="ready")
            session.app_ready, session.moved_at = True, time.monotonic()
            yield
        finally:
            await asyncio.to_thread(run.app.stop, entry.stop == "kill")
            self.log.mask_file("app.log")

    async def _wait_for_window(self, run: Run, title: str | None, timeout: float) -> None:
        session, app = self._open_session, run.app
        assert app is not None
        deadline = time.monotonic() + timeout
        wanted = str(self._filled(title or ""))
        while session.windows.supported and session.windows.find(wanted) is None:
            if app.exit_status is not None and (app.exit_status or not title):
                said = app.last_output(3)
                raise EnvironmentProblem(
                    f"the application ended at its start with exit status {app.exit_status}{': ' + said if said else ''}",
                    "Run it by hand to see why",
                )
            if time.monotonic() > deadline:
                shown = ", ".join(repr(window.title) for window in session.windows.windows()) or "no window"
                what = f"no window with {wanted!r} in its title" if title else "no window"
                raise EnvironmentProblem(
                    f"{what} appeared within {timeout:g} seconds; the screen shows {shown}", "Check app: window"
                )
            await asyncio.sleep(POLL_SECONDS)
        await run.observe()

    @property
    def _open_session(self) -> Session:
        assert self.session is not None
        return self.session

    def _filled(self, value: Any) -> Any:
        try:
            return substitute(value, self.variables, os.environ, set(self.scenario.secrets))
        except UnknownName as error:
            raise StepFailed(str(error)) from error

    async def _all_steps(self) -> None:
        """The scenario's steps between those of the file's hooks. What is after each is played after a failure too."""
        try:
            await self._steps((*self.scenario.before_each, *self.scenario.steps))
            self._open_session.require_proof()
        except GuiAgentError:
            with suppress(GuiAgentError):
                await self._steps(self.scenario.after_each)
            raise
        await self._steps(self.scenario.after_each)

    async def _steps(self, planned_steps: tuple[PlannedStep, ...]) -> None:
        for planned in planned_steps:
            if planned.kind == "use":
                await self._use(planned)
                continue
            async with self._open_session.stage(
                planned.kind, self._sentence(planned), self._file(planned), planned.line
            ) as stage:
                if planned.when and not await self._when(planned):
                    stage.skipped = True
                    continue
                await self._within(planned, self._perform(planned))

    async def _within(self, planned: PlannedStep, work: Coroutine[Any, Any, None]) -> None:
        """Perform a step; it fails when it takes longer than its file allows."""
        try:
            async with asyncio.timeout(planned.limit) as limit:
                await work
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise StepFailed(f"it took longer than its limit of {planned.limit:g} seconds") from error

    async def _use(self, planned: PlannedStep) -> None:
        step = planned.step
        assert isinstance(step, kinds.Use)
        async with self._open_session.stage("use", step.file, self._file(planned), planned.line) as stage:
            if planned.when and not await self._when(planned):
                stage.skipped = True
                return
        outer = dict(self.variables)
        self.variables.update(self._filled(step.vars))
        await self._steps(planned.inner)
        for name in step.vars:
            self.variables.pop(name, None)
            if name in outer:
                self.variables[name] = outer[name]

    async def _when(self, planned: PlannedStep) -> bool:
        assert planned.when is not None
        return await self._open_session.holds(str(self._filled(planned.when)), planned.when)

    def _sentence(self, planned: PlannedStep) -> str:
        """The step with its variables filled in, for people; a value that is not known yet stays as it is written."""
        try:
            return str(substitute(planned.sentence, self.variables, os.environ, set(self.scenario.secrets)))
        except UnknownName:
            return planned.sentence

    def _file(self, planned: PlannedStep) -> str:
        return _short_path(planned.path, self.options.root)

    async def _perform(self, planned: PlannedStep) -> None:
        session = self._open_session
        if isinstance(planned.step, kinds.Expect):
            expect(session, planned.step, self._filled)
        elif isinstance(planned.step, kinds.Check) and planned.step.looks_like is not None:
            step = parse_step("check", self._filled(planned.value))
            assert isinstance(step, kinds.Check)
            await check_likeness(session, step, planned.path.parent, update=self.options.update)
            session.unproven = ""
        elif isinstance(planned.step, kinds.Shell):
            await self._run_command(planned)
        else:
            await perform(session, planned, parse_step(planned.kind, self._filled(planned.value)))

    async def _shell(self, section: str, planned: PlannedStep) -> None:
        async with self._open_session.stage(section, self._sentence(planned), self._file(planned), planned.line):
            await self._run_command(planned)

    async def _run_command(self, planned: PlannedStep) -> None:
        step = parse_step("shell", self._filled(planned.value))
        assert isinstance(step, kinds.Shell)
        await self.commands.run(step, self._environment(), self.log)
        if self.session is not None:
            self.session.moved_at, self.session.unproven = time.monotonic(), ""

    def _environment(self) -> dict[str, str]:
        display = self.session.run.desktop.display.environment if self.session is not None else dict(os.environ)
        return {**display, **{name.upper(): value for name, value in self.scenario.secrets.items()}}

    async def _teardown(self) -> None:
        if self.session is None:
            return
        problems = []
        for planned in self.scenario.teardown:
            try:
                await self._shell("teardown", planned)
            except GuiAgentError as error:
                problems.append(str(error))
        if problems:
            self.log.write(Note(text="teardown: " + "; ".join(problems)))

    def _keep(self) -> tuple[Verdict, str]:
        """Write or propose the cassette of a scenario that passed."""
        session = self._open_session
        kept = keep_cassette(self.scenario, self.options, session)
        self.proposed = kept
        healed = sum(stage.healed for stage in session.stages)
        if healed and self.options.fail_on_heal:
            return "failed", f"{healed} decisions had to be healed, and --fail-on-heal is set"
        return "passed", ""

    def _stages(self) -> Iterator[StageResult]:
        """The steps so far, without secrets: they go into reports, whatever a model said."""
        for stage in self.session.stages if self.session is not None else ():
            yield replace(stage, text=self.log.without_secrets(stage.text), reason=self.log.without_secrets(stage.reason))

    def _finish(self, verdict: Verdict, reason: str) -> ScenarioResult:
        reason = self.log.without_secrets(reason)
        seconds = self.budget.seconds
        timings = self.session.run.timings.total if self.session is not None else {}
        log_end(self.log, verdict, self.budget, seconds=seconds, reason=reason, timings=timings)
        result = ScenarioResult(
            title=self.scenario.title,
            file=self.file,
            line=self.scenario.line,
            verdict=verdict,
            reason=reason,
            tags=self.scenario.tags,
            stages=tuple(self._stages()),
            seconds=round(seconds, 3),
            actions=self.budget.steps,
            usage=self.budget.usage.to_json(),
            replay=self.options.replay,
            run=str(self.folder),
            proposed=self.proposed,
        )
        self.log.write_json("result.json", result.to_json())
        self.log.close()
        if self.options.report:
            from gui_agent.report import write_report

            write_report(self.folder)
        return result


def _no_cassette(store: CassetteFile) -> GuiAgentError:
    return Undecided(f"the cassette {store.path} is missing", "Record one with --replay record")


def _require_folder(folder: Path) -> None:
    """The folder of cassettes must be one that can be written, before anything is played."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise EnvironmentProblem(
            f"cannot write cassettes to {folder}: {error.strerror or error}", "Check the folder's permissions"
        ) from error


def _new_folder(name: str) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix=f"gui-agent-{name}-"))
    except OSError as error:
        raise EnvironmentProblem(
            f"cannot make a folder for the scenario: {error.strerror or error}", "Set TMPDIR to a folder with space"
        ) from error


def _short_path(path: Path, root: Path) -> str:
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return str(path)
