"""Input conformance: 120 actions of all kinds in Tk, GTK 3, GTK 4, Qt, Chromium and xterm, as the applications themselves saw them.

usage: python benchmarks/conformance.py [REPETITIONS] [TOOLKIT...]
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gui_agent.actions.aim import from_pixels
from gui_agent.actions.execute import Executor
from gui_agent.actions.keys import parse_keys
from gui_agent.desktop.app import App
from gui_agent.desktop.window_list import Window, WindowList
from gui_agent.errors import ActionError
from gui_agent.perception.screen.display import Display, start_virtual_display

APPS = Path(__file__).parent / "apps"
SYSTEM_PYTHON = "/usr/bin/python3"
RECEIVER = f"{APPS / 'receiver.py'}"
COMMANDS = {
    "tk": f"{sys.executable} {RECEIVER} tk",
    "gtk3": f"{SYSTEM_PYTHON} {RECEIVER} gtk3",
    "gtk4": f"{SYSTEM_PYTHON} {RECEIVER} gtk4",
    "qt": f"{SYSTEM_PYTHON} {RECEIVER} qt",
    "chromium": f"chromium --no-sandbox --no-first-run --disable-gpu --user-data-dir={{folder}} --app=file://{APPS / 'receiver.html'}",
    "xterm": f"xterm -geometry 100x30+60+60 -e {sys.executable} {RECEIVER} xterm",
}
KEYS = ["Return", "Tab", "Escape", "Left", "Right", "Up", "Down", "Home", "End", "Delete", "BackSpace", "Prior", "Next"]
TEXTS = [
    "hello", "Hello, World", "UPPER", "aabbcc", "  two  ", "1234567890", "a<b>c", "x && y", "{[()]}", "'\"`~", "naïve", "Größe", "ñandú",
    "Привет", "Γειά", "東京", "שלום", "€ £ ¥", "→ ← ↑", "a/b\\c", "100%", "#tag @me", "^~_-+=", "éèêë", "mmmmmmmmmm", "ababababab",
    "...!!!???", "Zz Yy Qq", "0o0O1lI", "a.b,c",
]  # fmt: skip
CEILING = 15.0
_DIRECTION = "\u200e\u200f\u202a\u202b\u202c"


def actions(toolkit: str) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Each action in pixels of the window, and the events that it must cause."""
    for text in TEXTS:
        yield {"action": "type", "content": text}, [f"k:{character}" for character in text]
    for key in KEYS:
        yield {"action": "key", "keys": key}, [f"k:{key}"]
        yield {"action": "key", "keys": f"{key} {key} {key}"}, [f"k:{key}"] * 3
    yield {"action": "key", "keys": "down", "presses": 10}, ["k:Down"] * 10
    for letter in "aekuy":
        yield {"action": "key", "keys": f"ctrl {letter}"}, [f"k:{letter}:c"]
    yield {"action": "key", "keys": "ctrl+k ctrl+e"}, ["k:k:c", "k:e:c"]
    yield {"action": "key", "keys": "a b a c a"}, [f"k:{letter}" for letter in "abaca"]
    if toolkit == "xterm":
        for word in (f"{first}{second}" for first in "stuvwxyz" for second in "1a;Ж+ ü"):
            yield {"action": "type", "content": word}, [f"k:{character}" for character in word]
        return
    for letter in "aeky":  # ctrl+shift+u begins the entry of a character's number where GTK's input method is used
        yield {"action": "key", "keys": f"ctrl shift {letter}"}, [f"k:{letter}:cs"]
        yield {"action": "key", "keys": f"alt+{letter}"}, [f"k:{letter}:a"]
    for number, (action, button) in enumerate((("left_click", 1), ("middle_click", 2), ("right_click", 3))):
        for modifiers, letters in (([], ""), (["ctrl"], "c"), (["shift"], "s"), (["alt"], "a"), (["ctrl", "shift"], "cs")):
            place = [60 + 90 * len(letters) + 250 * number, 120 + 20 * number]
            yield {"action": action, "start_box": place, "modifiers": modifiers}, [f"m:{button}:{letters}"]
        yield {"action": action, "start_box": [100 + 200 * number, 400], "hold": 0.2}, [f"m:{button}:"]
    yield {"action": "left_double_click", "start_box": [300, 300]}, ["m:1:"] * 2
    yield {"action": "left_click", "start_box": [500, 300], "clicks": 3}, ["m:1:"] * 3
    for place in range(8):
        yield {"action": "left_drag", "start_box": [80, 150 + 40 * place], "end_box": [600, 180 + 30 * place]}, ["m:1:"]
        yield {"action": "left_click", "start_box": [120 + 80 * place, 500]}, ["m:1:"]
    for direction in ("up", "down"):
        for step in (1, 2, 3, 5, 7, 10):
            yield {"action": "scroll", "start_box": [400, 300], "direction": direction, "step": step}, [f"s:{direction}"] * step


