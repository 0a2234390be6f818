"""Actions and effects as a user in front of a terminal reads them: targets by their names, no coordinates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gui_agent.record.wording import describe_action

if TYPE_CHECKING:
    from gui_agent.record.events import LoggedAction

_VERBS = {
    "left_click": "click",
    "right_click": "right-click",
    "middle_click": "middle-click",
    "left_double_click": "double-click",
    "hover": "point at",
    "left_drag": "drag",
}
_PLACES = re.compile(r" in \[[-\d., ]+\](?: and \[[-\d., ]+\])*")


def action_for_people(action: LoggedAction) -> str:
    """`click the field 'Name'`, `type 'Ada'`, `press ctrl+s`, `scroll down 5`."""
    given = action.arguments
    target = str(given.get("element_info", "")).strip()
    if re.match(r"[a-z ]+ ['\"]", target):  # a role and a name
        target = f"the {target}"
    if verb := _VERBS.get(action.action):
        return f"{verb} {target or _place(given.get('start_box'))}".rstrip()
    if action.action == "key":
        return f"press {given.get('keys', '')}"
    if action.action == "scroll":
        where = f" at {target}" if target else ""
        return f"scroll {given.get('direction', '')} {given.get('step', 5)}{where}"
    return describe_action(action)


def _place(box: object) -> str:
    """A target without a name: its place in thousandths of the screen, which is how the model gave it."""
    if not isinstance(box, list | tuple):
        return ""
    numbers = ", ".join(str(round(float(number))) for number in box)
    return f"at {numbers} (thousandths)"


def effect_for_people(text: str) -> str:
    """The result of an action, without the places that a model needs."""
    return _PLACES.sub("", text)
