"""From pydantic's findings to one clear error with file and line."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from gui_agent.errors import excerpt
from gui_agent.scenarios.format.yaml_lines import Document, Route, ScenarioError, nearest

_PLAIN = {
    "string_type": "text is expected",
    "int_type": "a whole number is expected",
    "int_parsing": "a whole number is expected",
    "float_type": "a number is expected",
    "bool_type": "true or false is expected",
    "bool_parsing": "true or false is expected",
    "list_type": "a list is expected",
    "dict_type": "a mapping (key: value) is expected",
    "model_type": "a mapping (key: value) is expected",
    "string_too_short": "it is empty",
    "too_short": "it is empty",
}


def complain(
    error: ValidationError, model: type[BaseModel], document: Document, base: Route = (), what: str = ""
) -> ScenarioError:
    """The error for the first finding; `base` is where in the document the checked value is."""
    problem = error.errors(include_url=False)[0]
    found = tuple(part for part in problem["loc"] if not _is_type_name(part))
    route = (*base, *found)
    name = ".".join(str(part) for part in found)
    kind = problem["type"]
    if kind == "extra_forbidden":
        key, parent = str(found[-1]), found[:-1]
        remedy = _other_level(key, model, parent) or nearest(key, known_keys(model, parent))
        return document.error(route, f"unknown key {key!r}{what}", remedy)
    if kind == "missing":
        known = ", ".join(known_keys(model, found[:-1]))
        return document.error(route[:-1], f"the key {str(found[-1])!r} is missing{what}", f"Known here: {known}")
    text = _PLAIN.get(kind) or problem["msg"].removeprefix("Value error, ")
    if kind == "literal_error":
        text = f"{problem['ctx']['expected']} is expected"
    given = problem["input"]
    shown = f", not {_short(given)}" if isinstance(given, str | int | float) and not kind.endswith("too_short") else ""
    place = f"{name}{what}" if name else what.removeprefix(" in ") or "this value"
    return document.error(route, f"{place}: {text}{shown}")


def _other_level(key: str, model: type[BaseModel], found: Route) -> str:
    """Where a key belongs that is in another part of a file than its own; empty where it has none that could be named."""
    within = [part for part in found if isinstance(part, str)]
    if within and key in known_keys(model, ()):
        return f"It belongs to the whole file: write it beside {within[0]!r}"
    if not within and key in known_keys(model, ("scenarios",)):
        return "It belongs to a scenario: write it in one of `scenarios`"
    return ""


def known_keys(model: type[BaseModel], route: Route) -> list[str]:
    """The keys that a file may have at `route` within a value of this model."""
    for part in route:
        if not isinstance(part, str):
            continue
        field = next((one for name, one in model.model_fields.items() if part in (name, one.alias)), None)
        inner = next(_models_in(field.annotation), None) if field is not None else None
        if inner is None:
            break
        model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, types.UnionType, list, tuple, dict, Annotated):
        for argument in get_args(annotation):
            yield from _models_in(argument)


def _is_type_name(part: str | int) -> bool:
    """Unions add the tried type to the place of a finding: `str`, `Shell`, `function-before[...]`."""
    return isinstance(part, str) and (part in {"str", "int", "float", "bool", "Shell"} or "[" in part or "-" in part)


def _short(value: object) -> str:
    text = "nothing" if value is None else str(value) if isinstance(value, int | float) else repr(value)
    return excerpt(text, 60)
