"""Text and symbols on an X keyboard; keys are borrowed for the symbols that it lacks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from gui_agent.actions.platforms.x11.delivery import Delivery, wait_until
from gui_agent.actions.platforms.x11.key_events import KeyEvents
from gui_agent.actions.platforms.x11.keymap import Keymap, Stroke, character_keysym
from gui_agent.actions.platforms.x11.manager import WindowManager
from gui_agent.actions.platforms.x11.meant import MeantWindows
from gui_agent.errors import ActionError
from gui_agent.perception.geometry import Point

_BIT = 8
"""Characters that are typed at once, between two looks at which window has the keyboard."""
_REACT_SECONDS = 1.0
"""How long an application may take to act on a Return before more is typed."""


class Typist:
    """Types text with the keys of one display, and says which keys give a symbol."""

    def __init__(
        self,
        x: Any,
        keymap: Keymap,
        keys: KeyEvents,
        meant: MeantWindows,
        manager: WindowManager,
        delivery: Delivery,
        note_borrowed: Callable[[], None],
    ) -> None:
        """`note_borrowed` is called when other keys are borrowed than before."""
        self._x = x
        self._keymap = keymap
        self._keys = keys
        self._meant = meant
        self._manager = manager
        self._delivery = delivery
        self._note_borrowed = note_borrowed
        self.in_flight = False
        """Whether applications may not have taken yet what was typed."""

    def delivered(self, at: Point | None = None, patience: float = 1.0) -> None:
        """Wait until the application has taken what was sent before."""
        self._delivery.wait(at, patience)
        self.in_flight = False

    def type_text(self, text: str, delay: float = 0.0) -> None:
        """Type characters, with borrowed keys for those that the keyboard lacks, in as many rounds as there are too few."""
        characters = text.replace("\r\n", "\n").replace("\r", "\n")
        keysyms = [_text_keysym(character) for character in characters]
        self._catch_up()
        group = self._keys.group
        native = {keysym: self._keymap.find(keysym, group) for keysym in dict.fromkeys(keysyms) if not self._is_borrowed(keysym)}
        for first, last in _rounds(keysyms, native, self._keymap.capacity):
            part = keysyms[first:last]
            self._borrow([keysym for keysym in part if native.get(keysym) is None])
            strokes = [native.get(keysym) or self._keymap.find(keysym, group) for keysym in part]
            if None in strokes:
                raise ActionError("this keyboard has no key free for a character of the text", "Type plain ASCII text")
            done = first
            for length in _bits(characters[first:last], 1 if delay else _BIT):
                bit = [one for one in strokes[done - first : done - first + length] if one]
                self._type(bit, done) if not delay else self._type_slowly(bit, delay, done)
                done += length
                if characters[done - 1] == "\n" and done < len(characters):
                    self._let_react()

    def strokes(self, keysyms: list[int]) -> list[Stroke]:
        """The keys that give these symbols, borrowed where the keyboard lacks them. Raises ActionError where none is free."""
        self._catch_up()
        group = self._keys.group
        self._borrow([keysym for keysym in keysyms if self._keymap.find(keysym, group) is None])
        found = [self._keymap.find(keysym, group) for keysym in keysyms]
        strokes = [stroke for stroke in found if stroke is not None]
        if len(strokes) < len(keysyms):
            raise ActionError("this keyboard has no key free for one of these keys", "Use another key")
        return strokes

    def _let_react(self) -> None:
        """Let the application, and the window manager, act on a Return before more is typed: it may open or close a window."""
        if self._meant.stack is not None:
            self._delivery.is_taken(None, _REACT_SECONDS)
            self._manager.wait()

    def _type(self, strokes: list[Stroke], typed: int) -> None:
        """Press and release one key after the other, and return when the server has processed the last."""
        self.in_flight = True
        with self._meant.focused(typed):
            for stroke in strokes:
                self._stroke(stroke)
        self._x.sync()
        wait_until(lambda: not self._keys.is_down(strokes[-1].keycode))

    def _type_slowly(self, strokes: list[Stroke], delay: float, typed: int) -> None:
        """Hold each key for `delay` seconds, and let as much time pass before it."""
        self.in_flight = True
        for number, stroke in enumerate(strokes):
            time.sleep(delay)
            with self._meant.focused(typed + number):
                self._stroke(stroke, release=False)
            self._stroke(stroke, round(delay * 1000), press=False)
            self._x.sync()
            wait_until(lambda stroke=stroke: not self._keys.is_down(stroke.keycode))  # type: ignore[misc]

    def _stroke(self, stroke: Stroke, delay: int = 0, *, press: bool = True, release: bool = True) -> None:
        """Send one key, its release `delay` milliseconds late."""
        shift = self._keymap.keycode("Shift_L")
        if press:
            if stroke.shift:
                self._keys.fake(shift, True)
            self._keys.fake(stroke.keycode, True)
        if release:
            self._keys.fake(stroke.keycode, False, delay)
            if stroke.shift:
                self._keys.fake(shift, False)

    def _is_borrowed(self, keysym: int) -> bool:
        return keysym in self._keymap.borrowed

    def _borrow(self, keysyms: list[int]) -> None:
        """Borrow keys, when applications have taken what was typed with the old meaning; return when all know the new one.

        A window manager that is behind would take a window that opens meanwhile for one that was closed before it.
        """
        if all(self._is_borrowed(keysym) for keysym in keysyms):
            self._keymap.borrow(keysyms)
            return
        if self.in_flight and self._keymap.lends_anew(keysyms):
            self.delivered()
        if self._keymap.borrow(keysyms):
            self._note_borrowed()
            self.delivered()
            self._manager.wait()

    def _catch_up(self) -> None:
        """Take notice of what others changed: the layout, the order of the mouse buttons."""
        self._delivery.drain()
        if self._keymap.stale:
            self._keymap.refresh()


def _text_keysym(character: str) -> int:
    if (ord(character) < 0x20 and character not in "\n\t") or 0x7F <= ord(character) < 0xA0:
        raise ActionError(
            f"the text has the control character {character!r}", "Type the text without it, and press keys with `key`"
        )
    return character_keysym(character)


def _bits(text: str, most: int) -> Iterator[int]:
    """The lengths of pieces of a text, none longer than `most`; a newline ends a piece."""
    length = 0
    for character in text:
        length += 1
        if length == most or character == "\n":
            yield length
            length = 0
    if length:
        yield length


def _rounds(keysyms: list[int], native: dict[int, Stroke | None], capacity: int) -> list[tuple[int, int]]:
    """Cut a text into parts of which none needs more borrowed keys than there are."""
    parts, start, needed = [], 0, set[int]()
    for index, keysym in enumerate(keysyms):
        if native.get(keysym) is None and keysym not in needed:
            if len(needed) == max(capacity, 1):
                parts.append((start, index))
                start, needed = index, set()
            needed.add(keysym)
    parts.append((start, len(keysyms)))
    return parts
