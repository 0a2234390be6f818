"""Skills that only look: waiting, reading out, making sure, bringing into view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gui_agent.actions.action import Wait
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import saw, sides
from gui_agent.model.literal.targets.excerpts import text_of
from gui_agent.model.literal.targets.find import candidates, locate
from gui_agent.model.literal.targets.progress import SkillState
from gui_agent.model.literal.targets.situation import NotFound, Situation

PATIENCE: Final = 20
"""How many times a condition is looked at, a second apart, before waiting for it has failed."""
_EXPECTED: Final = 8
"""The same for what is said to happen."""


@dataclass(frozen=True)
class Waited(SkillState):
    """How many times it was waited already."""

    times: int = 0


def _waits(situation: Situation) -> int:
    return situation.state.times if isinstance(situation.state, Waited) else 0


def wait(step: intents.Wait, situation: Situation) -> Outcome:
    """Wait some seconds, or until something is there (or gone)."""
    waited = _waits(situation)
    if step.until is None:
        return Finished() if waited else Act(Wait(seconds=min(60.0, max(0.1, step.seconds or 1.0))), Waited(1))
    from gui_agent.model.literal.targets.verdicts import there

    seen = there(step.until.phrase, situation.scene)
    if seen.answer == ("no" if step.gone else "yes"):
        situation.think(f"{step.until} is {'gone' if step.gone else 'there'}.")
        return Finished()
    if waited >= PATIENCE:
        state = "I cannot tell whether it is there" if seen.answer == "unsure" else "still there" if step.gone else "not there"
        return Stuck(f"{step.until}: {state} after {waited} seconds: {seen.reason}")
    return Act(Wait(seconds=1), Waited(waited + 1))


def read_out(step: intents.Read, situation: Situation) -> Outcome:
    """Read a text: part of the answer."""
    text = text_of(step.what, situation)
    situation.think(f"I read {text!r}.")
    return Finished(replace(situation.facts, answers=(*situation.facts.answers, text), read=text))


def make_sure(step: intents.Assert, situation: Situation) -> Outcome:
    """Check a statement; give the screen a few seconds to make it true."""
    from gui_agent.model.literal.targets.verdicts import judge

    verdict = judge(step.statement, situation.scene)
    situation.think(verdict.reason)
    if verdict.answer == "yes":
        return Finished()
    waited = _waits(situation)
    if waited >= 2:
        return Stuck(f"cannot tell: {verdict.reason}" if verdict.answer == "unsure" else verdict.reason)
    return Act(Wait(seconds=1), Waited(waited + 1))


def expect(step: intents.Expect, situation: Situation) -> Outcome:
    """Wait until what was said to happen is seen; without it the run is not done."""
    from gui_agent.model.literal.targets.verdicts import judge

    verdict = judge(step.statement, situation.scene)
    situation.think(f"I expect that {step.statement}: {verdict.reason}.")
    if verdict.answer == "yes":
        return Finished()
    waited = _waits(situation)
    if waited >= _EXPECTED:
        return Stuck(f"I expected that {step.statement}, but {verdict.reason}")
    return Act(Wait(seconds=1), Waited(waited + 1))


def lacking(step: intents.Lacking, situation: Situation) -> Outcome:
    """End: a description is never typed or chosen."""
    return Stuck(missing_value(step))


def missing_value(step: intents.Lacking) -> str:
    """What is missing, and what to write instead."""
    return f"{step.what!r} describes something and does not say what it is ({step.said!r}); give it, texts in quotation marks"


def provided(step: intents.Provided, situation: Situation) -> Outcome:
    """Resume the steps of a condition if it holds now, else behind them; what cannot be judged is no reason to guess."""
    from gui_agent.model.literal.targets.verdicts import judge

    verdict = judge(step.statement, situation.scene)
    situation.think(f"{verdict.reason}.")
    if verdict.answer == "unsure" or verdict.missing:
        return Stuck(verdict.reason)
    return Finished(skip=0 if verdict.answer == "yes" else step.skip)


def leave(step: intents.Leave, situation: Situation) -> Outcome:
    """Go on behind the steps of the other case."""
    return Finished(skip=step.skip)


def find(step: intents.Find, situation: Situation) -> Outcome:
    """Bring something into view; what is in view already needs no action."""
    try:
        spot = locate(step.target, situation)
    except NotFound as missing:
        if missing.ambiguous and candidates(step.target, situation):
            return Finished()
        raise
    saw(situation, spot)
    return Finished(replace(situation.facts, place=sides(situation.scene, spot.box), read=spot.label))
