"""Whether a mark is ticked: said only where a tick or a dot is seen, or an inside that is plain; a picture is no mark."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box

State = Literal["on", "off", "unknown", "picture"]
"""`unknown`: a mark whose state cannot be seen (half ticked, filled with a colour); `picture`: no mark at all."""
_PLAIN = 14
"""Of 255: an inside that differs less from an even slope of colour is empty."""
_CONTRAST = 34
"""Of 255: ticks and dots differ at least so much from what they are drawn on."""
_MIXED = 40
"""Of 255: pixels at the edge of a tick are a mixture of its colour and the ground's, give or take this."""
_STRONG = 50
"""Difference between the channels of a strong colour."""
_OUTLINE = 22
"""Of 255: an outline differs so much from what it surrounds."""
_Values = NDArray[np.float64]
_Mask = NDArray[np.bool_]


def mark_state(picture: NDArray[np.uint8], box: Box, role: Literal["checkbox", "radio"]) -> State:
    """The state of the mark at `box` (pixels of the (height, width, RGB) picture)."""
    states = [_state(picture, box, role, inset) for inset in ((0.17, 0.26) if role == "checkbox" else (0.2, 0.3))]
    if role == "radio" and states[0] == "off":  # a raised face, whose middle alone looks like a dot
        return "off"
    if "on" in states:
        return "on"
    return next((state for state in reversed(states) if state not in ("unknown", "picture")), states[-1])


def _state(picture: NDArray[np.uint8], box: Box, role: Literal["checkbox", "radio"], inset: float) -> State:
    """The state as the inside shows it, of which the border takes the share `inset` on each side."""
    inner = box.padded(-max(2, round(box.width * inset)))
    part = picture[inner.top : inner.bottom, inner.left : inner.right].astype(np.float64)
    if min(part.shape[:2], default=0) < 4:
        return "unknown"
    inside = _round_part(part.shape[0], part.shape[1]) if role == "radio" else np.ones(part.shape[:2], np.bool_)
    if (np.abs(_without_slope(part, inside)).max(axis=1) < _PLAIN).mean() >= 0.97:
        return _plain_state(picture, box, role, np.median(part[inside], axis=0))
    if role == "radio":
        return _radio_state(part, inside)
    ground = _usual(part[inside])
    distance = np.abs(part - ground).max(axis=2)
    strongest = float(np.quantile(distance[inside], 0.97))
    if strongest < _CONTRAST:
        return "unknown"
    drawn = (distance >= 0.5 * strongest) & inside
    if not 0.04 <= float(drawn.sum()) / inside.sum() <= 0.8:
        return "unknown"
    if not _is_two_coloured(part, inside, ground, distance, strongest):
        return "picture"
    if _is_bar_or_block(drawn) or _is_bar_or_block(inside & ~drawn):
        return "unknown"
    if any(_is_tick(shape) or _is_cross(shape) for shape in (drawn, inside & ~drawn)):
        return "on"
    return "picture"


def _plain_state(picture: NDArray[np.uint8], box: Box, role: Literal["checkbox", "radio"], inside: _Values) -> State:
    """The state of a mark whose inside has one colour: empty, or filled with a strong one; without an outline it is a patch."""
    height, width = picture.shape[:2]
    mark = picture[box.top : box.bottom, box.left : box.right].astype(np.float64)
    outer = box.padded(3).intersection(Box(0, 0, width, height)) or box
    page = np.median(picture[outer.top, outer.left : outer.right].astype(np.float64), axis=0)
    rows, columns = np.mgrid[0 : mark.shape[0], 0 : mark.shape[1]]
    across, down = np.abs((columns + 0.5) / mark.shape[1] - 0.5), np.abs((rows + 0.5) / mark.shape[0] - 0.5)
    radius = np.hypot(across, down) if role == "radio" else np.maximum(across, down)
    border = mark[(radius <= 0.5) & (radius > 0.5 - 2.2 / max(mark.shape[:2]))]
    differs = np.abs(border - inside).max(axis=1)
    outlined = np.quantile(differs, 0.7) >= _OUTLINE
    filled = np.ptp(inside) > _STRONG or (page.mean() > 140 and inside.mean() < page.mean() - 70)
    if not outlined:
        if not filled and _is_sunken(mark, inside, role):
            return "off"
        return "picture" if filled else "unknown"
    return "on" if filled else "off"


