"""How each kind of statement is judged: with three values, each with what it was judged by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gui_agent.model.literal.language.noun_phrases import Count, Phrase
from gui_agent.model.literal.language.statements import CELL, At, Between, Both, Coloured, Compared, Is, Says, Statement, There
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets.contents import Contents, any_text, cell_at, contents
from gui_agent.model.literal.targets.cut_off import whole_lines
from gui_agent.model.literal.targets.grid import Cell
from gui_agent.model.literal.targets.labels import Named
from gui_agent.model.literal.targets.named import between, coloured, named, placed
from gui_agent.model.literal.targets.same_text import begins, ends, is_sure_of_case, nearest, part, whole
from gui_agent.model.literal.targets.situation import describe
from gui_agent.model.literal.targets.statement_evidence import Evidence, Holds, both, either, opposite
from gui_agent.model.literal.targets.states import state_of
from gui_agent.model.literal.targets.table_lines import headed, rows_counted, tables_named
from gui_agent.perception.geometry import Box

_COMPARE: Final = {"whole": whole, "part": part, "begins": begins, "ends": ends}
_NUMBER: Final = re.compile(r"[-+\u2212]?\d+(?:[.,]\d+)*")
_GENERIC: Final = frozenset(
    {"error", "warning", "problem", "failure", "exception", "change", "difference", "spinner", "progress"}
)
_SHORT: Final = 60
"""Characters of a text that a reason quotes."""


@dataclass(frozen=True)
class Finding:
    """How a reading of a statement was judged."""

    holds: Holds
    reason: str
    box: Box | None = None
    absent: bool = False
    """Whether its subject was not found, so that another reading may be the one that is meant."""


def judged(readings: Sequence[Statement], evidence: Evidence) -> Finding:
    """The judgement of the first reading whose subject is on the screen; where none is, what they come to without it."""
    absent: list[Finding] = []
    for reading in readings:
        found = _judge(reading, evidence)
        if not found.absent:
            return found
        absent.append(found)
    return next((found for found in absent if found.holds is None), absent[0])


def _judge(reading: Statement, evidence: Evidence) -> Finding:
    match reading:
        case Both():
            return _pair(reading, evidence)
        case There():
            found = _there(reading, evidence)
        case Says():
            found = _says(reading, evidence)
        case Is():
            found = _is(reading, evidence)
        case Coloured(_, subject, colour):
            found = _each(subject, lambda spot: coloured(spot, colour, evidence), colour, evidence)
        case At(_, subject, place):
            where = f"{place.kind} {place.anchor}"
            several = subject.quoted and place.kind in ("row", "in")  # a text may be in several rows
            found = _each(subject, lambda spot: placed(spot, place, evidence)[0], where, evidence, several=several)
        case Between(_, subject, first, second):
            where = f"between {first} and {second}"
            found = _each(subject, lambda spot: between(spot, first, second, evidence), where, evidence)
        case Compared():
            found = _compared(reading, evidence)
        case _:
            raise TypeError(reading)
    return replace(found, holds=opposite(found.holds)) if reading.negated else found


def _pair(reading: Both, evidence: Evidence) -> Finding:
    found = [judged(reading.first, evidence), judged(reading.second, evidence)]
    holds = both(one.holds for one in found)
    reported = [one.reason for one in found if one.holds is holds]
    return Finding(holds, "; ".join(reported), found[0].box)


def _there(reading: There, evidence: Evidence) -> Finding:
    """Whether something is there: so often, and in what is to have it."""
    what = reading.what
    if reading.within is not None:
        within = reading.within
        if within.role == "list" and what.role in ("row", "item"):
            return _rows(within if within.label else None, reading.count or Count(1, None), evidence)
        if within.role != "screen":
            return Finding(None, f"I cannot count what is in {within}", absent=not named(within, evidence).some)
    if reading.count is not None:
        return _count(what, reading.count, evidence)
    found = named(what, evidence)
    if found.sure:
        return Finding(True, f"the {describe(found.sure[0])} is on the screen", found.sure[0].box)
    if found.perhaps or found.doubt:
        return Finding(None, found.doubt, found.perhaps[0].box if found.perhaps else None)
    return Finding(False, found.failed) if found.failed else _absent(what, evidence)


def _absent(what: Phrase, evidence: Evidence) -> Finding:
    """What is not on the screen: surely, if it is a text; not if the words only describe it."""
    if _only_described(what):
        return Finding(None, f"I cannot tell what {what.said!r} looks like: put a text of it in quotation marks", absent=True)
    return Finding(False, f"{_shown(what)} is not on the screen{_near(what, evidence)}", absent=True)


def _only_described(what: Phrase) -> bool:
    """Whether the words describe something rather than quote it: "error message", "the item that was deleted"."""
    if what.quoted or (what.place and _only_described(what.place.anchor) and not what.place.anchor.role):
        return not what.quoted
    if not what.label:
        return what.role not in ("button", "checkbox", "radio", "field", "tab", "dropdown", "slider", "link")
    words = what.label.split()
    named_kind = what.role in ("button", "checkbox", "radio", "field", "tab", "dropdown", "link", "column", "menu", "menuitem")
    return (not named_kind and words[0].islower() and words[0][:1].isalpha()) or words[-1].lower().rstrip("s") in _GENERIC


def _near(what: Phrase, evidence: Evidence) -> str:
    close = nearest(what.label, [cell.text for cell in evidence.cells]) if what.label else []
    return f"; the nearest texts there: {', '.join(repr(_cut(text)) for text in close)}" if close else ""


def _shown(what: Phrase) -> str:
    return repr(what.label) if what.quoted and not what.noun else what.said


def _rows(within: Phrase | None, count: Count, evidence: Evidence) -> Finding:
    """The number of rows of a table, or of entries in a list."""
    tables = tables_named(within, evidence)
    if len(tables) > 1 and within is None:  # numbers in a row with words below them look like a table, too
        surely = [table for table in tables if headed(table, evidence)]
        tables = surely if len(surely) == 1 else tables
    if len(tables) == 1:
        table = tables[0]
        if not headed(table, evidence):
            return Finding(
                None, f"I see {len(table.rows) + 1} rows, but cannot tell whether the first one is headings", table.box
            )
        if table.box.bottom > evidence.scene.frame.bottom - 2 * table.headings[0].box.height:
            return Finding(None, f"I see {len(table.rows)} rows, but the table may continue below", table.box)
        low, high = rows_counted(table)
        found = f"{low} or {high}" if low < high else str(low)
        return Finding(_counted(low, high, count), f"the table has {found} rows", table.box)
    return Finding(None, "I see no table" if not tables else f"I see {len(tables)} tables: say which one")


def _count(what: Phrase, count: Count, evidence: Evidence) -> Finding:
    if what.role == "row" and not what.label and (what.place is None or what.place.anchor.role in ("list", "screen")):
        anchor = what.place.anchor if what.place else None
        return _rows(anchor if anchor and anchor.label else None, count, evidence)
    found = named(what, evidence)
    if not found.best:
        if found.doubt:
            return Finding(None, found.doubt)
        absent = Finding(False, found.failed) if found.failed else _absent(what, evidence)
        return absent if absent.holds is None else replace(absent, holds=_counted(0, 0, count))
    low, high = len(found.sure), len(found.sure) + len(found.perhaps)
    holds = _counted(low, high, count)
    reported = f"I see {low} of {what}" if low == high else f"I see {low} to {high} of {what}: {found.doubt}"
    return Finding(holds, reported, found.best[0].box)


def _counted(low: int, high: int, count: Count) -> Holds:
    """Whether a number between `low` and `high` is so many."""
    fits = [count.low <= number and (count.high is None or number <= count.high) for number in range(low, high + 1)]
    return True if all(fits) else None if any(fits) else False


def _is(reading: Is, evidence: Evidence) -> Finding:
    if reading.state == "visible":
        found = _there(There(False, reading.subject), evidence)
        if reading.word in ("open", "closed", "opens", "closes") and reading.subject.role not in (
            "dialog",
            "menu",
            "dropdown",
            None,
        ):
            return Finding(None, f"I cannot see whether {reading.subject} is {reading.word}", found.box, found.absent)
        return found if reading.wanted else replace(found, holds=opposite(found.holds))
    if reading.state == "other":
        target = named(reading.subject, evidence)
        return Finding(None, f"I cannot judge whether {reading.subject} is {reading.word}", absent=not target.some)

    def holds(spot: Spot) -> Holds:
        state = state_of(spot, reading.state, evidence)
        return None if state is None else state == reading.wanted

    return _each(reading.subject, holds, reading.word, evidence)


def _each(subject: Phrase, test: Callable[[Spot], Holds], word: str, evidence: Evidence, *, several: bool = False) -> Finding:
    """Whether what a phrase names passes a test: all of them, any of them, or the one that is meant; `several`: any may be meant."""
    target = named(subject, evidence)
    if not target.best:
        if target.doubt or target.failed:
            return Finding(None, target.doubt or target.failed)
        return Finding(
            None if subject.some else _absent(subject, evidence).holds,
            f"I cannot see {subject}{_near(subject, evidence)}",
            absent=True,
        )
    judged_ = [test(spot) for spot in target.best]
    box = target.best[0].box
    unsure = "" if target.sure else f"; {target.doubt}"
    if subject.every or subject.some:
        holds = both(judged_) if subject.every else either(judged_)
        holds = holds if target.sure and not target.perhaps else None if holds is not False or subject.some else holds
    elif several and target.sure:
        holds = either(judged_)
    elif len(set(judged_)) > 1:
        return Finding(None, f"{subject} is ambiguous: {_listed(target)}; say which one, for example by its row", box)
    else:
        holds = judged_[0]
        if not target.sure and not _is_only_kind(target, subject):
            holds = None
    reported = {True: "", False: "not ", None: "perhaps "}[holds]
    return Finding(holds, f"the {describe(target.best[0])} is {reported}{word}{unsure if holds is None else ''}", box)


def _is_only_kind(target: Named, subject: Phrase) -> bool:
    """Whether the only doubt is of which kind a widget is, that a statement about its state does not depend on."""
    return (
        not subject.colour
        and not subject.states
        and not subject.place
        and all(subject.role not in ("checkbox", "radio") for _ in target.perhaps)
    )


def _listed(target: Named) -> str:
    return " and ".join(f"{describe(spot)} at ({spot.box.center.x}, {spot.box.center.y})" for spot in target.best[:3])


def _says(reading: Says, evidence: Evidence) -> Finding:
    """Whether what is meant has the text: as a whole, or as a part."""
    if not reading.text.strip():
        return Finding(None, "no text is named")
    held = cell_at(reading.subject, evidence) if reading.verb == CELL else contents(reading.subject, evidence)
    if held is None:
        return Finding(None, f"I see no cell {reading.subject}", absent=True)
    if not held.texts:
        if (texts := any_text(reading.subject, evidence)) is not None:
            return _among(reading, texts, evidence)
        if held.unsure:
            return Finding(None, held.unsure)
        if reading.negated:
            return Finding(None, held.missing, absent=True)
        return Finding(_unless_described(reading.subject), held.missing + _near(reading.subject, evidence), absent=True)
    found = _compare(reading, held, evidence)
    if found.holds is not None and held.unsure:
        return Finding(None, held.unsure, found.box)
    return found


def _unless_described(subject: Phrase) -> Holds:
    return None if _only_described(subject) else False


def _compare(reading: Says, held: Contents, evidence: Evidence) -> Finding:
    how = _COMPARE["part" if held.whole and reading.extent == "whole" else reading.extent]
    if reading.verb == "is" and not reading.quoted and not _is_value(reading.text, held, evidence):
        return Finding(None, f"I cannot judge whether {reading.subject} is {reading.text}: put a text in quotation marks")
    likenesses = [(how(reading.text, cell.text), cell) for cell in held.texts]
    same = [cell for likeness, cell in likenesses if likeness == "same" or (likeness == "case" and not reading.quoted)]
    if same:
        best = min(same, key=lambda cell: (not is_sure_of_case(how, reading.text, cell.text), len(cell.text)))
        if reading.quoted and not is_sure_of_case(how, reading.text, best.text):
            return Finding(None, f"{reading.subject} says {_cut(best.text)!r}: I cannot tell the case of its letters", best.box)
        return Finding(True, f"{reading.subject} says {_cut(best.text)!r}", best.box)
    if held.whole and (longer := _cut_off(reading, held, evidence)) is not None:
        return Finding(True, f"{reading.subject} says {_cut(longer.text)!r}", longer.box)
    cased = [cell for likeness, cell in likenesses if likeness == "case"]
    box = held.texts[0].box if held.texts else None
    if cased:
        holds = None if reading.negated else False
        return Finding(holds, f"{reading.subject} says {_cut(cased[0].text)!r}: the case of letters is another", cased[0].box)
    close = (
        nearest(reading.text, [cell.text for cell in held.texts]) if len(held.texts) > 3 else [cell.text for cell in held.texts]
    )
    reported = ", ".join(repr(_cut(text)) for text in close)
    what = f"{reading.text!r} is not there" if held.whole else f"{reading.subject} is not {reading.text!r}"
    return Finding(False, f"{what}; {'the nearest texts: ' if held.whole else 'it is '}{reported or 'none'}", box)


def _cut_off(reading: Says, held: Contents, evidence: Evidence) -> Cell | None:
    """The line that has the text, where it was found too short at first."""
    within = [cell for cell in evidence.cells if any(text.box.contains(cell.box.center) for text in held.texts)]
    longer = whole_lines(reading.text, within, evidence)
    how = _COMPARE["part" if reading.extent == "whole" else reading.extent]
    return next(
        (one for one in longer if how(reading.text, one.text) == "same" and is_sure_of_case(how, reading.text, one.text)), None
    )


def _is_value(text: str, held: Contents, evidence: Evidence) -> bool:
    """Whether words behind "is" are a value that could be there, not a judgement such as "sorted" or "too long"."""
    if any(character.isdigit() for character in text) or not text[:1].islower():
        return True
    texts = [cell.text for cell in (*held.texts, *evidence.cells)]
    return any(part(text, seen) != "no" for seen in texts)


def _among(reading: Says, texts: Sequence[Cell], evidence: Evidence) -> Finding:
    """Whether one of the texts that the subject may be is the wanted one; a text that is none of them is said by nothing."""
    how = _COMPARE[reading.extent]
    fitting = [one for one in texts if how(reading.text, one.text) == "same"]
    if fitting:
        best = min(fitting, key=lambda cell: (not is_sure_of_case(how, reading.text, cell.text), len(cell.text)))
        if reading.quoted and not is_sure_of_case(how, reading.text, best.text):
            return Finding(None, f"the text {_cut(best.text)!r} is there: I cannot tell the case of its letters", best.box)
        return Finding(True, f"the text {_cut(best.text)!r} is on the screen", best.box)
    longer = [one for one in evidence.passages if part(reading.text, one.text) != "no"]
    if longer and reading.extent == "whole":
        reported = min((one.text for one in longer), key=len)
        return Finding(
            False, f"no text is {reading.text!r} as a whole: it is {_cut(reported)!r} (`contains` means a part)", longer[0].box
        )
    close = nearest(reading.text, [cell.text for cell in texts])
    return Finding(
        False, f"{reading.text!r} is not on the screen; the nearest texts: {', '.join(map(repr, map(_cut, close))) or 'none'}"
    )


def _compared(reading: Compared, evidence: Evidence) -> Finding:
    held = contents(reading.subject, evidence)
    if len(held.texts) != 1 or held.unsure or held.own:
        return Finding(None, held.unsure or f"I see no number that surely belongs to {reading.subject}", absent=not held.texts)
    found = _NUMBER.findall(held.texts[0].text)
    if len(found) != 1 or "," in found[0]:
        return Finding(None, f"{reading.subject} says {held.texts[0].text!r}: that is not one number", held.texts[0].box)
    number = float(found[0].replace("\u2212", "-"))
    holds = reading.equal if number == reading.number else (number - reading.number) * reading.sign > 0
    return Finding(holds, f"{reading.subject} is {found[0]}", held.texts[0].box)


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 3] + "..."
