"""Actions and handoffs in words for people, and as JSON for the event log."""

from __future__ import annotations

from typing import Any

from gui_agent.actions.action import BaseAction
from gui_agent.actions.aim import aim
from gui_agent.actions.policy.risk import risk_of
from gui_agent.perception.geometry import Box, RelativeBox


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


def action_json(action: BaseAction) -> dict[str, Any]:
    """An action as the event log holds it: its name and the arguments that differ from their defaults."""
    return {"action": action.name, **action.arguments()}


def aim_json(action: BaseAction, frame: Box, step: int) -> dict[str, Any]:
    """How risky an action is, what it is aimed at in pixels, and the picture in which that is: as the event log holds it."""
    boxes = [place.to_pixels(frame) for place in action.places if isinstance(place, RelativeBox)]
    return {
        "risk": risk_of(action),
        "points": [[point.x, point.y] for point in aim(action, frame)],
        "box": box_json(boxes[0]) if boxes else None,
        "picture": f"steps/{step:04d}/before.webp",
    }


def box_json(box: Box) -> list[int]:
    """A pixel box as four numbers: left, top, right, bottom."""
    return [box.left, box.top, box.right, box.bottom]
