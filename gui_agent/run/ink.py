"""Whether the letters of a line are the same in two pictures: a ring around them, or another colour, makes no other text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.change.change import grown
from gui_agent.perception.geometry import Box
from gui_agent.run.screens import FEW, Screens

ROOM = 4
"""Pixels above and below a line that are looked at, too: a frame reaches into them, a letter does not."""
OTHER = 40
"""Difference (0 to 255) from which a pixel is another one."""
WHOLE = 0.9
"""Share of a line's width over which no row of letters differs."""
FRAME = 0.4
"""Share of a line's width over which a row above or below the letters differs where it belongs to a frame."""
UNLIKE = 0.2
"""Part of the contrast by which a pixel may be off in two drawings that are alike: on another ground letters are smoothed otherwise."""
SAME_GROUND = 12
EDGE, EDGES_OTHER = 0.35, 0.03
"""Share of the strongest step of brightness from which it is a letter's edge; share of the edges that may be elsewhere."""


def same_letters(screens: Screens, box: Box) -> bool:
    """Whether what is written within `box` (pixels of the virtual screen) is drawn alike in both pictures, on a like ground.

    False where that cannot be said.
    """
    parts = _parts(screens, box)
    if parts is None:
        return False
    old, new = parts
    if abs(float(np.median(old)) - float(np.median(new))) > SAME_GROUND:
        return False
    differs = np.abs(old - new) > OTHER
    above, below = differs[:ROOM], differs[len(differs) - ROOM :]
    for rows in (above, below):
        rows[rows.mean(axis=1) >= FRAME] = False
    beyond = above.any(axis=0) | below.any(axis=0)
    beyond[1:] |= beyond[:-1].copy()
    beyond[:-1] |= beyond[1:].copy()
    letters = differs[ROOM : len(differs) - ROOM, :]
    letters[letters.mean(axis=1) >= WHOLE] = False  # the level side of a frame that is within the box
    return int(np.count_nonzero(letters[:, ~beyond])) <= FEW


def same_drawing(screens: Screens, box: Box) -> bool:
    """Whether what is drawn within `box` (pixels of the virtual screen) is alike in both pictures, in whatever two colours.

    A thing that is hovered over, pressed or selected looks so: each pixel is as far between its ground and its ink as it was.
    False where there is nothing that could be compared.
    """
    parts = _parts(screens, box)
    if parts is None:
        return False
    old, new = (part[ROOM : len(part) - ROOM].astype(np.float32) for part in parts)
    grounds = float(np.median(old)), float(np.median(new))
    darkest = np.unravel_index(int(np.abs(old - grounds[0]).argmax()), old.shape)
    inks = float(old[darkest]) - grounds[0], float(new[darkest]) - grounds[1]
    if min(abs(inks[0]), abs(inks[1])) < OTHER:
        return False
    expected = grounds[1] + (old - grounds[0]) * (inks[1] / inks[0])
    return not bool((np.abs(expected - new) > max(8.0, UNLIKE * abs(inks[1]))).any())


def recoloured(screens: Screens, box: Box) -> bool:
    """Whether the same letters are in another colour, or on another ground, than before: they were selected, say."""
    parts = _colours(screens, box, 0)
    if parts is None:
        return False
    if _has_same_colours(*parts):  # the look of 3 and 5 is nearly one
        return False
    old, new = (_edges(part) for part in parts)
    fewer = min(int(np.count_nonzero(old)), int(np.count_nonzero(new)))
    elsewhere = (old & ~grown(new)) | (new & ~grown(old))
    elsewhere[:, elsewhere.mean(axis=0) > 2 * FRAME] = False  # where the other ground ends
    elsewhere[elsewhere.mean(axis=1) > 2 * FRAME] = False
    return fewer > 0 and int(np.count_nonzero(elsewhere)) <= max(FEW, EDGES_OTHER * fewer)


def is_hover(screens: Screens, box: Box) -> bool:
    """Whether letters in the same colour are on a grey ground now, as under the mouse, where they were on a lighter or darker one."""
    parts = _colours(screens, box, 0)
    if parts is None:
        return False
    (_, ink), (ground, other_ink) = (_ground_and_ink(part) for part in parts)
    return bool(np.abs(ink - other_ink).max() <= OTHER and int(ground.max()) - int(ground.min()) <= SAME_GROUND)


def _has_same_colours(old: NDArray[np.int16], new: NDArray[np.int16]) -> bool:
    """Whether ground and letters have the same colours in both."""
    (ground, ink), (other_ground, other_ink) = (_ground_and_ink(part) for part in (old, new))
    return bool(np.abs(ground - other_ground).max() <= SAME_GROUND and np.abs(ink - other_ink).max() <= OTHER)


def _ground_and_ink(part: NDArray[np.int16]) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    pixels = part.reshape(-1, 3)
    ground = np.asarray(np.median(pixels, axis=0), np.int16)
    return ground, pixels[int(np.abs(pixels - ground).sum(axis=1).argmax())]


def _parts(screens: Screens, box: Box) -> tuple[NDArray[np.int16], NDArray[np.int16]] | None:
    """Both pictures' brightness within a box and the room above and below it."""
    parts = _colours(screens, box, ROOM)
    return None if parts is None else (_brightness(parts[0]), _brightness(parts[1]))


def _brightness(part: NDArray[np.int16]) -> NDArray[np.int16]:
    """Of all three colours: blue letters on white are as bright as it in one of them."""
    return np.asarray((part[..., 0] + 2 * part[..., 1] + part[..., 2]) // 4, np.int16)


def _colours(screens: Screens, box: Box, room: int) -> tuple[NDArray[np.int16], NDArray[np.int16]] | None:
    """Both pictures within a box and the room above and below it; None where that is not all on them."""
    if screens.differs is None:
        return None
    region = screens.before.region
    inside = box.offset(-region.left, -region.top)
    top, bottom = inside.top - room, inside.bottom + room
    if top < 0 or bottom > region.height or inside.left < 0 or inside.right > region.width or box.width < 2 or box.height < 2:
        return None
    old, new = (screen.rgb[top:bottom, inside.left : inside.right].astype(np.int16) for screen in (screens.before, screens.after))
    return old, new


def _edges(part: NDArray[np.int16]) -> NDArray[np.bool_]:
    steps = np.zeros(part.shape[:2], np.int16)
    steps[:, 1:] = np.abs(np.diff(part, axis=1)).max(axis=2)
    steps[1:] = np.maximum(steps[1:], np.abs(np.diff(part, axis=0)).max(axis=2))
    strongest = float(np.percentile(steps, 98)) if steps.size else 0.0
    return np.asarray(steps >= max(24.0, EDGE * strongest))
