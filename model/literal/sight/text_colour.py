"""The colour of letters: that of the pixels that differ most from what is behind them."""

from __future__ import annotations

from typing import Any

import numpy as np

from gui_agent.perception.geometry import Box

Colour = tuple[int, int, int]


def ink_colour(picture: np.ndarray[Any, np.dtype[np.int16]], box: Box) -> Colour:
    """The colour of the letters in a box of a (height, width, RGB) picture; black for an empty box.

    Only the middle of the box counts: the reader's boxes may reach into the lines above and below.
    """
    inset = box.height // 4
    part = picture[max(0, box.top + inset) : max(1, box.bottom - inset), max(0, box.left) : box.right].reshape(-1, 3)
    if not len(part):
        return 0, 0, 0
    distance = np.abs(part - np.median(part, axis=0)).sum(axis=1)
    strong = part[distance >= 0.7 * distance.max()]
    red, green, blue = np.median(strong, axis=0)
    return int(red), int(green), int(blue)
