"""Notices a model that repeats an action without effect: first it is told, in the end the run stops."""

from __future__ import annotations

from gui_agent.actions.action import BaseAction, Wait
from gui_agent.errors import LimitReached
from gui_agent.perception.change.change import Change

WARN_AFTER = 2
STOP_AFTER = 6


class StuckDetector:
    """Counts how often in a row the same action changed nothing on the screen."""

    def __init__(self) -> None:
        self._last: BaseAction | None = None
        self._repeats = 0

    def after(self, action: BaseAction, change: Change) -> str:
        """What to tell the model after an action with this effect; empty when all is well.

        Raises LimitReached after the same action had no effect six times in a row.
        """
        if change or isinstance(action, Wait):
            self._last, self._repeats = None, 0
            return ""
        self._repeats = self._repeats + 1 if action == self._last else 1
        self._last = action
        if self._repeats >= STOP_AFTER:
            raise LimitReached(f"stuck: {action} changed nothing on the screen, {self._repeats} times in a row")
        if self._repeats >= WARN_AFTER:
            return f" This same action had no effect {self._repeats} times in a row: try something else."
        return ""
