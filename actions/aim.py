"""Where an action aims: thousandths of a screenshot to pixels of the virtual screen, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gui_agent.actions.action import BaseAction, Location, parse_action
from gui_agent.errors import UsageError
from gui_agent.perception.geometry import Box, Point, RelativeBox


def aim(action: BaseAction, frame: Box) -> list[Point]:
    """The pixels at which an action is aimed, for a screenshot that showed `frame`."""
    return [pixel(place, frame) for place in action.places]


def pixel(location: Location, frame: Box) -> Point:
    """The pixel that an action on this place hits: the point itself, or the middle of a box."""
    return (location.center if isinstance(location, RelativeBox) else location).to_pixels(frame)


def from_pixels(data: Mapping[str, Any], frame: Box) -> BaseAction:
    """The action of a JSON object whose places are pixels of the virtual screen (`"unit": "px"`), for this frame.

    The thousandths are chosen so that they map back to the same pixel. Raises UsageError for a pixel outside of the frame,
    pydantic.ValidationError for what is no action.
    """
    converted = {name: value for name, value in data.items() if name != "unit"}
    for name in ("start_box", "end_box"):
        if name in converted:
            converted[name] = _thousandths(converted[name], frame)
    if isinstance(path := converted.get("path"), list):
        converted["path"] = [_thousandths(place, frame) for place in path]
    return parse_action(converted)


def _thousandths(numbers: object, frame: Box) -> object:
    if not isinstance(numbers, list | tuple) or len(numbers) not in (2, 4):
        return numbers
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers):
        return numbers
    whole = [round(number) for number in numbers]
    if len(whole) == 4:
        box = Box(min(whole[0], whole[2]), min(whole[1], whole[3]), max(whole[0], whole[2]), max(whole[1], whole[3]))
        whole = [box.center.x, box.center.y]
    point = Point(*whole)
    if not frame.contains(point):
        raise UsageError(
            f"pixel ({point.x}, {point.y}) is outside of the screen",
            f"It reaches from ({frame.left}, {frame.top}) to ({frame.right - 1}, {frame.bottom - 1})",
        )
    return [(point.x - frame.left) * 1000 / frame.width, (point.y - frame.top) * 1000 / frame.height]
