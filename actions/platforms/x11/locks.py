"""The state of an X keyboard that others left: modifiers that are held, Caps Lock and Num Lock."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from typing import Any

from gui_agent.actions.platforms.x11.connection import answering
from gui_agent.actions.platforms.x11.key_events import KeyEvents
from gui_agent.actions.platforms.x11.keymap import Keymap, key_keysym, named_keysym
from gui_agent.errors import ActionError
from gui_agent.perception.screen.display import Display

_LOCK_MASK = 2
_FOREIGN_MASK = 0x1 | 0x4 | 0x8 | 0x40 | 0x80
"""Shift, Control, Mod1 (Alt), Mod4 (Super), Mod5 (AltGr)."""
_PERSON_SECONDS = 2.0


class Locks:
    """Keeps what others hold down or have locked from changing what is typed."""

    def __init__(self, display: Display, x: Any, keymap: Keymap, keys: KeyEvents) -> None:
        self._display = display
        self._x = x
        self._keymap = keymap
        self._keys = keys
        self._num_lock: int | None = None

    def forget(self) -> None:
        """The keyboard's modifiers are others by now: look them up again."""
        self._num_lock = None

    @contextlib.contextmanager
    def undisturbed(self, keys: Iterable[str] = (), *, text: bool = False) -> Iterator[None]:
        """Foreign modifiers released, Caps Lock off for characters, Num Lock as keypad keys need it; the locks restored after.

        Raises ActionError where a modifier stays pressed, EnvironmentProblem.
        """
        with answering(self._display):
            self._release_foreign_modifiers()
            toggled = self._wrong_locks(list(keys), text)
        try:
            with answering(self._display):
                for lock in toggled:
                    self._keys.tap(self._keymap.keycode(lock))
            yield
        finally:
            with answering(self._display):
                for lock in toggled:
                    self._keys.tap(self._keymap.keycode(lock))

    def _wrong_locks(self, keys: list[str], text: bool) -> list[str]:
        wrong = []
        if (text or any(len(key) == 1 and key.isalpha() for key in keys)) and self._is_locked(_LOCK_MASK):
            wrong.append("Caps_Lock")
        needed = {
            stroke.num_lock for key in keys if (stroke := self._keymap.find(key_keysym(key), 0)) and stroke.num_lock is not None
        }
        if len(needed) == 1 and self._num_lock_mask and self._is_locked(self._num_lock_mask) != needed.pop():
            wrong.append("Num_Lock")
        return wrong

    def _is_locked(self, mask: int) -> bool:
        return bool(self._keys.mask & mask)

    @property
    def _num_lock_mask(self) -> int:
        if self._num_lock is None:
            key = self._keymap.find(named_keysym("Num_Lock"), 0)
            rows = self._x.get_modifier_mapping()
            self._num_lock = next((1 << index for index, row in enumerate(rows) if key and key.keycode in list(row)), 0)
        return self._num_lock

    def _release_foreign_modifiers(self) -> None:
        deadline = time.monotonic() + _PERSON_SECONDS
        while self._keys.mask & _FOREIGN_MASK:
            rows = self._x.get_modifier_mapping()
            for keycode in {keycode for index in (0, 2, 3, 6, 7) for keycode in rows[index] if keycode}:
                if self._keys.is_down(keycode):
                    self._keys.fake(keycode, False)
            self._x.sync()
            if not self._keys.mask & _FOREIGN_MASK:
                return
            if time.monotonic() > deadline:
                raise ActionError("Shift, Ctrl, Alt or Super is kept pressed", "Wait until it is released, then try again")
            time.sleep(0.02)
