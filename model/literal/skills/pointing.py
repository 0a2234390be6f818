"""Skills that point at one thing: click, hover, focus, tick, close, expand."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from gui_agent.actions.action import BaseAction, Hover, Key, LeftClick, LeftDoubleClick, MiddleClick, RightClick, Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.text_match import CASE, ENOUGH, FUZZY, similarity
from gui_agent.model.literal.sight.mark_shape import mark_shape
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills import opening
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.targets.counted import OPTIONS
from gui_agent.model.literal.targets.find import candidates, is_widget, locate, locate_all, without_copies
from gui_agent.model.literal.targets.progress import Sides, SkillState
from gui_agent.model.literal.targets.same_text import part
from gui_agent.model.literal.targets.selected_text import are_redrawn, ground_of, is_other, letters_in
from gui_agent.model.literal.targets.situation import NotFound, Situation, describe
from gui_agent.perception.geometry import Box

FIELDS: Final = frozenset({"field", "textarea", "spinner", "dropdown"})
_LOOKS: Final = 2
"""Seconds that are waited for a style to show."""
_MARK: Final = 0.6
"""Heights of an option that surely belong to its mark, from the left."""
_LARGEST_MARK: Final = 32
"""Pixels: no mark of a check box is larger."""
_MORE: Final = 15
"""How much more (0 to 255) is drawn in the mark of a radio button that was chosen than before, at least."""
_OTHER: Final = 60
"""How far (Euclidean, 0 to 255 a channel) the colour in a mark is from another that is no shade of it by a glow or a shadow."""
_FURTHER: Final = 0.7
"""Heights of a header beyond it that must change where something unfolds."""
_ALIGNED: Final = 6
"""Pixels between the left edges of marks of one column, at most."""
KEYS: Final = "keys"
"""What is noted as the kind of what was clicked where keys were pressed instead."""
CLOSING: Final = ("x", "\u00d7", "\u2715", "\u2716", "close", "ok", "cancel", "dismiss")


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


@dataclass(frozen=True)
class Escaped(SkillState):
    """The Escape key was pressed to close something."""


@dataclass(frozen=True)
class Ticking(SkillState):
    """Some of the boxes were clicked."""

    done: tuple[str, ...] = ()
    retried: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    """Those for which the pointer was moved away, since they cannot be made out under it."""
    inner: tuple[float, ...] = ()
    """The colour in the middle of the mark that was clicked last, before it was clicked, where it was known to be the other way."""
    drawn: float = -1.0
    """How much was drawn in the mark of a radio button, which a click only ever chooses, before it was clicked; -1 for others."""


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
        situation.think(f"I look for {step.target}.")
        spots = locate_all(step.target, situation)
        parts = [spot for spot in spots if step.shows and is_part_of_entry(spot, step.target, situation)]
        if parts and step.target.relation is not None:
            raise NotFound(
                f"I cannot see the control {step.target.label!r}: the {describe(parts[0])} is a part of the entry itself"
            )
        if spots[0].kind == "icon" and spots[0].name and len(spots) == 1:
            return _point_first(step, spots[0], situation)
        left = tuple(sides(situation.scene, spot.box) for spot in spots)
        return _click_next(step, situation, replace(_watching(step, situation, situation.facts.place), left=left), spots[0])
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
    if step.opens and opening.may_be_selected(step.target, state.kind) and not opening.has_opened(step.target, situation):
        return _open_further(step, situation, state)
    if situation.unchanged and state.kind in ("tab", "checkbox", "radio") and not state.again:
        situation.think("Nothing visible changed; I try once more.")
        spot = locate(step.target, situation)
        return Act(_action(step, situation.scene, spot), replace(state, again=True), situation.search)
    if situation.unchanged and step.shows:
        return Stuck(f"clicking {step.target.label!r} changed nothing that I can see")
    if situation.unchanged:
        situation.think("Nothing visible changed, which a click may do.")
    return Finished()


def _open_further(step: intents.Click, situation: Situation, state: Clicking) -> Outcome:
    """Open with a double click what the first click only selected."""
    if state.again or step.clicks > 1 or step.button != "left":
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


def tick(step: intents.Tick, situation: Situation) -> Outcome:
    """Bring check boxes (or radio buttons) into the wanted state; what is right already is left alone."""
    wanted: list[Spot] = []
    for target in step.targets:
        try:
            wanted += boxes_of(target, situation)
        except NotFound:
            clicked = any(similarity(target.label, key) > FUZZY for key in _ticking(situation).done)
            if not clicked or situation.unchanged:
                raise
            situation.think(f"I cannot make out {target} under the pointer, but it changed when I clicked it.")
    return tick_spots(wanted, step.state, situation)


def _ticking(situation: Situation) -> Ticking:
    return situation.state if isinstance(situation.state, Ticking) else Ticking()


def boxes_of(target: Target, situation: Situation) -> list[Spot]:
    """The check boxes or radio buttons that a target names; a row that holds one will do."""
    boxes = OPTIONS
    if target.quantity != "one" and not target.label:
        return _all_boxes(target, situation)
    if target.role in ("item", "row") and target.ordinal and not target.label:
        target = replace(target, role="checkbox")  # "tick the first task"
    if target.role is None or target.role in ("checkbox", "radio", "item", "text", "button"):
        try:
            return locate_all(target, situation, boxes)
        except NotFound as missing:
            if missing.ambiguous:
                raise
    if target.quantity == "all" and target.label.islower() and not target.quoted and not candidates(target, situation):
        return _all_boxes(target, situation)  # "all tasks", "every row": what they are called is not on the screen
    spot = locate(target, situation)
    if spot.kind in boxes:
        return [spot]
    from gui_agent.model.literal.targets.relations import gap, same_row

    beside = [other for other in situation.scene.spots if other.kind in boxes and same_row(other.box, spot.box)]
    if not beside:
        raise NotFound(f"there is no check box at {target.label or target.phrase!r}")
    return [min(beside, key=lambda other: gap(other.box, spot.box))]


def _all_boxes(target: Target, situation: Situation) -> list[Spot]:
    """Every check box, but for those that were excluded, which must be there."""
    found = [spot for spot in situation.scene.spots if spot.kind == "checkbox"]
    left_out = [locate(Target(name, label=name), situation, frozenset({"checkbox"})) for name in target.excluded]
    return [spot for spot in found if spot not in left_out]


def tick_spots(wanted: list[Spot], state: bool | None, situation: Situation) -> Outcome:
    """Click the next of these boxes that is not in the wanted state; verify those that were clicked."""
    state_so_far = _ticking(situation)
    done, retried = list(state_so_far.done), list(state_so_far.retried)
    for spot in wanted:
        key = spot.label or where(spot, situation.scene)
        right = spot.checked == state if state is not None else key in done
        if right:
            situation.think(f"The {describe(spot)} is {'checked' if spot.checked else 'not checked'}, as wanted.")
            continue
        if spot.checked is None and state is not None and key not in state_so_far.looked and _under_pointer(spot, situation):
            situation.think(f"I cannot see whether the {describe(spot)} is checked under the pointer; I move it away.")
            looked = replace(state_so_far, looked=(*state_so_far.looked, key))  # what was seen before the click stays known
            return Act(Hover(**place(situation.scene, beside_everything(situation))), looked)
        if key in done and spot.checked is None and state is not None:
            if state_so_far.inner and math.dist(state_so_far.inner, _inner(situation.scene, spot.box)) > _OTHER:
                situation.think(f"The mark of the {describe(spot)} is filled otherwise than before I clicked it.")
                continue
            if state and state_so_far.drawn >= 0 and _drawn(situation.scene, spot.box) > state_so_far.drawn + _MORE:
                situation.think(f"More is drawn in the mark of the {describe(spot)} than before I clicked it.")
                continue
            return Stuck(f"I clicked the {describe(spot)} once and cannot see whether it is checked")
        if key in done and key in retried:
            return Stuck(f"the {describe(spot)} stays {'checked' if spot.checked else 'unchecked'} although I clicked it twice")
        saw(situation, spot)
        if key in done:
            situation.think("It did not change; I try its left edge, where the box itself is.")
            box = spot.box
            mark = round(_MARK * min(box.width, box.height))  # the box may be higher than its mark
            spot = Spot(Box(box.left, box.top, box.left + mark, box.bottom), spot.kind, spot.label)
            retried.append(key)
        known = spot.checked is not None and state is not None and key not in done
        inner = _inner(situation.scene, spot.box) if known else ()
        drawn = _drawn(situation.scene, spot.box) if spot.kind == "radio" and key not in done else -1.0
        ticking = Ticking((*done, key), tuple(retried), state_so_far.looked, inner, drawn)
        return Act(LeftClick(**place(situation.scene, spot)), ticking)
    return Finished()


def _drawn(scene: Scene, box: Box) -> float:
    """How much the pixels (0 to 255) in the mark at the left end of an option differ from one another."""
    side = min(box.height, box.width, _LARGEST_MARK)
    middle = box.center.y
    part = np.asarray(scene.screenshot.image.crop((box.left, middle - side // 2, box.left + side, middle + side // 2)))
    return round(float(part.reshape(-1, part.shape[-1])[:, :3].std(axis=0).max()), 1) if part.size else 0.0


def _inner(scene: Scene, box: Box) -> tuple[float, ...]:
    """The mean colour (red, green and blue, 0 to 255) in the middle of the mark at the left end of an option."""
    side = min(box.height, box.width, _LARGEST_MARK)
    middle = box.center.y
    part = np.asarray(
        scene.screenshot.image.crop((box.left + side // 4, middle - side // 4, box.left + side - side // 4, middle + side // 4))
    )
    return (
        tuple(round(float(value), 1) for value in part.reshape(-1, part.shape[-1]).mean(axis=0)[:3])
        if part.size
        else (0.0, 0.0, 0.0)
    )


def _under_pointer(spot: Spot, situation: Situation) -> bool:
    """Whether the pointer was left on it by the last action."""
    last = situation.facts.place
    return bool(last) and spot.box.padded(6).contains(situation.scene.pixels(last).center)


def beside_everything(situation: Situation) -> Spot:
    """A place without anything on it, to which the pointer may be moved: near the lower right corner."""
    frame = situation.scene.frame
    taken = [spot.box.padded(6) for spot in situation.scene.spots if spot.kind not in ("panel", "dialog", "textarea", "list")]
    for up in range(12, frame.height // 2, 24):
        box = Box(frame.right - 26, frame.bottom - up - 6, frame.right - 18, frame.bottom - up)
        if not any(other.intersection(box) for other in taken):
            return Spot(box, "panel", label="an empty place")
    return Spot(Box(frame.right - 6, frame.bottom - 6, frame.right - 2, frame.bottom - 2), "panel", label="an empty place")


def close(step: intents.Close, situation: Situation) -> Outcome:
    """Close a dialog: by the button that was named, else by its cross or its Close, OK or Cancel button, else with Escape.

    One that is named must be seen before anything is pressed, and no longer afterwards. Of several buttons the one that belongs to it.
    """
    named = _is_named(step.target)
    anchors = (
        [match.spot for match in candidates(replace(step.target, role=None, noun=""), situation, parts=True)] if named else []
    )
    if named and situation.beginning and not anchors and not _is_titled(step.target.label, situation):
        raise NotFound(f"I cannot see the {step.target.noun or 'window'} {step.target.label!r}")
    if not situation.beginning:
        if named and step.target.role == "dialog" and not situation.unchanged and _is_titled(step.target.label, situation):
            return Stuck(f"{step.target} did not close")
        if not situation.unchanged or isinstance(situation.state, Escaped):
            return Finished() if not situation.unchanged else Stuck(f"{step.target} did not close")
        situation.think("Nothing visible changed; I try the Escape key.")
        return Act(Key(keys="esc"), Escaped())
    if step.by is not None:
        spot = locate(step.by, situation)
        saw(situation, spot)
        return Act(LeftClick(**place(situation.scene, spot)), Acted())
    spots = [spot for spot in situation.scene.spots if is_widget(spot) or spot.kind == "text"]
    for word in CLOSING:
        own = without_copies([spot for spot in spots if word in (spot.label.strip().casefold(), spot.name.casefold())])
        if own:
            spot = own[0] if len(own) == 1 else _closer_of(step.target, own, anchors, situation)
            saw(situation, spot)
            return Act(LeftClick(**place(situation.scene, spot)), Acted())
    situation.think("I see no button that closes it; I press Escape.")
    return Act(Key(keys="esc"), Escaped())


def _is_named(target: Target) -> bool:
    """Whether it is said which dialog or window is meant, by its title."""
    label = target.label
    written_so = any(word[:1].isupper() or not word.isalpha() for word in label.split())
    return bool(label) and (target.quoted or target.role in ("dialog", "section") or written_so)


def _closer_of(target: Target, own: list[Spot], anchors: list[Spot], situation: Situation) -> Spot:
    """Of several buttons that close something the one of what is named. Raises NotFound where that is not known."""
    from gui_agent.model.literal.targets.relations import related

    if anchors:
        return related("row", own, anchors[0], situation.scene)[0]
    raise NotFound(f"{len(own)} buttons may close {target}; say which one, by its row or the title of its window", True, own)


def _is_titled(title: str, situation: Situation) -> bool:
    """Whether a title is seen: as a text, as the beginning of one, or as the caption of something."""
    texts = [*(line.text for line in situation.scene.lines), *(spot.label for spot in situation.scene.spots)]
    return any(similarity(title, text) >= ENOUGH or part(title, text) != "no" for text in texts if text)


@dataclass(frozen=True)
class Unfolding(SkillState):
    """The header was clicked; `keyed`: and then the key was pressed that opens the node of a tree."""

    keyed: bool = False


def expand(step: intents.Expand, situation: Situation) -> Outcome:
    """Open or close a section, a node or a menu by clicking its header, and a node that this only marks with a key."""
    state = situation.state
    if situation.beginning:
        spot = locate(step.target, situation)
        saw(situation, spot)
        return Act(LeftClick(**place(situation.scene, spot)), Unfolding())
    if has_unfolded(situation) or (isinstance(state, Unfolding) and state.keyed and not situation.unchanged):
        return Finished()
    if isinstance(state, Unfolding) and not state.keyed:
        situation.think("Nothing came or went; the arrow key opens the node of a tree.")
        return Act(Key(keys="right" if step.open else "left"), Unfolding(keyed=True))
    return Finished() if not situation.unchanged else Stuck(f"clicking {step.target} changed nothing that I can see")


def has_unfolded(situation: Situation) -> bool:
    """Whether the last action changed more than the row that it clicked: what is right below it came, went or moved."""
    effect, at = situation.effect, situation.facts.place
    if effect is None or not at:
        return not situation.unchanged
    clicked = situation.scene.pixels(at)
    for one in effect.changed:
        changed = situation.scene.pixels((one.left, one.top, one.right, one.bottom))
        near = changed.top < clicked.bottom + 2 * clicked.height
        if near and changed.bottom - clicked.bottom > _FURTHER * clicked.height:
            return True
    return False
