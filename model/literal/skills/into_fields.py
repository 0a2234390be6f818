"""How a field is made ready for a text: it is clicked, and what is in it is selected."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TypeVar

from gui_agent.actions.action import Key, LeftClick
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.date_formats import segments
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.outcome import Act, Outcome
from gui_agent.model.literal.skills.pointing import place, saw
from gui_agent.model.literal.targets.progress import Sides, SkillState
from gui_agent.model.literal.targets.situation import Situation, describe
from gui_agent.perception.geometry import Box


@dataclass(frozen=True)
class Selecting(SkillState):
    """Keys that select everything in the focused field."""

    pressed: int = 0
    """How many of them were pressed."""


@dataclass(frozen=True)
class Entering(Selecting):
    """A text goes into one field, or into several, one after another."""

    text: str = ""
    boxes: tuple[Sides, ...] = ()
    """The fields."""
    at: int = 0
    """Which of them it is."""
    value: str = ""
    """What was in it."""
    label: str = ""
    again: bool = False
    """Whether the text is typed a second time, because it did not arrive."""
    looks: int = 0
    """How often the field was looked at again before anything was typed a second time."""
    opened: bool = False
    """Whether a list opened when it was clicked."""
    turns: bool = False
    """Whether it is a spinner that is set: what is typed counts once the keyboard focus leaves it."""


@dataclass(frozen=True)
class FieldClicked(Entering):
    """The field was clicked."""


@dataclass(frozen=True)
class AtItsEnd(Entering):
    """The caret was put behind what is in the field."""


@dataclass(frozen=True)
class SelectingContent(Entering):
    """What is in the field is being selected."""


@dataclass(frozen=True)
class ContentSelected(Entering):
    """What is in the field is selected, or the caret is behind it, where more is to be written."""


@dataclass(frozen=True)
class TextTyped(Entering):
    """The text was typed into the field."""


@dataclass(frozen=True)
class FieldLeft(Entering):
    """The text is in a cell of a sheet, or in a spinner, and the key was pressed that makes it count."""


_Entering = TypeVar("_Entering", bound=Entering)
_Selecting = TypeVar("_Selecting", bound=Selecting)


def now_in(kind: type[_Entering], state: Entering) -> _Entering:
    """What is known of the field, in another phase."""
    return kind(**{field.name: getattr(state, field.name) for field in fields(Entering)})


def click_into(step: intents.Enter, situation: Situation, state: Entering, field: Spot, *, pointed: bool = False) -> Outcome:
    """Click a field; a triple click where something may be in it that is to be replaced."""
    saw(situation, field)
    spot = field
    if segments(state.text, field.value):
        width = max(12, field.box.height)
        spot = Spot(
            Box(field.box.left, field.box.top, field.box.left + width, field.box.bottom), field.kind, field.label, field.value
        )
        situation.think("It is made of segments; I click its first one.")
    state = replace(state, value=field.value, label=describe(field), turns=pointed and field.kind == "spinner")
    if field.kind == "spinner" and spot is field:
        field = spot = replace(field, box=number_in(field.box, situation))
    filled = (field.value and not pointed) or field.kind == "spinner"
    if spot is field and filled and field.kind != "textarea" and not step.append:
        situation.think("Something may be in it; a triple click selects it.")
        return Act(LeftClick(**place(situation.scene, spot), clicks=3), now_in(ContentSelected, state))
    return Act(LeftClick(**place(situation.scene, spot)), now_in(FieldClicked, state))


def number_in(spinner: Box, situation: Situation) -> Box:
    """Where the number of a spinner is: its middle may be one of its buttons."""
    half = Box(spinner.left, spinner.top, spinner.center.x, spinner.bottom)
    lines = [line.box for line in situation.scene.lines if half.contains(line.box.center)]
    words = [word.box for line in situation.scene.lines for word in line.words if half.contains(word.box.center)]
    return (lines or words or [Box(spinner.left, spinner.top, spinner.left + spinner.width // 3, spinner.bottom)])[0]


def select_all(situation: Situation, state: _Selecting) -> Act | None:
    """The next key that selects everything in the focused field; None when it is selected.

    Where Ctrl+A only moves the caret (Tk, Emacs keys), from the beginning to the end with Shift.
    """
    if not state.pressed:
        return Act(Key(keys="ctrl+a"), replace(state, pressed=1), situation.search)
    if state.pressed == 1 and situation.unchanged:
        situation.think("Ctrl+A selected nothing that I can see; I select from the beginning to the end.")
        return Act(Key(keys="ctrl+home"), replace(state, pressed=2), situation.search)
    return Act(Key(keys="ctrl+shift+end"), replace(state, pressed=3), situation.search) if state.pressed == 2 else None
