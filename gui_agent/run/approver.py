"""Who is asked whether an action may be performed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from gui_agent.actions.action import BaseAction
from gui_agent.run.run import Run

if TYPE_CHECKING:
    from gui_agent.run.foreign_tools import ForeignCall

Approver = Callable[["BaseAction | ForeignCall", Run], Awaitable[bool]]
"""Whether an action may be performed; awaited, so the answer may take its time."""

NOT_APPROVED = "the user did not approve this action"


async def deny(_: BaseAction | ForeignCall, __: Run) -> bool:
    """The default approver: deny."""
    return False
