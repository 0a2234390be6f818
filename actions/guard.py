"""Enforces a policy: finds out what an action is about to touch, and refuses what the policy does not let happen."""

from __future__ import annotations

import re
import sys
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gui_agent.actions.action import BaseAction, Wait
from gui_agent.actions.rules import BROWSERS, Policy, PolicyRefusal, Situation, Touched
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.display import Display
from gui_agent.perception.geometry import Box, Point

if TYPE_CHECKING:
    from gui_agent.actions.x11_windows import WindowFinder, XWindow
    from gui_agent.perception.screenshot import Camera
    from gui_agent.perception.text import TextReader

TOOLBAR = (34, 84)
"""Rows of a browser's window, from its top, between which the address stands: below the tabs, above the page."""
_ADDRESS = re.compile(
    r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,}|localhost|\d+\.\d+\.\d+\.\d+)(?::\d+)?(?=[/\s]|$)", re.IGNORECASE
)


class Guard:
    """Stands before the executor of one display; use it from one thread."""

    def __init__(self, policy: Policy, display: Display) -> None:
        """Enforce `policy` on `display`. Raises EnvironmentProblem where its rules cannot be enforced."""
        self._policy = policy
        self._display = display
        self._finder: WindowFinder | None = None
        self._camera: Camera | None = None
        self._reader: TextReader | None = None
        if policy.asks_for_windows:
            if sys.platform != "linux" or display.name is None:
                raise EnvironmentProblem(
                    "rules by window, application or domain cannot be enforced on this platform",
                    "Use rules by region, key, text and risk, or a private screen on Linux",
                )
            from gui_agent.actions.x11_windows import WindowFinder

            self._finder = WindowFinder(display)

    def check(self, action: BaseAction, points: list[Point]) -> None:
        """Raise PolicyRefusal when the policy does not let `action`, aimed at these pixels, happen."""
        if isinstance(action, Wait):
            return
        situation = Situation(action, points, self._windows(points))
        reason = self._policy.refusal(situation)
        if reason:
            raise PolicyRefusal(reason, situation.windows)

    def close(self) -> None:
        """End the connections; safe to call twice."""
        if self._finder is not None:
            self._finder.close()
        if self._camera is not None:
            self._camera.close()
        self._finder = self._camera = None

    def _windows(self, points: list[Point]) -> list[Touched]:
        if self._finder is None:
            return [Touched()]
        found = [self._finder.at(point) for point in points] if points else [self._finder.focused()]
        return [self._touched(window) for window in dict.fromkeys(found)]

    def _touched(self, window: XWindow) -> Touched:
        is_browser = any(fnmatchcase(name.casefold(), pattern) for name in window.applications for pattern in BROWSERS)
        wanted = is_browser and self._policy.asks_for_domains and window.box is not None
        return Touched(window.title, window.applications, self._domain(window.box) if wanted and window.box else "")

    def _domain(self, window: Box) -> str:
        """The domain in a browser's address bar, read from the screen; empty if it cannot be read for certain."""
        if self._camera is None or self._reader is None:
            from gui_agent.perception.screenshot import Camera
            from gui_agent.perception.text import TextReader

            self._camera, self._reader = Camera(self._display), TextReader()
        bar = Box(window.left, window.top + TOOLBAR[0], window.right, window.top + TOOLBAR[1])
        seen = bar.intersection(self._camera.screen)
        if seen is None:
            return ""
        addresses = [match[1] for line in self._reader.read(self._camera.take(seen)) if (match := _ADDRESS.search(line.text))]
        return addresses[0].lower() if len(addresses) == 1 else ""
