"""A closer look at what the widget detector leaves open: scroll bars, tabs, dialogs, lone check boxes, icons, grips."""

from __future__ import annotations

from gui_agent.model.literal.scene import Scene, Spot


def look_closer(scene: Scene, spots: list[Spot]) -> list[Spot]:
    """The spots with what a closer look adds or corrects."""
    return spots
