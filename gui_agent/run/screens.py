"""The two pictures that evidence is looked for in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.change.change import Change
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


FEW = 3
"""Pixels that may differ in letters that are the same."""
COVERED = 0.25
"""Share of a thing's place from which a window that came, or went, hid it."""


@dataclass(frozen=True)
class Screens:
    """The screen before and after an action, with the titles of the windows by their numbers."""

    before: Screenshot
    after: Screenshot
    change: Change
    titles_before: Mapping[int, str]
    titles_after: Mapping[int, str]
    came: tuple[Box, ...] = ()
    """Where windows are that were not there before: dialogs, menus, tooltips; pixels of the virtual screen."""
    went: tuple[Box, ...] = ()
    """Where windows were that are gone."""

    @cached_property
    def differs(self) -> NDArray[np.bool_] | None:
        """The pixels that differ; None where the two show different parts of the screen."""
        if self.before.region != self.after.region:
            return None
        return np.asarray(self.before.pixels != self.after.pixels)

    def is_other(self, box: Box) -> bool:
        """Whether more than a few pixels differ within `box` (pixels of the virtual screen)."""
        if self.differs is None:
            return True
        inside = box.offset(-self.after.region.left, -self.after.region.top)
        part = self.differs[max(0, inside.top) : inside.bottom, max(0, inside.left) : inside.right]
        return int(np.count_nonzero(part)) > FEW

    def covered(self, box: Box, share: float = COVERED) -> bool:
        """Whether a window that came hides what was at this place."""
        return _hidden(box, self.came, share)

    def uncovered(self, box: Box, share: float = COVERED) -> bool:
        """Whether a window that went hid what is at this place."""
        return _hidden(box, self.went, share)

    def shown(self, windows: Sequence[Box]) -> list[Box]:
        """Windows as far as the later picture shows them."""
        return [part for window in windows if (part := window.intersection(self.after.region)) is not None]


def _hidden(box: Box, windows: Sequence[Box], share: float) -> bool:
    return any((common := box.intersection(window)) is not None and common.area >= share * box.area for window in windows)
