"""Signs of one drawing, recognised by their shape: + − ± × ÷ = / ( ) * . ≡ and arrows, read as Chinese characters, as 1 or not at all."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.elements.picture_parts import Parts, line_of
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine, Word

_MISREAD: Final = frozenset("十一二三口回个丨丿上下土士工王亠ー→←↑↓+-–—_=≡÷×xX/.·ニミ勹尸目日田1lI|()（）*冰米水木")
"""What signs are read as, where they are read at all."""
_STARS: Final = frozenset("*\u51b0\u7c73\u6c34\u6728")
_UPRIGHT, _STROKES = frozenset("1lI|"), frozenset("/()")
"""Characters of one upright stroke, and the signs that they are misread for."""
_Mask = NDArray[np.bool_]
_FEW_SIGNS = 5
_FRAME = (9, 0.8)
"""Pixels of the smallest framed drawing; and the largest, as a share of the height of the line that was read."""
_COVERED = 0.4
"""How much of what was read such drawings take at least."""
_LARGEST, _SMALL = 30, 12
"""Pixels: a larger drawing is a picture; a smaller one is no icon."""


def read_signs(scene: Parts) -> list[TextLine]:
    """The lines of a picture, those of one misread sign corrected by its shape.

    On a page with other Chinese or Japanese text a character stays what it was read as.
    """
    squares = [box for box in scene.objects if _FRAME[0] <= min(box.size) and 0.8 <= box.width / box.height <= 1.25]
    lines = [line for whole in scene.lines if (line := _without_buttons(scene, whole, squares)) is not None]
    others = sum(is_cjk(character) and character not in _MISREAD for line in lines for character in line.text)
    return [_corrected(scene, line, others) for line in lines]


def _without_buttons(scene: Parts, line: TextLine, drawn: list[Box]) -> TextLine | None:
    """The line without what was read on small framed drawings side by side at its end, as in a title bar; None where nothing is left.

    `drawn` are the drawings of the picture that are about square.
    """
    around, largest = line.box.padded(2), _FRAME[1] * line.box.height
    squares = [box for box in drawn if around.contains(box.center) and max(box.size) <= largest and _is_framed(scene, box)]
    if len(squares) < 2 or any(abs(box.top - squares[0].top) > 2 or abs(box.width - squares[0].width) > 2 for box in squares):
        return line
    start = min(box.left for box in squares) - 2
    kept = [word for word in line.words if word.box.center.x < start]
    dropped = line.words[len(kept) :]
    if sum(len(word.text) for word in dropped) > _FEW_SIGNS or kept != list(line.words[: len(kept)]):
        return line
    covered = sum(box.width for box in squares) >= _COVERED * (line.box.right - start)
    inside = all(any(box.padded(2).contains(word.box.center) for box in squares) for word in dropped)
    if not (covered or inside):
        return line
    return line_of(line, kept) if kept else None


def _is_framed(scene: Parts, box: Box) -> bool:
    """Whether an edge runs along all four sides."""
    part = scene.outline[box.top : box.bottom, box.left : box.right] > 0
    return bool(
        min(part[:2].any(0).mean(), part[-2:].any(0).mean(), part[:, :2].any(1).mean(), part[:, -2:].any(1).mean()) >= 0.9
    )


def _corrected(scene: Parts, line: TextLine, others: int) -> TextLine:
    text = line.text.strip()
    if len(text) != 1 or text not in _MISREAD or (is_cjk(text) and others > 2):
        return line
    sign = None if text in "xX" else sign_in(scene, line.box) or (_star_in(scene, line.box) if text in _STARS else None)
    if sign is None or (text in _UPRIGHT and sign not in _STROKES):
        return line
    return TextLine(sign, line.box, line.confidence, (Word(sign, line.words[0].box),))


def sign_line(scene: Parts, box: Box) -> TextLine | None:
    """The sign in the middle of a box in which no text was read, as a line of text."""
    inner = box.padded(-max(2, min(box.size) // 10))
    sign = sign_in(scene, inner) or _star_in(scene, inner, _SMALL)
    return TextLine(sign, inner, 1.0, (Word(sign, inner),)) if sign is not None else None


def sign_in(scene: Parts, box: Box) -> str | None:
    """The sign that is all that is drawn in a box; None where it is none that is known."""
    drawn = _drawn_in(scene, box)
    return sign_of(drawn) if drawn is not None else None


def _drawn_in(scene: Parts, box: Box) -> _Mask | None:
    """What is drawn in a box, cut to its ink: (height, width); None where that reaches the box's edge, is nothing, or large."""
    height, width = scene.picture.shape[:2]
    inside = box.intersection(Box(0, 0, width, height))
    if inside is None or min(inside.size) < 4:
        return None
    part = scene.picture[inside.top : inside.bottom, inside.left : inside.right].reshape(-1, 3)
    red, green, blue = (int(value) for value in np.median(part, axis=0))
    drawn = scene.ink(inside, (red, green, blue), contrast=48)
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not len(rows) or min(rows[0], columns[0]) == 0 or rows[-1] == inside.height - 1 or columns[-1] == inside.width - 1:
        return None
    cut = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return cut if max(cut.shape) <= _LARGEST else None


