"""Whether a text on the screen is the wanted one, or holds it: whole words and whole numbers, never a likeness.

"40" is no part of "140", "4" is no part of "40" or "4.5", and "-5" is not "5". Spaces that the reader lost, decoration at the ends
("Total:") and characters that look alike in print (l and 1, O and 0) make no difference. The case of letters does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from rapidfuzz import fuzz, process

Likeness = Literal["same", "case", "no"]
"""The same; the same but for the case of letters; another text."""
How = Callable[[str, str], Likeness]

_UNITS: Final = re.compile(r"\d+(?:[.,:]\d+)*|[\u2e80-\u9fff\uac00-\ud7af]|[^\W\d_]+|[^\w\s]", re.UNICODE)
_DECORATION: Final = frozenset(".,:;!?\"'()[]{}*…·•_`~^|<>‹›«»▸▾▼")
"""Marks that carry no meaning beside a text; in a number, before one, or alone they are no decoration."""
_LOOKALIKES: Final = str.maketrans({"l": "1", "I": "1", "O": "0", "o": "0", "C": "c", "S": "s", "V": "v", "W": "w", "X": "x", "Z": "z",
                                    "U": "u", "P": "p", "K": "k"})  # fmt: skip
"""Letters and digits that print does not distinguish, or only by their size."""
_SIZED: Final = str.maketrans(
    {"C": "Č", "S": "Š", "V": "Ṽ", "W": "Ŵ", "X": "Ẋ", "Z": "Ž", "U": "Ů", "P": "Ṕ", "K": "Ķ", "o": "ó"}
)
"""Letters whose capitals only are larger, as letters that are folded with none: then their case counts."""
_FOLDED: Final = str.maketrans({"i": "1"})
_GAP: Final = "\0"
"""Between two numbers that must not become one."""


class _Text(NamedTuple):
    letters: str
    folded: str
    """The same without case."""
    starts: frozenset[int]
    ends: frozenset[int]
    """Where in `letters` a word or number begins, and ends."""


def whole(wanted: str, seen: str) -> Likeness:
    """Whether `seen` is the wanted text."""
    one, other = _units(wanted), _units(seen)
    if not one.letters or not other.letters:
        return "same" if wanted.strip() == seen.strip() != "" else "no"
    if one.letters == other.letters:
        return "same"
    return "case" if one.folded == other.folded else "no"


def part(wanted: str, seen: str) -> Likeness:
    """Whether `seen` holds the wanted text as whole words and numbers."""
    one, other = _units(wanted), _units(seen)
    if not one.letters:
        return "same" if wanted.strip() and wanted.strip() in seen else "no"
    if _found(one.letters, other):
        return "same"
    return "case" if _found(one.folded, other._replace(letters=other.folded)) else "no"


def begins(wanted: str, seen: str) -> Likeness:
    """Whether `seen` begins with the wanted text."""
    one, other = _units(wanted), _units(seen)
    end = len(one.letters)
    if not end or end not in other.ends:
        return "no"
    if other.letters.startswith(one.letters):
        return "same"
    return "case" if other.folded.startswith(one.folded) else "no"


def ends(wanted: str, seen: str) -> Likeness:
    """Whether `seen` ends with the wanted text."""
    one, other = _units(wanted), _units(seen)
    start = len(other.letters) - len(one.letters)
    if not one.letters or start not in other.starts:
        return "no"
    if other.letters.endswith(one.letters):
        return "same"
    return "case" if other.folded.endswith(one.folded) else "no"


def is_sure_of_case(how: How, wanted: str, seen: str) -> bool:
    """Whether a text that is the `same` is so also where only the size distinguishes a letter from its capital (c and C, o and O)."""
    return how(_sized(wanted), _sized(seen)) == "same"


def _sized(text: str) -> str:
    """The text with letters whose capitals only are larger written as signs that nothing else is."""
    return text.translate(_SIZED)


def nearest(wanted: str, texts: Sequence[str], most: int = 3) -> list[str]:
    """The texts that are most like the wanted one, for a message."""
    found = process.extract(wanted, list(dict.fromkeys(texts)), scorer=fuzz.WRatio, limit=most, score_cutoff=60)
    return [str(text) for text, _, _ in found]


def _found(letters: str, seen: _Text) -> bool:
    at = seen.letters.find(letters)
    while at >= 0:
        if at in seen.starts and at + len(letters) in seen.ends:
            return True
        at = seen.letters.find(letters, at + 1)
    return False


@lru_cache(maxsize=20_000)
def _units(text: str) -> _Text:
    text = unicodedata.normalize("NFKC", text)
    text = re.sub("[\u2010-\u2015\u2212]", "-", text).replace("\u2019", "'").replace("\u2018", "'")
    letters = ""
    starts: set[int] = set()
    ends: set[int] = set()
    previous = -1
    for match in _UNITS.finditer(text):
        unit = match[0]
        number = unit[0].isdigit()
        if unit == "-" and not _is_sign(text, match.start()):
            previous = match.end() if match.start() == previous else previous
            continue
        if unit in _DECORATION and not (unit == "." and text[match.end() : match.end() + 1].isdigit()):
            continue
        if number and letters and letters[-1].isdigit() and previous != match.start():
            letters += _GAP
        glued = match.start() == previous and not _parted(text, match.start())
        if not glued:
            starts.add(len(letters))
        elif letters:
            ends.discard(len(letters))
        letters += unit if number else unit.translate(_LOOKALIKES)
        ends.add(len(letters))
        previous = match.end()
    return _Text(
        letters,
        "".join(one if len(one.lower()) > 1 else one.lower() for one in letters).translate(_FOLDED),
        frozenset(starts),
        frozenset(ends),
    )


def _is_sign(text: str, at: int) -> bool:
    """Whether a hyphen makes a number negative, or stands alone."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not before.isalnum() and (after.isdigit() or after in (".", "") or after.isspace())


def _parted(text: str, at: int) -> bool:
    """Whether two units that touch are apart all the same: beside a sign such as %, or in a script that needs no spaces."""
    before, after = text[at - 1], text[at]
    if before == "-" or (before == "." and after.isdigit()):
        return False
    if not before.isalnum() or not after.isalnum():
        return True
    return ord(before) > 0x2E7F or ord(after) > 0x2E7F
