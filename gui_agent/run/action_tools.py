"""The function tools that the model calls: one per action, derived from the action vocabulary."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from agents import FunctionTool, Tool
from agents.tool_context import ToolContext
from pydantic import ValidationError

from gui_agent.actions.action import ACTIONS, BaseAction, parse_action, tool_schema
from gui_agent.actions.effect import refused
from gui_agent.record.wording import effect_message
from gui_agent.run.run import current_run
from gui_agent.run.turn import perform_in_turn

ENDING = ("done", "fail")
"""The actions that end a run."""


READING = tuple(name for name, kind in ACTIONS.items() if kind.risk == "reading" and name not in ENDING)
"""The actions that only look around: they change nothing."""


def action_tools(names: Iterable[str] = ACTIONS) -> list[Tool]:
    """A tool for each action; calling one performs it as a step of the current run and returns what visibly changed."""
    return [_action_tool(name, ACTIONS[name]) for name in names]


def _action_tool(name: str, kind: type[BaseAction]) -> FunctionTool:
    async def call(context: ToolContext[Any], arguments: str) -> str:
        run = current_run()
        run.advice = ""
        try:
            action = action_of(name, json.loads(arguments or "{}"))
        except (ValidationError, ValueError) as error:
            effect = refused(explain(error))
            run.advice = run.stuck.invalid()
        else:
            effect = await perform_in_turn(run, action)
        run.effects[context.tool_call_id] = effect
        return effect_message(effect, run.advice)

    async def needs_approval(_: object, arguments: dict[str, Any], __: str) -> bool:
        try:
            action = action_of(name, arguments)
        except ValidationError:
            return False  # it will be refused as invalid, not performed
        return await current_run().needs_approval(action)

    return FunctionTool(
        name=name,
        description=(kind.__doc__ or "").strip(),
        params_json_schema=tool_schema(kind),
        on_invoke_tool=call,
        strict_json_schema=False,
        needs_approval=needs_approval,
    )


def action_of(name: str, arguments: dict[str, Any]) -> BaseAction:
    """The action that a tool call means. Raises pydantic.ValidationError."""
    return parse_action({**arguments, "action": name})


def explain(error: ValueError) -> str:
    """What is wrong with a call, in words that help the model to fix it."""
    if isinstance(error, ValidationError):
        return "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'][1:]) or 'arguments'}: {problem['msg']}"
            for problem in error.errors(include_url=False, include_input=False)
        )
    return f"the arguments are not valid JSON: {error}"
