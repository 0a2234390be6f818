"""The choice of the mouse and keyboard for this platform."""

from __future__ import annotations

import sys

from gui_agent.actions.input.hands import Hands
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.display import Display


def open_hands(display: Display) -> Hands:
    """The hands for this platform. Raises EnvironmentProblem when the display cannot be controlled."""
    if sys.platform == "linux":
        from gui_agent.actions.platforms.x11.hands import X11Hands

        return X11Hands(display)
    if sys.platform == "win32":
        from gui_agent.actions.platforms.windows import WindowsHands

        return WindowsHands()
    if sys.platform == "darwin":
        from gui_agent.actions.platforms.macos import MacHands

        return MacHands()
    raise EnvironmentProblem(f"there are no hands for the platform {sys.platform}", "Linux, Windows and macOS are known")
