"""The dialog in front of its application's window, and what it keeps from being used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from gui_agent.perception.geometry import Box

if TYPE_CHECKING:
    from gui_agent.perception.screen.x_windows import TopWindow

_MENU: Final = (60, 40)
"""Pixels: how wide and high a menu is at least; a hint of one line is lower."""


def dialog_in_front(windows: Sequence[TopWindow]) -> TopWindow | None:
    """The window in front (`windows` has it last), if it is a dialog and another window of its application is behind it."""
    shown = [window for window in windows if not window.is_popup]
    if not shown or not shown[-1].is_dialog:
        return None
    return shown[-1] if any(_are_of_one_application(shown[-1], window) for window in shown[:-1]) else None


def is_blocked(box: Box, windows: Sequence[TopWindow]) -> bool:
    """Whether what is at a place (pixels of the picture) takes no input, since a modal dialog of its application is in front of it."""
    front = dialog_in_front(windows)
    if front is None or not front.is_modal:
        return False
    at = windows.index(front)
    if any(window.frame.contains(box.center) for window in windows[at:]):
        return False
    under = next((window for window in reversed(windows[:at]) if window.frame.contains(box.center)), None)
    return under is not None and _are_of_one_application(front, under)


def open_menu(windows: Sequence[TopWindow]) -> Box | None:
    """The menu or list that is open, the last of several; None where none is. A dialog that comes meanwhile does not close it."""
    boxes = [window.frame for window in windows if window.is_popup]
    return next((box for box in reversed(boxes) if box.width >= _MENU[0] and box.height >= _MENU[1]), None)


def _are_of_one_application(one: TopWindow, other: TopWindow) -> bool:
    return one.process == other.process or None in (one.process, other.process)
