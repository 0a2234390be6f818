"""gui-agent as one tool for another Agents SDK agent.

    assistant = Agent("assistant", tools=[gui_agent_tool(GuiAgent(display=":0", approve="risky"))])

The tool is the SDK's own agent tool (`Agent.as_tool`) around our first agent. That makes approvals what they are everywhere in
the SDK: an action that needs one interrupts the outer run with the action's name and arguments, `RunState` carries the inner
conversation through JSON along with the outer one, and the run continues after `state.approve(...)`: in the same process with
the screen as it was left, in another process with a new look at the screen. The run's folder is continued in both cases.
"""

from __future__ import annotations

import atexit
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openai
from agents import FunctionTool, RunContextWrapper
from agents.exceptions import AgentsException
from agents.tool_context import ToolContext
from pydantic import BaseModel, Field, ValidationError

from gui_agent.agent.agent import GuiAgent
from gui_agent.agent.past import read_past
from gui_agent.agent.run_in_progress import RunInProgress
from gui_agent.agent.team import crew
from gui_agent.errors import GuiAgentError, UnparseableReply, UsageError
from gui_agent.record.events import Event, Note, RunFinished
from gui_agent.record.run_log import read_events
from gui_agent.run.action_tools import explain
from gui_agent.run.limits import Budget, Limits
from gui_agent.run.loop import RUN_CONFIG, max_turns, translated
from gui_agent.run.recorder import Recorder
from gui_agent.run.result import RunResult, Verdict, verdict_of
from gui_agent.run.run import Run, current_run

CALL_FILE = "tool_call.json"
"""In a run's folder: the outer call that it serves, so that another process finds it again."""
DESCRIPTION = (
    "Performs a task on a computer's screen with mouse and keyboard, by looking at it. Give the whole task with everything that "
    "is to be typed or chosen, and how its end is recognised. The result says truthfully how it ended: only the verdicts 'done' "
    "and 'verified' mean that the task is complete."
)
NeedsApproval = bool | Callable[[RunContextWrapper[Any], dict[str, Any], str], Awaitable[bool]]


class ComputerTask(BaseModel):
    """The arguments of the tool."""

    task: str = Field(min_length=1, description="What should happen on the screen, in plain words.")


class TaskResult(BaseModel):
    """What the outer agent gets back; as text it is JSON."""

    verdict: Verdict
    answer: str = ""
    reason: str = ""
    steps: int = 0
    seconds: float = 0.0
    run: str | None = None

    @classmethod
    def of(cls, result: RunResult) -> TaskResult:
        """The part of a run's result that another agent can use."""
        return cls.model_validate({name: value for name, value in result.to_json().items() if name in cls.model_fields})

    def __str__(self) -> str:
        return self.model_dump_json()


class Paused(Exception):  # no error: the run waits for an approval
    """The inner run waits for an approval; the SDK has its state."""


def gui_agent_tool(
    agent: GuiAgent | None = None,
    *,
    name: str = "use_computer",
    description: str = DESCRIPTION,
    needs_approval: NeedsApproval = False,
    time_limit: float | None = None,
    on_progress: Callable[[Event], None] | None = None,
) -> FunctionTool:
    """A tool that lets an agent of the Agents SDK delegate tasks on a screen to `agent`; its output is a `TaskResult`.

    `needs_approval` interrupts before a task begins; `agent.approve` interrupts before single actions ("risky", "always").
    `time_limit` in seconds replaces the agent's own and does not count the waiting for approvals; `on_progress` sees every
    event of the run. Raises UsageError.
    """
    agent = agent or GuiAgent()
    if agent.mcp_servers:
        raise UsageError("an embedded gui-agent has no MCP servers of its own", "Give them to the agent that uses the tool")
    if time_limit is not None:
        agent = replace(agent, limits=replace(agent.limits, seconds=time_limit))
    if on_progress is not None:
        agent = replace(agent, listener=on_progress)
    return _Delegate(agent).tool(name, description, needs_approval)


@dataclass
class _Stage:
    """A run that was opened for a call, and what performs it."""

    worker: RunInProgress
    run: Run
    begun: bool = False
    continued: bool = False
    """Another process began it."""


