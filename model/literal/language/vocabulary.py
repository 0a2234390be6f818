"""The vocabulary of the grammar: nouns for widgets, colours, sizes, numbers, keys. Tables only."""

from __future__ import annotations

from typing import Final

from gui_agent.model.literal.language.intents import Direction, RelationKind, Role, Size

NOUNS: Final[dict[str, Role]] = {
    "button": "button", "push button": "button", "toolbar button": "button",
    "link": "link", "hyperlink": "link",
    "field": "field", "text field": "field", "input field": "field", "entry field": "field", "textbox": "field",
    "text box": "field",
    "input textbox": "field", "input text box": "field", "input box": "field", "input": "field", "text input": "field",
    "input text": "field", "entry": "field", "entry box": "field", "search box": "field", "search field": "field",
    "edit box": "field", "search bar": "field", "text entry": "field", "form field": "field",
    "text area": "textarea", "textarea": "textarea", "text editor": "textarea", "editor": "textarea",
    "checkbox": "checkbox", "check box": "checkbox", "tick box": "checkbox", "tickbox": "checkbox", "check mark": "checkbox",
    "radio button": "radio", "radio": "radio", "option button": "radio", "radio option": "radio", "option": "radio",
    "tab": "tab", "menu": "menu", "menubar": "menu", "menu bar": "menu",
    "menu item": "menuitem", "menu command": "menuitem", "menu entry": "menuitem", "menu option": "menuitem",
    "icon": "icon", "symbol": "icon", "image": "image", "picture": "image",
    "dialog": "dialog", "dialog box": "dialog", "dialogue": "dialog", "dialogue box": "dialog", "popup": "dialog",
    "pop-up": "dialog", "popup window": "dialog", "message box": "dialog", "window": "dialog", "modal": "dialog",
    "alert": "dialog",
    "list": "list", "list box": "list", "listbox": "list", "scroll list": "list", "selection list": "list",
    "dropdown": "dropdown", "drop-down": "dropdown", "drop down": "dropdown", "drop-down list": "dropdown",
    "dropdown list": "dropdown",
    "drop down list": "dropdown", "drop-down menu": "dropdown", "dropdown menu": "dropdown", "drop down menu": "dropdown",
    "combo box": "dropdown", "combobox": "dropdown", "select box": "dropdown", "selector": "dropdown", "picker": "dropdown",
    "slider": "slider", "scale": "slider", "spinner": "spinner", "spin box": "spinner", "spinbox": "spinner",
    "stepper": "spinner",
    "text": "text", "label": "text", "heading": "text", "title": "text", "caption": "text",
    "column header": "text", "column heading": "text", "table header": "text", "table heading": "text",
    "message": "text", "value": "text",
    "item": "item", "entry in the list": "item", "email": "item", "e-mail": "item", "mail": "item", "post": "item",
    "tweet": "item", "conversation": "item", "thread": "item", "comment": "item", "review": "item", "task": "item",
    "tag": "item", "chip": "item", "pill": "item", "tile": "item", "badge": "item",
    "swatch": "item", "segment": "item", "bubble": "item",
    "suggestion": "item", "photo": "item", "track": "item", "song": "item",
    "user": "item", "contact": "item", "file": "item", "folder": "item", "product": "item", "card": "item", "person": "item",
    "result": "item", "search result": "item", "record": "item", "element": "item", "thing": "item", "choice": "item",
    "row": "row", "line": "row", "column": "column", "cell": "cell",
    "section": "section", "group": "section", "panel": "section", "accordion": "section", "node": "section", "header": "section",
    "overview": "widget", "app": "widget", "program": "widget", "utility": "widget", "tool": "widget", "wizard": "widget",
    "command": "widget", "feature": "widget", "button bar": "section",
    "side bar": "section", "sidebar": "section", "toolbar": "section", "tool bar": "section", "header bar": "section",
    "headerbar": "section", "title bar": "section", "titlebar": "section", "pane": "section", "area": "section",
    "navigation": "section", "footer": "section", "banner": "section", "status bar": "section", "ribbon": "section",
    "navigation bar": "section", "frame": "section", "box below": "section", "switch": "checkbox", "toggle": "checkbox",
    "toggle switch": "checkbox", "slider switch": "checkbox",
    "circle": "shape", "square": "shape", "triangle": "shape", "rectangle": "shape", "ellipse": "shape", "star": "shape",
    "dot": "shape", "shape": "shape", "figure": "shape", "digit": "shape", "letter": "shape", "number": "shape", "box": "shape",
    "block": "shape", "point": "coordinate", "grid coordinate": "coordinate", "coordinate": "coordinate",
    "grid point": "coordinate",
    "widget": "widget", "control": "widget", "paragraph": "paragraph", "word": "word",
    "terminal": "screen", "console": "screen", "shell": "screen", "calendar": "dropdown", "date picker": "dropdown",
    "datepicker": "dropdown", "submenu": "menu", "suggestions": "list", "tree": "list", "results": "list",
    "screen": "screen", "page": "screen", "desktop": "screen", "application": "screen", "form": "screen", "view": "screen",
}  # fmt: skip
"""Singular nouns; the longest one wins."""

