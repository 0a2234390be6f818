"""The page of a calendar that shows a month: its heading, its days, the arrows that turn it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gui_agent.model.literal.language.date_formats import Date, month_number
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine

_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_BOTH: Final = re.compile(r"([A-Za-z]{3,9})\.?\s*,?\s*((?:19|20)\d\d)\b")
_LONGEST: Final = 24
"""Letters of a heading at most: a sentence with a date in it is none."""
_WEEKDAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
_FORWARD: Final = frozenset({"next", ">", "\u203a", "\u00bb", "\u25b6", "\u2192", "right"})
_BACK: Final = frozenset({"prev", "previous", "<", "\u2039", "\u00ab", "\u25c0", "\u2190", "left"})
_BESIDE: Final = 6
"""Heights between the name of a month and its year, at most."""
_DEEP: Final = 16
"""Heights of its heading that a page is deep, at most."""
_WIDE: Final = 8
"""The same for half its width, where no days of the week are seen."""


@dataclass(frozen=True)
class MonthPage:
    """A page of a calendar."""

    month: int
    year: int
    heading: Box
    area: Box
    """The heading, its arrows and the days, in pixels."""


def page_of(wanted: Date, scene: Scene) -> MonthPage | None:
    """The page that shows the month of a day; else the first one; None where there is no calendar."""
    pages = _pages(scene)
    own = [page for page in pages if (page.year, page.month) == (wanted.year, wanted.month)]
    return next(iter(own or pages), None)


def first_page(scene: Scene) -> MonthPage | None:
    """The first page of a calendar; None where there is no calendar."""
    return next(iter(_pages(scene)), None)


def arrow(page: MonthPage, forward: bool, scene: Scene) -> Spot | None:
    """The arrow for the next or the previous month: by its sign, else the outermost drawing beside the heading."""
    names = _FORWARD if forward else _BACK
    row = Box(page.area.left, page.heading.top - 12, page.area.right, page.heading.bottom + 12)
    near = [spot for spot in scene.spots if row.contains(spot.box.center) and not page.heading.contains(spot.box.center)]
    signs = [spot for spot in near if spot.label.strip().casefold() in names or spot.name.casefold() in names]
    middle = page.heading.center.x
    side = [
        spot
        for spot in near
        if (spot.box.center.x > middle) == forward
        and spot.kind in ("icon", "button", "shape", "text")
        and spot.box.width < 3 * page.heading.height
    ]
    right_side = [spot for spot in signs if (spot.box.center.x > middle) == forward] or signs
    # Of two on one side the outer one may turn a year.
    if right_side:
        return min(right_side, key=lambda spot: abs(spot.box.center.x - middle))
    return max(side, key=lambda spot: abs(spot.box.center.x - middle), default=None)


def day(number: int, page: MonthPage, scene: Scene) -> Box | None:
    """The cell of a day: of two (the neighbouring months') the one on the right side of the 15th; None where it is not seen."""
    found = [box for text, box in _numbers(page, scene) if text == str(number)]
    found.sort(key=lambda box: (box.center.y, box.left))
    return found[0 if number < 15 else -1] if found else None


def _numbers(page: MonthPage, scene: Scene) -> list[tuple[str, Box]]:
    """The numbers of days on a page, down to the first gap between its rows."""
    words = [
        (word.text.strip(), word.box)
        for line in scene.lines
        if line.box.top > page.heading.center.y
        for word in line.words
        if re.fullmatch(r"\d{1,2}", word.text.strip()) and 1 <= int(word.text) <= 31 and page.area.contains(word.box.center)
    ]
    kept: list[tuple[str, Box]] = []
    pitch = 0
    for text, box in sorted(words, key=lambda word: word[1].center.y):
        step = box.center.y - kept[-1][1].center.y if kept else 0
        if pitch and step > 2 * pitch:
            break
        if step > box.height // 2:
            pitch = pitch or step
        kept.append((text, box))
    return kept


def _pages(scene: Scene) -> list[MonthPage]:
    found = []
    for month, year, heading in _headings(scene.lines):
        days = _weekdays(heading, scene.lines)
        if days is not None:
            column = days.width // 12
            left, right = min(days.left, heading.left) - column, max(days.right, heading.right) + column
        else:
            reach = _WIDE * heading.height
            left, right = heading.center.x - reach, heading.center.x + reach
        area = Box(left, heading.top - heading.height, right, heading.bottom + _DEEP * heading.height)
        page = MonthPage(month, year, heading, area)
        if len(_numbers(page, scene)) >= 20:
            found.append(page)
    return found


def _headings(lines: list[TextLine]) -> list[tuple[int, int, Box]]:
    """(month, year, box) of "October 2016", or of a month and a year side by side."""
    found = []
    for line in lines:
        text = line.text.strip()
        if (match := _BOTH.search(text)) and len(text) < _LONGEST and (month := month_number(match[1])):
            found.append((month, int(match[2]), line.box))
            continue
        name = re.sub(r"[^A-Za-z]", "", text)
        month = month_number(name) if 3 <= len(name) <= 9 and len(text) < len(name) + 4 else None
        if not month:
            continue
        years = [
            other
            for other in lines
            if _YEAR.fullmatch(re.sub(r"\D", "", other.text))
            and len(other.text.strip()) < 8
            and abs(other.box.center.y - line.box.center.y) < line.box.height / 2
            and abs(other.box.center.x - line.box.center.x) < (_BESIDE + 2) * line.box.height
        ]
        if years:
            year = min(years, key=lambda other: abs(other.box.center.x - line.box.center.x))
            found.append((month, int(re.sub(r"\D", "", year.text)), line.box.union(year.box)))
    return found


def _weekdays(heading: Box, lines: list[TextLine]) -> Box | None:
    """The box of the seven days of the week below a heading."""
    words = [
        word.box
        for line in lines
        if -heading.height // 2 < line.box.top - heading.bottom < 4 * heading.height
        for word in line.words
        if word.text.strip().casefold()[:2] in _WEEKDAYS and word.text.strip().isalpha()
    ]
    if len(words) < 5:
        return None
    return Box.around(sorted(words, key=lambda box: abs(box.center.x - heading.center.x))[:7])
