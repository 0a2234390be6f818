"""What is drawn around and below text: borders, underlines and empty rectangles, recognised by their shape."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_INK = 40
"""Difference from the background (0 to 255, in any colour) from which a pixel is ink."""
_UPRIGHT = 0.78
_CORNERED = 0.55
"""An upright stroke longer than these fractions of a line's height is a border: alone, and where it meets a level one."""
_ROUND = 6
"""Radius of a round corner in pixels."""
_STROKE = 3
"""Columns of the shortest piece of an underline: it is broken around the letters that reach below it."""
_THICK = 3
"""Rows of the thickest underline that is recognised by the letters above it."""
_LETTER = 5
"""Rows of the lowest letter."""
_EMPTY = 8
"""Pixels between the sides of an empty rectangle, at least."""
_CORNERS = 0.93
"""How much of its box the inside of a rectangle fills at least, with corners a little round; that of an O fills less."""
_LIKE = 24
"""Difference (0 to 255, in any colour) of the pixels of one ground."""
_SOME, _EDGE, _FILLED = 0.25, 0.7, 0.5
"""Share of a row or column, of the first and last row, and of all of a selected text's ground that its letters leave free."""
_OVERHANG = 1.7
"""An underline is so many times as long as the letters above it are high, or there are three letters: 三 and 丝 are no underlined
characters."""


