"""Checks that a recording proposes: what came onto the screen, in statements that the embedded reader finds true now, not before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from gui_agent.actions.effect import Evidence
from gui_agent.run.evidence import CLOCK
from gui_agent.scenarios.recorder.moments import Looking, Moment
from gui_agent.scenarios.recorder.naming import quoted

MOST_AT_END = 3
MOST_BETWEEN = 1
_SHORTEST, _LONGEST = 3, 60
_CLOSING = frozenset(")]}|")
_SAME = 88
"""Percent: two readings that are so much alike are of one text."""


def propose(moment: Moment, looking: Looking, most: int, hidden: Callable[[str], bool]) -> list[str]:
    """Statements about what came of a moment, at most `most`; none with a text that is to be `hidden`."""
    if moment.after is None or not moment.evidence:
        return []
    before, after = looking.view(moment.before), looking.view(moment.after)
    found: list[str] = []
    evidence = [
        replace(item, now=after.nearest_text(item.now or item.what)) if not item.role else item for item in moment.evidence
    ]
    for statement in dict.fromkeys(one for item in evidence for one in _statements(item)):
        if len(found) >= most:
            break
        if not hidden(statement) and after.holds(statement) and not before.holds(statement):
            found.append(statement)
    return found


def still_true(moments: Sequence[Moment], looking: Looking, most: int, hidden: Callable[[str], bool]) -> list[str]:
    """Statements about what earlier moments led to and the end still shows, at most `most`, those that say most first."""
    if not moments or (end := moments[-1].after) is None:
        return []
    said = {
        " ".join((item.now or item.what).split()): None
        for moment in reversed(moments)
        for item in moment.evidence
        if item.kind in ("appeared", "changed") and not item.role
    }
    before, after = looking.view(moments[0].before), looking.view(end)
    found: list[str] = []
    for text in sorted(said, key=len, reverse=True):
        statement = f'the screen shows "{text}"'
        if len(found) >= most or not _usable(text) or hidden(statement) or any(text in other for other in found):
            continue
        if after.holds(statement) and not before.holds(statement):
            found.append(statement)
    return found


def _statements(item: Evidence) -> Iterator[str]:
    """What may be said of one thing that is different."""
    now = " ".join((item.now or (item.what if item.role else "")).split())
    if item.kind == "changed" and fuzz.ratio(item.what, now) > _SAME:
        return  # it is read in another way
    if item.kind in ("checked", "unchecked") and item.what:
        kind = "radio button" if item.role == "radio" else "check box"
        if item.kind == "checked" or kind == "check box":
            yield f"the {quoted(item.what)} {kind} is {'' if item.kind == 'checked' else 'not '}checked"
    elif item.kind == "value" and item.what and item.now and _usable(now):
        noun = {"dropdown": "drop-down list", "spinner": "field", "slider": "slider"}.get(item.role, "field")
        yield f'the {quoted(item.what)} {noun} is "{now}"'
    elif item.kind == "value" and not item.what:  # what has no name is known by what is in it: its last line is its newest
        for line in reversed(item.now.splitlines()):
            if _usable(shown := " ".join(line.split())):
                yield f'the screen shows "{shown}"'
    elif item.kind in ("appeared", "changed", "opened", "titled") and item.role not in ("field", "icon") and _usable(now):
        yield f'the screen shows "{now}"'


def _usable(text: str) -> bool:
    """Whether a text may be in a check: short, no time of day, not read together with a frame beside it ("]Match case")."""
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and '"' not in text
        and sum(character.isalnum() for character in text) * 2 > len(text.replace(" ", ""))
        and not CLOCK.search(text)
        and text[0] not in _CLOSING
    )