WIDGET_NAMES: Final[dict[str, Role]] = {
    "text": "field", "textarea": "textarea", "checkbox": "checkbox", "radio": "radio", "button": "button", "link": "link",
    "select": "dropdown", "slider": "slider", "spinner": "spinner", "image": "image", "list": "list",
}  # fmt: skip
"""What a quoted kind means in "a "text" widget"."""

DETERMINERS: Final = frozenset({"the", "a", "an", "this", "that", "these", "those", "my", "your", "any", "some", "its"})
SENT: Final = frozenset(
    {"email", "e-mail", "mail", "message", "post", "tweet", "comment", "letter", "note", "review", "request", "invitation"}
)
"""What comes from another user."""
BOTH: Final = frozenset({"both"})
ALL: Final = frozenset({"all", "every", "each"})
PRONOUNS: Final = frozenset({"it", "there", "that", "this", "them", "here"})
ORDINALS: Final[dict[str, int]] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12, "last": -1, "top": 1, "topmost": 1, "bottom": -1, "bottommost": -1,
}  # fmt: skip
CARDINALS: Final[dict[str, int]] = {
    "once": 1, "one": 1, "a": 1, "an": 1, "twice": 2, "two": 2, "thrice": 3, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20,
}  # fmt: skip
COLOURS: Final[dict[str, tuple[int, int, int]]] = {
    "black": (0, 0, 0), "white": (255, 255, 255), "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255),
    "yellow": (255, 255, 0), "orange": (255, 165, 0), "purple": (128, 0, 128), "violet": (238, 130, 238), "pink": (255, 192, 203),
    "brown": (165, 42, 42), "grey": (128, 128, 128), "gray": (128, 128, 128), "silver": (192, 192, 192), "cyan": (0, 255, 255),
    "aqua": (0, 255, 255), "magenta": (255, 0, 255), "fuchsia": (255, 0, 255), "lime": (0, 255, 0), "olive": (128, 128, 0),
    "navy": (0, 0, 128), "teal": (0, 128, 128), "maroon": (128, 0, 0), "gold": (255, 215, 0), "turquoise": (64, 224, 208),
    "beige": (245, 245, 220), "indigo": (75, 0, 130), "salmon": (250, 128, 114), "tan": (210, 180, 140),
}  # fmt: skip
"""The CSS colours that people use by name (CSS Color Module Level 4), as sRGB."""

SIZES: Final[dict[str, Size]] = {
    "small": "small", "little": "small", "tiny": "small", "large": "large", "big": "large", "huge": "large",
    "smaller": "smaller", "larger": "larger", "bigger": "larger", "smallest": "smallest", "largest": "largest",
    "biggest": "largest",
}  # fmt: skip
NAMING: Final = frozenset({"labeled", "labelled", "named", "called", "titled", "saying", "reading", "marked", "says", "reads"})
NAMING_PHRASES: Final = (
    ("that", "says"), ("which", "says"), ("that", "reads"), ("with", "the", "text"), ("with", "the", "label"), ("with", "the",
    "name"),
    ("with", "text"), ("with", "label"), ("with", "the", "title"), ("that", "is", "labeled"), ("that", "is", "labelled"),
)  # fmt: skip

