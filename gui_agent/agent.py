"""The loop: look, think, act, look again, and tell the truth about how it ended."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openai
from agents import (
    Agent,
    MaxTurnsExceeded,
    Model,
    ModelBehaviorError,
    ModelSettings,
    RunConfig,
    Runner,
    ToolExecutionConfig,
)
from agents.exceptions import AgentsException
from agents.items import ToolApprovalItem

from gui_agent.actions.action import BaseAction, Done, Fail
from gui_agent.actions.hands import PersonAtTheMouse
from gui_agent.actions.policy import Approval
from gui_agent.app import App
from gui_agent.desktop import Desktop
from gui_agent.errors import (
    EndpointError,
    EnvironmentProblem,
    GuiAgentError,
    LimitReached,
    UnparseableReply,
    UsageError,
)
from gui_agent.limits import Budget, Limits
from gui_agent.model.prompts import load_prompt
from gui_agent.model.provider import ModelChoice, open_model
from gui_agent.model.wire import OnDelta
from gui_agent.observation import show_newest_screenshot
from gui_agent.recorder import Recorder
from gui_agent.result import RunResult, Verdict
from gui_agent.run import Run
from gui_agent.run_log import DEFAULT_FOLDER, Event, RunLog, new_run_folder
from gui_agent.tools import ENDING, action_of, action_tools

Approver = Callable[[BaseAction, Run], Awaitable[bool]]
TURNS_PER_STEP = 3
"""The SDK's own bound on model calls, far above what the step limit allows: it only ends a loop that never acts."""


async def deny(_: BaseAction, __: Run) -> bool:
    """The approver where nobody can be asked: no."""
    return False


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
    secrets: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    listener: Callable[[Event], None] | None = None
    """Sees each event after it is on disk."""
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
        budget = Budget(self.limits)
        self._stopped = False
        try:
            model = self.model if isinstance(self.model, Model) else open_model(self.model, on_delta=self.on_delta)
            desktop = await Desktop.open(self.display, with_app=self.app is not None, secrets=self.secrets)
        except UsageError:
            raise
        except GuiAgentError as error:
            verdict, reason = verdict_of(error)
            return RunResult(verdict, reason=reason, seconds=budget.seconds)
        try:
            log = RunLog(new_run_folder(self.output, task), listener=self.listener)
            run = Run(task, desktop, log, budget, approve=self.approve, dry_run=self.dry_run)
            return await self._until_it_ends(run, model)
        finally:
            await asyncio.shield(desktop.close())

    def stop(self) -> None:
        """End the current run as interrupted, also one that is still opening its display; to be called on its event loop."""
        self._stopped = True
        if self._work is not None:
            self._work.cancel()

    async def _until_it_ends(self, run: Run, model: Model) -> RunResult:
        """The one place where what went wrong becomes a verdict."""
        self._work = asyncio.create_task(self._perform(run, model))
        if self._stopped:
            self._work.cancel()
        clock = asyncio.timeout(self.limits.seconds)
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
        except (GuiAgentError, AgentsException, openai.OpenAIError) as error:
            return self._finish(run, *verdict_of(error))
        if isinstance(run.outcome, Fail):
            return self._finish(run, "failed", run.outcome.reason)
        return self._finish(run, "done", "")

    def _log_start(self, run: Run, model: Model) -> None:
        screen = run.desktop.screen
        started = {
            "task": run.task,
            "model": self.model.name if isinstance(self.model, ModelChoice) else type(model).__name__,
            "app": self.app,
            "display": run.desktop.display.name,
            "screen": [screen.left, screen.top, screen.right, screen.bottom],
            "limits": {"steps": self.limits.steps, "seconds": self.limits.seconds, "tokens": self.limits.tokens},
        }
        run.log.write("run_started", **started)
        run.log.write_json("run.json", started)

    async def _perform(self, run: Run, model: Model) -> None:
        self._log_start(run, model)
        if self.app is None:
            return await self._loop(run, model)
        run.app = App.start(self.app, run.desktop.display, run.log.folder / "app.log")
        try:
            return await self._loop(run, model)
        finally:
            await asyncio.to_thread(run.app.stop)

    async def _loop(self, run: Run, model: Model) -> None:
        """Let the Agents SDK look, think and act until the model says that the task is done, or cannot be."""
        operator = Agent[Run](
            name="operator",
            instructions=load_prompt("operator"),
            model=model,
            tools=list(action_tools(run)),
            tool_use_behavior={"stop_at_tool_names": list(ENDING)},
            model_settings=ModelSettings(tool_choice="required", parallel_tool_calls=False, include_usage=True),
            reset_tool_choice=False,
        )
        state: Any = [{"role": "user", "content": f"Task: {run.task}"}]
        while run.outcome is None:
            result = await Runner.run(
                operator,
                state,
                context=run,
                max_turns=self.limits.steps * TURNS_PER_STEP + 10,
                hooks=Recorder(),
                run_config=RUN_CONFIG,
            )
            if not result.interruptions:
                break
            state = await self._ask_person(result, run)
        if run.outcome is None:
            raise UnparseableReply("the model ended without saying whether the task is done")

    async def _ask_person(self, result: Any, run: Run) -> Any:
        state = result.to_state()
        for item in result.interruptions:
            action = _action_of(item)
            granted = await self.approver(action, run)
            run.log.write("approval", step=run.next_step, action=str(action), granted=granted)
            if granted:
                state.approve(item)
            else:
                state.reject(item, rejection_message="Not performed: the person did not approve this action.")
        return state

    def _finish(self, run: Run, verdict: Verdict, reason: str) -> RunResult:
        self._work = None
        result = RunResult(
            verdict=verdict,
            answer=run.outcome.answer if isinstance(run.outcome, Done) else "",
            reason=reason,
            steps=run.budget.steps,
            seconds=run.budget.seconds,
            run=run.log.folder,
            usage=run.budget.usage,
            timings=dict(run.timings.total),
        )
        run.log.write("run_finished", **{**result.to_json(), "run": run.log.folder.name})
        run.log.close()
        return result


RUN_CONFIG: RunConfig = RunConfig(
    call_model_input_filter=show_newest_screenshot,
    tracing_disabled=True,
    trace_include_sensitive_data=False,
    tool_execution=ToolExecutionConfig(max_function_tool_concurrency=1),
    tool_not_found_behavior="return_error_to_model",
)


def verdict_of(error: BaseException) -> tuple[Verdict, str]:
    """The verdict and the reason for an error of ours, of the SDK (which may wrap ours), or of the client."""
    cause: BaseException | None = error
    while cause is not None:
        match cause:
            case LimitReached() | MaxTurnsExceeded():
                return "limit", str(cause)
            case PersonAtTheMouse():
                return "interrupted", str(cause)
            case EnvironmentProblem():
                return "environment", str(cause)
            case EndpointError() | openai.OpenAIError():
                return "endpoint", str(cause)
            case UnparseableReply() | ModelBehaviorError():
                return "unparseable", str(cause)
        cause = cause.__cause__ or cause.__context__
    return "failed", str(error)


def _action_of(item: ToolApprovalItem) -> BaseAction:
    raw: Any = item.raw_item
    return action_of(raw.name, json.loads(raw.arguments or "{}"))
