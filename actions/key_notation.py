"""Ways to write keys: of toolkits, editors, scripting languages and the Mac's menus, made one: names, '+' and blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SYMBOLS = {
    "⌘": "cmd+", "⌥": "alt+", "⇧": "shift+", "⌃": "ctrl+", "❖": "super+",
    "⏎": "enter", "↩": "enter", "↵": "enter", "⌤": "kp_enter", "⌫": "backspace", "⌦": "delete", "⇥": "tab", "⎋": "escape", "␛": "escape",
    "␣": "space", "⇪": "caps_lock", "⇞": "page_up", "⇟": "page_down", "↖": "home", "↘": "end",
    "←": "left", "→": "right", "↑": "up", "↓": "down",
}  # fmt: skip
_MODIFIERS = "primary|control|ctrl|ctl|shift|alt|mod1|mod4|super|meta|option|command|cmd|win"
_EMACS = {"C": "ctrl", "M": "alt", "A": "alt", "S": "shift", "s": "super", "D": "super", "H": "super"}
_SENDKEYS = {"^": "ctrl", "%": "alt", "!": "alt", "+": "shift", "#": "super"}
_PREFIX = re.compile(r"(?:Keys?\.|XK_|KEY_|VK_|kVK_|K_|GDK_KEY_|Qt(?:::|\.)(?:Key\.)?Key_|Key_)(?=\w)")


def plain_notation(text: str) -> str:
    """The same keys, written with names, '+' between those that are pressed together, and blanks.

    Understood are GTK's `<Control><Shift>t`, Tk's `<Control-t>` and vim's `<C-t>`, Emacs' `C-x C-s`, SendKeys' `^{F4}`, the Mac's
    `⇧⌘T`, lists such as `["ctrl", "c"]`, and commas or `then` between chords. What is none of these stays as it is.
    """
    if match := re.fullmatch(r"\[\s*(['\"].*['\"])\s*\]", text):
        text = keys_of_list(re.findall(r"['\"](.+?)['\"]", match[1]))
    if len(text) > 1:
        text = re.sub(rf"<({_MODIFIERS})>(?=.)", r"\1+", text, flags=re.IGNORECASE).replace("Primary+", "ctrl+")
    text = re.sub(r"<([A-Za-z0-9][\w-]*(?:-.)?)>", lambda match: f" {_within_angles(match[1])} ", text).strip()
    text = re.sub(r"([\^%!+#]*)\{(\w+|.)\}", _braced, text).strip()
    text = re.sub(r"^\^([A-Za-z0-9])$", r"ctrl+\1", text)
    for symbol, name in _SYMBOLS.items():
        if symbol in text:  # a modifier may have a plus sign of its own
            text = re.sub(rf"{symbol}(?:\s*\+(?=\s*\S))?", name, text) if name[-1] == "+" else text.replace(symbol, f" {name} ")
    text = re.sub(r"(?<=\w),\s+(?=\S)|\s+then\s+|(?<=\w{2}),(?=\w{2})", " ", text)
    return " ".join(_emacs(word) for word in text.split())


def keys_of_list(items: Sequence[str]) -> str:
    """Keys that were given as a list: pressed together, but where the items are chords themselves, one after the other."""
    chords = any(re.search(r"\S[+\s]+\S", item) for item in items)
    return (" " if chords else "+").join(items)


def without_prefix(name: str) -> str:
    """A key's name without what a programming interface puts before it: `Key.enter`, `XK_Return`, `VK_RETURN`."""
    return _PREFIX.sub("", name, count=1) if _PREFIX.match(name) else name


def _within_angles(inner: str) -> str:
    parts = [part for part in inner.split("-") if part not in ("Key", "KeyPress", "KeyRelease")]
    if inner.endswith("--"):
        parts = [*parts[:-2], "-"]
    if len(parts) > 1 and all(len(part) == 1 for part in parts[:-1]):
        return "+".join([_EMACS.get(part.upper(), part) for part in parts[:-1]] + parts[-1:])
    return "+".join(parts)


def _braced(match: re.Match[str]) -> str:
    return " " + "+".join([*(_SENDKEYS[letter] for letter in match[1]), match[2]]) + " "


def _emacs(word: str) -> str:
    match = re.fullmatch(r"((?:[CMASsDH]-)+)(\S+)", word)
    if not match:
        return word
    return "+".join([*(_EMACS[letter] for letter in match[1].split("-") if letter), match[2]])
