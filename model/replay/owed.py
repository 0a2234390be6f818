"""A recorded effect that did not come: a model that is asked may bring it about, but not do without it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gui_agent.actions.effect import Effect
from gui_agent.model.replay.expected import Expected, compare
from gui_agent.model.replay.words import ScreenInWords


@dataclass
class Owed:
    """What an action should have done, and what came of the actions since."""

    expected: Expected
    before: ScreenInWords | None
    """The screen that the action was decided by."""
    reason: str
    """Why it is owed, for the user."""
    broken: bool = True
    """Whether nothing happened, or the contrary; else something was seen that was not recorded."""
    since: Effect = Effect("no_effect")

    def note(self, effect: Effect) -> None:
        """One more action has been performed."""
        self.since = replace(
            effect if effect.visible else self.since, evidence=(*self.since.evidence, *effect.evidence), fraction=effect.fraction
        )

    def came(self, after: ScreenInWords) -> bool:
        """Whether the effect is there, by what came since and by the screen as it is."""
        return compare(self.expected, self.since, self.before, after).judged == "as recorded"
