"""Lists that open when their box is clicked: what opens shows that the box is one, whatever the box itself looks like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gui_agent.actions.action import Key, LeftClick, Scroll, Type, Wait
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.text_match import similarity
from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw, sides
from gui_agent.model.literal.targets.find import candidates
from gui_agent.model.literal.targets.progress import Sides, SkillState
from gui_agent.model.literal.targets.situation import Situation, describe
from gui_agent.perception.geometry import Box

_ALIKE: Final = 0.8
"""How alike an entry and the wanted value are at least."""
_SAME: Final = 0.95
"""The same of a line that nothing else says to be an entry."""
LOOKS: Final = 2
"""Seconds that are waited for a list to open, or to show what was chosen."""
_MOST_SCROLLS: Final = 12
_ROWS: Final = 1.5
"""Heights of its box that something must cover beside it to be a list that opened."""
_AWAY: Final = 3
"""Heights of its box between the box and the list, or the tags that show what was chosen, at most."""


@dataclass(frozen=True)
class ListOpened(SkillState):
    """The box was clicked."""

    box: Sides
    before: str = ""
    """What was in it."""
    named: bool = True
    """Whether what is in the box is only what it is called, as on the button of a menu: it stays so."""
    looks: int = 0
    area: Sides = (0.0, 0.0, 0.0, 0.0)
    """Where something opened beside the box, if that was seen."""
    scrolled: int = 0
    """How often the list was scrolled."""
    left: bool = False
    """Whether it was closed again with Escape, since the value is not in it."""


@dataclass(frozen=True)
class NameTyped(ListOpened):
    """The beginning of the value was typed while the list was open; `entered`: and Enter was pressed."""

    entered: bool = False


@dataclass(frozen=True)
class EntryPicked(ListOpened):
    """The value was clicked in the list."""


def open_list(box: Spot, situation: Situation, called: str = "") -> Act:
    """Click a box that opens a list; `called` is its name in the instruction."""
    saw(situation, box)
    situation.think("I open it.")
    shown = box.value or box.label
    inside = situation.scene.text_in(box.box)
    captioned = not inside.strip() and bool(box.label)  # its name is beside it: what is chosen must show in it
    named = not box.value and not captioned and (not called or similarity(called, shown) > _ALIKE)
    return Act(LeftClick(**place(situation.scene, box)), ListOpened(sides(situation.scene, box.box), shown, named))


def follow(value: str, situation: Situation, state: ListOpened) -> Outcome:
    """What is due after the list was opened, its value's name was typed, or its entry was clicked."""
    if isinstance(state, EntryPicked):
        return _is_taken(value, situation, state)
    if isinstance(state, NameTyped):
        return _take_typed(value, situation, state)
    found = entries_of(value, situation, situation.scene.pixels(state.box))
    if found:
        return pick(found[0], situation, state)
    if state.left:
        return Stuck(f"there is no {value!r} in the list that opened")
    if not state.looks:
        situation.think(f"{value!r} is not there yet; I give the list a moment.")
        area = _opened_area(situation, situation.scene.pixels(state.box))
        seen = sides(situation.scene, area) if area is not None else state.area
        return Act(Wait(seconds=0.7), replace(state, looks=1, area=seen), situation.search)
    if _is_legible(situation, state):
        return _look_further(value, situation, state)
    if situation.search.opened:
        return Stuck(f"I cannot see {value!r} in what opened")
    situation.think(f"I cannot read the entries of the list; I type {value!r}, which goes to it.")
    return Act(Type(content=value), NameTyped(state.box, state.before, state.named), situation.search)


def _opened_area(situation: Situation, box: Box) -> Box | None:
    """What showed beside a box (pixels) with the last action; None where nothing that large did."""
    if not has_opened(situation, box) or situation.effect is None:
        return None
    areas = [situation.scene.pixels((one.left, one.top, one.right, one.bottom)) for one in situation.effect.changed]
    return max(areas, key=lambda area: area.area)


def _is_legible(situation: Situation, state: ListOpened) -> bool:
    """Whether entries of the open list are read: then a value that is not among them is none of those that show."""
    area, box = situation.scene.pixels(state.area), situation.scene.pixels(state.box)
    lines = [line for line in situation.scene.lines if area.contains(line.box.center) and not box.contains(line.box.center)]
    return any(sum(map(str.isalpha, line.text)) > 1 for line in lines)


def _look_further(value: str, situation: Situation, state: ListOpened) -> Act:
    """Scroll the list to its end; then close it. Typing would choose whatever begins with one of the letters."""
    if state.scrolled < _MOST_SCROLLS and not (state.scrolled and situation.unchanged):
        situation.think(f"{value!r} is not among the entries that I see; I scroll the list.")
        area, box = situation.scene.pixels(state.area), situation.scene.pixels(state.box)
        below = area.bottom - box.bottom >= box.top - area.top
        middle = (box.bottom + area.bottom) // 2 if below else (area.top + box.top) // 2
        spot = Spot(Box(box.center.x - 4, middle - 4, box.center.x + 4, middle + 4), "list")
        action = Scroll(**place(situation.scene, spot), direction="down", step=2)
        return Act(action, replace(state, scrolled=state.scrolled + 1), situation.search)
    situation.think(f"{value!r} is not in the list; I close it.")
    return Act(Key(keys="esc"), replace(state, left=True), situation.search)


