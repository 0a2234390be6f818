"""What was on the screen right before an action, and how much of the action was done."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gui_agent.actions import secrets
from gui_agent.actions.action import BaseAction, Type
from gui_agent.actions.input.stack import TopWindow
from gui_agent.perception.screen.screenshot import Screenshot

_CUT = "another window took the keyboard after {}; the rest was not typed"


class Before(NamedTuple):
    """What was there right before an action."""

    screenshot: Screenshot
    titles: dict[int, str]
    """Of the windows, by their numbers."""
    moving: NDArray[np.bool_] | None
    """The squares of the screen that moved by themselves (32 pixels a side)."""
    tops: tuple[TopWindow, ...] = ()
    """The windows directly on the screen, menus and tooltips too."""
    restless: NDArray[np.bool_] | None = None
    """Those that changed without an input at least once, lately; None where nothing is known."""
    cut: str = ""
    """Why only a part of it was done, in words for the model; empty where all was."""


def cut_off(action: BaseAction, typed: int) -> str:
    """Why only the first `typed` characters of a text were typed, in words for the model."""
    return _CUT.format(_share_typed(action, typed))


def _share_typed(action: BaseAction, typed: int) -> str:
    """How much of a text was typed; no number that would say how long a secret is."""
    if not isinstance(action, Type) or secrets.find(action.content):
        return "a part of the text"
    return f"{typed} of {len(action.content)} characters"
