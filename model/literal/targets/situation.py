"""What a skill knows when it decides: the scene, what was done, and what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import Spot

State = dict[str, Any]


_BOX = re.compile(r"\[(\d+),\s?(\d+),\s?(\d+),\s?(\d+)\]")


_AROUND = frozenset({"acts", "seek", "container", "dwelt", "popped", "patience", "peek", "peeked"})
"""What the planner and the search for hidden things note, next to the skills' own state."""


_SPECK = 3
"""Thousandths: a change no larger than this is no effect."""


def changes(effect: str) -> list[list[int]]:
    """The boxes (thousandths) in which the screen changed, as the tool tells them."""
    return [[int(number) for number in match] for match in _BOX.findall(effect)]


class NotFound(Exception):
    """What a step is aimed at is not on the screen, or cannot be told from something else; the text says which."""

    def __init__(self, reason: str, ambiguous: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.ambiguous = ambiguous


@dataclass
class Situation:
    """What a skill is asked with."""

    scene: Scene
    state: State
    """What the skill itself said in its last Act of this step; empty at the beginning."""
    facts: State
    effect: str
    """What the tool said about the last action of this step; empty at the beginning."""
    thoughts: list[str]
    """Sentences for the thinking; the skill adds what it looks for and what it sees."""

    @property
    def beginning(self) -> bool:
        """Whether nothing has been done for this step yet."""
        return not set(self.state) - _AROUND

    @property
    def unchanged(self) -> bool:
        """Whether the tool said that the last action changed nothing that can be seen, or no more than a speck."""
        said = self.effect.lower()
        if "nothing" in said and "chang" in said:
            return True
        boxes = changes(said)
        return bool(boxes) and all(right - left <= _SPECK and bottom - top <= _SPECK for left, top, right, bottom in boxes)

    @property
    def refused(self) -> bool:
        """Whether the tool said that the last action was not performed."""
        return self.effect.startswith("Not performed")

    def think(self, sentence: str) -> None:
        """Add a sentence to the thinking."""
        self.thoughts.append(sentence)


def describe(spot: Spot) -> str:
    """A spot in a few words: its kind and its label."""
    label = spot.label or spot.name or spot.value
    return f"{spot.kind} {label!r}" if label else spot.kind
