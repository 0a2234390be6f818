"""A decision as the reply of a model, and the decision in a reply."""

from __future__ import annotations

import json
from typing import Any

from agents import ModelResponse, Usage
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText, ResponseReasoningItem
from openai.types.responses.response_reasoning_item import Summary

from gui_agent.actions.action import BaseAction, parse_action


def decision_in(response: ModelResponse) -> tuple[BaseAction | None, str, str]:
    """The action of a reply (None where it has none that is valid), what the model said and what it thought."""
    action: BaseAction | None = None
    said, thinking = "", ""
    for item in response.output:
        if isinstance(item, ResponseFunctionToolCall):
            try:
                action = parse_action({**json.loads(item.arguments or "{}"), "action": item.name})
            except ValueError:
                action = None  # the loop reports what is wrong with it
        elif isinstance(item, ResponseOutputMessage):
            said = "\n".join(part.text for part in item.content if isinstance(part, ResponseOutputText))
        elif isinstance(item, ResponseReasoningItem):
            thinking = "\n".join(part.text for part in item.summary)
    return action, said, thinking


def as_reply(action: BaseAction, said: str, thinking: str, number: int) -> ModelResponse:
    """The reply that a model would have given for an action; `number` distinguishes it from the other ones."""
    output: list[Any] = []
    if thinking:
        summary = [Summary(text=thinking, type="summary_text")]
        output.append(ResponseReasoningItem(id=f"rs_replay_{number}", summary=summary, type="reasoning"))
    if said:
        text = ResponseOutputText(annotations=[], text=said, type="output_text", logprobs=[])
        output.append(
            ResponseOutputMessage(id=f"msg_replay_{number}", content=[text], role="assistant", status="completed", type="message")
        )
    output.append(
        ResponseFunctionToolCall(
            id=f"fc_replay_{number}",
            call_id=f"call_replay_{number}",
            name=action.name,
            arguments=json.dumps(action.arguments(), ensure_ascii=False),
            type="function_call",
        )
    )
    return ModelResponse(output=output, usage=Usage(), response_id=None)
