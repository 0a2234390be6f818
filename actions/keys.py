"""The names of keys: pyautogui's, X keysyms, the browser's `KeyboardEvent.key` and `.code`, and what GLM-4.5V writes, made one.

Every name becomes a canonical key: one character ("a", "+", "é") or a name of the table below ("enter", "page_down", "kp_7").
Case, blanks, hyphens and underscores do not matter in names: `Page_Down`, `pagedown`, `PageDown` and `page down` are one key.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

from gui_agent.actions.key_notation import plain_notation, without_prefix
from gui_agent.errors import ActionError


class NamedKey(NamedTuple):
    """A key that has a name rather than a character."""

    name: str
    """The canonical name."""
    keysym: str
    """The X keysym's name; empty where X11 has none."""
    pyautogui: str
    """pyautogui's name (Windows and macOS); empty where it has none."""


# canonical | X keysym | pyautogui | further names
_TABLE = """
enter | Return | enter | return cr newline lf
tab | Tab | tab |
backtab | ISO_Left_Tab | |
space | space | space | spacebar
backspace | BackSpace | backspace | bksp back_space
delete | Delete | delete | del forward_delete
insert | Insert | insert | ins
escape | Escape | esc | esc
home | Home | home |
end | End | end |
page_up | Page_Up | pageup | pgup prior
page_down | Page_Down | pagedown | pgdn pgdown next
left | Left | left | arrow_left left_arrow
right | Right | right | arrow_right right_arrow
up | Up | up | arrow_up up_arrow
down | Down | down | arrow_down down_arrow
caps_lock | Caps_Lock | capslock | caps
num_lock | Num_Lock | numlock |
scroll_lock | Scroll_Lock | scrolllock |
print_screen | Print | printscreen | print prtsc prtscr prntscr prntscrn snapshot sys_req sysrq
pause | Pause | pause | break
menu | Menu | apps | context_menu apps app application
ctrl | Control_L | ctrl | control ctl ctrl_left left_ctrl control_left lctrl control_l ctrl_l
ctrl_right | Control_R | ctrlright | right_ctrl control_right rctrl control_r ctrl_r
shift | Shift_L | shift | shift_left left_shift lshift shift_l
shift_right | Shift_R | shiftright | right_shift rshift shift_r
alt | Alt_L | alt | alt_left left_alt lalt alt_l option option_left opt
alt_right | Alt_R | altright | right_alt ralt alt_r option_right
altgr | ISO_Level3_Shift | altright | alt_gr alt_graph iso_level3_shift
super | Super_L | win | windows windows_key win_left os os_left meta_left super_left super_l lwin win_key meta \
cmd command command_left left_cmd lcmd command_or_control
super_right | Super_R | winright | win_right os_right meta_right super_r command_right cmd_right rwin right_cmd
meta_key | Meta_L | | meta_l
meta_key_right | Meta_R | | meta_r
hyper | Hyper_L | | hyper_l
hyper_right | Hyper_R | | hyper_r
compose | Multi_key | | multi_key
mode_switch | Mode_switch | modechange | mode_change
kp_0 | KP_0 | num0 | numpad0 num_0 np0 keypad0
kp_1 | KP_1 | num1 | numpad1 num_1 np1 keypad1
kp_2 | KP_2 | num2 | numpad2 num_2 np2 keypad2
kp_3 | KP_3 | num3 | numpad3 num_3 np3 keypad3
kp_4 | KP_4 | num4 | numpad4 num_4 np4 keypad4
kp_5 | KP_5 | num5 | numpad5 num_5 np5 keypad5
kp_6 | KP_6 | num6 | numpad6 num_6 np6 keypad6
kp_7 | KP_7 | num7 | numpad7 num_7 np7 keypad7
kp_8 | KP_8 | num8 | numpad8 num_8 np8 keypad8
kp_9 | KP_9 | num9 | numpad9 num_9 np9 keypad9
kp_enter | KP_Enter | enter | numpad_enter num_enter keypad_enter
kp_add | KP_Add | add | add kp_plus numpad_add num_plus keypad_plus
kp_subtract | KP_Subtract | subtract | subtract kp_minus numpad_subtract num_minus keypad_minus
kp_multiply | KP_Multiply | multiply | multiply kp_asterisk numpad_multiply num_multiply keypad_multiply
kp_divide | KP_Divide | divide | divide kp_slash numpad_divide num_divide keypad_divide
kp_decimal | KP_Decimal | decimal | decimal kp_period numpad_decimal num_decimal keypad_decimal
kp_separator | KP_Separator | separator | separator kp_comma numpad_comma
kp_equal | KP_Equal | | numpad_equal kp_equals
kp_home | KP_Home | |
kp_end | KP_End | |
kp_up | KP_Up | |
kp_down | KP_Down | |
kp_left | KP_Left | |
kp_right | KP_Right | |
kp_page_up | KP_Page_Up | | kp_prior
kp_page_down | KP_Page_Down | | kp_next
kp_begin | KP_Begin | |
kp_insert | KP_Insert | |
kp_delete | KP_Delete | |
clear | Clear | clear |
select | Select | select |
execute | Execute | execute |
help | Help | help |
undo | Undo | |
redo | Redo | | again
find | Find | |
cancel | Cancel | |
copy | XF86Copy | |
cut | XF86Cut | |
paste | XF86Paste | |
open | XF86Open | |
save | XF86Save | |
new | XF86New | |
close | XF86Close | |
volume_up | XF86AudioRaiseVolume | volumeup | audio_volume_up vol_up
volume_down | XF86AudioLowerVolume | volumedown | audio_volume_down vol_down
volume_mute | XF86AudioMute | volumemute | audio_volume_mute mute
play_pause | XF86AudioPlay | playpause | media_play_pause media_play play
media_pause | XF86AudioPause | |
media_stop | XF86AudioStop | stop | stop
next_track | XF86AudioNext | nexttrack | media_track_next media_next
prev_track | XF86AudioPrev | prevtrack | media_track_previous media_prev media_previous previous_track
media_record | XF86AudioRecord | |
media_rewind | XF86AudioRewind | |
media_fast_forward | XF86AudioForward | |
microphone_mute | XF86AudioMicMute | | microphone_volume_mute mic_mute
media_select | XF86AudioMedia | launchmediaselect | launch_media_select launch_media_player
launch_mail | XF86Mail | launchmail | mail
launch_app1 | XF86MyComputer | launchapp1 | launch_application1 my_computer launch_my_computer
launch_app2 | XF86Calculator | launchapp2 | launch_application2 calculator launch_calculator
browser_back | XF86Back | browserback |
browser_forward | XF86Forward | browserforward |
browser_refresh | XF86Refresh | browserrefresh | refresh reload
browser_stop | XF86Stop | browserstop |
browser_search | XF86Search | browsersearch |
browser_favorites | XF86Favorites | browserfavorites |
browser_home | XF86HomePage | browserhome |
brightness_up | XF86MonBrightnessUp | |
brightness_down | XF86MonBrightnessDown | |
eject | XF86Eject | |
sleep | XF86Sleep | sleep | standby
power | XF86PowerOff | | power_off
wake_up | XF86WakeUp | |
kana | Hiragana_Katakana | kana | kana_mode
kanji | Kanji | kanji | kanji_mode
hangul | Hangul | hangul | hanguel hangul_mode lang1
hanja | Hangul_Hanja | hanja | hanja_mode lang2
junja | Hangul_Jeonja | junja | junja_mode
convert | Henkan | convert |
nonconvert | Muhenkan | nonconvert | non_convert
zenkaku_hankaku | Zenkaku_Hankaku | |
accept | | accept |
final | | final | final_mode
fn | | fn | function
"""
# X names, `KeyboardEvent.code` and plain English for the characters of a US keyboard.
_CHARACTERS = """
! exclam exclamation
" quotedbl double_quote
# numbersign hash pound
$ dollar
% percent
& ampersand
' apostrophe quote quoteright single_quote
( parenleft open_paren
) parenright close_paren
* asterisk star
+ plus
, comma
- minus dash hyphen
. period dot full_stop
/ slash forward_slash
: colon
; semicolon
< less less_than intl_backslash
= equal equals
> greater greater_than
? question question_mark
@ at
[ bracketleft open_bracket left_bracket
\\ backslash
] bracketright close_bracket right_bracket
^ asciicircum caret circumflex
_ underscore
` grave backquote backtick quoteleft
{ braceleft open_brace left_brace
| bar pipe
} braceright close_brace right_brace
~ asciitilde tilde
¥ yen intl_yen
"""
MODIFIERS = ("ctrl", "shift", "alt", "super")
"""The canonical names of the modifiers that actions take."""
MODIFIER_KEYS = frozenset([*MODIFIERS, *(f"{name}_right" for name in MODIFIERS), "altgr", "hyper"])
"""The canonical names of all keys that are held while another one is pressed."""


