"""Finding a remembered piece of a screen again: near its old place first, then anywhere, and only if it is the only one.

Colours and small shifts of brightness may differ a little (pictures are stored compressed); a changed letter may not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gui_agent.perception.change.change import changed_boxes, is_caret
from gui_agent.perception.geometry import Box, Point, Size

MARGIN = Size(90, 18)
"""Pixels around a target that are remembered with it: a label beside a field distinguishes it from the next field."""
NARROW = Size(4, 4)
LARGEST = Size(640, 240)
POINT_SIZE = Size(48, 32)
"""What is remembered of a target that is a point."""
_PIXEL = 40
"""Difference in brightness (0 to 255) from which a pixel counts as different."""
_BLOCK = 7
_BLOCK_DIFFERENCE = 18.0
"""Mean difference in brightness in a square of 7 pixels from which a piece is not the same."""
_COLOUR_DIFFERENCE = 28.0
_CANDIDATE = 0.85
"""Correlation from which a place is looked at closely."""
_MOST_CANDIDATES = 12
_PLAIN = 4.0
"""Standard deviation of brightness below which a piece shows nothing that could be searched for."""


@dataclass(frozen=True)
class Found:
    """Where a piece was found: how far it has moved, in pixels."""

    dx: int
    dy: int


def around(target: Box | Point, screen: Box, margin: Size = MARGIN) -> Box:
    """The piece of the screen to remember for a target: the target and what is near it, within the screen."""
    if isinstance(target, Point):
        target = Box.of_size(target.x - POINT_SIZE.width // 2, target.y - POINT_SIZE.height // 2, *POINT_SIZE)
    left, right = target.left - margin.width, target.right + margin.width
    top, bottom = target.top - margin.height, target.bottom + margin.height
    if right - left > LARGEST.width:
        left, right = target.center.x - LARGEST.width // 2, target.center.x + LARGEST.width // 2
    if bottom - top > LARGEST.height:
        top, bottom = target.center.y - LARGEST.height // 2, target.center.y + LARGEST.height // 2
    piece = Box(left, top, right, bottom).intersection(screen)
    return piece or screen


def fingerprint(image: Image.Image) -> str:
    """A perceptual hash: 64 bits as hex, one for each pair of neighbours in a 9 x 8 reduction (brighter or not)."""
    small = np.asarray(image.convert("L").resize((9, 8), Image.Resampling.BOX), np.int16)
    bits = (small[:, 1:] > small[:, :-1]).flatten()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def distance(first: str, second: str) -> int:
    """In how many of their 64 bits two fingerprints differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()


def same(first: Image.Image, second: Image.Image) -> bool:
    """Whether two pieces of equal size show the same; a blinking caret is no difference."""
    from gui_agent.perception.opencv import cv2

    if first.size != second.size:
        return False
    one, other = (np.asarray(image.convert("RGB"), np.int16) for image in (first, second))
    colour = np.abs(one - other)
    bright = np.abs(_brightness(one) - _brightness(other)).astype(np.float32)
    for box in changed_boxes(bright > _PIXEL):
        if is_caret(box):
            part = slice(box.top, box.bottom), slice(box.left, box.right)
            bright[part], colour[part] = 0, 0
    if float(cv2.blur(bright, (_BLOCK, _BLOCK)).max()) > _BLOCK_DIFFERENCE:
        return False
    return float(cv2.blur(colour.astype(np.float32), (15, 15)).max()) <= _COLOUR_DIFFERENCE


def find(piece: Image.Image, place: Box, picture: Image.Image, guesses: list[Found]) -> Found | None:
    """Where `piece`, which once was at `place` (pixels of `picture`), is now; None if it is nowhere, or in several places.

    `guesses` are tried first, each alone sufficient.
    """
    for guess in guesses:
        box = place.offset(guess.dx, guess.dy)
        if _inside(box, picture) and same(piece, picture.crop((box.left, box.top, box.right, box.bottom))):
            return guess
    found = [
        Found(left - place.left, top - place.top)
        for left, top in _candidates(piece, picture)
        if same(piece, picture.crop((left, top, left + piece.width, top + piece.height)))
    ]
    return found[0] if len(found) == 1 else None


def _candidates(piece: Image.Image, picture: Image.Image) -> list[tuple[int, int]]:
    """Top left corners of the places that resemble the piece, the best first."""
    from gui_agent.perception.opencv import cv2

    needle, hay = np.asarray(piece.convert("L")), np.asarray(picture.convert("L"))
    if float(needle.std()) < _PLAIN or needle.shape[0] > hay.shape[0] or needle.shape[1] > hay.shape[1]:
        return []
    scores = cv2.matchTemplate(hay, needle, cv2.TM_CCOEFF_NORMED)
    corners = []
    for _ in range(_MOST_CANDIDATES):
        _, score, _, (left, top) = cv2.minMaxLoc(scores)
        if score < _CANDIDATE:
            break
        corners.append((int(left), int(top)))
        around_it = slice(max(0, top - 4), top + 5), slice(max(0, left - 4), left + 5)
        scores[around_it] = -1
    return corners


def _brightness(pixels: NDArray[np.int16]) -> NDArray[np.int16]:
    weighted: NDArray[np.int16] = (pixels[:, :, 0] * 2 + pixels[:, :, 1] * 5 + pixels[:, :, 2]) // 8
    return weighted


def _inside(box: Box, picture: Image.Image) -> bool:
    return box.left >= 0 and box.top >= 0 and box.right <= picture.width and box.bottom <= picture.height
