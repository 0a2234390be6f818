"""Answers that must be a JSON object of a given schema: asking for them, finding them in the text, validating them.

Constrained decoding is not relied on: not every server has it, and it keeps a thinking model from thinking.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from gui_agent.model.glm.reply import Understanding

if TYPE_CHECKING:
    from agents import AgentOutputSchemaBase


def schema_instruction(schema: AgentOutputSchemaBase) -> str:
    """The instruction about the form of the answer."""
    text = json.dumps(schema.json_schema(), ensure_ascii=False)
    return f"Answer with one JSON object and nothing else. It follows this JSON schema:\n{text}"


def json_answer(understanding: Understanding, schema: AgentOutputSchemaBase) -> Understanding:
    """The understanding with its text replaced by the JSON object in it, or with the reason why there is none that fits."""
    from agents.exceptions import ModelBehaviorError

    reason = "your reply holds no JSON object"
    for candidate in _objects_in(understanding.text):
        try:
            schema.validate_json(candidate)
        except ModelBehaviorError as error:
            reason = f"the JSON object does not follow the schema: {_short(error)}"
        else:
            return replace(understanding, text=candidate, problem="", attempt=None)
    return replace(understanding, problem=reason)


def _objects_in(text: str) -> list[str]:
    """The JSON objects that are in a text, the last one first: a model that corrects itself does so at the end."""
    found: list[str] = []
    decoder = json.JSONDecoder(strict=False)
    position = 0
    while (start := text.find("{", position)) >= 0:
        try:
            value, end = decoder.raw_decode(text, start)
        except ValueError:
            position = start + 1
            continue
        found.insert(0, json.dumps(value, ensure_ascii=False))
        position = end
    return found


def _short(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error.__cause__ or error))[:300]
