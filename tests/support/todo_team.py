"""A team that works on the todo application: replies for each role, the verifier's taken from what the picture really shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from glm_server import Reply, Request

Call = tuple[str, dict[str, Any]]
FIELD, ADD, FIRST_ITEM, DELETE_DONE = [294, 157], [467, 157], [119, 219], [496, 708]
"""Places in thousandths of a 1260x784 screen."""
FIRST_CHECK_MARK = (137, 172)
"""A pixel of it."""
PLAN: dict[str, Any] = {"goals": [{"goal": "Add Milk and tick it", "success": "The list shows Milk with a tick"}]}
CLICK_FIELD: Call = ("left_click", {"start_box": FIELD, "element_info": "the New todo field"})
TYPE_MILK: Call = ("type", {"content": "Milk"})
CLICK_ADD: Call = ("left_click", {"start_box": ADD, "element_info": "the Add button"})
TICK: Call = ("left_click", {"start_box": FIRST_ITEM, "element_info": "the check box Milk"})
CLICK_DELETE: Call = ("left_click", {"start_box": DELETE_DONE, "element_info": "the Delete done button"})


def role_of(request: Request) -> str:
    """Which agent of the team asks."""
    marks = {"start_work": "planner", "verdict": "verifier", "collect": "reader"}
    return next((role for tool, role in marks.items() if tool in request.tools), "operator")


def first_item_is_ticked(request: Request) -> bool:
    """What the newest picture of a request shows."""
    red, green, blue = request.images[-1].getpixel(FIRST_CHECK_MARK)  # type: ignore[misc]
    return max(red, green, blue) < 180


@dataclass
class TodoTeam:
    """A script for the server: the planner plans, the operator follows its list, the verifier looks."""

    operator: Sequence[Call]
    planner: Sequence[Call] = (("start_work", PLAN),)
    roles: list[str] = field(default_factory=list)
    """Who asked, in order."""

    def __post_init__(self) -> None:
        self._operator: Iterator[Call] = iter(self.operator)
        self._planner: Iterator[Call] = iter(self.planner)

    def __call__(self, request: Request) -> Reply:
        role = role_of(request)
        self.roles.append(role)
        if role == "planner":
            return Reply(thinking="One goal is enough.", calls=[next(self._planner)])
        if role == "operator":
            return Reply(calls=[next(self._operator)])
        return Reply(thinking="I look for the tick.", calls=[self._verify(request)])

    def _verify(self, request: Request) -> Call:
        box = [100, 205, 145, 235]
        if first_item_is_ticked(request):
            return "verdict", {"passed": True, "reason": "Milk is ticked", "evidence_box": box}
        return "hand_back", {"missing": "Milk is in the list, but not ticked", "evidence_box": box}
