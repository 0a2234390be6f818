"""Looking through a menu bar, one menu after another, for an entry that the instruction names but not its menu."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gui_agent.actions.action import BaseAction, Hover, Key, LeftClick
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Step
from gui_agent.model.literal.language.synonyms import others
from gui_agent.model.literal.language.wording import content_words
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.exploring import sought
from gui_agent.model.literal.skills.outcome import Act
from gui_agent.model.literal.skills.pointing import place, sides
from gui_agent.model.literal.targets.menu_bar import menu_bar, menu_buttons
from gui_agent.model.literal.targets.progress import Entry
from gui_agent.model.literal.targets.situation import Situation

_SUBMENU: Final = "submenu: "
"""What is noted of an entry that was pointed at."""
_AGAIN: Final = "again: "
"""What is noted of a title that was clicked once more."""
_ROLES: Final = frozenset({None, "menuitem"})


def look_into_next(step: Step, situation: Situation) -> Act | None:
    """Open the next menu; after the last one close it; None where there is no menu bar, or all of it was seen."""
    search = situation.search
    if not search.menus and (situation.scene.menu is not None or not _may_be_in_menu(step, situation)):
        return None
    if (submenu := _submenu(step, situation)) is not None:
        return submenu
    if (again := _open_again(situation)) is not None:
        return again
    titles = [] if search.menus else menu_bar(situation) or menu_buttons(situation)
    menus = search.menus or tuple(Entry(sides(situation.scene, spot.box), spot.label or "menu") for spot in titles)
    at = search.menu_at
    if not menus or at > len(menus):
        return None
    further = replace(search, menus=menus, menu_at=at + 1)
    if at == len(menus):
        situation.think("It is in none of the menus; I close the last one.")
        return Act(Key(keys="esc"), situation.state, further)
    title = Spot(situation.scene.pixels(menus[at].sides), "item", menus[at].label)
    situation.think(f"{sought(step).label or sought(step).phrase!r} may be in the menu {title.label!r}; I look there.")
    opened = at > 0 and situation.scene.menu is not None
    action: BaseAction = Hover(**place(situation.scene, title)) if opened else LeftClick(**place(situation.scene, title))
    return Act(action, situation.state, further)


def _open_again(situation: Situation) -> Act | None:
    """Click a title once more where its menu did not open: the click may only have closed the menu before."""
    search = situation.search
    key = f"{_AGAIN}{search.menu_at}"
    if not situation.scene.windows or situation.scene.menu is not None or not 0 < search.menu_at <= len(search.menus):
        return None
    if key in search.tried or len(search.menus) < 2:  # a button without a menu is not clicked twice
        return None
    title = search.menus[search.menu_at - 1]
    situation.think(f"The menu {title.label!r} is not open; I click it once more.")
    spot = Spot(situation.scene.pixels(title.sides), "item", title.label)
    return Act(LeftClick(**place(situation.scene, spot)), situation.state, replace(search, tried=(*search.tried, key)))


def _submenu(step: Step, situation: Situation) -> Act | None:
    """Point at an entry of the open menu that is about what the step is about: "Arrange items" for "sort the files by size"."""
    menu = situation.scene.menu
    if menu is None:
        return None
    said = content_words(" ".join((step.said, *(other for word in step.said.split() for other in others(word)))))
    for spot in situation.scene.spots:
        key = f"{_SUBMENU}{spot.label.casefold()}"
        if spot.kind not in ("item", "text", "button") or not menu.contains(spot.box.center) or key in situation.search.tried:
            continue
        if set(content_words(spot.label)) & set(said):
            situation.think(f"The entry {spot.label!r} is about it and may have a submenu; I point at it.")
            search = replace(situation.search, tried=(*situation.search.tried, key))
            return Act(Hover(**place(situation.scene, spot)), situation.state, search)
    return None


def _may_be_in_menu(step: Step, situation: Situation) -> bool:
    """Whether what a step is aimed at may be an entry of a menu."""
    if isinstance(step, intents.Choose):
        return step.where is None and len(step.values) == 1 and not step.path
    if isinstance(step, intents.Tick):
        return len(step.targets) == 1 and step.targets[0].role in (*_ROLES, "checkbox") and step.targets[0].relation is None
    if not isinstance(step, intents.Click) or step.button != "left" or step.clicks != 1:
        return False
    target = step.target
    if not (step.shows or step.keys or step.opens or target.role == "menuitem"):
        return False  # what is clicked is on the screen, or was named with its menu
    return bool(target.label or target.pattern) and target.role in _ROLES and target.relation is None and target.quantity == "one"
