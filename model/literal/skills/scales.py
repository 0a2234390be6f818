"""Sliders and spinners: the shown number is the feedback, arrow keys are the means."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gui_agent.actions.action import Key, LeftClick, Type
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw, sides
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.progress import Sides, SkillState
from gui_agent.model.literal.targets.situation import Situation, describe
from gui_agent.perception.geometry import Box

_MOST_ROUNDS = 8
_MOST_PRESSES = 100


@dataclass(frozen=True)
class Scale(SkillState):
    """A spinner or a slider is being set."""

    box: Sides
    rounds: int = 0
    """How often it was corrected."""


@dataclass(frozen=True)
class Slider(Scale):
    """The slider has the focus, and arrow keys were pressed."""

    shown: float | None = None
    """The number before the last presses; None before the first ones."""
    presses: int = 0
    """The last presses, negative to the left."""
    size: float = 1.0
    """What one press changes."""


@dataclass(frozen=True)
class Spinner(Scale):
    """What is in the spinner is selected."""

    shown: str = ""
    """What it showed at first."""


@dataclass(frozen=True)
class SpinnerTyped(Spinner):
    """The number was typed."""


@dataclass(frozen=True)
class SpinnerStepped(Spinner):
    """Its arrows were clicked."""

    left: int = 0
    """Steps that are still to be made, negative downwards."""
    left_alone: bool = False
    """Whether the focus was moved on, to read it without its frame."""
    arrows: tuple[Sides, ...] = ()
    """The drawings that step it up and down, where they were seen; their usual places count elsewhere."""


def set_value(step: intents.Choose, situation: Situation) -> Outcome:
    """Bring a spinner or slider to a number."""
    wanted = float(step.values[0].replace("\u2212", "-"))
    if situation.beginning and step.where is not None:
        spot = locate(step.where, situation, None if step.where.role else frozenset({"slider"}))
        saw(situation, spot)
        return _begin(spot, step.values[0], situation)
    if isinstance(situation.state, Spinner):
        return _spinner(step.values[0], wanted, situation, situation.state)
    if isinstance(situation.state, Slider):
        return _slider(wanted, situation, situation.state)
    return Stuck("there is no slider or spinner to be set")


def _begin(spot: Spot, wanted: str, situation: Situation) -> Outcome:
    box = sides(situation.scene, spot.box)
    if (
        spot.kind == "slider"
        and (at := _reported(spot.box, situation)) is not None
        and at == float(wanted.replace("\u2212", "-"))
    ):
        situation.think(f"It is at {at:g} already.")
        return Finished()
    if spot.kind == "slider":
        handle = scrubber(spot, situation)
        return Act(LeftClick(**place(situation.scene, handle)), Slider(box))
    entry = Spot(
        Box(spot.box.left, spot.box.top, max(spot.box.left + 8, spot.box.right - spot.box.height), spot.box.bottom),
        "spinner",
        spot.label,
    )
    return Act(LeftClick(**place(situation.scene, entry), clicks=3), Spinner(box, shown=spot.value))


def _spinner(text: str, wanted: float, situation: Situation, state: Spinner) -> Outcome:
    """Type the number; a spinner that takes no typing is stepped with its arrows, up to three clicks at a time."""
    box = situation.scene.pixels(state.box)
    stepped = state if isinstance(state, SpinnerStepped) else None
    if stepped is None and not isinstance(state, SpinnerTyped):
        return Act(Type(content=text), SpinnerTyped(state.box, state.rounds, state.shown), situation.search)
    if stepped is not None and stepped.left:
        return _step(box, stepped, situation)
    seen = _number(situation.scene.value_in(box))
    if seen == wanted or (stepped is not None and seen == abs(wanted)):  # a minus sign is easily overlooked
        situation.think(f"The spinner shows {text}.")
        return Finished()
    if seen is None and stepped is not None and not stepped.left_alone:
        situation.think("I cannot read it with the frame of the keyboard focus; I move the focus on.")
        return Act(Key(keys="tab"), replace(stepped, left_alone=True), situation.search)
    if seen is None and stepped is not None:
        return Stuck(f"I cannot read what the spinner shows after I clicked its arrows: I cannot see that it is {text}")
    if seen is None and not situation.unchanged:
        situation.think("I cannot read the number, but it changed when I typed it.")
        return Finished()
    if seen is None:  # typing changed nothing, so it still shows what it showed at first
        seen = _number(state.shown)
    if seen is None:
        return Stuck("I cannot read what the spinner shows")
    if state.rounds > 1:
        return Stuck(f"the spinner shows {seen:g} instead of {text}")
    situation.think(f"It shows {seen:g}; I continue with its arrows.")
    left = round(wanted - seen)
    return _step(box, SpinnerStepped(state.box, state.rounds + 1, state.shown, left, arrows=_arrows(box, situation)), situation)


def _step(box: Box, state: SpinnerStepped, situation: Situation) -> Act:
    """Click the upper arrow (or the lower one) once, or three times."""
    away = state.left
    clicks = 3 if abs(away) >= 3 else 1
    edge = box.right - min(box.width // 4, box.height) // 2
    middle = box.center.y
    quarter = box.height // 4
    top = middle - quarter if away > 0 else middle + quarter
    where = situation.scene.pixels(state.arrows[away < 0]) if state.arrows else Box(edge - 3, top - 3, edge + 3, top + 3)
    arrow = Spot(where, "icon", "arrow of the spinner")
    left = away - clicks if away > 0 else away + clicks
    return Act(LeftClick(**place(situation.scene, arrow), clicks=clicks), replace(state, left=left), situation.search)


def _arrows(box: Box, situation: Situation) -> tuple[Sides, ...]:
    """The two small drawings, one above the other, at the right end of a spinner or right behind it; empty where none are seen."""
    end = Box(box.right - box.height, box.top - box.height // 4, box.right + box.height, box.bottom + box.height // 4)
    drawn = [spot.box for spot in situation.scene.spots if spot.kind == "icon" and spot.box.height < 0.6 * box.height]
    near = sorted((one for one in drawn if end.contains(one.center)), key=lambda one: one.center.y)
    if len(near) != 2 or abs(near[0].center.x - near[1].center.x) > 3 or not near[0].bottom <= box.center.y <= near[1].top:
        return ()
    return tuple(sides(situation.scene, one) for one in near)


def _slider(wanted: float, situation: Situation, state: Slider) -> Outcome:
    """Press arrow keys by the difference between the number that is shown and the wanted one, until they agree."""
    box = situation.scene.pixels(state.box)
    seen = _reported(box, situation)
    if seen is None:
        seen = readout(box, situation)
    if seen is None and state.shown is not None and not situation.unchanged:
        seen = state.shown + state.presses * state.size
        situation.think("I cannot read its number now; I count the key presses.")
    if seen is None:
        return Stuck("I see no number that says what the slider is set to")
    situation.think(f"The slider shows {seen:g}.")
    if abs(seen - wanted) < 1e-9:
        return Finished()
    rounds = state.rounds
    if rounds >= _MOST_ROUNDS:
        return Stuck(f"the slider stays at {seen:g} instead of {wanted:g}")
    step = _step_size(state, seen)
    if step == 0 and rounds:
        return Stuck(f"the slider does not move with the arrow keys: it shows {seen:g}")
    count = round(abs(wanted - seen) / abs(step)) if step else round(abs(wanted - seen))
    count = max(1, min(_MOST_PRESSES, count if rounds else min(count, 3)))
    forward = (wanted > seen) == (step >= 0)
    keys = "right" if forward else "left"
    pressed = Slider(state.box, rounds + 1, seen, count if forward else -count, step or 1.0)
    return Act(Key(keys=keys, presses=count), pressed, situation.search)


def _reported(box: Box, situation: Situation) -> float | None:
    """The number that the application reports of the slider at this place; None where it reports none."""
    for spot in situation.scene.spots:
        if spot.kind == "slider" and spot.box.padded(4).contains(box.center) and (value := _number(spot.value)) is not None:
            return value
    return None


def _step_size(state: Slider, seen: float) -> float:
    """What one press changes, from the last round; 1 before the first."""
    return 1.0 if state.shown is None else (seen - state.shown) / state.presses


def scrubber(slider: Spot, situation: Situation) -> Spot:
    """The part of a slider that can be grasped."""
    for spot in situation.scene.spots:
        if spot.kind == "icon" and spot.name == "handle" and slider.box.padded(6).contains(spot.box.center):
            return spot
    return Spot(slider.box, "slider", slider.label or describe(slider))


def readout(box: Box, situation: Situation) -> float | None:
    """The number that is shown nearest to a slider."""
    # A number right beside the thumb may be read together with it, as "O10".
    outside = [
        line
        for line in situation.scene.lines
        if not box.padded(4).contains(line.box.center) or line.box.right > box.right + line.box.height // 2
    ]
    numbers = [(line.box, value) for line in outside if (value := _number(line.text)) is not None]
    others = [spot.box for spot in situation.scene.spots if spot.kind == "slider" and not spot.box.intersection(box)]
    near = [
        (relations.gap(place_, box), value)
        for place_, value in numbers
        if all(relations.gap(place_, box) <= relations.gap(place_, other) for other in others)
    ]
    return min(near)[1] if near else _read_beside(box, situation)


def _read_beside(box: Box, situation: Situation) -> float | None:
    """The number right of a slider, or below or above it, when each of these places is looked at alone."""
    reach = 4 * min(box.size)
    for place_ in (
        Box(box.right, box.top - 8, box.right + reach, box.bottom + 8),
        Box(box.left, box.bottom, box.right + reach, box.bottom + reach),
        Box(box.left, box.top - reach, box.right + reach, box.top),
    ):
        for line in situation.scene.reader.read(situation.scene.screenshot, place_):
            if (value := _number(line.text)) is not None:
                return value
    return None


def _number(text: str) -> float | None:
    match = re.fullmatch(r"[^\d\-\u2212]*([-\u2212]?\s?\d+(?:\.\d+)?)[^\d]*", text.strip())
    return float(match[1].replace("\u2212", "-").replace(" ", "")) if match else None
