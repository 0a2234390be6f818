"""Skills of the mouse and its wheel: scrolling, resizing, selecting text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gui_agent.actions.action import Direction, LeftClick, LeftDoubleClick
from gui_agent.actions.action import Scroll as ScrollAction
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.skills.dragging import dragged
from gui_agent.model.literal.skills.into_fields import Selecting, select_all
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw, sides
from gui_agent.model.literal.skills.scrolling import scrolled_area
from gui_agent.model.literal.targets.find import candidates, locate
from gui_agent.model.literal.targets.progress import Sides, SkillState
from gui_agent.model.literal.targets.selected_text import ground_of, is_other, letters_in, text_boxes
from gui_agent.model.literal.targets.situation import Situation, describe
from gui_agent.perception.geometry import Box, Point

_NOTCHES: Final = 5
_TO_THE_END: Final = 40
_MOST_SCROLLS: Final = 25
_RESIZE: Final = 60
"""Pixels by which something is made larger or smaller."""


@dataclass(frozen=True)
class Scrolled(SkillState):
    """How often it was scrolled, and which way last."""

    count: int
    direction: Direction


@dataclass(frozen=True)
class Resized(SkillState):
    """The size that it had before its corner was dragged, in pixels; whether that was the second time."""

    width: int
    height: int
    again: bool = False


@dataclass(frozen=True)
class SelectingText(Selecting):
    """The field was clicked, and what is in it is being selected."""


@dataclass(frozen=True)
class TextSelected(SkillState):
    """The mouse was dragged over the text, or it was double-clicked."""

    box: Sides = (0.0, 0.0, 0.0, 0.0)
    ends: tuple[Sides, ...] = ()
    """Its first and its last word or line."""
    ground: tuple[float, ...] = ()
    """The colour that it was on."""
    letters: str = ""
    """The shape of its letters then."""
    again: bool = False


def scroll(step: intents.Scroll, situation: Situation) -> Outcome:
    """Scroll by notches, to an end, or until something shows."""
    state = situation.state if isinstance(situation.state, Scrolled) else None
    count = state.count if state is not None else 0
    if step.until is not None and candidates(step.until, situation):
        situation.think(f"{step.until} is visible.")
        return Finished()
    if count and step.until is None and not (step.to_end and not situation.unchanged and count < _MOST_SCROLLS):
        return Finished()
    direction = state.direction if state is not None else step.direction or "down"
    if count and situation.unchanged and step.until is not None:
        if step.direction is not None or direction == "up":
            return Stuck(f"I scrolled to the end, but {step.until} did not show")
        direction = "up"
    if count >= _MOST_SCROLLS:
        return Stuck(f"I scrolled {count} times, but {step.until or step.said} did not show")
    spot = _scrolled(step, situation)
    notches = step.notches or (_TO_THE_END if step.to_end else _NOTCHES)
    action = ScrollAction(**place(situation.scene, spot), direction=direction, step=min(100, notches))
    return Act(action, Scrolled(count + 1, direction))


def _scrolled(step: intents.Scroll, situation: Situation) -> Spot:
    if step.target is not None:
        return locate(step.target, situation)
    place_ = situation.facts.place
    if place_ and "there" in step.said.split():
        return Spot(situation.scene.pixels(place_), "panel", "there")
    area = scrolled_area(situation, None)
    return Spot(area or situation.scene.frame, "panel", "the page")


def resize(step: intents.Resize, situation: Situation) -> Outcome:
    """Drag the lower right corner of something."""
    state = situation.state
    spot = locate(step.target, situation)
    if isinstance(state, Resized):
        grown = spot.box.width > state.width if step.side == "width" else spot.box.height > state.height
        if situation.unchanged or grown != step.larger:
            return (
                Stuck(f"{step.target} did not change its size when I dragged its corner")
                if state.again
                else _pull(step, spot, situation, True)
            )
        return Finished()
    saw(situation, spot)
    return _pull(step, spot, situation, False)


def _pull(step: intents.Resize, spot: Spot, situation: Situation, again: bool) -> Act:
    inset = 7 if again else 5
    corner = Point(spot.box.right - inset, spot.box.bottom - inset)
    way = _RESIZE if step.larger else -min(_RESIZE, min(spot.box.width, spot.box.height) // 3)
    across, down = (way if step.side != "height" else 0), (way if step.side != "width" else 0)
    grip = Spot(Box(corner.x - 2, corner.y - 2, corner.x + 2, corner.y + 2), spot.kind, f"the corner of the {describe(spot)}")
    return Act(dragged(situation, grip, corner.offset(across, down)), Resized(spot.box.width, spot.box.height, again))


def highlight(step: intents.Highlight, situation: Situation) -> Outcome:
    """Select a text: in a field with Ctrl+A, elsewhere by a double click or by dragging; it must be seen to be selected."""
    state = situation.state
    if isinstance(state, SelectingText) and (act := select_all(situation, state)):
        return act
    if isinstance(state, SelectingText):
        return Finished() if not situation.unchanged else Stuck("no text was selected: nothing visible changed")
    target = step.target
    if isinstance(state, TextSelected):
        return _selected(target, situation, state)
    if target.role in ("field", "textarea") or target.pronoun:
        spot = locate(target, situation, FIELDS)
        saw(situation, spot)
        return Act(LeftClick(**place(situation.scene, spot)), SelectingText())
    return _select(target, situation, text_boxes(target, situation), again=False)


def _select(target: Target, situation: Situation, boxes: list[Box], again: bool) -> Act:
    first, last, whole = boxes[0], boxes[-1], Box.around(boxes)
    scene = situation.scene
    ends = (sides(scene, first), sides(scene, last))
    measured = scene.pixels(sides(scene, whole))  # as it will be measured again
    state = TextSelected(sides(scene, whole), ends, ground_of(scene, first), letters_in(scene, measured), again)
    if len(boxes) == 1 and target.label and " " not in target.label.strip() and not again:
        word = Spot(first, "word", target.label)
        saw(situation, word)
        return Act(LeftDoubleClick(**place(situation.scene, word)), state)
    start = Spot(Box(first.left - 5, first.top, first.left + 1, first.bottom), "text", "beginning of the text")
    return Act(dragged(situation, start, Point(last.right + 3, last.center.y + last.height // 4)), state)


def _selected(target: Target, situation: Situation, state: TextSelected) -> Outcome:
    """Whether the text has another ground than before; a second try by dragging where it has not."""
    if situation.unchanged:
        return Stuck("no text was selected: nothing visible changed")
    if not state.ends:
        return Finished()
    scene = situation.scene
    first = scene.pixels(state.ends[0])
    if is_other(state.ground, ground_of(scene, first)):
        situation.think("It is shown as selected.")
        return Finished(replace(situation.facts, place=state.box, letters=state.letters, ground=state.ground))
    if state.again:
        return Stuck(f"I cannot see that {target} is selected: its ground is as it was")
    situation.think("I do not see that it is selected; I drag over it.")
    return _select(target, situation, [scene.pixels(end) for end in state.ends], again=True)
