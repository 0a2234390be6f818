"""The file name of a scenario's cassette: readable, one name for each title in any script and length, on any file system.

A plain title keeps its words: `add a todo[milk]` is `add-a-todo.milk`. What cannot be kept in a file name (signs, capital letters,
length) is distinguished by a few digits of the title's hash.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_CASED = re.compile(rf"({_PLAIN.pattern})\[({_PLAIN.pattern})\]")
_LONGEST_BYTES = 80
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for devices."""


def cassette_name(title: str) -> str:
    """The name, without an ending, that belongs to this title alone."""
    cased = _CASED.fullmatch(title)
    name, case = (cased[1], cased[2]) if cased else (title, "")
    if _PLAIN.fullmatch(name) and len(title) <= _LONGEST_BYTES and not _DEVICES.fullmatch(name):
        return ".".join(part.replace(" ", "-") for part in (name, case) if part)
    digits = hashlib.blake2b(title.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{words_of(title)}_{digits}".lstrip("_")


def words_of(title: str, longest: int = _LONGEST_BYTES - 9) -> str:
    """The letters and digits of a title, in any script, small, with `-` for everything else; at most `longest` bytes."""
    words = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", title).lower()).strip("-")
    return words.encode("utf-8", "ignore")[:longest].decode("utf-8", "ignore").strip("-")
