"""What the hands are asked to do, and the X events that must arrive for it: written down apart from how the hands do it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from Xlib import XK

from gui_agent.perception.geometry import Box, Point

for _group in ("latin1", "miscellany", "xf86", "xkb"):
    XK.load_keysym_group(_group)
BUTTONS = {"left": 1, "middle": 2, "right": 3, "back": 8, "forward": 9}
WHEEL = {"up": 4, "down": 5, "left": 6, "right": 7}
MODIFIERS = {"ctrl": ("Control_L", "c"), "shift": ("Shift_L", "s"), "alt": ("Alt_L", "a"), "super": ("Super_L", "w")}
_MASKS = {"s": 1, "l": 2, "c": 4, "a": 8, "n": 16, "w": 64, "3": 128}


@dataclass(frozen=True)
class Case:
    """One action in pixels, and the events that it must cause (pointer motion apart)."""

    name: str
    data: dict[str, Any]
    events: tuple[str, ...]
    ends_at: Point | None = None
    """Where the pointer must be at the end."""
    passes: tuple[Point, ...] = ()
    """A drag: the corners of its path, between which there must be motion with the button down."""


def describe(event: dict[str, Any]) -> str:
    """One logged event in the notation of the cases: 'press 1 at 5,6 cs', 'down Return', 'up a c'."""
    state = event["state"]
    modifiers = "".join(sorted(letter for letter, mask in _MASKS.items() if state & mask))
    if event["kind"].startswith("button"):
        verb = event["kind"].removeprefix("button_")
        return f"{verb} {event['button']} at {event['x']},{event['y']} {modifiers}".rstrip()
    verb = {"key_press": "down", "key_release": "up"}[event["kind"]]
    function_key = 0xFD00 <= event["plain"] < 0x1000000 and not 0xFF80 <= event["plain"] < 0xFFBE
    return f"{verb} {keysym_name(event['plain'] if function_key else event['keysym'])}"


def problem_of(case: Case, events: list[dict[str, Any]]) -> str | None:
    """What is wrong about the events that arrived; None if nothing."""
    seen = [describe(event) for event in events if event["kind"] != "motion"]
    if case.data["action"] == "type":
        downs = [line.split(" ", 1)[1] for line in seen if line.startswith("down ")]
        ups = [line.split(" ", 1)[1] for line in seen if line.startswith("up ")]
        if sorted(name.lower() for name in downs) != sorted(name.lower() for name in ups):
            return f"presses and releases differ: {seen}"
        seen = [f"typed {name}" for name in downs if name != "Shift_L"]
    if seen != list(case.events):
        return f"arrived {seen}, expected {list(case.events)}"
    motions = [event for event in events if event["kind"] == "motion"]
    if case.passes:
        dragged = [
            Point(event["x"], event["y"])
            for event in motions
            if event["state"] & 0x1F00 or case.data.get("button") in ("back", "forward")
        ]
        if len(dragged) < 5 or not set(case.passes[1:]) <= set(dragged):
            return f"too little motion for a drag: {dragged}"
    elif case.ends_at and case.data["action"] == "hover" and motions:
        last = Point(motions[-1]["x"], motions[-1]["y"])
        return None if last == case.ends_at else f"the pointer is at {last}"
    return None


def keysym_name(number: int) -> str:
    """The keysym as the cases write it: a character, or the X name."""
    if number >= 0x1000000:
        for name, value in vars(XK).items():
            if value == number and name.startswith("XK_XF86"):
                return str(name.removeprefix("XK_"))
        return chr(number - 0x1000000)
    if 0x20 < number < 0x100:
        return chr(number)
    return next(
        (name.removeprefix("XK_") for name, value in vars(XK).items() if value == number and name.startswith("XK_")), hex(number)
    )


def around(modifiers: Sequence[str], inner: Sequence[str]) -> tuple[str, ...]:
    """Events between the presses and the releases of modifiers."""
    names = [MODIFIERS[modifier][0] for modifier in modifiers]
    return (*(f"down {name}" for name in names), *inner, *(f"up {name}" for name in reversed(names)))


def letters(modifiers: Sequence[str]) -> str:
    """The modifier state in an event's notation."""
    return "".join(sorted(MODIFIERS[modifier][1] for modifier in modifiers))


def click(action: str, point: Point, button: str = "left", times: int = 1, modifiers: Sequence[str] = (), **extra: Any) -> Case:
    """A click of any kind."""
    held = letters(modifiers)
    once = [f"press {BUTTONS[button]} at {point.x},{point.y} {held}", f"release {BUTTONS[button]} at {point.x},{point.y} {held}"]
    data = {"action": action, "start_box": [point.x, point.y], **extra}
    if modifiers:
        data["modifiers"] = list(modifiers)
    if button in ("back", "forward"):
        data["button"] = button
    events = around(modifiers, [event.rstrip() for event in once * times])
    return Case(f"{action} {button} x{times} {'+'.join(modifiers)} {extra or ''} at {point.x},{point.y}", data, events, point)


