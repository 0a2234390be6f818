"""Single keys on an X display, by their keycodes, through the XTEST extension."""

from __future__ import annotations

from typing import Any

from Xlib import X
from Xlib.ext.xtest import fake_input


class KeyEvents:
    """Pushes keys down, lets them go, and asks which are down."""

    def __init__(self, x: Any) -> None:
        self._x = x
        self._root = x.screen().root

    def fake(self, keycode: int, down: bool, delay: int = 0) -> None:
        """Push a key down or let it go, `delay` milliseconds late; not sent yet."""
        fake_input(self._x, X.KeyPress if down else X.KeyRelease, keycode, delay)

    def tap(self, keycode: int) -> None:
        """Push a key down and let it go at once."""
        self.fake(keycode, True)
        self.fake(keycode, False)
        self._x.sync()

    def is_down(self, keycode: int) -> bool:
        """Whether the server says that the key is down."""
        keys = self._x.query_keymap()
        return bool(keys[keycode // 8] & (1 << keycode % 8))

    @property
    def mask(self) -> int:
        """The modifiers, the buttons and the layout group that are active: the server's state."""
        return int(self._root.query_pointer().mask)

    @property
    def group(self) -> int:
        """The active layout group: XKB servers report it in bits 13 and 14 of the state."""
        return self.mask >> 13 & 3
