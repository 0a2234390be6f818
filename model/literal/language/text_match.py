"""How well a text on the screen fits a label in the instruction."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

EXACT: Final = 1.0
CASE: Final = 0.96
"""Equal but for upper and lower case."""
LOOKALIKE: Final = 0.94
"""Equal but for characters that OCR takes for one another."""
FUZZY: Final = 0.9
"""The most that a merely similar text can reach."""
ENOUGH: Final = 0.72
"""From here on a text counts as the one that was meant."""
_CUT_OFF: Final = 10
"""Characters: a text at least this long may be the beginning of a longer one that is cut off."""
_LOOKALIKES: Final = str.maketrans({"l": "1", "i": "1", "|": "1", "!": "1", "o": "0", "q": "9", "\u00b7": ".", "\u2026": "."})
_BRACKETS: Final = re.compile(r"(?<=\w)\s*\([^()]*\)\s*[:*]*$")
"""What a caption says in brackets at its end: a unit, or that it may be left out."""
_NUMBER: Final = re.compile(r"^\(?\d{1,3}\)?\s*[-\u2013.):]\s+(?=\w)")
"""The number before an entry of a numbered list."""
_DECORATION: Final = " \t.:*\u2026\u2022\u00b7\u25b8\u25b6\u25be\u25bc\u203a>()[]"


@lru_cache(maxsize=20_000)
def similarity(wanted: str, seen: str) -> float:
    """0 to 1: equal texts are 1, equal but for case or OCR's usual confusions a little less, similar ones at most 0.9.

    A text that merely contains the label scores below ENOUGH unless the label is most of it.
    """
    wanted, seen = _plain(wanted), _plain(seen)
    if not wanted or not seen:
        return 0.0
    if wanted == seen:
        return EXACT
    if _trimmed(wanted) == _trimmed(seen):
        return EXACT - 0.01
    if _trimmed(wanted).casefold() == _trimmed(seen).casefold():
        return CASE
    if canonical(wanted) == canonical(seen) and not (wanted.isdigit() and len(seen.split()) > 1):  # "1 2" is no 12
        return LOOKALIKE
    if (
        len(seen) >= _CUT_OFF
        and len(canonical(seen)) > 0.55 * len(canonical(wanted))
        and canonical(wanted).startswith(canonical(seen))
        and not _is_joined(wanted, seen)
    ):
        return FUZZY - 0.05  # cut off by the edge of its list
    if (bare := _BRACKETS.sub("", seen)) != seen and canonical(bare) == canonical(wanted):
        return LOOKALIKE - 0.01  # "Timer (minutes)"
    if (bare := _NUMBER.sub("", seen)) != seen and canonical(bare) == canonical(wanted) and not wanted.isdigit():
        return LOOKALIKE - 0.01  # "2 - Basic course"
    ratio = fuzz.ratio(canonical(wanted), canonical(seen)) / 100
    if ratio > 0.8 and min(len(wanted), len(seen)) >= 4 and _same_numbers(wanted, seen):
        return 0.55 + (FUZZY - 0.55) * (ratio - 0.8) / 0.2
    return _contained(wanted, seen)


def _is_joined(wanted: str, seen: str) -> bool:
    """Whether the label continues with something else where the text ends: "number and rent" is no "number" that is cut off."""
    return re.match(re.escape(seen) + r"(?:,| (?:and|or|then|but)\b)", wanted, re.IGNORECASE) is not None


def canonical(text: str) -> str:
    """The text without case, spaces and decoration, look-alike characters made one."""
    return re.sub(r"[\s\-_'\"`\u2013\u2014,.:;*()\[\]]+", "", text.casefold().translate(_LOOKALIKES)) or text.casefold()


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2019", "'")
    return " ".join(text.split())


def _trimmed(text: str) -> str:
    return text.strip(_DECORATION) or text


def _same_numbers(wanted: str, seen: str) -> bool:
    """For "Item 3" and "Item 8" are similar, but never the same thing."""
    return re.findall(r"\d", canonical(wanted)) == re.findall(r"\d", canonical(seen))


def _contained(wanted: str, seen: str) -> float:
    """How much of `seen` the label is, where it is in it as whole words."""
    if re.search(rf"(?<!\w){re.escape(wanted.casefold())}(?!\w)", seen.casefold()):
        several = len(wanted.split()) > 2  # three words of a label are few other labels
        return 0.4 + (0.45 if several else 0.3) * len(wanted) / len(seen)
    return 0.0
