"""Mouse and keyboard on Windows, by SendInput (user32). It was never run on a Windows machine: see docs/input.md.

Structures and flags are compared with those of Windows' own headers, and what is sent is tested, on any platform. SendInput takes any
character (KEYEVENTF_UNICODE), the back and forward buttons, 120 units per wheel notch, extended keys, and several monitors with
negative coordinates.
"""

from __future__ import annotations

import contextlib
import ctypes
import time
from collections.abc import Collection, Iterable, Iterator
from typing import Any, ClassVar

from gui_agent.actions.action import Direction
from gui_agent.actions.input.stack import Stack
from gui_agent.actions.platforms.note_file import NoteFile
from gui_agent.actions.platforms.virtual_keys import EXTENDED, VIRTUAL_KEYS
from gui_agent.errors import ActionError, EnvironmentProblem
from gui_agent.perception.geometry import Box, Point

_WHEEL_NOTCH = 120
_MOUSE_MOVE, _MOUSE_WHEEL, _MOUSE_HWHEEL, _MOUSE_VIRTUAL_DESK, _MOUSE_ABSOLUTE = 0x0001, 0x0800, 0x1000, 0x4000, 0x8000
_ABSOLUTE = 65536
"""Units of the virtual screen's width and height in an absolute movement."""
_KEY_EXTENDED, _KEY_UP, _KEY_UNICODE = 0x0001, 0x0002, 0x0004
_CAPS_LOCK = 0x14
# Down flag, up flag, data, virtual-key code (MOUSEINPUT, Virtual-Key Codes).
_BUTTONS = {
    "left": (0x0002, 0x0004, 0, 0x01),
    "right": (0x0008, 0x0010, 0, 0x02),
    "middle": (0x0020, 0x0040, 0, 0x04),
    "back": (0x0080, 0x0100, 1, 0x05),
    "forward": (0x0080, 0x0100, 2, 0x06),
}
_MODIFIERS = (0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0x5B, 0x5C)


