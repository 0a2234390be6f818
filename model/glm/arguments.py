"""Arguments of a tool call: read from whatever form they came in, coerced to the tool's schema, validated, made canonical.

Two kinds of tools: the actions of `gui_agent.actions.action`, whose pydantic models decide, and any other tool or handoff, whose
JSON schema decides. What stays invalid raises ArgumentProblem with a reason that is meant for the model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from gui_agent.actions.action import ACTIONS, BaseAction, parse_action, tool_schema
from gui_agent.actions.key_notation import keys_of_list
from gui_agent.model.glm.argument_problems import ArgumentProblem, RetypedText
from gui_agent.model.glm.argument_text import argument_object
from gui_agent.model.glm.boxes import place_numbers
from gui_agent.model.glm.coercion import coerce, is_text
from gui_agent.model.glm.literal_json import literal_text

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


def canonical_arguments(raw: object, tool: OfferedTool) -> dict[str, Any]:
    """The validated arguments as JSON types, in their canonical form. Raises ArgumentProblem."""
    arguments = argument_object(raw)
    if set(arguments) == {"arguments"} and "arguments" not in tool.schema.get("properties", {}):
        arguments = argument_object(arguments["arguments"])
    kind = tool.action
    return _action_arguments(arguments, kind) if kind else _schema_arguments(arguments, tool)


def is_retyped(raw: object, tool: OfferedTool) -> bool:
    """Whether a text is something else by now, such as a number: servers that do not stream decode what looks like JSON."""
    properties = tool.schema.get("properties", {})
    try:
        given = argument_object(raw)
    except ArgumentProblem:
        return False
    return any(value is not None and not isinstance(value, str) and is_text(properties.get(key)) for key, value in given.items())


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
    if name == "type" and isinstance(arguments.get("content", ""), list | dict | None):
        raise RetypedText("content: the text to type is expected as one string, exactly as it is to be typed")
    coerced = {key: coerce(value, properties.get(key, {})) for key, value in arguments.items()}
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
    coerced = {key: coerce(value, _resolved(properties.get(key, {}), schema)) for key, value in arguments.items()}
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
