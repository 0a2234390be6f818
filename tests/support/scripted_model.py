"""A model that follows a script: the next action is what the script says. For tests whose subject is not the model."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

from agents import Model, ModelResponse, Usage
from agents.items import TResponseStreamEvent
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText, ResponseReasoningItem
from openai.types.responses.response_reasoning_item import Summary


class ScriptedModel(Model):
    """Replies with the scripted actions one after another, each with some thinking; `asked` counts the calls."""

    def __init__(self, actions: Iterable[dict[str, Any]]) -> None:
        self._actions = iter(actions)
        self.asked = 0

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """The next action of the script; `fail` when it is over."""
        self.asked += 1
        action = next(self._actions, {"action": "fail", "reason": "the script is over"})
        name = action["action"]
        arguments = json.dumps({key: value for key, value in action.items() if key != "action"})
        thought = f"Thinking about number {self.asked}: the next thing to do is {name}, because the script says so."
        return ModelResponse(
            output=[
                ResponseReasoningItem(
                    id=f"r{self.asked}", type="reasoning", summary=[Summary(text=thought, type="summary_text")]
                ),
                ResponseOutputMessage(
                    id=f"m{self.asked}",
                    type="message",
                    role="assistant",
                    status="completed",
                    content=[ResponseOutputText(type="output_text", text=f"I will {name}.", annotations=[], logprobs=[])],
                ),
                ResponseFunctionToolCall(
                    id=f"f{self.asked}", call_id=f"c{self.asked}", type="function_call", name=name, arguments=arguments
                ),
            ],
            usage=Usage(requests=1, input_tokens=1500, output_tokens=60, total_tokens=1560),
            response_id=None,
        )

    def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[TResponseStreamEvent]:
        """Not needed: the loop does not stream."""
        raise NotImplementedError
