"""Whether the user is asked before an action: judged by what it says, by the window that it would touch, and by the text there."""

from __future__ import annotations

from gui_agent.actions.action import BaseAction, Done, Fail, Risk, Wait
from gui_agent.actions.policy.risk import Approval, risk_of
from gui_agent.desktop.desktop import Desktop
from gui_agent.perception.geometry import Box

_RISKS: tuple[Risk, ...] = ("reading", "reversible", "sensitive")


async def must_ask(action: BaseAction, risk: Risk, mode: Approval, desktop: Desktop, frame: Box) -> bool:
    """Whether the user must be asked before `action`, which is this risky by its own words; its places are thousandths of `frame`.

    Raises EnvironmentProblem.
    """
    if mode == "never" or isinstance(action, Done | Fail | Wait):
        return False
    if mode == "always" or risk == "sensitive":
        return True
    return action.risk != "reading" and await risk_on_screen(action, desktop, frame) == "sensitive"


async def risk_on_screen(action: BaseAction, desktop: Desktop, frame: Box) -> Risk:
    """The highest risk that an action has in the windows that it would touch, and by the text under its places.

    The model's own description of its target may be wrong, or follow what a hostile page says. Raises EnvironmentProblem.
    """
    windows, text = await desktop.touched(action, frame)
    return max((risk_of(action, text, window.title) for window in windows), key=_RISKS.index)
