"""Where things are: pixels of the virtual screen, and the thousandths in which the model speaks.

The two never share a type. Pixels are integers with the origin at the top left of the virtual screen and may be negative
on a monitor to the left. Thousandths are fractions of one picture, 0 to 1000, as GLM-4.5V was trained to write them
("thousandths (0-999)"); they are floats so that a refined answer loses nothing on a large screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A pixel of the virtual screen."""

    x: int
    y: int

    def offset(self, dx: int, dy: int) -> Point:
        """The point `dx` pixels to the right and `dy` pixels down."""
        return Point(self.x + dx, self.y + dy)


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle of pixels: left and top belong to it, right and bottom do not."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of_size(cls, left: int, top: int, width: int, height: int) -> Box:
        """The box with this corner and this size."""
        return cls(left, top, left + width, top + height)

    @property
    def width(self) -> int:
        """Pixels from left to right; never negative."""
        return max(0, self.right - self.left)

    @property
    def height(self) -> int:
        """Pixels from top to bottom; never negative."""
        return max(0, self.bottom - self.top)

    @property
    def size(self) -> Size:
        """Width and height."""
        return Size(self.width, self.height)

    @property
    def area(self) -> int:
        """Pixels inside."""
        return self.width * self.height

    @property
    def center(self) -> Point:
        """The pixel in the middle."""
        return Point((self.left + self.right) // 2, (self.top + self.bottom) // 2)

    def contains(self, point: Point) -> bool:
        """Whether the pixel is inside."""
        return self.left <= point.x < self.right and self.top <= point.y < self.bottom

    def intersection(self, other: Box) -> Box | None:
        """The part that both cover, or None where they do not meet."""
        left, right = max(self.left, other.left), min(self.right, other.right)
        top, bottom = max(self.top, other.top), min(self.bottom, other.bottom)
        return Box(left, top, right, bottom) if left < right and top < bottom else None

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """The smallest box around all of them, of which there is at least one."""
        return reduce(cls.union, boxes)

    def padded(self, margin: int) -> Box:
        """The box grown by `margin` pixels on every side (shrunk if negative)."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def offset(self, dx: int, dy: int) -> Box:
        """The same box, moved."""
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)


@dataclass(frozen=True, slots=True)
class RelativePoint:
    """A place in a picture, in thousandths of its sides (0 to 1000)."""

    x: float
    y: float

    @classmethod
    def of(cls, point: Point, frame: Box) -> RelativePoint:
        """The thousandths of the pixel `point` in the picture that shows `frame`."""
        return cls((point.x - frame.left) * 1000 / frame.width, (point.y - frame.top) * 1000 / frame.height)

    def to_pixels(self, frame: Box) -> Point:
        """The pixel of the virtual screen, for a picture that shows `frame`: round(v / 1000 * side), at most side - 1."""
        return Point(
            frame.left + _scale(self.x, frame.width),
            frame.top + _scale(self.y, frame.height),
        )


@dataclass(frozen=True, slots=True)
class RelativeBox:
    """A rectangle in a picture, in thousandths of its sides (0 to 1000)."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, box: Box, frame: Box) -> RelativeBox:
        """The thousandths of the pixel box `box` in the picture that shows `frame`."""
        start = RelativePoint.of(Point(box.left, box.top), frame)
        end = RelativePoint.of(Point(box.right, box.bottom), frame)
        return cls(start.x, start.y, end.x, end.y)

    @property
    def center(self) -> RelativePoint:
        """The middle: where an action on this box is aimed."""
        return RelativePoint((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def to_pixels(self, frame: Box) -> Box:
        """The box of the virtual screen, for a picture that shows `frame`."""
        start = RelativePoint(self.left, self.top).to_pixels(frame)
        return Box(
            start.x,
            start.y,
            frame.left + round(self.right / 1000 * frame.width),
            frame.top + round(self.bottom / 1000 * frame.height),
        )


def _scale(value: float, side: int) -> int:
    return min(max(round(value / 1000 * side), 0), side - 1)
