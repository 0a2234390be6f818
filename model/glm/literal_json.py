"""JSON whose numbers remember how they were written: a price of 12.50 that belongs into a text field stays 12.50."""

from __future__ import annotations

import json
from typing import Any

from gui_agent.model.glm.unicode_text import whole


class Literal:
    """A number that remembers how it was written."""

    written: str


class _WrittenInteger(int, Literal):
    """An integer."""


class _WrittenFloat(float, Literal):
    """A number with a fraction or an exponent."""


def load_literally(text: str) -> Any:
    """The value of a JSON text; control characters in strings are taken as they are. Raises ValueError."""
    return json.loads(text, strict=False, parse_int=_integer, parse_float=_float)


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
