"""One run of an agent, from opening its screen to its verdict."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gui_agent.actions.action import Done, Fail
from gui_agent.actions.secrets import REMEDY, problem_with
from gui_agent.agent.host_callbacks import with_guarded_callbacks
from gui_agent.agent.setup import AgentSetup
from gui_agent.agent.verification import Verification, verify_with
from gui_agent.desktop import free_memory
from gui_agent.desktop.app import App
from gui_agent.desktop.cancellation import to_the_end
from gui_agent.desktop.desktop import Desktop
from gui_agent.errors import GuiAgentError, UsageError
from gui_agent.model.choice import ModelChoice
from gui_agent.model.provider import FirstLook, open_model
from gui_agent.perception.screen.display import Display
from gui_agent.record.events import Verified
from gui_agent.record.run_log import RunLog, new_run_folder
from gui_agent.record.secret_cover import prompt_cover
from gui_agent.run import survivors
from gui_agent.run.evidence import Witness
from gui_agent.run.limits import Budget
from gui_agent.run.result import RunResult, Verdict, verdict_of
from gui_agent.run.run import Run
from gui_agent.run.start_and_end import log_end, log_start
from gui_agent.run.thinking import thinking_pays

if TYPE_CHECKING:
    from agents import Model

    from gui_agent.agent.memory import Memory

Work = Callable[[Run, "Model"], Awaitable[None]]
"""What is done within a run, once its screen is open and the model is loaded."""


class RunInProgress:
    """Performs one run of a setup; several of one setup may be in progress at once."""

    def __init__(self, setup: AgentSetup) -> None:
        self.setup = with_guarded_callbacks(setup)
        self.lent = setup.desktop
        """A desktop that was open before and stays open; None where the run opens its own."""
        self._work: asyncio.Task[None] | None = None
        self._stopped = False
        self._memory: Memory | None = None
        """What this task's record says and will say; None where nothing is recorded."""
        self._verification: Verification | None = None
        """What the second channel said; None where there is none, or it was not asked."""

    async def perform_task(self, task: str) -> RunResult:
        """Perform `task` with the agent or the team of the setup. Raises UsageError; everything else is a verdict."""
        if not task.strip():
            raise UsageError("the task is empty", "Say what should happen on the screen")
        return await self.perform_work(task, self._operate)

    async def perform_work(self, task: str, work: Work) -> RunResult:
        """Open what is missing, let `work` be done as a run of this name, and close what was opened."""
        if self.setup.is_literal and self.setup.team:
            raise UsageError("the literal model cannot work in a team", "Use --solo, or name a model with --model and --base-url")
        await to_the_end(partial(survivors.end_left_over, Path(self.setup.output)))
        budget = Budget(self.setup.limits)
        # The Agents SDK takes more than a second to import: meanwhile the display and the application start.
        first_look: Future[FirstLook] = Future()
        model = asyncio.create_task(asyncio.to_thread(self.load_model, first_look))
        try:
            return await self._run_with(task, budget, model, first_look, work)
        finally:
            first_look.cancel()

    async def _run_with(
        self, task: str, budget: Budget, model: asyncio.Task[Model], first_look: Future[FirstLook], work: Work
    ) -> RunResult:
        try:
            run = await self.open_run(task, budget, self.setup.folder)
        except UsageError:
            raise
        except GuiAgentError as error:
            return RunResult(verdict_of(error), reason=str(error), seconds=budget.seconds)
        try:
            return await self.until_it_ends(run, partial(self._perform, run, model, first_look, work))
        finally:
            await self.close_run(run)

    async def open_run(self, task: str, budget: Budget, folder: Path | None = None) -> Run:
        """A run with its desktop and its log, which continues `folder` if one is given. Raises GuiAgentError."""
        if problem := problem_with(task, self.setup.secrets):  # it would be typed as it is, or end the run in its middle
            known = ", ".join(sorted(self.setup.secrets)) or "none were given (--secret NAME)"
            raise UsageError(problem, f"{REMEDY}. Known secrets: {known}")
        desktop = self.lent or await Desktop.open(
            self.setup.display,
            with_app=self.setup.app is not None,
            secrets=self.setup.secrets,
            policy=self.setup.policy,
            max_pixels=self.setup.max_pixels,
            typing_delay=self.setup.typing_delay,
        )
        try:
            log = RunLog(
                folder or new_run_folder(self.setup.output_folder, task), listener=self.setup.listener, secrets=self.setup.secrets
            )
            if self.setup.control is not None:
                await self.setup.control.start(log.folder)
        except BaseException:
            if desktop is not self.lent:
                await desktop.close()
            raise
        cover = None if self.setup.is_literal else prompt_cover(self.setup.secrets)
        run = Run(task, desktop, log, budget, approve=self.setup.approve, dry_run=self.setup.dry_run, prompt_cover=cover)
        run.checks_aim = not self.setup.is_literal
        run.witness = Witness(self.setup.secrets)
        if self.setup.control is not None:
            run.steering = self.setup.control.steering
            self.setup.control.steering.attach(run, self.stop)
        return run

    async def begin(self, run: Run, *, anew: bool = True) -> None:
        """Start the application, and look at the screen once it is there; `anew` unless the log holds a beginning already."""
        if anew:
            setup = self.setup
            log_start(run, model=setup.model_name, app=setup.app, lent=run.desktop is self.lent, settings=setup.to_log())
        self.note_survivors(run, starting=self.setup.app is not None)
        if self.setup.app is not None:
            output, setup = run.log.folder / "app.log", self.setup
            run.app = App.start(self.setup.app, run.desktop.display, output, sandbox=setup.sandbox, home=setup.home)
            self.note_survivors(run)
        await run.observe()

    def note_survivors(self, run: Run, *, starting: bool = False) -> None:
        """Write down what would continue without this process, for `resume`."""
        lent = run.desktop is self.lent
        survivors.note(run.log, Display(None) if lent else run.desktop.display, run.app, starting=starting, resumable=True)

    async def close_run(self, run: Run) -> None:
        """End the application, and close the desktop unless it was lent: also when the caller is cancelled meanwhile."""
        try:
            if self.setup.control is not None:
                await self.setup.control.close()
        finally:
            await to_the_end(partial(self._end_what_was_started, run))

    def _end_what_was_started(self, run: Run) -> None:
        try:
            if run.app is not None:
                run.app.stop()
                run.log.mask_file("app.log")
        finally:
            if run.desktop is not self.lent:
                run.desktop.close_now()
        survivors.forget(run.log.folder)
        free_memory.give_back()

    async def _operate(self, run: Run, model: Model) -> None:
        from gui_agent.agent.team import crew
        from gui_agent.run.foreign_tools import lent_tools
        from gui_agent.run.loop import operate

        if self.setup.replay != "off":
            from gui_agent.agent.memory import Memory

            setup = self.setup
            self._memory = Memory.of(run.task, setup.app, setup.model_name, setup.replay, setup.output_folder)
            await self._memory.operate(run, model, setup.approver)
            return
        agents = crew(model, team=self.setup.team, one_at_a_time=self.setup.acts_one_at_a_time)
        async with lent_tools(agents.operator, self.setup.mcp_servers, ask=self.setup.ask_before_foreign_tools):
            await operate(run, agents.first, f"Task: {run.task}", self.setup.approver)

    def load_model(self, first_look: Future[FirstLook] | None = None) -> Model:
        """The model that decides; loads the Agents SDK, which takes a while. `first_look` must be set or cancelled."""
        model = self.setup.model
        if isinstance(model, ModelChoice):
            thinks = thinking_pays if model.thinking == "auto" else None
            model = open_model(model, on_delta=self.setup.on_delta, first_look=first_look, thinks=thinks)
        import_module("gui_agent.run.loop")
        return model

    def stop(self) -> None:
        """End the run as interrupted, also one that is still opening its display; to be called on its event loop."""
        self._stopped = True
        if self._work is not None:
            self._work.cancel()

    async def until_it_ends(self, run: Run, perform: Callable[[], Coroutine[Any, Any, None]]) -> RunResult:
        """Perform what is left of `run` and finish its log: the one place where what went wrong becomes a verdict."""
        self._work = asyncio.create_task(self._performed_and_verified(run, perform))
        if self._stopped:
            self._work.cancel()
        clock = run.budget.clock = asyncio.timeout(self.setup.limits.seconds)
        try:
            async with clock:
                await self._work
        except TimeoutError as error:
            if not clock.expired():
                return self._finish(run, "endpoint", str(error) or "a request timed out")
            return self._finish(run, "limit", f"the time limit of {self.setup.limits.seconds:g} seconds was reached")
        except asyncio.CancelledError:
            result = self._finish(run, "interrupted", "the run was interrupted")
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            return result
        except UsageError as error:  # the model's folder is no checkpoint, say: nothing was tried, so nothing failed
            self._finish(run, verdict_of(error), str(error))
            raise
        except GuiAgentError as error:
            return self._finish(run, verdict_of(error), str(error))
        if isinstance(run.outcome, Fail):
            return self._finish(run, "failed", run.outcome.reason)
        if self._verification is not None and not self._verification.ok:
            return self._finish(run, "failed", f"the model says that it is done, but {self._verification.found}")
        return self._finish(run, "verified" if run.verified or self._verification is not None else "done", "")

    async def _performed_and_verified(self, run: Run, perform: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await perform()
        if self.setup.verify is not None and isinstance(run.outcome, Done):
            self._verification = said = await verify_with(self.setup.verify)
            run.log.write(Verified(ok=said.ok, found=said.found))

    async def _perform(self, run: Run, model: asyncio.Task[Model], first_look: Future[FirstLook], work: Work) -> None:
        run.make_current()
        await self.begin(run)
        if run.seen is not None:
            first_look.set_result((run.task, run.seen))
        loaded = await model
        run.timings.total["startup"] += max(0.0, run.budget.seconds - sum(run.timings.total.values()))
        try:
            await work(run, loaded)
        finally:
            if loaded is not self.setup.model:
                await loaded.close()

    def _finish(self, run: Run, verdict: Verdict, reason: str) -> RunResult:
        result = RunResult(
            verdict=verdict,
            answer=run.log.without_secrets(run.outcome.answer) if isinstance(run.outcome, Done) else "",
            reason=run.log.without_secrets(reason),
            steps=run.budget.steps,
            seconds=run.budget.seconds,
            run=run.log.folder,
            usage=run.budget.usage,
            timings=dict(run.timings.total),
        )
        if self._memory is not None and result.ok:
            self._memory.keep(run)
        try:
            log_end(
                run.log, verdict, run.budget, seconds=result.seconds, reason=reason, answer=result.answer, timings=result.timings
            )
        except GuiAgentError as error:
            failed = verdict_of(error)
            result = result if verdict == failed else replace(result, verdict=failed, reason=str(error))
        run.log.close()
        return result
