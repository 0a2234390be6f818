"""The states of things: checked, enabled, empty, selected, each on evidence for it and against it."""

from __future__ import annotations

from typing import Final

from gui_agent.model.literal.language.noun_phrases import State
from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.fields import content
from gui_agent.model.literal.targets.seen_colour import enabled
from gui_agent.model.literal.targets.statement_evidence import Evidence, Holds

_NEAR: Final = 90
"""Pixels between two radio buttons of one group at most."""
_APART: Final = 24
"""How much (0 to 255) the ground of the selected tab differs from that of the others."""


def state_of(spot: Spot, state: State, evidence: Evidence) -> Holds:
    """Whether a spot is in a state; None where its picture does not say."""
    if state == "checked":
        return _checked(spot, evidence)
    if state == "selected":
        return _checked(spot, evidence) if spot.kind in ("checkbox", "radio") else _selected(spot, evidence)
    if state == "enabled":
        return _enabled(spot, evidence)
    if state == "empty":
        return _empty(spot, evidence)
    return True if state == "visible" else None


def _checked(spot: Spot, evidence: Evidence) -> Holds:
    """As the mark says; not where two radio buttons of one group seem to be chosen."""
    if spot.kind not in ("checkbox", "radio") or spot.checked is None:
        return None
    if spot.kind == "radio" and spot.checked:
        others = [other for other in evidence.widgets if other.kind == "radio" and other.checked and other is not spot]
        if any(_one_group(spot, other) for other in others):
            return None
    return spot.checked


def _one_group(spot: Spot, other: Spot) -> bool:
    below = abs(spot.box.left - other.box.left) < 12 and abs(spot.box.center.y - other.box.center.y) < _NEAR
    return below or (relations.same_row(spot.box, other.box) and relations.gap(spot.box, other.box) < _NEAR)


def _enabled(spot: Spot, evidence: Evidence) -> Holds:
    if not evidence.cells_in(spot.box.padded(2)):
        return None
    clear = enabled(evidence.look(spot))
    if spot.kind in FIELDS and spot.kind != "dropdown":
        return None if clear is False else clear  # a pale text may be a placeholder
    return clear


def _empty(spot: Spot, evidence: Evidence) -> Holds:
    """Fields by what is in them, other frames by the texts inside."""
    if spot.kind in FIELDS:
        text = content(spot, evidence)
        return None if text is None else not text
    if spot.kind in ("dialog", "list"):
        return False if evidence.cells_in(spot.box) else None
    return None


def _selected(spot: Spot, evidence: Evidence) -> Holds:
    """Of at least three things in a row that look alike but for one, whether it is the one."""
    beside = [
        one for one in [*evidence.widgets, *evidence.texts] if relations.same_row(one.box, spot.box) and one.kind == spot.kind
    ]
    if len(beside) < 3:
        return None
    grounds = [evidence.look(one).fill for one in beside]
    own = evidence.look(spot).fill
    other = [ground for one, ground in zip(beside, grounds, strict=True) if one is not spot]
    alike = [max(abs(a - b) for a, b in zip(own, ground, strict=True)) < _APART for ground in other]
    if not any(alike) and all(max(abs(a - b) for a, b in zip(other[0], ground, strict=True)) < _APART for ground in other):
        return True
    return False if sum(not one for one in alike) == 1 else None
