"""Secrets in pictures: in stored ones covered where they were typed, and in all wherever text like them can be read.

The cover errs on the side of black: reading a screen misreads single letters, and a field shows only a part of a long text.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz import fuzz

from gui_agent.actions.secrets import placeholder
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot

if TYPE_CHECKING:
    from gui_agent.perception.text.text import TextReader

COVER = (30, 30, 30)
_ALIKE = 72
"""Percent that a text on the screen must have in common with a secret to be covered."""
_SHORTEST = 4
"""Characters; a text that shows less than this of a longer secret is no secret yet."""
_OTHER = 0.6
"""Share of pixels of a typed place that must have changed before it counts as something else."""
_LOOK_ALIKES = str.maketrans("il|!]joqs$zbg", "1111110055289")


@dataclass
class _Place:
    """Where a secret was typed."""

    box: Box
    looked: NDArray[np.uint8] | None = None
    """Its pixels right after that."""


class SecretCover:
    """Covers the secrets of one run in its pictures; use it from one thread."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        """`secrets` are values by name; a value of several lines is looked for line by line."""
        lines = [(name, line) for name, value in secrets.items() for line in value.splitlines()]
        self._wanted = [(folded, name) for name, line in lines if (folded := fold(line))]
        self._places: list[_Place] = []
        self._reader: TextReader | None = None

    def add_places(self, boxes: Sequence[Box]) -> None:
        """Secrets were typed here (pixels of the picture)."""
        self._places += [_Place(box) for box in boxes]

    def cover(self, image: Image.Image) -> Image.Image:
        """The picture with the secrets covered. Raises EnvironmentProblem when no text can be read here."""
        whole = Box(0, 0, *image.size)
        boxes = [place.box for place in self._places if self._still_there(place, image)]
        boxes += [line.box.padded(3) for line in self._opened().read(Screenshot.of(image)) if self.shows_secret(line.text)]
        if not boxes:
            return image
        covered = image.copy()
        draw = ImageDraw.Draw(covered)
        for box in boxes:
            if seen := box.intersection(whole):
                draw.rectangle((seen.left, seen.top, seen.right - 1, seen.bottom - 1), fill=COVER)
        return covered

    def cover_text(self, screenshot: Screenshot) -> Screenshot:
        """The screenshot with each text that may show a secret replaced by the secret's placeholder.

        Raises EnvironmentProblem when no text can be read here.
        """
        covered: Image.Image | None = None
        for line in self._opened().read(screenshot):
            if name := self._shown_secret(line.text):
                covered = covered or screenshot.image.copy()
                place = line.box.padded(3).offset(-screenshot.region.left, -screenshot.region.top)
                _write_over(covered, place, placeholder(name))
        if covered is None:
            return screenshot
        # A new one, no copy: what was encoded of the picture before must not come along.
        return Screenshot(covered, screenshot.region, screenshot.taken_at, screenshot.max_pixels)

    def shows_secret(self, text: str) -> bool:
        """Whether a text that was read on the screen may show a secret, or a good part of one."""
        return bool(self._shown_secret(text))

    def cover_words(self, text: str) -> str:
        """A text that was read on the screen; the placeholder of a secret where it may show one."""
        name = self._shown_secret(text)
        return placeholder(name) if name else text

    def _shown_secret(self, text: str) -> str:
        seen = fold(text)
        return next((name for secret, name in self._wanted if _alike(secret, seen)), "")

    def _still_there(self, place: _Place, image: Image.Image) -> bool:
        box = place.box.intersection(Box(0, 0, *image.size))
        if box is None:
            return False
        pixels = np.asarray(image.crop((box.left, box.top, box.right, box.bottom)).convert("RGB"))
        if place.looked is None or place.looked.shape != pixels.shape:
            place.looked = pixels
            return True
        return float((place.looked != pixels).any(axis=2).mean()) < _OTHER

    def _opened(self) -> TextReader:
        if self._reader is None:
            from gui_agent.perception.text.text import TextReader

            self._reader = TextReader()
        return self._reader


class PromptCover:
    """Covers the secrets that can be read in the pictures that a model is shown. Use it from one event loop."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._cover = SecretCover(secrets)
        self._one_at_a_time = asyncio.Lock()
        self._last: tuple[Screenshot, Screenshot] | None = None

    async def cover(self, screenshot: Screenshot) -> Screenshot:
        """The screenshot as the model may see it. Raises EnvironmentProblem when no text can be read here."""
        async with self._one_at_a_time:
            if self._last is None or self._last[0] is not screenshot:
                self._last = screenshot, await asyncio.to_thread(self._cover.cover_text, screenshot)
            return self._last[1]


def prompt_cover(secrets: Mapping[str, str]) -> PromptCover | None:
    """What covers these secrets; None if there are none."""
    return PromptCover(secrets) if secrets else None


def fold(text: str) -> str:
    """A text without what reading a screen gets wrong: case, blanks, punctuation, letters that look alike."""
    return re.sub(r"[\W_]+", "", text.casefold().translate(_LOOK_ALIKES))


def _alike(secret: str, seen: str) -> bool:
    if len(secret) < _SHORTEST:
        return secret in seen
    if len(seen) < max(_SHORTEST, 0.4 * len(secret)):
        return False
    return fuzz.partial_ratio(secret, seen) >= _ALIKE


def _write_over(image: Image.Image, place: Box, words: str) -> None:
    draw = ImageDraw.Draw(image)
    draw.rectangle((place.left, place.top, place.right - 1, place.bottom - 1), fill=COVER)
    size = max(8, round(place.height * 0.6))
    while size > 8 and draw.textlength(words, ImageFont.load_default(size)) > place.width - 4:
        size -= 1
    draw.text((place.left + 2, place.top + place.height // 2), words, "white", ImageFont.load_default(size), anchor="lm")
