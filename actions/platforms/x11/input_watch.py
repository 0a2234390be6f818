"""What a user does with mouse and keyboard on an X server, as it happens (the RECORD extension): nothing is kept from the applications.

Input that programs make (XTEST: a user who has taken over a private screen from the studio) is seen like that of real devices.
"""

from __future__ import annotations

import threading
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from Xlib import X
from Xlib.error import ConnectionClosedError, DisplayError, XError
from Xlib.ext import record
from Xlib.protocol import rq

from gui_agent.actions.keys import named_keys
from gui_agent.actions.platforms.x11.connection import connect
from gui_agent.actions.platforms.x11.keymap import named_keysym
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.geometry import Point
from gui_agent.perception.screen.x_display import Display

_UNICODE = 0x01000000
_MODIFIERS = ((X.ControlMask, "ctrl"), (X.Mod1Mask, "alt"), (X.Mod4Mask, "super"), (X.ShiftMask, "shift"))
_MODIFIER_KEYSYMS = range(0xFFE1, 0xFFEF)
_OTHER_MODIFIERS = (0xFE03, 0xFF7E, 0xFF7F)
_LEVEL3 = X.Mod5Mask
_DEAD = {
    0xFE50: "\u0300",
    0xFE51: "\u0301",
    0xFE52: "\u0302",
    0xFE53: "\u0303",
    0xFE57: "\u0308",
    0xFE58: "\u030a",
    0xFE5B: "\u0327",
}


@dataclass(frozen=True)
class UserInput:
    """One thing that happened to mouse or keyboard."""

    kind: Literal["press", "release", "move", "key"]
    at: Point
    """Where the pointer was, in pixels of the screen."""
    time: float
    """Seconds on the monotonic clock."""
    button: int = 0
    """1 left, 2 middle, 3 right, 4 to 7 one notch of the wheel: up, down, left, right."""
    key: str = ""
    """The key's canonical name, or its character."""
    text: str = ""
    """What the key writes; empty for keys that write nothing, and with ctrl, alt or super."""
    modifiers: tuple[str, ...] = ()
    """Of ctrl, alt, super and shift, those that are down."""


