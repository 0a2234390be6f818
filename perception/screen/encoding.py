"""Pictures as they are sent to a model: resized to its grid, compressed, and what they cost in tokens."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from weakref import WeakValueDictionary

from PIL import Image

from gui_agent.perception.geometry import Box, Size

GRID = 28
"""Both sides of a picture are rounded to multiples of this (GLM-4.5V: patch 14, merge 2)."""
LONGEST_EDGE = 9_633_792
"""The model's budget for one still picture, 2 * height * width after rounding (the sibling checkpoints' `longest_edge`)."""


@dataclass(frozen=True)
class EncodedImage:
    """A compressed picture, both sides multiples of 28."""

    data: bytes = field(repr=False)
    mime: str
    size: Size
    tokens: int
    """What it costs in GLM-4.5V's context."""
    source: Image.Image | None = field(default=None, repr=False, compare=False)
    """The picture before it was resized and compressed."""
    resized: Image.Image | None = field(default=None, repr=False, compare=False)
    """The picture before it was compressed."""

    @cached_property
    def data_url(self) -> str:
        """The picture as a `data:` URL, the form chat completions take."""
        url = f"data:{self.mime};base64,{base64.b64encode(self.data).decode('ascii')}"
        _SENT[url] = self
        return url


_SENT: WeakValueDictionary[str, EncodedImage] = WeakValueDictionary()


def encoded_of(data_url: str) -> EncodedImage | None:
    """The picture behind a URL, if it was encoded in this process and is still in use."""
    return _SENT.get(data_url)


def model_size(size: Size, max_pixels: int | None = None) -> Size:
    """The size at which GLM-4.5V sees a picture of this size (its `smart_resize`), optionally capped at `max_pixels`."""
    width, height = size
    if min(width, height) < GRID:
        scale = GRID / min(width, height)
        width, height = round(width * scale), round(height * scale)
    rounded = Size(max(GRID, round(width / GRID) * GRID), max(GRID, round(height / GRID) * GRID))
    budget = min(LONGEST_EDGE // 2, max_pixels or LONGEST_EDGE)
    if rounded.width * rounded.height <= budget:
        return rounded
    shrink = math.sqrt(width * height / budget)
    return Size(max(GRID, math.floor(width / shrink / GRID) * GRID), max(GRID, math.floor(height / shrink / GRID) * GRID))


def sent_size(size: Size, max_pixels: int | None = None) -> Size:
    """The size at which a picture is sent: each side the multiple of 28 below it, where the model itself would take the nearest.

    Up to 27 pixels smaller costs no legibility and saves up to 6% of the tokens (1280x800: 1262 instead of 1336).
    """
    largest = model_size(size, max_pixels)
    return Size(
        min(largest.width, max(GRID, size.width // GRID * GRID)), min(largest.height, max(GRID, size.height // GRID * GRID))
    )


def image_tokens(size: Size) -> int:
    """Tokens of a picture of this (already rounded) size: one per 28 x 28 pixels, and two that frame it."""
    return size.width * size.height // (GRID * GRID) + 2


def encode(image: Image.Image, max_pixels: int | None = None) -> EncodedImage:
    """Resize to the model's grid where needed and compress (JPEG 4:4:4, quality 85: fast, and small text stays sharp)."""
    size = sent_size(Size(*image.size), max_pixels)
    resized = image if tuple(size) == image.size else image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    return _compressed(resized, image)


def encode_changes(
    image: Image.Image, known: EncodedImage, changed: Sequence[Box], max_pixels: int | None = None
) -> EncodedImage:
    """The same as `encode`, from a picture that was encoded before and that differs only within `changed` (pixels of `image`).

    Resizing costs four times as much as compressing: only what changed is resized again.
    """
    across, down = image.width / known.size.width, image.height / known.size.height
    if max(across, down) == 1 or max(across, down) > 2 or known.resized is None:
        return encode(image, max_pixels)
    resized = known.resized.copy()
    for box in changed:
        # Bicubic looks two pixels of the larger of the two pictures far in each direction.
        left, right = max(0, int(box.left / across) - 4), min(known.size.width, int(box.right / across) + 5)
        top, bottom = max(0, int(box.top / down) - 4), min(known.size.height, int(box.bottom / down) + 5)
        seen = (left * across, top * down, right * across, bottom * down)
        resized.paste(image.resize((right - left, bottom - top), Image.Resampling.BICUBIC, seen), (left, top))
    return _compressed(resized, image)


def _compressed(resized: Image.Image, source: Image.Image) -> EncodedImage:
    buffer = io.BytesIO()
    resized.save(buffer, "JPEG", quality=85, subsampling=0)
    size = Size(*resized.size)
    return EncodedImage(buffer.getvalue(), "image/jpeg", size, image_tokens(size), source, resized)
