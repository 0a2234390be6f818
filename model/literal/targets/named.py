"""What a whole phrase names: by its label and noun, its colour, its states, its place and its number, each judged.

What passes every part for sure is meant; what passes some only perhaps is meant perhaps; what fails one is not meant.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from gui_agent.model.literal.language.noun_phrases import Phrase, Place, PlaceKind, State
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.directions import stands
from gui_agent.model.literal.targets.labels import Named, labelled
from gui_agent.model.literal.targets.seen_colour import has_colour
from gui_agent.model.literal.targets.situation import describe
from gui_agent.model.literal.targets.statement_evidence import Evidence, Holds, either
from gui_agent.model.literal.targets.states import state_of
from gui_agent.model.literal.targets.table_lines import lines_of
from gui_agent.perception.geometry import Box

_PLAIN: Final = frozenset({"text", "word", "item", "link"})


def named(phrase: Phrase, evidence: Evidence) -> Named:
    """Everything that a phrase may mean."""
    found = labelled(phrase, evidence)
    if phrase.colour:
        found = _kept(found, lambda spot: coloured(spot, phrase.colour, evidence), f"whether it is {phrase.colour}")
    for state, wanted, word in phrase.states:
        found = _kept(found, partial(_is, state=state, wanted=wanted, evidence=evidence), f"whether it is {word}")
    place = phrase.place
    if place is not None and phrase.role not in ("row", "column"):
        found = _kept(found, lambda spot: placed(spot, place, evidence)[0], f"whether it is {place.kind} {place.anchor}")
    if phrase.ordinal and phrase.role not in ("row", "column"):
        found = _picked(found, phrase.ordinal)
    return found


def placed(spot: Spot, place: Place, evidence: Evidence) -> tuple[Holds, str]:
    """Whether a spot is at a place, and why not, or why that is unknown."""
    anchor = place.anchor
    where = f"{place.kind} the {anchor}" if not anchor.quoted else f"{place.kind} {anchor}"
    if anchor.role == "screen" and not anchor.label:
        return (True, "") if place.kind in ("in", "of") else (None, f"I cannot judge {where!r}")
    if place.kind in ("in", "of", "row") and anchor.role in ("row", "column"):
        boxes = lines_of(anchor, evidence)
        if not boxes:
            return None, f"I cannot see the {anchor}"
        return either(_crosses(box, spot, anchor.role) for box in boxes), f"it is not {where}"
    target = named(anchor, evidence)
    if not target.best:
        return None, target.doubt or f"I cannot see {anchor}"
    holds = either(stands(spot, place.kind, one, evidence) for one in target.best if one.box != spot.box)
    if holds is True and not target.sure:
        return None, target.doubt
    return holds, f"I cannot tell whether it is {where}" if holds is None else f"it is not {where}"


def between(spot: Spot, first: Phrase, second: Phrase, evidence: Evidence) -> Holds:
    """Whether a spot is between two others, in one column or in one row; not where it is surely on the same side of both."""
    ends = [named(phrase, evidence) for phrase in (first, second)]
    if any(len(end.sure) != 1 for end in ends):
        return None
    one, other = (end.sure[0] for end in ends)
    axes: tuple[tuple[PlaceKind, PlaceKind], ...] = (("above", "below"), ("left", "right"))
    for before, after in axes:
        sides = [_side(spot, end, before, after, evidence) for end in (one, other)]
        if None not in sides:
            return sides[0] != sides[1]
    return None


def _side(spot: Spot, end: Spot, before: PlaceKind, after: PlaceKind, evidence: Evidence) -> PlaceKind | None:
    """On which of two sides of an end a spot surely is; None for neither."""
    return next((side for side in (before, after) if stands(spot, side, end, evidence)), None)


def coloured(spot: Spot, colour: str, evidence: Evidence) -> Holds:
    """Whether a spot has a colour: a widget its ground, or where it has none its letters; a text its letters."""
    if spot.kind in ("checkbox", "radio", "panel", "list", "dialog", "slider"):
        return None
    look = evidence.look(spot)
    ink = has_colour(look.ink, colour)
    if spot.kind in _PLAIN:
        if ink is not False:
            return ink
        return None if has_colour(look.fill, colour) is not False else False
    if not look.filled:
        return None if ink is False and has_colour(look.fill, colour) else ink
    fill = has_colour(look.fill, colour)
    return None if fill is False and ink and colour not in ("white", "black") else fill


def _crosses(line: Box, spot: Spot, role: str) -> bool:
    middle = spot.box.center
    if role == "row":
        return line.left - 4 <= middle.x <= line.right + 4 and line.top - 4 <= middle.y <= line.bottom + 4
    return relations.overlap_across(line, spot.box) > 0 and line.top <= middle.y <= line.bottom


def _is(spot: Spot, state: State, wanted: bool, evidence: Evidence) -> Holds:
    holds = state_of(spot, state, evidence)
    return None if holds is None else holds == wanted


def _kept(found: Named, test: Callable[[Spot], Holds], what: str) -> Named:
    """Those that pass a test; those of which it is unknown are named only perhaps."""
    judged = [(spot, test(spot)) for spot in found.sure]
    sure = [spot for spot, holds in judged if holds]
    perhaps = [spot for spot, holds in judged if holds is None]
    doubt = f"I cannot tell {what}" if perhaps else ""
    later = [spot for spot in found.perhaps if test(spot) is not False]
    failed = found.failed
    if found.best and not sure and not perhaps and not later:
        failed = f"the {describe(found.best[0])} is there, but {what.removeprefix('whether it is ')} is not what it is"
    return Named(sure, [*perhaps, *later], doubt or (found.doubt if later or not found.best else ""), failed)


def _picked(found: Named, ordinal: int) -> Named:
    """The first, second, last of them, from top to bottom; in doubt where it is not sure which ones there are."""
    spots = relations.reading_order(found.best, lambda spot: spot.box)
    index = ordinal - 1 if ordinal > 0 else len(spots) + ordinal
    if not 0 <= index < len(spots):
        return Named([], [], found.doubt if found.perhaps else "")
    if found.perhaps:
        return Named([], [spots[index]], found.doubt or "which one that is")
    return Named([spots[index]], [])
