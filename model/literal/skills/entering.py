"""Skills of the keyboard: typing into fields, and pressing keys."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Final, TypeVar

from rapidfuzz import fuzz

from gui_agent.actions.action import Key, LeftClick, Type, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.date_formats import segments
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.text_match import CASE, canonical, similarity
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills import cell_editing
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import FIELDS, Acted, place, saw, sides
from gui_agent.model.literal.targets.addresses import addressed
from gui_agent.model.literal.targets.excerpts import text_of
from gui_agent.model.literal.targets.find import candidates, locate, locate_all, may_be_called
from gui_agent.model.literal.targets.progress import Sides, SkillState
from gui_agent.model.literal.targets.situation import NotFound, Situation, describe
from gui_agent.perception.geometry import Box

_DIGITS: Final = 4
"""So many digits and more are compared one by one."""
_ALIKE: Final = 60
"""Percent: OCR of a field's content must come this close to what was typed, or typing is tried a second time."""
_LONG_TEXTS: Final = frozenset(
    {"message", "text", "comment", "note", "notes", "description", "body", "editor", "review", "post", "letter"}
)
"""What is written in a field of several lines."""
_DOCUMENTS: Final = frozenset({"document", "editor", "page", "file", "text", "body", "text area", "textarea"})
"""What the area of an editor is called."""
_LARGE: Final = 4
"""How many times as large as other fields the area of an editor is, at least."""
_SURELY: Final = 80
"""Percent: the same where nothing is known to have changed in the field."""
_SHORT: Final = 4
"""Letters: shorter texts are compared as they are."""
_EDGE: Final = 6
"""Pixels around a field that its frame may take."""
_NUMERIC: Final = re.compile(r"\s*(?:$|[-+\u2212.,]?\d)")
"""What a spinner takes: a number, a time, a date, or nothing."""
_TAKES_TEXT: Final = frozenset({"field", "textarea", "spinner", "dropdown", "list", "item"})
"""What a dialog holds that does something with letters: a list goes to what begins with them."""
_LOOKS: Final = 2
"""Seconds that are waited for a typed text to show: an application under load draws it late."""


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


@dataclass(frozen=True)
class TypedHere(SkillState):
    """The text was typed to where the keyboard focus was."""

    text: str
    looks: int = 0
    """How often it was looked for again."""
    sought: bool = False
    """Whether it is searched for: then it must be seen in what opened for it."""


@dataclass(frozen=True)
class Focused(SkillState):
    """What the key is for was clicked."""


_Entering = TypeVar("_Entering", bound=Entering)
_Selecting = TypeVar("_Selecting", bound=Selecting)


def _now(kind: type[_Entering], state: Entering) -> _Entering:
    """What is known of the field, in another phase."""
    return kind(**{field.name: getattr(state, field.name) for field in fields(Entering)})


def enter(step: intents.Enter, situation: Situation, *, pointed: bool = False) -> Outcome:
    """Type a text: click into the field, select what is in it, type, and look whether it arrived.

    With `pointed`, the field is first clicked once, to see whether a list opens.
    """
    if isinstance(situation.state, cell_editing.CellOpened) or (situation.beginning and _is_cell(step, situation)):
        return cell_editing.write(intents.Choose(step.said, (str(step.text),), step.target), situation)
    if situation.beginning:
        text = step.text if isinstance(step.text, str) else text_of(step.text, situation)
        if step.target is None:
            return _type_here(text, situation)
        found = _fields(step.target, situation)
        if any(field.kind == "spinner" for field in found) and not _NUMERIC.match(text):
            raise NotFound(f"I cannot see a field for {text!r}: the {describe(found[0])} takes numbers")
        boxes = tuple(sides(situation.scene, field.box) for field in found)
        return _click_into(step, situation, Entering(text=text, boxes=boxes), found[0], pointed=pointed)
    match situation.state:
        case FieldClicked() as state:
            return _fill_in(step, situation, state)
        case AtItsEnd() as state:
            return Act(Key(keys="shift+home"), _now(ContentSelected, state), situation.search)
        case SelectingContent() as state:
            return select_all(situation, state) or _type_or_clear(situation, state)
        case ContentSelected() as state:
            return _type_over(situation, state) if state.again else _type_or_clear(situation, state)
        case TextTyped() as state:
            return _arrived(step, situation, state)
        case FieldLeft() as left:
            return _left(step, situation, left)
        case TypedHere() as typed:
            return _typed_here(step, situation, typed)
    return Finished()


