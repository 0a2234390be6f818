"""Skills of the keyboard: typing into fields, pressing keys, copying and pasting."""

from __future__ import annotations

import re
from typing import Any, Final

from rapidfuzz import fuzz

from gui_agent.actions.action import Key, LeftClick, Type
from gui_agent.model.literal.language import steps as kinds
from gui_agent.model.literal.language.date_formats import segments
from gui_agent.model.literal.language.steps import Target
from gui_agent.model.literal.language.text_match import canonical
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import FIELDS, place, saw
from gui_agent.model.literal.targets.excerpts import text_of
from gui_agent.model.literal.targets.find import locate, locate_all
from gui_agent.model.literal.targets.situation import NotFound, Situation, describe
from gui_agent.perception.geometry import Box

_ALIKE: Final = 60
"""Percent: OCR of a field's content must come this close to what was typed, or typing is tried a second time."""


def enter(step: kinds.Enter, situation: Situation) -> Outcome:
    """Type a text: click into the field, select what is in it, type, and look whether it arrived."""
    state = situation.state
    if situation.beginning:
        text = step.text if isinstance(step.text, str) else text_of(step.text, situation)
        if step.target is None:
            return _type_here(text, situation)
        fields = _fields(step.target, situation)
        boxes = [_numbers(situation, field) for field in fields]
        return _click_into(step, situation, {"text": text, "boxes": boxes, "at": 0}, fields[0])
    phase = state.get("phase")
    if phase == "clicked":
        return _fill_in(step, situation)
    if phase == "ended":
        return Act(Key(keys="shift+home"), {**state, "phase": "selected"})
    if phase == "all":
        return select_all(situation, dict(state)) or _type_or_clear(situation, dict(state))
    if phase == "selected":
        return _type_or_clear(situation, dict(state))
    if phase == "typed":
        return _arrived(step, situation)
    return _typed_here(step, situation)


def _numbers(situation: Situation, spot: Spot) -> list[float]:
    box = situation.scene.thousandths(spot.box)
    return [box.left, box.top, box.right, box.bottom]


def _fields(target: Target, situation: Situation) -> list[Spot]:
    """The fields that are meant; one that is only described by its content ("as the date") may be the only one there is."""
    try:
        return locate_all(target, situation, FIELDS)
    except NotFound as missing:
        fields = [spot for spot in situation.scene.spots if spot.kind in ("field", "textarea")]
        described = target.noun == "content"
        fitting = [spot for spot in fields if described and segments(target.label, spot.value) is not None]
        if len(fitting) == 1:
            return fitting
        if described and len(fields) == 1:
            situation.think(f"No field is labelled {target.label!r}, but there is only one field.")
            return fields
        if missing.ambiguous:
            raise
        if not described:
            return [_editable_text(target, situation, missing)]
        raise


def _editable_text(target: Target, situation: Situation, missing: NotFound) -> Spot:
    """Fields without a frame cannot be seen; a text or list cell of exactly that name is taken for one only if it was quoted."""
    if target.quoted and target.role is None:
        return locate(target, situation)
    raise missing


def _click_into(step: kinds.Enter, situation: Situation, state: dict[str, Any], field: Spot) -> Outcome:
    saw(situation, field)
    spot = field
    if segments(str(state["text"]), field.value):
        width = max(12, field.box.height)
        spot = Spot(
            Box(field.box.left, field.box.top, field.box.left + width, field.box.bottom), field.kind, field.label, field.value
        )
        situation.think("It is made of segments; I click its first one.")
    state = {**state, "phase": "clicked", "value": field.value, "label": describe(field)}
    if spot is field and (field.value or field.kind == "spinner") and field.kind != "textarea" and not step.append:
        situation.think("Something may be in it; a triple click selects it.")
        return Act(LeftClick(**place(situation.scene, spot), clicks=3), {**state, "phase": "selected"})
    return Act(LeftClick(**place(situation.scene, spot)), state)


def _fill_in(step: kinds.Enter, situation: Situation) -> Outcome:
    state = dict(situation.state)
    digits = segments(str(state["text"]), str(state.get("value", "")))
    if digits:
        situation.think(f"The field shows {state['value']!r}, so I type {digits!r}.")
        return Act(Type(content=digits), {**state, "phase": "typed", "digits": digits})
    if step.append:
        return Act(Key(keys="ctrl+end"), {**state, "phase": "selected"})
    if state.get("again"):
        situation.think("I select what is in it from its end.")
        return Act(Key(keys="end"), {**state, "phase": "ended"})
    if state.get("value") or not state["text"]:
        situation.think("Something is in it; I select it first.")
        return select_all(situation, {**state, "phase": "all"}) or _type_or_clear(situation, state)
    return _type_or_clear(situation, state)


def select_all(situation: Situation, state: dict[str, Any]) -> Act | None:
    """The next key that selects everything in the focused field; None when it is selected.

    Where Ctrl+A only moves the caret (Tk, Emacs keys), from the beginning to the end with Shift.
    """
    pressed = int(state.get("pressed", 0))
    if not pressed:
        return Act(Key(keys="ctrl+a"), {**state, "pressed": 1})
    if pressed == 1 and situation.unchanged:
        situation.think("Ctrl+A selected nothing that I can see; I select from the beginning to the end.")
        return Act(Key(keys="ctrl+home"), {**state, "pressed": 2})
    return Act(Key(keys="ctrl+shift+end"), {**state, "pressed": 3}) if pressed == 2 else None


