"""Text that can be written down: what servers send may hold halves of characters that no encoding knows."""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text with pairs of surrogates put together, and U+FFFD for each that has no partner."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _SURROGATE.search(text) else text