def _is_cell(step: intents.Enter, situation: Situation) -> bool:
    """Whether a text is for a cell of a table, named by its column and its row ("the price of the lamp"), and for no field."""
    target = step.target
    if target is None or not isinstance(step.text, str) or not step.text or step.append or target.quoted or target.pronoun:
        return False
    if target.noun not in ("content", "cell", "") or candidates(target, situation, FIELDS):
        return False
    return cell_editing.cell_of(target, situation) is not None


def _fields(target: Target, situation: Situation) -> list[Spot]:
    """The fields that are meant; one that is only described by its content ("as the date") may be the only one there is."""
    try:
        return locate_all(target, situation, FIELDS)
    except NotFound as missing:
        fields = [spot for spot in situation.scene.spots if spot.kind in ("field", "textarea")]
        areas = [spot for spot in fields if spot.kind == "textarea"]
        if (document := _document(target, areas)) is not None:
            situation.think(f"I take the large field for {target}.")
            return [document]
        described = target.noun == "content"
        fitting = [spot for spot in fields if described and segments(target.label, spot.value) is not None]
        if len(fitting) == 1:
            return fitting
        if described and len(fields) == 1 and may_be_called(target.label, fields[0], situation):
            situation.think(f"No field is labelled {target.label!r}, but there is only one field.")
            return fields
        if missing.ambiguous:
            raise
        if len(areas) == 1 and {target.noun, *target.label.casefold().split()} & _LONG_TEXTS and not areas[0].label:
            situation.think(f"Nothing is labelled {target}, but there is only one field for long texts.")
            return areas
        return [_editable_text(target, situation, missing)]


def _document(target: Target, areas: list[Spot]) -> Spot | None:
    """For "into the document": the one field that is much larger than all others."""
    name = (target.label or target.noun).casefold()
    if target.quoted or name not in _DOCUMENTS or not areas:
        return None
    largest, *others = sorted(areas, key=lambda spot: -spot.box.area)
    return largest if all(_LARGE * other.box.area <= largest.box.area for other in others) else None


def _editable_text(target: Target, situation: Situation, missing: NotFound) -> Spot:
    """Fields without a frame cannot be seen; a text or list cell of exactly that name is taken for one only if it was quoted."""
    if target.quoted and target.role is None:
        return locate(target, situation)
    hints = [
        spot
        for spot in situation.scene.spots
        if spot.kind == "text" and not spot.enabled and target.label and similarity(target.label, spot.label) >= CASE
    ]
    if len(hints) == 1:  # whether it is one is seen when the text arrives
        situation.think(f"I take the pale {hints[0].label!r} for the hint in a field.")
        return hints[0]
    raise missing


def _click_into(step: intents.Enter, situation: Situation, state: Entering, field: Spot, *, pointed: bool = False) -> Outcome:
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
        field = spot = replace(field, box=_number_in(field.box, situation))
    filled = (field.value and not pointed) or field.kind == "spinner"
    if spot is field and filled and field.kind != "textarea" and not step.append:
        situation.think("Something may be in it; a triple click selects it.")
        return Act(LeftClick(**place(situation.scene, spot), clicks=3), _now(ContentSelected, state))
    return Act(LeftClick(**place(situation.scene, spot)), _now(FieldClicked, state))


