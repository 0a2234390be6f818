"""Skills that point at one thing: click, hover, focus, tick, close, expand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from gui_agent.actions.action import BaseAction, Hover, LeftClick, LeftDoubleClick, MiddleClick, RightClick, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.text_match import CASE, FUZZY, similarity
from gui_agent.model.literal.sight.mark_shape import mark_shape
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.skills import opening
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.targets.counted import OPTIONS
from gui_agent.model.literal.targets.find import locate, locate_all
from gui_agent.model.literal.targets.progress import Sides, SkillState
from gui_agent.model.literal.targets.selected_text import are_redrawn, ground_of, is_other, letters_in
from gui_agent.model.literal.targets.situation import NotFound, Situation, describe
from gui_agent.perception.geometry import Box

_LOOKS: Final = 2
"""Seconds that are waited for a style to show."""


_ALIGNED: Final = 6
"""Pixels between the left edges of marks of one column, at most."""


_LARGEST_MARK: Final = 32
"""Pixels: no mark of a check box is larger."""
_WRITTEN: Final = frozenset({"field", "textarea", "spinner", "slider"})
_NO_FIELDS: Final = frozenset(
    {"button", "link", "tab", "icon", "menu", "menuitem", "item", "checkbox", "radio", "dropdown", "text", "word", "shape"}
)
_MERE_TEXTS: Final = frozenset({"text", "word"})
_CONTROLS: Final = frozenset({"button", "link", "tab", "icon", "menu", "menuitem", "checkbox", "radio", "dropdown"})
"""What a click does something with."""
KEYS: Final = "keys"
"""What is noted as the kind of what was clicked where keys were pressed instead."""


@dataclass(frozen=True)
class Clicking(SkillState):
    """Some of the clicks are done."""

    clicked: int = 0
    left: tuple[Sides, ...] = ()
    """The places that are still to be clicked."""
    kind: str = ""
    """Of what was clicked last."""
    again: bool = False
    letters: str = ""
    """The shape of the selected text before the click that is to restyle it."""
    ground: tuple[float, ...] = ()
    """The colour that it was on."""
    text: Sides = (0.0, 0.0, 0.0, 0.0)
    """Where it is."""
    looks: int = 0
    """How often it was looked at again."""


@dataclass(frozen=True)
class Acted(SkillState):
    """The one action of the step is done."""


def place(scene: Scene, spot: Spot) -> dict[str, Any]:
    """The arguments of a pointing action that aims at a spot."""
    return {"start_box": scene.thousandths(spot.box), "element_info": describe(spot)}


def sides(scene: Scene, box: Box) -> Sides:
    """A box as the notes hold it, and as an action has it."""
    relative = scene.thousandths(box)
    return relative.left, relative.top, relative.right, relative.bottom


def where(spot: Spot, scene: Scene) -> str:
    """A spot's box in words, in thousandths as the action has it."""
    box = scene.thousandths(spot.box)
    return f"[{box.left:.0f},{box.top:.0f},{box.right:.0f},{box.bottom:.0f}]"


def saw(situation: Situation, spot: Spot) -> None:
    """Say in the thinking what was found where."""
    situation.think(f"I see the {describe(spot)} at {where(spot, situation.scene)}.")


def click(step: intents.Click, situation: Situation) -> Outcome:
    """Click what is named; a check box that is clicked must change its state."""
    state = situation.state
    if situation.beginning:
        return _begin(step, situation)
    if not isinstance(state, Clicking):
        return Finished()
    if state.kind == KEYS and situation.unchanged:
        return Stuck(
            f"I cannot see {step.target.label or step.target.phrase!r}, and the usual keys for it ({step.keys}) changed nothing"
        )
    if state.left:
        return _click_next(step, situation, state, None)
    if step.restyles is not None:
        return _restyled(step.restyles, situation, state)
    if step.opens and (entry := opening.entry_of_settings(step.target, situation)) is not None and not state.again:
        situation.think("A menu opened.")
        saw(situation, entry)
        return Act(LeftClick(**place(situation.scene, entry)), replace(state, again=True, kind="button"), situation.search)
    if step.opens and opening.may_be_selected(step.target, state.kind) and not opening.has_opened(step.target, situation):
        return _open_further(step, situation, state)
    unchanged = situation.unchanged or (step.reorders and _only_looks_otherwise(situation))
    return _without_effect(step, situation, state) if unchanged else Finished()


