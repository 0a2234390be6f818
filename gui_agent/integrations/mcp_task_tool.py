"""The MCP tool that performs a whole task, with progress after every event and a question where one must be asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import anyio
from mcp.server.mcpserver import Context
from mcp.shared.exceptions import MCPError
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field

from gui_agent.actions.action import BaseAction
from gui_agent.agent.agent import GuiAgent
from gui_agent.integrations.agents_sdk_tool import TaskResult
from gui_agent.integrations.mcp_calls import Server, errors_reported
from gui_agent.integrations.mcp_progress import Progress
from gui_agent.integrations.shared_screen import Workplace
from gui_agent.record.events import (
    ActionFinished,
    ActionRefused,
    ActionStarted,
    Event,
    Handoff,
    Judged,
    Observed,
    RunFinished,
    RunStarted,
)
from gui_agent.record.visible import in_one_line
from gui_agent.record.wording import describe_action, describe_message
from gui_agent.run.foreign_tools import ForeignCall
from gui_agent.run.run import Run


class Consent(BaseModel):
    """What the client's user is asked."""

    approve: bool = Field(description="Whether this may be done.")


def add_task_tool(server: Server, place: Workplace, acts: ToolAnnotations) -> None:
    """Add `run_task`."""

    @server.tool(title="Perform a task on the screen", annotations=acts)
    async def run_task(
        task: Annotated[str, Field(min_length=1, description="What should happen on the screen, in plain words.")],
        context: Context[Any, Any],
        time_limit: Annotated[float | None, Field(gt=0, description="Seconds that it may take.")] = None,
        max_steps: Annotated[int | None, Field(ge=1, description="Actions that it may take.")] = None,
    ) -> TaskResult:
        """Perform a whole task on the screen, and say truthfully how it ended; only done and verified mean complete."""
        limits = place.agent.limits
        limits = replace(limits, seconds=time_limit or limits.seconds, steps=max_steps or limits.steps)
        with errors_reported():
            async with (
                Progress(context, "opening the screen", limits.steps) as progress,
                place.alone("a task", progress.say) as desktop,
            ):
                agent = replace(place.agent, desktop=desktop, app=None, limits=limits, approver=asker(context))
                return await _watched(agent, task, progress)


async def _watched(agent: GuiAgent, task: str, progress: Progress) -> TaskResult:
    """Perform the task and report each event as progress; a cancelled request ends the run before this returns."""
    live = agent.start(task)
    steps = 0
    try:
        async for event in live:
            steps = event.step if isinstance(event, ActionFinished) else steps
            if words := progress_of(event):
                doing = f"step {event.step}: acting" if isinstance(event, ActionStarted) else f"step {steps + 1}: thinking"
                await progress.say(words, steps=steps, doing=doing)
        return TaskResult.of(await live.result())
    finally:
        live.stop()
        with anyio.CancelScope(shield=True):
            await live.ended()


def progress_of(event: Event) -> str:
    """An event as a line of progress; empty for those that are not worth one."""
    match event:
        case ActionStarted():
            return f"step {event.step}: {describe_action(event.action)}"
        case ActionFinished():
            return f"step {event.step}: {event.effect.text}"
        case ActionRefused():
            return f"step {event.step}: not performed: {event.reason}"
        case Handoff():
            return f"{event.source} hands over to {event.target}: {describe_message(event.message)}"
        case Judged():
            return f"verifier: {event.reason}"
        case RunStarted():
            return "started"
        case Observed():
            return f"step {event.step}: thinking"
        case RunFinished():
            return f"{event.verdict}{': ' + event.reason if event.reason else ''}"
    return ""


def asker(context: Context[Any, Any]) -> Any:
    """An approver that asks the client's user, where the client can ask; elsewhere the answer is no."""

    async def ask_user(action: BaseAction | ForeignCall, _: Run | None = None) -> bool:
        try:
            answer = await context.elicit(f"May gui-agent perform {in_one_line(str(action))}?", Consent)
        except (MCPError, RuntimeError, NotImplementedError):
            return False
        return answer.action == "accept" and answer.data.approve

    return ask_user
