"""A user's hint to the model, as a message."""

from __future__ import annotations

from typing import Any

HINT = "The user is watching, and gives you this hint: {text}\nFollow it from here on."


def hint_message(text: str) -> dict[str, Any]:
    """A hint as the model reads it."""
    return {"role": "user", "content": HINT.format(text=text)}