def drag(path: Sequence[Point], button: str = "left", modifiers: Sequence[str] = (), **extra: Any) -> Case:
    """A drag along points."""
    held = letters(modifiers)
    start, end = path[0], path[-1]
    data = {"action": "left_drag", "start_box": [start.x, start.y], "end_box": [end.x, end.y], **extra}
    if len(path) > 2:
        data["path"] = [[point.x, point.y] for point in path[1:-1]]
    if button != "left":
        data["button"] = button
    if modifiers:
        data["modifiers"] = list(modifiers)
    number = BUTTONS[button]
    inner = [f"press {number} at {start.x},{start.y} {held}".rstrip(), f"release {number} at {end.x},{end.y} {held}".rstrip()]
    return Case(f"drag {button} {'+'.join(modifiers)} over {len(path)} points", data, around(modifiers, inner), end, tuple(path))


def scroll(point: Point, direction: str, step: int, modifiers: Sequence[str] = ()) -> Case:
    """Wheel notches."""
    held, number = letters(modifiers), WHEEL[direction]
    once = [f"press {number} at {point.x},{point.y} {held}".rstrip(), f"release {number} at {point.x},{point.y} {held}".rstrip()]
    data = {"action": "scroll", "start_box": [point.x, point.y], "direction": direction, "step": step}
    if modifiers:
        data["modifiers"] = list(modifiers)
    return Case(f"scroll {direction} {step} {'+'.join(modifiers)}", data, around(modifiers, once * step), point)


def key(keys: str, *pressed: str, presses: int = 1, **extra: Any) -> Case:
    """A chord, as the X names of its keys."""
    once = [*(f"down {name}" for name in pressed), *(f"up {name}" for name in reversed(pressed))]
    data = {"action": "key", "keys": keys, **({"presses": presses} if presses > 1 else {}), **extra}
    return Case(f"key {keys}", data, tuple(once * presses))


def text(content: str) -> Case:
    """Typed text: only which characters came, in order, counts."""
    names = {"\n": "Return", "\t": "Tab", " ": "space"}
    return Case(
        f"type {content[:20]!r}", {"action": "type", "content": content}, tuple(f"typed {names.get(c, c)}" for c in content)
    )


NAMED = {
    "Return": "Return", "enter": "Return", "tab": "Tab", "Escape": "Escape", "esc": "Escape", "BackSpace": "BackSpace",
    "Delete": "Delete", "del": "Delete", "Insert": "Insert", "Home": "Home", "End": "End", "Page_Up": "Page_Up", "pgdn": "Next",
    "ArrowLeft": "Left", "Right": "Right", "arrow_up": "Up", "down": "Down", "space": "space", "Print": "Print",
    "PrintScreen": "Print",
    "pause": "Pause", "apps": "Menu", "ContextMenu": "Menu", "Scroll_Lock": "Scroll_Lock", "F1": "F1", "f5": "F5", "F12": "F12",
    "f13": "F13", "F24": "F24", "Help": "Help", "Undo": "Undo", "Find": "Find", "Cancel": "Cancel", "Clear": "Clear",
    "KP_Enter": "KP_Enter", "NumpadEnter": "KP_Enter", "num7": "KP_7", "KP_0": "KP_0", "Numpad5": "KP_5", "KP_Home": "KP_Home",
    "KP_Page_Down": "KP_Next", "KP_Add": "KP_Add", "subtract": "KP_Subtract", "multiply": "KP_Multiply", "divide": "KP_Divide",
    "decimal": "KP_Decimal", "separator": "KP_Separator", "KP_Equal": "KP_Equal", "kp_left": "KP_Left", "KP_Delete": "KP_Delete",
    "volumeup": "XF86_AudioRaiseVolume", "AudioVolumeDown": "XF86_AudioLowerVolume", "XF86AudioMute": "XF86_AudioMute",
    "playpause": "XF86_AudioPlay", "MediaTrackNext": "XF86_AudioNext", "prevtrack": "XF86_AudioPrev", "stop": "XF86_AudioStop",
    "BrowserBack": "XF86_Back", "browserforward": "XF86_Forward", "browserrefresh": "XF86_Refresh", "LaunchMail": "XF86_Mail",
    "browserhome": "XF86_HomePage", "launchapp2": "XF86_Calculator", "BrightnessUp": "XF86_MonBrightnessUp",
    "shift": "Shift_L", "ctrl": "Control_L", "Control_R": "Control_R", "alt": "Alt_L", "shiftright": "Shift_R",
    "AltGraph": "ISO_Level3_Shift", "cmd": "Super_L", "super": "Super_L", "Meta": "Super_L", "win": "Super_L",
    "super_r": "Super_R",
    "Multi_key": "Multi_key", "Hyper_R": "Hyper_R", "kanji": "Kanji", "Greek_alpha": "Greek_alpha", "a": "a", "7": "7", "-": "-",
    "comma": ",", "backslash": "\\", "é": "é", "eacute": "é", "U20AC": "€", "ß": "ß", "Digit3": "3", "KeyQ": "q",
}  # fmt: skip
CHORDS: dict[str, tuple[str, ...]] = {
    "ctrl+c": ("Control_L", "c"), "Ctrl+Shift+T": ("Control_L", "Shift_L", "T"), "alt+F6": ("Alt_L", "F6"),
    "ctrl+alt+delete": ("Control_L", "Alt_L", "Delete"), "shift+Tab": ("Shift_L", "Tab"), "super+d": ("Super_L", "d"),
    "cmd+shift+4": ("Super_L", "Shift_L", "$"), "ctrl++": ("Control_L", "Shift_L", "+"), "ctrl+-": ("Control_L", "-"),
    "ctrl+plus": ("Control_L", "Shift_L", "+"), "ctrl+KP_Add": ("Control_L", "KP_Add"), "A": ("Shift_L", "A"),
    "<": ("Shift_L", "<"),
    ">": ("Shift_L", ">"), "+": ("Shift_L", "+"), "ctrl+shift+alt+super+x": ("Control_L", "Shift_L", "Alt_L", "Super_L", "X"),
    "shift+Home": ("Shift_L", "Home"), "ctrl+Page_Down": ("Control_L", "Next"), "ctrl+ä": ("Control_L", "ä"),
    "ctrl_r+a": ("Control_R", "a"), "shift+F10": ("Shift_L", "F10"), "alt+Left": ("Alt_L", "Left"),
}  # fmt: skip
TEXTS = (
    "Hello, World!",
    "`~!@#$%^&*()-_=+[]{}\\|;:'\",.<>/?",
    "$(rm -rf /) `id` \"quoted\" 'single' && || ; # %PATH% !history",
    "tab\tand\nnewline\n",
    "naïve 東京 👨‍👩‍👧 שלום <>&|",
    "Ünïcödé ÀÉÎÕÜ ßøåæ ñ €",
    "Привет, мир. Γειά σου. नमस्ते",
    "é as e\u0301, ﷽ and العربية",
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳",
)


