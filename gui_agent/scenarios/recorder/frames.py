"""The screen while a user works on it: looked at all the time, so that there is a picture of the moment before each gesture."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gui_agent.actions.input.stack import Stack
from gui_agent.actions.platforms.x11.stack import X11StackReader
from gui_agent.desktop.telling import Telling
from gui_agent.desktop.window_list import WindowList
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.change.change import changed_boxes, is_caret
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box
from gui_agent.perception.opencv import cv2
from gui_agent.perception.screen.display import Display
from gui_agent.perception.screen.screenshot import Camera, Frame, Screenshot

LOOK_SECONDS = 0.06
STILL_SECONDS = 0.08
"""A picture that is still for so long is one that applications are asked about."""
ALIKE = 0.02
"""Share of the pixels: a picture that differs no more shows the same things, one of them lit by the mouse, say."""
FILLED = frozenset({"field", "spinner", "dropdown"})
"""Kinds of things that stay the same thing when what they show is another text."""
KEPT = 12
"""Different pictures that are at hand."""


@dataclass
class Sight:
    """The screen at one moment, small enough to be kept."""

    taken_at: float
    region: Box
    titles: Mapping[int, str]
    windows: Stack
    window: Box | None
    """The content of the window in front, as `WindowList` places it."""
    png: bytes = field(repr=False)
    reported: tuple[Element, ...] = field(default=(), repr=False)
    exact: bool = False
    """Whether it was reported while the screen showed this; else a moment before, of a picture that is like it."""

    def screenshot(self) -> Screenshot:
        """The picture, with what applications reported of it."""
        pixels = cv2.imdecode(np.frombuffer(self.png, np.uint8), cv2.IMREAD_COLOR)
        assert pixels is not None
        image = Image.fromarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))
        made = Screenshot(image, self.region, self.taken_at)
        if self.reported:
            answer: Future[tuple[Element, ...]] = Future()
            answer.set_result(self.reported)
            made.tell(answer)
        return made


@dataclass
class _Look:
    """One picture as it was grabbed."""

    frame: Frame
    titles: Mapping[int, str]
    windows: Stack
    window: Box | None
    first: float
    """Since when the screen shows it."""
    reported: tuple[Element, ...] | None = None
    asked: Future[tuple[Element, ...]] | None = None
    sight: Sight | None = None

    def tell(self, reported: tuple[Element, ...]) -> None:
        """Note what applications reported while the screen showed this."""
        self.reported = reported
        if self.sight is not None:
            self.sight.reported, self.sight.exact = reported, True


class Frames:
    """Looks at one display from a thread of its own, from `start` to `stop`."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._looks: deque[_Look] = deque(maxlen=KEPT)
        self._ending = threading.Event()
        self._new = threading.Condition()
        self._thread = threading.Thread(target=self._watch, name="recording-frames", daemon=True)
        self._last_reported: _Look | None = None
        self.problem: EnvironmentProblem | None = None
        """Why it ended by itself."""

    def start(self) -> None:
        """Begin, and wait for the first picture. Raises EnvironmentProblem."""
        self._thread.start()
        with self._new:
            self._new.wait_for(lambda: bool(self._looks) or self.problem is not None, 10.0)
        if self.problem is not None:
            raise self.problem

    def stop(self) -> None:
        """End; safe to call twice."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(5.0)

    def before(self, moment: float) -> Sight:
        """The screen as it was right before `moment` (monotonic seconds)."""
        with self._new:
            looks = [look for look in self._looks if look.first < moment] or list(self._looks)[:1]
        return self._kept(looks[-1])

    def now(self) -> Sight:
        """The newest picture."""
        with self._new:
            look = self._looks[-1]
        return self._kept(look)

    def still_for(self) -> float:
        """For how many seconds the screen has not changed."""
        with self._new:
            return time.monotonic() - self._looks[-1].first if self._looks else 0.0

    @property
    def reported(self) -> bool:
        """Whether applications have answered what the newest picture shows."""
        with self._new:
            return bool(self._looks) and self._looks[-1].reported is not None

    def _watch(self) -> None:
        telling = Telling(self._display)
        camera: Camera | None = None
        try:
            camera, stack, windows = Camera(self._display), X11StackReader(self._display), WindowList(self._display)
            while not self._ending.is_set():
                self._look(camera, stack, windows, telling)
                self._ending.wait(LOOK_SECONDS)
        except EnvironmentProblem as error:
            self.problem = error
        finally:
            telling.close()
            if camera is not None:
                with suppress(EnvironmentProblem):
                    camera.close()
            with self._new:
                self._new.notify_all()

    def _look(self, camera: Camera, stack: X11StackReader, windows: WindowList, telling: Telling) -> None:
        frame = camera.grab()
        last = self._looks[-1] if self._looks else None
        if last is None or not _equal(last.frame, frame):
            listed = windows.windows()
            window = listed[-1].box if listed else None
            look = _Look(frame, stack.titles(), stack.read(), window, frame.taken_at)
            with self._new:
                self._looks.append(look)
                self._new.notify_all()
        elif last.reported is None and frame.taken_at - last.first >= STILL_SECONDS:
            self._ask(last, telling)

    def _ask(self, look: _Look, telling: Telling) -> None:
        """Ask applications about a picture that is still; the answer counts if the picture is still the same when it comes."""
        if look.asked is None:
            look.asked = telling.ask(look.frame.region)
        elif look.asked.done():
            look.tell(look.asked.result())
            self._last_reported = look

    def _kept(self, look: _Look) -> Sight:
        """The picture with what applications reported of it; else with what they reported of one before that is like it."""
        if look.sight is None:
            image: NDArray[np.uint8] = cv2.cvtColor(np.asarray(look.frame.screenshot().image.convert("RGB")), cv2.COLOR_RGB2BGR)
            written, png = cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 1])
            assert written
            reported = look.reported if look.reported is not None else self._reported_before(look)
            look.sight = Sight(look.first, look.frame.region, look.titles, look.windows, look.window, png.tobytes(), reported)
            look.sight.exact = look.reported is not None
        return look.sight

    def _reported_before(self, look: _Look) -> tuple[Element, ...]:
        one = self._last_reported
        if one is None or one.frame.region != look.frame.region or one.windows.windows != look.windows.windows:
            return ()
        differs = one.frame.pixels != look.frame.pixels
        if np.count_nonzero(differs) >= ALIKE * differs.size:
            return ()
        return still_there(one.reported or (), differs, look.frame.region)


def still_there(reported: Sequence[Element], differs: NDArray[np.bool_], region: Box) -> tuple[Element, ...]:
    """Those of the reported elements that a picture still shows, where it `differs` from theirs; fields stay with another text."""

    def changed(box: Box) -> bool:
        left, top = max(0, box.left - region.left), max(0, box.top - region.top)
        return bool(differs[top : max(0, box.bottom - region.top), left : max(0, box.right - region.left)].any())

    return tuple(item for item in reported if item.role in FILLED or not changed(item.box))


def _equal(one: Frame, other: Frame) -> bool:
    """Whether two pictures show the same; a text caret that blinks is no difference."""
    if one.region != other.region:
        return False
    differs = one.pixels != other.pixels
    return not differs.any() or all(is_caret(box) for box in changed_boxes(differs))
