"""Counting on evidence: "the 2nd check box" is only known where every option before it was made out for what it is.

The eyes may overlook a mark, or take a check box for a radio button: under the pointer, with the ring of the keyboard focus, in an
unusual theme. The shape of the mark itself is the evidence; where it contradicts, what is counted is unsure, and nothing is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.mark_shape import Shape, mark_shape
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.geometry import Box

OPTIONS: Final = frozenset({"checkbox", "radio"})
_WITH_PARTS: Final = frozenset({"slider", "spinner", "field", "dropdown"})
"""What a drawing in it is a part of: the thumb of a slider is no mark."""
_SHAPES: Final[dict[str, Shape]] = {"checkbox": "square", "radio": "round"}
_NEAR: Final = 4
"""Heights of an option between it and a mark of the same column, at most."""
_BEYOND: Final = 4
"""Pixels around a mark that are looked at with it."""


def is_counted(target: Target) -> bool:
    """Whether a target is one of several options by its number alone."""
    return target.role in OPTIONS and bool(target.ordinal) and not target.label


def counted(spots: Sequence[Spot], target: Target, situation: Situation) -> list[Spot]:
    """The options to count, in reading order: those of the kind that is named. Raises NotFound where it is unsure which one is meant."""
    own = relations.reading_order([spot for spot in spots if spot.kind == target.role], lambda spot: spot.box)
    ordinal = target.ordinal or 1
    if not -len(own) <= ordinal <= len(own) or (target.of and len(own) != target.of):
        raise NotFound(f"there is no {target.phrase!r} on the screen: I see {len(own)} of that kind")
    meant = own[ordinal - 1 if ordinal > 0 else ordinal]
    doubts = list(_doubts(target, situation))
    order = relations.reading_order([meant, *(spot for spot in doubts if spot != meant)], lambda spot: spot.box)
    at = order.index(meant)
    unsure = meant in doubts or (doubts if target.of else order[:at] if ordinal > 0 else order[at + 1 :])
    if unsure:
        first = meant if meant in doubts else next(spot for spot in order if spot != meant)
        raise NotFound(
            f"I cannot tell which one is {target.phrase!r}: {first.label or 'something'!r} at ({first.box.center.x}, "
            f"{first.box.center.y}) may be one that I did not make out; say what it is called"
        )
    return own


def _doubts(target: Target, situation: Situation) -> Iterator[Spot]:
    """What may belong to the counted options or not: options whose mark has the other shape, and captions behind a mark of that shape."""
    wanted = _SHAPES[str(target.role)]
    scene = situation.scene
    options = [spot for spot in scene.spots if spot.kind in OPTIONS]
    for spot in options:
        shape = mark_shape(scene, _mark_place(spot, situation))
        if shape in _SHAPES.values() and (shape == wanted) != (spot.kind == target.role):
            yield spot
    known = [spot.box.padded(2) for spot in scene.spots if spot.kind in OPTIONS or spot.kind in _WITH_PARTS]
    for spot in scene.spots:
        if spot.kind in ("text", "icon", "shape") and not any(box.contains(spot.box.center) for box in known):
            place = _beside(spot, options, situation)
            if place is not None and mark_shape(scene, place) in (wanted, "unclear"):
                yield spot


def _mark_place(option: Spot, situation: Situation) -> Box:
    """Where the mark of an option is: left of its caption, else its whole box."""
    box = option.box
    lefts = [
        word.box.left
        for line in situation.scene.lines
        for word in line.words
        if word.text.strip("_ ") and word.text in option.label and box.padded(3).contains(word.box.center)
    ]
    right = min(lefts, default=box.right) - 1
    if right - box.left < box.height // 3:  # the caption was read as far as into the mark
        right = box.left + box.height
    return Box(box.left - _BEYOND, box.top - 1, right, box.bottom + 1)


def _beside(spot: Spot, options: Sequence[Spot], situation: Situation) -> Box | None:
    """Where the mark of a text would be, if the text were an option of the column of one that is known."""
    for option in options:
        place = _mark_place(option, situation)
        if abs(spot.box.center.y - option.box.center.y) > _NEAR * option.box.height:
            continue
        if spot.kind != "text" and abs(spot.box.left - option.box.left) <= 2 * _BEYOND:
            return Box(place.left, spot.box.top - 2, max(place.right, spot.box.right + 2), spot.box.bottom + 2)
        if spot.kind == "text" and 0 <= spot.box.left - place.left <= 2 * place.width and spot.box.left - place.left >= 7:
            return Box(place.left, spot.box.top, spot.box.left - 1, spot.box.bottom)
    return None
