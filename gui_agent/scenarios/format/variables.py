"""`${...}` in scenario files: variables, cases, the environment, secrets, values that were read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from gui_agent.actions.secrets import placeholder
from gui_agent.errors import excerpt
from gui_agent.scenarios.format.written import text_of

REFERENCE = re.compile(r"(?P<dollars>\$*)\$\{(?:(?P<name>[^{}]*)\})?")
"""`${name}`; with dollar signs before it: each pair of them is one dollar sign, so `$${name}` is the text `${name}`.

A `${` that is not closed, or holds another brace, is text."""
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[\w-]+)*")
_ENVIRONMENT = re.compile(r"env:([A-Za-z_]\w*)(?::-(.*))?", re.DOTALL)
_PLACE = re.compile(r"-?[0-9]{1,9}")
RESERVED = ("env", "secrets", "work", "folder", "vars")


class UnknownName(Exception):
    """A `${...}` reference to an undefined name; the text says which."""


def references(value: object) -> list[str]:
    """What is in the `${...}` of a value, also deep inside lists and mappings."""
    if isinstance(value, str):
        found = [(match["name"], len(match["dollars"])) for match in REFERENCE.finditer(value)]
        return [name for name, dollars in found if name is not None and dollars % 2 == 0]
    if isinstance(value, Mapping):
        return [name for item in value.values() for name in references(item)]
    if isinstance(value, list | tuple):
        return [name for item in value for name in references(item)]
    return []


def environment_value(reference: str, environment: Mapping[str, str]) -> str | None:
    """The value of an `env:NAME:-default` reference; None if it is not of that form. Raises UnknownName."""
    match = _ENVIRONMENT.fullmatch(reference)
    if match is None:
        return None
    name, default = match[1], match[2]
    if name in environment:
        return environment[name]
    if default is None:
        raise UnknownName(f"the environment variable {name} is not set")
    return default


def substitute(
    value: Any, values: Mapping[str, Any], environment: Mapping[str, str], secrets: Mapping[str, str] | set[str]
) -> Any:
    """The value with every `${...}` replaced, in texts at any depth. A secret becomes its placeholder, never its value.

    A text that is one reference alone gets the value with its type. Raises UnknownName.
    """
    if isinstance(value, str):
        return _substitute_text(value, lambda name: _look_up(name, values, environment, secrets))
    if isinstance(value, Mapping):
        return {key: substitute(item, values, environment, secrets) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [substitute(item, values, environment, secrets) for item in value]
    return value


def _substitute_text(text: str, look_up: Callable[[str], Any]) -> Any:
    alone = REFERENCE.fullmatch(text)
    if alone is not None and not alone["dollars"] and alone["name"] is not None:
        return look_up(alone["name"])

    def filled(match: re.Match[str]) -> str:
        dollars, name = match["dollars"], match["name"]
        kept = "$" * (len(dollars) // 2)
        if name is None or len(dollars) % 2:
            return kept + match[0][len(dollars) :]
        return kept + str(text_of(look_up(name)))

    return REFERENCE.sub(filled, text)


def _look_up(
    reference: str, values: Mapping[str, Any], environment: Mapping[str, str], secrets: Mapping[str, str] | set[str]
) -> Any:
    found = environment_value(reference, environment)
    if found is not None:
        return found
    if not _NAME.fullmatch(reference):
        raise UnknownName(
            f"${{{reference}}} is no reference: write ${{name}}, ${{env:NAME}}, ${{env:NAME:-default}} or ${{secrets.name}}"
        )
    head, *rest = reference.split(".")
    if head == "secrets":
        if len(rest) != 1 or rest[0] not in secrets:
            raise UnknownName(f"unknown secret {'.'.join(rest)!r}")
        return placeholder(rest[0])
    if head == "vars" and "vars" not in values:
        head, rest = (rest[0], rest[1:]) if rest else ("", [])
    if head not in values:
        raise UnknownName(f"unknown variable {head!r}")
    return value_at(values[head], rest, reference)


def value_at(value: Any, path: list[str], said: str) -> Any:
    """The part of a read value that a path such as `0.title` means; `count` is the length of a list. Raises UnknownName."""
    for key in path:
        if isinstance(value, list) and key == "count":
            value = len(value)
        elif isinstance(value, list) and _PLACE.fullmatch(key) and -len(value) <= int(key) < len(value):
            value = value[int(key)]
        elif isinstance(value, Mapping) and key in value:
            value = value[key]
        else:
            raise UnknownName(f"{said} is not there: no {key!r} in {excerpt(repr(value), 120)}")
    return value
