"""Judging a screen by statements: "the counter says '1 left'", "the red Save button is disabled", "there is no 'Error'".

A statement is taken apart (see `language.statements`), and every part is judged on what is seen. "yes" needs evidence for each part,
"no" evidence against one; else the answer is "unsure" and names the part. Nothing is confirmed by likeness.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gui_agent.model.literal.language.noun_phrases import phrases
from gui_agent.model.literal.language.statements import There, statements
from gui_agent.model.literal.language.tokens import tokenize
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.targets.judgements import Finding, judged
from gui_agent.model.literal.targets.statement_evidence import Evidence
from gui_agent.perception.geometry import Box

if TYPE_CHECKING:
    from gui_agent.perception.screen.screenshot import Screenshot
    from gui_agent.perception.text.text import TextReader

Answer = Literal["yes", "no", "unsure"]


@dataclass(frozen=True)
class Judgement:
    """What can be said about a statement, and why."""

    answer: Answer
    reason: str
    box: Box | None = None
    """What it was judged by, in pixels of the picture."""
    missing: bool = False
    """Whether it is "no" only because what the statement is about is not on the screen."""


def check(statement: str, screenshot: Screenshot, reader: TextReader) -> Judgement:
    """Whether a literal statement holds on this screenshot; "unsure" where a part of it was not judged, and then which one."""
    return judge(statement, Scene(screenshot, reader, ""))


def judge(statement: str, scene: Scene) -> Judgement:
    """Whether a literal statement holds in a scene."""
    readings = statements(statement)
    if not readings:
        return Judgement("unsure", f"I cannot judge {statement!r}: it is not a literal statement about the screen")
    return _judgement(judged(readings, Evidence.of(scene)))


def there(what: str, scene: Scene) -> Judgement:
    """Whether what a noun phrase names is on the screen; "no" only where it surely is not."""
    readings = [There(False, phrase) for phrase in phrases(what, tokenize(what))]
    if not readings:
        return Judgement("unsure", f"{what!r} names nothing")
    return _judgement(judged(readings, Evidence.of(scene)))


def _judgement(found: Finding) -> Judgement:
    answer: Answer = "unsure" if found.holds is None else "yes" if found.holds else "no"
    return Judgement(answer, found.reason, found.box, missing=found.absent and answer == "no")


def read(what: str, screenshot: Screenshot, reader: TextReader) -> str:
    """The text that a noun phrase names: "the value next to Total". Raises NotFound where it is not on the screen, or ambiguous."""
    from gui_agent.model.literal.language.grammar import parse
    from gui_agent.model.literal.language.intents import Read
    from gui_agent.model.literal.targets.excerpts import text_named, text_of
    from gui_agent.model.literal.targets.situation import Situation

    scene = Scene(screenshot, reader, "")
    step = parse(f"read {what}").steps[0]
    if isinstance(step, Read) and (step.what.word is not None or not phrases(what, tokenize(what))):
        return text_of(step.what, Situation(scene))
    return text_named(what, Evidence.of(scene))
