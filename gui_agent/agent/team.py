"""Who does the work: an operator alone, or a team of a planner, an operator, a reader and a verifier.

The planner splits the task and says how its end can be seen, the operator works, a reader reads what is long, and the verifier,
who knows the plan's criteria but not the operator's thoughts, looks at the screen: its word is the run's verdict. Each starts
with a small context of its own, written from the run's board; the Agents SDK's handoffs carry it over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents import (
    Agent,
    FunctionTool,
    FunctionToolResult,
    Handoff,
    HandoffInputData,
    Model,
    ModelSettings,
    RunContextWrapper,
    Tool,
    ToolsToFinalOutputResult,
    handoff,
)
from agents.tool_context import ToolContext
from pydantic import BaseModel, ValidationError

from gui_agent.actions.action import ACTIONS, Done, Fail
from gui_agent.agent.briefing import MAX_HAND_BACKS, Known, brief_operator, brief_reader, brief_verifier
from gui_agent.errors import UnparseableReply
from gui_agent.model.prompts import load_prompt
from gui_agent.perception.geometry import RelativeBox
from gui_agent.record.events import Collected, Judged, pixel_box
from gui_agent.run.action_tools import READING, action_tools, explain
from gui_agent.run.board import Judgement, Missing, Plan, Reading, ReadRequest, Report, Said
from gui_agent.run.run import Run, current_run
from gui_agent.run.watched_model import WatchedModel

MAX_UNDECIDED = 3
"""How often a verdict that is none is handed back to the verifier."""


@dataclass(frozen=True)
class Crew:
    """The agents that do a task."""

    first: Agent[Any]
    """Who begins; the others are reached by handoffs."""
    operator: Agent[Any]
    everyone: Mapping[str, Agent[Any]]
    """All of them, by name."""


def crew(model: Model, *, team: bool, one_at_a_time: bool = True) -> Crew:
    """An operator that works alone and whose `done` ends the run, or a team.

    With `one_at_a_time` false the operator may give several calls in one reply.
    """
    if team:
        return _team(model, one_at_a_time)
    operator = _operator(model, action_tools(), one_at_a_time)
    return Crew(operator, operator, {operator.name: operator})


def _operator(model: Model, tools: Sequence[Tool], one_at_a_time: bool) -> Agent[Any]:
    turns = "one_call" if one_at_a_time else "several_calls"
    return working_agent("operator", model, tools, one_call=one_at_a_time, calls=load_prompt(turns))


def _team(model: Model, one_at_a_time: bool) -> Crew:
    operator = _operator(model, action_tools(name for name in ACTIONS if name != "done"), one_at_a_time)
    verifier = working_agent("verifier", model, [*action_tools(READING), verdict_tool(), last_hand_back_tool()])
    reader = working_agent("reader", model, [*action_tools(READING), collect_tool(ROWS_OF_TEXT)])
    operator.handoffs = [
        _handoff(verifier, "done", "The task is complete: the verifier looks at the screen and decides.", Report, brief_verifier),
        _handoff(
            reader,
            "ask_reader",
            "Let the reader scroll through a long list or document and collect its entries; you get them back.",
            ReadRequest,
            brief_reader,
        ),
    ]
    verifier.handoffs = [
        _handoff(
            operator,
            "hand_back",
            "Something is missing that the operator can repair: say what.",
            Missing,
            brief_operator,
            is_enabled=lambda _, __: len(current_run().board.missing) < MAX_HAND_BACKS,
        )
    ]
    reader.handoffs = [
        _handoff(operator, "give_to_operator", "Everything is collected: the operator continues.", Reading, brief_operator)
    ]
    planner = working_agent("planner", model, action_tools(["fail"]))
    planner.handoffs = [_handoff(operator, "start_work", "The plan is made: the operator begins.", Plan, brief_operator)]
    return Crew(planner, operator, {agent.name: agent for agent in (planner, operator, reader, verifier)})


def working_agent(name: str, model: Model, tools: Sequence[Tool], *, one_call: bool = True, **values: str) -> Agent[Any]:
    """An agent of ours: its prompt with these values, these tools, and the end when one of them has decided the outcome."""
    return Agent(
        name=name,
        instructions=load_prompt(name, **values),
        model=WatchedModel(model),
        tools=list(tools),
        tool_use_behavior=end_with_outcome,
        model_settings=ModelSettings(tool_choice="required", parallel_tool_calls=not one_call, include_usage=True),
        reset_tool_choice=False,
    )


def end_with_outcome(_: RunContextWrapper[Any], __: list[FunctionToolResult]) -> ToolsToFinalOutputResult:
    """The SDK's `tool_use_behavior`: the run ends when a tool has decided its outcome, and not before."""
    outcome = current_run().outcome
    return ToolsToFinalOutputResult(is_final_output=outcome is not None, final_output=str(outcome))


