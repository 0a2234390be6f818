"""A screenshot in half size, for what needs no detail."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from PIL import Image

from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine, Word

_ENLARGED: Final = 10.5
"""Pixels per character: wider ones, as a rule, mean that the screen is shown enlarged."""
_SPARE: Final = 10
"""Pixels of a line's box, at 100 %, that are not text."""


@dataclass(frozen=True)
class Shrunk:
    """The picture, halved where the screen is enlarged, with the same lines of text."""

    image: Image.Image
    scale: float
    lines: list[TextLine]

    @classmethod
    def of(cls, image: Image.Image, lines: list[TextLine]) -> Shrunk:
        """The picture at the scale at which its text is of usual height."""
        # The reader frames a line with some pixels to spare at both ends, which makes short labels look wide.
        widths = [(line.box.width - _SPARE) / len(line.text) for line in lines if len(line.text) > 2]
        if not widths or float(np.median(widths)) < _ENLARGED:
            return cls(image, 1.0, lines)
        half = image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX)
        return cls(half, 0.5, [_scaled_line(line, 0.5) for line in lines])

    @cached_property
    def parts(self) -> Parts:
        """The picture taken apart into areas and outlines."""
        return Parts(np.asarray(self.image), self.lines)

    def up(self, box: Box) -> Box:
        """A box of the shrunk picture in pixels of the whole one."""
        return scaled(box, 1 / self.scale)

    def down(self, box: Box) -> Box:
        """A box of the whole picture in pixels of the shrunk one."""
        return scaled(box, self.scale)


def scaled(box: Box, factor: float) -> Box:
    """A box with all sides multiplied."""
    if factor == 1.0:
        return box
    return Box(round(box.left * factor), round(box.top * factor), round(box.right * factor), round(box.bottom * factor))


def _scaled_line(line: TextLine, factor: float) -> TextLine:
    words = tuple(Word(word.text, scaled(word.box, factor)) for word in line.words)
    return TextLine(line.text, scaled(line.box, factor), line.confidence, words)
