"""Boxes in the unit that a client asked for: GLM-4.5V answers in thousandths of the picture, many clients count pixels."""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from PIL import Image, UnidentifiedImageError

BoxUnit = Literal["thousandths", "pixels"]
_NUMBER = r"\d{1,4}(?:\.\d+)?"
_BOX = re.compile(rf"\[\s*{_NUMBER}\s*,\s*{_NUMBER}(?:\s*,\s*{_NUMBER}\s*,\s*{_NUMBER})?\s*\]")


def boxes_in_pixels(value: Any, messages: Sequence[Mapping[str, Any]]) -> Any:
    """A text, or an argument, whose points and boxes are pixels of the newest picture; itself where there is no picture."""
    size = newest_picture(messages)
    if size is None:
        return value
    if isinstance(value, str):
        return _BOX.sub(lambda match: json.dumps(_scaled(json.loads(match[0]), size)), value)
    if isinstance(value, list) and len(value) in (2, 4) and all(isinstance(item, int | float) for item in value):
        return _scaled(value, size)
    if isinstance(value, list):
        return [boxes_in_pixels(item, messages) for item in value]
    return value


def newest_picture(messages: Sequence[Mapping[str, Any]]) -> tuple[int, int] | None:
    """Width and height of the last picture of a conversation, where it travels as a `data:` URL."""
    for message in reversed(messages):
        content = message.get("content")
        for part in reversed(content) if isinstance(content, list) else ():
            url = part.get("image_url") if isinstance(part, Mapping) else None
            address = url.get("url") if isinstance(url, Mapping) else url
            if isinstance(address, str) and (size := _size(address)) is not None:
                return size
    return None


def _size(url: str) -> tuple[int, int] | None:
    head, _, data = url.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        return None
    try:
        with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
            return picture.size
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError):
        return None


def _scaled(numbers: Sequence[float], size: tuple[int, int]) -> list[int]:
    """Thousandths as pixels; a number that is no thousandth leaves all of them as they are."""
    if max(numbers) > 1000:
        return [round(number) for number in numbers]
    return [min(round(number / 1000 * size[index % 2]), size[index % 2] - 1) for index, number in enumerate(numbers)]