@cache
def named_keys() -> dict[str, NamedKey]:
    """Every key with a name, by its canonical name."""
    keys = {}
    for row in _TABLE.strip().splitlines():
        name, keysym, pyautogui, _ = (cell.strip() for cell in row.split("|"))
        keys[name] = NamedKey(name, keysym, pyautogui)
    for number in range(1, 25):
        keys[f"f{number}"] = NamedKey(f"f{number}", f"F{number}", f"f{number}")
    return keys


_SEPARATORS: Final = frozenset("|/&;")
"""Signs that are keys, and that people write between two chords."""


def parse_keys(text: str, known: Callable[[str], bool] = lambda name: False) -> list[list[str]]:
    """The chords that a user or a model wrote: 'ctrl+c' is one chord of two keys, 'ctrl+k ctrl+s' two chords after each other.

    Modifiers before a key belong to it also with blanks between: 'ctrl shift t' is one chord, 'ctrl a delete' two.
    `known` says whether the platform knows a name that is not in the vocabulary (a rare X keysym); such a name stays as it is.
    Raises ActionError for an unknown name, with the nearest known ones.
    """
    if text.strip() == "":
        return [[_space_key(text)]]
    joined = re.sub(r"\s*\+\s*", "+", re.sub(r"\s+\+$", "++", plain_notation(text.strip())))
    joined = re.sub(r"\bU\+(?=[0-9A-Fa-f]{4})", "U", joined)
    chords: list[list[str]] = []
    waiting: list[str] = []
    words = _words(joined, known)
    _refuse_separators(words)
    for keys in (keys for word in words for keys in _parse_chord(word, known)):
        if set(keys) <= MODIFIER_KEYS:
            if set(keys) & set(waiting):  # it comes twice: each is pressed by itself
                chords.append(waiting)
                waiting = []
            waiting = waiting + keys
        else:
            chords.append(_chord([*waiting, *keys]))
            waiting = []
    return [*chords, waiting] if waiting else chords