def all_cases(area: Box) -> Iterator[Case]:
    """Every case for a probe that covers `area`, each click at a place of its own."""
    spots = _spots(area)
    corners = [Point(x, y) for x in (area.left, area.right - 1) for y in (area.top, area.bottom - 1)]
    edges = [Point(area.center.x, area.top), Point(area.center.x, area.bottom - 1)]
    edges += [Point(area.left, area.center.y), Point(area.right - 1, area.center.y)]
    yield from (click("left_click", point) for point in corners + edges)
    clicks = {
        "left": "left_click",
        "right": "right_click",
        "middle": "middle_click",
        "back": "middle_click",
        "forward": "middle_click",
    }
    for button, action in clicks.items():
        yield from (click(action, next(spots), button) for _ in range(2))
        yield from (click(action, next(spots), button, modifiers=[held]) for held in MODIFIERS)
        yield click(action, next(spots), button, modifiers=list(MODIFIERS))
    yield from (click("left_double_click", next(spots), times=2) for _ in range(4))
    yield click("left_double_click", next(spots), times=2, modifiers=["ctrl"])
    yield from (click("left_click", next(spots), times=3, clicks=3) for _ in range(3))
    yield click("left_click", next(spots), hold=0.2)
    yield from (
        Case(f"hover {p.x},{p.y}", {"action": "hover", "start_box": [p.x, p.y]}, (), p) for p in [*corners, *edges, next(spots)]
    )
    yield from _drags(area)
    for direction in WHEEL:
        yield from (scroll(next(spots), direction, step) for step in (1, 3, 10))
        yield scroll(next(spots), direction, 2, ["ctrl"])
    yield scroll(next(spots), "down", 2, ["shift", "alt"])
    for name, keysym in NAMED.items():
        digit = re.fullmatch(r"KP_(\d|Decimal)", keysym)
        lock = ("down Num_Lock", "up Num_Lock") if digit else ()
        pressed = key(name, keysym)
        yield replace(pressed, events=(*lock, *pressed.events, *lock))
    yield from (key(name, *keysyms) for name, keysyms in CHORDS.items())
    yield key("Down", "Down", presses=5)
    yield key("ctrl+shift", "Control_L", "Shift_L", hold=0.1)
    yield from (text(content) for content in TEXTS)


def _drags(area: Box) -> Iterator[Case]:
    middle, left, top = area.center, area.left + 30, area.top + 40
    far = Point(area.right - 50, area.bottom - 60)
    for end in (far, Point(left, top), Point(middle.x, top), Point(middle.x + 7, middle.y)):
        yield drag([middle, end])
    for button in ("middle", "right", "back", "forward"):
        yield drag([Point(left, top), Point(left + 90, top + 30)], button)
    for held in (["ctrl"], ["shift"], ["alt"], ["super"], ["ctrl", "alt"]):
        yield drag([Point(left, middle.y), Point(left + 100, middle.y + 5)], modifiers=held)
    yield drag([Point(left, top), Point(left, middle.y), middle, far])
    yield drag([middle, far], hold=0.1)
    yield drag([Point(area.left, area.top), Point(area.right - 1, area.bottom - 1)])


def _spots(area: Box) -> Iterator[Point]:
    """Places that are far enough from each other for clicks on them not to be double clicks."""
    for row in range(area.top + 25, area.bottom - 5, 31):
        for column in range(area.left + 13, area.right - 5, 37):
            yield Point(column, row)
