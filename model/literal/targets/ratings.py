"""Rows of stars that something is rated with: the fourth one is four stars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.icon_names import SIGNS
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.geometry import Box

RATING: Final = "rating"
"""The noun of a target that is one of a row of stars."""
_FEWEST, _MOST = 3, 10
_LARGEST: Final = 64
"""Pixels: no star is larger."""
_STAR: Final = re.compile(r"(?:\d{1,2} ?)?(?:stars?)?(?: of \d+)?", re.IGNORECASE)
_STARS: Final = re.compile(r"[\u2605\u2606\u2b50\u2729*\s]{3,}")


def rating_mark(target: Target, situation: Situation) -> Spot:
    """The star that gives so many stars. Raises NotFound where no row of stars is seen, or several are."""
    rows = _rows([spot for spot in situation.scene.spots if _may_be_star(spot)]) or _read_rows(situation)
    named = [row for row in rows if any(spot.name == "star" for spot in row)]
    rows = named or rows
    if len(rows) != 1:
        raise NotFound(f"I see {len(rows) or 'no'} rows of stars to give {target.phrase!r} with", ambiguous=len(rows) > 1)
    if not target.ordinal or target.ordinal > len(rows[0]):
        raise NotFound(f"there are only {len(rows[0])} stars")
    return rows[0][target.ordinal - 1]


def _may_be_star(spot: Spot) -> bool:
    if max(spot.box.size) > _LARGEST:
        return False
    if spot.kind == "radio":  # reported as what they are
        return _STAR.fullmatch(spot.label.strip()) is not None
    return spot.kind in ("icon", "shape") and not spot.label


def _rows(spots: Sequence[Spot]) -> list[list[Spot]]:
    """Drawings of one size, side by side at even distances."""
    rows: list[list[Spot]] = []
    for spot in relations.reading_order(list(spots), lambda spot: spot.box):
        for row in rows:
            last = row[-1].box
            apart = spot.box.left - last.right
            usual = row[1].box.left - row[0].box.right if len(row) > 1 else apart
            even = -2 <= apart <= 1.2 * last.width and abs(apart - usual) <= 0.3 * last.width + 2
            if even and relations.same_row(spot.box, last) and _as_large(spot.box, last):
                row.append(spot)
                break
        else:
            rows.append([spot])
    return [row for row in rows if _FEWEST <= len(row) <= _MOST]


def _as_large(one: Box, other: Box) -> bool:
    pairs = ((one.width, other.width), (one.height, other.height))
    return all(abs(first - second) <= 0.25 * max(first, second) + 2 for first, second in pairs)


def _read_rows(situation: Situation) -> list[list[Spot]]:
    """Stars that were read as characters of one line."""
    found = []
    for line in situation.scene.lines:
        signs = [sign for sign in line.text if not sign.isspace()]
        if (
            _STARS.fullmatch(line.text)
            and _FEWEST <= len(signs) <= _MOST
            and all(SIGNS.get(sign) or sign == "*" for sign in signs)
        ):
            wide = line.box.width / len(signs)
            boxes = [
                Box(round(line.box.left + at * wide), line.box.top, round(line.box.left + (at + 1) * wide), line.box.bottom)
                for at in range(len(signs))
            ]
            found.append([Spot(box, "icon", name="star") for box in boxes])
    return found
