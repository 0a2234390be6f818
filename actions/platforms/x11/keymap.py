"""Which key of an X11 keyboard gives which symbol, and keys that the keyboard does not use, borrowed for symbols it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from gui_agent.actions.keys import named_keys
from gui_agent.errors import ActionError

_UNICODE_KEYSYM = 0x01000000
_XF86_KEYSYMS = range(0x10080000, 0x10090000)
_KEYPAD_KEYSYMS = range(0xFF80, 0xFFBE)
# Added to X after the tables of python3-xlib were made (XF86keysym.h).
_NEW_KEYSYMS = {"XF86AudioMicMute": 0x1008FFB2}
_COMMON_FUNCTIONS = frozenset(
    {0x1008FF59, 0x1008FF94, 0x1008FF95, 0x1008FFA7, 0x1008FFA8, 0x1008FFA9, 0x1008FFB0, 0x1008FFB1, 0x1008FFB5}
    | {0x1008FF04, 0x1008FF05, 0x1008FF06, 0x1008FF2D, 0x1008FF2E, 0x1008FF73}
)
"""Display, Bluetooth, WLAN, suspend, touchpad, RFKill, keyboard light, screen saver, WWW, reload: keys that people do press."""
_NOT_BORROWED = 8
"""Keycode 8 is scan code 0, which Chromium and others take for no key at all."""


class Stroke(NamedTuple):
    """One key to press."""

    keycode: int
    shift: bool
    num_lock: bool | None
    """How Num Lock must be for it; None where it does not matter."""


def character_keysym(character: str) -> int:
    """The keysym of one character: Latin-1 as it is, all others in the Unicode range (X protocol, appendix A)."""
    code = ord(character)
    if character == "\n":
        return named_keysym("Return")
    if character == "\t":
        return named_keysym("Tab")
    return code if 0x20 <= code < 0x7F or 0xA0 <= code <= 0xFF else _UNICODE_KEYSYM + code


def key_keysym(key: str) -> int:
    """The keysym of a canonical key or of an X keysym's name; 0 if there is none."""
    if len(key) == 1:
        return character_keysym(key)
    named = named_keys().get(key)
    return named_keysym(named.keysym if named else key)


@cache
def named_keysym(name: str) -> int:
    """The number of the keysym with this exact name, for example 'Page_Down'; 0 for an unknown one."""
    from Xlib import XK
    from Xlib.keysymdef import __all__ as groups

    for group in groups:
        if f"XK_{name}" not in vars(XK):
            XK.load_keysym_group(group)
    number = XK.string_to_keysym(name) or XK.string_to_keysym(name.replace("XF86", "XF86_", 1))
    return int(number) or _NEW_KEYSYMS.get(name, 0)


