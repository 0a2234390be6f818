"""The object of arguments in whatever text a call carries."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from gui_agent.model.glm.argument_problems import ArgumentProblem, GivenTwice
from gui_agent.model.glm.literal_json import literal_text, load_literally, unambiguous
from gui_agent.model.glm.unicode_text import whole

_BARE_PLACE = re.compile(
    r"(\"\w*(?:box|point|coordinate|box_2d)\"\s*:\s*)<?\s*(\d+(?:\.\d+)?(?:\s*,\s*\d+(?:\.\d+)?){1,3})\s*>?(\s*(?:,\s*\"|\}))"
)


def read_arguments(raw: object) -> dict[str, Any]:
    """The argument object from a mapping, a JSON text, a doubly encoded JSON text, or nothing at all.

    A text that breaks off is never completed: what is missing might be half of a word to type. Raises ArgumentProblem.
    """
    return {key: literal_text(value) for key, value in argument_object(raw).items()}


def argument_object(raw: object) -> dict[str, Any]:
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
        return literal_value(text)
    except GivenTwice:
        raise
    except ValueError:
        pass
    without_commas = re.sub(r",\s*([}\]])", r"\1", text)
    try:  # servers put a place that is no JSON array into the object as it was written
        return load_literally(_BARE_PLACE.sub(r"\1[\2]\3", without_commas))
    except GivenTwice:
        raise
    except ValueError as error:
        raise ArgumentProblem(f"the arguments are not valid JSON ({error}): {text[:120]!r}") from None


def literal_value(text: str) -> Any:
    """The value of a JSON text or of a Python literal (single quotes, True and None). Raises ValueError, GivenTwice."""
    try:
        return load_literally(text)
    except GivenTwice:
        raise
    except ValueError:
        pass
    try:
        return _python_value(text)
    except (SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError(f"neither JSON nor a literal: {error}") from None


def _python_value(text: str) -> Any:
    """The value of a Python literal. Raises ValueError, GivenTwice, SyntaxError, MemoryError, RecursionError."""
    tree = ast.parse(text, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            named = zip(node.keys, node.values, strict=True)
            unambiguous((str(ast.literal_eval(key)), ast.dump(value)) for key, value in named if key is not None)
    return ast.literal_eval(tree)
