"""What a skill answers when it is asked for the next move of a step."""

from __future__ import annotations

from dataclasses import dataclass

from gui_agent.actions.action import BaseAction
from gui_agent.model.literal.targets.progress import Facts, Search, SkillState


@dataclass(frozen=True)
class Act:
    """Do this, and ask again with this state."""

    action: BaseAction
    state: SkillState | None
    """What the skill must know when it sees what came of it; None while it has not begun itself."""
    search: Search = Search()
    """What was tried to find the step's target; a skill that acts on what it found begins a new search."""


@dataclass(frozen=True)
class Finished:
    """The step is done."""

    facts: Facts | None = None
    """What later steps are to know; None where nothing new was learnt."""
    skip: int = 0
    """Steps after it that are left out."""


@dataclass(frozen=True)
class Stuck:
    """The step cannot be done."""

    reason: str


Outcome = Act | Finished | Stuck
