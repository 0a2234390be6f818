"""Actions and handoffs in words for people, and as JSON for the event log."""

from __future__ import annotations

from typing import Any

from gui_agent.actions.action import BaseAction
from gui_agent.actions.aim import aim
from gui_agent.actions.effect import Effect
from gui_agent.perception.geometry import Box, RelativeBox

NOTHING_CHANGED = "nothing visible changed"
MOST = 0.5
"""Share of the picture; where more has changed, no places are named."""
SHOWN_PLACES = 3


def describe_action(action: dict[str, Any]) -> str:
    """An action as a user reads it: `type 'Milk'`, `left_click the Add button`."""
    name = action["action"]
    if name == "type":
        return f"type {action['content']!r}"
    if name == "key":
        return f"key {action['keys']}"
    if name == "scroll":
        return f"scroll {action['direction']} {action.get('step', 5)}  {action.get('element_info', '')}".rstrip()
    return f"{name} {action.get('element_info', '')}".rstrip()


def describe_said(said: dict[str, Any] | None) -> str:
    """What an agent said when it handed over, in one line."""
    if not said:
        return ""
    if said["kind"] == "plan":
        return "; ".join(goal["goal"] for goal in said["goals"])
    return str(said.get("missing") or said.get("what") or said.get("summary") or said.get("note") or "")


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


def action_json(action: BaseAction) -> dict[str, Any]:
    """An action as the event log holds it: its name and the arguments that differ from their defaults."""
    return {"action": action.name, **action.arguments()}


def aim_json(action: BaseAction, frame: Box, step: int) -> dict[str, Any]:
    """What an action is aimed at in pixels, and the picture in which that is: as the event log holds it."""
    boxes = [place.to_pixels(frame) for place in action.places if isinstance(place, RelativeBox)]
    return {
        "points": [[point.x, point.y] for point in aim(action, frame)],
        "box": box_json(boxes[0]) if boxes else None,
        "picture": f"steps/{step:04d}/before.webp",
    }


def box_json(box: Box) -> list[int]:
    """A pixel box as four numbers: left, top, right, bottom."""
    return [box.left, box.top, box.right, box.bottom]
