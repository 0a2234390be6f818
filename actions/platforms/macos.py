"""Mouse and keyboard on macOS. Written from the documentation; it was never run on a Mac.

pyautogui presses the keys that have a name and turns the wheel. Quartz events do what pyautogui does not: the click count,
without which nothing is a double click, drag events, the back and forward buttons, any character. The process needs the
Accessibility permission; without it macOS drops all input silently, which is checked here.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from gui_agent.actions.action import Direction
from gui_agent.actions.input.stack import Stack
from gui_agent.actions.keys import named_keys
from gui_agent.actions.platforms.note_file import NoteFile
from gui_agent.errors import ActionError, EnvironmentProblem
from gui_agent.perception.geometry import Box, Point

# Number of the button; names of its down, up and dragged event types (CGEventTypes.h).
_BUTTONS = {
    "left": (0, "kCGEventLeftMouseDown", "kCGEventLeftMouseUp", "kCGEventLeftMouseDragged"),
    "right": (1, "kCGEventRightMouseDown", "kCGEventRightMouseUp", "kCGEventRightMouseDragged"),
    "middle": (2, "kCGEventOtherMouseDown", "kCGEventOtherMouseUp", "kCGEventOtherMouseDragged"),
    "back": (3, "kCGEventOtherMouseDown", "kCGEventOtherMouseUp", "kCGEventOtherMouseDragged"),
    "forward": (4, "kCGEventOtherMouseDown", "kCGEventOtherMouseUp", "kCGEventOtherMouseDragged"),
}
_NAMES = {"super": "command", "super_right": "command", "alt": "option", "alt_right": "optionright", "altgr": "optionright"}
_DOUBLE_CLICK_SECONDS = 0.4
_UNITS_PER_EVENT = 20
"""CGEventKeyboardSetUnicodeString takes about this many UTF-16 units."""


class MacHands:
    """Mouse and keyboard of the Mac's desktop (the `Hands` protocol). Pixels are points, as in mss and pyautogui."""

    def __init__(self) -> None:
        import pyautogui
        import Quartz  # type: ignore[import-not-found]

        trusted = getattr(Quartz, "CGPreflightPostEventAccess", None)
        if trusted is not None and not trusted():
            raise EnvironmentProblem(
                "macOS does not let this program control the computer",
                "Allow your terminal under System Settings > Privacy & Security > Accessibility",
            )
        pyautogui.PAUSE = 0
        pyautogui.FAILSAFE = False
        pyautogui.DARWIN_CATCH_UP_TIME = 0
        self._pyautogui = pyautogui
        self._quartz: Any = Quartz
        self._note = NoteFile()
        self._button: str | None = None
        self._last: tuple[str, Point, float, int] | None = None

    def screen(self) -> Box:
        """All active displays together, in points; left and top are negative with a display to the left or above."""
        _, displays, _ = self._quartz.CGGetActiveDisplayList(32, None, None)
        bounds = [self._quartz.CGDisplayBounds(display) for display in displays]
        boxes = [Box.of_size(int(b.origin.x), int(b.origin.y), int(b.size.width), int(b.size.height)) for b in bounds]
        whole = boxes[0]
        for box in boxes[1:]:
            whole = whole.union(box)
        return whole

    def position(self) -> Point:
        """Where the mouse pointer is."""
        place = self._quartz.CGEventGetLocation(self._quartz.CGEventCreate(None))
        return Point(int(place.x), int(place.y))

    def move(self, point: Point) -> None:
        """Put the mouse pointer there; with a button down it is a drag, which macOS distinguishes."""
        kind = "kCGEventMouseMoved" if self._button is None else _BUTTONS[self._button][3]
        self._post_mouse(kind, point, self._button or "left", 0)

    def wheel(self, direction: Direction, notches: int) -> None:
        """Turn the mouse wheel by so many lines."""
        turn = self._pyautogui.vscroll if direction in ("up", "down") else self._pyautogui.hscroll
        for _ in range(notches):
            turn(1 if direction in ("up", "left") else -1)

    def knows_key(self, name: str) -> bool:
        """Nothing beyond the vocabulary."""
        return False

    def tokens_for(self, keys: Iterable[str]) -> list[str]:
        """Give pyautogui's names of the keys; `super` is the command key, `alt` the option key."""
        tokens = []
        for key in keys:
            name = key if len(key) == 1 else _NAMES.get(key, named_keys()[key].pyautogui)
            if not name or not self._pyautogui.isValidKey(name):
                raise ActionError(f"macOS has no key {key!r}", "Use another key, or type the character")
            tokens.append(f"key:{name}")
        return list(dict.fromkeys(tokens))

    def mean(self, stack: Stack | None) -> None:
        """Windows are not distinguished here."""

    def is_meant(self, place: Point) -> bool:
        """Windows are not distinguished here."""
        return True

    def press(self, token: str) -> None:
        """Push a key or button down."""
        kind, _, name = token.partition(":")
        if kind == "key":
            self._pyautogui.keyDown(name)
            return
        place, now = self.position(), time.monotonic()
        again = self._last is not None and self._last[:2] == (name, place) and now - self._last[2] < _DOUBLE_CLICK_SECONDS
        clicks = self._last[3] + 1 if again and self._last else 1
        self._last = (name, place, now, clicks)
        self._button = name
        self._post_mouse(_BUTTONS[name][1], place, name, clicks)

    def release(self, token: str) -> None:
        """Let a key or button go."""
        kind, _, name = token.partition(":")
        if kind == "key":
            self._pyautogui.keyUp(name)
            return
        self._button = None
        self._post_mouse(_BUTTONS[name][2], self.position(), name, self._last[3] if self._last else 1)

    def _post_mouse(self, kind: str, point: Point, button: str, clicks: int) -> None:
        quartz = self._quartz
        event = quartz.CGEventCreateMouseEvent(None, getattr(quartz, kind), (point.x, point.y), _BUTTONS[button][0])
        if clicks:
            quartz.CGEventSetIntegerValueField(event, quartz.kCGMouseEventClickState, clicks)
        quartz.CGEventPost(quartz.kCGHIDEventTap, event)

    def tap(self, token: str, seconds: float) -> None:
        """Push a key down for so many seconds."""
        self.press(token)
        time.sleep(seconds)
        self.release(token)

    def is_down(self, token: str) -> bool:
        """Whether macOS says that a button is down; of keys it is not asked."""
        kind, _, name = token.partition(":")
        if kind == "key":
            return True
        state = self._quartz.kCGEventSourceStateCombinedSessionState
        return bool(self._quartz.CGEventSourceButtonState(state, _BUTTONS[name][0]))

    @contextlib.contextmanager
    def undisturbed(self, keys: Iterable[str] = (), *, text: bool = False) -> Iterator[None]:
        """Nothing to do: events carry their own modifiers, and text is posted as Unicode."""
        yield

    def type_text(self, text: str, delay: float = 0.0) -> None:
        """Type characters as Unicode events, newline and tab as keys."""
        if delay:
            for character in text:
                time.sleep(2 * delay)
                self.type_text(character)
            return
        pending = ""
        for character in text.replace("\r\n", "\n").replace("\r", "\n"):
            if ord(character) < 0x20 and character not in "\n\t":
                raise ActionError(f"the text has the control character {character!r}", "Type the text without it")
            if character in "\n\t" or len((pending + character).encode("utf-16-le")) > 2 * _UNITS_PER_EVENT:
                self._post_text(pending)
                pending = ""
            if character in "\n\t":
                self._pyautogui.press("return" if character == "\n" else "tab")
            else:
                pending += character
        self._post_text(pending)

    def _post_text(self, text: str) -> None:
        quartz = self._quartz
        for down in (True, False) if text else ():
            event = quartz.CGEventCreateKeyboardEvent(None, 0, down)
            quartz.CGEventKeyboardSetUnicodeString(event, len(text.encode("utf-16-le")) // 2, text)
            quartz.CGEventPost(quartz.kCGHIDEventTap, event)

    def delivered(self, at: Point | None = None, patience: float = 1.0) -> None:
        """Do not return before an application had time to take its input; macOS does not report when it has."""
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
