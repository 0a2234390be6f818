"""What an action is about to touch: the windows under its places or with the keyboard's focus, and the page that a browser shows."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal

from gui_agent.actions.policy.policy import BROWSERS, Touched
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.display import Display

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui_agent.actions.platforms.x11.window_at import WindowFinder, XWindow
    from gui_agent.perception.accessibility.listener import Listener
    from gui_agent.perception.element import Element
    from gui_agent.perception.screen.screenshot import Camera
    from gui_agent.perception.text.text import TextLine, TextReader

TELL_SECONDS = 1.0
"""How long applications may take to report what is in their windows."""
AROUND = (220, 30)
"""Pixels to each side of a place in which the text on it is looked for."""
TOOLBAR = (34, 84)
"""Rows of a browser's window, from its top, between which the address is: below the tabs, above the page."""
_ADDRESS = re.compile(
    r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,}|localhost|\d+\.\d+\.\d+\.\d+)(?::\d+)?(?P<end>[/?#]|\s|$)", re.IGNORECASE
)
_CERTAIN_WIDTH = 0.55
"""Share of a window's width that a bare domain may reach to: behind that, a bar may have cut the rest of it off."""


class Surroundings:
    """Asks one display; connects when it is asked first. Use it from one thread."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._finder: WindowFinder | None = None
        self._camera: Camera | None = None
        self._reader: TextReader | None = None
        self._listener: Listener | None = None

    @property
    def known(self) -> bool:
        """Whether windows can be distinguished here at all."""
        return sys.platform == "linux" and self._display.name is not None

    def windows(self, points: Sequence[Point], *, domains: bool = False, elements: bool = False) -> list[Touched]:
        """The windows at these pixels, or the one with the focus if there are none; `domains`: with what browsers show.

        `elements`: with what is at the pixels, or has the focus, and with the text of each window.

        One that nothing is known of where windows cannot be distinguished. Raises EnvironmentProblem when the display is gone.
        """
        if not self.known:
            return [Touched()]
        if self._finder is None:
            from gui_agent.actions.platforms.x11.window_at import WindowFinder

            self._finder = WindowFinder(self._display)
        found = [self._finder.at(point) for point in points] if points else [self._finder.focused()]
        touched = [self._touched(window, domains=domains) for window in dict.fromkeys(found)]
        if not elements:
            return touched
        reported = self._reported()
        caption = "\n".join([self.text(points), *(f"{one.text}\n{one.value}" for one in _meant(reported, points))])
        boxes = [window.box for window in dict.fromkeys(found)]
        return [
            replace(one, element=caption, says=self._words(box, reported)) if box is not None else replace(one, element=caption)
            for one, box in zip(touched, boxes, strict=True)
        ]

    def in_the_field(self, place: Point | None) -> list[str]:
        """What the field with the focus may hold: what its application says, else the lines at `place`, which was used last."""
        if not self.known:
            return []
        reported = [one for one in self._reported() if one.focused and one.role == "field"]
        if reported:
            return [one.value for one in reported]
        if place is not None:
            return self.text([place]).splitlines()
        box = self._finder.focused().box if self._finder is not None else None
        lines = self._read(box) if box is not None else []
        return [line.text for line in lines[-1:]]  # where a terminal has its prompt

    def copied(self, selection: Literal["CLIPBOARD", "PRIMARY"]) -> str | None:
        """The text that pasting would put in; None where that cannot be read."""
        if not self.known:
            return None
        from gui_agent.actions.platforms.x11.selection import copied

        return copied(self._display, selection)

    def _reported(self) -> list[Element]:
        """What the applications report about their windows; may be empty."""
        address = self._display.environment.get("DBUS_SESSION_BUS_ADDRESS")
        if not address or self._finder is None:
            return []
        if self._listener is None:
            from gui_agent.perception.accessibility.listener import Listener

            self._listener = Listener(address)
        return self._listener.read(self._finder.screen, TELL_SECONDS, self._finder.top_windows)

    def _words(self, window: Box, reported: Sequence[Element]) -> str:
        """All text in a window: what is read there, and what its application reports about it."""
        try:
            read = [line.text for line in self._read(window)]
        except EnvironmentProblem:
            read = []
        inside = [one for one in reported if window.contains(one.box.center)]
        return "\n".join([*read, *(f"{one.text}\n{one.value}" for one in inside)])

    def text(self, points: Sequence[Point]) -> str:
        """The lines of text that are at these pixels now; empty where none do, or nothing can be read on this machine."""
        lines = []
        for point in points:
            around = Box(point.x - AROUND[0], point.y - AROUND[1], point.x + AROUND[0], point.y + AROUND[1])
            try:
                lines += [line.text for line in self._read(around) if line.box.padded(6).contains(point)]
            except EnvironmentProblem:
                return ""
        return "\n".join(lines)

    def close(self) -> None:
        """End the connections; safe to call twice."""
        if self._finder is not None:
            self._finder.close()
        if self._camera is not None:
            self._camera.close()
        if self._listener is not None:
            self._listener.close()
        self._finder = self._camera = self._listener = None

    def _touched(self, window: XWindow, *, domains: bool) -> Touched:
        is_browser = any(fnmatchcase(name.casefold(), pattern) for name in window.applications for pattern in BROWSERS)
        domain = self._domain(window.box) if domains and is_browser and window.box else ""
        return Touched(window.title, window.applications, domain)

    def _domain(self, window: Box) -> str:
        """The domain in a browser's address bar, read from the screen; empty if it cannot be read for certain."""
        bar = Box(window.left, window.top + TOOLBAR[0], window.right, window.top + TOOLBAR[1])
        return domain_in(self._read(bar), bar)

    def _read(self, place: Box) -> list[TextLine]:
        """The lines of text in a part of the screen as it is now."""
        if self._camera is None or self._reader is None:
            from gui_agent.perception.screen.screenshot import Camera
            from gui_agent.perception.text.text import TextReader

            self._camera, self._reader = Camera(self._display), TextReader()
        seen = place.intersection(self._camera.screen)
        return [] if seen is None else self._reader.read(self._camera.take(seen))


def _meant(reported: Sequence[Element], points: Sequence[Point]) -> list[Element]:
    """The smallest element at each place, or those with the focus where there are no places."""
    if not points:
        return [one for one in reported if one.focused]
    at = [[one for one in reported if one.box.contains(point)] for point in points]
    return [min(found, key=lambda one: one.box.area) for found in at if found]


def domain_in(lines: Sequence[TextLine], bar: Box) -> str:
    """The domain in what was read in a browser's toolbar; empty unless one line, and only one, begins with an address.

    A page can have nearly any text in its address (`data:text/html,shop.example`), but not in front of it.
    """
    addresses = [line for line in lines if _ADDRESS.search(line.text)]
    if len(addresses) != 1:
        return ""
    match = _ADDRESS.match(addresses[0].text.strip())
    if match is None:
        return ""
    cut_off = match["end"] not in ("/", "?", "#") and addresses[0].box.right > bar.left + _CERTAIN_WIDTH * bar.width
    return "" if cut_off else match[1].lower()
