r"""Texts compared as a user would read them: in any case, width and spelling of blanks, without what is invisible.

Made for rules that deny: what looks like a denied text is one. Quotes and backslashes are also left out, because a shell reads
`s\udo` and `su"do"` as `sudo`. For rules that allow there is `spells`: what only looks like an allowed text is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

_LOOK_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u0501\u04bb\u051b\u051d\u03bf\u03b1\u03bd\u03b9\u03c5\u03ba\u03c1\u03c4\u0261\u0131",
    "aeopcyxsijdhqwoaviukptgi",
)
"""Cyrillic, Greek and other letters that are drawn like Latin ones."""
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_BLANKS = re.compile(r"\s+")
_QUOTES = re.compile(r"\\\s?|[\"'`^]")


def plain(text: str) -> str:
    r"""The text as it is compared: `ＲＭ\u00a0\u200b-rf` is `rm -rf`."""
    kept = "".join(_kept(one) for one in unicodedata.normalize("NFKC", text))
    return _BLANKS.sub(" ", kept.casefold().translate(_LOOK_ALIKE))


def _kept(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Pd" or character == "\u2212":
        return "-"
    if character.isspace():
        return " "
    invisible = (
        kind in ("Cf", "Cc", "Cs") or character in _INVISIBLE or 0xFE00 <= ord(character) <= 0xFE0F or ord(character) >= 0xE0000
    )
    return "" if invisible else character


def readings(text: str) -> list[str]:
    """The text as it is compared, and as a shell would read it."""
    first = plain(text)
    bare = _BLANKS.sub(" ", _QUOTES.sub("", first))
    return [first] if bare == first else [first, bare]


def contains(text: str, parts: Sequence[str]) -> bool:
    """Whether one of the parts is in the text; with * a part is a pattern for the whole of it."""
    return any(_is_in(reading, plain(part)) for reading in readings(text) for part in parts)


def spells(text: str, parts: Sequence[str]) -> bool:
    """Whether one of the parts is in the text with just these letters, in any case and with any blanks between words."""
    given = _BLANKS.sub(" ", text.casefold())
    return any(_is_in(given, _BLANKS.sub(" ", part.casefold())) for part in parts)


def _is_in(reading: str, part: str) -> bool:
    return fnmatchcase(reading, part) if "*" in part else part in reading


def completes(field: str, piece: str, part: str) -> bool:
    """Whether `piece`, put in front of or behind what a field holds, makes `part` of the two together."""
    wanted = plain(part)
    return any(
        _is_in(reading, wanted) and not _is_in(plain(field), wanted)
        for whole in (field + piece, piece + field)
        for reading in readings(whole)
    )


def could_complete(piece: str, parts: Sequence[str]) -> bool:
    """Whether `piece` begins with the end of one of the parts, or ends with its beginning: cheap, before a screen is read."""
    given = plain(piece)
    return any(
        given.startswith(end) or given.endswith(start) or given in wanted
        for wanted in map(plain, parts)
        for start, end in _cuts(wanted)
    )


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    return ((text[:place], text[place:]) for place in range(1, len(text)))