class MouseInput(ctypes.Structure):
    """MOUSEINPUT."""

    _fields_: ClassVar = [
        ("dx", ctypes.c_int32),
        ("dy", ctypes.c_int32),
        ("mouse_data", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("extra", ctypes.c_size_t),
    ]


class KeyInput(ctypes.Structure):
    """KEYBDINPUT."""

    _fields_: ClassVar = [
        ("key", ctypes.c_uint16),
        ("scan", ctypes.c_uint16),
        ("flags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("extra", ctypes.c_size_t),
    ]


class Either(ctypes.Union):
    """The union within INPUT."""

    _fields_: ClassVar = [("mouse", MouseInput), ("key", KeyInput)]


class Input(ctypes.Structure):
    """INPUT; the widths of its fields are those of 64-bit Windows on every platform."""

    _fields_: ClassVar = [("kind", ctypes.c_uint32), ("either", Either)]


class _Point(ctypes.Structure):
    _fields_: ClassVar = [("x", ctypes.c_int32), ("y", ctypes.c_int32)]


class WindowsHands:
    """Mouse and keyboard of the Windows desktop (the `Hands` protocol)."""

    def __init__(self, user32: Any = None, note: NoteFile | None = None) -> None:
        """`user32` is Windows' library of that name, `note` where is written what is held down."""
        if user32 is None:
            user32 = getattr(ctypes, "WinDLL")("user32", use_last_error=True)  # noqa: B009  # exists on Windows only
        self._user32 = user32
        # Pixels instead of scaled units, per monitor (DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE_V2); fails if set already.
        with contextlib.suppress(AttributeError):
            self._user32.SetProcessDpiAwarenessContext(ctypes.c_void_p(-4))
        self._note = note or NoteFile()

    def screen(self) -> Box:
        """The whole virtual screen; left and top are negative with a monitor to the left of or above the first."""
        left, top, width, height = (self._user32.GetSystemMetrics(number) for number in (76, 77, 78, 79))
        return Box.of_size(left, top, width, height)

    def position(self) -> Point:
        """Where the mouse pointer is."""
        point = _Point()
        self._user32.GetCursorPos(ctypes.byref(point))
        return Point(point.x, point.y)

    def move(self, point: Point) -> None:
        """Put the mouse pointer there."""
        screen = self.screen()
        # Windows rounds down when it turns the units into pixels: the middle of the pixel's range is sent.
        across = (point.x - screen.left) * _ABSOLUTE // screen.width + _ABSOLUTE // (2 * screen.width)
        down = (point.y - screen.top) * _ABSOLUTE // screen.height + _ABSOLUTE // (2 * screen.height)
        flags = _MOUSE_MOVE | _MOUSE_ABSOLUTE | _MOUSE_VIRTUAL_DESK
        self._send(Input(0, Either(mouse=MouseInput(across, down, 0, flags, 0, 0))))

    def wheel(self, direction: Direction, notches: int) -> None:
        """Turn the mouse wheel by exactly so many notches."""
        flag = _MOUSE_WHEEL if direction in ("up", "down") else _MOUSE_HWHEEL
        amount = _WHEEL_NOTCH if direction in ("up", "right") else -_WHEEL_NOTCH
        for _ in range(notches):
            self._send_mouse(flag, amount)

    def knows_key(self, name: str) -> bool:
        """Nothing beyond the vocabulary."""
        return False

    def tokens_for(self, keys: Iterable[str]) -> list[str]:
        """The virtual keys, with the modifiers that a character needs in the active layout, or a Unicode event."""
        tokens: list[str] = []
        for key in keys:
            tokens += self._character(key) if len(key) == 1 else [_named(key)]
        return list(dict.fromkeys(tokens))

    def _character(self, character: str) -> list[str]:
        code = self._user32.VkKeyScanW(ctypes.c_wchar(character)) if len(character.encode("utf-16-le")) == 2 else -1
        if code & 0xFFFF == 0xFFFF:
            return [f"unicode:{ord(character)}"]
        shift_state = code >> 8 & 0xFF
        held = [vk for bit, vk in ((1, 0xA0), (2, 0xA2), (4, 0xA4)) if shift_state & bit]
        return [*(f"vk:{vk}" for vk in held), f"vk:{code & 0xFF}"]

    def mean(self, stack: Stack | None) -> None:
        """Windows are not distinguished here."""

    def is_meant(self, place: Point) -> bool:
        """Windows are not distinguished here."""
        return True

    def press(self, token: str) -> None:
        """Push a key or button down."""
        self._act(token, True)

    def release(self, token: str) -> None:
        """Let a key or button go."""
        self._act(token, False)

    def _act(self, token: str, down: bool) -> None:
        kind, _, name = token.partition(":")
        if kind == "button":
            down_flag, up_flag, data, _ = _BUTTONS[name]
            self._send_mouse(down_flag if down else up_flag, data)
        elif kind == "unicode":
            self._send_unicode(chr(int(name)), down)
        else:
            code = int(name)
            flags = (0 if down else _KEY_UP) | (_KEY_EXTENDED if kind == "xvk" else 0)
            scan = self._user32.MapVirtualKeyW(code, 0)
            self._send(Input(1, Either(key=KeyInput(code, scan, flags, 0, 0))))

    def tap(self, token: str, seconds: float) -> None:
        """Push a key down for so many seconds."""
        self.press(token)
        time.sleep(seconds)
        self.release(token)

    def is_down(self, token: str) -> bool:
        """Whether Windows says that it is down; Unicode events hold nothing down."""
        kind, _, name = token.partition(":")
        if kind == "unicode":
            return False
        code = _BUTTONS[name][3] if kind == "button" else int(name)
        return bool(self._user32.GetAsyncKeyState(code) & 0x8000)

    @contextlib.contextmanager
    def undisturbed(self, keys: Iterable[str] = (), *, text: bool = False) -> Iterator[None]:
        """Foreign modifiers released, Caps Lock off while letters are pressed (Unicode events do not mind it)."""
        for code in _MODIFIERS:
            if self._user32.GetAsyncKeyState(code) & 0x8000:
                self.release(f"vk:{code}")
        letters = any(len(key) == 1 and key.isalpha() for key in keys)
        locked = letters and bool(self._user32.GetKeyState(_CAPS_LOCK) & 1)
        try:
            if locked:
                self._tap(_CAPS_LOCK)
            yield
        finally:
            if locked:
                self._tap(_CAPS_LOCK)

    def _tap(self, code: int) -> None:
        self.press(f"vk:{code}")
        self.release(f"vk:{code}")

    def type_text(self, text: str, delay: float = 0.0) -> None:
        """Type characters as Unicode events, newline and tab as keys."""
        for character in text.replace("\r\n", "\n").replace("\r", "\n"):
            time.sleep(2 * delay)
            if character in "\n\t":
                self._tap(0x0D if character == "\n" else 0x09)
            elif ord(character) < 0x20 or ord(character) == 0x7F:
                raise ActionError(f"the text has the control character {character!r}", "Type the text without it")
            else:
                self._send_unicode(character, True)
                self._send_unicode(character, False)

    def _send_unicode(self, character: str, down: bool) -> None:
        flags = _KEY_UNICODE | (0 if down else _KEY_UP)
        units = character.encode("utf-16-le")
        for index in range(0, len(units), 2):
            unit = int.from_bytes(units[index : index + 2], "little")
            self._send(Input(1, Either(key=KeyInput(0, unit, flags, 0, 0))))

    def _send_mouse(self, flags: int, data: int) -> None:
        self._send(Input(0, Either(mouse=MouseInput(0, 0, data & 0xFFFFFFFF, flags, 0, 0))))

    def _send(self, event: Input) -> None:
        if self._user32.SendInput(1, ctypes.byref(event), ctypes.sizeof(Input)) != 1:
            raise EnvironmentProblem(
                "Windows refused the input: a window with higher rights is in front, or the screen is locked",
                "Unlock the screen, or run gui-agent with the same rights as that window",
            )

    def delivered(self, at: Point | None = None, patience: float = 1.0) -> None:
        """Windows does not report when an application has taken its input: a short pause."""
        time.sleep(min(0.03, patience))

    def is_taken(self, at: Point | None = None, patience: float = 1.0) -> bool | None:
        """It is not known."""
        return None

    def remember(self, tokens: Collection[str]) -> None:
        """Note what may be down now."""
        self._note.write(tokens)

    def recall(self) -> list[str]:
        """What a killed process noted."""
        return self._note.read_left_over()

    def close(self) -> None:
        """Remove the note."""
        self._note.close()


def _named(key: str) -> str:
    code = VIRTUAL_KEYS.get(key)
    if code is None:
        raise ActionError(f"Windows has no key {key!r}", "Use another key")
    return f"xvk:{code}" if key in EXTENDED else f"vk:{code}"
