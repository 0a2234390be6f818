"""Secrets: the model writes a placeholder, only the executor knows the value, and nothing that is kept shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from gui_agent.errors import ActionError

PLACEHOLDER = re.compile(r"\{\{\s*secret:\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}\}")
"""What stands for a secret in the text of a `type` action: `{{secret:NAME}}`."""


def placeholder(name: str) -> str:
    """What to write in place of the secret with this name."""
    return f"{{{{secret:{name}}}}}"


def find(text: str) -> list[str]:
    """The names of the secrets that a text asks for, each once, in order."""
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def replace(text: str, values: Mapping[str, str]) -> str:
    """The text with the secrets' values in place. Raises ActionError for a name that was not given."""
    for name in find(text):
        if name not in values:
            known = ", ".join(sorted(values)) or "none were given"
            raise ActionError(f"there is no secret called {name!r}", f"Known secrets: {known}")
    return PLACEHOLDER.sub(lambda match: values[match[1]], text)


def mask(text: str, values: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    """The text with every secret's value replaced by its placeholder, the longest first; for whatever is printed or kept."""
    pairs = sorted(dict(values).items(), key=lambda pair: len(pair[1]), reverse=True)
    for name, value in pairs:
        if value:
            text = text.replace(value, placeholder(name))
            # As it stands inside JSON within the text: the arguments of a call.
            text = text.replace(json.dumps(value, ensure_ascii=False)[1:-1], placeholder(name))
    return text


def mask_all(data: Any, values: Mapping[str, str]) -> Any:
    """JSON data with every secret's value in its texts replaced by its placeholder."""
    if not values:
        return data
    match data:
        case str():
            return mask(data, values)
        case Mapping():
            return {mask(str(key), values): mask_all(value, values) for key, value in data.items()}
        case list() | tuple():
            return [mask_all(value, values) for value in data]
        case _:
            return data
