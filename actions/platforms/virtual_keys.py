"""Windows' virtual-key codes by the canonical names of keys (WinUser.h), and which of them are extended keys."""

from __future__ import annotations

VIRTUAL_KEYS: dict[str, int] = {
    "backspace": 0x08, "tab": 0x09, "clear": 0x0C, "enter": 0x0D, "pause": 0x13, "caps_lock": 0x14, "kana": 0x15, "hangul": 0x15,
    "junja": 0x17, "final": 0x18, "hanja": 0x19, "kanji": 0x19, "escape": 0x1B, "convert": 0x1C, "nonconvert": 0x1D, "accept": 0x1E,
    "mode_switch": 0x1F,
    "space": 0x20, "page_up": 0x21, "page_down": 0x22, "end": 0x23, "home": 0x24,
    "left": 0x25, "up": 0x26, "right": 0x27, "down": 0x28, "select": 0x29, "execute": 0x2B, "print_screen": 0x2C, "insert": 0x2D,
    "delete": 0x2E, "help": 0x2F, "super": 0x5B, "super_right": 0x5C, "menu": 0x5D, "sleep": 0x5F,
    **{f"kp_{digit}": 0x60 + digit for digit in range(10)},
    "kp_multiply": 0x6A, "kp_add": 0x6B, "kp_separator": 0x6C, "kp_subtract": 0x6D, "kp_decimal": 0x6E, "kp_divide": 0x6F, "kp_enter": 0x0D,
    **{f"f{number}": 0x6F + number for number in range(1, 25)},
    "num_lock": 0x90, "scroll_lock": 0x91, "shift": 0xA0, "shift_right": 0xA1, "ctrl": 0xA2, "ctrl_right": 0xA3,
    "alt": 0xA4, "alt_right": 0xA5, "altgr": 0xA5,
    "browser_back": 0xA6, "browser_forward": 0xA7, "browser_refresh": 0xA8, "browser_stop": 0xA9, "browser_search": 0xAA,
    "browser_favorites": 0xAB, "browser_home": 0xAC, "volume_mute": 0xAD, "volume_down": 0xAE, "volume_up": 0xAF,
    "next_track": 0xB0, "prev_track": 0xB1, "media_stop": 0xB2, "play_pause": 0xB3, "launch_mail": 0xB4, "media_select": 0xB5,
    "launch_app1": 0xB6, "launch_app2": 0xB7,
}  # fmt: skip
EXTENDED = frozenset(
    [
        "page_up",
        "page_down",
        "end",
        "home",
        "left",
        "up",
        "right",
        "down",
        "print_screen",
        "insert",
        "delete",
        "super",
        "super_right",
    ]
    + ["menu", "kp_divide", "kp_enter", "num_lock", "ctrl_right", "alt_right", "altgr"]
)
"""Keys that a keyboard sends with the prefix E0: without the flag they are those of the number pad, or the left ones."""
