"""The windows of a screen, one upon another, and which of them has the keyboard: what an input would hit."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from gui_agent.perception.geometry import Box, Point


class TopWindow(NamedTuple):
    """A window directly on the screen: a program's window with its frame, a menu, a tooltip."""

    number: int
    box: Box
    """In pixels of the virtual screen."""


class Stack(NamedTuple):
    """What is on the screen at one moment."""

    windows: tuple[TopWindow, ...]
    """From the bottom to the top."""
    focus: int
    """The window that key presses go to, by its number; 0 where there is none."""
    focused: TopWindow | None
    """The top window that it is in."""

    def at(self, point: Point) -> TopWindow | None:
        """The window that a click there goes to; None for the bare desktop."""
        return next((window for window in reversed(self.windows) if window.box.contains(point)), None)


class StackReader(Protocol):
    """Reads the windows of one display; used by one thread."""

    def read(self) -> Stack | None:
        """The windows as they are now; None where windows cannot be distinguished."""

    def pointer(self) -> Point | None:
        """Where the mouse pointer is, in pixels of the virtual screen; None where windows cannot be distinguished."""

    def titles(self) -> dict[int, str]:
        """What the windows are called, by their numbers; empty where windows cannot be distinguished."""

    def worked(self, window: int) -> float | None:
        """Seconds for which the program of a window has computed, or waited for a processor, until now; None where that is not known."""

    def close(self) -> None:
        """End the connection; fine if the display is gone."""
