"""Whether the user is asked before an action: judged by what it says, by the window that it would touch, and by the text there."""

from __future__ import annotations

from gui_agent.actions.action import BaseAction, Done, Fail, Risk, Wait
from gui_agent.actions.policy.risk import Approval, needs_approval, risk_of
from gui_agent.desktop.desktop import Desktop
from gui_agent.perception.geometry import Box

_RISKS: tuple[Risk, ...] = ("reading", "reversible", "sensitive")


async def must_ask(action: BaseAction, mode: Approval, desktop: Desktop, frame: Box) -> bool:
    """Whether the user must be asked before `action`, whose places are thousandths of `frame`. Raises EnvironmentProblem."""
    if mode != "risky" or isinstance(action, Done | Fail | Wait) or action.risk == "reading":
        return needs_approval(action, mode)
    if needs_approval(action, mode):
        return True
    return await risk_on_screen(action, desktop, frame) == "sensitive"


async def risk_on_screen(action: BaseAction, desktop: Desktop, frame: Box) -> Risk:
    """The highest risk that an action has in the windows that it would touch, and by the text under its places.

    The model's own description of its target may be wrong, or follow what a hostile page says. Raises EnvironmentProblem.
    """
    windows, text = await desktop.touched(action, frame)
    return max((risk_of(action, text, window.title) for window in windows), key=_RISKS.index)
