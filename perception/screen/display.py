"""Displays: a private virtual screen of the agent's own, or one that is already there."""

from __future__ import annotations

import os
import re
import sys

from gui_agent.errors import UsageError
from gui_agent.perception.geometry import Size
from gui_agent.perception.screen.private_screen import (
    DEFAULT_SIZE,
    VirtualDisplay,
    abandoned_displays,
    described_display,
    end_abandoned,
    find_virtual_display,
    start_virtual_display,
)
from gui_agent.perception.screen.seal import Seal
from gui_agent.perception.screen.x_display import Display, attach

__all__ = [
    "DEFAULT_SIZE",
    "Display",
    "VirtualDisplay",
    "abandoned_displays",
    "attach",
    "described_display",
    "find_virtual_display",
    "is_private",
    "open_display",
    "start_virtual_display",
]
SMALLEST, LARGEST = 28, 32767
"""Pixels of a private screen's side; X11 counts places in 16 bits with a sign."""


def is_private(choice: str, *, with_app: bool) -> bool:
    """Whether `open_display` starts a private screen for this choice."""
    has_desktop = sys.platform != "linux" or bool(os.environ.get("DISPLAY"))
    return choice.startswith("virtual") or (choice == "auto" and sys.platform == "linux" and (with_app or not has_desktop))


def open_display(choice: str, *, with_app: bool, seal: Seal | None = None, own_fonts: bool = True) -> Display:
    """The display that `--display` names: auto, desktop, virtual, virtual:WIDTHxHEIGHT or :N; a private one with `seal`.

    `own_fonts` as for `start_virtual_display`. Raises UsageError.
    """
    if sys.platform == "linux":
        end_abandoned()  # what a killed process left, where its guard was killed too
    if choice == "auto":
        choice = "virtual" if is_private(choice, with_app=with_app) else "desktop"
    if choice == "desktop":
        return attach()
    if choice == "virtual":
        return start_virtual_display(seal=seal, own_fonts=own_fonts)
    if match := re.fullmatch(r"virtual:(\d+)x(\d+)", choice):
        return start_virtual_display(_size(int(match[1]), int(match[2])), seal=seal, own_fonts=own_fonts)
    if re.fullmatch(r"[\w.-]*:\d+(\.\d+)?", choice):
        return attach(choice)
    raise UsageError(f"--display {choice!r} is not understood", "Use auto, desktop, virtual, virtual:WIDTHxHEIGHT or :NUMBER")


def _size(width: int, height: int) -> Size:
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise UsageError(
            f"a screen of {width}x{height} pixels is not possible",
            f"Each side of a private screen has {SMALLEST} to {LARGEST} pixels",
        )
    return Size(width, height)
