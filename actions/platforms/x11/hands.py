"""Mouse and keyboard on X11, through the XTEST extension.

Symbols that the keyboard lacks get a borrowed key. The clipboard is never touched.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from Xlib import X
from Xlib.ext.xtest import fake_input

from gui_agent.actions.action import Direction
from gui_agent.actions.input.stack import Stack
from gui_agent.actions.platforms.x11.connection import answering, connect
from gui_agent.actions.platforms.x11.delivery import Delivery, wait_until
from gui_agent.actions.platforms.x11.key_events import KeyEvents
from gui_agent.actions.platforms.x11.keymap import Keymap, key_keysym, named_keysym
from gui_agent.actions.platforms.x11.locks import Locks
from gui_agent.actions.platforms.x11.manager import WindowManager
from gui_agent.actions.platforms.x11.meant import MeantWindows
from gui_agent.actions.platforms.x11.note import Note
from gui_agent.actions.platforms.x11.typist import Typist
from gui_agent.errors import ActionError, EnvironmentProblem
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.display import Display

_BUTTONS = {"left": 1, "middle": 2, "right": 3, "back": 8, "forward": 9}
_WHEEL = {"up": 4, "down": 5, "left": 6, "right": 7}

P = ParamSpec("P")
R = TypeVar("R")


def _display_needed(
    method: Callable[Concatenate[X11Hands, P], R],
) -> Callable[Concatenate[X11Hands, P], R]:
    """Turn Xlib's ways to say that the server is gone into an EnvironmentProblem."""

    @wraps(method)
    def wrapper(self: X11Hands, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with answering(self._display):
            return method(self, *args, **kwargs)

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
        self._keys = KeyEvents(self._x)
        self._locks = Locks(display, self._x, self._keymap, self._keys)
        self._typist = Typist(
            self._x, self._keymap, self._keys, self._meant, self._manager, self._delivery, lambda: self.remember(self._held)
        )
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
        for stroke in self._typist.strokes(wanted):
            if stroke.shift:
                tokens.append(f"key:{self._keymap.keycode('Shift_L')}")
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
        self._keys.fake(int(token.partition(":")[2]), False, round(seconds * 1000))
        self._x.sync()
        wait_until(lambda: not self.is_down(token))

    def _act(self, token: str, down: bool) -> None:
        kind, _, name = token.partition(":")
        caught_up = self._manager.wait() if down else True
        if kind == "key":
            with self._meant.first_key() if down else contextlib.nullcontext():
                self._keys.fake(int(name), down)
            self._typist.in_flight = True
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

    @_display_needed
    def is_down(self, token: str) -> bool:
        """Whether the server says that it is down; of the buttons it reports only the first five."""
        kind, _, name = token.partition(":")
        if kind == "key":
            return self._keys.is_down(int(name))
        number = _BUTTONS[name]
        return number > 5 or bool(self._keys.mask & (0x80 << number))

    # --- text, and the state of the keyboard

    @_display_needed
    def type_text(self, text: str, delay: float = 0.0) -> None:
        """Type characters, with borrowed keys for those that the keyboard lacks, in as many rounds as there are too few."""
        self._typist.type_text(text, delay)

    def undisturbed(self, keys: Iterable[str] = (), *, text: bool = False) -> AbstractContextManager[None]:
        """Foreign modifiers released, Caps Lock off for characters, Num Lock as keypad keys need it; the locks restored after."""
        return self._locks.undisturbed(keys, text=text)

    # --- whether the application has taken its input

    @_display_needed
    def delivered(self, at: Point | None = None, patience: float = 1.0) -> None:
        """Wait until the application has taken what was sent before."""
        self._typist.delivered(at, patience)

    @_display_needed
    def is_taken(self, at: Point | None = None, patience: float = 1.0) -> bool | None:
        """Whether the application has taken what was sent before; None where it never says so."""
        return self._delivery.is_taken(at, patience)

    def _on_event(self, event: Any) -> None:
        if event.type == X.MappingNotify and event.request == X.MappingPointer:
            self.__dict__.pop("_pointer_map", None)
        elif event.type == X.MappingNotify:
            self._keymap.stale = True
            self._locks.forget()

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
                if self._typist.in_flight:
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
