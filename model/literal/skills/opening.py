"""Whether something opened: that an entry is selected now is no opening."""

from __future__ import annotations

from typing import Final

from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.settings_said import SETTINGS
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets.find import without_copies
from gui_agent.model.literal.targets.same_text import part
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import Box

_ENTRIES: Final = frozenset({"text", "word", "item", "row", "cell", "image", "icon"})
"""What a first click may only select."""
_ROLES: Final = frozenset({None, "item", "row", "cell", "image", "icon", "text"})
"""What such a thing may be called: a menu or a button opens with the first click."""
FILES: Final = frozenset(
    {"file", "folder", "directory", "document", "image", "picture", "photo", "video", "song", "application", "app", "program",
     "shortcut"}
)  # fmt: skip
"""What is opened in a place or a window of its own: a preview beside it is not it."""
LOOKS: Final = 3
"""Seconds that are waited for something to open."""
_SETTING_UP: Final = frozenset({"configure", "setup", "customize", "customise"})
"""What the entry for the settings may begin with besides."""
_WINDOWS: Final = frozenset({"opened", "closed", "titled"})
_SEVERAL: Final = 3
"""Texts that come or go where something opens, at least."""
_LINES: Final = 2.5
"""Heights of a line of text that something is higher than which opened beside the entry."""
_LIKE: Final = 1.4
"""How much larger than the change at the entry a change elsewhere may be to be the selection that it took over."""


def may_be_selected(target: Target, kind: str) -> bool:
    """Whether a click on what was found for a target, of this kind, may only have selected it."""
    return kind in _ENTRIES and target.role in _ROLES


def is_in_front(target: Target, situation: Situation) -> bool:
    """Whether the dialog in front is what is to be opened, by its title: the settings, under any of their names."""
    front = situation.scene.front
    if front is None or target.label.casefold() not in SETTINGS:
        return False
    return bool(SETTINGS & set(front.title.casefold().split()))


def entry_of_settings(target: Target, situation: Situation) -> Spot | None:
    """In a menu that opened where the settings were to: their entry in it; None where none, or several, may be it."""
    menu = situation.scene.menu
    if menu is None or target.label.casefold() not in SETTINGS:
        return None
    inside = [
        spot
        for spot in situation.scene.spots
        if spot.kind in ("item", "text", "button") and spot.label and menu.contains(spot.box.center)
    ]
    for words in ({target.label.casefold()}, SETTINGS, _SETTING_UP):
        found = without_copies([spot for spot in inside if words & set(spot.label.strip(" .\u2026").casefold().split())])
        if found:
            return found[0] if len(found) == 1 else None
    return None


def has_opened(target: Target, situation: Situation) -> bool:
    """Whether more came of the last click than that the entry looks selected: a window, other contents, something beside it."""
    effect = situation.effect
    if effect is None:
        return True  # nothing is known
    evidence = [item for item in effect.evidence if part(target.label, item.what) == "no"]
    if any(item.kind in _WINDOWS for item in effect.evidence):
        return True
    gone = [item for item in evidence if item.kind in ("vanished", "changed")]
    if len(gone) >= _SEVERAL:
        return True
    if target.noun in FILES:
        return False
    return sum(item.kind == "appeared" for item in evidence) >= _SEVERAL or _is_beside(situation)


def _is_beside(situation: Situation) -> bool:
    """Whether something changed that is neither the entry nor the one that was selected before, and is no line of text."""
    effect, at = situation.effect, situation.facts.place
    if effect is None or not at:
        return not situation.unchanged
    clicked = situation.scene.pixels(at)
    changed = [situation.scene.pixels((one.left, one.top, one.right, one.bottom)) for one in effect.changed]
    own = [box for box in changed if box.padded(2).intersection(clicked)]
    around = Box.around([clicked, *own])
    if around.height > 4 * _LINES * clicked.height and around.width > 4 * _LINES * clicked.height:
        return True
    return any(
        box.height > _LINES * clicked.height and (box.width > _LIKE * around.width or box.height > _LIKE * around.height)
        for box in changed
        if box not in own
    )
