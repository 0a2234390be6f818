"""What differs between a recorded picture and the screen as it is, in words: where, and which texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gui_agent.perception.change.change import changed_boxes
from gui_agent.perception.geometry import Box

if TYPE_CHECKING:
    from PIL.Image import Image

_SHADE: Final = 24
"""Difference (0 to 255) up to which two pixels count as equal."""
_MOST: Final = 3
"""Texts and places that are named."""


def share_that_differs(recorded: Image, now: Image) -> float:
    """The share (0 to 1) of the pixels that differ; 1 for pictures of different sizes."""
    return 1.0 if recorded.size != now.size else float(_differs(recorded, now).mean())


def difference(recorded: Image, now: Image) -> str:
    """One clause: the texts that are gone and new, where the on-device reader finds any; and where pixels differ."""
    if recorded.size != now.size:
        return f"it is {now.width}x{now.height} pixels, recorded were {recorded.width}x{recorded.height}"
    boxes = sorted(changed_boxes(_differs(recorded, now)), key=lambda box: -box.area)
    if not boxes:
        return "only shades differ"
    gone, new = _texts(recorded, now)
    reported = [
        f"it {verb} {', '.join(map(repr, texts[:_MOST]))}"
        for verb, texts in (("no longer shows", gone), ("now shows", new))
        if texts
    ]
    places = ", ".join(f"{box.width}x{box.height} at ({box.left}, {box.top})" for box in boxes[:_MOST])
    more = f" and {len(boxes) - _MOST} more places" if len(boxes) > _MOST else ""
    return "; ".join([*reported, f"pixels differ in {places}{more}"])


def _differs(recorded: Image, now: Image) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    one, other = np.asarray(recorded.convert("RGB")), np.asarray(now.convert("RGB"))
    return np.asarray((np.maximum(one, other) - np.minimum(one, other) > _SHADE).any(axis=2), np.bool_)


def _texts(recorded: Image, now: Image) -> tuple[list[str], list[str]]:
    """The texts that only the one, and only the other picture shows."""
    from gui_agent.perception.screen.screenshot import Screenshot
    from gui_agent.perception.text.text import TextReader

    reader = TextReader()
    before, after = (
        {line.text: line.box for line in reader.read(Screenshot.of(image.convert("RGB")))} for image in (recorded, now)
    )
    return _only(before, after), _only(after, before)


def _only(ours: dict[str, Box], theirs: dict[str, Box]) -> list[str]:
    return [text for text in ours if text not in theirs]
