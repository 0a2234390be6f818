"""When a value that was read counts as the expected one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def alike(expected: Any, observed: Any) -> bool:
    """Whether a read value is the expected one: numbers by value, texts without the white space around them."""
    if isinstance(expected, bool) or isinstance(observed, bool):
        return expected is observed
    if isinstance(expected, str) and isinstance(observed, str):
        return expected.strip() == observed.strip()
    if isinstance(expected, int | float) and isinstance(observed, str):
        return str(expected) == observed.strip()
    if isinstance(expected, str) and isinstance(observed, int | float):
        return expected.strip() == str(observed)
    if isinstance(expected, list) and isinstance(observed, list):
        return len(expected) == len(observed) and all(map(alike, expected, observed))
    if isinstance(expected, Mapping) and isinstance(observed, Mapping):
        return expected.keys() == observed.keys() and all(alike(expected[key], observed[key]) for key in expected)
    return bool(expected == observed)
