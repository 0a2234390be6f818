"""Reading typed data from the screen: a reader that scrolls and collects, and changes nothing."""

from __future__ import annotations

import json
from typing import Any, TypeVar, get_origin

from agents import Agent, FunctionTool, Model
from agents.tool_context import ToolContext
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model

from gui_agent.actions.action import Done
from gui_agent.agent.run_in_progress import RunInProgress
from gui_agent.agent.team import collect_tool, plain_schema, working_agent
from gui_agent.errors import GuiAgentError, UsageError
from gui_agent.record.events import Collected
from gui_agent.run.action_tools import READING, action_tools, explain
from gui_agent.run.board import Reading
from gui_agent.run.loop import operate
from gui_agent.run.result import RunResult
from gui_agent.run.run import Run, current_run

T = TypeVar("T")


class ReadingFailed(GuiAgentError):
    """What was asked for could not be read, or not completely; `collected` holds what was read, as JSON values."""

    def __init__(self, message: str, result: RunResult, collected: Any) -> None:
        super().__init__(message, f"The run is in {result.run}" if result.run else "")
        self.result = result
        self.collected = collected


async def read(progress: RunInProgress, what: str, kind: type[T]) -> T:
    """Read `what` from the screen as a `kind`; a list is collected row by row, scrolling on. Raises UsageError, ReadingFailed."""
    if not what.strip():
        raise UsageError("nothing to read is named", "Say what should be read from the screen")
    setup = progress.setup
    if setup.is_literal:
        raise UsageError("the literal model cannot read typed data", "Name a model with a base URL")
    notes: list[Any] = []
    complete: list[Reading] = []

    async def work(run: Run, model: Model) -> None:
        reader = _reader(model, kind)
        try:
            await operate(run, reader, f"Read this from the screen: {what}", setup.approver)
        finally:  # what was read before a limit or a dead server ended it is kept
            notes.extend(run.board.rows)
            complete.extend([run.board.reading] if run.board.reading else [])

    result = await progress.perform_work(f"Read: {what}", work)
    if not result.ok:
        raise ReadingFailed(f"{what!r} could not be read: {result.verdict}: {result.reason}", result, notes)
    if complete and not complete[0].complete:
        raise ReadingFailed(f"{what!r} could not be read to its end: {complete[0].note or 'no reason given'}", result, notes)
    return TypeAdapter(kind).validate_python(notes if _is_list(kind) else notes[0])


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is list


def _reader(model: Model, kind: Any) -> Agent[Any]:
    finish = _finish_tool() if _is_list(kind) else _answer_tool(kind)
    tools = [*action_tools([*READING, "fail"]), finish]
    if _is_list(kind):
        form = _form("rows", kind, "The entries on the screen now, from top to bottom.")
        adapter = TypeAdapter[Any](kind)
        tools.append(collect_tool(plain_schema(form), lambda rows: list(_json_value(adapter, rows))))
    return working_agent("reader", model, tools)


def _form(name: str, kind: Any, description: str) -> type[BaseModel]:
    """A model with one field of this type: what the tool's arguments must look like."""
    settings = ConfigDict(title="Form")
    fields: Any = {name: (kind, Field(description=description))}
    form: type[BaseModel] = create_model("Form", __config__=settings, **fields)
    return form


def _json_value(adapter: TypeAdapter[Any], value: Any) -> Any:
    return adapter.dump_python(adapter.validate_python(value), mode="json")


def _finish_tool() -> FunctionTool:
    async def finish(_: ToolContext[Any], arguments: str) -> str:
        run = current_run()
        try:
            run.board.reading = Reading.model_validate_json(arguments or "{}")
        except ValidationError as error:
            return f"Not finished: {explain(error)}"
        run.outcome = Done(answer=f"{len(run.board.rows)} rows")
        return "The reading ends."

    return FunctionTool(
        name="finish",
        description="Everything that was asked for is collected.",
        params_json_schema=plain_schema(Reading),
        on_invoke_tool=finish,
        strict_json_schema=False,
    )


def _answer_tool(kind: Any) -> FunctionTool:
    adapter = TypeAdapter[Any](kind)

    async def answer(_: ToolContext[Any], arguments: str) -> str:
        run = current_run()
        try:
            run.board.rows = [_json_value(adapter, json.loads(arguments)["value"])]
        except KeyError:
            return "Not taken: value is missing"
        except ValueError as error:
            return f"Not taken: {explain(error)}"
        run.log.write(Collected(rows=tuple(run.board.rows), new=1))
        run.outcome = Done(answer=json.dumps(run.board.rows[0], ensure_ascii=False))
        return "The reading ends."

    return FunctionTool(
        name="answer",
        description="Give what was asked for; this ends the reading.",
        params_json_schema=plain_schema(_form("value", kind, "What was asked for, exactly as it is on the screen.")),
        on_invoke_tool=answer,
        strict_json_schema=False,
    )
