"""Pictures from files and messages, as their viewer would see them: upright, on white where they are transparent, 8 bits a channel."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageOps


def as_seen(picture: Image.Image) -> Image.Image:
    """The picture in RGB, 8 bits a channel: turned as its EXIF data say, transparent parts on white, deep greys scaled down.

    Raises OSError where the data end too early, as Pillow does.
    """
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I") or upright.mode == "F":
        return _from_deep(upright)
    if upright.has_transparency_data:
        rgba = upright.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    return upright.convert("RGB")


def _from_deep(picture: Image.Image) -> Image.Image:
    """16 or 32 bits of grey as 8: 16 bits by their range, others as they are if they fit, else by their own range."""
    values = np.asarray(picture).astype(np.float64)
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    if picture.mode.startswith("I;16") or (picture.mode == "I" and 255 < high <= 65535 and low >= 0):
        values = values / 257
    elif low < 0 or high > 255:
        values = (values - low) * 255 / max(high - low, 1e-9)
    elif picture.mode == "F" and high <= 1:
        values = values * 255
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8), "L").convert("RGB")
