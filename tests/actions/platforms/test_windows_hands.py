"""The hands for Windows without Windows: what is sent to SendInput, and the structures and flags against Windows' own headers."""

import ctypes
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui_agent.actions.input.held import Grip
from gui_agent.actions.input.keyboard import Keyboard
from gui_agent.actions.keys import named_keys
from gui_agent.actions.platforms import windows
from gui_agent.actions.platforms.note_file import NoteFile
from gui_agent.actions.platforms.virtual_keys import EXTENDED, VIRTUAL_KEYS
from gui_agent.actions.platforms.windows import Either, Input, KeyInput, MouseInput, WindowsHands
from gui_agent.errors import ActionError, EnvironmentProblem
from gui_agent.perception.geometry import Point

COMPILER = shutil.which("x86_64-w64-mingw32-gcc")
WINE = shutil.which("wine64") or shutil.which("wine")


class User32:
    """What the hands use of Windows' user32; a US keyboard, two monitors, the left one with negative coordinates."""

    def __init__(self) -> None:
        self.sent: list[tuple[Any, ...]] = []
        self.refuses = False
        self.metrics = {76: -1920, 77: -100, 78: 3840, 79: 1180}

    def SetProcessDpiAwarenessContext(self, _: object) -> int:
        return 1

    def GetSystemMetrics(self, number: int) -> int:
        return self.metrics[number]

    def VkKeyScanW(self, character: ctypes.c_wchar) -> int:
        value = character.value
        if value.isascii() and value.isalpha():
            return ord(value.upper()) | (0x100 if value.isupper() else 0)
        return {"+": 0x1BB, "=": 0xBB, "1": 0x31, "!": 0x131}.get(value, -1)

    def MapVirtualKeyW(self, code: int, _: int) -> int:
        return code + 1000

    def GetAsyncKeyState(self, _: int) -> int:
        return 0

    def GetKeyState(self, _: int) -> int:
        return 0

    def SendInput(self, count: int, event: Any, size: int) -> int:
        assert (count, size) == (1, ctypes.sizeof(Input))
        given = event._obj
        if given.kind == 0:
            mouse = given.either.mouse
            self.sent.append(("mouse", mouse.dx, mouse.dy, ctypes.c_int32(mouse.mouse_data).value, mouse.flags))
        else:
            key = given.either.key
            self.sent.append(("key", key.key, key.scan, key.flags))
        return 0 if self.refuses else 1


@pytest.fixture
def user32() -> User32:
    return User32()


@pytest.fixture
def hands(user32: User32, tmp_path: Path) -> WindowsHands:
    return WindowsHands(user32, NoteFile(tmp_path))


def test_a_chord_is_pressed_in_order_and_released_in_reverse(user32: User32, hands: WindowsHands) -> None:
    Keyboard(hands, Grip(hands), lambda _: None).press("ctrl shift page up")
    pressed = [("key", 0xA2, 0xA2 + 1000, 0), ("key", 0xA0, 0xA0 + 1000, 0), ("key", 0x21, 0x21 + 1000, 1)]
    assert user32.sent == [*pressed, *(("key", code, scan, flags | 2) for _, code, scan, flags in reversed(pressed))]


def test_characters_come_from_the_layout_or_as_unicode(hands: WindowsHands) -> None:
    assert hands.tokens_for(["a"]) == ["vk:65"]
    assert hands.tokens_for(["ctrl", "+"]) == ["vk:162", "vk:160", "vk:187"]
    assert hands.tokens_for(["é"]) == ["unicode:233"]
    assert hands.tokens_for(["kp_enter"]) == ["xvk:13"]
    with pytest.raises(ActionError, match="no key 'undo'"):
        hands.tokens_for(["undo"])


def test_text_is_sent_in_utf16_units_and_newlines_as_keys(user32: User32, hands: WindowsHands) -> None:
    hands.type_text("é😀\r\n")
    units = [0xE9, 0xD83D, 0xDE00]
    wanted = [("key", 0, 0xE9, 4), ("key", 0, 0xE9, 6)]
    wanted += [("key", 0, unit, 4) for unit in units[1:]] + [("key", 0, unit, 6) for unit in units[1:]]
    assert user32.sent == [*wanted, ("key", 13, 1013, 0), ("key", 13, 1013, 2)]
    with pytest.raises(ActionError, match="control character"):
        hands.type_text("a\x07")


def test_the_wheel_turns_by_whole_notches(user32: User32, hands: WindowsHands) -> None:
    hands.wheel("down", 2)
    hands.wheel("right", 1)
    assert user32.sent == [("mouse", 0, 0, -120, 0x800)] * 2 + [("mouse", 0, 0, 120, 0x1000)]


def test_every_button_is_pressed_and_released(user32: User32, hands: WindowsHands) -> None:
    for button in ("left", "right", "middle", "back", "forward"):
        hands.press(f"button:{button}")
        hands.release(f"button:{button}")
    flags = [(event[3], event[4]) for event in user32.sent]
    assert flags == [(0, 2), (0, 4), (0, 8), (0, 16), (0, 32), (0, 64), (1, 128), (1, 256), (2, 128), (2, 256)]