def _words(text: str, known: Callable[[str], bool]) -> list[str]:
    """The chords as written, between blanks; a name of several words ('page down', but not 'shift left') is one."""
    words, parts = [], text.split()
    while parts:
        for length in range(min(3, len(parts)), 0, -1):
            name = "".join(parts[:length])
            if length == 1:
                break
            modifies = _lookup(parts[0], known) in MODIFIER_KEYS and _lookup(parts[1], known) is not None
            if not modifies and all(len(part) > 1 for part in parts[:length]) and _plain(name) in _aliases():
                break
        words.append(name)
        del parts[:length]
    return words


def _refuse_separators(words: list[str]) -> None:
    """Raise ActionError for a sign between two chords that are no single characters: it may part them, mean one of them, or be a key."""
    for before, sign, after in zip(words, words[1:], words[2:], strict=False):
        if sign in _SEPARATORS and max(len(before), len(after)) > 1:
            raise ActionError(
                f"it is unclear what {sign!r} between {before!r} and {after!r} means", "Write a blank between two chords"
            )


def _space_key(text: str) -> str:
    if not text:
        raise ActionError("no key was named", "Name one, for example enter or ctrl+c")
    return {"\n": "enter", "\t": "tab", "\r": "enter"}.get(text[0], "space")


def _parse_chord(text: str, known: Callable[[str], bool]) -> list[list[str]]:
    """One chord; several where a key that is no modifier comes more than once ('ctrl+k+k')."""
    keys: list[str] = []
    for part in _split(text):
        key = _lookup(part, known)
        pieces = [] if key else [_lookup(piece, known) for piece in re.split("[-_]", part)]
        if key is None and len(pieces) > 1 and None not in pieces:
            keys += [piece for piece in pieces if piece]
        elif key is None:
            raise _unknown(part)
        else:
            keys.append(key)
    held = [key for key in dict.fromkeys(keys) if key in MODIFIER_KEYS]
    others = [key for key in keys if key not in MODIFIER_KEYS]
    if len(set(others)) < len(others):
        return [_chord([*held, key]) for key in others]
    return [_chord(list(dict.fromkeys(keys)))]


def _chord(keys: list[str]) -> list[str]:
    """In a chord 'ctrl+C' means the key C, not ctrl+shift+c."""
    if len(keys) == 1:
        return keys
    return [key.lower() if len(key) == 1 and key.isalpha() and len(key.lower()) == 1 else key for key in keys]


def _split(chord: str) -> list[str]:
    """The parts between plus signs; a plus sign where a name is expected is the plus key."""
    if chord == "+":
        return ["+"]
    if chord.endswith("++"):
        return [*_split(chord[:-2]), "+"] if chord != "++" else ["+"]
    return chord.split("+")


def _lookup(name: str, known: Callable[[str], bool]) -> str | None:
    if len(name) == 1:
        return name
    if match := re.fullmatch(r"(?:Key([A-Z])|Digit(\d))", name):
        return (match[1] or match[2]).lower()
    if (match := re.fullmatch(r"U([0-9A-Fa-f]{4,6})", name)) and int(match[1], 16) <= 0x10FFFF:
        return chr(int(match[1], 16))
    found = _aliases().get(_plain(name))
    if found is None and known(name):
        return name
    bare = without_prefix(name)
    if found is None and bare != name:
        return _lookup(bare, known)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).lower()


@cache
def _aliases() -> dict[str, str]:
    """From every plain name to the canonical key."""
    names = {_plain(name): name for name in named_keys()}
    for row in _TABLE.strip().splitlines():
        name, keysym, pyautogui, others = (cell.strip() for cell in row.split("|"))
        for alias in (keysym, pyautogui, *others.split()):
            if alias:
                names.setdefault(_plain(alias), name)
    for row in _CHARACTERS.strip().splitlines():
        character, *aliases = row.split()
        names.update({_plain(alias): character for alias in aliases})
    return names


def _unknown(name: str) -> ActionError:
    near = difflib.get_close_matches(_plain(name), _aliases(), 3, 0.6)
    keys = sorted({_aliases()[match] for match in near})
    remedy = f"Did you mean {' or '.join(keys)}?" if keys else "Names look like enter, page_down, f5, ctrl+shift+t"
    return ActionError(f"unknown key {name!r}", remedy)
