"""Which reading of a part of the instruction is meant: each is weighed by how much of it the screen explains.

The prior is how good a reading is as English; `explained` is how well the screen shows what its first step is aimed at. The weights
are data (`weights.json`). Two readings that weigh the same and would act differently are an error that names both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Reading, Step, Target
from gui_agent.model.literal.language.text_match import CASE, canonical, similarity
from gui_agent.model.literal.sight.spot import FIELDS, WIDGETS, Spot
from gui_agent.model.literal.targets import lexicon
from gui_agent.model.literal.targets.excerpts import text_of
from gui_agent.model.literal.targets.find import candidates, locate_all, may_be_called
from gui_agent.model.literal.targets.scorer import reading_weights
from gui_agent.model.literal.targets.situation import NotFound, Situation

_BOXES: Final = frozenset({"checkbox", "radio"})
_KNOWN: Final = 0.6
"""How far a step is explained that needs nothing on the screen: keys, waiting, typing where the focus is."""
_OF_ENTRIES: Final = 0.7
"""How far a window is closed that is called like an entry of a page."""
_EXACT: Final = 0.93
_WHOLE_LABEL: Final = 1.03
"""The prior of a reading whose label a widget bears, word by word."""
_SEVERAL: Final = 2
"""Words from which on that is no chance."""


@dataclass(frozen=True)
class Weighed:
    """A reading and what speaks for it on the screen."""

    reading: Reading
    weight: float
    explained: float
    why: str
    acts: tuple[object, ...]
    """What it would do: two readings that would do the same are no different."""

    @property
    def resolved(self) -> bool:
        """Whether it is known what would be acted on."""
        return len(self.acts) < 2 or self.acts[1] is not None


@dataclass(frozen=True)
class Choice:
    """The reading that is meant."""

    index: int
    """Of the readings that were offered, then those of the screen."""
    why: str
    certain: bool
    """Whether the screen explains it; else it is only the best one as English."""


def all_readings(step: intents.Open, situation: Situation) -> list[Reading]:
    """The readings of a part of the instruction: those of its words, then those that this screen adds."""
    found = [*step.readings, *lexicon.readings_on(step.said, situation)]
    if not any(reading.how == intents.SEVERAL for reading in step.readings):
        return found
    # "A as the host and B as the port": the words between the values are no text that is typed.
    return [reading for index, reading in enumerate(found) if index < len(step.readings) or not _runs_on(reading)]


def _runs_on(reading: Reading) -> bool:
    """Whether it would type several values, and what is between them, as one text, or choose them as one value."""
    step = reading.steps[0] if reading.steps else None
    text = step.text if isinstance(step, intents.Enter) else step.values[0] if isinstance(step, intents.Choose) else ""
    return isinstance(text, str) and " and " in f" {text} "


def choose(readings: Sequence[Reading], situation: Situation, *, ordered: bool = False) -> Choice:
    """The reading that the screen explains best; of `ordered` ones the first that it explains.

    Raises NotFound where two good ones would act differently, and where all need a label that the screen does not show.
    """
    weighed = [weigh(reading, situation) for reading in readings]
    order = sorted(range(len(weighed)), key=lambda index: (-weighed[index].weight, index))
    best = weighed[order[0]]
    if all(reading.exact for reading in readings) and not best.explained:
        raise NotFound(f"I do not understand {best.reading.steps[0].said!r}: nothing on the screen is called like that")
    known = reading_weights()
    certain = best.explained > 0 and best.weight >= known["enough"]
    if ordered and (shown := next((at for at, one in enumerate(weighed) if one.explained and one.resolved), None)) is not None:
        return Choice(shown, f"{_described(weighed[shown])} ({weighed[shown].why})", True)
    if not certain and (further := next((at for at in order if readings[at].further), None)) is not None:
        return Choice(further, _described(weighed[further]), False)
    for index in order[1:]:
        other = weighed[index]
        if (
            other.explained
            and other.resolved
            and best.resolved
            and best.weight - other.weight < known["clear"]
            and _differ(best, other)
            and certain
        ):
            raise NotFound(
                f"{best.reading.steps[0].said!r} can be read in two ways: {_described(best)}, or {_described(other)}; say which one",
                True,
            )
    return Choice(order[0], f"{_described(best)} ({best.why})", certain)


def _capital_noun(reading: Reading) -> int:
    """1 if the word that was read as a kind of widget is written like a part of the name: "Wi-Fi Settings", "Page Layout"."""
    step = reading.steps[0] if reading.steps else None
    target = step.targets[0] if isinstance(step, intents.Tick) else getattr(step, "target", None)
    if step is None or not isinstance(target, Target) or not target.noun or not target.label or target.quoted:
        return 0
    word = target.noun.split()[-1]
    return int(word not in step.said and word.capitalize() in step.said)


def _differ(one: Weighed, other: Weighed) -> bool:
    """Whether two readings would act on different things, or type different texts."""
    return one.acts[1:] != other.acts[1:] or (len(one.acts) < 2 and one.acts != other.acts)


def weigh(reading: Reading, situation: Situation) -> Weighed:
    """What speaks for a reading on this screen."""
    known = reading_weights()
    explained, acts, why = _explained(reading.steps[0], situation) if reading.steps else (_KNOWN, (), "nothing to do")
    if reading.exact and not _by_the_letter(reading.steps[0], situation):
        return Weighed(reading, 0.0, 0.0, "no such label", acts)
    parts = {
        "prior": max(reading.prior, _WHOLE_LABEL)
        if reading.exact and _is_whole_label(reading.steps[0], situation)
        else reading.prior,
        "explained": explained,
        "unused": float(len(reading.unused) if reading.restated else _capital_noun(reading)),
        "label_in_value": float(_holds_label(reading.steps[0], situation)) if reading.steps else 0.0,
    }
    weight = sum(known[name] * value for name, value in parts.items())
    return Weighed(reading, weight, explained, why, acts)


def _is_whole_label(step: Step, situation: Situation) -> bool:
    """Whether a widget is called just as the clause says, in several words: then they are its name, whatever they mean."""
    target = step.targets[0] if isinstance(step, intents.Tick) else getattr(step, "target", None)
    label = target.label if isinstance(target, Target) else ""
    if len(label.split()) < _SEVERAL:
        return False
    return any(spot.kind in WIDGETS and similarity(label, spot.label) >= CASE for spot in situation.scene.spots)


def _by_the_letter(step: Step, situation: Situation) -> bool:
    """Whether the screen shows the label of a step just so."""
    target = step.targets[0] if isinstance(step, intents.Tick) else getattr(step, "target", None)
    label = step.values[0] if isinstance(step, intents.Choose) else target.label if isinstance(target, Target) else ""
    return any(max(similarity(label, spot.label), similarity(label, spot.value)) >= _EXACT for spot in situation.scene.spots)


def _described(weighed: Weighed) -> str:
    step = weighed.reading.steps[0] if weighed.reading.steps else None
    how = weighed.reading.how or "as written"
    return f"{type(step).__name__.lower()} {_object(step)!r} {how}" if step is not None else how


def _object(step: Step) -> str:
    if isinstance(step, intents.Choose):
        return " > ".join(step.values)
    if isinstance(step, intents.Enter):
        return f"{step.text} into {step.target or 'the focus'}"
    if isinstance(step, intents.Tick):
        return ", ".join(str(target) for target in step.targets)
    target = getattr(step, "target", None)
    return target.label or target.phrase if isinstance(target, Target) else step.said


def _explained(step: Step, situation: Situation) -> tuple[float, tuple[object, ...], str]:
    """(0 to 1, what would be acted on, why) for a step on this screen."""
    if isinstance(step, intents.Choose):
        return _choice(step, situation)
    if isinstance(step, intents.Tick):
        return _aimed(step, step.targets[0], situation, None)
    if isinstance(step, intents.Enter):
        if step.target is None:
            return _KNOWN, ("type", str(step.text)), "no field named"
        found, acts, why = _aimed(step, step.target, situation, FIELDS)
        if not found and step.target.noun == "content":
            only = [spot for spot in situation.scene.spots if spot.kind in ("field", "textarea")]
            called = len(only) == 1 and may_be_called(step.target.label, only[0], situation)
            return (0.75, ("enter", only[0].box, str(step.text)), "the only field") if called else (0.0, acts, why)
        return found, (*acts, str(step.text)), why
    if isinstance(step, intents.Lacking):
        return _KNOWN, ("lacking",), "a value is missing"
    if isinstance(step, intents.Read):
        return _shown(step, situation)
    target = getattr(step, "target", None)
    if isinstance(step, intents.Close):
        return _closed(step, situation)
    if isinstance(target, Target):
        return _aimed(step, target, situation, None)
    return _KNOWN, (type(step).__name__, step.said), "nothing on the screen needed"


def _closed(step: intents.Close, situation: Situation) -> tuple[float, tuple[object, ...], str]:
    """What is no dialog, tab or section is closed by a control of its own, if there is one."""
    found, acts, why = _aimed(step, step.target, situation, None)
    spot, _, _ = _best(step.target, situation, None)
    entry = spot is not None and step.target.role in (None, "item", "row") and spot.kind not in ("tab", "dialog", "panel")
    return found * (_OF_ENTRIES if entry else 1.0), acts, why


def _shown(step: intents.Read, situation: Situation) -> tuple[float, tuple[object, ...], str]:
    try:
        text = text_of(step.what, situation)
    except NotFound as missing:
        return 0.0, ("read", None), missing.reason
    return 0.95, ("read", text), f"the screen shows {text!r}"


def _aimed(
    step: Step, target: Target, situation: Situation, among: frozenset[str] | None
) -> tuple[float, tuple[object, ...], str]:
    spot, score, why = _best(target, situation, among)
    name = "click" if isinstance(step, intents.Click) and step.button == "left" and step.clicks == 1 else type(step).__name__
    return max(0.0, min(1.0, score)), (name, spot.box if spot else None), why


def _best(target: Target, situation: Situation, among: frozenset[str] | None) -> tuple[Spot | None, float, str]:
    """The spot that a target would be, its score, and what that is made of."""
    if target.pronoun:
        return None, _KNOWN if situation.facts.place else 0.0, "what was named before"
    matches = candidates(target, situation, among)
    try:
        spots = locate_all(target, situation, among)
    except NotFound as missing:
        # Several that fit are no reason to read the words otherwise; none is.
        return None, _KNOWN / 2 if missing.ambiguous and matches else 0.0, missing.reason
    match = next((match for match in matches if match.spot == spots[0]), None)
    return spots[0], match.score if match else 0.9, match.why if match else "found by its look or place"


def _choice(step: intents.Choose, situation: Situation) -> tuple[float, tuple[object, ...], str]:
    first = Target(step.values[0], label=step.values[0])
    if step.path:
        spot, score, why = _best(first, situation, None)
        if spot is None and not score:
            return 0.0, ("path", None), why
        return min(1.0, score + 0.1), ("path", *step.values), why
    spot, value, why = _best(first, situation, None)
    if step.where is None:
        return max(0.0, min(1.0, value)), ("click", spot.box if spot else None), why
    place, where, reason = _best(step.where, situation, None)
    if not where and not step.where.label and not step.where.relation:
        where, reason = 0.5, "the only place"
    if not where:
        return 0.3 * max(0.0, value), ("choose", None, step.values), reason
    return min(1.0, max(where, 0.5 * (where + value))), ("choose", place.box if place else None, step.values), reason


def _holds_label(step: Step, situation: Situation) -> bool:
    """Whether a text that would be typed holds the label of a field: then the label is no part of the text."""
    if (
        not isinstance(step, intents.Enter)
        or not isinstance(step.text, str)
        or step.text in ("",)
        or f"'{step.text}'" in step.said
    ):
        return False
    words = f" {' '.join(canonical(word) for word in step.text.split())} "
    for spot in situation.scene.spots:
        if spot.kind in FIELDS and spot.label and len(canonical(spot.label)) > 2:
            label = " ".join(canonical(word) for word in spot.label.split())
            if f" {label} " in words and label.strip() != words.strip() and f'"{step.text}"' not in step.said:
                return True
    return False


__all__ = ["Choice", "Weighed", "all_readings", "choose", "replace", "weigh"]
