"""Characters that print does not distinguish, alone on a button or in a code: O and 0, I, l and 1.

Which of them a picture shows is not known. One place that may be the one named is taken; two are an error that names both. What an
application reports about itself is known to the letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets.situation import NotFound, Situation

_ALIKE: Final = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})
_AS_LARGE: Final = 0.6
"""The smaller of two places is so large at least, in height, for both to be buttons of one kind."""


def refuse_lookalikes(target: Target, spots: Sequence[Spot], situation: Situation) -> None:
    """Raise NotFound where a label of such characters alone may be either of two places that read differently."""
    wanted = target.label.strip()
    if not wanted or set(wanted.translate(_ALIKE)) - {"0", "1"} or target.relation is not None or target.ordinal:
        return
    same = [spot for spot in spots if spot.label.strip().translate(_ALIKE) == wanted.translate(_ALIKE)]
    if not same or any(_is_reported(spot, situation) for spot in same):
        return
    first = same[0]
    for other in same[1:]:
        if other.label.strip() != first.label.strip() and other.kind == first.kind and _as_large(other, first):
            both = " or ".join(
                f"{spot.kind} {spot.label.strip()!r} at ({spot.box.center.x}, {spot.box.center.y})" for spot in (first, other)
            )
            raise NotFound(
                f"{wanted!r} may be {both}: print hardly distinguishes them; say which one by its place",
                ambiguous=True,
                candidates=[first, other],
            )


def _is_reported(spot: Spot, situation: Situation) -> bool:
    """Whether the application itself says that this is there."""
    return any(element.box == spot.box and element.text == spot.label for element in situation.scene.reported)


def _as_large(one: Spot, other: Spot) -> bool:
    low, high = sorted((one.box.height, other.box.height))
    return low >= _AS_LARGE * high
