"""Screenshots: taking them, comparing them, and what applications report for them."""

from __future__ import annotations

import contextlib
import time
import weakref
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self, TypeVar

import mss
import numpy as np
from mss.exception import ScreenShotError
from numpy.typing import NDArray
from PIL import Image

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.encoding import EncodedImage, encode, encode_changes, encoded_of
from gui_agent.perception.screen.x_display import Display
from gui_agent.perception.screen.xserver import RootSize

if TYPE_CHECKING:
    from gui_agent.perception.element import Element
    from gui_agent.perception.screen.x_windows import TopWindow

_REPORTED_SECONDS = 3.0
"""How long an answer that is on its way is awaited; who asks keeps a shorter limit of their own."""
_Item = TypeVar("_Item")
_RESIZES = 3
"""How often a screen may change its size while one picture of it is taken."""


@dataclass(frozen=True)
class Screenshot:
    """One picture of a part of the virtual screen, as it was at one moment."""

    image: Image.Image = field(repr=False)
    """RGB, as many pixels as `region`."""
    region: Box
    """What it shows, in pixels of the virtual screen."""
    taken_at: float
    """Seconds on the monotonic clock."""
    max_pixels: int | None = None
    """The most pixels to send to a model (`--max-pixels`); None for the model's own budget."""
    known: EncodedImage | None = field(default=None, repr=False, compare=False)
    """A picture that was encoded before, and differs from this one only within `changed`."""
    changed: tuple[Box, ...] = field(default=(), repr=False, compare=False)
    """Pixels of the picture."""
    frame: Frame | None = field(default=None, repr=False, compare=False)
    """What it was made of, in the form the platform gave it: comparing that is quicker."""

    @classmethod
    def of(cls, image: Image.Image) -> Self:
        """A picture that comes from elsewhere (a file, a message), taken for a whole screen as it is now."""
        return cls(image, Box(0, 0, *image.size), time.monotonic())

    @cached_property
    def encoded(self) -> EncodedImage:
        """The picture as it is sent to a model; made once."""
        encoded = self._encode()
        encoded.__dict__["shown"] = weakref.ref(self)
        return encoded

    def _encode(self) -> EncodedImage:
        if self.known is None:
            return encode(self.image, self.max_pixels)
        return encode_changes(self.image, self.known, self.changed, self.max_pixels) if self.changed else self.known

    def part(self, place: Box) -> Screenshot:
        """What it shows at a place (pixels of the virtual screen), which is within it."""
        inside = place.offset(-self.region.left, -self.region.top)
        return Screenshot(self.image.crop((inside.left, inside.top, inside.right, inside.bottom)), place, self.taken_at)

    def is_blank(self, place: Box) -> bool:
        """Whether a place (pixels of the virtual screen) shows one colour alone; False where it is not on the picture."""
        part = place.intersection(self.region)
        if part is None:
            return False
        inside = part.offset(-self.region.left, -self.region.top)
        pixels = self.pixels[inside.top : inside.bottom, inside.left : inside.right]
        return bool((pixels == pixels[0, 0]).all())

    def is_of(self, frame: Frame) -> bool:
        """Whether it shows the same as `frame`."""
        if self.region != frame.region:
            return False
        known, same = self.__dict__.get("_compared", (None, False))
        if known is None or known() is not frame:  # it is asked several times before each input
            alike = self.frame is not None and self.frame.bgra == frame.bgra  # takes a tenth of the time
            same = alike or np.array_equal(self.pixels, frame.pixels)
            self.__dict__["_compared"] = weakref.ref(frame), same
        return bool(same)

    def tell(self, answer: Future[tuple[Element, ...]], windows: Future[tuple[TopWindow, ...]] | None = None) -> None:
        """Note what the applications on it will have reported when the picture was taken, and which windows there were.

        Boxes are pixels of the virtual screen.
        """
        self.__dict__["_telling"] = answer
        if windows is not None:
            self.__dict__["_windows"] = windows

    def tell_as(self, other: Screenshot) -> None:
        """The applications report the same for this picture as for another one."""
        if other.is_reported:
            self.__dict__["_telling"] = other.__dict__["_telling"]
            if "_windows" in other.__dict__:
                self.__dict__["_windows"] = other.__dict__["_windows"]

    @property
    def is_reported(self) -> bool:
        """Whether the applications were asked about this picture."""
        return "_telling" in self.__dict__

    @property
    def reported(self) -> tuple[Element, ...]:
        """What the applications reported for the picture, waited for if the answer is on its way; empty where none was asked."""
        answer: Future[tuple[Element, ...]] | None = self.__dict__.get("_telling")
        return _awaited(answer)

    @property
    def windows(self) -> tuple[TopWindow, ...]:
        """The windows on the picture, the one in front last, waited for if the answer is on its way; empty where none was asked."""
        answer: Future[tuple[TopWindow, ...]] | None = self.__dict__.get("_windows")
        return _awaited(answer)

    @property
    def is_encoded(self) -> bool:
        """Whether `encoded` is there already."""
        return "encoded" in self.__dict__

    @cached_property
    def pixels(self) -> NDArray[np.uint32]:
        """One number per pixel, (height, width): equal where the colours are equal. Made once; for comparing pictures."""
        if self.frame is not None:
            return self.frame.pixels
        rgbx = np.frombuffer(self.image.convert("RGB").tobytes("raw", "BGRX"), np.uint32)
        return (rgbx & np.uint32(0xFFFFFF)).reshape(self.image.height, self.image.width)

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """The picture as (height, width, 3), without a copy of it: for looking at small parts."""
        parts = self.pixels.astype("<u4", copy=False).view(np.uint8).reshape(*self.pixels.shape, 4)
        return parts[..., 2::-1]


