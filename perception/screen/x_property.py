"""Properties of X windows, read in one request each."""

from __future__ import annotations

from typing import Any

_WORDS = 1 << 20
"""The largest part of a property that is read, in words of 4 bytes. A server sends what there is."""
_TEXT_WORDS = 1024


def property_of(connection: Any, window: Any, name: str | int, words: int = _WORDS) -> Any:
    """A property of a window by its name or atom: bytes, text or a row of numbers; None where it is not there.

    Xlib's `get_full_property` asks twice for a property longer than 40 bytes. Between the two requests the property can change, and
    python3-xlib, the fork that pyautogui installs over python-xlib, fails when a letter is cut in two. Raises Xlib's XError.
    """
    found = window.get_property(connection.intern_atom(name) if isinstance(name, str) else name, 0, 0, words)
    return None if found is None else found.value


def text_property(connection: Any, window: Any, *names: str) -> str:
    """The first of these properties that is there and not empty, as text of at most 4 KiB; else an empty text. Raises Xlib's XError."""
    for name in names:
        value = property_of(connection, window, name, _TEXT_WORDS)
        if value:
            return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return ""