def _type_or_clear(situation: Situation, state: dict[str, Any]) -> Outcome:
    if not state["text"]:
        return Act(Key(keys="delete"), {**state, "phase": "typed"})
    return Act(Type(content=str(state["text"])), {**state, "phase": "typed"})


def _arrived(step: kinds.Enter, situation: Situation) -> Outcome:
    """Look whether the text is in the field; type it a second time if not; then continue to the next field."""
    state = dict(situation.state)
    at, boxes = int(state["at"]), list(state["boxes"])
    seen = situation.scene.text_in(situation.scene.pixels(boxes[at]).padded(6))
    if not _fits(str(state["text"]), seen, situation):
        if state.get("again"):
            return Stuck(f"I typed {state['text']!r} into the {state['label']}, but see {seen!r} there")
        situation.think(f"I see {seen!r} in the field instead of {state['text']!r}; I try a second time.")
        box = situation.scene.pixels(boxes[at])
        again = Spot(box, "field", str(state["label"]))
        return Act(LeftClick(**place(situation.scene, again)), {**state, "phase": "clicked", "again": True})
    if seen and state["text"]:
        situation.think(f"The field shows {seen!r}.")
    if at + 1 < len(boxes):
        following = Spot(situation.scene.pixels(boxes[at + 1]), "field", str(step.target))
        rest = {"text": state["text"], "boxes": boxes, "at": at + 1}
        return _click_into(step, situation, rest, following)
    return Finished({"typed": state["text"]})


def _fits(text: str, seen: str, situation: Situation) -> bool:
    """Whether what is seen in a field can be what was typed: by the letter, cut off by the field's edge, or as dots of a password.

    OCR errs on single characters, so a text only counts as missing if it is quite another one, or nothing changed at all.
    """
    if not text:
        return not seen or not situation.unchanged
    wanted, found = canonical(text), canonical(seen)
    if not found:
        return not situation.unchanged
    if text.strip().isdigit() and (numbers := re.findall(r"\d+", seen)):
        return text.strip() in numbers
    if re.fullmatch(r"[\W_o0\u2022\u25cf.]+", seen.strip()) or len(wanted) < 4:
        return True
    return fuzz.partial_ratio(found, wanted) >= _ALIKE or not situation.unchanged


def _type_here(text: str, situation: Situation) -> Outcome:
    situation.think("I type where the keyboard focus is.")
    if not text:
        return Stuck("there is no text to type")
    return Act(Type(content=text), {"phase": "here", "text": text})


def _typed_here(step: kinds.Enter, situation: Situation) -> Outcome:
    state = situation.state
    if situation.unchanged and not step.exactly:
        fields = [spot for spot in situation.scene.spots if spot.kind in ("field", "textarea")]
        if len(fields) == 1:
            situation.think("Nothing arrived; I click into the only field and type again.")
            boxes = [_numbers(situation, fields[0])]
            return _click_into(step, situation, {"text": state["text"], "boxes": boxes, "at": 0, "again": True}, fields[0])
        return Stuck(f"typing {state['text']!r} changed nothing that I can see: no field has the keyboard focus")
    return Finished({"typed": state["text"]})


def press(step: kinds.Press, situation: Situation) -> Outcome:
    """Press keys, or click the button of that name where one is on the screen."""
    state = situation.state
    if state.get("pressed"):
        return Finished()
    if situation.beginning and step.button is not None:
        try:
            spot = locate(step.button, situation, frozenset({"button", "link", "tab"}))
        except NotFound:
            situation.think(f"There is no button {step.button.label!r}, so the key is meant.")
        else:
            saw(situation, spot)
            return Act(LeftClick(**place(situation.scene, spot)), {"pressed": True})
    if situation.beginning and step.target is not None:
        spot = locate(step.target, situation, FIELDS if step.target.role == "field" else None)
        saw(situation, spot)
        return Act(LeftClick(**place(situation.scene, spot)), {"focused": True})
    return Act(Key(keys=step.keys, presses=step.presses, hold=step.hold), {"pressed": True})


def copy(step: kinds.Copy, situation: Situation) -> Outcome:
    """Copy a text: in a text area everything, elsewhere what a triple click selects."""
    phase = situation.state.get("phase")
    if situation.beginning:
        spot = locate(step.source.source, situation)
        saw(situation, spot)
        long = spot.kind == "textarea"  # of one line a triple click selects everything
        return Act(LeftClick(**place(situation.scene, spot), clicks=1 if long else 3), {"phase": "in" if long else "selected"})
    if phase == "in" and (act := select_all(situation, dict(situation.state))):
        return act
    if phase in ("in", "selected"):
        return Act(Key(keys="ctrl+c"), {"phase": "copied"})
    return Finished({"copied": True})


def paste(step: kinds.Paste, situation: Situation) -> Outcome:
    """Paste into a field, or where the focus is."""
    phase = situation.state.get("phase")
    if situation.beginning and step.target is not None:
        target = step.target
        spot = locate(target, situation, FIELDS)
        saw(situation, spot)
        return Act(LeftClick(**place(situation.scene, spot)), {"phase": "in", "value": spot.value})
    if phase == "in" and situation.state.get("value") and (act := select_all(situation, dict(situation.state))):
        return act
    if phase != "pasted":
        return Act(Key(keys="ctrl+v"), {"phase": "pasted"})
    return Finished() if not situation.unchanged else Stuck("pasting changed nothing that I can see")