@given(st.integers(1, 7680), st.integers(1, 4320), st.integers(-7680, 0), st.integers(-4320, 0), st.data())
def test_a_movement_ends_at_its_pixel(width: int, height: int, left: int, top: int, data: st.DataObject) -> None:
    user32 = User32()
    user32.metrics = {76: left, 77: top, 78: width, 79: height}
    hands = WindowsHands.__new__(WindowsHands)
    hands._user32 = user32
    point = Point(data.draw(st.integers(left, left + width - 1)), data.draw(st.integers(top, top + height - 1)))
    hands.move(point)
    (_, across, down, _, flags) = user32.sent[0]
    assert Point(left + across * width // 65536, top + down * height // 65536) == point, "as Windows computes it"
    assert flags == 0x8000 | 0x4000 | 1


def test_refused_input_is_an_environment_problem(user32: User32, hands: WindowsHands) -> None:
    user32.refuses = True
    with pytest.raises(EnvironmentProblem, match="Windows refused"):
        hands.press("button:left")


def test_the_table_holds_keys_of_the_vocabulary_only() -> None:
    assert set(VIRTUAL_KEYS) <= set(named_keys())
    assert set(VIRTUAL_KEYS) >= EXTENDED
    assert {name for name in named_keys() if named_keys()[name].pyautogui} - set(VIRTUAL_KEYS) == {"fn"}


@pytest.mark.skipif(COMPILER is None or WINE is None, reason="gcc-mingw-w64-x86-64 and wine64 are not installed")
def test_structures_and_flags_are_those_of_windows_own_headers(tmp_path: Path) -> None:
    program = tmp_path / "sendinput.exe"
    source = Path(__file__).with_name("sendinput.c")
    subprocess.run([str(COMPILER), "-Wall", "-Werror", "-o", str(program), str(source), "-luser32"], check=True)
    environment = {**os.environ, "WINEPREFIX": str(tmp_path / "wine"), "WINEDEBUG": "-all", "HOME": str(tmp_path)}
    environment.pop("DISPLAY", None)
    done = subprocess.run([str(WINE), str(program)], env=environment, capture_output=True, text=True, check=True, timeout=170)
    said = dict(line.rsplit(" ", 1) for line in done.stdout.splitlines())
    numbers = {name: int(value) for name, value in said.items()}
    fields = {"dx": "dx", "dy": "dy", "mouseData": "mouse_data", "dwFlags": "flags", "time": "time", "dwExtraInfo": "extra"}
    ours = {"sizeof(INPUT)": ctypes.sizeof(Input), "sizeof(MOUSEINPUT)": ctypes.sizeof(MouseInput)}
    ours |= {"sizeof(KEYBDINPUT)": ctypes.sizeof(KeyInput), "INPUT_MOUSE": 0, "INPUT_KEYBOARD": 1}
    ours |= {f"offsetof(INPUT, {name})": Input.either.offset for name in ("mi", "ki")}
    ours |= {f"offsetof(MOUSEINPUT, {theirs})": getattr(MouseInput, name).offset for theirs, name in fields.items()}
    fields = {"wVk": "key", "wScan": "scan", "dwFlags": "flags", "time": "time", "dwExtraInfo": "extra"}
    ours |= {f"offsetof(KEYBDINPUT, {theirs})": getattr(KeyInput, name).offset for theirs, name in fields.items()}
    ours |= {f"MOUSEEVENTF_{name}": getattr(windows, f"_MOUSE_{name}") for name in ("MOVE", "WHEEL", "HWHEEL", "ABSOLUTE")}
    buttons = {"LEFT": "left", "RIGHT": "right", "MIDDLE": "middle", "X": "back"}
    for theirs, name in buttons.items():
        down, up, *_ = windows._BUTTONS[name]
        ours |= {f"MOUSEEVENTF_{theirs}DOWN": down, f"MOUSEEVENTF_{theirs}UP": up}
    ours |= {"XBUTTON1": windows._BUTTONS["back"][2], "XBUTTON2": windows._BUTTONS["forward"][2]}
    ours |= {"MOUSEEVENTF_VIRTUALDESK": windows._MOUSE_VIRTUAL_DESK, "WHEEL_DELTA": windows._WHEEL_NOTCH}
    ours |= {"KEYEVENTF_EXTENDEDKEY": windows._KEY_EXTENDED, "KEYEVENTF_KEYUP": windows._KEY_UP}
    ours |= {"KEYEVENTF_UNICODE": windows._KEY_UNICODE}
    ours |= {"SM_XVIRTUALSCREEN": 76, "SM_YVIRTUALSCREEN": 77, "SM_CXVIRTUALSCREEN": 78, "SM_CYVIRTUALSCREEN": 79}
    ours |= {f"VK_{theirs}": VIRTUAL_KEYS[name] for theirs, name in _NAMES.items()}
    assert {name: value for name, value in numbers.items() if name != "sent"} == ours
    assert isinstance(Either, type)
    assert numbers["sent"] in (0, 2), "without a desktop wine may refuse"


_NAMES = {
    "BACK": "backspace", "TAB": "tab", "RETURN": "enter", "ESCAPE": "escape", "SPACE": "space", "PRIOR": "page_up", "NEXT": "page_down",
    "END": "end", "HOME": "home", "LEFT": "left", "UP": "up", "RIGHT": "right", "DOWN": "down", "SNAPSHOT": "print_screen",
    "INSERT": "insert", "DELETE": "delete", "LWIN": "super", "APPS": "menu", "NUMPAD0": "kp_0", "NUMPAD9": "kp_9",
    "MULTIPLY": "kp_multiply", "ADD": "kp_add", "SUBTRACT": "kp_subtract", "DECIMAL": "kp_decimal", "DIVIDE": "kp_divide",
    "F1": "f1", "F24": "f24", "CAPITAL": "caps_lock", "NUMLOCK": "num_lock", "SCROLL": "scroll_lock", "LSHIFT": "shift",
    "RSHIFT": "shift_right", "LCONTROL": "ctrl", "RCONTROL": "ctrl_right", "LMENU": "alt", "RMENU": "alt_right",
    "VOLUME_MUTE": "volume_mute", "MEDIA_PLAY_PAUSE": "play_pause", "BROWSER_BACK": "browser_back",
}  # fmt: skip