def without_frames(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture of a line without the borders and underlines that cross it: they read like brackets and underscores."""
    ink, background = ink_of(crop)
    height, width = ink.shape
    lines = np.zeros_like(ink)
    for row in np.flatnonzero(ink.sum(axis=1) >= 2 * height):
        if any(right - left >= 2 * height for left, right in runs(ink[row])):
            lines[row] = ink[row]  # an underline is broken around the letters that reach below it
    for rows in _underlines(ink):
        lines[rows] = ink[rows]
    level = lines.copy()
    for column in map(int, np.flatnonzero(ink.mean(axis=0) >= _CORNERED)):
        for top, bottom in runs(ink[:, column]):
            cornered = _is_corner(level, column, top) or _is_corner(level, column, bottom - 1)
            if bottom - top >= (_CORNERED if cornered else _UPRIGHT) * height:
                lines[top:bottom, column] = True
    if lines.mean() > 0.3:
        return crop
    if lines.any():
        # Letters that a line runs through stay whole: where there is ink above and below it.
        above = np.vstack([np.zeros((1, width), np.bool_), (ink & ~lines)[:-1]])
        below = np.vstack([(ink & ~lines)[1:], np.zeros((1, width), np.bool_)])
        lines &= ~(above & below)
    lines |= _sides(ink & ~lines)
    lines |= _mnemonics(ink & ~lines)
    if not lines.any():
        return crop
    cleaned = crop.copy()
    cleaned[lines] = background
    return cleaned


def _sides(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The upright sides of fields beside a text: thin strokes that reach above and below all letters."""
    from gui_agent.perception.opencv import cv2

    height, width = ink.shape
    count, parts, stats, _ = cv2.connectedComponentsWithStats(ink.view(np.uint8), connectivity=8)
    tall = [
        index
        for index in range(1, count)
        if 2 * stats[index][3] >= height
        and (
            stats[index][2] <= 2
            or (4 * stats[index][2] <= 3 * stats[index][3] and (stats[index][0] <= 1 or stats[index][:3:2].sum() >= width - 1))
        )
        and (parts == index).sum(axis=0).max() >= stats[index][3] - 1
    ]
    sides = np.isin(parts, tall)
    rows = np.flatnonzero((ink & ~sides).any(axis=1))
    if not tall or len(rows) < 4:
        return np.zeros_like(ink)
    beyond = [index for index in tall if stats[index][1] < rows[0] and stats[index][1] + stats[index][3] - 1 > rows[-1]]
    return np.asarray(np.isin(parts, beyond), np.bool_) if beyond else np.zeros_like(ink)


def _underlines(ink: NDArray[np.bool_]) -> Iterator[slice]:
    """The rows of underlines below words that are too short for their underlines to be recognised by their length alone."""
    middle = max(1, len(ink) // 2)
    begins = np.cumsum(ink[middle:] & ~ink[middle - 1 : -1], axis=1, dtype=np.int16)
    likely = np.flatnonzero((begins[:, 2 * _STROKE :] - begins[:, : -2 * _STROKE] == 2 * _STROKE).any(axis=1)) + middle
    if not len(likely):
        return
    padded = np.pad(ink, ((0, 1), (1, 1)))
    for row in likely.tolist():
        for thick in range(1, min(_THICK, len(ink) - row) + 1):
            if _is_underline(padded, row, thick):
                yield slice(row, row + thick)
                break


def _is_underline(ink: NDArray[np.bool_], row: int, thick: int) -> bool:
    """Whether the level strokes that begin in this row and are so thick are one underline, if need be in pieces.

    It touches no letter but those that cross it. Most of it has letters above, most of these letters have it below, and there is
    not much below it. The picture has an empty column on either side.
    """
    above, below = ink[row - 1], ink[row + thick]
    reached = np.convolve(below, np.ones(5), "same") > 0  # a descender that crosses is seldom upright
    ends_above = above & ~reached
    pieces = [
        (left, right)
        for left, right in runs(np.asarray(ink[row : row + thick].all(axis=0)))
        if right - left >= _STROKE and not ends_above[left:right].any() and (above | below)[left:right].mean() <= 0.3
    ]
    if not pieces or sum(int(ends_above[left - 1]) + int(ends_above[right]) for left, right in pieces) > max(1, len(pieces) // 2):
        return False  # the round bottoms of letters
    left, right = pieces[0][0], pieces[-1][1]
    over = ink[: row - 1, left:right]
    rows, letters = np.flatnonzero(over.any(axis=1)), over.any(axis=0)
    drawn = np.zeros(right - left, np.bool_)
    for start, end in pieces:
        drawn[start - left : end - left] = True
    both, lower = letters & drawn, ink[row + _THICK :, left:right].any(axis=0)
    if len(rows) < 5 or both.sum() < max(0.5 * letters.sum(), 0.35 * drawn.sum()):
        return False
    if above[left:right].sum() > 0.3 * letters.sum() or lower.sum() > 0.75 * letters.sum():
        return False
    if over[:, drawn].mean(axis=1).max() > 0.8:
        return False  # a line above it as well: the frame of something
    high, long = row - int(rows[0]), int(drawn.sum())
    return long >= 0.5 * high * len(pieces) and (long >= _OVERHANG * high or len(runs(both)) >= 3)


def _mnemonics(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The short strokes below single letters, as menus have them: below the foot of the other letters, with a letter right above.

    An underscore has none above, the strokes of = and of 旦 are above the foot of the letters beside.
    """
    from gui_agent.perception.opencv import cv2

    marks = np.zeros_like(ink)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(ink.view(np.uint8), connectivity=8)
    boxes = stats[1:count, :4]
    if not len(boxes):
        return marks
    feet = boxes[:, 1] + boxes[:, 3]
    tall = boxes[:, 3] >= _LETTER
    if np.count_nonzero(tall) < 2:
        return marks
    foot = float(np.median(feet[tall]))
    for index in np.flatnonzero((boxes[:, 3] <= _THICK) & (boxes[:, 2] >= _STROKE) & (boxes[:, 2] >= 2 * boxes[:, 3])):
        left, top, width, height = (int(value) for value in boxes[index])
        if not (foot < top <= foot + 2 + 0.25 * float(np.median(boxes[tall, 3]))) or ink[top - 1, left : left + width].any():
            continue
        above = tall & (feet <= top) & (boxes[:, 0] < left + width) & (boxes[:, 0] + boxes[:, 2] > left)
        wide = boxes[above, 2].sum()
        beside = np.count_nonzero(tall & ~above) > 0
        if (
            beside
            and np.count_nonzero(above) in (1, 2)
            and width <= 1.6 * wide + 3
            and not ink[top + height :, left : left + width].any()
        ):
            marks |= parts == index + 1
    return marks


def empty_rectangles(ink: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    """First column and end of each empty rectangle that is higher than the letters beside it: a check box, the thumb of a slider.

    The character 口 is lower than most others, and the letters O and D have no corners.
    """
    from gui_agent.perception.opencv import cv2

    _, _, places, _ = cv2.connectedComponentsWithStats((~ink).view(np.uint8), connectivity=4)
    empty = [
        (left, top, left + width, top + height)
        for left, top, width, height, area in places[1:].tolist()
        if min(left, top, width - _EMPTY + 1, height - _EMPTY + 1) > 0
        and area >= _CORNERS * width * height
        and not ink[top + 3 : top + height - 3, left + 3 : left + width - 3].any()
    ]
    if not empty:
        return ()
    _, parts = cv2.connectedComponents(ink.view(np.uint8), connectivity=8)
    letters = ink & ~np.isin(parts, [parts[(top + bottom) // 2, left - 1] for left, top, _, bottom in empty])
    high = [np.ptp(np.flatnonzero(letters[:, left:right].any(axis=1))) for left, right in runs(np.asarray(letters.any(axis=0)))]
    usual = float(np.median(high)) + 1 if high else 0.0
    return tuple((left, right) for left, top, right, bottom in empty if bottom - top >= 0.95 * usual)


def _is_corner(level: NDArray[np.bool_], column: int, end: int) -> bool:
    """Whether an upright stroke whose first or last row is `end` meets a level line there, in a sharp corner or a round one.

    A level line that passes below without touching it is an underline, and the stroke a letter such as "l".
    """
    if level[end, column]:
        return True
    rows = slice(max(0, end - 3), end + 4)
    return not level[rows, column].any() and bool(level[rows, max(0, column - _ROUND) : column + _ROUND + 1].any())


def between_levels(ink: NDArray[np.bool_], middle: int, share: float) -> tuple[int, int]:
    """First row and end of what is around the `middle` row between level sides: rows of which at least `share` is ink."""
    sides = np.flatnonzero(ink.mean(axis=1) >= share)
    above, below = sides[sides < middle], sides[sides > middle]
    return (int(above[-1]) + 1 if len(above) else 0), (int(below[0]) if len(below) else len(ink))


def brightness(part: NDArray[np.uint8]) -> NDArray[np.int16]:
    """How bright each pixel of an RGB picture is, 0 to 255."""
    return np.asarray((part[..., 0].astype(np.int16) * 2 + part[..., 1].astype(np.int16) * 5 + part[..., 2]) // 8)


def usual(grey: NDArray[np.int16]) -> int:
    """The brightness (0 to 255) that most pixels have: that of the ground. There is at least one pixel."""
    return int(np.bincount(grey.ravel().clip(0, 255), minlength=256).argmax())


def selection_in(crop: NDArray[np.uint8]) -> tuple[slice, slice, NDArray[np.uint8]] | None:
    """Rows, columns and colour of the ground of a selected text in the picture of a line; None where no ground ends within it.

    It is the usual colour of the middle rows, fills a rectangle of them, and is not that of the rows above and below.
    """
    height = len(crop)
    if height < 3 * _LETTER:
        return None
    _, ground = ink_of(crop[height // 4 : height - height // 4])
    like = (np.abs(crop.astype(np.int16) - ground) <= _LIKE).all(axis=2)
    full = np.flatnonzero(like.mean(axis=1) < _SOME)
    above, below = full[full < height // 2 - _LETTER // 2], full[full > height // 2 + _LETTER // 2]
    if not len(above) or not len(below):
        return None
    rows = slice(int(above[-1]) + 1, int(below[0]))
    columns = np.flatnonzero(like[rows].mean(axis=0) >= _SOME)
    if not len(columns):
        return None
    wide = slice(int(columns[0]), int(columns[-1]) + 1)
    outside = np.concatenate([crop[: rows.start], crop[rows.stop :]])
    around = np.median(outside.reshape(-1, 3), axis=0)
    edges = min(like[rows.start, wide].mean(), like[rows.stop - 1, wide].mean())
    if np.abs(around - ground).max() <= _INK or edges < _EDGE or like[rows, wide].mean() < _FILLED:
        return None
    return rows, wide, ground


def on_its_ground(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture of a line with the ground of its letters everywhere: what is around that of a selected text reads like their strokes."""
    found = selection_in(crop)
    if found is None:
        return crop
    rows, columns, ground = found
    alone = np.empty_like(crop)
    alone[:] = ground
    alone[rows, columns] = crop[rows, columns]
    return alone


def ink_of(crop: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
    """Which pixels are ink, and the background's colour."""
    pixels = crop.reshape(-1, 3)
    middle = len(pixels) // 2
    background = np.partition(pixels, middle, axis=0)[middle]
    lightest, darkest = background.astype(np.int16) + _INK, background.astype(np.int16) - _INK
    differs = (crop > lightest.clip(0, 255).astype(np.uint8)) | (crop < darkest.clip(0, 255).astype(np.uint8))
    return differs[:, :, 0] | differs[:, :, 1] | differs[:, :, 2], background


def runs(marks: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and end of each stretch of true values."""
    changes = np.flatnonzero(np.diff(np.concatenate(([False], marks, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(changes[::2], changes[1::2], strict=True)]
