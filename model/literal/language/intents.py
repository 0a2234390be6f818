"""What an instruction means: typed steps, and the targets that they are aimed at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Role = Literal[
    "button", "link", "field", "textarea", "checkbox", "radio", "tab", "menu", "menuitem", "icon", "dialog", "list", "dropdown",
    "slider", "spinner", "image", "text", "item", "row", "column", "cell", "section", "shape", "coordinate", "widget",
    "paragraph",
    "word", "screen",
]  # fmt: skip
RelationKind = Literal["in", "below", "above", "left", "right", "near", "row", "column", "before", "after"]
Quantity = Literal["one", "both", "all"]
Size = Literal["small", "large", "smaller", "larger", "smallest", "largest"]
Direction = Literal["up", "down", "left", "right"]


Rank = Literal["least", "most", "ascending", "descending"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a label is said to begin with, to end with, and to contain; empty where nothing is said."""

    begins: str = ""
    ends: str = ""
    contains: str = ""

    def fits(self, label: str) -> bool:
        """Whether a label is like that; case does not count."""
        text = label.strip().casefold()
        return (
            text.startswith(self.begins.casefold()) and text.endswith(self.ends.casefold()) and self.contains.casefold() in text
        )

    def __bool__(self) -> bool:
        return bool(self.begins or self.ends or self.contains)


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a target is, seen from another one."""

    kind: RelationKind
    anchor: Target


@dataclass(frozen=True, slots=True)
class Target:
    """Something on the screen, as the instruction names it."""

    phrase: str
    """The words of the instruction, for messages and as a label of last resort."""
    label: str = ""
    longer: str = ""
    """The label with the adverb after it, should the screen show that: "Order now" where "Order", at once, was read."""
    quoted: bool = False
    """Whether the label was written in quotation marks: then it is taken by the letter."""
    role: Role | None = None
    noun: str = ""
    """The word for the role as written: "circle", "digit", "text area"."""
    ordinal: int | None = None
    """1 for the first, -1 for the last."""
    of: int = 0
    """How many there must be of the kind, where that is known: "the sliders to 3, 7 and 1"."""
    quantity: Quantity = "one"
    colour: str | None = None
    size: Size | None = None
    relation: Relation | None = None
    area: tuple[int, int] | None = None
    """Where on the screen it is said to be: (-1, 0 or 1 from left to right, the same from top to bottom); "in the top right corner"."""
    also: tuple[str, ...] = ()
    """What it may be called where nothing bears the label, the likeliest first."""
    excluded: tuple[str, ...] = ()
    """Labels that it is said not to be: "(not 'Unarchive')"."""
    pattern: Pattern = Pattern()
    """How its label begins, ends or what it contains, where that is all that is said of it."""
    rank: Rank | None = None
    """Which one of several numbers, or of what belongs to them, is meant."""
    answer: bool = False
    """What an earlier step found out: "the right number", "the button with the answer"."""
    pronoun: bool = False
    """"it", "there", "that": what the step before was about."""

    def __str__(self) -> str:
        return self.phrase


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text that is to be read from the screen: the text of a target, or one word of it."""

    source: Target
    word: int | None = None
    """1 for the first word, -1 for the last; None for the whole text."""
    after: str = ""
    """The word is the one after this one."""
    before: str = ""
    """The word is the one before this one."""


Words = str | Excerpt


@dataclass(frozen=True, slots=True)
class Step:
    """What every step has: the words that it was read from."""

    said: str


Button = Literal["left", "right", "middle"]
Side = Literal["width", "height", "both"]


@dataclass(frozen=True, slots=True)
class Click(Step):
    """Click a target."""

    target: Target
    button: Button = "left"
    clicks: int = 1
    modifiers: tuple[str, ...] = ()
    hold: float = 0
    times: int = 1
    shows: bool = False
    """Whether something must be seen to come of it: a command ("delete it") that changes nothing was not carried out."""
    reorders: bool = False
    """Whether texts must be seen to change their places: how a heading looks under the mouse says nothing."""
    opens: bool = False
    """Whether something must be seen to open: an entry that is only selected now is not open."""
    keys: str = ""
    """The usual keys for the same, where neither the screen nor a menu shows it; something must be seen to come of them."""
    selects: bool = False
    """Whether it is to be chosen: a check box of that name is to be ticked, and not to be changed."""
    restyles: Target | None = None
    """The selected text that it must be seen to change: a style that only the button shows was not given to the text."""


@dataclass(frozen=True, slots=True)
class Hover(Step):
    """Point at a target without clicking."""

    target: Target


@dataclass(frozen=True, slots=True)
class Focus(Step):
    """Give a field the keyboard focus."""

    target: Target


@dataclass(frozen=True, slots=True)
class Enter(Step):
    """Type a text, into a target or where the focus is."""

    text: Words
    target: Target | None = None
    append: bool = False
    commit: bool = False
    """Whether Enter makes it count, after which the field must still show it."""
    exactly: bool = False
    """Nothing else is to be done: no click, no clearing, no check that needs one."""


