"""Enforces a policy: finds out what an action is about to touch, and refuses what the policy does not let happen."""

from __future__ import annotations

from gui_agent.actions.action import BaseAction, Wait
from gui_agent.actions.policy.policy import Policy, PolicyRefusal, Situation
from gui_agent.actions.policy.surroundings import Surroundings
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.geometry import Point


class Guard:
    """Stands before the executor of one display; use it from one thread."""

    def __init__(self, policy: Policy, surroundings: Surroundings) -> None:
        """Enforce `policy`. Raises EnvironmentProblem where its rules cannot be enforced."""
        if policy.asks_for_windows and not surroundings.known:
            raise EnvironmentProblem(
                "rules by window, application or domain cannot be enforced on this platform",
                "Use rules by region, key, text and risk, or a private screen on Linux",
            )
        self._policy = policy
        self._surroundings = surroundings

    def check(self, action: BaseAction, points: list[Point]) -> None:
        """Raise PolicyRefusal when the policy does not let `action`, aimed at these pixels, happen."""
        if isinstance(action, Wait):
            return
        # Also where no rule names windows: their titles tell how risky an action is, and are in the audit.
        situation = Situation(action, points, self._surroundings.windows(points, domains=self._policy.asks_for_domains))
        reason = self._policy.refusal(situation)
        if reason:
            raise PolicyRefusal(reason, situation.windows)
