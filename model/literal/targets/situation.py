"""What a skill knows when it decides: the scene, what was done, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gui_agent.actions.effect import Effect
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets.progress import Facts, Search, SkillState


class NotFound(Exception):
    """What a step is aimed at is not on the screen, or cannot be distinguished from something else; the text says which."""

    def __init__(self, reason: str, ambiguous: bool = False, candidates: Sequence[Spot] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.ambiguous = ambiguous
        self.candidates = tuple(candidates)
        """What fits equally, where it is ambiguous."""


@dataclass(frozen=True)
class Situation:
    """What a skill is asked with."""

    scene: Scene
    state: SkillState | None = None
    """What the skill itself said in its last Act of this step; None at the beginning."""
    search: Search = Search()
    """What was tried so far to find what this step is aimed at."""
    facts: Facts = Facts()
    effect: Effect | None = None
    """What came of the last action of this step; None at the beginning, and where it is not known."""
    only_typed: bool = False
    """Whether something was done for earlier steps, but nothing was clicked except fields to type into."""
    thoughts: list[str] = field(default_factory=list)
    """Sentences for the thinking; the skill adds what it looks for and what it sees."""

    @property
    def beginning(self) -> bool:
        """Whether nothing has been done for this step yet."""
        return self.state is None

    @property
    def unchanged(self) -> bool:
        """Whether the last action changed nothing that can be seen, or no more than a speck."""
        return self.effect is not None and not self.effect.visible

    def think(self, sentence: str) -> None:
        """Add a sentence to the thinking."""
        self.thoughts.append(sentence)


def describe(spot: Spot) -> str:
    """A spot in a few words: its kind and its label."""
    label = spot.label or spot.name or spot.value
    return f"{spot.kind} {label!r}" if label else spot.kind