@dataclass(frozen=True, slots=True)
class Press(Step):
    """Press a key or a chord."""

    keys: str
    presses: int = 1
    hold: float = 0
    target: Target | None = None
    button: Target | None = None
    """A key's name that may as well be a button's label: the button, if it is on the screen."""


@dataclass(frozen=True, slots=True)
class Choose(Step):
    """Select one or several named values: options, list items, menu paths, a spinner's or a slider's value, a date."""

    values: tuple[str, ...]
    where: Target | None = None
    path: bool = False
    """Whether the values are the stations of one path through a menu."""


@dataclass(frozen=True, slots=True)
class Tick(Step):
    """Check or uncheck boxes; `state` None toggles."""

    targets: tuple[Target, ...]
    state: bool | None = True


@dataclass(frozen=True, slots=True)
class Scroll(Step):
    """Scroll: by notches, to an end, or until a target is visible."""

    direction: Direction | None = "down"
    notches: int | None = None
    to_end: bool = False
    until: Target | None = None
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Drag(Step):
    """Drag a target to another one, to a position in its list, or some way."""

    target: Target
    to: Target | None = None
    inside: bool = False
    beside: Literal["", "before", "after"] = ""
    """On which side of `to` it is dropped, in the order of a list."""
    position: int | None = None
    direction: Direction | None = None
    amount: int | None = None
    """Positions, or pixels where `pixels` is set; None for all the way."""
    pixels: bool = False


@dataclass(frozen=True, slots=True)
class Resize(Step):
    """Make a target wider, narrower, higher or lower."""

    target: Target
    side: Side
    larger: bool


@dataclass(frozen=True, slots=True)
class Wait(Step):
    """Wait some seconds, or until a target is there (or gone)."""

    seconds: float | None = None
    until: Target | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Read(Step):
    """Read a text from the screen: the answer."""

    what: Excerpt
    quiet: bool = False
    """Whether it is only needed for a later step, and no answer."""


@dataclass(frozen=True, slots=True)
class Work(Step):
    """Find something out: what a sum comes to, or how many there are; later steps call it the answer."""

    sum: str = ""
    """The sum in the instruction; empty for the one on the screen."""
    keyed: bool = False
    """Whether it is to be worked out with what is on the screen: the keys of a calculator."""
    count: Target | None = None
    """What is to be counted."""


@dataclass(frozen=True, slots=True)
class Commit(Step):
    """End a form or dialog that was filled in: with its button, where it has one."""

    verb: str = ""
    """What its button may be called besides "Send", "OK" and the like."""


@dataclass(frozen=True, slots=True)
class Assert(Step):
    """Make sure that a statement holds; the run fails where it does not."""

    statement: str


@dataclass(frozen=True, slots=True)
class Provided(Step):
    """Do the steps that follow only if a statement holds; otherwise leave out `skip` of them."""

    statement: str
    skip: int


@dataclass(frozen=True, slots=True)
class Leave(Step):
    """Leave out the `skip` steps that follow: they are for the other case."""

    skip: int


@dataclass(frozen=True, slots=True)
class Close(Step):
    """Close a dialog or a window."""

    target: Target
    by: Target | None = None


@dataclass(frozen=True, slots=True)
class Copy(Step):
    """Copy a text to the clipboard."""

    source: Excerpt


@dataclass(frozen=True, slots=True)
class Paste(Step):
    """Paste the clipboard."""

    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Expand(Step):
    """Open or close a section, a tree node, a menu."""

    target: Target
    open: bool = True


@dataclass(frozen=True, slots=True)
class Highlight(Step):
    """Select a text with the mouse."""

    target: Target


@dataclass(frozen=True, slots=True)
class Find(Step):
    """Bring a target into view."""

    target: Target


@dataclass(frozen=True, slots=True)
class Expect(Step):
    """What is said to happen: it must be seen before the run continues."""

    statement: str


@dataclass(frozen=True, slots=True)
class Lacking(Step):
    """A step that cannot be done, since the instruction describes a value instead of giving it."""

    what: str
    """The description: "your password"."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a part of an instruction; which one is meant is decided on the screen."""

    steps: tuple[Step, ...]
    prior: float = 1.0
    """0 to 1: how good it is as English, before the screen is looked at."""
    how: str = ""
    """What sets it apart from the others, in a few words."""
    exact: bool = False
    """Whether it only counts if the screen shows its label by the letter."""
    unused: tuple[str, ...] = ()
    """Words that it leaves aside."""
    further: bool = False
    """Whether it says how to reach what is not on the screen: it is taken where the screen explains no other."""
    restated: str = ""
    """Of a reading that only the screen makes possible: the same in words that can be read in no other way."""


SEVERAL = "as several values"
"""How a clause is read that gives each of several values to a field of its own."""


@dataclass(frozen=True, slots=True)
class Open(Step):
    """A part of the instruction with several readings, the best one as English first."""

    readings: tuple[Reading, ...]
    ordered: bool = False
    """Whether they are names of one thing, the likeliest first: the first one that the screen shows is meant."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """A whole instruction, understood."""

    text: str
    steps: tuple[Step, ...] = field(default=())
