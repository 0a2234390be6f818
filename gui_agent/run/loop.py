"""The loop itself, which is the Agents SDK's: it looks, thinks and acts until the model says how the task ended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import openai
from agents import (
    Agent,
    MaxTurnsExceeded,
    ModelBehaviorError,
    RunConfig,
    Runner,
    ToolExecutionConfig,
)
from agents.exceptions import AgentsException
from agents.items import ToolApprovalItem

from gui_agent.actions.action import ACTIONS, BaseAction
from gui_agent.actions.effect import refused
from gui_agent.errors import EndpointError, GuiAgentError, LimitReached, UnparseableReply
from gui_agent.record.events import ApprovalAnswered
from gui_agent.record.wording import effect_message
from gui_agent.run.action_tools import action_of
from gui_agent.run.approver import NOT_APPROVED, Approver
from gui_agent.run.foreign_tools import ForeignCall, foreign_call
from gui_agent.run.limits import Limits
from gui_agent.run.observation import show_newest_screenshot
from gui_agent.run.recorder import Recorder
from gui_agent.run.run import Run

TURNS_PER_STEP = 3
"""The SDK's own bound on model calls, far above what the step limit allows: it only ends a loop that never acts."""
RUN_CONFIG: RunConfig = RunConfig(
    call_model_input_filter=show_newest_screenshot,
    tracing_disabled=True,
    trace_include_sensitive_data=False,
    tool_execution=ToolExecutionConfig(max_function_tool_concurrency=1),
    tool_not_found_behavior="return_error_to_model",
)


async def operate(run: Run, agent: Agent[Any], opening: str | Sequence[Mapping[str, Any]], approver: Approver) -> None:
    """Let `agent`, and those that it hands over to, look, think and act until `run.outcome` says how the task ended.

    `opening` is the first message, or the conversation so far of a run that is resumed.

    Raises a GuiAgentError of the kind that the failure means; errors of the SDK and of the client are translated.
    """
    try:
        await _operate(run, agent, opening, approver)
    except (AgentsException, openai.OpenAIError) as error:
        raise translated(error) from error


async def _operate(run: Run, agent: Agent[Any], opening: str | Sequence[Mapping[str, Any]], approver: Approver) -> None:
    state: Any = [{"role": "user", "content": opening}] if isinstance(opening, str) else list(opening)
    while run.outcome is None:
        result = await Runner.run(
            agent,
            state,
            max_turns=max_turns(run.budget.limits),
            hooks=Recorder(),
            run_config=RUN_CONFIG,
        )
        if not result.interruptions:
            break
        state = await _ask_person(result, run, approver)
    if run.outcome is None:
        raise UnparseableReply("the model ended without saying whether the task is done")


def max_turns(limits: Limits) -> int:
    """The SDK's own bound for these limits."""
    return limits.steps * TURNS_PER_STEP + 10


async def _ask_person(result: Any, run: Run, approver: Approver) -> Any:
    state = result.to_state()
    for item in result.interruptions:
        action = requested(item)
        granted = await approver(action, run)
        run.log.write(ApprovalAnswered(step=run.next_step, action=str(action), granted=granted))
        if granted:
            state.approve(item)
        else:
            effect = run.effects[str(item.call_id)] = refused(NOT_APPROVED)
            state.reject(item, rejection_message=effect_message(effect))
    return state


def translated(error: BaseException) -> GuiAgentError:
    """The error of ours that caused an error of the SDK, or the one that it means."""
    cause: BaseException | None = error
    while cause is not None:
        match cause:
            case GuiAgentError():
                return cause
            case MaxTurnsExceeded():
                return LimitReached(str(cause))
            case openai.OpenAIError():
                return EndpointError(str(cause))
            case ModelBehaviorError():
                return UnparseableReply(str(cause))
        cause = cause.__cause__ or cause.__context__
    return GuiAgentError(str(error))


def requested(item: ToolApprovalItem) -> BaseAction | ForeignCall:
    """What an interruption of the SDK asks leave for."""
    raw: Any = item.raw_item
    if raw.name in ACTIONS:
        return action_of(raw.name, json.loads(raw.arguments or "{}"))
    return foreign_call(raw.name, raw.arguments)