def _begin(step: intents.Click, situation: Situation) -> Outcome:
    """Find what is meant, and point at it or click it."""
    if step.opens and opening.is_in_front(step.target, situation):
        situation.think(f"It is in front already: {step.target}.")
        return Finished()
    situation.think(f"I look for {step.target}.")
    spots = locate_all(step.target, situation)
    if step.shows and spots[0].kind in _WRITTEN:  # a command is a control, or a heading, and nothing that is written in
        spots = locate_all(step.target, situation, _NO_FIELDS)
    parts = [spot for spot in spots if step.shows and is_part_of_entry(spot, step.target, situation)]
    if parts and step.target.relation is not None:
        raise NotFound(f"I cannot see the control {step.target.label!r}: the {describe(parts[0])} is a part of the entry itself")
    if spots[0].kind == "icon" and spots[0].name and len(spots) == 1:
        return _point_first(step, spots[0], situation)
    left = tuple(sides(situation.scene, spot.box) for spot in spots)
    return _click_next(step, situation, replace(_watching(step, situation, situation.facts.place), left=left), spots[0])


def _without_effect(step: intents.Click, situation: Situation, state: Clicking) -> Outcome:
    """What is due where nothing visible changed: another click, another look, or the end."""
    if state.kind in ("tab", "checkbox", "radio") and not state.again:
        situation.think("Nothing visible changed; I try once more.")
        spot = locate(step.target, situation)
        return Act(_action(step, situation.scene, spot), replace(state, again=True), situation.search)
    if step.shows and _is_gone(situation):
        situation.think("What I clicked is gone from the screen.")
        return Finished()
    awaited = step.shows or (state.kind in _MERE_TEXTS and step.button == "left")
    if awaited and state.looks < _LOOKS:
        situation.think("Nothing visible changed yet; I look again.")
        return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
    if state.kind in _MERE_TEXTS and step.target.role in _CONTROLS:
        return Stuck(f"what I clicked for {step.target} is a mere text, and nothing changed that I can see")
    if step.shows:
        return Stuck(f"clicking {step.target.label!r} changed nothing that I can see")
    situation.think("Nothing visible changed, which a click may do.")
    return Finished()


def _only_looks_otherwise(situation: Situation) -> bool:
    """Whether nothing is known to have changed but the look of what the mouse is on."""
    effect = situation.effect
    return effect is not None and effect.outcome == "unverifiable" and not effect.evidence


def _is_gone(situation: Situation) -> bool:
    """Whether neither a text nor a widget is any more where the last action was."""
    if not situation.facts.place:
        return False
    box, scene = situation.scene.pixels(situation.facts.place), situation.scene
    known = [*(one.box for one in (*scene.elements, *scene.reported)), *(line.box for line in scene.lines)]
    return not any(box.contains(one.center) or (one.height < 3 * box.height and one.contains(box.center)) for one in known)


def _open_further(step: intents.Click, situation: Situation, state: Clicking) -> Outcome:
    """Open with a double click what the first click only selected."""
    acted = situation.unchanged and state.kind in _MERE_TEXTS and step.target.noun not in opening.FILES
    if state.again or acted or step.clicks > 1 or step.button != "left":  # what it did may only not show: it is not done again
        if state.looks < opening.LOOKS:
            situation.think("Nothing has opened yet; I look again in a moment.")
            return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
        return Stuck(f"{step.target} was clicked, but I cannot see that it opened")
    situation.think(f"The click did not open {step.target}; I double-click it.")
    box = situation.scene.pixels(situation.facts.place)
    action = LeftDoubleClick(**place(situation.scene, Spot(box, "text", label=step.target.label)))
    return Act(action, replace(state, again=True), situation.search)


def is_part_of_entry(spot: Spot, target: Target, situation: Situation) -> bool:
    """Whether what was found for a command ("delete X") is X itself, or the check box of its row, and no control of that name.

    Only what bears the command's own name may be such a box, or be over X.
    """
    if target.label and similarity(target.label, spot.label) >= CASE:
        return False
    anchor = target.relation.anchor.label if target.relation is not None else ""
    over = bool(anchor) and any(
        spot.box.contains(other.box.center) and similarity(anchor, other.label) > FUZZY
        for other in situation.scene.spots
        if other.kind != "panel"
    )
    return over or spot.kind in OPTIONS or _is_a_mark(spot, situation)


def _is_a_mark(spot: Spot, situation: Situation) -> bool:
    """Whether something small is where the check boxes of this column are, or is drawn like one before a text."""
    if max(spot.box.size) > _LARGEST_MARK or spot.name == "trash":
        return False
    options = [other for other in situation.scene.spots if other.kind in OPTIONS]
    if any(abs(other.box.left - spot.box.left) <= _ALIGNED for other in options):
        return True
    return mark_shape(situation.scene, spot.box.padded(3)) == "square"


