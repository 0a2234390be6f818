"""Skills that only look: waiting, reading out, making sure, bringing into view."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from gui_agent.actions.action import Scroll, Wait
from gui_agent.model.literal.language import intents, sums
from gui_agent.model.literal.skills import keypad
from gui_agent.model.literal.skills.outcome import Act, Finished, Outcome, Stuck
from gui_agent.model.literal.skills.pointing import place, saw, sides
from gui_agent.model.literal.targets.excerpts import text_of
from gui_agent.model.literal.targets.find import candidates, locate, locate_all
from gui_agent.model.literal.targets.grid import rows_of
from gui_agent.model.literal.targets.progress import SkillState
from gui_agent.model.literal.targets.situation import NotFound, Situation, describe
from gui_agent.model.literal.targets.statement_evidence import Evidence

PATIENCE: Final = 20
"""How many times a condition is looked at, a second apart, before waiting for it has failed."""
_EXPECTED: Final = 8
"""The same for what is said to happen."""
_SCROLLS: Final = 12
"""How many times something is scrolled to its end, at most."""
_SUM: Final = re.compile(r"[\dx(][\dx\s.+\-*/()\u2212\u2013\u00d7\u00f7\u22c5]*(?:=\s*[-\d?_x.]*)?", re.IGNORECASE)


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
    """Read a text: part of the answer; the last word of something that scrolls is read at its end."""
    if step.what.word == -1 and (act := _to_the_end(step, situation)) is not None:
        return act
    text = text_of(step.what, situation)
    situation.think(f"I read {text!r}.")
    if step.quiet:
        return Finished(replace(situation.facts, read=text))
    return Finished(replace(situation.facts, answers=(*situation.facts.answers, text), read=text))


def _to_the_end(step: intents.Read, situation: Situation) -> Act | None:
    """Scroll a text area to its end before its last word is read, if it has a scroll bar."""
    bars = [spot.box for spot in situation.scene.spots if spot.kind == "scrollbar" and spot.box.height > spot.box.width]
    areas = [
        spot
        for spot in situation.scene.spots
        if spot.kind in ("textarea", "list", "panel") and any(spot.box.padded(12).contains(bar.center) for bar in bars)
    ]
    waited = _waits(situation)
    if not areas or waited > _SCROLLS or (waited and situation.unchanged):
        return None
    area = min(areas, key=lambda spot: spot.box.area)
    situation.think("It can be scrolled; I look at its end.")
    return Act(Scroll(**place(situation.scene, area), direction="down", step=40), Waited(waited + 1))


def work(step: intents.Work, situation: Situation) -> Outcome:
    """Find out what a sum comes to, or how many there are of something; with a calculator where one is on the screen."""
    if isinstance(situation.state, keypad.Keyed) or (step.sum and (step.keyed or keypad.has_keys(situation))):
        return keypad.work_out(step, situation)
    if step.count is not None:
        found = locate_all(step.count, situation)
        text = str(len(found))
        situation.think(f"I count {text}: {', '.join(describe(spot) for spot in found[:9])}.")
    else:
        text = sums.solved(step.sum) or _sum_on_the_screen(situation)
        situation.think(f"It comes to {text}.")
    return Finished(replace(situation.facts, answers=(*situation.facts.answers, text), read=text))


def _sum_on_the_screen(situation: Situation) -> str:
    """What the only sum on the screen comes to. Raises NotFound where there is none, or several that differ."""
    rows = rows_of(Evidence.of(situation.scene).cells)
    texts = [*(line.text for line in situation.scene.lines), *(" ".join(cell.text for cell in row) for row in rows)]
    results = {result for text in texts for part in _SUM.findall(text) if (result := sums.solved(part)) is not None}
    if len(results) != 1:
        raise NotFound(f"I see {len(results) or 'no'} sums on the screen", len(results) > 1)
    return results.pop()


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
