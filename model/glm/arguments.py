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
from gui_agent.actions.key_notation import keys_of_list
from gui_agent.model.glm.boxes import BOX_BEGIN, BOX_END, box_values, place_numbers
from gui_agent.model.glm.literal_json import Literal, literal_text, load_literally
from gui_agent.model.glm.unicode_text import whole

PLACE_ARGUMENTS = ("start_box", "end_box")
PROOF_ARGUMENTS = ("evidence_box",)
"""Places that only support what is said: one that cannot be used is left out, and what was said counts all the same."""
_OTHER_NAMES = {
    "start_box": ("box", "bbox", "bbox_2d", "box_2d", "point", "coordinate", "coordinates", "position", "start_point", "start"),
    "end_box": ("end_point", "end", "end_coordinate", "target_box"),
    "content": ("text",),
    "keys": ("key", "hotkey"),
    "step": ("steps", "amount"),
    "modifiers": ("hold_keys",),
    "element_info": ("start_element_info",),
}
"""Names that other action spaces use for the same argument; used only where the right name is absent."""


_BARE_PLACE = re.compile(
    r"(\"\w*(?:box|point|coordinate|box_2d)\"\s*:\s*)<?\s*(\d+(?:\.\d+)?(?:\s*,\s*\d+(?:\.\d+)?){1,3})\s*>?(\s*(?:,\s*\"|\}))"
)


class ArgumentProblem(ValueError):
    """The arguments cannot be used; the text says why, to the model."""


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
    return {key: literal_text(value) for key, value in _argument_object(raw).items()}


def _argument_object(raw: object) -> dict[str, Any]:
    """The same, where numbers still know how they were written."""
    if raw is None or raw == "" or raw == "null":
        return {}
    if isinstance(raw, Mapping):
        return {whole(str(key)): value for key, value in raw.items()}
    if not isinstance(raw, str):
        raise ArgumentProblem(f"the arguments are {type(raw).__name__}, not a JSON object")
    text = raw.strip()
    if not text:
        return {}
    if text.startswith("<arg_key>"):
        raise ArgumentProblem("an <arg_value> is not closed, or not opened, before the next one")
    value = _json_value(text)
    if isinstance(value, str):
        value = _json_value(value.strip()) if value.strip().startswith("{") else value
    if not isinstance(value, dict):
        raise ArgumentProblem(f"the arguments are not a JSON object: {text[:120]!r}")
    return value


def _json_value(text: str) -> Any:
    text = re.sub(r"\A```(?:json)?\s*|\s*```\Z", "", text)
    try:
        return load_literally(text)
    except ValueError:
        pass
    try:  # single quotes, Python's True and None
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        pass
    without_commas = re.sub(r",\s*([}\]])", r"\1", text)
    try:  # servers put a place that is no JSON array into the object as it was written
        return load_literally(_BARE_PLACE.sub(r"\1[\2]\3", without_commas))
    except ValueError as error:
        raise ArgumentProblem(f"the arguments are not valid JSON ({error}): {text[:120]!r}") from None


def canonical_arguments(raw: object, tool: OfferedTool) -> dict[str, Any]:
    """The validated arguments as JSON types, in their canonical form. Raises ArgumentProblem."""
    arguments = _argument_object(raw)
    if set(arguments) == {"arguments"} and "arguments" not in tool.schema.get("properties", {}):
        arguments = _argument_object(arguments["arguments"])
    kind = tool.action
    return _action_arguments(arguments, kind) if kind else _schema_arguments(arguments, tool)


def _action_arguments(arguments: dict[str, Any], kind: type[BaseAction]) -> dict[str, Any]:
    name = kind.model_fields["action"].default
    arguments = {key: value for key, value in arguments.items() if key != "action"}
    properties = tool_schema(kind)["properties"]
    _merge_element_infos(arguments)
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
    coerced = {key: _coerced(value, properties.get(key, {})) for key, value in arguments.items()}
    if isinstance(coerced.get("modifiers"), list):
        coerced["modifiers"] = [_modifier(key) for key in coerced["modifiers"]]
    if isinstance(coerced.get("direction"), str):
        coerced["direction"] = coerced["direction"].strip().lower()
    if name == "key" and (chord := _key_list(arguments.get("keys"))):
        coerced["keys"] = chord
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


def _modifier(key: object) -> str:
    name = str(key).strip().lower()
    return {"control": "ctrl", "option": "alt", "cmd": "super", "command": "super", "win": "super", "meta": "super"}.get(
        name, name
    )


def _merge_element_infos(arguments: dict[str, Any]) -> None:
    """The makers' newer form of a drag describes both ends."""
    end = arguments.pop("end_element_info", None)
    if not end:
        return
    start = arguments.pop("start_element_info", None) or arguments.get("element_info")
    arguments["element_info"] = f"{start} to {end}" if start else str(end)


def _key_list(keys: object) -> str | None:
    """A chord that was given as a list of keys, or as the JSON text of one; None for anything else."""
    if isinstance(keys, str) and keys.strip().startswith("["):
        try:
            keys = json.loads(keys)
        except ValueError:
            return None
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str | int) for key in keys):
        return None
    return keys_of_list([str(key) for key in keys])


def _schema_arguments(arguments: dict[str, Any], tool: OfferedTool) -> dict[str, Any]:
    schema = dict(tool.schema)
    if not schema:
        return {key: literal_text(value) for key, value in arguments.items()}
    from jsonschema import Draft202012Validator  # takes 0.1 s, and only the tools of others and handoffs come here

    properties = schema.get("properties", {})
    coerced = {key: _coerced(value, _resolved(properties.get(key, {}), schema)) for key, value in arguments.items()}
    for key in PROOF_ARGUMENTS:
        if key in coerced and (proof := _proof(coerced.pop(key))) is not None:
            coerced[key] = proof
    problems = sorted(Draft202012Validator(schema).iter_errors(coerced), key=str)
    if problems:
        reasons = [
            f"{problem.json_path.removeprefix('$').removeprefix('.')}: {problem.message}".removeprefix(": ")
            for problem in problems
        ]
        raise ArgumentProblem("; ".join(reason[:200] for reason in reasons[:4]))
    return coerced


def _proof(value: object) -> list[int] | None:
    try:
        return [round(number) for number in place_numbers(value)]
    except ValueError:
        return None


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


def _coerced(value: Any, schema: Mapping[str, Any]) -> Any:
    """A value as the schema's type: raw markup carries all values as text, and servers decode text that looks like a number."""
    kinds = _types(schema)
    if _is_box(schema) and (numbers := box_values(value)) is not None:
        return [int(number) if number.is_integer() else number for number in numbers]
    if isinstance(value, str):
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
    return literal_text(value)
