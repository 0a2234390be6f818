"""The dialog in front of a dimmed page: what is behind it takes no input until it is closed.

Only where it is sure: a page whose usual ground is not as light as the dialog's, on all four sides of a panel in its middle, without one
pixel that is nearly as light, and with words of its own. A dark page behind a light card is none: its letters are lighter than its ground.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box
from gui_agent.perception.shapes import Area

_LIGHT = 200
"""Of 255: the dialog's ground is so light at least."""
_DIMMED = (0.25, 0.82)
"""How light the page's usual ground, and its lightest pixel, are at least and at most, as shares of the dialog's ground."""
_SMALLEST, _LARGEST = (140, 70), 0.6
"""Pixels of the smallest dialog; share of the page that the largest one covers."""
_AROUND = 16
"""Pixels of dimmed page at least on each side."""
_SEAM = 4
"""Pixels between two parts of a dialog at most."""
_MIDDLE = 0.08
"""How far aside of the page's middle a dialog is at most, as a share of its width."""


def dialog_in_front(picture: NDArray[np.uint8], areas: Sequence[Area], texts: Sequence[Box]) -> tuple[Box, Box] | None:
    """The dialog and the dimmed page behind it (which holds the dialog's box), in pixels of a (height, width, RGB) picture; or None."""
    light_areas = [area.box for area in areas if min(area.colour) >= _LIGHT and area.box.width >= _SMALLEST[0]]
    panels = [box for box in _stacked(light_areas) if box.height >= _SMALLEST[1]]
    if not panels:
        return None
    light = picture.max(axis=2)
    for panel in sorted(panels, key=lambda box: -box.area):
        page = _dimmed_around(light, panel)
        if page is None or not any(panel.contains(text.center) for text in texts):
            continue
        behind = [text for text in texts if page.contains(text.center) and not panel.padded(4).contains(text.center)]
        if behind and all(_is_dark_on_light(light, text) for text in behind):
            return panel, page
    return None


def _stacked(boxes: Sequence[Box]) -> list[Box]:
    """Boxes of one width, one right below another (a dialog's title, contents and buttons), as one."""
    found: list[Box] = []
    for box in sorted(boxes, key=lambda box: (box.top, box.left)):
        for index, other in enumerate(found):
            level = abs(other.left - box.left) <= _SEAM and abs(other.right - box.right) <= _SEAM
            if level and -_SEAM <= box.top - other.bottom <= _SEAM:
                found[index] = other.union(box)
                break
        else:
            found.append(box)
    return found


def _dimmed_around(light: NDArray[np.uint8], panel: Box) -> Box | None:
    """The page around a panel that is nowhere nearly as light as it; None where there is none on all four sides."""
    ground = float(np.median(light[panel.top : panel.bottom, panel.left : panel.right]))
    bright = light > _DIMMED[1] * ground
    reach = panel.padded(3)
    bright[max(0, reach.top) : reach.bottom, max(0, reach.left) : reach.right] = False
    top, bottom = _free_run(np.asarray(bright[:, max(0, reach.left) : reach.right].any(axis=1)), panel.top, panel.bottom)
    left, right = _free_run(np.asarray(bright[top:bottom].any(axis=0)), panel.left, panel.right)
    page = Box(left, top, right, bottom)
    sides = (panel.left - left, panel.top - top, right - panel.right, bottom - panel.bottom)
    if min(sides) < _AROUND or panel.area > _LARGEST * page.area:
        return None
    if abs(panel.center.x - page.center.x) > _MIDDLE * page.width:
        return None
    outside = light[top:bottom, left:right].astype(np.int16)
    outside[panel.top - top : panel.bottom - top, panel.left - left : panel.right - left] = -1
    usual = float(np.median(outside[outside >= 0]))
    return page if usual >= _DIMMED[0] * ground else None


def _free_run(bright: NDArray[np.bool_], start: int, end: int) -> tuple[int, int]:
    """The stretch around `start` to `end` without a bright row or column."""
    before, after = np.flatnonzero(bright[:start]), np.flatnonzero(bright[end:])
    return int(before[-1]) + 1 if len(before) else 0, end + int(after[0]) if len(after) else len(bright)


def _is_dark_on_light(light: NDArray[np.uint8], text: Box) -> bool:
    """Whether the letters of a text are darker than what is behind them."""
    part = light[max(0, text.top) : text.bottom, max(0, text.left) : text.right].astype(np.int16)
    if not part.size:
        return True
    usual = float(np.median(part))
    return usual - float(part.min()) >= float(part.max()) - usual
