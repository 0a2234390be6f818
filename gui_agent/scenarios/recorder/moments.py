"""Each thing that a user did, with what was there before it, what came of it, and what it was aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gui_agent.actions.action import BaseAction, parse_action
from gui_agent.actions.effect import Evidence
from gui_agent.perception.change.change import compare
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, Point, RelativePoint
from gui_agent.perception.text.text import TextReader
from gui_agent.run.evidence import Witness
from gui_agent.run.screens import Screens
from gui_agent.scenarios.recorder.frames import Sight
from gui_agent.scenarios.recorder.gestures import Gesture
from gui_agent.scenarios.recorder.naming import Aimed, View

SPECK = 3
"""Pixels: what is no larger changed nothing."""
_RING = 4
"""Pixels around a field in which its ring of focus is drawn."""


@dataclass
class Moment:
    """A gesture on the screen on which it was made."""

    gesture: Gesture
    before: Sight
    after: Sight | None = None
    aimed: Aimed | None = None
    to: Aimed | None = None
    """Where a drag ends."""
    field: Element | None = None
    """For text: the field that it went into, as it is afterwards."""
    reported: bool = False
    """Whether the application reported what is in that field; else it was read."""
    into: str = ""
    """Words for that field, on the screen before it; empty where it is none, or has no words."""
    evidence: tuple[Evidence, ...] = ()
    changed: tuple[Box, ...] = ()
    """Where the screen changed, the largest place first."""
    frames_alone: bool = False
    """Whether nothing changed but the frames of fields: one lost the focus, or got it."""
    late: bool = False
    """Whether what came of it took its time."""
    secret: bool = False
    """Whether the text must not be written down."""

    @property
    def visible(self) -> bool:
        """Whether it changed something that can be seen."""
        return any(max(box.width, box.height) > SPECK for box in self.changed)


class Looking:
    """Looks at moments with the embedded reader; keeps the last views."""

    def __init__(self, reader: TextReader) -> None:
        self._reader = reader
        self._witness = Witness(reader=reader)
        self._views: dict[int, View] = {}

    def view(self, sight: Sight) -> View:
        """A picture as the reader sees it."""
        view = self._views.get(id(sight))
        if view is None:
            if len(self._views) > 3:
                self._views.pop(next(iter(self._views)))
            view = self._views[id(sight)] = View(sight, self._reader)
        return view

    def close(self) -> None:
        """End its thread."""
        self._witness.close()

    def look(self, moment: Moment) -> None:
        """Fill in what a moment was aimed at and what came of it; its pictures are complete."""
        gesture, after = moment.gesture, moment.after or moment.before
        before_view = self.view(moment.before)
        if gesture.kind in ("click", "drag", "scroll"):
            moment.aimed = before_view.aimed(gesture.at)
        if gesture.to is not None:
            moment.to = before_view.aimed(gesture.to)
        after_view = self.view(after)
        screens = Screens(
            before_view.screenshot,
            after_view.screenshot,
            compare(before_view.screenshot, after_view.screenshot),
            moment.before.titles,
            after.titles,
        )
        moment.changed = screens.change.boxes
        moment.evidence = self._witness.look_now(_action(gesture, moment.before), screens)
        moment.frames_alone = not moment.evidence and _within_fields(moment.changed, before_view)
        if gesture.kind == "text":
            self._field(moment, before_view, after_view)

    def _field(self, moment: Moment, before: View, after: View) -> None:
        """Where a text went: the field that has the focus, or in which something changed."""
        fields = [one for one in after.elements if one.role in ("field", "spinner", "dropdown")]
        focused = [one for one in fields if one.focused]
        changed = [one for one in fields if any(one.box.intersection(box) for box in moment.changed)]
        found = next(iter(focused or sorted(changed, key=lambda one: one.box.area)), None)
        if found is None:
            return
        moment.field = found
        exact = moment.after is not None and moment.after.exact
        moment.reported = exact and any(one.role == found.role and one.box == found.box for one in after.screenshot.reported)
        was = next((one for one in before.elements if one.role == found.role and _overlap(one.box, found.box)), None)
        if was is not None:
            moment.into = before.aimed(was.box.center).words


def _within_fields(changed: Sequence[Box], view: View) -> bool:
    """Whether something changed, and all of it in fields and right around them."""
    fields = [one.box.padded(_RING) for one in view.elements if one.role == "field"]
    return bool(changed) and all(any(field.intersection(box) == box for field in fields) for box in changed)


def _overlap(one: Box, other: Box) -> bool:
    common = one.intersection(other)
    return common is not None and common.area > 0.5 * min(one.area, other.area)


def _action(gesture: Gesture, sight: Sight) -> BaseAction:
    """The action that does the same, for who looks for its effects."""
    if gesture.kind == "text":
        return parse_action({"action": "type", "content": "x"})
    if gesture.kind == "key":
        return parse_action({"action": "key", "keys": "enter"})
    x, y = thousandths(gesture.at, sight.region)
    return parse_action({"action": "left_click", "start_box": [x, y]})


def thousandths(point: Point, region: Box) -> tuple[float, float]:
    """A point of the screen in thousandths of the picture, as actions have it."""
    relative = RelativePoint(
        (point.x + 0.5 - region.left) * 1000 / region.width, (point.y + 0.5 - region.top) * 1000 / region.height
    )
    return min(999.0, relative.x), min(999.0, relative.y)
