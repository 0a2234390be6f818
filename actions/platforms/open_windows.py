"""The choice of what looks after windows, and of what reads them, on this platform."""

from __future__ import annotations

import sys

from gui_agent.actions.input.stack import StackReader
from gui_agent.actions.input.window_care import ManagedWindow, WindowCare
from gui_agent.perception.geometry import Point
from gui_agent.perception.screen.display import Display


class NoWindows:
    """Where windows are not known: Windows and macOS bring their own bars, and displays of other systems are to come."""

    def windows(self) -> list[ManagedWindow]:
        """None is known."""
        return []

    def bring_back(self) -> int:
        """Nothing is done."""
        return 0

    def close(self) -> None:
        """Nothing is open."""


def open_windows(display: Display) -> WindowCare:
    """Give what looks after the windows of `display`."""
    if sys.platform == "linux" and display.name is not None:
        from gui_agent.actions.platforms.x11.care import X11WindowCare

        return X11WindowCare(display)
    return NoWindows()


class NoStack:
    """Where windows cannot be distinguished."""

    def read(self) -> None:
        """They are not known."""

    def pointer(self) -> Point | None:
        """It is not known."""
        return None

    def titles(self) -> dict[int, str]:
        """None is known."""
        return {}

    def worked(self, window: int) -> float | None:
        """It is not known."""
        return None

    def close(self) -> None:
        """Nothing is open."""


def open_stack(display: Display) -> StackReader:
    """Give what reads the windows of `display`. Raises EnvironmentProblem when the display cannot be reached."""
    if sys.platform == "linux" and display.name is not None:
        from gui_agent.actions.platforms.x11.stack import X11StackReader

        return X11StackReader(display)
    return NoStack()
