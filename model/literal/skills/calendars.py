"""Choosing a day in a calendar, one that pops up or one that is there: month by month with its arrows, then the day, then a look."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from gui_agent.actions.action import LeftClick, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.date_formats import Date, dates_in, parse_date, segments
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.skills import entering, into_fields
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw, sides
from gui_agent.model.literal.targets import month_pages
from gui_agent.model.literal.targets.find import locate_all
from gui_agent.model.literal.targets.month_pages import MonthPage
from gui_agent.model.literal.targets.progress import Sides, SkillState
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.geometry import Box

_MOST_MONTHS: Final = 48
_LOOKS: Final = 2
"""Seconds that are waited for a calendar to open, or for its field to show the day."""
_CONFIRMING: Final = frozenset({"ok", "apply", "done", "set", "select", "confirm"})
"""What a calendar may want clicked before it takes a day."""
_NOWHERE: Final[Sides] = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Paging(SkillState):
    """The calendar was opened, or its pages are being turned."""

    turned: int = 0
    """How many pages were turned."""
    field: Sides = _NOWHERE
    """The field that it belongs to, where one was clicked."""
    before: str = ""
    """What that showed."""
    looks: int = 0


@dataclass(frozen=True)
class DayPicked(Paging):
    """The day was clicked."""

    confirmed: bool = False
    """Whether the calendar's own button was clicked, too."""


def fits(step: intents.Choose, situation: Situation) -> bool:
    """Whether the step chooses a day: its value is a date, and its field is not one that is typed into, part by part."""
    if len(step.values) != 1 or parse_date(step.values[0]) is None:
        return False
    try:
        return segments(step.values[0], _field(step, situation).value) is None
    except NotFound:
        return True


def choose_day(step: intents.Choose, situation: Situation) -> Outcome:
    """Open the calendar, go to the month, click the day, and see it in the field."""
    wanted = parse_date(step.values[0])
    if wanted is None:
        return Stuck(f"{step.values[0]!r} is no date")
    state = situation.state if isinstance(situation.state, Paging) else None
    if isinstance(state, DayPicked):
        return _is_taken(wanted, situation, state)
    page = month_pages.page_of(wanted, situation.scene)
    if state is None:
        if page is not None and (step.where is None or not step.where.label):
            return _turn_or_pick(wanted, page, situation, Paging(field=_opened_from(situation)))
        field = _field(step, situation)
        if _shows(wanted, field.value):
            situation.think(f"The field shows {field.value!r} already.")
            return Finished()
        saw(situation, field)
        opened = Paging(field=sides(situation.scene, field.box), before=field.value)
        return Act(LeftClick(**place(situation.scene, field)), opened)
    if page is None:
        return _without_calendar(step, situation, state)
    return _turn_or_pick(wanted, page, situation, state)


def _without_calendar(step: intents.Choose, situation: Situation, state: Paging) -> Outcome:
    """No calendar is seen: wait for it, else the field is one to write in."""
    if state.looks < _LOOKS:
        situation.think("I see no calendar yet; I look again in a moment.")
        return Act(Wait(seconds=0.7), replace(state, looks=state.looks + 1), situation.search)
    if state.field == _NOWHERE:
        return Stuck("no calendar opened")
    situation.think("No calendar opened; I type the date.")
    clicked = into_fields.FieldClicked(text=step.values[0], boxes=(state.field,), value=state.before, label="field")
    return entering.enter(intents.Enter(step.said, step.values[0], step.where), replace(situation, state=clicked))


def _turn_or_pick(wanted: Date, page: MonthPage, situation: Situation, state: Paging) -> Outcome:
    away = (wanted.year - page.year) * 12 + wanted.month - page.month
    situation.think(f"The calendar shows {page.month}/{page.year}.")
    if away:
        if state.turned >= _MOST_MONTHS:
            return Stuck(f"I cannot reach {wanted.year}-{wanted.month:02}-{wanted.day:02} in the calendar")
        arrow = month_pages.arrow(page, away > 0, situation.scene)
        if arrow is None:
            raise NotFound("I see no arrow that turns the calendar's pages")
        return Act(LeftClick(**place(situation.scene, arrow)), replace(state, turned=state.turned + 1), situation.search)
    box = month_pages.day(wanted.day, page, situation.scene)
    if box is None:
        raise NotFound(f"I see no day {wanted.day} in the calendar")
    day = Spot(box, "item", str(wanted.day))
    saw(situation, day)
    picked = DayPicked(state.turned, state.field, state.before)
    return Act(LeftClick(**place(situation.scene, day)), picked, situation.search)


def _is_taken(wanted: Date, situation: Situation, state: DayPicked) -> Outcome:
    """Whether the field shows the day now; without a field, whether the day looks chosen."""
    if state.field == _NOWHERE:
        shown = any(wanted in dates_in(line.text) for line in situation.scene.lines)
        if shown or not situation.unchanged:
            return Finished()
        return Stuck(f"I clicked the day {wanted.day}, and nothing changed that I can see")
    seen = situation.scene.text_in(situation.scene.pixels(state.field)).strip()
    if _shows(wanted, seen) or (seen != state.before and _may_show(wanted, seen)):
        situation.think(f"The field shows {seen!r}.")
        return Finished()
    if not state.confirmed and (button := _confirming(wanted, situation)) is not None:
        saw(situation, button)
        return Act(LeftClick(**place(situation.scene, button)), replace(state, confirmed=True), situation.search)
    if state.looks < _LOOKS:
        situation.think(f"I do not see the date in its field yet: it shows {seen!r}; I look again.")
        return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
    return Stuck(f"I clicked the day {wanted.day}, but its field shows {seen!r}")


def _shows(wanted: Date, text: str) -> bool:
    """Whether a text holds the day, in whatever order of day and month."""
    return wanted in dates_in(text)


def _may_show(wanted: Date, text: str) -> bool:
    """Whether a text without a whole date holds the number of the day: "Thu, Mar 21"."""
    return not dates_in(text) and str(wanted.day) in [number.lstrip("0") for number in re.findall(r"\d+", text)]


def _confirming(wanted: Date, situation: Situation) -> Spot | None:
    """The button of the calendar that takes the day, unless the instruction names it itself."""
    page = month_pages.page_of(wanted, situation.scene)
    if page is None:
        return None
    reach = Box(page.area.left, page.area.top, page.area.right, page.area.bottom + 4 * page.heading.height)
    task = situation.scene.task.casefold()
    for spot in situation.scene.spots:
        word = spot.label.strip().casefold()
        if word in _CONFIRMING and reach.contains(spot.box.center) and not re.search(rf"\b{word}\b", task):
            return spot
    return None


def _opened_from(situation: Situation) -> Sides:
    """The field that the step before clicked, where it did."""
    at = situation.facts.place
    if not at:
        return _NOWHERE
    box = situation.scene.pixels(at)
    below = month_pages.first_page(situation.scene)
    if below is not None and below.area.contains(box.center):
        return _NOWHERE
    text = situation.scene.text_in(box)
    return sides(situation.scene, box) if dates_in(text) or not text.strip() else _NOWHERE


def _field(step: intents.Choose, situation: Situation) -> Spot:
    fields = [spot for spot in situation.scene.spots if spot.kind in FIELDS]
    if step.where is not None and step.where.label:
        try:
            return locate_all(step.where, situation, FIELDS)[0]
        except NotFound:
            if len(fields) != 1:
                raise
    if len(fields) == 1:
        return fields[0]
    return locate_all(Target("date", label="date", role="field"), situation, FIELDS)[0]
