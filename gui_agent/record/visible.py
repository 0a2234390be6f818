r"""Foreign text made safe to show: what a model, a window's title, an application, a file or a server says is only ever read.

Characters that command a terminal (control characters), that turn the direction of what is read, or that cannot be seen are shown as
`\x1b`, `\u202e`, `\U000e0041`. What belongs to writing stays: new lines, tabs, accents, emoji with their joiners, joiners between
letters of the scripts that need them.
"""

from __future__ import annotations

import json
import re

_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_UNSEEN = (
    r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff"
    r"\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""What has no ink of its own, or changes how its neighbours are drawn: Unicode's default ignorable characters, and separators."""
_SURROGATES = r"\ud800-\udfff"
_DANGEROUS = re.compile(f"[{_CONTROL}{_UNSEEN}{_SURROGATES}]")
_PICTURE = r"[\u00a9\u00ae\u2010-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
_JOINED = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u17b3\u17b6-\u17ff\u1800-\u180a\u1820-\u18af\ufb50-\ufdff\ufe70-\ufefc"
_WRITING = re.compile(
    rf"(?<={_PICTURE})\ufe0f?\u200d(?={_PICTURE})"  # a family of several people, joined
    rf"|(?<=[\U0001f3fb-\U0001f3ff])\u200d(?={_PICTURE})"
    rf"|(?<={_PICTURE})[\ufe0e\ufe0f]|(?<=[0-9#*])\ufe0f(?=\u20e3)"  # drawn as a picture or as text
    rf"|(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])"
)
_MARKS = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MOST_MARKS = 4
"""Accents on one letter; more are piled up to cover the lines above and below."""
_PILE = re.compile(f"(?<=[{_MARKS}]{{{_MOST_MARKS}}})[{_MARKS}]+")
_MANY_BLANKS = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u205f\u3000]{12,}")
_TWO_BYTES = 0x10000


def visible(text: str, *, after: str = "") -> str:
    """The text with each dangerous character written out, and line ends as newlines.

    `after` is what was shown right before, where a text comes in pieces.
    """
    if text.isascii() and text.isprintable():
        return text
    before = after[-_MOST_MARKS - 1 :]
    whole = before + text.replace("\r\n", "\n")
    spared = {place for found in _WRITING.finditer(whole) for place in range(*found.span())}
    spelled = [
        _escaped(character) if place not in spared and _DANGEROUS.match(character) else character
        for place, character in enumerate(whole)
    ]
    for pile in _PILE.finditer(whole):
        for place in range(*pile.span()):
            spelled[place] = _escaped(whole[place])
    return "".join(spelled[len(before) :])


def in_one_line(text: str) -> str:
    """The same for a text that must stay on its line: new lines, tabs and many blanks are written out too."""
    spelled = visible(text).replace("\n", "\\n").replace("\t", "\\t")
    return _MANY_BLANKS.sub(lambda found: f" [{len(found[0])} blanks] ", spelled)


def safe_json(value: object, *, indent: int | None = None, plain: bool = False) -> str:
    r"""JSON whose dangerous characters are `\uXXXX`: equal when it is read, harmless when it is shown. `plain`: ASCII alone."""
    spelled = json.dumps(value, ensure_ascii=plain, indent=indent)
    spelled = _PILE.sub(lambda found: "".join(map(_as_json, found[0])), spelled)
    return _DANGEROUS.sub(lambda found: _as_json(found[0]), spelled)


def _as_json(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place]:02x}{units[place + 1]:02x}" for place in range(0, len(units), 2))


def _escaped(character: str) -> str:
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < _TWO_BYTES else f"\\U{code:08x}"
