"""Skills of the keyboard: typing into fields, and pressing keys."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz

from gui_agent.actions.action import Key, LeftClick, Type, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.date_formats import segments
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.text_match import CASE, canonical, similarity
from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.skills import cell_editing
from gui_agent.model.literal.skills.arriving import ALIKE, LOOKS, content_of, fits, is_behind_others, is_doubled
from gui_agent.model.literal.skills.into_fields import (
    AtItsEnd,
    ContentSelected,
    Entering,
    FieldClicked,
    FieldLeft,
    SelectingContent,
    TextTyped,
    click_into,
    now_in,
    number_in,
    select_all,
)
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, sides
from gui_agent.model.literal.skills.typing_here import TypedHere, type_here, typed_here
from gui_agent.model.literal.targets.addresses import addressed
from gui_agent.model.literal.targets.excerpts import text_of
from gui_agent.model.literal.targets.find import candidates, locate, locate_all, may_be_called
from gui_agent.model.literal.targets.situation import NotFound, Situation, describe

_LONG_TEXTS: Final = frozenset(
    {"message", "text", "comment", "note", "notes", "description", "body", "editor", "review", "post", "letter"}
)
"""What is written in a field of several lines."""


_DOCUMENTS: Final = frozenset({"document", "editor", "page", "file", "text", "body", "text area", "textarea"})
"""What the area of an editor is called."""


_EDITED: Final = frozenset({"document", "editor", "text area", "textarea"})
"""The same, where nothing but an editor is meant."""
_LARGE: Final = 4
"""How many times as large as other fields the area of an editor is, at least."""


_NUMERIC: Final = re.compile(r"\s*(?:$|[-+\u2212.,]?\d)")
"""What a spinner takes: a number, a time, a date, or nothing."""


def enter(step: intents.Enter, situation: Situation, *, pointed: bool = False) -> Outcome:
    """Type a text: click into the field, select what is in it, type, and look whether it arrived.

    With `pointed`, the field is first clicked once, to see whether a list opens.
    """
    if isinstance(situation.state, cell_editing.CellOpened) or (situation.beginning and _is_cell(step, situation)):
        return cell_editing.write(intents.Choose(step.said, (str(step.text),), step.target), situation)
    if situation.beginning:
        return _begin(step, situation, pointed)
    match situation.state:
        case FieldClicked() as state:
            return _fill_in(step, situation, state)
        case AtItsEnd() as state:
            return Act(Key(keys="shift+home"), now_in(ContentSelected, state), situation.search)
        case SelectingContent() as state:
            return select_all(situation, state) or _type_or_clear(situation, state)
        case ContentSelected() as state:
            return _type_over(situation, state) if state.again else _type_or_clear(situation, state)
        case TextTyped() as state:
            return _arrived(step, situation, state)
        case FieldLeft() as left:
            return _left(step, situation, left)
        case TypedHere() as typed:
            return typed_here(step, situation, typed)
    return Finished()


def _begin(step: intents.Enter, situation: Situation, pointed: bool) -> Outcome:
    """Click into the field, or type where the focus is."""
    text = step.text if isinstance(step.text, str) else text_of(step.text, situation)
    if step.target is None:
        return type_here(text, situation)
    try:
        found = _fields(step.target, situation)
    except NotFound:
        if not _is_edited(step.target) or any(spot.kind == "textarea" for spot in situation.scene.spots):
            raise
        situation.think(f"I see no frame of {step.target}.")
        return type_here(text, situation, shown=True)
    if any(field.kind == "spinner" for field in found) and not _NUMERIC.match(text):
        raise NotFound(f"I cannot see a field for {text!r}: the {describe(found[0])} takes numbers")
    boxes = tuple(sides(situation.scene, field.box) for field in found)
    return click_into(step, situation, Entering(text=text, boxes=boxes), found[0], pointed=pointed)


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


def _is_edited(target: Target) -> bool:
    """The same, by a word that means nothing else: a page or a file may be shown only."""
    return _is_document(target) and (target.label or target.noun).casefold() in _EDITED


def _is_document(target: Target) -> bool:
    """Whether a text is for the document that an application edits."""
    return not target.quoted and (target.label or target.noun).casefold() in _DOCUMENTS


def _document(target: Target, areas: list[Spot]) -> Spot | None:
    """For "into the document": the one field that is much larger than all others."""
    if not _is_document(target) or not areas:
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


def _fill_in(step: intents.Enter, situation: Situation, state: FieldClicked) -> Outcome:
    digits = segments(state.text, state.value)
    if digits:
        situation.think(f"The field shows {state.value!r}, so I type {digits!r}.")
        return Act(Type(content=digits), now_in(TextTyped, state), situation.search)
    if step.append:
        return Act(Key(keys="ctrl+end"), now_in(ContentSelected, state), situation.search)
    if state.again:
        situation.think("I select what is in it from its end.")
        return Act(Key(keys="end"), now_in(AtItsEnd, state), situation.search)
    if state.value or not state.text:
        situation.think("Something is in it; I select it first.")
        return select_all(situation, now_in(SelectingContent, state)) or _type_or_clear(situation, state)
    return _type_or_clear(situation, state)


def _type_or_clear(situation: Situation, state: Entering) -> Outcome:
    action = Type(content=state.text) if state.text else Key(keys="delete")
    return Act(action, now_in(TextTyped, state), situation.search)


def _type_over(situation: Situation, state: ContentSelected) -> Outcome:
    """Type a second time, but never behind what the first time left: that must be seen to be selected."""
    seen = content_of(situation, state)
    if situation.unchanged and seen and fuzz.partial_ratio(canonical(seen), canonical(state.text)) >= ALIKE:
        return Stuck(
            f"the {state.label} holds {seen!r}, and I cannot see that it is selected: I do not type {state.text!r} again"
        )
    return _type_or_clear(situation, state)


def _arrived(step: intents.Enter, situation: Situation, state: TextTyped) -> Outcome:
    """Look whether the text is in the field, later once more; type it a second time if not; then continue with the next field."""
    boxes, at = state.boxes, state.at
    if state.turns and situation.scene.reported_value(situation.scene.pixels(boxes[at])):
        situation.think("It counts once the keyboard focus leaves the spinner; what it holds is reported then.")
        return Act(Key(keys="tab"), now_in(FieldLeft, state), situation.search)
    seen = content_of(situation, state)
    if not fits(state.text, seen, situation, situation.scene.pixels(boxes[at])) and (moved := _moved(step, state, situation)):
        return _arrived(step, situation, moved)
    if not step.append and is_doubled(state.text, seen):
        return Stuck(f"the {state.label} holds {state.text!r} twice: I see {seen!r}")
    behind = not step.append and is_behind_others(state.text, seen, "textarea" in state.label)
    if behind or not fits(state.text, seen, situation, situation.scene.pixels(boxes[at])):
        if state.looks < LOOKS:
            situation.think(f"I do not see {state.text!r} in the field yet; I look again before I type anything.")
            return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
        if state.again or step.append:
            return Stuck(f"I typed {state.text!r} into the {state.label}, but see {seen!r} there")
        situation.think(f"I see {seen!r} in the field instead of {state.text!r}; I try a second time.")
        box = situation.scene.pixels(boxes[at])
        again = Spot(number_in(box, situation) if state.turns else box, "field", state.label)
        clicked = replace(now_in(FieldClicked, state), again=True, looks=0)
        return Act(LeftClick(**place(situation.scene, again)), clicked, situation.search)
    if seen and state.text:
        situation.think(f"The field shows {seen!r}.")
    if step.target is not None and addressed(step.target, situation) is not None:
        situation.think("It is in the cell once Enter is pressed.")
        return Act(Key(keys="enter"), now_in(FieldLeft, state), situation.search)
    if step.commit:
        situation.think("It counts once Enter is pressed.")
        return Act(Key(keys="enter"), replace(now_in(FieldLeft, state), turns=True), situation.search)
    if state.turns:
        situation.think("It counts once the keyboard focus leaves the spinner.")
        return Act(Key(keys="tab"), now_in(FieldLeft, state), situation.search)
    if at + 1 < len(boxes):
        following = Spot(situation.scene.pixels(boxes[at + 1]), "field", str(step.target))
        return click_into(step, situation, Entering(text=state.text, boxes=boxes, at=at + 1), following)
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
    seen = seen or content_of(situation, state)
    numbers = re.findall(r"\d+(?:[.,]\d+)?", seen)
    if numbers and state.text.strip("-+ ") not in numbers:
        return Stuck(f"I typed {state.text!r} into the {state.label}, but it shows {seen!r} now")
    return Finished()
