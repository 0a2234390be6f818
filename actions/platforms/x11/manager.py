"""Whether the window manager has taken what happened before: one that is behind gets input late, and at the wrong place."""

from __future__ import annotations

import time
from typing import Any

from Xlib import X
from Xlib.error import XError


class WindowManager:
    """Asks the window manager of one display whether it has caught up.

    The question is the size of a window that is never shown. A window manager is asked for such a change first, makes it for a
    window that it does not manage, and takes its events in order. Where there is none, the server makes the change at once.
    """

    patience = 10.0
    """Seconds. Changed keys take openbox up to 2 of them on a loaded machine: it takes hold of its keys again for each."""

    def __init__(self, connection: Any) -> None:
        self._x = connection
        self._window: Any = None
        self._width = 1
        self._answers = True

    def wait(self) -> bool:
        """Wait until it has caught up; False if it has not in time. One that did not answer the first question is not asked again."""
        first = self._window is None
        if first:
            root = self._x.screen().root
            self._window = root.create_window(-9, -9, self._width, 1, 0, X.CopyFromParent, window_class=X.InputOnly)
        if not self._answers:
            return True
        self._width = 3 - self._width
        self._window.configure(width=self._width)
        deadline = time.monotonic() + self.patience
        while not self._is_as_asked():
            if time.monotonic() > deadline:
                self._answers = not first
                return first
            time.sleep(0.001)
        return True

    def _is_as_asked(self) -> bool:
        try:
            return bool(self._window.get_geometry().width == self._width)
        except XError:
            return True  # another program destroyed it: nothing can be learned
