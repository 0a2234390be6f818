"""What was typed so far, followed key by key, so that a text is known that is typed in pieces, corrected or put together.

Only what goes through this program is known. Where the caret went is known after arrows, Home and End; after a click or the other
movements it may be at the start or the end of any line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from gui_agent.actions.action import BaseAction, Key, MiddleClick, PointingAction, Type
from gui_agent.actions.keys import MODIFIER_KEYS
from gui_agent.actions.policy.chords import one_spelling, pressed_by

LONGEST = 2000
"""Characters that are remembered."""
_WRITTEN = {"space": " ", "enter": "\n", "kp_subtract": "-", "kp_divide": "/"} | {
    "kp_decimal": ".",
    "kp_add": "+",
    "kp_multiply": "*",
}
_PASTING = [frozenset(one.split("+")) for one in ("ctrl+v", "ctrl+shift+v", "shift+insert", "paste", "super+v")]
_MOST_PRESSES = 100


def pastes(action: BaseAction) -> bool:
    """Whether an action puts in what was copied before: by its keys, or with the middle button."""
    if isinstance(action, MiddleClick):
        return action.button == "middle"
    return isinstance(action, Key) and any(chord in _PASTING for chord in pressed_by(action) or [])


def written_by(chord: Iterable[str]) -> str:
    """The character that a chord types; empty for keys that do something else."""
    chord = one_spelling(chord)
    held, rest = chord & MODIFIER_KEYS, [key for key in chord if key not in MODIFIER_KEYS]
    if held - {"shift"} or len(rest) != 1:
        return ""
    (key,) = rest
    if key in _WRITTEN:
        return _WRITTEN[key]
    if key.startswith("kp_") and key[3:].isdigit():
        return key[3:]
    return (key.upper() if held else key) if len(key) == 1 else ""


Edit = Callable[[str, str], tuple[str, int]]


def _removed_before(pattern: str) -> Edit:
    def edit(before: str, behind: str) -> tuple[str, int]:
        kept = re.sub(f"(?:{pattern})\\Z", "", before)
        return kept + behind, len(kept)

    return edit


def _removed_behind(pattern: str) -> Edit:
    return lambda before, behind: (before + re.sub(f"\\A(?:{pattern})", "", behind), len(before))


def _exchanged(before: str, behind: str) -> tuple[str, int]:
    """The two characters around the caret in the other order; at the end the last two."""
    at = len(before) if behind[:1] not in ("", "\n") else len(before) - 1
    text = before + behind
    return (text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :], at + 1) if at >= 1 else (text, len(before))


_EDITING: dict[frozenset[str], Edit] = {
    frozenset({"backspace"}): _removed_before("(?s:.)"),
    frozenset({"delete"}): _removed_behind("(?s:.)"),
    frozenset({"ctrl", "h"}): _removed_before("(?s:.)"),
    frozenset({"ctrl", "d"}): _removed_behind("(?s:.)"),
    frozenset({"ctrl", "w"}): _removed_before(r"\S+\s*"),
    frozenset({"ctrl", "backspace"}): _removed_before(r"\w+\W*|\W+"),
    frozenset({"alt", "backspace"}): _removed_before(r"\w+\W*|\W+"),
    frozenset({"ctrl", "delete"}): _removed_behind(r"\W*\w+|\W+"),
    frozenset({"alt", "d"}): _removed_behind(r"\W*\w+|\W+"),
    frozenset({"ctrl", "u"}): _removed_before(r"[^\n]+"),
    frozenset({"ctrl", "k"}): _removed_behind(r"[^\n]+"),
    frozenset({"ctrl", "t"}): _exchanged,
}
"""What edits a text: two keys everywhere; the chords in terminals and many fields, elsewhere they do something else: both is possible."""


class TypedText:
    """The text of one field, as far as it was typed here."""

    def __init__(self, text: str = "", caret: int | None = None, *, all_selected: bool = False) -> None:
        """`caret` is None where it may be at either end of any line."""
        self._text, self._caret, self._selected = text, caret, all_selected

    def after(self, action: BaseAction, pasted: str = "") -> list[TypedText]:
        """What the field may hold after the action: several where it is not known where the caret is."""
        if isinstance(action, Type):
            return self._inserted(action.content)
        if pastes(action):
            return self._inserted(pasted)
        if isinstance(action, Key):
            return self._pressed(action)
        return [TypedText(self._text)] if isinstance(action, PointingAction) else [self]

    def _pressed(self, action: Key) -> list[TypedText]:
        found = [self]
        for chord in (pressed_by(action) or []) * min(action.presses, _MOST_PRESSES):
            found = [after for one in found for after in one._by_chord(chord)][:_MOST_PRESSES]
        return found

    def _by_chord(self, chord: frozenset[str]) -> list[TypedText]:
        if character := written_by(chord):
            return self._inserted(character)
        if edit := _EDITING.get(chord):
            return self._edited(edit, always=len(chord) == 1)
        text, caret = self._text, self._caret
        match chord:
            case keys if keys == {"ctrl", "a"}:
                return [TypedText(text, all_selected=True)]
            case keys if keys <= MODIFIER_KEYS:
                return [self]
            case keys if keys == {"left"} and caret is not None:
                return [TypedText(text, max(0, caret - 1))]
            case keys if keys == {"right"} and caret is not None:
                return [TypedText(text, min(len(text), caret + 1))]
            case keys if keys == {"home"} and caret is not None:
                return [TypedText(text, text.rfind("\n", 0, caret) + 1)]
            case keys if keys == {"end"} and caret is not None:
                end = text.find("\n", caret)
                return [TypedText(text, len(text) if end < 0 else end)]
            case keys if keys in ({"tab"}, {"shift", "tab"}):
                return [TypedText()]
        return [TypedText(text)]

    def _edited(self, edit: Edit, *, always: bool) -> list[TypedText]:
        if self._selected and always:
            return [TypedText("", 0)]
        text = self._text
        changed = [TypedText(*edit(text[:one], text[one:])) for one in self._carets()]
        return changed if always else [TypedText(text), *changed]

    def _inserted(self, piece: str) -> list[TypedText]:
        if self._selected:
            return [TypedText(piece[-LONGEST:], min(len(piece), LONGEST))]
        return [_shortened(self._text[:one] + piece + self._text[one:], one + len(piece)) for one in self._carets()]

    def _carets(self) -> list[int]:
        if self._caret is not None:
            return [self._caret]
        breaks = [place for place, one in enumerate(self._text) if one == "\n"][-3:]
        return sorted({0, len(self._text), *breaks, *(place + 1 for place in breaks)})

    def __str__(self) -> str:
        return self._text


def _shortened(text: str, caret: int) -> TypedText:
    cut = max(0, len(text) - LONGEST)
    return TypedText(text[cut:], max(0, caret - cut))
