"""Pictures from files and messages, as their viewer would see them: upright, on white where they are transparent, 8 bits a channel."""

from __future__ import annotations

import base64
import binascii
import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError


class NotAPicture(ValueError):
    """What was given cannot be read as a picture; the text says why."""


def read_picture(path: Path) -> Image.Image:
    """A picture file as it is seen. Raises NotAPicture."""
    return _opened(path)


def decode_picture(data: bytes) -> Image.Image:
    """The bytes of a picture file as it is seen. Raises NotAPicture."""
    return _opened(io.BytesIO(data))


def picture_of_url(url: str) -> Image.Image:
    """The picture of a `data:` URL in base64 as it is seen. Raises NotAPicture."""
    head, _, data = url.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        raise NotAPicture("no data: URL of a picture in base64")
    try:
        return decode_picture(base64.b64decode(data, validate=True))
    except binascii.Error as error:
        raise NotAPicture(f"invalid base64: {error}") from error


def _opened(source: Path | io.BytesIO) -> Image.Image:
    try:
        with Image.open(source) as picture:
            return as_seen(picture)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise NotAPicture(str(error) if isinstance(source, Path) else "it cannot be decoded") from error


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
