"""What a platform does for windows that cannot be reached: minimised ones come back, others are reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from gui_agent.perception.geometry import Box

_EDGE = 4
"""Pixels beyond an edge of the screen that are not missed: a frame's border."""


@dataclass(frozen=True)
class ManagedWindow:
    """A window that the window manager looks after."""

    title: str
    frame: Box
    """With its decorations, in pixels of the virtual screen."""
    minimised: bool = False


class WindowCare(Protocol):
    """The windows of one display, used by one thread. Every method raises EnvironmentProblem when the display is gone."""

    def windows(self) -> list[ManagedWindow]:
        """All windows, the one in front last."""

    def bring_back(self) -> int:
        """Show the windows that were minimised; how many there were. Nothing on a display that belongs to a user."""

    def close(self) -> None:
        """End the connection; safe to call twice."""


def out_of_reach(windows: Sequence[ManagedWindow], screen: Box, *, keys: bool) -> list[str]:
    """What a screenshot does not show of these windows, a sentence each; `keys`: the private screen's keys work here."""
    sentences = []
    for index, window in enumerate(windows):
        name = f"The window {window.title!r}" if window.title else "A window without a title"
        if window.minimised:
            sentences.append(f"{name} is minimised{'; alt+tab changes to it' if keys else ''}.")
            continue
        cover = next(
            (other for other in windows[index + 1 :] if not other.minimised and _contains(other.frame, window.frame)), None
        )
        if cover is not None:
            sentences.append(f"{name} is hidden behind {cover.title!r}{'; alt+tab changes windows' if keys else ''}.")
        beyond = _beyond(window.frame, screen)
        if beyond:
            fetch = "; while it is in front, super+home moves it to the screen's corner" if keys else ""
            further = (
                ", super+page_down moves it up and super+page_up down" if keys and window.frame.height > screen.height else ""
            )
            sentences.append(f"{name} reaches beyond the screen: {beyond}{fetch}{further}.")
    return sentences


def _beyond(frame: Box, screen: Box) -> str:
    sides = {
        "left": screen.left - frame.left,
        "top": screen.top - frame.top,
        "right": frame.right - screen.right,
        "bottom": frame.bottom - screen.bottom,
    }
    return ", ".join(f"{pixels} pixels at the {side}" for side, pixels in sides.items() if pixels > _EDGE)


def _contains(outer: Box, inner: Box) -> bool:
    return outer.left <= inner.left and outer.top <= inner.top and outer.right >= inner.right and outer.bottom >= inner.bottom
