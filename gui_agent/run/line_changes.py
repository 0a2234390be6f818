"""Lines of text that were read in two pictures, and what is different: which text says something else, came or went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from gui_agent.actions.effect import Evidence
from gui_agent.perception.geometry import Box
from gui_agent.run.ink import recoloured, same_letters
from gui_agent.run.letters import letters
from gui_agent.run.screens import Screens

if TYPE_CHECKING:
    from gui_agent.perception.text.text import TextLine

SAME_WAY = 2
"""Pixels by which the ways may differ that several lines moved together."""
ALIGNED = 4
"""Pixels by which the beginnings, middles or ends of two texts may differ that are in one place."""
ALIKE = 55
"""Percent of likeness from which two texts that overlap are one that changed."""

FEW_LINES = 4
"""Where more lines changed, another page is shown: only what is alike says something else."""


@dataclass(frozen=True)
class _Line:
    """A line as far as it differs."""

    text: str
    box: Box
    confidence: float
    words: tuple[Box, ...]


def changed_lines(old: Sequence[TextLine], new: Sequence[TextLine], screens: Screens) -> list[Evidence]:
    """What the lines say of the change; a letter alone, which may be an icon, only where there is nothing else."""
    found = list(_changed([_cleaned(line) for line in old], [_cleaned(line) for line in new], screens))
    words = [item for item in found if item.kind == "changed" or len(letters(item.what)) > 1]
    return words or found


def _changed(old: Sequence[_Line], new: Sequence[_Line], screens: Screens) -> Iterator[Evidence]:
    # A space more or less is no other text: how close two words are is read now so, now so, where a frame came or went.
    was, now = {letters(line.text) for line in old}, {letters(line.text) for line in new}
    elsewhere = _moved_alone(old, new)
    gone = [line for line in old if letters(line.text) not in now and _differs(line, screens)]
    came = [
        line
        for line in new
        if (letters(line.text) not in was or line in elsewhere) and _is_words(line) and _differs(line, screens)
    ]
    alone = []
    is_one = len(came) + len(gone) <= FEW_LINES
    for line in came:
        if line in elsewhere and (other := next((one for one in old if _is_in_place(one, line)), None)):
            yield Evidence("changed", other.text, line.text)
            continue
        partner = max(gone, key=lambda other: _likeness(other, line), default=None)
        if partner is None or _likeness(partner, line) <= (0 if is_one else ALIKE):
            alone.append(line)
        else:
            gone.remove(partner)
            yield Evidence("changed", partner.text, line.text)
    yield from (Evidence("appeared", line.text) for line in alone)
    yield from (Evidence("vanished", line.text) for line in gone if _is_words(line))


def _cleaned(line: TextLine) -> _Line:
    """A line without what icons at its ends are read as: a sign, or a letter of another script, alone."""
    words = [word.text for word in line.words]
    if len(words) > 1:
        others = "".join(words)
        latin = sum(character.isascii() for character in others) > len(others) / 2
        while len(words) > 1 and _is_icon(words[0], latin):
            words = words[1:]
        while len(words) > 1 and _is_icon(words[-1], latin):
            words = words[:-1]
    return _Line(" ".join(words), line.box, line.confidence, tuple(word.box for word in line.words))


def _is_icon(word: str, latin: bool) -> bool:
    return len(word) == 1 and ((latin and not word.isascii()) or word in "|><*^~")


def _differs(line: _Line, screens: Screens) -> bool:
    """Whether one of a line's words is not what was at its place, or will be: a word in other colours is the same."""
    if same_letters(screens, line.box) or recoloured(screens, line.box):
        return False
    return any(
        screens.is_other(word) and not same_letters(screens, word) and not recoloured(screens, word) for word in line.words
    )


def _is_in_place(old: _Line, new: _Line) -> bool:
    """Whether a text begins where another one did: rows were sorted."""
    return _same_line(old.box, new.box) and abs(old.box.left - new.box.left) <= ALIGNED and letters(old.text) != letters(new.text)


def _likeness(old: _Line, new: _Line) -> float:
    """How surely one text took the place of another; 0 where it did not."""
    if not _same_line(old.box, new.box) or not (len(letters(old.text)) > 1 or any(map(str.isdigit, old.text))):
        return 0.0
    alike = fuzz.ratio(letters(old.text), letters(new.text))
    aside = min(abs(old.box.left - new.box.left), abs(old.box.right - new.box.right), abs(old.box.center.x - new.box.center.x))
    apart = max(old.box.left, new.box.left) - min(old.box.right, new.box.right)
    if aside <= ALIGNED or (alike >= ALIKE and apart < 0):
        return 1.0 + alike
    return 0.0


def _moved_alone(old: Sequence[_Line], new: Sequence[_Line]) -> list[_Line]:
    """Lines that say what another row said before: a text that went from its field into a list.

    Several that moved by the same distance were scrolled, or pushed aside.
    """
    moved = []
    for line in new:
        same = [other.box for other in old if letters(other.text) == letters(line.text)]
        ways = [(line.box.left - box.left, line.box.center.y - box.center.y) for box in same]
        if ways and all(abs(down) > line.box.height for _, down in ways):
            moved.append((line, min(ways, key=lambda way: abs(way[0]) + abs(way[1]))))
    return [
        line
        for line, (_, down) in moved
        if not any(abs(down - further) <= SAME_WAY and not _same_line(other.box, line.box) for other, (_, further) in moved)
    ]


def _is_words(line: _Line) -> bool:
    return line.confidence >= 0.6 and any(character.isalnum() for character in line.text)


def _same_line(one: Box, other: Box) -> bool:
    common = one.intersection(Box(one.left, other.top, one.right, other.bottom))
    return common is not None and common.height > 0.5 * min(one.height, other.height)
