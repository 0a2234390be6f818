"""What a statement is judged by: the spots, cells, tables and colours of one screen, each found once; and answers of three values."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

from gui_agent.model.literal.sight.spot import FIELDS, Kind, Spot
from gui_agent.model.literal.targets.dialogs_seen import dialogs_of
from gui_agent.model.literal.targets.grid import Cell, Table, cells_of, tables_of
from gui_agent.model.literal.targets.seen_colour import Look, Picture, look_at, picture_of
from gui_agent.perception.geometry import Box

if TYPE_CHECKING:
    from gui_agent.model.literal.sight.scene import Scene

Holds = bool | None
"""Whether something holds; None where the screen does not say."""
_TEXTS: Final = frozenset({"text", "word", "item", "link"})


class Evidence:
    """One screen, as statements are judged by it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    @classmethod
    def of(cls, scene: Scene) -> Self:
        """The evidence of a scene, the same for all statements about it."""
        found = scene.kept.get(cls)
        if not isinstance(found, cls):
            found = scene.kept[cls] = cls(scene)
        return found

    @cached_property
    def usual_contrast(self) -> float:
        """The contrast ratio that most texts of the screen have at least."""
        ratios = sorted(look_at(self.picture, cell.box).contrast for cell in self.cells)
        return ratios[round(0.7 * (len(ratios) - 1))] if ratios else 21.0

    @cached_property
    def cells(self) -> list[Cell]:
        """All texts, parted where they stand apart."""
        frames = [spot.box for spot in self.scene.spots if spot.kind in FIELDS | {"button"}]
        return [cell for cell in cells_of(self.scene, frames) if cell.text.strip()]

    @cached_property
    def tables(self) -> list[Table]:
        """All tables."""
        return tables_of(self.cells)

    @cached_property
    def picture(self) -> Picture:
        """The pixels."""
        return picture_of(self.scene.screenshot.image)

    @cached_property
    def dialogs(self) -> list[Spot]:
        """The dialogs that are surely there."""
        return dialogs_of(self.scene)

    @cached_property
    def widgets(self) -> list[Spot]:
        """What is no mere text."""
        return [spot for spot in self.scene.spots if spot.kind not in _TEXTS]

    @cached_property
    def texts(self) -> list[Spot]:
        """The cells as spots, of the kind that the widget detector gave them."""
        links = [spot for spot in self.scene.spots if spot.kind in ("link", "item")]
        found = []
        for cell in self.cells:
            kind: Kind = next((spot.kind for spot in links if spot.box.padded(4).contains(cell.box.center)), "text")
            found.append(Spot(cell.box, kind, cell.text))
        return found

    @cached_property
    def passages(self) -> list[Cell]:
        """The lines, and runs of lines that are below one another as one paragraph does."""
        lines = [Cell(line.text, line.box) for line in self.scene.lines]
        found = list(lines)
        for first in lines:
            text, box, last = first.text, first.box, first.box
            for _ in range(5):
                below = [line for line in lines if _continues(last, line.box)]
                if not below:
                    break
                text, box, last = f"{text} {below[0].text}", box.union(below[0].box), below[0].box
                found.append(Cell(text, box))
        return found

    def cells_in(self, box: Box) -> list[Cell]:
        """The cells whose middle is in a box."""
        return [cell for cell in self.cells if box.contains(cell.box.center)]

    def look(self, spot: Spot) -> Look:
        """The colours of a spot."""
        cells = self.cells_in(spot.box.padded(2))
        own = max(cells, key=lambda cell: cell.box.area, default=None)
        return look_at(self.picture, spot.box, own.box if own is not None else None)


def both(parts: Iterable[Holds]) -> Holds:
    """Whether all hold: one that does not settles it."""
    found = list(parts)
    return False if False in found else None if None in found else True


def either(parts: Iterable[Holds]) -> Holds:
    """Whether one holds: one that does settles it."""
    found = list(parts)
    return True if True in found else None if None in found else False


def opposite(holds: Holds) -> Holds:
    """Whether it does not hold."""
    return None if holds is None else not holds


def _continues(upper: Box, lower: Box) -> bool:
    """Whether a line may be the next one of a paragraph."""
    gap = lower.top - upper.bottom
    aligned = abs(lower.left - upper.left) < upper.height or abs(lower.center.x - upper.center.x) < upper.height
    return aligned and lower.center.y > upper.center.y and -0.5 * upper.height <= gap < 0.7 * upper.height