def after_icon(step: intents.Click, situation: Situation, text: tuple[float, ...]) -> Clicking:
    """What is to be known after the click on a drawing; `text` is the place of a text that it is to restyle."""
    return replace(_watching(step, situation, text), clicked=1, kind="button")


def _watching(step: intents.Click, situation: Situation, text: tuple[float, ...]) -> Clicking:
    """What must be known of the selected text (its place) before the click that is to restyle it."""
    if step.restyles is None or len(text) != 4:
        return Clicking()
    box = situation.scene.pixels(text)
    letters, ground = letters_in(situation.scene, box), ground_of(situation.scene, box)
    return Clicking(letters=letters, ground=ground, text=(text[0], text[1], text[2], text[3]))


def _point_first(step: intents.Click, spot: Spot, situation: Situation) -> Act:
    """Icons often change their picture under the pointer, and a click that comes before the new one is there goes astray."""
    saw(situation, spot)
    situation.think("I point at it before I click it.")
    watching = replace(_watching(step, situation, situation.facts.place), left=(sides(situation.scene, spot.box),), kind="icon")
    return Act(Hover(**place(situation.scene, spot)), watching)


def _click_next(step: intents.Click, situation: Situation, state: Clicking, spot: Spot | None) -> Outcome:
    left = state.left
    spot = spot or Spot(situation.scene.pixels(left[0]), "button", label=step.target.label)
    saw(situation, spot)
    if not spot.enabled and spot.kind not in ("text", "word", "icon", "link"):  # faint letters alone say nothing
        return Stuck(f"the {describe(spot)} is there, but greyed out")
    rest = left[1:] if len(left) > 1 else left[:1] * max(0, step.times - 1 - state.clicked)
    clicked = replace(state, clicked=state.clicked + 1, left=rest, kind=spot.kind)
    return Act(_action(step, situation.scene, spot), clicked)


def _restyled(text: Target, situation: Situation, state: Clicking) -> Outcome:
    """Whether the letters of the text that was selected look otherwise now: that the button is pressed says nothing about them."""
    box = situation.scene.pixels(state.text)
    ground = ground_of(situation.scene, box)
    before = state.letters  # of the selected text; where the click ended the selection, of the text before it was selected
    if is_other(state.ground, ground):
        before = "" if is_other(situation.facts.ground, ground) else situation.facts.letters
    if are_redrawn(before, letters_in(situation.scene, box)):
        situation.think(f"The letters of {text} look otherwise now.")
        return Finished()
    if state.looks < _LOOKS:
        situation.think(f"I do not see {text} change yet; I look again.")
        return Act(Wait(seconds=1), replace(state, looks=state.looks + 1), situation.search)
    return Stuck(f"I clicked the button, but cannot see that {text} changed")


def _action(step: intents.Click, scene: Scene, spot: Spot) -> BaseAction:
    arguments = place(scene, spot) | ({"modifiers": list(step.modifiers)} if step.modifiers else {})
    if step.button == "right":
        return RightClick(**arguments)
    if step.button == "middle":
        return MiddleClick(**arguments)
    if step.clicks == 2:
        return LeftDoubleClick(**arguments)
    return LeftClick(**arguments, clicks=step.clicks, hold=step.hold)


def hover(step: intents.Hover, situation: Situation) -> Outcome:
    """Point at what is named."""
    if not situation.beginning:
        return Finished()
    spot = locate(step.target, situation)
    saw(situation, spot)
    return Act(Hover(**place(situation.scene, spot)), Acted())


def focus(step: intents.Focus, situation: Situation) -> Outcome:
    """Click into a field."""
    if not situation.beginning:
        return Finished()
    target = step.target
    spot = locate(target, situation, FIELDS if target.role in ("field", "textarea", None) else None)
    saw(situation, spot)
    return Act(LeftClick(**place(situation.scene, spot)), Acted())


def beside_everything(situation: Situation) -> Spot:
    """A place without anything on it, to which the pointer may be moved: near the lower right corner."""
    frame = situation.scene.frame
    taken = [spot.box.padded(6) for spot in situation.scene.spots if spot.kind not in ("panel", "dialog", "textarea", "list")]
    for up in range(12, frame.height // 2, 24):
        box = Box(frame.right - 26, frame.bottom - up - 6, frame.right - 18, frame.bottom - up)
        if not any(other.intersection(box) for other in taken):
            return Spot(box, "panel", label="an empty place")
    return Spot(Box(frame.right - 6, frame.bottom - 6, frame.right - 2, frame.bottom - 2), "panel", label="an empty place")
