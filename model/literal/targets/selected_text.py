"""A text that is selected and restyled: where it is, what its ground looks like, and the shape of its letters."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.text_match import canonical
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.targets.excerpts import paragraphs
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.geometry import Box
from gui_agent.perception.opencv import cv2

Colour = tuple[float, ...]

_OTHER: Final = 12
"""Difference of one colour (0 to 255) from which a ground is another one: a pale selection is still seen."""
_STEP: Final = 8
"""Colours that differ by less count as one ground."""
_CELLS: Final = (24, 6)
"""Columns and rows in which the letters are measured."""
_MOVED: Final = 0.3
"""Ninths of a cell, on the average, by which letters differ that were drawn anew."""


def words_of(target: Target, situation: Situation) -> list[Box]:
    """Where these words are within a line; [] where they are not. Raises NotFound where they are in several places."""
    wanted = [canonical(word) for word in target.label.split()]
    found: list[list[Box]] = []
    for line in situation.scene.lines:
        words = [canonical(word.text) for word in line.words]
        for at in range(len(words) - len(wanted) + 1):
            if words[at : at + len(wanted)] == wanted:
                found.append([word.box for word in line.words[at : at + len(wanted)]])
    if len(found) > 1 and not target.ordinal:
        raise NotFound(f"{target} is ambiguous: it is there {len(found)} times", True)
    at = (target.ordinal or 1) - ((target.ordinal or 1) > 0)
    return found[at] if found and -len(found) <= at < len(found) else []


def text_boxes(target: Target, situation: Situation) -> list[Box]:
    """Where the text is that a target names: words of a line, or the lines of a paragraph. Raises NotFound."""
    if target.label and target.role in ("text", "word", None) and (words := words_of(target, situation)):
        return words
    if target.label:
        return [locate(target, situation).box]
    blocks = paragraphs(situation)
    wanted = target.ordinal or (target.relation.anchor.ordinal if target.relation else None) or 1
    if not blocks or wanted > len(blocks):
        raise NotFound(f"I see no {target.phrase!r} on the screen")
    return [box for _, box in blocks[wanted - 1 if wanted > 0 else wanted]]


def ground_of(scene: Scene, box: Box) -> Colour:
    """The colour that most of a box has: what the letters are on."""
    part = _part(scene, box).reshape(-1, 3) // _STEP
    colours, counts = np.unique(part, axis=0, return_counts=True)
    return tuple(float(value * _STEP) for value in colours[counts.argmax()])


def is_other(one: Colour, other: Colour) -> bool:
    """Whether two grounds differ, as that of a selected text does."""
    return len(one) == len(other) and max(abs(a - b) for a, b in zip(one, other, strict=True)) >= _OTHER


def letters_in(scene: Scene, box: Box) -> str:
    """How much ink is in each cell of a box, a digit each."""
    part = _part(scene, box).astype(np.int16)
    apart = np.abs(part - np.array(ground_of(scene, box)) - _STEP // 2).max(axis=2)
    ink = (apart > max(40, int(apart.max()) // 2)).astype(np.float32)
    cells = cv2.resize(ink, _CELLS, interpolation=cv2.INTER_AREA)
    return "".join(str(min(9, round(9 * float(value)))) for value in cells.flat)


def are_redrawn(before: str, now: str) -> bool:
    """Whether letters on one ground look otherwise than before: heavier, slanted, with a line under or through them."""
    if len(before) != len(now) or not before:
        return False
    return sum(abs(int(one) - int(other)) for one, other in zip(before, now, strict=True)) >= _MOVED * len(now)


def _part(scene: Scene, box: Box) -> np.ndarray[Any, np.dtype[np.uint8]]:
    inside = box.intersection(scene.frame) or scene.frame
    return np.asarray(scene.screenshot.image.crop((inside.left, inside.top, inside.right, inside.bottom)).convert("RGB"))
