"""What a skill answers when it is asked for the next move of a step, and what it knows when it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gui_agent.actions.action import BaseAction


@dataclass(frozen=True)
class Act:
    """Do this, and ask again with this state."""

    action: BaseAction
    state: Mapping[str, Any]
    """JSON types; what the skill must know when it sees what came of it."""


@dataclass(frozen=True)
class Finished:
    """The step is done; `facts` are kept for later steps."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    skip: int = 0
    """Steps after it that are left out."""


@dataclass(frozen=True)
class Stuck:
    """The step cannot be done."""

    reason: str


Outcome = Act | Finished | Stuck
