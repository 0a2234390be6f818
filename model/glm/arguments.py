"""Arguments of a tool call: read from whatever form they came in, coerced to the tool's schema, validated, made canonical.

Two kinds of tools: the actions of `gui_agent.actions.action`, whose pydantic models decide, and any other tool or handoff, whose
JSON schema decides. What stays invalid raises ArgumentProblem with a reason that is meant for the model.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from gui_agent.actions.action import ACTIONS, BaseAction, parse_action, tool_schema
from gui_agent.model.glm.boxes import place_numbers
from gui_agent.model.glm.markup import unescape_unless_said

PLACE_ARGUMENTS = ("start_box", "end_box")
_OTHER_NAMES = {
    "start_box": ("box", "bbox", "bbox_2d", "box_2d", "point", "coordinate", "coordinates", "position", "start_point", "start"),
    "end_box": ("end_point", "end", "end_coordinate", "target_box"),
    "content": ("text",),
    "keys": ("key", "hotkey"),
    "step": ("steps", "amount"),
}
"""Names that other action spaces use for the same argument; used only where the right name is absent."""


class ArgumentProblem(ValueError):
    """The arguments cannot be used; the text tells the model why."""


@dataclass(frozen=True)
class OfferedTool:
    """One tool that the model may call in this turn."""

    name: str
    schema: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def action(self) -> type[BaseAction] | None:
        """The action that the tool performs, if it is one of the action space (same name, and no argument beyond it)."""
        kind = ACTIONS.get(self.name)
        if kind is None or not set(self.schema.get("properties", {})) <= set(tool_schema(kind)["properties"]):
            return None
        return kind


def read_arguments(raw: object) -> dict[str, Any]:
    """The argument object from a mapping, a JSON text, a doubly encoded JSON text, or nothing at all.

    A text that breaks off is never completed: what is missing might be half of a word to type. Raises ArgumentProblem.
    """
    if raw is None or raw == "" or raw == "null":
        return {}
    if isinstance(raw, Mapping):
        return {str(key): value for key, value in raw.items()}
    if not isinstance(raw, str):
        raise ArgumentProblem(f"the arguments are {type(raw).__name__}, not a JSON object")
    text = raw.strip()
    if not text:
        return {}
    value = _json_value(text)
    if isinstance(value, str):
        value = _json_value(value.strip()) if value.strip().startswith("{") else value
    if not isinstance(value, dict):
        raise ArgumentProblem(f"the arguments are not a JSON object: {text[:120]!r}")
    return value


def _json_value(text: str) -> Any:
    text = re.sub(r"\A```(?:json)?\s*|\s*```\Z", "", text)
    try:
        return json.loads(text, strict=False)
    except ValueError:
        pass
    try:  # single quotes, Python's True and None
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        pass
    without_commas = re.sub(r",\s*([}\]])", r"\1", text)
    try:
        return json.loads(without_commas, strict=False)
    except ValueError as error:
        raise ArgumentProblem(f"the arguments are not valid JSON ({error}): {text[:120]!r}") from None


def canonical_arguments(raw: object, tool: OfferedTool, said: str = "") -> dict[str, Any]:
    """The validated arguments as JSON types, in their canonical form; `said` is the text of the conversation.

    Raises ArgumentProblem.
    """
    arguments = read_arguments(raw)
    if set(arguments) == {"arguments"} and "arguments" not in tool.schema.get("properties", {}):
        arguments = read_arguments(arguments["arguments"])
    kind = tool.action
    return _action_arguments(arguments, kind, said) if kind else _schema_arguments(arguments, tool, said)


def _action_arguments(arguments: dict[str, Any], kind: type[BaseAction], said: str) -> dict[str, Any]:
    name = kind.model_fields["action"].default
    arguments = {key: value for key, value in arguments.items() if key != "action"}
    properties = tool_schema(kind)["properties"]
    for wanted, others in _OTHER_NAMES.items():
        present = [other for other in others if other in arguments and other not in properties]
        if wanted in properties and wanted not in arguments and len(present) == 1:
            arguments[wanted] = arguments.pop(present[0])
    for key in PLACE_ARGUMENTS:
        if key in arguments and key in properties:
            try:
                arguments[key] = place_numbers(arguments[key])
            except ValueError as error:
                raise ArgumentProblem(f"{key}: {error}") from None
    coerced = {key: _coerced(value, properties.get(key, {}), said) for key, value in arguments.items()}
    if isinstance(coerced.get("direction"), str):
        coerced["direction"] = coerced["direction"].strip().lower()
    if name == "key" and isinstance(arguments.get("keys"), list):
        coerced["keys"] = "+".join(str(key) for key in arguments["keys"])
    required = [key for key, info in kind.model_fields.items() if info.is_required()]
    coerced = {key: value for key, value in coerced.items() if value is not None or key in required}
    try:
        return parse_action({"action": name, **coerced}).arguments()
    except ValidationError as error:
        raise ArgumentProblem(_reasons(error, properties)) from None


def _reasons(error: ValidationError, properties: Mapping[str, Any]) -> str:
    reasons = []
    for problem in error.errors(include_url=False):
        where = ".".join(str(part) for part in problem["loc"][1:])
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = f"no such argument; known are {', '.join(properties) or 'none'}"
        elif problem["type"] == "missing":
            message = "this argument is required"
        reasons.append(f"{where}: {message}" if where else message)
    return "; ".join(reasons)


def _schema_arguments(arguments: dict[str, Any], tool: OfferedTool, said: str) -> dict[str, Any]:
    schema = dict(tool.schema)
    if not schema:
        return arguments
    from jsonschema import Draft202012Validator  # takes 0.1 s, and only the tools of others and handoffs come here

    properties = schema.get("properties", {})
    coerced = {key: _coerced(value, _resolved(properties.get(key, {}), schema), said) for key, value in arguments.items()}
    problems = sorted(Draft202012Validator(schema).iter_errors(coerced), key=str)
    if problems:
        reasons = [
            f"{problem.json_path.removeprefix('$').removeprefix('.')}: {problem.message}".removeprefix(": ")
            for problem in problems
        ]
        raise ArgumentProblem("; ".join(reason[:200] for reason in reasons[:4]))
    return coerced


def _resolved(schema: Any, root: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    if isinstance(reference, str) and reference.startswith("#/$defs/"):
        return dict(root.get("$defs", {}).get(reference.removeprefix("#/$defs/"), {}))
    return schema if isinstance(schema, Mapping) else {}


def _types(schema: Mapping[str, Any]) -> set[str]:
    kinds = schema.get("type")
    found = {kinds} if isinstance(kinds, str) else set(kinds or ())
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        found |= _types(part)
    return found


def _coerced(value: Any, schema: Mapping[str, Any], said: str) -> Any:
    """A value as the schema's type: raw markup carries all values as text, and servers decode text that looks like a number."""
    kinds = _types(schema)
    if isinstance(value, str):
        if "string" in kinds or not kinds:
            return unescape_unless_said(value, said)
        return _decoded(value, kinds)
    if kinds == {"string"}:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, list | dict):
            return json.dumps(value, ensure_ascii=False)
    if "integer" in kinds and "number" not in kinds and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _decoded(text: str, kinds: set[str]) -> Any:
    stripped = text.strip()
    try:
        value = json.loads(stripped)
    except ValueError:
        try:
            value = ast.literal_eval(stripped)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            value = stripped
    if isinstance(value, str) and "boolean" in kinds and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if isinstance(value, str) and kinds == {"array"} and value:
        return [part.strip() for part in re.split(r"[,+]", value)]
    if isinstance(value, float) and "number" not in kinds and value.is_integer():
        return int(value)
    return value