class Keymap:
    """The keyboard mapping of an X server, and the keys borrowed from it.

    A borrowed key has its symbol in every column, so that it gives it whatever modifiers and layout group are active.
    """

    def __init__(self, connection: Any) -> None:
        self._x = connection
        info = connection.display.info
        self._first = info.min_keycode
        self._count = info.max_keycode - info.min_keycode + 1
        self.borrowed: dict[int, int] = {}
        """Keysym to keycode, the one that was used longest ago first."""
        self._originals: dict[int, list[int]] = {}
        self.stale = True
        """Whether the server said that the mapping changed; the next look-up should refresh first."""
        self.refresh()

    def refresh(self) -> None:
        """Read the mapping again: it was changed by another program."""
        self.stale = False
        self._rows = [list(row) for row in self._x.get_keyboard_mapping(self._first, self._count)]
        for keysym, keycode in list(self.borrowed.items()):
            if keysym not in self._row(keycode):
                del self.borrowed[keysym]

    @property
    def originals(self) -> dict[int, list[int]]:
        """What the borrowed keys meant before, by keycode."""
        return self._originals

    @property
    def capacity(self) -> int:
        """How many symbols can be borrowed for at once."""
        return len(self._originals) + len(self._lendable())

    def lends_anew(self, keysyms: Iterable[int]) -> bool:
        """Whether borrowing for these takes a key away from another symbol."""
        return len({keysym for keysym in keysyms if keysym not in self.borrowed}) > len(self._lendable())

    def find(self, keysym: int, group: int) -> Stroke | None:
        """The key that gives this symbol in the layout group (0 to 3), borrowed ones included; None if there is none."""
        if keysym in self.borrowed:
            return Stroke(self.borrowed[keysym], False, None)
        for keycode, row in enumerate(self._rows, self._first):
            if keycode in self._originals:
                continue
            for shift in (False, True):
                column = _column(group, shift)
                if column < len(row) and row[column] == keysym:
                    if keysym in _KEYPAD_KEYSYMS and row[_column(group, not shift)] not in (0, keysym):
                        return Stroke(keycode, False, num_lock=shift)
                    return Stroke(keycode, shift, None)
        # Keys without a character (Return, arrows) are the same in every group.
        if group and keysym >= 0xFD00 and keysym < _UNICODE_KEYSYM:
            return self.find(keysym, 0)
        return None

    def keycode(self, name: str) -> int:
        """The key with this keysym's name. Raises ActionError where there is none."""
        stroke = self.find(named_keysym(name), 0)
        if stroke is None:
            raise ActionError(f"this keyboard has no {name} key", "Use another key")
        return stroke.keycode

    def borrow(self, keysyms: Iterable[int]) -> bool:
        """Make keys for these symbols (at most `capacity`); True if the mapping changed, which applications must first notice."""
        wanted = list(dict.fromkeys(keysyms))
        for keysym in wanted:
            if keysym in self.borrowed:
                self.borrowed[keysym] = self.borrowed.pop(keysym)
        missing = [keysym for keysym in wanted if keysym not in self.borrowed]
        if not missing:
            return False
        fresh = self._lendable()
        changes: dict[int, list[int]] = {}
        for keysym in missing:
            if fresh:
                keycode = fresh.pop(0)
                self._originals[keycode] = self._row(keycode)
            else:
                keycode = self.borrowed.pop(next(old for old in self.borrowed if old not in wanted))
            self.borrowed[keysym] = keycode
            changes[keycode] = [keysym] * len(self._rows[0])
        self._change(changes)
        return True

    def give_back(self) -> None:
        """Restore the borrowed keys."""
        changes, self._originals = self._originals, {}
        self.borrowed.clear()
        self._change(changes)

    def restore(self, originals: dict[int, list[int]]) -> None:
        """Restore keys that another process borrowed and did not give back."""
        self._change({keycode: row for keycode, row in originals.items() if self._first <= keycode < self._first + self._count})

    def _lendable(self) -> list[int]:
        """Keys that may be borrowed and are not yet: those that one request reaches together come first."""
        keycodes = range(self._first, self._first + self._count)
        free = [code for code in keycodes if code != _NOT_BORROWED and code not in self._originals and _is_spare(self._row(code))]
        return [keycode for run in sorted(self._runs(free), key=len, reverse=True) for keycode in run]

    def _row(self, keycode: int) -> list[int]:
        return self._rows[keycode - self._first]

    def _change(self, changes: dict[int, list[int]]) -> None:
        """Change these keys in as few requests as possible: each one keeps every application busy for tens of milliseconds."""
        if not changes:
            return
        for run in self._runs(sorted(changes)):
            whole = range(run[0], run[-1] + 1)
            self._x.change_keyboard_mapping(run[0], [changes.get(keycode, self._row(keycode)) for keycode in whole])
        self._x.sync()
        for keycode, row in changes.items():
            self._rows[keycode - self._first] = row

    def _runs(self, keycodes: Sequence[int]) -> list[list[int]]:
        """The ascending keycodes, in groups between which are only function keys, which a request may write again.

        Letters, modifiers and such are never written: the server would derive their types and actions again.
        """
        runs: list[list[int]] = []
        for keycode in keycodes:
            if runs and all(
                code in self._originals or _is_function(self._row(code)) for code in range(runs[-1][-1] + 1, keycode)
            ):
                runs[-1].append(keycode)
            else:
                runs.append([keycode])
        return runs


def _is_function(row: Sequence[int]) -> bool:
    """Whether the key has no symbol, or only such as XF86Launch5."""
    return all(keysym == 0 or keysym in _XF86_KEYSYMS for keysym in row)


def _is_spare(row: Sequence[int]) -> bool:
    """Whether hardly any keyboard has this key: no symbol, or a function that is not in the vocabulary of keys."""
    return _is_function(row) and not any(keysym in _common_functions() for keysym in row)


@cache
def _common_functions() -> frozenset[int]:
    named = {named_keysym(key.keysym) for key in named_keys().values() if key.keysym.startswith("XF86")}
    return frozenset(named | _COMMON_FUNCTIONS)


def _column(group: int, shift: bool) -> int:
    """Where the core mapping of an XKB server has a level of a group: two columns a group, groups 3 and 4 after level 3 and 4."""
    return (2 * group if group < 2 else 2 * group + 4) + shift
