"""One thing on the screen, as everything above knows it: `elements` finds them in pictures, `accessibility` asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gui_agent.perception.geometry import Box

Role = Literal[
    "button",
    "field",
    "checkbox",
    "radio",
    "slider",
    "spinner",
    "dropdown",
    "tab",
    "link",
    "menuitem",
    "listrow",
    "icon",
    "text",
    "shape",
]
Form = Literal["circle", "square", "rectangle", "triangle", "diamond", "other"]
ColourName = Literal["black", "white", "grey", "red", "orange", "brown", "yellow", "green", "cyan", "blue", "purple", "pink"]


@dataclass(frozen=True)
class Element:
    """One thing on the screen."""

    role: Role
    text: str
    """Its name: the caption of a button, the label beside a field, the words of a text; empty if it has none."""
    box: Box
    """Pixels of the virtual screen: the part to click (for a check box the mark and its caption)."""
    value: str = ""
    """What is in it: the text in a field, the choice of a drop-down list."""
    checked: bool | None = None
    """For check boxes, switches, radio buttons and menu entries with a tick: True where a tick, dot or switch position is seen (or
    reported), False where its absence is. None where that is not known, and for everything else."""
    selected: bool = False
    """The chosen tab, the highlighted row."""
    focused: bool = False
    disabled: bool = False
    """Its text is drawn with little contrast."""
    colour: ColourName = "grey"
    """Of its background; of the letters for texts and links."""
    form: Form | None = None
    """For shapes: what shape."""
    mark: Box | None = None
    """For check boxes and radio buttons: the mark alone."""