def _number_in(spinner: Box, situation: Situation) -> Box:
    """Where the number of a spinner is: its middle may be one of its buttons."""
    half = Box(spinner.left, spinner.top, spinner.center.x, spinner.bottom)
    lines = [line.box for line in situation.scene.lines if half.contains(line.box.center)]
    words = [word.box for line in situation.scene.lines for word in line.words if half.contains(word.box.center)]
    return (lines or words or [Box(spinner.left, spinner.top, spinner.left + spinner.width // 3, spinner.bottom)])[0]


def _fill_in(step: intents.Enter, situation: Situation, state: FieldClicked) -> Outcome:
    digits = segments(state.text, state.value)
    if digits:
        situation.think(f"The field shows {state.value!r}, so I type {digits!r}.")
        return Act(Type(content=digits), _now(TextTyped, state), situation.search)
    if step.append:
        return Act(Key(keys="ctrl+end"), _now(ContentSelected, state), situation.search)
    if state.again:
        situation.think("I select what is in it from its end.")
        return Act(Key(keys="end"), _now(AtItsEnd, state), situation.search)
    if state.value or not state.text:
        situation.think("Something is in it; I select it first.")
        return select_all(situation, _now(SelectingContent, state)) or _type_or_clear(situation, state)
    return _type_or_clear(situation, state)


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


def _type_or_clear(situation: Situation, state: Entering) -> Outcome:
    action = Type(content=state.text) if state.text else Key(keys="delete")
    return Act(action, _now(TextTyped, state), situation.search)


def _type_over(situation: Situation, state: ContentSelected) -> Outcome:
    """Type a second time, but never behind what the first time left: that must be seen to be selected."""
    seen = _content(situation, state)
    if situation.unchanged and seen and fuzz.partial_ratio(canonical(seen), canonical(state.text)) >= _ALIKE:
        return Stuck(
            f"the {state.label} holds {seen!r}, and I cannot see that it is selected: I do not type {state.text!r} again"
        )
    return _type_or_clear(situation, state)


def _content(situation: Situation, state: Entering) -> str:
    return situation.scene.text_in(situation.scene.pixels(state.boxes[state.at]).padded(_EDGE))


def _behind_others(text: str, seen: str, area: bool) -> bool:
    """Whether a text is seen right behind other letters, with no space between: it was typed behind what was in the field."""
    word = text.strip().casefold()
    return (
        not area and len(word) >= _SHORT and re.search(rf"[^\W\d_]{{2}}{re.escape(word)}$", seen.strip().casefold()) is not None
    )


def _doubled(text: str, seen: str) -> bool:
    """Whether a text is seen twice, the one right behind the other."""
    wanted = canonical(text)
    return len(wanted) > 1 and 2 * wanted in canonical(seen)


def _arrived(step: intents.Enter, situation: Situation, state: TextTyped) -> Outcome:
    """Look whether the text is in the field, later once more; type it a second time if not; then continue with the next field."""
    boxes, at = state.boxes, state.at
    seen = _content(situation, state)
    if not _fits(state.text, seen, situation, situation.scene.pixels(boxes[at])) and (moved := _moved(step, state, situation)):
        return _arrived(step, situation, moved)
    if not step.append and _doubled(state.text, seen):
        return Stuck(f"the {state.label} holds {state.text!r} twice: I see {seen!r}")
    behind = not step.append and _behind_others(state.text, seen, "textarea" in state.label)
    if behind or not _fits(state.text, seen, situation, situation.scene.pixels(boxes[at])):
        if state.looks < _LOOKS:
            situation.think(f"I do not see {state.text!r} in the field yet; I look again before I type anything.")
            return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
        if state.again or step.append:
            return Stuck(f"I typed {state.text!r} into the {state.label}, but see {seen!r} there")
        situation.think(f"I see {seen!r} in the field instead of {state.text!r}; I try a second time.")
        box = situation.scene.pixels(boxes[at])
        again = Spot(_number_in(box, situation) if state.turns else box, "field", state.label)
        clicked = replace(_now(FieldClicked, state), again=True, looks=0)
        return Act(LeftClick(**place(situation.scene, again)), clicked, situation.search)
    if seen and state.text:
        situation.think(f"The field shows {seen!r}.")
    if step.target is not None and addressed(step.target, situation) is not None:
        situation.think("It is in the cell once Enter is pressed.")
        return Act(Key(keys="enter"), _now(FieldLeft, state), situation.search)
    if step.commit:
        situation.think("It counts once Enter is pressed.")
        return Act(Key(keys="enter"), replace(_now(FieldLeft, state), turns=True), situation.search)
    if state.turns:
        situation.think("It counts once the keyboard focus leaves the spinner.")
        return Act(Key(keys="tab"), _now(FieldLeft, state), situation.search)
    if at + 1 < len(boxes):
        following = Spot(situation.scene.pixels(boxes[at + 1]), "field", str(step.target))
        return _click_into(step, situation, Entering(text=state.text, boxes=boxes, at=at + 1), following)
    return Finished()


def _moved(step: intents.Enter, state: TextTyped, situation: Situation) -> TextTyped | None:
    """The state with the place where the field is by now, if it is elsewhere, and holds the text there."""
    if step.target is None or step.target.pronoun or len(state.boxes) > 1:
        return None
    try:
        field = locate(step.target, situation, FIELDS)
    except NotFound:
        return None
    here = sides(situation.scene, field.box)
    is_there = here != state.boxes[0] and canonical(state.text) == canonical(field.value) != ""
    return replace(state, boxes=(here,)) if is_there else None


def _left(step: intents.Enter, situation: Situation, state: FieldLeft) -> Outcome:
    """Whether a spinner still shows what was typed: it may have a largest value."""
    if not state.turns:
        return Finished()
    try:
        seen = locate(step.target, situation, FIELDS).value if step.target is not None else ""
    except NotFound:
        seen = ""
    seen = seen or _content(situation, state)
    numbers = re.findall(r"\d+(?:[.,]\d+)?", seen)
    if numbers and state.text.strip("-+ ") not in numbers:
        return Stuck(f"I typed {state.text!r} into the {state.label}, but it shows {seen!r} now")
    return Finished()


def _fits(text: str, seen: str, situation: Situation, box: Box) -> bool:
    """Whether what is seen in a field (`box`, pixels) can be what was typed: by the letter, cut off by its edge, or as dots.

    OCR errs on single characters, so a text need only be alike; but that something changed says nothing where it shows another text.
    """
    drawn = _changed_in(box, situation)
    if not text:
        return not seen or drawn
    wanted, found = canonical(text), canonical(seen)
    if not found:
        return drawn
    if text.strip().isdigit() and (numbers := re.findall(r"\d+", seen)):
        return text.strip() in numbers
    if re.fullmatch(r"[\W_o0\u2022\u25cf.]+", seen.strip()):
        return drawn
    if len(wanted) < _SHORT:
        return wanted in found or (drawn and len(found) <= len(wanted) + 2)
    alike = fuzz.partial_ratio(found, wanted) >= (_ALIKE if drawn else _SURELY)
    digits = re.findall(r"\d", wanted)
    if alike and len(digits) >= _DIGITS and len(found) >= len(wanted):
        return "".join(digits) in "".join(re.findall(r"\d", found))  # a date that is alike is another date
    return alike


def _changed_in(box: Box, situation: Situation) -> bool:
    """Whether the last action changed something in a field; where nothing is known of its effect, it may have."""
    effect = situation.effect
    if effect is None or not effect.changed:
        return not situation.unchanged
    near = box.padded(_EDGE)
    return any(near.intersection(situation.scene.pixels((one.left, one.top, one.right, one.bottom))) for one in effect.changed)


def _of_a_question(situation: Situation) -> list[str]:
    """The buttons of the dialog in front where nothing else in it takes a text: its letters would press them."""
    front = situation.scene.front
    if front is None:
        return []
    inside = [spot for spot in situation.scene.spots if front.content.contains(spot.box.center)]
    if any(spot.kind in _TAKES_TEXT for spot in inside):
        return []
    return [spot.label for spot in inside if spot.kind == "button" and spot.label]


def _type_here(text: str, situation: Situation) -> Outcome:
    situation.think("I type where the keyboard focus is.")
    if not text:
        return Stuck("there is no text to type")
    buttons = _of_a_question(situation)
    if buttons:
        labels = ", ".join(buttons)
        return Stuck(f"the dialog in front has no field, only buttons ({labels}): say first which one is to be clicked")
    return Act(Type(content=text), TypedHere(text))


def _typed_here(step: intents.Enter, situation: Situation, state: TypedHere) -> Outcome:
    if state.sought and not _is_read(state.text, situation):
        if state.looks < _LOOKS:
            return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
        return Stuck(f"I see no field to search with, and cannot see {state.text!r} on the screen after typing it")
    if situation.unchanged and not step.exactly and state.looks < _LOOKS:
        situation.think("Nothing arrived yet; I look again before I type anything.")
        return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
    if situation.unchanged and not step.exactly and not _is_shown(state.text, situation):
        found = [spot for spot in situation.scene.spots if spot.kind in ("field", "textarea")]
        if len(found) == 1:
            situation.think("Nothing arrived; I click into the only field and type again.")
            boxes = (sides(situation.scene, found[0].box),)
            return _click_into(step, situation, Entering(text=state.text, boxes=boxes, again=True), found[0])
        return Stuck(f"typing {state.text!r} changed nothing that I can see: no field has the keyboard focus")
    if situation.effect is not None and situation.effect.outcome in ("unverifiable", "unexpected", "partial"):
        seen = canonical(" ".join(line.text for line in situation.scene.lines))
        wanted = canonical(state.text)
        if len(wanted) >= 4 and fuzz.partial_ratio(wanted, seen) < _ALIKE:
            return Stuck(f"I typed {state.text!r} where the keyboard focus was, but cannot see it on the screen")
    return Finished()


def _is_read(text: str, situation: Situation) -> bool:
    """Whether a text is read in a field, or on a line, that is no larger than what is searched with."""
    wanted = canonical(text)
    fields_seen = [spot for spot in situation.scene.spots if spot.kind == "field"]
    return any(wanted in canonical(f"{spot.value} {spot.label}") for spot in fields_seen)


def _is_shown(text: str, situation: Situation) -> bool:
    """Whether a typed text is on the screen by now, in a field: its effect may have come while nobody looked."""
    fields_seen = [spot for spot in situation.scene.spots if spot.kind in ("field", "textarea")]
    wanted = canonical(text)
    return bool(wanted) and any(wanted in canonical(f"{spot.value} {spot.label}") for spot in fields_seen)


def press(step: intents.Press, situation: Situation) -> Outcome:
    """Press keys, or click the button of that name where one is on the screen."""
    if isinstance(situation.state, Acted):
        return Finished()
    if situation.beginning and step.button is not None:
        try:
            spot = locate(step.button, situation, frozenset({"button", "link", "tab"}))
        except NotFound:
            situation.think(f"There is no button {step.button.label!r}, so the key is meant.")
        else:
            last = situation.scene.pixels(situation.facts.place) if situation.facts.place else None
            if last is None or not spot.box.contains(last.center):  # what opened the field may close it
                saw(situation, spot)
                return Act(LeftClick(**place(situation.scene, spot)), Acted())
    if situation.beginning and step.target is not None:
        spot = locate(step.target, situation, FIELDS if step.target.role == "field" else None)
        saw(situation, spot)
        return Act(LeftClick(**place(situation.scene, spot)), Focused())
    return Act(Key(keys=step.keys, presses=step.presses, hold=step.hold), Acted())
