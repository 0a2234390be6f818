"""The loop: look, think, act, look again, and tell the truth about how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from gui_agent.actions.action import Done, Fail
from gui_agent.actions.input.hands import PersonAtTheMouse
from gui_agent.actions.policy.policy import Policy
from gui_agent.actions.policy.risk import Approval
from gui_agent.agent.live_run import LiveRun
from gui_agent.desktop import free_memory
from gui_agent.desktop.app import App
from gui_agent.desktop.cancellation import to_the_end
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.sandbox import Sandbox
from gui_agent.errors import (
    EndpointError,
    EnvironmentProblem,
    GuiAgentError,
    LimitReached,
    UnparseableReply,
    UsageError,
)
from gui_agent.model.choice import ModelChoice
from gui_agent.model.provider import FirstLook, open_model
from gui_agent.model.wire import OnDelta
from gui_agent.perception.screen.display import Display, VirtualDisplay
from gui_agent.record.run_log import DEFAULT_FOLDER, Event, RunLog, new_run_folder
from gui_agent.record.secret_cover import prompt_cover
from gui_agent.run import survivors
from gui_agent.run.approvals import Approver, deny
from gui_agent.run.limits import Budget, Limits
from gui_agent.run.result import RunResult, Verdict
from gui_agent.run.run import Run

if TYPE_CHECKING:
    from agents import Model

    from gui_agent.control.socket import Control

T = TypeVar("T")
Work = Callable[[Run, "Model"], Awaitable[None]]
"""What is done within a run, once its screen is there and the model is loaded."""


@dataclass
class GuiAgent:
    """Performs tasks on a screen.

    result = GuiAgent(app="mousepad").run("Type 'hello', then press ctrl+s")
    """

    model: ModelChoice | Model = field(default_factory=ModelChoice)
    display: str = "auto"
    """auto, desktop, virtual, virtual:WIDTHxHEIGHT or :N."""
    app: str | None = None
    """A program to start on the display before each run and to end after it."""
    limits: Limits = field(default_factory=Limits)
    approve: Approval = "never"
    approver: Approver = deny
    """Asked before an action that `approve` names; awaited, so it may take its time."""
    output: Path = DEFAULT_FOLDER
    """Where the folders of runs go."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What `{{secret:NAME}}` in a `type` action stands for, by name."""
    policy: Policy | None = None
    """What may be done where; enforced by the executor of a desktop that the agent opens itself."""
    sandbox: Sandbox = "off"
    """Whether the application runs in a sandbox, without a network or with one."""
    max_pixels: int | None = None
    """What a picture for the model may have at most: fewer pixels cost fewer tokens and show less detail."""
    dry_run: bool = False
    team: bool = False
    """Whether a planner plans first and a verifier checks the end; without, the operator works alone."""
    mcp_servers: Sequence[str] = ()
    """Other people's tools for the operator: commands that start an MCP server, or its http URL."""
    ask_before_foreign_tools: bool = True
    folder: Path | None = None
    """The run's own folder, where somebody made it already; without, a new one in `output`."""
    control: Control | None = None
    """Lets a person watch and steer the run from outside of this process."""
    desktop: Desktop | None = None
    """A desktop that is open already and stays open; instead of `display`."""
    listener: Callable[[Event], None] | None = None
    """Sees each event after it is written."""
    on_delta: OnDelta | None = None
    """Sees the model's thinking and text as it streams in."""
    _work: asyncio.Task[None] | None = field(default=None, init=False, repr=False)
    _stopped: bool = field(default=False, init=False, repr=False)

    def run(self, task: str) -> RunResult:
        """Perform `task` and wait for its end. Raises UsageError; everything else is a verdict."""
        return asyncio.run(self.run_async(task))

    async def run_async(self, task: str) -> RunResult:
        """Perform `task`. Raises UsageError; everything else is a verdict. Cancelling it ends the run as interrupted."""
        if not task.strip():
            raise UsageError("the task is empty", "Say what should happen on the screen")
        return await self.run_work(task, self._operate)

    @property
    def is_literal(self) -> bool:
        """Whether the embedded model decides, which is a part of this program: no picture leaves it."""
        return isinstance(self.model, ModelChoice) and self.model.kind == "literal"

    async def run_work(self, task: str, work: Work) -> RunResult:
        """Open what is missing, let `work` be done as a run of this name, and close what was opened."""
        if self.is_literal and self.team:
            raise UsageError("the literal model cannot work in a team", "Use --solo, or name a model with --model and --base-url")
        budget = Budget(self.limits)
        self._stopped = False
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
            run = await self.open_run(task, budget, self.folder)
        except UsageError:
            raise
        except GuiAgentError as error:
            verdict, reason = verdict_of(error)
            return RunResult(verdict, reason=reason, seconds=budget.seconds)
        try:
            return await self.until_it_ends(run, partial(self._perform, run, model, first_look, work))
        finally:
            await self.close_run(run)

    async def open_run(self, task: str, budget: Budget, folder: Path | None = None) -> Run:
        """A run with its desktop and its log, which continues `folder` if one is given. Raises GuiAgentError."""
        desktop = self.desktop or await Desktop.open(
            self.display,
            with_app=self.app is not None,
            secrets=self.secrets,
            policy=self.policy,
            max_pixels=self.max_pixels,
        )
        try:
            log = RunLog(folder or new_run_folder(self.output, task), listener=self.listener, secrets=self.secrets)
            if self.control is not None:
                await self.control.start(log.folder)
        except BaseException:
            if desktop is not self.desktop:
                await desktop.close()
            raise
        cover = None if self.is_literal else prompt_cover(self.secrets)
        run = Run(task, desktop, log, budget, approve=self.approve, dry_run=self.dry_run, prompt_cover=cover)
        if self.control is not None:
            run.steering = self.control.steering
            run.steering.attach(run, self.stop)
        return run

    async def begin(self, run: Run, *, anew: bool = True) -> None:
        """Start the application, and look at the screen once it is there; `anew` unless the log holds a beginning already."""
        if anew:
            self._log_start(run)
        self.note_survivors(run, starting=self.app is not None)
        if self.app is not None:
            run.app = App.start(self.app, run.desktop.display, run.log.folder / "app.log", sandbox=self.sandbox)
            self.note_survivors(run)
        await run.observe()

    def note_survivors(self, run: Run, *, starting: bool = False) -> None:
        """Write down what would go on without this process, for `resume`."""
        lent = run.desktop is self.desktop
        survivors.note(run.log, Display(None) if lent else run.desktop.display, run.app, starting=starting)

    async def close_run(self, run: Run) -> None:
        """End the application, and close the desktop unless it was lent: also when the caller is cancelled meanwhile."""
        try:
            if self.control is not None:
                await self.control.close()
        finally:
            await to_the_end(partial(self._end_what_was_started, run))

    def _end_what_was_started(self, run: Run) -> None:
        try:
            if run.app is not None:
                run.app.stop()
                run.log.mask_file("app.log")
        finally:
            if run.desktop is not self.desktop:
                run.desktop.close_now()
        survivors.forget(run.log.folder)
        free_memory.give_back()

    async def _operate(self, run: Run, model: Model) -> None:
        from gui_agent.agent.team import crew
        from gui_agent.run.foreign_tools import lent_tools
        from gui_agent.run.loop import operate

        agents = crew(model, team=self.team)
        async with lent_tools(agents.operator, self.mcp_servers, ask=self.ask_before_foreign_tools):
            await operate(run, agents.first, f"Task: {run.task}", self.approver)

    def load_model(self, first_look: Future[FirstLook] | None = None) -> Model:
        """The model that decides; loads the Agents SDK, which takes a while. `first_look` must be set or cancelled."""
        model = self.model
        if isinstance(model, ModelChoice):
            model = open_model(model, on_delta=self.on_delta, first_look=first_look)
        import_module("gui_agent.run.loop")
        return model

    def start(self, task: str) -> LiveRun:
        """Begin to perform `task` on the running event loop; its events can be awaited, and it can be stopped.

        async for event in (live := agent.start("...")):
            print(event["event"])
        result = await live.result()
        """
        return LiveRun(self, task)

    async def read(self, what: str, kind: type[T]) -> T:
        """Read something from the screen as typed data: `await agent.read("the todos", list[Todo])`.

        Scrolls where needed and changes nothing. Raises UsageError, ReadingFailed.
        """
        from gui_agent.agent.reading import read

        return await read(self, what, kind)

    def stop(self) -> None:
        """End the current run as interrupted, also one that is still opening its display; to be called on its event loop."""
        self._stopped = True
        if self._work is not None:
            self._work.cancel()

    async def until_it_ends(self, run: Run, perform: Callable[[], Coroutine[Any, Any, None]]) -> RunResult:
        """Perform what is left of `run` and finish its log: the one place where what went wrong becomes a verdict."""
        self._work = asyncio.create_task(perform())
        if self._stopped:
            self._work.cancel()
        clock = run.budget.clock = asyncio.timeout(self.limits.seconds)
        try:
            async with clock:
                await self._work
        except TimeoutError as error:
            if not clock.expired():
                return self._finish(run, "endpoint", str(error) or "a request timed out")
            return self._finish(run, "limit", f"the time limit of {self.limits.seconds:g} seconds was reached")
        except asyncio.CancelledError:
            result = self._finish(run, "interrupted", "the run was interrupted")
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            return result
        except UsageError as error:  # the model's folder is no checkpoint, say: nothing was tried, so nothing failed
            self._finish(run, *verdict_of(error))
            raise
        except GuiAgentError as error:
            return self._finish(run, *verdict_of(error))
        if isinstance(run.outcome, Fail):
            return self._finish(run, "failed", run.outcome.reason)
        return self._finish(run, "verified" if run.verified else "done", "")

    def _log_start(self, run: Run) -> None:
        screen = run.desktop.screen
        started = {
            "task": run.task,
            "model": self.model.name if isinstance(self.model, ModelChoice) else type(self.model).__name__,
            "app": self.app,
            "display": run.desktop.display.name,
            "private": isinstance(run.desktop.display, VirtualDisplay) and run.desktop is not self.desktop,
            "screen": [screen.left, screen.top, screen.right, screen.bottom],
            "limits": asdict(self.limits),
            "settings": self._settings(),
        }
        run.log.write("run_started", **started)
        run.log.write_json("run.json", started)

    def _settings(self) -> dict[str, Any]:
        """What a later process needs to go on with a run of this agent; no secret and no key."""
        choice = self.model.model_dump(mode="json", exclude={"api_key"}) if isinstance(self.model, ModelChoice) else None
        return {
            "model": choice,
            "display": self.display,
            "approve": self.approve,
            "team": self.team,
            "secrets": sorted(self.secrets),
            "policy": None if self.policy is None else self.policy.model_dump(mode="json", exclude_none=True),
            "sandbox": self.sandbox,
            "mcp_servers": list(self.mcp_servers),
            "ask_before_foreign_tools": self.ask_before_foreign_tools,
        }

    async def _perform(self, run: Run, model: asyncio.Task[Model], first_look: Future[FirstLook], work: Work) -> None:
        run.make_current()
        await self.begin(run)
        if run.seen is not None:
            first_look.set_result((run.task, run.seen))
        loaded = await model
        try:
            await work(run, loaded)
        finally:
            if loaded is not self.model:
                await loaded.close()

    def _finish(self, run: Run, verdict: Verdict, reason: str) -> RunResult:
        self._work = None
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
        try:
            run.log.write("run_finished", **{**result.to_json(), "run": run.log.folder.name})
        except EnvironmentProblem as error:
            result = result if verdict == "environment" else replace(result, verdict="environment", reason=str(error))
        run.log.close()
        return result


def verdict_of(error: GuiAgentError) -> tuple[Verdict, str]:
    """The verdict that an error means for the run, and the reason in words."""
    match error:
        case LimitReached():
            verdict: Verdict = "limit"
        case PersonAtTheMouse():
            verdict = "interrupted"
        case EnvironmentProblem():
            verdict = "environment"
        case EndpointError():
            verdict = "endpoint"
        case UnparseableReply():
            verdict = "unparseable"
        case _:
            verdict = "failed"
    return verdict, str(error)
