"""Colours on the screen: of what is filled, and of what is written; and whether letters are so faint that they say "disabled".

Every judgement has three values. A hue between two names, or a contrast that enabled things have on one page and disabled ones on
another, is no evidence.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gui_agent.model.literal.language.vocabulary import COLOURS
from gui_agent.perception.geometry import Box

if TYPE_CHECKING:
    from PIL import Image

RGB = tuple[int, int, int]
Picture = np.ndarray[Any, np.dtype[np.int16]]
_HUES: Final[dict[str, tuple[float, float]]] = {
    "red": (345, 372), "orange": (15, 42), "yellow": (44, 68), "green": (75, 165), "cyan": (168, 196), "blue": (198, 250),
    "purple": (254, 300), "pink": (303, 350),
}  # fmt: skip
"""Degrees in which everybody calls a colour so; between two of them people differ."""
_UNSURE: Final = 14
"""Degrees beside a range in which a colour may still be called so."""
_SAME: Final = {"violet": "purple", "gray": "grey", "aqua": "cyan", "magenta": "pink", "fuchsia": "pink", "turquoise": "cyan"}
_NEUTRAL: Final = frozenset({"black", "white", "grey"})
_BESIDE: Final = 4
"""Pixels of ground beside letters that are looked at with them: the box of a lone "1" is nothing but ink."""
_LEAST_INK: Final = 10
"""Pixels of the smallest sign."""
_FILLED: Final = 28
"""How much (0 to 255) the inside of a widget differs from what is around it if it is filled."""
_CLEAR: Final = 4.2
_FAINT: Final = 2.2
"""Contrast ratios (WCAG 2) from which on letters are clear, and below which they are faint."""


@dataclass(frozen=True)
class Look:
    """The colours of a thing."""

    fill: RGB
    ink: RGB
    around: RGB

    @property
    def filled(self) -> bool:
        """Whether its inside has another colour than what is around it."""
        return max(abs(one - other) for one, other in zip(self.fill, self.around, strict=True)) > _FILLED

    @property
    def contrast(self) -> float:
        """The contrast ratio of its letters, 1 to 21."""
        light, dark = sorted((_luminance(self.ink), _luminance(self.fill)), reverse=True)
        return (light + 0.05) / (dark + 0.05)


def picture_of(image: Image.Image) -> Picture:
    """The pixels of a picture: height, width, RGB."""
    return np.asarray(image.convert("RGB")).astype(np.int16)


def look_at(picture: Picture, box: Box, letters: Box | None = None) -> Look:
    """The colours of the thing in `box`; `letters` is where its text is (else the whole box)."""
    inside = picture[max(0, box.top) : box.bottom, max(0, box.left) : box.right].reshape(-1, 3)
    text = letters or box
    height = max(1, text.height // 6)
    top, bottom = max(0, text.top + height), max(1, text.bottom - height)
    words = picture[top:bottom, max(0, text.left - _BESIDE) : text.right + _BESIDE].reshape(-1, 3)
    if not len(inside) or not len(words):
        return Look((0, 0, 0), (0, 0, 0), (0, 0, 0))
    fill = _commonest(words)
    distance = np.abs(words - np.array(fill)).max(axis=1)
    most = min(len(distance), _LEAST_INK)
    strongest = float(np.partition(distance, -most)[-most:].mean())  # of a lone "1" no more than some pixels are ink
    strong = words[distance >= max(8.0, 0.8 * strongest)]
    ink = np.median(strong, axis=0) if len(strong) else np.array(fill)
    return Look(fill, _rgb(ink), _around(picture, box))


def has_colour(colour: RGB, name: str) -> bool | None:
    """Whether people call a colour by this name; None where they differ, or where the name is finer than that."""
    shade, _, plain = name.rpartition(" ")
    plain = _SAME.get(plain, plain)
    hue, lightness, _ = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    chroma = (max(colour) - min(colour)) / 255
    if plain in _NEUTRAL:
        found = _neutral(plain, lightness, chroma)
    elif plain in _HUES:
        found = _hue(plain, hue * 360, lightness, chroma)
    else:
        distance = float(np.linalg.norm(np.array(colour) - np.array(COLOURS.get(plain, colour))))
        found = False if distance > 160 else None
    return None if found and shade else found


def enabled(look: Look) -> bool | None:
    """Whether letters are as clear as those of enabled things; None where that is unknown."""
    hue, saturation, _ = colorsys.rgb_to_hsv(*(part / 255 for part in look.fill))
    del hue
    if look.contrast < 1.25:
        return None  # no letters
    if look.contrast >= _CLEAR:
        return True
    if saturation < 0.25:
        return False if look.contrast < 3.3 else None
    if look.contrast < _FAINT or saturation < 0.5:
        return False if saturation < 0.5 or look.contrast < 1.8 else None
    pure = max(look.ink) > 205 or max(look.ink) < 70  # letters on a colour are white or black, unless they are dimmed
    return True if saturation > 0.66 and pure else None


def _neutral(name: str, lightness: float, chroma: float) -> bool | None:
    if chroma > 0.2:
        return False
    low, high = {"black": (-1.0, 0.16), "grey": (0.25, 0.9), "white": (0.95, 2.0)}[name]
    if chroma < 0.12 and low <= lightness <= high:
        return True
    return None if low - 0.1 <= lightness <= high + 0.1 else False


def _hue(name: str, hue: float, lightness: float, chroma: float) -> bool | None:
    if chroma < 0.1 or lightness < 0.06 or lightness > 0.97:
        return False
    low, high = _HUES[name]
    near = [abs((hue - edge + 180) % 360 - 180) for edge in (low, high)]
    inside = low <= hue <= high or low <= hue + 360 <= high
    if inside:
        dim = chroma < 0.2 or (name in ("orange", "yellow") and lightness < 0.3) or (name == "red" and lightness > 0.8)
        return None if dim else True
    return None if min(near) < _UNSURE or (name == "pink" and lightness > 0.75 and near[1] < 30) else False


def _commonest(pixels: np.ndarray[Any, np.dtype[np.int16]]) -> RGB:
    """The colour that most pixels have, small differences aside."""
    codes = (pixels >> 3).astype(np.int32) @ np.array([1024, 32, 1], np.int32)
    values, counts = np.unique(codes, return_counts=True)
    return _rgb(np.median(pixels[codes == values[counts.argmax()]], axis=0))


def _around(picture: Picture, box: Box) -> RGB:
    """The colour of the frame of a few pixels around a box."""
    wide = box.padded(7)
    rows, columns = picture.shape[:2]
    top, left = max(0, wide.top), max(0, wide.left)
    part = picture[top : min(rows, wide.bottom), left : min(columns, wide.right)]
    mask = np.ones(part.shape[:2], np.bool_)
    mask[max(0, box.top - top - 3) : box.bottom - top + 3, max(0, box.left - left - 3) : box.right - left + 3] = False
    return _commonest(part[mask]) if mask.any() else (0, 0, 0)


def _luminance(colour: RGB) -> float:
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in (one / 255 for one in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(colour: np.ndarray[Any, Any]) -> RGB:
    red, green, blue = (int(part) for part in colour)
    return red, green, blue
