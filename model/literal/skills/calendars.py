"""Choosing a day in a calendar that pops up: month by month with its arrows, then the day."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gui_agent.actions.action import LeftClick
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.date_formats import month_number, parse_date
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import FIELDS, place, saw
from gui_agent.model.literal.targets.find import locate_all
from gui_agent.model.literal.targets.progress import SkillState
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.geometry import Box

_MOST_MONTHS = 48


@dataclass(frozen=True)
class Paging(SkillState):
    """The calendar was opened, or its pages are being turned."""

    turned: int = 0
    """How many pages were turned."""


@dataclass(frozen=True)
class DayPicked(Paging):
    """The day was clicked."""


def fits(step: intents.Choose, situation: Situation) -> bool:
    """Whether the step chooses a day: its value is a date."""
    return len(step.values) == 1 and parse_date(step.values[0]) is not None


def choose_day(step: intents.Choose, situation: Situation) -> Outcome:
    """Open the calendar, go to the month, click the day."""
    state = situation.state if isinstance(situation.state, Paging) else None
    wanted = parse_date(step.values[0])
    if wanted is None:
        return Stuck(f"{step.values[0]!r} is no date")
    if isinstance(state, DayPicked):
        return Finished()
    shown = _heading(situation)
    if shown is None:
        if state is not None:
            return Stuck("no calendar opened")
        field = _field(step, situation)
        saw(situation, field)
        return Act(LeftClick(**place(situation.scene, field)), Paging())
    month, year, box = shown
    away = (wanted.year - year) * 12 + wanted.month - month
    turned = state.turned if state is not None else 0
    situation.think(f"The calendar shows {month}/{year}.")
    if away:
        if turned >= _MOST_MONTHS:
            return Stuck(f"I cannot reach {step.values[0]} in the calendar")
        arrow = _arrow(box, away > 0, situation)
        return Act(LeftClick(**place(situation.scene, arrow)), Paging(turned + 1), situation.search)
    day = _day(wanted.day, box, situation)
    saw(situation, day)
    return Act(LeftClick(**place(situation.scene, day)), DayPicked(turned), situation.search)


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


def _heading(situation: Situation) -> tuple[int, int, Box] | None:
    """(month, year, box) of the heading of a calendar: "October 2016"."""
    for line in situation.scene.lines:
        if match := re.search(r"([A-Za-z]{3,9})\s*,?\s*((?:19|20)\d\d)\b", line.text):
            month = month_number(match[1])
            if month and len(line.text) < 24:
                return month, int(match[2]), line.box
    return None


def _arrow(heading: Box, forward: bool, situation: Situation) -> Spot:
    """The arrow for the next or the previous month: by its text, else at the end of the heading's row."""
    words = ("next", ">", "\u203a", "\u00bb", "\u25b6") if forward else ("prev", "previous", "<", "\u2039", "\u00ab", "\u25c0")
    row = Box(heading.left - 400, heading.top - 12, heading.right + 400, heading.bottom + 12)
    near = [spot for spot in situation.scene.spots if row.contains(spot.box.center) and not heading.contains(spot.box.center)]
    for spot in near:
        if spot.label.strip().casefold() in words or (spot.name.casefold() in words):
            return spot
    side = [
        spot
        for spot in near
        if (spot.box.center.x > heading.right) == forward and spot.kind in ("icon", "button", "shape", "text")
    ]
    if side:
        return max(side, key=lambda spot: abs(spot.box.center.x - heading.center.x))
    raise NotFound("I see no arrow that turns the calendar's pages")


def _day(day: int, heading: Box, situation: Situation) -> Spot:
    """The cell of a day: of two (the neighbouring months') the one on the right side of the 15th."""
    found = [
        word.box
        for line in situation.scene.lines
        if line.box.top > heading.bottom
        for word in line.words
        if word.text.strip() == str(day)
    ]
    if not found:
        raise NotFound(f"I see no day {day} in the calendar")
    found.sort(key=lambda box: (box.top, box.left))
    return Spot(found[0] if day < 15 else found[-1], "item", str(day))
