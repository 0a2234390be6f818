"""Whether thinking pays for the next decision: at the first look, after what did not come out as planned, and to plan or to judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui_agent.actions.effect import Effect

ALWAYS = ("planner", "verifier")
"""Agents whose every decision is worth it."""


@dataclass
class Thoughts:
    """What speaks for thinking before the next decision of a run."""

    agent: str = ""
    """Who was asked last."""
    doubtful: bool = True
    """Whether something speaks for it: nothing was decided yet, or something did not come out as planned."""
    wanted: bool = True
    """Whether the decision that is asked for now is to be thought about."""

    def note(self, effect: Effect, advice: str) -> None:
        """What came of an action."""
        self.doubtful = self.doubtful or effect.outcome != "confirmed" or bool(advice)

    def ask(self, agent: str) -> None:
        """Somebody is about to decide: this agent."""
        self.wanted = self.doubtful or agent != self.agent or agent in ALWAYS
        self.agent, self.doubtful = agent, False