def _handoff(
    to: Agent[Any],
    name: str,
    description: str,
    said: type[Said],
    brief: Callable[[Known], str],
    *,
    is_enabled: Callable[[RunContextWrapper[Any], Agent[Any]], bool] | bool = True,
) -> Handoff[Any, Agent[Any]]:
    """A handoff with a typed input that goes to the board; the next agent's context is its briefing alone."""

    def note(_: RunContextWrapper[Any], words: Said) -> None:
        current_run().board.write(words)

    def start_anew(data: HandoffInputData) -> HandoffInputData:
        briefing = {"role": "user", "content": brief(current_run())}
        return data.clone(input_history=(briefing,), pre_handoff_items=(), input_items=())

    made = handoff(
        to,
        tool_name_override=name,
        tool_description_override=description,
        on_handoff=note,
        input_type=said,
        input_filter=start_anew,
        is_enabled=is_enabled,
    )
    # The strict schema of the SDK makes every field required; DONE() without arguments is how the model was trained to end.
    made.input_json_schema = plain_schema(said)
    made.strict_json_schema = False
    return made


def plain_schema(said: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a typed input, as the tools of the actions have it: without titles, nothing beyond the fields."""
    schema: dict[str, Any] = _without_titles(said.model_json_schema())
    schema.pop("description", None)
    return {**schema, "additionalProperties": False}


def _without_titles(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_titles(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _without_titles(value) for key, value in schema.items() if key != "title" or not isinstance(value, str)}


def verdict_tool() -> FunctionTool:
    """The tool with which the verifier ends the run."""

    async def decide(_: ToolContext[Any], arguments: str) -> str:
        run = current_run()
        try:
            judgement = Judgement.model_validate_json(arguments or "{}")
        except ValidationError as error:
            return _undecided(run, explain(error))
        if judgement.passed and judgement.unmet:
            if run.board.undecided < MAX_UNDECIDED:
                why = "`passed` is true although `unmet` names criteria. Look again, and decide for one of them."
                return _undecided(run, why)
            judgement = judgement.model_copy(update={"passed": False, "reason": f"not met: {'; '.join(judgement.unmet)}"})
        _judge(run, judgement)
        return "The run ends."

    return FunctionTool(
        name="verdict",
        description="Say whether the task is done; this ends the run.",
        params_json_schema=plain_schema(Judgement),
        on_invoke_tool=decide,
        strict_json_schema=False,
    )


def _judge(run: Run, judgement: Judgement) -> None:
    """Record the verifier's last word, which is how the run ends."""
    report = run.board.report or Report()
    box = judgement.evidence_box
    shown = run.seen.region if run.seen else run.desktop.screen
    run.log.write(
        Judged(
            passed=judgement.passed,
            reason=judgement.reason,
            unmet=tuple(judgement.unmet),
            box=pixel_box(box.to_pixels(shown)) if isinstance(box, RelativeBox) else None,
        )
    )
    run.verified = judgement.passed
    run.outcome = Done(answer=report.answer) if judgement.passed else Fail(reason=judgement.reason)


def _undecided(run: Run, reason: str) -> str:
    """The answer to a verdict that is none. Raises UnparseableReply when that happens again and again."""
    run.board.undecided += 1
    if run.board.undecided > MAX_UNDECIDED:
        raise UnparseableReply(f"the verifier came to no verdict, though asked {MAX_UNDECIDED + 1} times: {reason}")
    return f"Not decided: {reason}"


def last_hand_back_tool() -> FunctionTool:
    """What `hand_back` is once it cannot be handed back any more: the verifier has said what is missing, so the task failed."""

    async def end(_: ToolContext[Any], arguments: str) -> str:
        run = current_run()
        try:
            said = Missing.model_validate_json(arguments or "{}")
        except ValidationError as error:
            return _undecided(run, explain(error))
        _judge(run, Judgement(passed=False, reason=said.missing, evidence_box=said.evidence_box))
        return "The run ends."

    return FunctionTool(
        name="hand_back",
        description="It has been handed back often enough: say what is missing; this ends the run as failed.",
        params_json_schema=plain_schema(Missing),
        on_invoke_tool=end,
        strict_json_schema=False,
        is_enabled=lambda _, __: len(current_run().board.missing) >= MAX_HAND_BACKS,
    )


ROWS_OF_TEXT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "rows": {
            "type": "array",
            "items": {"type": "string"},
            "minItems": 1,
            "description": "The entries on the screen now, from top to bottom, each with the facts that are wanted.",
        }
    },
    "required": ["rows"],
    "additionalProperties": False,
}


def collect_tool(schema: dict[str, Any], check: Callable[[list[Any]], list[Any]] = list) -> FunctionTool:
    """The tool with which a reader notes the rows that it sees; `check` raises ValidationError for rows of the wrong form."""

    async def collect(_: ToolContext[Any], arguments: str) -> str:
        try:
            rows = check(json.loads(arguments or "{}")["rows"])
        except (KeyError, ValueError) as error:
            return f"Not noted: {explain(error) if isinstance(error, ValueError) else 'rows are missing'}"
        run = current_run()
        new = run.board.collect(rows)
        run.log.write(Collected(rows=tuple(rows), new=new))
        return f"{new} new rows, {len(run.board.rows)} in all. {len(rows) - new} of these were at the end of the list already."

    return FunctionTool(
        name="collect",
        description="Note the rows that can be seen now and were not noted before.",
        params_json_schema=schema,
        on_invoke_tool=collect,
        strict_json_schema=False,
    )