class _Delegate:
    """One tool: the inner agent, and the runs that wait for an approval with their screens open."""

    def __init__(self, agent: GuiAgent) -> None:
        if agent.is_literal and agent.team:
            raise UsageError("the literal model cannot work in a team", "Use GuiAgent(team=False)")
        self.agent = agent
        self.inner = crew(
            RunInProgress(agent).load_model(), team=agent.team, one_at_a_time=agent.acts_one_at_a_time
        ).first.as_tool(
            None,
            None,
            parameters=ComputerTask,
            input_builder=lambda options: f"Task: {options['params']['task']}",
            custom_output_extractor=_ended,
            run_config=RUN_CONFIG,
            hooks=Recorder(),
            max_turns=max_turns(agent.limits),
            failure_error_function=None,
        )
        self.perform = self.inner.on_invoke_tool
        self.waiting: dict[str, _Stage] = {}

    def tool(self, name: str, description: str, needs_approval: NeedsApproval) -> FunctionTool:
        """The SDK's agent tool with our staging around its invocation; what the SDK knows it by stays as it is."""
        self.inner.name = name
        self.inner.description = description
        self.inner.needs_approval = needs_approval
        self.inner.on_invoke_tool = self.invoke
        return self.inner

    async def invoke(self, context: ToolContext[Any], arguments: str) -> TaskResult | str | None:
        """Perform the task, or what is left of it; None when it waits for an approval."""
        try:
            task = ComputerTask.model_validate_json(arguments or "{}").task.strip()
        except ValidationError as error:
            return f"Not started: {explain(error)}"
        if not task:
            return "Not started: the task is empty"
        try:
            stage = await self._take_up(context.tool_call_id) or await self._open(context.tool_call_id, task)
        except GuiAgentError as error:
            return TaskResult(verdict=verdict_of(error), reason=str(error))
        paused = False
        try:
            result = await stage.worker.until_it_ends(stage.run, lambda: self._perform(stage, context, arguments))
            return TaskResult.of(result)
        except Paused:
            paused = True
            self._wait(context.tool_call_id, stage)
            return None
        finally:
            if not paused:
                await stage.worker.close_run(stage.run)

    async def _open(self, call: str, task: str) -> _Stage:
        """A new run, or the one that another process left waiting for this call."""
        worker = RunInProgress(self.agent)
        folder = _find_waiting(self.agent.output_folder, call)
        if folder is None:
            run = await worker.open_run(task, Budget(self.agent.limits))
            run.log.write_json(CALL_FILE, {"call": call})
            return _Stage(worker, run)
        past = read_past(read_events(folder), lambda *_: "")
        run = await worker.open_run(task, Budget(self.agent.limits, steps=past.steps, attempts=past.attempts), folder)
        run.board, run.performed, run.budget.usage = past.board, past.performed, past.usage
        run.effects = dict(past.effects)
        run.log.write(Note(text="continued in another process"))
        return _Stage(worker, run, continued=True)

    async def _perform(self, stage: _Stage, context: ToolContext[Any], arguments: str) -> None:
        run = stage.run
        run.make_current()
        if not stage.begun:
            await stage.worker.begin(run, anew=not stage.continued)
            stage.begun = True
        try:
            await self.perform(context, arguments)
        except (AgentsException, openai.OpenAIError) as error:
            raise translated(error) from error
        if run.outcome is None:
            raise Paused

    async def _take_up(self, call: str) -> _Stage | None:
        """The run that waits for this call in this process. Raises GuiAgentError when it continued elsewhere."""
        stage = self.waiting.pop(call, None)
        if stage is None:
            return None
        try:
            stage.run.log.reacquire()
        except GuiAgentError:
            await stage.worker.close_run(stage.run)
            raise
        return stage

    def _wait(self, call: str, stage: _Stage) -> None:
        run = stage.run
        run.log.write(Note(text="waits for an approval"))
        run.log.release()
        left = Limits(run.budget.limits.steps, run.budget.seconds_left, run.budget.limits.tokens)
        usage = run.budget.usage
        run.budget = Budget(left, steps=run.budget.steps, attempts=run.budget.attempts)
        run.budget.usage = usage
        stage.worker = RunInProgress(replace(stage.worker.setup, limits=left))
        if not self.waiting:
            atexit.register(self._close_waiting)
        self.waiting[call] = stage

    def _close_waiting(self) -> None:
        """At the end of the process: a run that still waits leaves no application and no private display behind."""
        for stage in self.waiting.values():
            if stage.run.app is not None:
                stage.run.app.stop()
            if stage.run.desktop is not stage.worker.lent:
                stage.run.desktop.display.close()


async def _ended(_: object) -> str:
    """The SDK's output extractor, asked only when the inner run has ended without an interruption."""
    outcome = current_run().outcome
    if outcome is None:
        raise UnparseableReply("the model ended without saying whether the task is done")
    return str(outcome)


def _find_waiting(output: Path, call: str) -> Path | None:
    """The folder of a run that was begun for this call and has not ended."""
    for path in sorted(output.glob(f"*/{CALL_FILE}"), reverse=True):
        try:
            found = json.loads(path.read_text(encoding="utf-8")).get("call") == call
        except (OSError, ValueError):
            continue
        if found:
            events = list(read_events(path.parent))
            return None if events and isinstance(events[-1], RunFinished) else path.parent
    return None
