"""The entries of a page that are alike and below one another: search results, posts, cards; and how the next page is reached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import Box

_NEXT: Final = frozenset(
    {
        "next",
        "next page",
        "next slide",
        "next results",
        "next image",
        "go to next slide",
        "go to next page",
        ">",
        "\u203a",
        "\u00bb",
        "\u2192",
        ">>",
        "older",
        "more",
    }
)
_PAGES: Final = re.compile(r"[<\u2039\u00ab\d\s|.\u2026]*\d[\d\s|.\u2026]*[>\u203a\u00bb]+")
_ALIGNED: Final = 8
"""Pixels that the left edges of entries differ by at most."""


def entries(situation: Situation) -> list[Spot]:
    """What each entry is opened by, from top to bottom: of columns of links (else of texts) the longest one."""
    for kinds in (("link",), ("item", "text", "button")):
        spots = [spot for spot in situation.scene.spots if spot.kind in kinds and any(map(str.isalpha, spot.label))]
        columns = [column for column in _columns(spots, situation) if len(column) > 1 or kinds == ("link",)]
        if columns:
            return max(columns, key=lambda column: (len(column), column[-1].box.bottom - column[0].box.top))
    return []


def _columns(spots: Sequence[Spot], situation: Situation) -> list[list[Spot]]:
    """Spots that begin at the same place, one in each row; what is in a row with others like it is no entry."""
    alone = [spot for spot in _outermost(spots) if _begins_its_line(spot, situation)]
    columns: list[list[Spot]] = []
    for spot in sorted(alone, key=lambda spot: spot.box.top):
        for column in columns:
            if abs(column[0].box.left - spot.box.left) <= _ALIGNED and spot.box.center.y > column[-1].box.bottom - 2:
                column.append(spot)
                break
        else:
            columns.append([spot])
    return columns


def _outermost(spots: Sequence[Spot]) -> list[Spot]:
    """Without the words of a link that is there as a whole."""
    return [
        spot
        for spot in spots
        if not any(
            other is not spot and other.box.padded(2).contains(spot.box.center) and other.box.area > spot.box.area
            for other in spots
        )
    ]


def _begins_its_line(spot: Spot, situation: Situation) -> bool:
    row = [
        other
        for other in situation.scene.spots
        if other.kind == spot.kind and other is not spot and relations.same_row(other.box, spot.box)
    ]
    beside = [
        other for other in row if not spot.box.padded(3).contains(other.box.center) and not other.box.contains(spot.box.center)
    ]
    return not beside


def next_page(situation: Situation) -> Spot | None:
    """The control that turns to the next page: by its word or sign, the lowest one."""
    found = [
        spot
        for spot in situation.scene.spots
        if (spot.label.strip().casefold() in _NEXT or spot.name in ("next", "right"))
        and spot.enabled
        and spot.kind not in ("field", "textarea")
    ]
    best = max(found, key=lambda spot: (spot.box.center.y, spot.box.center.x), default=None)
    return best or _end_of_numbers(situation)


def _end_of_numbers(situation: Situation) -> Spot | None:
    """The sign for the next page behind the numbers of the pages, where all was read as one word: "< 1 234>"."""
    for line in reversed(situation.scene.lines):
        text = line.text.strip()
        if _PAGES.fullmatch(text) and text[-1] in _NEXT:
            side = round(0.55 * line.box.height)
            return Spot(Box(line.box.right - side, line.box.top, line.box.right, line.box.bottom), "link", text[-1])
    return None
