"""Keys and chords as people write them: "ctrl+shift+t", "Ctrl + C", "the up arrow key", "Enter"."""

from __future__ import annotations

import re

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.phrases import Tokens

_AROUND = frozenset({"the", "key", "keys", "keyboard", "shortcut", "combination", "on", "your", "button", "chord", "hotkey"})


def parse_keys(tokens: Tokens) -> list[str] | None:
    """The chords that these tokens name, in the key names of the `key` action, or None if they are not keys."""
    around = any(token.lower in ("key", "keys", "shortcut", "combination", "chord", "hotkey") for token in tokens)
    words = [token.text.lower() for token in tokens if token.lower not in _AROUND]
    if not words:
        return None
    groups: list[list[str]] = [[]]
    for word in words:
        if word in (",", "and", "then") and groups[-1]:
            groups.append([])
        else:
            groups[-1].append(word)
    chords = [_chord(" ".join(group), around) for group in groups if group]
    known = [chord for chord in chords if chord is not None]
    return known if known and len(known) == len(chords) else None


def _chord(words: str, around: bool) -> str | None:
    joined = re.sub(r"\s*\+\s*", "+", words)
    if joined in vocabulary.KEYS:
        return vocabulary.KEYS[joined]
    parts = [part for part in re.split(r"(?<=.)\+(?=.)", joined) if part]
    if len(parts) == 1 and "-" in joined[1:-1] and joined.split("-")[0] in vocabulary.MODIFIERS:
        parts = joined.split("-")
    if len(parts) == 1 and parts[0] in _SIGNS and not around:
        return None  # "press plus" is about a button
    names = [_key(part.strip()) for part in parts]
    if any(name is None for name in names):
        return None
    if len(names) == 1 and not around and names[0] not in vocabulary.KEYS.values() and len(joined) > 1:
        return joined if joined in vocabulary.MODIFIERS.values() else None
    return "+".join(name for name in names if name)


def _key(part: str) -> str | None:
    known = vocabulary.MODIFIERS.get(part) or vocabulary.KEYS.get(part) or _SIGNS.get(part)
    return known or (part if len(part) == 1 else None)


_SIGNS = {"comma": ",", "period": ".", "dot": ".", "plus": "+", "minus": "-", "hyphen": "-", "slash": "/", "backslash": "\\",
          "semicolon": ";", "equals": "=", "equal": "="}  # fmt: skip
"""Names of keys that write a sign; only in a chord."""
