"""Enforces a policy: finds out what an action is about to touch, and refuses what the policy does not let happen."""

from __future__ import annotations

from collections.abc import Sequence

from gui_agent.actions.action import BaseAction, Key, MiddleClick, Type, Wait
from gui_agent.actions.policy.policy import Policy, PolicyRefusal, Situation, Touched
from gui_agent.actions.policy.surroundings import Surroundings
from gui_agent.actions.policy.text_match import completes, could_complete
from gui_agent.actions.policy.typed_text import TypedText, pastes
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.geometry import Point

UNREADABLE = "what would be pasted cannot be read, and the policy denies texts"
_MOST = 40
"""Possible contents of a field that are followed."""


class Guard:
    """Stands before the executor of one display; use it from one thread."""

    def __init__(self, policy: Policy, surroundings: Surroundings) -> None:
        """Enforce `policy`. Raises EnvironmentProblem where its rules cannot be enforced."""
        if policy.asks_for_windows and not surroundings.known:
            raise EnvironmentProblem(
                "rules by window, application, domain, element or text of a window cannot be enforced on this platform",
                "Use rules by region, key, text and risk, or a private screen on Linux",
            )
        self._policy = policy
        self._surroundings = surroundings
        self._typed: dict[tuple[str, ...], list[TypedText]] = {}
        """What fields may hold, by the application that has them."""
        self._last_place: Point | None = None

    def check(self, action: BaseAction, points: list[Point]) -> None:
        """Raise PolicyRefusal when the policy does not let `action`, aimed at these pixels, happen."""
        if isinstance(action, Wait):
            return
        # Also where no rule names windows: their titles say how risky an action is, and are in the audit.
        windows = self._surroundings.windows(
            points, domains=self._policy.asks_for_domains, elements=self._policy.asks_for_elements
        )
        after = self._afterwards(action, windows) if self._policy.denied_texts else []
        typed = [str(one) for one in after] if isinstance(action, Type | Key) or pastes(action) else []
        situation = Situation(action, points, windows, [*typed, *self._in_the_field(action)])
        reason = self._policy.refusal(situation)
        if reason:
            raise PolicyRefusal(reason, situation.windows)
        self._typed[_whose(windows)] = after
        self._last_place = points[-1] if points else self._last_place

    def _afterwards(self, action: BaseAction, windows: Sequence[Touched]) -> list[TypedText]:
        """What the field may hold after the action, as far as it was typed here. Raises PolicyRefusal."""
        pasted = ""
        if pastes(action):
            found = [self._surroundings.copied("PRIMARY")]
            if not isinstance(action, MiddleClick):
                found.append(self._surroundings.copied("CLIPBOARD"))
            if None in found:
                raise PolicyRefusal(UNREADABLE, windows)
            pasted = "\n".join(one or "" for one in found)
        before = self._typed.get(_whose(windows)) or [TypedText()]
        after = {str(one): one for text in before for one in text.after(action, pasted)}
        return list(after.values())[:_MOST]

    def _in_the_field(self, action: BaseAction) -> list[str]:
        """What a denied text would become whole by, with what the field shows already: read only where it could be one."""
        parts = self._policy.denied_texts
        if not isinstance(action, Type) or not parts or not could_complete(action.content, parts):
            return []
        held = self._surroundings.in_the_field(self._last_place)
        return [part for line in held for part in parts if completes(line, action.content, part)]


def _whose(windows: Sequence[Touched]) -> tuple[str, ...]:
    return windows[0].applications if windows else ()