def entries_of(value: str, situation: Situation, box: Box) -> list[Spot]:
    """Entries of that name outside of a box (pixels) and of what can be written in, the nearest first."""
    fields = [spot.box for spot in situation.scene.spots if spot.kind in FIELDS]
    found = [
        match.spot
        for match in candidates(Target(value, label=value), situation)
        if match.score > _ALIKE
        and match.spot.kind not in FIELDS
        and not box.contains(match.spot.box.center)
        and not any(_is_in_line(match.spot.box, field) for field in fields)
    ]
    found = found or _lines_of(value, situation, box)
    areas = _changed(situation)
    found = [spot for spot in found if any(area.contains(spot.box.center) for area in areas)] or found  # what came with the list
    beside = [spot for spot in found if spot.box.left < box.right and box.left < spot.box.right]
    return sorted(beside or found, key=lambda spot: abs(spot.box.center.y - box.center.y))


def _changed(situation: Situation) -> list[Box]:
    """Where the last action changed something, in pixels of the picture."""
    changed = situation.effect.changed if situation.effect is not None else ()
    return [situation.scene.pixels((one.left, one.top, one.right, one.bottom)).padded(2) for one in changed]


def _lines_of(value: str, situation: Situation, box: Box) -> list[Spot]:
    """Lines of that text in what the last action changed outside of a box: an open list may be taken for a large field."""
    areas = _changed(situation)
    return [
        Spot(line.box, "item", line.text)
        for line in situation.scene.lines
        if similarity(value, line.text) > _SAME
        and not box.contains(line.box.center)
        and any(area.contains(line.box.center) for area in areas)
    ]


def _is_in_line(box: Box, field: Box) -> bool:
    """Whether a text is in a field of one line; a list that was taken for a large field holds entries."""
    return field.contains(box.center) and field.height < 3 * box.height


def pick(entry: Spot, situation: Situation, state: ListOpened) -> Act:
    """Click an entry of the list."""
    saw(situation, entry)
    picked = EntryPicked(state.box, state.before, state.named)
    return Act(LeftClick(**place(situation.scene, entry)), picked, situation.search)


def has_opened(situation: Situation, box: Box) -> bool:
    """Whether the last action made something show beside a box (pixels) that is as large as a list."""
    effect = situation.effect
    if effect is None:
        return False
    for one in effect.changed:
        changed = situation.scene.pixels((one.left, one.top, one.right, one.bottom))
        beyond = max(changed.bottom - box.bottom, box.top - changed.top)
        beside = changed.left < box.right and changed.right > box.left
        if beside and beyond > _ROWS * min(box.height, 40) and changed.width > box.width / 3:
            return True
    return False


def shows(value: str, situation: Situation, box: Box) -> bool:
    """Whether a value is in a box (pixels): as reported, or as one of its lines, with or without the sign of an arrow behind it."""
    if similarity(value, situation.scene.reported_value(box)) > _ALIKE:
        return True
    for line in situation.scene.text_in(box).splitlines():
        words = line.split()
        shorter = " ".join(words[:-1]) if len(words) > 1 and len(words[-1]) < 3 else line
        if max(similarity(value, line), similarity(value, shorter)) > _ALIKE:
            return True
    return False


def _is_taken(value: str, situation: Situation, state: EntryPicked) -> Outcome:
    """Whether the box shows what was chosen, or a tag beside it does, or the list stays open with it."""
    box = situation.scene.pixels(state.box)
    if state.named and not state.before or shows(value, situation, box):
        return Finished()
    shown = situation.scene.text_in(box).strip()
    around = box.padded(_AWAY * min(box.height, 40))
    tags = [spot for spot in candidates(Target(value, label=value), situation) if around.contains(spot.spot.box.center)]
    if tags and not situation.unchanged:
        return Finished()
    if state.named and not situation.unchanged:
        return Finished()  # an entry of a menu, which did what it does
    if state.looks < LOOKS:
        situation.think(f"I do not see {value!r} in its box yet; I look again.")
        return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
    return Stuck(f"I clicked {value!r}, but cannot see that it was taken: the box shows {shown!r}")


def _take_typed(value: str, situation: Situation, state: NameTyped) -> Outcome:
    box = situation.scene.pixels(state.box)
    if state.entered:
        if shows(value, situation, box):
            return Finished()
        return Stuck(f"there is no {value!r} in the list: it shows {situation.scene.text_in(box).strip()!r}")
    visible = entries_of(value, situation, box)
    if not visible and not shows(value, situation, box):
        return Stuck(f"I cannot find {value!r} in the list")
    if visible and not situation.unchanged:
        situation.think(f"The list shows the {describe(visible[0])} now.")
        return pick(visible[0], situation, state)
    situation.think(f"The list shows {value!r} now; Enter takes it.")
    return Act(Key(keys="enter"), replace(state, entered=True), situation.search)