RELATIONS: Final[tuple[tuple[tuple[str, ...], RelationKind], ...]] = (
    (("in", "the", "same", "row", "as"), "row"), (("in", "the", "row", "of"), "row"), (("in", "the", "row", "with"), "row"),
    (("in", "the", "row", "for"), "row"), (("in", "the", "line", "of"), "row"), (("on", "the", "line", "of"), "row"),
    (("on", "the", "row", "of"), "row"), (("in", "the", "same", "line", "as"), "row"), (("in", "the", "column"), "column"),
    (("to", "the", "left", "of"), "left"), (("left", "of"), "left"), (("to", "the", "right", "of"), "right"), (("right", "of"),
    "right"),
    (("on", "the", "left", "of"), "left"), (("on", "the", "right", "of"), "right"), (("at", "the", "left", "of"), "left"),
    (("next", "to"), "near"), (("close", "to"), "near"), (("beside",), "near"), (("near",), "near"), (("alongside",), "near"),
    (("just", "below"), "below"), (("below",), "below"), (("under",), "below"), (("beneath",), "below"), (("underneath",),
    "below"),
    (("above",), "above"), (("over",), "above"), (("on", "top", "of"), "above"), (("after",), "after"), (("before",), "before"),
    (("inside", "of"), "in"), (("inside",), "in"), (("within",), "in"), (("in",), "in"), (("from",), "in"), (("on",), "in"),
    (("at",), "in"), (("of",), "near"), (("for",), "row"), (("by",), "row"), (("belonging", "to"), "row"),
)  # fmt: skip
"""Longest first: the words between a target and what it is near."""

WEAK_RELATIONS: Final = frozenset(
    {
        ("in",),
        ("from",),
        ("on",),
        ("at",),
        ("of",),
        ("for",),
        ("by",),
        ("after",),
        ("before",),
        ("over",),
        ("under",),
        ("within",),
    }
)
"""Prepositions that are also found inside labels: "Sign in", "Terms of use"."""

TRAILING_PLACES: Final = (
    ("below",),
    ("above",),
    ("here",),
    ("there",),
    ("on", "the", "screen"),
    ("on", "the", "page"),
    ("on", "screen"),
)

DIRECTIONS: Final[dict[str, Direction]] = {
    "up": "up", "upward": "up", "upwards": "up", "down": "down", "downward": "down", "downwards": "down",
    "left": "left", "leftward": "left", "leftwards": "left", "right": "right", "rightward": "right", "rightwards": "right",
}  # fmt: skip

KEYS: Final[dict[str, str]] = {
    "enter": "enter", "return": "enter", "tab": "tab", "escape": "esc", "esc": "esc", "space": "space", "spacebar": "space",
    "space bar": "space", "backspace": "backspace", "delete": "delete", "del": "delete", "insert": "insert", "home": "home",
    "end": "end", "page up": "pageup", "pageup": "pageup", "page down": "pagedown", "pagedown": "pagedown", "pgup": "pageup",
    "pgdn": "pagedown", "up": "up", "down": "down", "left": "left", "right": "right", "up arrow": "up", "down arrow": "down",
    "left arrow": "left", "right arrow": "right", "arrow up": "up", "arrow down": "down", "arrow left": "left",
    "arrow right": "right", "caps lock": "capslock", "print screen": "printscreen", "menu key": "menu",
    **{f"f{number}": f"f{number}" for number in range(1, 13)},
}  # fmt: skip
KEY_LIKE_LABELS: Final = frozenset(
    {"delete", "del", "insert", "home", "end", "up", "down", "left", "right", "space", "return", "tab"}
)
"""Keys whose names are also found on buttons."""
MODIFIERS: Final[dict[str, str]] = {
    "ctrl": "ctrl", "control": "ctrl", "shift": "shift", "alt": "alt", "option": "alt", "super": "super", "win": "super",
    "windows": "super", "meta": "super", "cmd": "super", "command": "super",
}  # fmt: skip
