"""What words say apart from their form: "accept the terms" and "I accept the terms", "Start backup" and "start the backup"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gui_agent.model.literal.language.text_match import canonical

_WORD: Final = re.compile(r"[^\W_][\w@#&+'\u2019.-]*")
_SILENT: Final = frozenset({
    "the", "a", "an", "this", "that", "these", "those", "i", "me", "my", "we", "us", "our", "you", "your", "it", "its", "them",
    "their", "please", "as",
})  # fmt: skip
"""Words that set a request and the caption of a control apart, and do not say which control it is."""


def content_words(text: str) -> tuple[str, ...]:
    """The words of a text that say what it is about, in their order, without the endings of plurals."""
    words = [_stem(canonical(word)) for word in _WORD.findall(text.casefold()) if word not in _SILENT]
    return tuple(word for word in words if word)


def is_within(words: Sequence[str], text: Sequence[str]) -> bool:
    """Whether all of `words` are in `text` in the same order, perhaps with others between them."""
    rest = iter(text)
    return all(word in rest for word in words)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
