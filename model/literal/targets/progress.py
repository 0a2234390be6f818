"""What the embedded model knows of a step that it has begun, in a form that its notes can hold between two turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from gui_agent.actions.action import Direction

Sides = tuple[float, float, float, float]
"""Left, top, right and bottom of a box, in thousandths."""
KIND = "is"
"""The name of the class, in JSON."""


@dataclass(frozen=True)
class Note:
    """Frozen data with a JSON form: texts, numbers, truth values, tuples of them, and other notes."""

    kinds: ClassVar[dict[str, type[Note]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        known = Note.kinds.setdefault(cls.__name__, cls)
        assert known.__qualname__ == cls.__qualname__, f"two kinds of notes are called {cls.__name__}"

    def to_json(self) -> dict[str, Any]:
        """The kind of note and those fields that do not have their default value."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        defaults = {field.name: field.default for field in fields(self)}
        return {KIND: type(self).__name__} | {name: _plain(v) for name, v in values.items() if v != defaults[name]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The note of `to_json`. Raises ValueError for anything else."""
        try:
            kind = Note.kinds[data[KIND]]
            note = kind(**{name: _restored(value) for name, value in data.items() if name != KIND})
        except (LookupError, TypeError) as error:
            raise ValueError(f"not a note: {error!r}") from error
        if not isinstance(note, cls):
            raise ValueError(f"a {kind.__name__} is no {cls.__name__}")
        return note


def _plain(value: Any) -> Any:
    if isinstance(value, Note):
        return value.to_json()
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _restored(value: Any) -> Any:
    if isinstance(value, Mapping):
        return Note.from_json(value)
    return tuple(_restored(item) for item in value) if isinstance(value, list) else value


class SkillState(Note):
    """What a skill must know when it sees what came of its last action; a subclass for each phase of a skill."""


@dataclass(frozen=True)
class Entry(Note):
    """An entry of a menu: its place and its label."""

    sides: Sides
    label: str


@dataclass(frozen=True)
class Scrolls(Note):
    """How far a search has scrolled: down first, then up."""

    direction: Direction = "down"
    count: int = 0
    area: Sides = (0.0, 0.0, 0.0, 0.0)
    """Where it was scrolled: what shows there by now may look like another list."""
    notches: int = 0
    """How many notches the last scroll turned."""
    edge: str = ""
    """The row at the end of the list towards which it was scrolled, before the last scroll."""


@dataclass(frozen=True)
class Search(Note):
    """What was tried for something that is not in view."""

    opened: bool = False
    """Whether the menu, tab or section that it is in was opened."""
    popped: bool = False
    """Whether that was a menu that pops up anywhere."""
    dwelt: bool = False
    """Whether the mouse was moved there first."""
    uncovered: bool = False
    """Whether the mouse was moved over the entry that it belongs to."""
    waits: int = 0
    """Seconds that were waited for it."""
    peeks: int = 0
    """Entries of a menu that were pointed at, in search of a submenu."""
    entries: tuple[Entry, ...] = ()
    """The entries of that menu."""
    scrolls: Scrolls = Scrolls()
    tried: tuple[str, ...] = ()
    """Tabs, sections and pages that were looked into."""
    aside: bool = False
    """Whether the pointer was moved away to see what is under it."""
    dismissed: bool = False
    """Whether a message that came up by itself was put away."""
    passed: int = 0
    """Entries on the pages that were turned."""
    drawings: tuple[Sides, ...] = ()
    """Drawings without a name whose hints are read."""
    pointed: int = 0
    """How many of them were pointed at."""
    dwelling: int = 0
    """Whether the hint of the last one is awaited (1), or was waited for (2)."""
    idle: int = 0
    """How many of them, one after another, showed nothing at all."""
    fields: int = 0
    """How many fields there were before one to search with was opened."""
    menus: tuple[Entry, ...] = ()
    """The titles of a menu bar whose menus are looked into."""
    menu_at: int = 0
    """How many of them were."""
    listed: bool = False
    """Whether closed lists were looked into."""
    origin: tuple[float, ...] = ()
    """The place of the last action before the mouse was moved over them."""


@dataclass(frozen=True)
class StepState(Note):
    """The step that is being worked on."""

    acts: int = 0
    """Actions that were decided for it."""
    skill: SkillState | None = None
    """None until the step's own skill has acted."""
    search: Search = Search()


@dataclass(frozen=True)
class Facts(Note):
    """What is kept from one step to the next."""

    answers: tuple[str, ...] = ()
    """Texts that were read for the answer."""
    read: str = ""
    """The text that was read last."""
    place: tuple[float, ...] = ()
    """The place of the last action, two or four thousandths; empty before it."""
    changed: tuple[float, ...] = ()
    """Where the screen changed most when the last step was done."""
    read_as: tuple[int | str, ...] = ()
    """Which readings were chosen, in the order of the open steps: a number, or a reading of the screen in words."""
    letters: str = ""
    """The shape of the letters of the text that was selected last, before it was."""
    ground: tuple[float, ...] = ()
    """The colour that it was on before."""
