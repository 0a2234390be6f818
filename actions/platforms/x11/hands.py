"""Mouse and keyboard on X11, through the XTEST extension.

Symbols that the keyboard lacks get a borrowed key. The clipboard is never touched.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from Xlib import X
from Xlib.error import ConnectionClosedError
from Xlib.ext.xtest import fake_input

from gui_agent.actions.action import Direction
from gui_agent.actions.input.stack import Stack
from gui_agent.actions.platforms.x11.connection import connect, unbroken
from gui_agent.actions.platforms.x11.delivery import Delivery, wait_until
from gui_agent.actions.platforms.x11.keymap import Keymap, Stroke, character_keysym, key_keysym, named_keysym
from gui_agent.actions.platforms.x11.manager import WindowManager
from gui_agent.actions.platforms.x11.meant import MeantWindows
from gui_agent.actions.platforms.x11.note import Note
from gui_agent.errors import ActionError, EnvironmentProblem
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.display import Display

_BUTTONS = {"left": 1, "middle": 2, "right": 3, "back": 8, "forward": 9}
_WHEEL = {"up": 4, "down": 5, "left": 6, "right": 7}
_LOCK_MASK = 2
_FOREIGN_MASK = 0x1 | 0x4 | 0x8 | 0x40 | 0x80
"""Shift, Control, Mod1 (Alt), Mod4 (Super), Mod5 (AltGr)."""
_PERSON_SECONDS = 2.0
_BIT = 8
"""Characters that are typed at once, between two looks at which window has the keyboard."""
_REACT_SECONDS = 1.0
"""How long an application may take to act on a Return before more is typed."""

P = ParamSpec("P")
R = TypeVar("R")


def _display_needed(
    method: Callable[Concatenate[X11Hands, P], R],
) -> Callable[Concatenate[X11Hands, P], R]:
    """Turn Xlib's ways to say that the server is gone into an EnvironmentProblem."""

    @wraps(method)
    def wrapper(self: X11Hands, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with unbroken():
                return method(self, *args, **kwargs)
        except (ConnectionClosedError, OSError, TypeError) as error:
            # python3-xlib 0.15 fails with a TypeError while it handles a broken pipe.
            if isinstance(error, TypeError) and not isinstance(error.__context__, OSError):
                raise
            raise EnvironmentProblem(
                f"display {self._display.name} stopped answering", "It may have been closed; start it again"
            ) from error

    return wrapper


class X11Hands:
    """Mouse and keyboard of one X display (the `Hands` protocol)."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._x = connect(display)
        self._root = self._x.screen().root
        self._keymap = Keymap(self._x)
        self._delivery = Delivery(self._x, self._on_event)
        self._manager = WindowManager(self._x)
        self._meant = MeantWindows(self._x)
        self._note = Note(self._x)
        self._held: list[str] = []
        self._in_flight = False
        self._frozen: str | None = None
        """The button whose release the server has not processed in time."""
        self._closed = False

    # --- pointer

    @_display_needed
    def screen(self) -> Box:
        """The whole virtual screen in pixels."""
        geometry = self._root.get_geometry()
        return Box.of_size(0, 0, geometry.width, geometry.height)

    @_display_needed
    def position(self) -> Point:
        """Where the mouse pointer is."""
        pointer = self._root.query_pointer()
        return Point(pointer.root_x, pointer.root_y)

    @_display_needed
    def move(self, point: Point) -> None:
        """Put the mouse pointer there."""
        self._thaw()
        fake_input(self._x, X.MotionNotify, x=point.x, y=point.y)
        self._x.sync()
        wait_until(lambda: self.position() == point)

    @_display_needed
    def wheel(self, direction: Direction, notches: int) -> None:
        """Turn the mouse wheel by exactly so many notches."""
        if not self._manager.wait():
            raise _unanswered("the mouse wheel was not turned")
        with self._meant.first_button():
            for _ in range(notches):
                self._fake_button(_WHEEL[direction], True)
                self._fake_button(_WHEEL[direction], False)
        self._x.sync()

    @cached_property
    def _pointer_map(self) -> list[int]:
        return list(self._x.get_pointer_mapping())

    def _fake_button(self, button: int, down: bool) -> None:
        if button not in self._pointer_map:
            raise ActionError(f"this display has no mouse button {button}", "Use another way to do it, such as a key")
        fake_input(self._x, X.ButtonPress if down else X.ButtonRelease, self._pointer_map.index(button) + 1)

    # --- keys and buttons

    def knows_key(self, name: str) -> bool:
        """Whether this is the name of an X keysym."""
        return named_keysym(name) != 0

    @_display_needed
    def tokens_for(self, keys: Iterable[str]) -> list[str]:
        """The physical keys for these keys; keys that the keyboard lacks are borrowed."""
        wanted = []
        for key in keys:
            keysym = key_keysym(key)
            if not keysym:
                raise ActionError(f"X11 has no key {key!r}", "Use another key")
            wanted.append(keysym)
        tokens: list[str] = []
        for stroke in self._strokes(wanted):
            if stroke.shift:
                tokens.append(f"key:{self._keycode('Shift_L')}")
            tokens.append(f"key:{stroke.keycode}")
        return list(dict.fromkeys(tokens))

    def mean(self, stack: Stack | None) -> None:
        """Press buttons and keys only where the windows are those of `stack`."""
        self._meant.mean(stack)

    @_display_needed
    def is_meant(self, place: Point) -> bool:
        """Whether the window at a place is the one that was there when it was decided."""
        return self._meant.is_at(place)

    @_display_needed
    def press(self, token: str) -> None:
        """Push a key or button down."""
        self._act(token, True)

    @_display_needed
    def release(self, token: str) -> None:
        """Let a key or button go."""
        self._act(token, False)

    @_display_needed
    def tap(self, token: str, seconds: float) -> None:
        """Push a key down; the server itself lets it go, however busy this process's machine is, so that it never repeats."""
        self._act(token, True)
        fake_input(self._x, X.KeyRelease, int(token.partition(":")[2]), round(seconds * 1000))
        self._x.sync()
        wait_until(lambda: not self.is_down(token))

    def _act(self, token: str, down: bool) -> None:
        kind, _, name = token.partition(":")
        caught_up = self._manager.wait() if down else True
        if kind == "key":
            with self._meant.first_key() if down else contextlib.nullcontext():
                self._fake_key(int(name), down)
            self._in_flight = True
            wait_until(lambda: self.is_down(token) == down)
            return
        if not caught_up:
            raise _unanswered(f"the {name} mouse button was not pressed")
        with self._meant.first_button() if down else contextlib.nullcontext():
            self._fake_button(_BUTTONS[name], down)
        self._x.sync()
        # The server does not report the state of the buttons beyond the fifth.
        if _BUTTONS[name] <= 5 and not wait_until(lambda: self.is_down(token) == down) and not down:
            self._frozen = token

    def _thaw(self) -> None:
        """Wait until a button that was released is up: the pointer may not move before, or the release happens elsewhere."""
        token, self._frozen = self._frozen, None
        if token is not None and not wait_until(lambda: not self.is_down(token), self._manager.patience):
            self._frozen = token
            raise _unanswered("the mouse was not moved")

    def _fake_key(self, keycode: int, down: bool) -> None:
        fake_input(self._x, X.KeyPress if down else X.KeyRelease, keycode)

    @_display_needed
    def is_down(self, token: str) -> bool:
        """Whether the server says that it is down; of the buttons it reports only the first five."""
        kind, _, name = token.partition(":")
        if kind == "key":
            return self._key_is_down(int(name))
        number = _BUTTONS[name]
        return number > 5 or bool(self._root.query_pointer().mask & (0x80 << number))

    def _key_is_down(self, keycode: int) -> bool:
        keys = self._x.query_keymap()
        return bool(keys[keycode // 8] & (1 << keycode % 8))

    # --- text

    @_display_needed
    def type_text(self, text: str, delay: float = 0.0) -> None:
        """Type characters, with borrowed keys for those that the keyboard lacks, in as many rounds as there are too few."""
        characters = text.replace("\r\n", "\n").replace("\r", "\n")
        keysyms = [_text_keysym(character) for character in characters]
        self._catch_up()
        group = self._group()
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

    def _let_react(self) -> None:
        """Let the application, and the window manager, act on a Return before more is typed: it may open or close a window."""
        if self._meant.stack is not None:
            self._delivery.is_taken(None, _REACT_SECONDS)
            self._manager.wait()

    def _type(self, strokes: list[Stroke], typed: int) -> None:
        """Press and release one key after the other, and return when the server has processed the last."""
        self._in_flight = True
        with self._meant.focused(typed):
            for stroke in strokes:
                self._stroke(stroke)
        self._x.sync()
        wait_until(lambda: not self._key_is_down(strokes[-1].keycode))

    def _type_slowly(self, strokes: list[Stroke], delay: float, typed: int) -> None:
        """Hold each key for `delay` seconds, and let as much time pass before it."""
        self._in_flight = True
        for number, stroke in enumerate(strokes):
            time.sleep(delay)
            with self._meant.focused(typed + number):
                self._stroke(stroke, release=False)
            self._stroke(stroke, round(delay * 1000), press=False)
            self._x.sync()
            wait_until(lambda stroke=stroke: not self._key_is_down(stroke.keycode))  # type: ignore[misc]

    def _stroke(self, stroke: Stroke, delay: int = 0, *, press: bool = True, release: bool = True) -> None:
        """Send one key, its release `delay` milliseconds late."""
        shift = self._keycode("Shift_L")
        if press:
            if stroke.shift:
                self._fake_key(shift, True)
            self._fake_key(stroke.keycode, True)
        if release:
            fake_input(self._x, X.KeyRelease, stroke.keycode, delay)
            if stroke.shift:
                self._fake_key(shift, False)

    def _is_borrowed(self, keysym: int) -> bool:
        return keysym in self._keymap.borrowed

    def _strokes(self, keysyms: list[int]) -> list[Stroke]:
        self._catch_up()
        group = self._group()
        self._borrow([keysym for keysym in keysyms if self._keymap.find(keysym, group) is None])
        found = [self._keymap.find(keysym, group) for keysym in keysyms]
        strokes = [stroke for stroke in found if stroke is not None]
        if len(strokes) < len(keysyms):
            raise ActionError("this keyboard has no key free for one of these keys", "Use another key")
        return strokes

    def _borrow(self, keysyms: list[int]) -> None:
        """Borrow keys, when applications have taken what was typed with the old meaning; return when all know the new one.

        A window manager that is behind would take a window that opens meanwhile for one that was closed before it.
        """
        if all(self._is_borrowed(keysym) for keysym in keysyms):
            self._keymap.borrow(keysyms)
            return
        if self._in_flight and self._keymap.lends_anew(keysyms):
            self.delivered()
        if self._keymap.borrow(keysyms):
            self._note.write(self._held, self._keymap.originals)
            self.delivered()
            self._manager.wait()

    def _group(self) -> int:
        """The active layout group: XKB servers report it in bits 13 and 14 of the state."""
        return int(self._root.query_pointer().mask) >> 13 & 3

    def _keycode(self, keysym_name: str) -> int:
        stroke = self._keymap.find(named_keysym(keysym_name), 0)
        if stroke is None:
            raise ActionError(f"this keyboard has no {keysym_name} key", "Use another key")
        return stroke.keycode

    # --- the state of the keyboard

    @contextlib.contextmanager
    def undisturbed(self, keys: Iterable[str] = (), *, text: bool = False) -> Iterator[None]:
        """Foreign modifiers released, Caps Lock off for characters, Num Lock as keypad keys need it; the locks restored after."""
        self._release_foreign_modifiers()
        keys = list(keys)
        toggled = []
        if (text or any(len(key) == 1 and key.isalpha() for key in keys)) and self._is_locked(_LOCK_MASK):
            toggled.append("Caps_Lock")
        needed = {
            stroke.num_lock for key in keys if (stroke := self._keymap.find(key_keysym(key), 0)) and stroke.num_lock is not None
        }
        if len(needed) == 1 and self._num_lock_mask and self._is_locked(self._num_lock_mask) != needed.pop():
            toggled.append("Num_Lock")
        try:
            for lock in toggled:
                self._tap(self._keycode(lock))
            yield
        finally:
            for lock in toggled:
                self._tap(self._keycode(lock))

    @_display_needed
    def _is_locked(self, mask: int) -> bool:
        return bool(self._root.query_pointer().mask & mask)

    @cached_property
    def _num_lock_mask(self) -> int:
        key = self._keymap.find(named_keysym("Num_Lock"), 0)
        rows = self._x.get_modifier_mapping()
        return next((1 << index for index, row in enumerate(rows) if key and key.keycode in list(row)), 0)

    @_display_needed
    def _tap(self, keycode: int) -> None:
        self._fake_key(keycode, True)
        self._fake_key(keycode, False)
        self._x.sync()

    @_display_needed
    def _release_foreign_modifiers(self) -> None:
        deadline = time.monotonic() + _PERSON_SECONDS
        while self._root.query_pointer().mask & _FOREIGN_MASK:
            rows = self._x.get_modifier_mapping()
            for keycode in {keycode for index in (0, 2, 3, 6, 7) for keycode in rows[index] if keycode}:
                if self._key_is_down(keycode):
                    self._fake_key(keycode, False)
            self._x.sync()
            if not self._root.query_pointer().mask & _FOREIGN_MASK:
                return
            if time.monotonic() > deadline:
                raise ActionError("Shift, Ctrl, Alt or Super is kept pressed", "Wait until it is released, then try again")
            time.sleep(0.02)

    # --- whether the application has taken its input

    @_display_needed
    def delivered(self, at: Point | None = None, patience: float = 1.0) -> None:
        """Wait until the application has taken what was sent before."""
        self._delivery.wait(at, patience)
        self._in_flight = False

    @_display_needed
    def is_taken(self, at: Point | None = None, patience: float = 1.0) -> bool | None:
        """Whether the application has taken what was sent before; None where it never says so."""
        return self._delivery.is_taken(at, patience)

    def _catch_up(self) -> None:
        """Take notice of what others changed: the layout, the order of the mouse buttons."""
        self._delivery.drain()
        if self._keymap.stale:
            self._keymap.refresh()

    def _on_event(self, event: Any) -> None:
        if event.type == X.MappingNotify and event.request == X.MappingPointer:
            self.__dict__.pop("_pointer_map", None)
        elif event.type == X.MappingNotify:
            self._keymap.stale = True
            self.__dict__.pop("_num_lock_mask", None)

    # --- notes for a later process, and the end

    @_display_needed
    def remember(self, tokens: Collection[str]) -> None:
        """Note what may be down now, before it is pressed."""
        self._held = list(tokens)
        self._note.write(self._held, self._keymap.originals)

    @_display_needed
    def recall(self) -> list[str]:
        """What a killed process noted; the keys that it borrowed are given back."""
        held, borrowed = self._note.read_left_over()
        self._keymap.restore(borrowed)
        self._note.write((), {})
        return held

    def close(self) -> None:
        """Give the borrowed keys back when the application no longer needs them, and disconnect; fine if the display is gone."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(EnvironmentProblem):
            self._give_back()

    @_display_needed
    def _give_back(self) -> None:
        try:
            if self._keymap.originals:
                if self._in_flight:
                    self.delivered()
                self._keymap.give_back()
                self._note.write((), {})
        finally:
            self._x.close()


def _unanswered(what: str) -> ActionError:
    return ActionError(
        f"{what}, because the window manager of this display does not answer",
        "Wait until it does, and look at the screen before the next action",
    )


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