def _star_in(scene: Parts, box: Box, largest: int = _LARGEST) -> str | None:
    """An asterisk, where a character was read that looks like one, or a drawing is smaller than icons are."""
    drawn = _drawn_in(scene, box)
    return "*" if drawn is not None and max(drawn.shape) <= largest and _is_star(drawn) else None


def _is_star(drawn: _Mask) -> bool:
    """Whether five or six arms (or eight, of two crosses) leave a full middle."""
    height, width = drawn.shape
    if min(height, width) < 5 or not 0.75 <= width / height <= 1.34:
        return False
    turns = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    rows = np.clip(np.rint((height - 1) / 2 * (1 + 0.72 * np.sin(turns))), 0, height - 1).astype(int)
    columns = np.clip(np.rint((width - 1) / 2 * (1 + 0.72 * np.cos(turns))), 0, width - 1).astype(int)
    around = drawn[rows, columns]
    arms = int((around & ~np.roll(around, 1)).sum())
    return bool(arms in (5, 6, 8) and drawn[height // 2, width // 2])


def sign_of(drawn: _Mask) -> str | None:
    """The sign that a drawing is, cut to its ink: (height, width)."""
    from gui_agent.perception.opencv import cv2

    count, _, stats, _ = cv2.connectedComponentsWithStats(drawn.astype(np.uint8), connectivity=8)
    parts = sorted((tuple(int(value) for value in row) for row in stats[1:count]), key=lambda part: part[1])
    bars = [part for part in parts if part[2] >= 2 * part[3] and part[4] >= 0.8 * part[2] * part[3]]
    height, width = drawn.shape
    if len(parts) == 1:
        return _single(drawn)
    if len(parts) == len(bars) and len(parts) in (2, 3) and all(bar[2] >= 0.8 * width for bar in bars):
        return "=" if len(bars) == 2 else "\u2261"
    if len(parts) == 2 and len(bars) == 1 and bars[0][1] > height // 2 and bars[0][2] >= 0.8 * width:
        above = next(part for part in parts if part is not bars[0])
        if _is_crossed(drawn[above[1] : above[1] + above[3], above[0] : above[0] + above[2]]):
            return "\u00b1"
    if len(parts) == 3 and len(bars) == 1 and bars[0] is parts[1] and bars[0][2] >= 0.9 * width:
        dots = [parts[0], parts[2]]
        if all(part[2] <= 0.5 * width and abs(part[0] + part[2] / 2 - width / 2) <= 0.15 * width for part in dots):
            return "\u00f7"
    return None


def _single(drawn: _Mask) -> str | None:
    height, width = drawn.shape
    fill = float(drawn.mean())
    if fill >= 0.8:
        if width >= 2.5 * height and width >= 4:
            return "\u2212"
        return "." if max(height, width) <= 4 and abs(height - width) <= 1 else None
    if (bracket := _round_bracket(drawn)) is not None:
        return bracket
    if width >= 3 and height >= 9 and _is_slash(drawn):
        return "/"
    if min(height, width) < 5:
        return None
    if _is_plus(drawn):
        return "+"
    if _is_times(drawn):
        return "\u00d7"
    return _arrow(drawn)


def _is_plus(drawn: _Mask) -> bool:
    height, width = drawn.shape
    if abs(height - width) > max(1, 0.15 * width) or drawn.mean() > 0.6:
        return False
    level, upright = _full_lines(drawn.T), _full_lines(drawn)
    if not (level and upright and max(len(level), len(upright)) <= 0.4 * width):
        return False
    central = abs(np.mean(level) - (width - 1) / 2) <= 1 and abs(np.mean(upright) - (height - 1) / 2) <= 1
    rest = drawn.copy()
    rest[upright, :] = False
    rest[:, level] = False
    return bool(central and rest.mean() < 0.03)


def _is_crossed(drawn: _Mask) -> bool:
    """Whether a level and an upright stroke cross near the middle, and nothing else is drawn."""
    height, width = drawn.shape
    level, upright = _full_lines(drawn.T), _full_lines(drawn)
    if not (level and upright) or not 0.6 <= height / width <= 1.5:
        return False
    rest = drawn.copy()
    rest[upright, :] = False
    rest[:, level] = False
    inside = 0.25 * height <= np.mean(upright) <= 0.75 * height and 0.25 * width <= np.mean(level) <= 0.75 * width
    return bool(inside and rest.mean() < 0.03)


def _full_lines(drawn: _Mask) -> list[int]:
    """The rows that are drawn from end to end."""
    return [int(row) for row in np.flatnonzero(drawn.mean(axis=1) >= 0.9)]


def _is_times(drawn: _Mask) -> bool:
    height, width = drawn.shape
    if abs(height - width) > max(1, 0.15 * width) or drawn.mean() > 0.65:
        return False
    rows, columns = np.mgrid[0:height, 0:width]
    across, down = (columns + 0.5) / width, (rows + 0.5) / height
    near = (np.abs(across - down) < 0.22) | (np.abs(across + down - 1) < 0.22)
    middle_edges = [drawn[0, width // 2], drawn[-1, width // 2], drawn[height // 2, 0], drawn[height // 2, -1]]
    return bool((drawn & near).sum() >= 0.93 * drawn.sum() and not any(middle_edges) and drawn[height // 2, width // 2])


def _is_slash(drawn: _Mask) -> bool:
    height, width = drawn.shape
    if height < 1.3 * width or drawn.mean() > 0.5:
        return False
    level = np.array([np.flatnonzero(row).mean() for row in drawn])
    wide = np.array([int(row.sum()) for row in drawn])
    return bool((np.diff(level) <= 0.3).all() and level[0] - level[-1] >= 0.6 * width and wide.max() <= max(3, 0.45 * width))


def _round_bracket(drawn: _Mask) -> str | None:
    """A thin stroke that bends to one side in its middle, the same above and below."""
    height, width = drawn.shape
    if height < 2.2 * width or width < 3 or height < 9:
        return None
    spans = [np.flatnonzero(row) for row in drawn]
    if any(not len(span) or len(span) != span[-1] - span[0] + 1 or len(span) > max(2, 0.67 * width) for span in spans):
        return None
    level = np.array([span.mean() for span in spans])
    ends, middle = (level[0] + level[-1]) / 2, level[2 * height // 5 : height - 2 * height // 5].mean()
    beside = (level[height // 3] + level[-1 - height // 3]) / 2
    if abs(beside - middle) > 0.24 * abs(ends - middle) + 0.3:  # straight strokes that meet: an angle
        return None
    near = (level[2 * height // 5] + level[-1 - 2 * height // 5]) / 2
    if abs(level[height // 2] - near) > 0.12 * abs(ends - middle) + 0.3:  # a point in the middle: a brace
        return None
    steady = np.diff(level[: height // 2 + 1]), np.diff(level[height // 2 :][::-1])
    if abs(level[0] - level[-1]) > 0.25 * width + 0.5 or abs(ends - middle) < 0.35 * width:
        return None
    to_left = all((step <= 0.51).all() for step in steady)
    to_right = all((step >= -0.51).all() for step in steady)
    return "(" if to_left and middle < ends else ")" if to_right and middle > ends else None


def _arrow(drawn: _Mask) -> str | None:
    """An arrow with a shaft: its head is at one end, even on both sides."""
    for turned, names in ((drawn, "\u2190\u2192"), (drawn.T, "\u2191\u2193")):
        height, width = turned.shape
        spread = turned.sum(axis=0)
        shaft = turned[height // 2 - (height % 2 == 0) : height // 2 + 1]
        even = (turned == turned[::-1]).mean() >= 0.9
        if width < 6 or not even or shaft.any(axis=0).mean() < 0.85 or height < 0.4 * width or turned.mean() > 0.6:
            continue
        outer = np.array([_reach(turned[:, column]) for column in range(width)])
        left, right = outer[: width // 2].max(), outer[width // 2 :].max()
        if spread.max() == height or abs(left - right) < 0.35 * height:
            continue
        return names[0] if left > right else names[1]
    return None


def _reach(column: NDArray[Any]) -> int:
    found = np.flatnonzero(column)
    return int(found[-1] - found[0] + 1) if len(found) else 0


def is_cjk(character: str) -> bool:
    """Whether a character is Chinese or Japanese."""
    return "\u3040" <= character <= "\u9fff"
