"""The shape of the small mark before a caption, measured on its own corners: square as of a check box, or round as of a radio button."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np

from gui_agent.model.literal.sight.view import View
from gui_agent.perception.geometry import Box

Shape = Literal["square", "round", "unclear"]

_SIDES: Final = (7, 30)
"""Pixels: sides of a mark."""
_DRAWN: Final = 24
"""Difference to the ground (0 to 255, of any colour) from which something is drawn."""
_GAP: Final = 2
"""Pixels between a mark and its caption, at least."""
_SQUARE: Final = 0.08
"""Part of the side from a corner to what is drawn, at most, along the diagonal: 0 of a square, 0.08 with rounded corners."""
_EDGED: Final = 0.5
"""Part of a side that a line is drawn along, at least."""
_ROUND: Final = 0.12
"""The same at least: 0.15 of a circle, 0.25 of a diamond."""


def mark_shape(scene: View, place: Box) -> Shape | None:
    """What is drawn in `place` (pixels of the picture): a square, something round, a mark that may be either, or None for no mark."""
    inside = place.intersection(scene.frame)
    if inside is None or min(inside.size) < _SIDES[0]:
        return None
    part = np.asarray(scene.screenshot.image.crop((inside.left, inside.top, inside.right, inside.bottom)).convert("RGB"))
    part = part.astype(np.int16)
    edge = np.concatenate([part[0], part[-1], part[:, 0], part[:, -1]])
    drawn = (np.abs(part - np.median(edge, axis=0)) > _DRAWN).any(axis=2)
    columns = np.flatnonzero(drawn.any(axis=0))
    if not columns.size:
        return None
    gaps = np.flatnonzero(np.diff(columns) > _GAP)
    end = columns[gaps[0]] if gaps.size else columns[-1]  # what is behind a gap is the caption
    drawn = drawn[:, columns[0] : end + 1]
    rows = np.flatnonzero(drawn.any(axis=1))
    mark = drawn[rows[0] : rows[-1] + 1]
    height, width = mark.shape
    if not (_SIDES[0] <= min(mark.shape) and max(mark.shape) <= _SIDES[1] and abs(height - width) <= max(2, width // 6)):
        return None
    side = min(mark.shape)
    depths = [_depth(corner[:side, :side]) for corner in (mark, mark[:, ::-1], mark[::-1], mark[::-1, ::-1])]
    depth = sum(depths) / len(depths) / side
    return "square" if depth <= _SQUARE and _is_edged(mark) else "round" if depth >= _ROUND else "unclear"


def _is_edged(mark: np.ndarray[Any, np.dtype[np.bool_]]) -> bool:
    """Whether lines are drawn along all four sides: a cross reaches the corners as well."""
    sides = (mark[:2].any(axis=0), mark[-2:].any(axis=0), mark[:, :2].any(axis=1), mark[:, -2:].any(axis=1))
    return all(float(side.mean()) >= _EDGED for side in sides)


def _depth(mark: np.ndarray[Any, np.dtype[np.bool_]]) -> int:
    """Pixels from the upper left corner to what is drawn, along the diagonal."""
    found = np.flatnonzero(np.diagonal(mark))
    return int(found[0]) if found.size else len(mark)
