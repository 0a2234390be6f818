"""Actions and handoffs in words for people, and as the event log holds them."""

from __future__ import annotations

from dataclasses import dataclass

from gui_agent.actions.action import BaseAction, Wait
from gui_agent.actions.aim import aim
from gui_agent.actions.effect import Effect
from gui_agent.perception.geometry import Box, RelativeBox
from gui_agent.record.events import (
    ActionFinished,
    ActionRefused,
    ActionStarted,
    ApprovalAsked,
    Event,
    Handoff,
    HandoffMessage,
    LoggedAction,
    ModelReplied,
    PixelBox,
    PixelPoint,
    pixel_box,
)

NOTHING_CHANGED = "nothing visible changed"
MOST = 0.5
"""Share of the picture; where more has changed, no places are named."""
SHOWN_PLACES = 3


def describe_action(action: LoggedAction) -> str:
    """An action as a user reads it: `type 'Milk'`, `left_click the Add button`."""
    given = action.arguments
    match action.action:
        case "type":
            return f"type {given.get('content', '')!r}"
        case "key":
            presses = given.get("presses", 1)
            return f"key {given.get('keys', '')}{f' x{presses}' if presses != 1 else ''}"
        case "wait":
            seconds = given.get("seconds", Wait().seconds)
            return f"wait {f'{seconds:g}' if isinstance(seconds, int | float) else seconds} s"
        case "scroll":
            return f"scroll {given.get('direction', '')} {given.get('step', 5)}  {given.get('element_info', '')}".rstrip()
    return f"{action.action} {given.get('element_info', '')}".rstrip()


def words_of(event: Event) -> str:
    """What is done or said in an event, for people; empty for one that says it in its own fields."""
    match event:
        case ActionStarted() | ActionFinished() | ActionRefused():
            return describe_action(event.action)
        case ModelReplied():
            return without_notes(event.text)
        case Handoff():
            return describe_message(event.message)
        case ApprovalAsked():
            return event.words
    return ""


def describe_message(message: HandoffMessage | None) -> str:
    """What an agent said when it handed over, in one line."""
    if message is None:
        return ""
    if message.kind == "plan":
        return "; ".join(goal.goal for goal in message.goals)
    return message.missing or message.what or message.summary or message.note


def describe_effect(effect: Effect) -> str:
    """What came of an action, in one sentence for a model or a person."""
    if not effect.performed:
        return effect.reason
    if not effect.changed:
        return "nothing visible changed but the text caret, which is where you clicked" if effect.caret else NOTHING_CHANGED
    if effect.fraction > MOST:
        return "most of the screen changed"
    return "the screen changed in " + " and ".join(map(_thousandths, _gathered(effect.changed)))


def told(effect: Effect, advice: str = "") -> str:
    """What the model is told of its action: a tool's output."""
    if not effect.performed:
        return f"Not performed: {effect.reason}"
    return f"Performed. {describe_effect(effect)}{advice}"


def _gathered(boxes: tuple[RelativeBox, ...]) -> list[RelativeBox]:
    """The largest places, each with the smaller ones that are nearest to it."""
    shown = list(boxes[:SHOWN_PLACES])
    for box in boxes[SHOWN_PLACES:]:
        nearest = min(range(len(shown)), key=lambda index: _area(_union(shown[index], box)) - _area(shown[index]))
        shown[nearest] = _union(shown[nearest], box)
    return shown


def _union(one: RelativeBox, other: RelativeBox) -> RelativeBox:
    return RelativeBox(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )


def _area(box: RelativeBox) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


def _thousandths(box: RelativeBox) -> str:
    sides = (box.left, box.top, box.right, box.bottom)
    return "[" + ",".join(str(min(999, max(0, round(side)))) for side in sides) + "]"


def without_notes(text: str) -> str:
    """What a model said, without the notes for itself at the end (`Memory: ...`)."""
    return f"\n{text}".split("\nMemory:")[0].strip()


@dataclass(frozen=True)
class Aim:
    """What an action is aimed at in pixels, and the picture in which that is."""

    points: tuple[PixelPoint, ...]
    box: PixelBox | None
    picture: str


def aim_of(action: BaseAction, frame: Box, step: int) -> Aim:
    """The aim of an action whose places are thousandths of `frame`."""
    boxes = [place.to_pixels(frame) for place in action.places if isinstance(place, RelativeBox)]
    return Aim(
        tuple((point.x, point.y) for point in aim(action, frame)),
        pixel_box(boxes[0]) if boxes else None,
        f"steps/{step:04d}/before.webp",
    )
