"""Looking through a menu bar, one menu after another, for an entry that the instruction names but not its menu."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gui_agent.actions.action import BaseAction, Hover, Key, LeftClick
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Step
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.exploring import sought
from gui_agent.model.literal.skills.outcome import Act
from gui_agent.model.literal.skills.pointing import place, sides
from gui_agent.model.literal.targets.menu_bar import menu_bar, menu_buttons
from gui_agent.model.literal.targets.progress import Entry
from gui_agent.model.literal.targets.situation import Situation

_ROLES: Final = frozenset({None, "menuitem"})


def look_into_next(step: Step, situation: Situation) -> Act | None:
    """Open the next menu; after the last one close it; None where there is no menu bar, or all of it was seen."""
    search = situation.search
    if not search.menus and (situation.scene.menu is not None or not _may_be_in_menu(step, situation)):
        return None
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