class InputWatch:
    """Watches one X server from a thread of its own, from `start` to `stop`."""

    def __init__(self, display: Display, listener: Callable[[UserInput], None]) -> None:
        """`listener` is called on the watching thread. Raises EnvironmentProblem: not reachable, or no RECORD extension."""
        self._listener = listener
        self._asking = connect(display)
        self._watching = connect(display)
        self._dead = ""
        if not self._asking.has_extension("RECORD"):
            self._close()
            raise EnvironmentProblem(
                f"display {display.name} does not say what a user does (no RECORD extension)", "Use --display virtual"
            )
        devices = {
            "core_requests": (0, 0), "core_replies": (0, 0), "ext_requests": (0, 0, 0, 0), "ext_replies": (0, 0, 0, 0),
            "delivered_events": (0, 0), "device_events": (X.KeyPress, X.MotionNotify), "errors": (0, 0),
            "client_started": False, "client_died": False,
        }  # fmt: skip
        self._context = self._asking.record_create_context(0, [record.AllClients], [devices])
        self._asking.sync()
        self._thread = threading.Thread(target=self._watch, name="input-watch", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; safe to call twice, and after the server has gone."""
        with suppress(XError, ConnectionClosedError, DisplayError, OSError):
            self._asking.record_disable_context(self._context)
            self._asking.flush()
        if self._thread.is_alive():
            self._thread.join(2.0)
        self._close()

    def _close(self) -> None:
        for connection in (self._asking, self._watching):
            with suppress(XError, ConnectionClosedError, DisplayError, OSError):
                connection.close()

    def _watch(self) -> None:
        with suppress(XError, ConnectionClosedError, DisplayError, OSError):  # the server has gone: whoever looks at it says so
            self._watching.record_enable_context(self._context, self._heard)
            self._watching.record_free_context(self._context)

    def _heard(self, reply: Any) -> None:
        if reply.category != record.FromServer or reply.client_swapped or len(reply.data) < 2:
            return
        now, data = time.monotonic(), reply.data
        while len(data):
            event, data = rq.EventField(None).parse_binary_value(data, self._watching.display, None, None)
            heard = self._understood(event, now)
            if heard is not None:
                self._listener(heard)

    def _understood(self, event: Any, now: float) -> UserInput | None:
        at = Point(event.root_x, event.root_y)
        match event.type:
            case X.ButtonPress:
                return UserInput("press", at, now, event.detail, modifiers=_modifiers(event.state))
            case X.ButtonRelease:
                return UserInput("release", at, now, event.detail)
            case X.MotionNotify:
                return UserInput("move", at, now)
            case X.KeyPress:
                return self._key(event, at, now)
        return None

    def _key(self, event: Any, at: Point, now: float) -> UserInput | None:
        keysym = self._keysym(event.detail, event.state)
        if keysym in _MODIFIER_KEYSYMS or keysym in _OTHER_MODIFIERS:
            return None
        if keysym in _DEAD:
            self._dead = _DEAD[keysym]
            return None
        character = _character(keysym)
        chord = tuple(name for name in _modifiers(event.state) if name != "shift")
        if character and self._dead:
            character, self._dead = unicodedata.normalize("NFC", character + self._dead), ""
        if character:
            shift = ("shift",) if event.state & X.ShiftMask and not character.strip() else ()
            key = character.lower() if chord else character
            return UserInput(
                "key", at, now, key=key, text="" if chord else character, modifiers=(*chord, *shift) if chord else ()
            )
        name = _names().get(keysym)
        return UserInput("key", at, now, key=name, modifiers=_modifiers(event.state)) if name else None

    def _keysym(self, keycode: int, state: int) -> int:
        """What a key means with these modifiers, in the layout group that is active."""
        shift = bool(state & X.ShiftMask)
        base = 2 * ((state >> 13) & 3) if (state >> 13) & 3 < 2 else 0
        column = (4 if state & _LEVEL3 else base) + shift
        keysym = self._asking.keycode_to_keysym(keycode, column)
        if not keysym and column:
            keysym = self._asking.keycode_to_keysym(keycode, base) or self._asking.keycode_to_keysym(keycode, 0)
        if state & X.LockMask and (character := _character(keysym)).isalpha():
            return ord(character.lower() if shift else character.upper()) if ord(character) < 0x100 else int(keysym)
        return _keypad(int(keysym), bool(state & X.Mod2Mask))


def _modifiers(state: int) -> tuple[str, ...]:
    return tuple(name for mask, name in _MODIFIERS if state & mask)


def _keypad(keysym: int, num_lock: bool) -> int:
    """The digits and signs of the number pad, as those of the other keys."""
    if 0xFFAA <= keysym <= 0xFFB9:
        return keysym - 0xFF80
    if keysym == 0xFF8D:
        return named_keysym("Return")
    return keysym


def _character(keysym: int) -> str:
    """What a keysym writes; empty for one that writes nothing."""
    if 0x20 <= keysym <= 0x7E or 0xA0 <= keysym <= 0xFF:
        return chr(keysym)
    if _UNICODE < keysym <= _UNICODE + 0x10FFFF:
        return chr(keysym - _UNICODE)
    return _named_characters().get(keysym, "")


@cache
def _named_characters() -> dict[int, str]:
    """Keysyms of other alphabets than Latin-1, by the names that Unicode gives their letters where python-xlib knows them."""
    return {0x20AC: "\u20ac"}


@cache
def _names() -> dict[int, str]:
    """Canonical names of the keys that write nothing, by keysym."""
    return {named_keysym(key.keysym): key.name for key in named_keys().values() if key.keysym and named_keysym(key.keysym)}
