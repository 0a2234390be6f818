"""A text caret that does not blink, directly behind the last letter: it is read as one more letter, and is none."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box

_READ_AS: Final = "lI|1!i]\u012b"
"""What a caret is read as."""
_WIDEST: Final = 2
"""Pixels across a caret."""
_AROUND: Final = 5
"""Pixels above and below a line's box in which a caret may begin and end."""
_INK: Final = 60
"""Difference of brightness (0 to 255) from the ground."""
_LOWER: Final = 0.12
"""By this share of its height a caret ends lower than the letters before it that have no descender."""


def ends_with_caret(text: str, word: Box, picture: NDArray[np.uint8]) -> bool:
    """Whether the last letter of a word is a caret: thin, as high as the line, and lower than the letters before it.

    `word` is the word's box, in pixels of the RGB `picture`.
    """
    if not text or text[-1] not in _READ_AS:
        return False
    height, width = picture.shape[:2]
    top, bottom = max(0, word.top - _AROUND), min(height, word.bottom + _AROUND)
    left, right = max(0, word.left), min(width, word.right + _AROUND)
    part = picture[top:bottom, left:right].astype(np.int16).mean(axis=2)
    if part.size == 0:
        return False
    ink = np.abs(part - np.median(part)) > _INK
    columns = np.flatnonzero(ink.any(axis=0))
    if not columns.size:
        return False
    end = int(columns[-1])
    start = end
    while start > 0 and ink[:, start - 1].any() and end - start < _WIDEST:
        start -= 1
    if end - start + 1 > _WIDEST:
        return False
    rows = np.flatnonzero(ink[:, start : end + 1].any(axis=1))
    first, low = int(rows[0]), int(rows[-1])
    tall = low - first + 1
    before = ink[first : low + 1, :start]
    if len(rows) != tall or not before.any() or ink[max(0, first - 1), :start].any():
        return False  # it is broken, such as an i, or stands alone, or the letters are higher
    letters = [int(np.flatnonzero(before[:, column])[-1]) for column in np.flatnonzero(before.any(axis=0))]
    return tall - 1 - int(np.median(letters)) >= max(2, round(_LOWER * tall))
