"""Skills that close a dialog or a window, and that open or close a section, a node or a menu."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gui_agent.actions.action import Key, LeftClick
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.text_match import ENOUGH, similarity
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import Acted, place, saw
from gui_agent.model.literal.targets.find import candidates, is_widget, locate, without_copies
from gui_agent.model.literal.targets.progress import SkillState
from gui_agent.model.literal.targets.same_text import part
from gui_agent.model.literal.targets.situation import NotFound, Situation

_FURTHER: Final = 0.7
"""Heights of a header beyond it that must change where something unfolds."""
CLOSING: Final = ("x", "\u00d7", "\u2715", "\u2716", "close", "ok", "cancel", "dismiss")


@dataclass(frozen=True)
class Escaped(SkillState):
    """The Escape key was pressed to close something."""


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
    signed: bool = False
    """Whether the sign before its name was clicked besides."""


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
    if isinstance(state, Unfolding) and not state.signed and (sign := _sign_before(step.target, situation)) is not None:
        situation.think("The key did nothing; I click the sign before it.")
        return Act(LeftClick(**place(situation.scene, sign)), Unfolding(keyed=True, signed=True))
    return Finished() if not situation.unchanged else Stuck(f"clicking {step.target} changed nothing that I can see")


def _sign_before(target: Target, situation: Situation) -> Spot | None:
    """The small drawing right before what a node or a section is called; None where there is none."""
    from gui_agent.model.literal.targets.relations import same_row

    try:
        name = locate(target, situation).box
    except NotFound:
        return None
    before = [
        spot
        for spot in situation.scene.spots
        if spot.kind in ("icon", "shape", "button")
        and not spot.label
        and max(spot.box.size) <= 2 * name.height
        and same_row(spot.box, name)
        and -2 <= name.left - spot.box.right <= 2 * name.height
    ]
    return max(before, key=lambda spot: spot.box.right, default=None)


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