def _awaited(answer: Future[tuple[_Item, ...]] | None) -> tuple[_Item, ...]:
    """An answer, waited for a moment; empty where none came."""
    if answer is None:
        return ()
    try:
        return answer.result(_REPORTED_SECONDS)
    except (TimeoutError, CancelledError):
        return ()


def _known(items: tuple[_Item, ...]) -> Future[tuple[_Item, ...]]:
    """An answer that is there."""
    answer: Future[tuple[_Item, ...]] = Future()
    answer.set_result(items)
    return answer


def screenshot_of(data_url: str) -> Screenshot | None:
    """The same picture as a screenshot with its corner at (0, 0), with what applications reported for it."""
    sent = encoded_of(data_url)
    if sent is None or sent.source is None:
        return None
    found = Screenshot.of(sent.source)
    reference: weakref.ref[Screenshot] | None = sent.__dict__.get("shown")
    shown = reference() if reference is not None else None
    if shown is not None and shown.__dict__.get("encoded") is sent and shown.is_reported:
        left, top = shown.region.left, shown.region.top
        reported = tuple(replace(item, box=item.box.offset(-left, -top)) for item in shown.reported)
        windows = tuple(
            replace(one, content=one.content.offset(-left, -top), frame=one.frame.offset(-left, -top)) for one in shown.windows
        )
        found.tell(_known(reported), _known(windows))
    return found


@dataclass(frozen=True)
class Frame:
    """A grabbed picture in the form the platform gives it; cheap to compare, made into a screenshot only when needed."""

    bgra: bytearray = field(repr=False)
    region: Box
    taken_at: float
    max_pixels: int | None = None

    @cached_property
    def pixels(self) -> NDArray[np.uint32]:
        """One number per pixel, (height, width): equal where the colours are equal."""
        packed = np.frombuffer(self.bgra, np.uint32) & np.uint32(0xFFFFFF)
        return packed.reshape(self.region.height, self.region.width)

    def screenshot(self, known: EncodedImage | None = None, changed: Sequence[Box] = ()) -> Screenshot:
        """The same picture as a screenshot; a `known` one that differs only within `changed` makes encoding it cheap."""
        image = Image.frombytes("RGB", (self.region.width, self.region.height), self.bgra, "raw", "BGRX")
        return Screenshot(image, self.region, self.taken_at, self.max_pixels, known, tuple(changed), self)


class Camera:
    """Takes screenshots of one display; keeps its connection open. Use it from one thread."""

    def __init__(self, display: Display, *, max_pixels: int | None = None) -> None:
        """Connect to `display`; its screenshots are sent with at most `max_pixels` pixels.

        Raises EnvironmentProblem when the display is not there or refuses.
        """
        self._max_pixels = max_pixels
        self._display = display
        self._mss = self._connected()
        self._size = RootSize(display) if display.name else None

    def _connected(self) -> mss.MSS:
        try:
            return mss.MSS(display=self._display.name) if self._display.name else mss.MSS()
        except ScreenShotError as error:
            remedy = "Check that it exists, or use --display virtual for a private screen"
            if "depth" in str(error) or "bpp" in str(error) or "visual" in str(error):
                remedy = "Use a screen of 24 bits, or --display virtual for a private screen"
            raise EnvironmentProblem(f"cannot take screenshots of {self._display}: {error}", remedy) from error

    @property
    def screen(self) -> Box:
        """The whole virtual screen, as large as it is now: all monitors together."""
        self._follow()
        return _monitor_box(self._mss.monitors[0])

    @property
    def monitors(self) -> list[Box]:
        """Each monitor's part of the virtual screen."""
        self._follow()
        return [_monitor_box(monitor) for monitor in self._mss.monitors[1:]]

    def _follow(self) -> None:
        """Connect again where the screen has another size by now: mss keeps a buffer of the old one."""
        if self._size is not None and self._size.now() != _monitor_box(self._mss.monitors[0]).size:
            with contextlib.suppress(ScreenShotError):
                self._mss.close()
            self._mss = self._connected()

    def take(self, region: Box | None = None) -> Screenshot:
        """A screenshot of `region` (default: the whole virtual screen). Raises EnvironmentProblem when the display is gone."""
        return self.grab(region).screenshot()

    def grab(self, region: Box | None = None) -> Frame:
        """The raw picture of `region`, for looking often. Raises EnvironmentProblem when the display is gone."""
        for _ in range(_RESIZES):
            screen = self.screen
            box = screen if region is None else region.intersection(screen) or screen
            try:
                grabbed = self._mss.grab({"left": box.left, "top": box.top, "width": box.width, "height": box.height})
                break
            except (ScreenShotError, AssertionError) as error:  # mss asserts that the server answers
                problem = error
                if self.screen == screen:  # else it was made smaller between the two requests
                    raise _gone(error) from error
        else:
            raise _gone(problem) from problem
        seen = Box.of_size(box.left, box.top, grabbed.width, grabbed.height)
        return Frame(grabbed.raw, seen, time.monotonic(), self._max_pixels)

    def close(self) -> None:
        """Close the connections."""
        self._mss.close()
        if self._size is not None:
            self._size.close()


def _gone(error: Exception) -> EnvironmentProblem:
    return EnvironmentProblem(f"the display stopped answering: {error}", "It may have been closed; start it again")


def _monitor_box(monitor: dict[str, int]) -> Box:
    return Box.of_size(monitor["left"], monitor["top"], monitor["width"], monitor["height"])
