"""The calls of one reply: where the turn is at, and why the rest of it is not performed any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gui_agent.actions.action import BaseAction, Done, Fail, Type

if TYPE_CHECKING:
    from gui_agent.actions.effect import Effect
    from gui_agent.desktop.sight import Sight
    from gui_agent.perception.geometry import Box

LOOK_FIRST = "look at the result of your other calls first, then call done alone"


@dataclass
class Batch:
    """The calls of a reply, performed one after another until one does not do what such an action does."""

    size: int = 1
    begun: int = 0
    """How many of them were reached so far."""
    ended: str = ""
    """Why the rest is not performed; empty while the turn is in progress."""
    typing_sight: Sight | None = None
    """What the keyboard may be used by: the screen after the last action, where that changed nothing but what it was aimed at."""

    fields: tuple[Box, ...] = ()
    """Where the action before the next one was aimed at, in pixels of the virtual screen."""
    last_field: Box | None = None
    """Where a text was typed last, in pixels of the virtual screen: that field shows it when it loses the keyboard."""
    own: list[Box] = field(default_factory=list)
    """What the actions of the turn changed at what they were aimed at, in pixels of the virtual screen."""

    def following(self, size: int) -> Batch:
        """The turn after this one, of so many calls."""
        return Batch(size, last_field=self.last_field)

    @property
    def is_single(self) -> bool:
        """Whether the reply was one call, as most are."""
        return self.size <= 1

    def refusal(self, action: BaseAction) -> str:
        """Why the next action of the turn is not performed; empty if it may be."""
        self.begun += 1
        if self.is_single:
            return ""
        if self.ended:
            return self.ended
        return LOOK_FIRST if isinstance(action, Done | Fail) and self.begun > 1 else ""

    def note(self, action: BaseAction, effect: Effect) -> None:
        """What came of an action of the turn: what was not as planned ends it."""
        if self.is_single:
            return
        silent = effect.outcome == "no_effect" and not effect.caret and isinstance(action, Type)
        if effect.outcome in ("stale", "refused", "partial", "unexpected") or silent:
            self.ended = f"{action} before it did not do what was expected. Look at the new screenshot, and decide again"