def plain(event: str) -> str:
    """An event with its key's canonical name, and of its modifiers those that do not lie in the character."""
    kind, *rest = event.split(":")
    if kind != "k":
        return event
    name = {"semicolon": ";", "colon": ":", "bar": "|"}.get(rest[0], rest[0])
    if len(name) == 1 and ord(name) < 0x20:
        name = chr(ord(name) + 0x60)
    try:
        canonical = parse_keys(name)[0][-1] if name != " " else "space"
    except ActionError:
        canonical = name
    modifiers = rest[1] if len(rest) > 1 else ""
    held = "c" in modifiers or "a" in modifiers
    return f"k:{canonical.lower() if held else canonical}:{modifiers if held else ''}"


class Receiver:
    """The application's window, and what its title tells."""

    def __init__(self, display: Display) -> None:
        self._list = WindowList(display)
        self._seen = 0
        self.window = self._wait()

    def _wait(self) -> Window:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for window in self._list.windows():
                if window.title.strip(_DIRECTION).partition("|")[0].isdigit():
                    return window
            time.sleep(0.05)
        raise RuntimeError("the application did not start")

    def events(self, wanted: int) -> list[str]:
        """What came since the last call: at least `wanted` events, unless they do not come; and what comes within 60 ms more."""
        deadline = time.monotonic() + CEILING
        count, reported = self._title()
        while time.monotonic() < deadline:
            count, reported = self._title()
            if count - self._seen >= wanted:
                time.sleep(0.06)
                count, reported = self._title()
                break
            time.sleep(0.01)
        number, self._seen = count - self._seen, count
        return reported[-number:] if number else []

    def _title(self) -> tuple[int, list[str]]:
        title = next(window.title for window in self._list.windows() if "|" in window.title)
        count, _, listed = title.strip(_DIRECTION).partition("|")  # Chromium marks the direction of Hebrew
        return int(count), listed.split(";")


def measure(toolkit: str) -> tuple[int, list[str]]:
    """How many actions were performed in a toolkit's window, and what went wrong."""
    wrong, count = [], 0
    with (
        start_virtual_display() as display,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        Executor(display) as executor,
    ):
        app = App.start(COMMANDS[toolkit].replace("{folder}", folder), display, Path(folder) / "log")
        try:
            receiver = Receiver(display)
            time.sleep(1)
            screen, box = executor._hands.screen(), receiver.window.box
            for action, wanted in actions(toolkit):
                data = dict(action)
                for name in ("start_box", "end_box"):
                    if name in data:
                        data[name] = [box.left + data[name][0], box.top + data[name][1]]
                executor.perform(from_pixels(data, screen), screen)
                came = receiver.events(len(wanted))
                count += 1
                if [plain(event) for event in came] != [plain(event) for event in wanted]:
                    wrong.append(f"{toolkit}: {action}: came {came}")
        finally:
            app.stop()
    return count, wrong


def main(repetitions: int, toolkits: list[str]) -> None:
    """Measure each toolkit, and print what went wrong."""
    for number in range(repetitions):
        for toolkit in toolkits:
            if shutil.which(COMMANDS[toolkit].split()[0]) is None:
                print(f"{toolkit}: not installed")
                continue
            count, wrong = measure(toolkit)
            print(f"{number + 1}. {toolkit}: {count} actions, {len(wrong)} wrong", *wrong, sep="\n  ", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1, sys.argv[2:] or list(COMMANDS))
