"""Looking through closed drop-down lists for a value whose list the instruction does not name: each is opened, read and closed again.

Only where all of them were looked into is the value chosen, and only where one of them has it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gui_agent.actions.action import Key, LeftClick, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.opened_lists import entries_of, has_opened
from gui_agent.model.literal.skills.outcome import Act, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, sides
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.progress import Sides, SkillState
from gui_agent.model.literal.targets.situation import Situation

_MOST: Final = 6
"""Lists that are looked into, at most."""


_WORDS: Final = 4


@dataclass(frozen=True)
class LookingThrough(SkillState):
    """A list was opened, or closed again."""

    lists: tuple[Sides, ...]
    at: int = 0
    """The list that was opened last."""
    holding: tuple[int, ...] = ()
    """Those that have the value."""
    looked: bool = False
    """Whether the entries of the open list were looked at once."""
    opened: bool = False
    """Whether something was seen to open."""
    closed: bool = False
    """Whether it was closed again."""


def look_through(step: intents.Step, situation: Situation) -> Act | None:
    """Open the first list; None where the step chooses no single value, or there is no list, or too many."""
    if not isinstance(step, intents.Choose) or step.path or step.where is not None or len(step.values) != 1:
        return None
    if not _may_be_listed(step.values[0]) or situation.search.listed or situation.scene.menu is not None:
        return None
    lists = [spot for spot in situation.scene.spots if spot.kind == "dropdown" and spot.enabled]
    if not 0 < len(lists) <= _MOST:
        return None
    ordered = relations.reading_order(lists, lambda spot: spot.box)
    state = LookingThrough(tuple(sides(situation.scene, spot.box) for spot in ordered))
    situation.think(f"{step.values[0]!r} may be in a list that is closed; I look into each.")
    return _open(state, situation)


def _may_be_listed(value: str) -> bool:
    """Whether it is written like an entry of a list: a name or a number of few words."""
    words = value.split()
    return (
        len(words) <= _WORDS
        and bool(words)
        and (words[0][:1].isupper() or words[0][:1].isdigit())
        and words[0] not in ("All", "Any")
    )


def follow(step: intents.Choose, situation: Situation, state: LookingThrough) -> Outcome | int:
    """The next act; the number of the list that has the value, once all of them were looked into and it is closed."""
    box = situation.scene.pixels(state.lists[state.at])
    if not state.closed:
        has_it = bool(entries_of(step.values[0], situation, box))
        if not has_it and not state.looked:
            seen = has_opened(situation, box)
            return Act(Wait(seconds=0.7), replace(state, looked=True, opened=seen), situation.search)
        holding = (*state.holding, state.at) if has_it else state.holding
        state = replace(state, holding=holding, closed=True)
        if situation.scene.menu is not None or has_it or state.opened:
            return Act(Key(keys="esc"), state, situation.search)  # where nothing opened, the key would close something else
    if state.at + 1 < len(state.lists):
        return _open(replace(state, at=state.at + 1, looked=False, opened=False, closed=False), situation)
    if len(state.holding) == 1:
        return state.holding[0]
    where = (
        f"in {len(state.holding)} of the lists; say in which one" if state.holding else "in none of the lists that can be opened"
    )
    return Stuck(f"I cannot see {step.values[0]!r} on the screen, and it is {where}")


def _open(state: LookingThrough, situation: Situation) -> Act:
    box = Spot(situation.scene.pixels(state.lists[state.at]), "dropdown")
    return Act(LeftClick(**place(situation.scene, box)), state, replace(situation.search, listed=True))
