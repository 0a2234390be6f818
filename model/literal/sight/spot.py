"""One thing on the screen that an instruction can be about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gui_agent.perception.geometry import Box

Kind = Literal[
    "button", "field", "textarea", "checkbox", "radio", "dropdown", "tab", "link", "icon", "slider", "spinner", "list", "item",
    "dialog", "scrollbar", "text", "word", "shape", "image", "panel",
]  # fmt: skip


FIELDS = frozenset({"field", "textarea", "spinner", "dropdown"})
"""What holds a text or a choice."""
WIDGETS = frozenset({"button", "field", "textarea", "checkbox", "radio", "dropdown", "tab", "link", "icon", "slider", "spinner"})


@dataclass(frozen=True)
class Spot:
    """Something on the screen that can be looked at or acted on."""

    box: Box
    kind: Kind
    label: str = ""
    value: str = ""
    """What is in a field, on a drop-down list, or is chosen in a group."""
    checked: bool | None = None
    enabled: bool = True
    colour: tuple[int, int, int] | None = None
    name: str = ""
    """Of an icon or shape: what it shows, such as "trash" or "circle"."""
