"""Where reported windows are on the screen: toolkits report places in units of their own, from a corner of their own.

GTK 4 counts from its window's corner, Java adds the corner of the main window to the place of a menu that has a window of its own,
and all of them count in units that are scaled before they are drawn. The X server knows where the window is, and how large: the two
together give the scale and the corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.x_windows import TopWindow

_SCALES = (1.0, 2.0, 1.5, 1.25, 1.75, 3.0, 2.5, 4.0)
_EXACT = 4
"""Pixels by which a reported size may differ from the window's."""
_MARGIN = 24
"""Pixels beside the content that an application without a compositor draws as its own border."""


@dataclass(frozen=True)
class Placement:
    """How a reported place becomes one of the screen."""

    scale: float = 1.0
    origin: Point = Point(0, 0)
    """What was reported as the window's corner."""
    corner: Point = Point(0, 0)
    """Where that corner is, in pixels of the virtual screen."""
    window: TopWindow | None = None

    def of(self, box: Box) -> Box:
        """The pixels of the virtual screen that a reported box takes."""
        return Box(
            self.corner.x + round((box.left - self.origin.x) * self.scale),
            self.corner.y + round((box.top - self.origin.y) * self.scale),
            self.corner.x + round((box.right - self.origin.x) * self.scale),
            self.corner.y + round((box.bottom - self.origin.y) * self.scale),
        )


def place_window(
    title: str, reported: Box, windows: Sequence[TopWindow], process: int | None, *, relative: bool
) -> Placement | None:
    """The placement of a reported window: by its title, its process and its size; None where no window of the screen fits.

    `relative`: the toolkit counts from the window's corner, so a window must be found.
    """
    own = [window for window in windows if process is None or window.process in (process, None)]
    named = [window for window in own if title and window.title == title] or [
        window for window in own if not window.is_popup and window.process == process
    ]
    fits = [(_fit(reported, window), window) for window in (named if relative else [*named, *own])]
    good = [(error, scale, box, window) for fit, window in fits if fit is not None for error, scale, box in [fit]]
    if not good:
        return None
    _, scale, box, window = min(good, key=lambda item: (item[0], item[1] != 1.0, _distance(reported, item[2])))
    spare_x, spare_y = box.width - reported.width * scale, box.height - reported.height * scale
    corner = Point(box.left + round(spare_x / 2), box.top + round(spare_y / 2))
    if not relative and scale == 1.0 and not (window.is_popup and _distance(reported, box) > _MARGIN):
        corner = Point(reported.left, reported.top)  # reported in pixels of the screen: the most exact there is
    return Placement(scale, Point(reported.left, reported.top), corner, window)


def _fit(reported: Box, window: TopWindow) -> tuple[float, float, Box] | None:
    """How far (in pixels) a reported size is from the window's at the best scale, that scale, and the window's part that it is."""
    best: tuple[float, float, Box] | None = None
    for box in (window.content, window.frame):
        for scale in _SCALES:
            wide, high = box.width - reported.width * scale, box.height - reported.height * scale
            bordered = abs(wide - high) <= _EXACT and 0 <= wide <= _MARGIN * scale
            if not bordered and max(abs(wide), abs(high)) > _EXACT * scale:
                continue
            error = abs(wide) + abs(high)
            if best is None or (error, scale) < best[:2]:
                best = (error, scale, box)
    return best


def _distance(reported: Box, box: Box) -> int:
    """How many pixels the corner that is reported is beside that of a window, in one direction."""
    return max(abs(reported.left - box.left), abs(reported.top - box.top))


def covered(box: Box, window: TopWindow | None, windows: Sequence[TopWindow]) -> bool:
    """Whether the middle of what a window shows is hidden behind a window in front of it."""
    if window is None or window not in windows:
        return False
    above = windows[windows.index(window) + 1 :]
    return any(other.frame.contains(box.center) for other in above)
