"""Numbers and truth values of a file that remember how they are written: `3.10` is a number where one is meant, else the text `3.10`.

YAML turns `1.50`, `12:30`, `0123`, `1_000`, `yes` and `2024-05-01` into numbers, truth values and dates. What a user writes for an
application to get is text. So a value keeps its spelling, and only who needs a number or a truth value takes it for one. What is no
plain decimal number (`12:30`, `0123`, `0x1F`, a date) is text from the start.
"""

from __future__ import annotations

import re
from typing import Any, Self

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][\d_]*)")
_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?")


class _Written:
    """A value that remembers how it is written."""

    written: str

    @classmethod
    def _of(cls, made: Self, text: str) -> Self:
        made.written = text
        return made

    def __getnewargs__(self) -> tuple[str]:
        return (self.written,)

    def __str__(self) -> str:
        return self.written


class WrittenInt(_Written, int):  # type: ignore[misc]  # pickled by its spelling
    """A whole number."""

    def __new__(cls, text: str) -> Self:
        """The number that `text` spells in decimal digits. Raises ValueError."""
        return cls._of(super().__new__(cls, text), text)

    @property
    def plain(self) -> int:
        """The number alone."""
        return int(self)


class WrittenFloat(_Written, float):  # type: ignore[misc]  # pickled by its spelling
    """A number."""

    def __new__(cls, text: str) -> Self:
        """The number that `text` spells. Raises ValueError."""
        return cls._of(super().__new__(cls, text), text)

    @property
    def plain(self) -> float:
        """The number alone."""
        return float(self)


class WrittenBool(_Written, int):  # type: ignore[misc]  # pickled by its spelling
    """`true`, `yes`, `on` and their opposites; a whole number, since nothing can inherit from `bool`."""

    def __new__(cls, text: str) -> Self:
        """The truth value that YAML's `text` means."""
        return cls._of(super().__new__(cls, text.casefold() in ("true", "yes", "on")), text)

    def __repr__(self) -> str:
        return self.written

    @property
    def plain(self) -> bool:
        """The truth value alone."""
        return bool(int(self))


def as_written(tag: str, text: str) -> Any:
    """The value of a plain YAML scalar that YAML would take for something else than text. `tag` is the end of YAML's own."""
    if tag == "bool":
        return WrittenBool(text)
    try:
        if tag == "int" and _WHOLE.fullmatch(text):
            return WrittenInt(text)
        if tag == "float" and _NUMBER.fullmatch(text):
            return WrittenFloat(text)
    except ValueError:
        return text  # `1__0`
    return text


def plain(value: Any) -> Any:
    """A value, also deep inside of lists and mappings, without its spelling: numbers and truth values as JSON has them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.plain if isinstance(value, WrittenInt | WrittenFloat | WrittenBool) else value


def text_of(value: Any) -> Any:
    """A number or truth value as it is written, where text is meant: `type: 42`; anything else as it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value
