"""The JSON Schema of the event log, with the descriptions that the models' docstrings give."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter

from gui_agent.record import action_events, event_base, run_events, scenario_events, usage
from gui_agent.record.events import FORMAT, KnownEvent


def schema() -> dict[str, Any]:
    """The schema of one line of `events.jsonl` as this version writes it: JSON types, each kind under `$defs`."""
    found: dict[str, Any] = TypeAdapter(KnownEvent).json_schema(mode="serialization")
    for name, model in found["$defs"].items():
        described = _descriptions().get(name, {})
        model["description"] = described.get("", model.get("description", ""))
        for field, data in model.get("properties", {}).items():
            data.pop("title", None)
            data.pop("default", None)  # every field is written
            if field in described:
                data["description"] = described[field]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An event of a run of gui-agent",
        "description": f"One line of events.jsonl, format {FORMAT}.",
        **found,
    }


@cache
def _descriptions() -> dict[str, dict[str, str]]:
    """What the docstrings say: by class, then by field, the class itself under an empty name; inherited fields included."""
    modules = (event_base, usage, run_events, action_events, scenario_events)
    classes = {node.name: node for module in modules for node in _classes(module)}
    found: dict[str, dict[str, str]] = {}
    for name, node in classes.items():
        inherited: dict[str, str] = {}
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in classes:
                inherited |= _fields(classes[base.id])
        found[name] = {**inherited, **_fields(node), "": (ast.get_docstring(node) or "").partition("\n\n")[0]}
    return found


def _classes(module: ModuleType) -> list[ast.ClassDef]:
    return [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.ClassDef)]


def _fields(node: ast.ClassDef) -> dict[str, str]:
    """The docstring below each field, and that of each property."""
    found = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
            found[field.target.id] = str(ast.literal_eval(below.value))
    for method in node.body:
        if isinstance(method, ast.FunctionDef):
            found[method.name] = ast.get_docstring(method) or ""
    return found
