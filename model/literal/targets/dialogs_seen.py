"""Dialogs on a page: those that dim it, and framed ones with a title bar, a sign to close them and a button."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from gui_agent.model.literal.sight.spot import Spot
from gui_agent.perception.geometry import Box

if TYPE_CHECKING:
    from gui_agent.model.literal.sight.scene import Scene

_BAR: Final = (18, 64)
"""Pixels: how high a title bar is, at least and at most, where letters are of usual size."""
_LEAST: Final = (120, 80)
"""Pixels: how wide and high a dialog is at least."""
_SIGN: Final = (6, 30)
"""Pixels: how large the sign is that closes a dialog."""
_LARGEST: Final = 0.6
"""Share of the screen: a larger panel is the page, or a window's content."""


def dialogs_of(scene: Scene) -> list[Spot]:
    """The dialogs that are surely there."""
    if scene.dialog is not None:
        return [Spot(scene.dialog[0], "dialog")]
    reported = [spot for spot in scene.spots if spot.kind == "dialog"]
    return reported or [Spot(box, "dialog") for box in _framed(scene)]


def _framed(scene: Scene) -> Iterator[Box]:
    parts, shrunk = scene.shrunk.parts, scene.shrunk
    outlines = [one for one in parts.objects if one.width >= _LEAST[0] and one.height >= _LEAST[1]]
    found: list[Box] = []
    for panel in [*outlines, *parts.panels]:
        box = shrunk.up(panel)
        if box.area > _LARGEST * scene.frame.area or any(one.intersection(box) for one in found):
            continue
        bar = _title_bar(panel, scene)
        if bar is None:
            continue
        inside = [spot for spot in scene.spots if spot.kind == "button" and box.contains(spot.box.center)]
        if any(spot.box.top >= shrunk.up(bar).bottom for spot in inside):
            found.append(box)
            yield box


def _title_bar(panel: Box, scene: Scene) -> Box | None:
    """The bar along a panel's upper side, with a text at its left end and a sign alone at its right end; pixels of the shrunk picture."""
    parts = scene.shrunk.parts
    for area in parts.areas:
        bar = area.box
        along = bar.width >= 0.9 * panel.width and panel.contains(bar.center) and bar.top - panel.top <= 8
        if not along or area.form != "rectangle" or not _BAR[0] <= bar.height / parts.magnified <= _BAR[1]:
            continue
        written = [line for line in parts.lines if bar.contains(line.box.center) and line.box.center.x < bar.center.x]
        corner = Box(max(bar.left, bar.right - 2 * bar.height), bar.top, bar.right, bar.bottom)
        signs = [
            one
            for one in parts.objects
            if corner.contains(one.center)
            and all(_SIGN[0] <= side / parts.magnified <= _SIGN[1] for side in one.size)
            and max(one.size) <= 1.5 * min(one.size)
        ]
        if written and signs:
            return bar
    return None
