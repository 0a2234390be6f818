"""Judging a screen by literal statements: "the counter says '1 left'", "the Save button is disabled", "there is no 'Error'".

statement = target "says" text | target "is" state | ["there is"] target ["is" "visible"] | quotation
state     = ["not"] ("checked" | "selected" | "enabled" | "disabled" | "visible" | "empty" | "gone" ...)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from rapidfuzz import fuzz

from gui_agent.model.literal.language.clause import index_of
from gui_agent.model.literal.language.phrases import Tokens, parse_target
from gui_agent.model.literal.language.steps import Excerpt, Target
from gui_agent.model.literal.language.text_match import ENOUGH, canonical, similarity
from gui_agent.model.literal.language.tokens import tokenize, written
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets.excerpts import text_of
from gui_agent.model.literal.targets.find import candidates, locate
from gui_agent.model.literal.targets.situation import NotFound, Situation, describe
from gui_agent.perception.geometry import Box

if TYPE_CHECKING:
    from gui_agent.perception.screen.screenshot import Screenshot
    from gui_agent.perception.text.text import TextReader

Answer = Literal["yes", "no", "unsure"]
_SAYS: Final = (
    ("says",), ("say",), ("reads",), ("shows",), ("show",), ("displays",), ("contains",), ("contain",), ("has", "the", "text"),
    ("is", "equal", "to"), ("equals",), ("has", "the", "value"), ("is", "labelled"), ("is", "labeled"),
)  # fmt: skip
_PARTLY: Final = frozenset({"contains", "contain", "shows", "show", "displays"})
_STATES: Final[dict[str, tuple[str, bool]]] = {
    "checked": ("checked", True), "ticked": ("checked", True), "selected": ("checked", True), "on": ("checked", True),
    "unchecked": ("checked", False), "unticked": ("checked", False), "unselected": ("checked", False), "off": ("checked", False),
    "enabled": ("enabled", True), "active": ("enabled", True), "disabled": ("enabled", False), "greyed": ("enabled", False),
    "grayed": ("enabled", False), "empty": ("empty", True), "blank": ("empty", True), "visible": ("visible", True),
    "shown": ("visible", True), "there": ("visible", True), "open": ("visible", True), "displayed": ("visible", True),
    "present": ("visible", True), "gone": ("visible", False), "hidden": ("visible", False), "closed": ("visible", False),
    "absent": ("visible", False), "invisible": ("visible", False), "missing": ("visible", False),
}  # fmt: skip


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
    """Whether a literal statement holds on this screenshot; "unsure" where it is not literal, or its subject is ambiguous."""
    return judge(statement, Scene(screenshot, reader, statement))


def read(what: str, screenshot: Screenshot, reader: TextReader) -> str:
    """The text that a noun phrase names: "the value next to Total". Raises NotFound where it is not on the screen."""
    from gui_agent.model.literal.language.grammar import parse
    from gui_agent.model.literal.language.steps import Read

    step = parse(f"read {what}").steps[0]
    excerpt = step.what if isinstance(step, Read) else Excerpt(parse_target(what, tokenize(what)))
    return text_of(excerpt, _situation(Scene(screenshot, reader, what)))


def judge(statement: str, scene: Scene) -> Judgement:
    """Whether a literal statement holds in a scene."""
    situation = _situation(scene)
    tokens = [token for token in tokenize(statement) if token.text not in (".", "!", "\n")]
    try:
        if found := index_of(tokens, *_SAYS):
            if found[0]:
                return _says(statement, tokens, found, situation)
        elif verb := index_of(tokens, ("is",), ("are",)):
            return _is(statement, tokens, verb, situation)
        return _is_there(statement, tokens, situation, wanted=True)
    except NotFound as missing:
        return Judgement("unsure" if missing.ambiguous else "no", missing.reason, missing=True)


def _situation(scene: Scene) -> Situation:
    return Situation(scene)


def _says(statement: str, tokens: Tokens, found: tuple[int, int], situation: Situation) -> Judgement:
    at, size = found
    subject, wanted = tokens[:at], written(statement, tokens[at + size :])
    negated = subject[-1].lower in ("not", "doesn't", "don't") if subject else False
    subject = [token for token in subject if token.lower not in ("does", "do", "not", "doesn't", "don't")]
    target = parse_target(statement, subject)
    partly = tokens[at].lower in _PARTLY
    if target.role == "screen":
        return _on_screen(wanted, situation, negated)
    shown, box = _subject_text(target, wanted, situation)
    holds = _equal(wanted, shown) or (partly and canonical(wanted) in canonical(shown))
    return Judgement("yes" if holds != negated else "no", f"{target} says {shown!r}", box)


def _subject_text(target: Target, wanted: str, situation: Situation) -> tuple[str, Box | None]:
    """What a subject says; a subject that the screen does not name ("the counter") is known by what it is said to say."""
    try:
        shown = text_of(Excerpt(target), situation)
        return shown, locate(target, situation).box
    except NotFound as missing:
        best = max(situation.scene.lines, key=lambda line: fuzz.ratio(canonical(wanted), canonical(line.text)), default=None)
        if missing.ambiguous or target.quoted or best is None or fuzz.ratio(canonical(wanted), canonical(best.text)) < 55:
            raise
        return best.text, best.box


def _equal(wanted: str, shown: str) -> bool:
    return similarity(wanted, " ".join(shown.split())) >= 0.93


def _on_screen(wanted: str, situation: Situation, negated: bool) -> Judgement:
    for line in situation.scene.lines:
        if canonical(wanted) in canonical(line.text):
            return Judgement("no" if negated else "yes", f"{line.text!r} is on the screen", line.box)
    return Judgement("yes" if negated else "no", f"{wanted!r} is not on the screen")


def _is(statement: str, tokens: Tokens, verb: tuple[int, int], situation: Situation) -> Judgement:
    at = verb[0]
    if at == 1 and tokens[0].lower == "there":
        rest = tokens[2:]
        none = bool(rest) and rest[0].lower == "no"
        return _is_there(statement, rest[1:] if none else rest, situation, wanted=not none)
    rest = tokens[at + 1 :]
    negated = bool(rest) and rest[0].lower in ("not", "no")
    words = [token.lower for token in rest if token.lower not in ("not", "no", "longer", "now", "still")]
    if not words or not at:
        return Judgement("unsure", f"I cannot judge {statement!r}: it is not a literal statement about the screen")
    if words[0] in _STATES and rest[-1].kind == "word":
        name, value = _STATES[words[0]]
        return _has_state(parse_target(statement, tokens[:at]), name, value != negated, situation)
    return _value_is(statement, tokens, at, negated, situation)


def _value_is(statement: str, tokens: Tokens, at: int, negated: bool, situation: Situation) -> Judgement:
    wanted = written(statement, [token for token in tokens[at + 1 :] if token.lower != "not"])
    target = parse_target(statement, tokens[:at])
    shown = text_of(Excerpt(target), situation)
    return Judgement("yes" if _equal(wanted, shown) != negated else "no", f"{target} is {shown!r}")


def _is_there(statement: str, tokens: Tokens, situation: Situation, wanted: bool) -> Judgement:
    tokens = [token for token in tokens if token.lower not in ("visible", "shown")]
    if not tokens:
        return Judgement("unsure", f"I cannot judge {statement!r}")
    return _has_state(parse_target(statement, tokens), "visible", wanted, situation)


def _has_state(target: Target, name: str, wanted: bool, situation: Situation) -> Judgement:
    if name == "visible":
        return _visible(target, wanted, situation)
    spot = locate(target, situation, frozenset({"checkbox", "radio"}) if name == "checked" else None)
    holds = {"checked": spot.checked, "enabled": spot.enabled, "empty": not spot.value}[name]
    if holds is None:
        return Judgement("unsure", f"I cannot see whether the {describe(spot)} is {name}", spot.box)
    return Judgement(
        "yes" if bool(holds) == wanted else "no", f"the {describe(spot)} is {'' if holds else 'not '}{name}", spot.box
    )


def _in_a_line(label: str, scene: Scene) -> list[Spot]:
    """The lines that hold a text as whole words: "Saved" is visible where "Saved to notes.txt" stands."""
    words = re.compile(rf"(?<!\w){re.escape(label)}(?!\w)", re.IGNORECASE)
    return [Spot(line.box, "text", line.text) for line in scene.lines if words.search(line.text)]


def _visible(target: Target, wanted: bool, situation: Situation) -> Judgement:
    try:
        found: list[Spot] = [match.spot for match in candidates(target, situation) if match.score >= ENOUGH]
    except NotFound:
        found = []
    if not found and target.label and target.role in (None, "text", "word", "paragraph") and target.relation is None:
        found = _in_a_line(target.label, situation.scene)
    there = bool(found)
    reason = f"the {describe(found[0])} is on the screen" if there else f"{target} is not on the screen"
    return Judgement("yes" if there == wanted else "no", reason, found[0].box if there else None)