def _is_sunken(mark: _Values, inside: _Values, role: Literal["checkbox", "radio"]) -> bool:
    """Whether a darker line runs along the upper sides, as around a hollow; the lighter ones may have the page's colour."""
    height, width = mark.shape[:2]
    middle = slice(height // 3, height - height // 3), slice(width // 3, width - width // 3)
    darker = inside.mean() - mark.mean(axis=2)
    if role == "radio":
        columns = slice(width // 5, width - width // 5)
        return bool(np.median(darker[: height // 2, columns].max(axis=0)) >= _OUTLINE)
    above, left = darker[:3, middle[1]].max(axis=0), darker[middle[0], :3].max(axis=1)
    return bool(min(np.median(above), np.median(left)) >= _OUTLINE)


def _radio_state(part: _Values, inside: _Mask) -> State:
    """Whether a round inside that is not plain looks the same all around and has a middle of its own: a dot."""
    height, width = part.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    radius = np.hypot((rows + 0.5) / height - 0.5, (columns + 0.5) / width - 0.5)
    rings = np.minimum((radius * max(height, width) / 1.5).astype(int), 12)
    rest = np.zeros(part.shape[:2])
    for ring in np.unique(rings[inside]):
        own = (rings == ring) & inside
        rest[own] = np.abs(part[own] - np.median(part[own], axis=0)).max(axis=1)
    if (rest[inside] > 90).mean() > 0.2:
        return "picture"
    middle = np.median(part[inside & (radius < 0.2)], axis=0)
    differs = np.abs(part - middle).max(axis=2)
    contrast = float(np.quantile(differs[inside & (radius > 0.25)], 0.8))
    dot = (differs < 0.5 * contrast) & (radius < 0.42)
    if _is_raised(part, inside & (radius > 0.25), middle):
        return "off"
    return "on" if contrast >= _CONTRAST and _is_dot(_middle_part(dot)) else "unknown"


def _is_raised(part: _Values, around: _Mask, middle: _Values) -> bool:
    """Whether what is around the middle is lighter above and darker below: the edges of a raised face, not the ground of a dot."""
    lighter, half = part.mean(axis=2) - middle.mean(), part.shape[0] // 2
    above, below = lighter[:half][around[:half]], lighter[half:][around[half:]]
    return bool(np.quantile(above, 0.75) >= _OUTLINE and np.quantile(below, 0.25) <= -_OUTLINE)


def _middle_part(drawn: _Mask) -> _Mask:
    """The connected pixels around the middle."""
    from gui_agent.perception.opencv import cv2

    _, parts = cv2.connectedComponents(drawn.astype(np.uint8), connectivity=4)
    return np.asarray(drawn & (parts == parts[drawn.shape[0] // 2, drawn.shape[1] // 2]), np.bool_)


def _is_dot(drawn: _Mask) -> bool:
    """Whether the drawn pixels are one round spot in the middle."""
    height, width = drawn.shape
    rows, columns = np.nonzero(drawn)
    if len(rows) < 3:
        return False
    middle = abs(rows.mean() + 0.5 - height / 2) <= 0.14 * height and abs(columns.mean() + 0.5 - width / 2) <= 0.14 * width
    tall, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
    return bool(middle and 0.7 <= tall / wide <= 1.45 and len(rows) >= 0.55 * tall * wide)


def _round_part(height: int, width: int) -> _Mask:
    rows, columns = np.mgrid[0:height, 0:width]
    return np.asarray(((rows + 0.5) / height - 0.5) ** 2 + ((columns + 0.5) / width - 0.5) ** 2 <= 0.25, np.bool_)


def _without_slope(part: _Values, inside: _Mask) -> _Values:
    """What is left of the colours when the best even slope is taken away: (pixels, RGB)."""
    rows, columns = np.nonzero(inside)
    terms = np.stack([np.ones(len(rows)), rows, columns], axis=1)
    values = part[inside]
    slope, *_ = np.linalg.lstsq(terms, values, rcond=None)
    steep = np.abs(slope[1:]).max() * max(part.shape[:2]) > 80
    return np.asarray(values - (np.median(values, axis=0) if steep else terms @ slope), np.float64)


def _usual(pixels: _Values) -> _Values:
    """The most frequent colour."""
    codes = (pixels.astype(np.int32) >> 4) @ np.array([256, 16, 1])
    most = np.bincount(codes).argmax()
    return np.asarray(np.median(pixels[codes == most], axis=0), np.float64)


def _is_two_coloured(part: _Values, inside: _Mask, ground: _Values, distance: _Values, strongest: float) -> bool:
    """Whether there is nothing but two colours and their mixtures."""
    ink = np.median(part[inside & (distance >= 0.8 * strongest)], axis=0) - ground
    share = np.clip(((part - ground) @ ink) / max(1.0, float(ink @ ink)), 0, 1.15)
    rest = np.abs(part - ground - share[:, :, None] * ink).max(axis=2)
    return bool((rest[inside] < _MIXED).mean() >= 0.9)


def _is_tick(drawn: _Mask) -> bool:
    """Whether it is one stroke down from the left and up to the right, both arms straight, the right one being the longer."""
    stroke = _main_part(drawn)
    columns = np.flatnonzero(stroke.any(axis=0))
    if stroke.sum() < 0.9 * drawn.sum() or len(columns) < 4 or len(columns) < 0.4 * drawn.shape[1]:
        return False
    rows = [np.flatnonzero(stroke[:, column]) for column in columns]
    if np.mean([np.ptp(row) + 1 == len(row) for row in rows]) < 0.85:
        return False  # two strokes above each other
    if stroke.sum() > 0.6 * len(columns) * np.count_nonzero(stroke.any(axis=1)):
        return False  # a solid form
    level = np.array([row.mean() for row in rows])
    lowest, high = int(np.argmax(level)), float(np.ptp(level))
    fall, rise = level[lowest] - level[: lowest + 1].min(), level[lowest] - level[-1]
    arms = np.interp(np.arange(len(level)), [0, lowest, len(level) - 1], level[[0, lowest, -1]])
    return bool(
        high >= 0.2 * drawn.shape[0]
        and 0.1 <= lowest / (len(columns) - 1) <= 0.65
        and fall >= max(1.0, 0.15 * high)
        and rise >= max(0.75 * high, 1.1 * fall)
        and np.abs(level - arms).max() <= max(1.5, 0.22 * high)
        and (np.diff(level[lowest:]) <= 0.8).mean() >= 0.8
    )


def _thicker(drawn: _Mask) -> _Mask:
    """The drawn pixels and those beside them."""
    from gui_agent.perception.opencv import cv2

    return np.asarray(cv2.dilate(drawn.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0, np.bool_)


def _is_cross(drawn: _Mask) -> bool:
    """Whether it is one drawing that is the same from all four sides, with its ink along both diagonals."""
    shape = _main_part(drawn)
    rows, columns = np.flatnonzero(shape.any(axis=1)), np.flatnonzero(shape.any(axis=0))
    if shape.sum() < 0.9 * drawn.sum() or min(len(rows), len(columns)) < 4:
        return False
    shape = shape[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = shape.shape
    if not 0.75 <= width / height <= 1.33:
        return False
    down, across = (np.arange(height)[:, None] + 0.5) / height, (np.arange(width)[None] + 0.5) / width
    near = np.minimum(np.abs(across - down), np.abs(across + down - 1)) < 0.27
    notches = (np.abs(across - 0.5) < 0.15) & (np.abs(down - 0.5) > 0.36) | (np.abs(down - 0.5) < 0.15) & (
        np.abs(across - 0.5) > 0.36
    )
    corners = (np.minimum(down, 1 - down) < 0.3) & (np.minimum(across, 1 - across) < 0.3)
    middle = shape[height // 3 : height - height // 3, width // 3 : width - width // 3]
    near_other = (_thicker(other) for other in (shape[::-1], shape[:, ::-1]))  # thin strokes may be a pixel aside
    same = min((shape & other).sum() / shape.sum() for other in near_other)
    return bool(
        (shape & near).sum() >= 0.9 * shape.sum()
        and same >= 0.9
        and shape[notches].mean() <= 0.2
        and shape[corners].mean() >= 0.35
        and middle.mean() >= 0.5
    )


def _main_part(drawn: _Mask) -> _Mask:
    """The largest of the connected parts."""
    from gui_agent.perception.opencv import cv2

    _, parts, stats, _ = cv2.connectedComponentsWithStats(drawn.astype(np.uint8), connectivity=8)
    return np.asarray(parts == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()), np.bool_) if len(stats) > 1 else drawn


def _is_bar_or_block(drawn: _Mask) -> bool:
    """Whether it is a level bar or a plain block in the middle: a box that is ticked in part."""
    rows, columns = np.nonzero(drawn)
    tall, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
    centred = abs(rows.mean() + 0.5 - drawn.shape[0] / 2) <= 0.2 * drawn.shape[0]
    return bool(centred and len(rows) >= 0.85 * tall * wide)
