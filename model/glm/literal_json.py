"""JSON whose numbers remember how they were written: a price of 12.50 that belongs into a text field stays 12.50."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from gui_agent.model.glm.argument_problems import GivenTwice
from gui_agent.model.glm.unicode_text import whole


class Literal:
    """A number that remembers how it was written."""

    written: str


class _WrittenInteger(int, Literal):
    """An integer."""


class _WrittenFloat(float, Literal):
    """A number with a fraction or an exponent."""


def load_literally(text: str) -> Any:
    """The value of a JSON text; control characters in strings are taken as they are. Raises ValueError, GivenTwice."""
    return _load(text, unambiguous)


def load_call(text: str) -> Any:
    """The same of a whole call, in which an object of `arguments_of` is where a name has two different values. Raises ValueError."""
    return _load(text, arguments_of)


def _load(text: str, objects: Callable[[Sequence[tuple[str, Any]]], Any]) -> Any:
    return json.loads(
        text, strict=False, parse_int=_integer, parse_float=_float, parse_constant=_float, object_pairs_hook=objects
    )


def unambiguous(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these names and values. Raises GivenTwice where a name has two different values."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found and found[name] != value:
            raise GivenTwice(f"{name} is given twice, with different values")
        found[name] = value
    return found


def arguments_of(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any] | str:
    """Named values as an object; as its JSON text where a name has two different values, which no reader of arguments accepts."""
    try:
        return unambiguous(pairs)
    except GivenTwice:
        return "{" + ", ".join(f"{json.dumps(name)}: {json.dumps(value, default=str)}" for name, value in pairs) + "}"


def _integer(written: str) -> _WrittenInteger:
    number = _WrittenInteger(written)
    number.written = written
    return number


def _float(written: str) -> _WrittenFloat:
    number = _WrittenFloat(written)
    number.written = written
    return number


def literal_text(value: Any) -> Any:
    """A value of `load_literally` in plain types, where strings can be written down in any encoding."""
    match value:
        case str():
            return whole(value)
        case list() | tuple():
            return [literal_text(item) for item in value]
        case dict():
            return {whole(str(key)): literal_text(item) for key, item in value.items()}
        case bool():
            return value
        case _WrittenInteger():
            return int(value)
        case _WrittenFloat():
            return float(value)
    return value
