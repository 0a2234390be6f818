"""Writes what the model replied, and every handoff, to the event log."""

from __future__ import annotations

import time
from typing import Any

from agents import Agent, ModelResponse, RunContextWrapper, RunHooks, Tool
from agents.items import TResponseInputItem
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseReasoningItem

from gui_agent.record.events import ForeignCalled, Handoff, LoggedCall, ModelReplied, Usage
from gui_agent.run.run import current_run

FOREIGN_PREFIX = "mcp_"
"""How the SDK's names of MCP tools begin, when they carry the server's name."""
LONGEST_RESULT = 2000
"""Characters of a foreign tool's answer that the event log keeps."""


class Recorder(RunHooks[Any]):
    """The SDK's hooks for one run: times each model call, counts its tokens, and records its reply."""

    async def on_llm_start(
        self,
        context: RunContextWrapper[Any],
        agent: Agent[Any],
        system_prompt: str | None,
        input_items: list[TResponseInputItem],
    ) -> None:
        """The model is about to be asked."""
        current_run().asked_at = time.perf_counter()

    async def on_llm_end(self, context: RunContextWrapper[Any], agent: Agent[Any], response: ModelResponse) -> None:
        """The model has replied."""
        run = current_run()
        run.batch = run.batch.following(len(calls_of(response)))
        seconds = time.perf_counter() - run.asked_at
        run.timings.add("model", seconds)
        usage = usage_of(response)
        run.budget.usage += usage
        run.log.write_soon(  # its action waits for the disk, and this is before it
            ModelReplied(
                step=run.next_step,
                agent=agent.name,
                thinking=thinking_of(response),
                text=text_of(response),
                calls=tuple(LoggedCall(name=call.name, arguments=call.arguments) for call in calls_of(response)),
                items=tuple(dict(item) for item in response.to_input_items() if item.get("type") != "reasoning"),
                usage=usage,
                seconds=round(seconds, 4),
            )
        )

    async def on_handoff(self, context: RunContextWrapper[Any], from_agent: Agent[Any], to_agent: Agent[Any]) -> None:
        """One agent handed over to another, with what it said."""
        run = current_run()
        run.log.write(Handoff(source=from_agent.name, target=to_agent.name, message=run.board.take_message()))

    async def on_tool_end(self, context: RunContextWrapper[Any], agent: Agent[Any], tool: Tool, result: object) -> None:
        """A tool has answered; those of foreign servers are recorded here, ours record themselves."""
        if tool.name.startswith(FOREIGN_PREFIX):
            current_run().log.write(ForeignCalled(name=tool.name, result=str(result)[:LONGEST_RESULT]))


def usage_of(response: ModelResponse) -> Usage:
    """The tokens of one reply, all its requests together."""
    usage = response.usage
    cached = usage.input_tokens_details.cached_tokens
    return Usage(usage.requests, usage.input_tokens, cached or 0, usage.output_tokens)


def thinking_of(response: ModelResponse) -> str:
    """The model's thinking; empty if it gave none."""
    parts: list[Any] = []
    for item in response.output:
        if isinstance(item, ResponseReasoningItem):
            parts += item.summary or item.content or []
    return "\n".join(part.text for part in parts)


def text_of(response: ModelResponse) -> str:
    """What the model said beside its call; empty if nothing."""
    messages = [item for item in response.output if isinstance(item, ResponseOutputMessage)]
    return "\n".join(part.text for message in messages for part in message.content if part.type == "output_text")


def calls_of(response: ModelResponse) -> list[ResponseFunctionToolCall]:
    """The model's function calls."""
    return [item for item in response.output if isinstance(item, ResponseFunctionToolCall)]
