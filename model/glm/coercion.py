"""Values in the types that a tool's JSON schema asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from gui_agent.model.glm.argument_problems import GivenTwice
from gui_agent.model.glm.argument_text import literal_value
from gui_agent.model.glm.boxes import BOX_BEGIN, BOX_END, box_values
from gui_agent.model.glm.literal_json import Literal, literal_text
from gui_agent.model.glm.unicode_text import whole


def is_text(schema: object) -> bool:
    """Whether the schema wants a text and nothing else."""
    return isinstance(schema, Mapping) and _types(schema) == {"string"}


def _types(schema: Mapping[str, Any]) -> set[str]:
    kinds = schema.get("type")
    found = {kinds} if isinstance(kinds, str) else set(kinds or ())
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        found |= _types(part)
    return found


def _is_box(schema: Mapping[str, Any]) -> bool:
    """Whether the schema wants a list of numbers and nothing else, as boxes and points are."""
    variants = [_flat(part) for part in schema.get("anyOf", ()) or schema.get("oneOf", ())] or [schema]
    lists = [part for part in variants if part.get("type") == "array"]
    if len(lists) != 1 or any(part.get("type") not in ("array", "null") for part in variants):
        return False
    items = lists[0].get("items")
    return isinstance(items, Mapping) and items.get("type") in ("number", "integer")


def _flat(schema: object) -> Mapping[str, Any]:
    return schema if isinstance(schema, Mapping) else {}


def coerce(value: Any, schema: Mapping[str, Any]) -> Any:
    """A value in the schema's type: raw markup carries all values as text, and servers decode text that looks like a number."""
    kinds = _types(schema)
    if _is_box(schema) and (numbers := box_values(value)) is not None:
        return [int(number) if number.is_integer() else number for number in numbers]
    if isinstance(value, str):
        if "null" in kinds and value.strip() == "null":
            return None
        if "string" in kinds or not kinds:
            return _without_box_tokens(whole(value))
        return _decoded(value, kinds)
    if kinds == {"string"}:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Literal):
            return value.written
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, list | dict):
            return json.dumps(literal_text(value), ensure_ascii=False)
    value = literal_text(value)
    if "integer" in kinds and "number" not in kinds and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _without_box_tokens(text: str) -> str:
    """A text that the model has put between box tokens as a whole, which is how it marks an answer, without them."""
    inner = text.strip()
    if inner.startswith(BOX_BEGIN) and inner.endswith(BOX_END) and inner.count(BOX_BEGIN) == 1:
        return inner[len(BOX_BEGIN) : -len(BOX_END)]
    return text


def _decoded(text: str, kinds: set[str]) -> Any:
    stripped = text.strip()
    try:
        value = literal_value(stripped)
    except GivenTwice:
        raise
    except ValueError:
        value = stripped
    if isinstance(value, str) and "boolean" in kinds and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if isinstance(value, str) and kinds == {"array"} and value:
        return [part.strip() for part in re.split(r"[,+]", value)]
    if isinstance(value, float) and "number" not in kinds and value.is_integer():
        return int(value)
    return literal_text(value)
