"""What the label and the noun of a phrase name on the screen: surely, or only perhaps, and then what is in doubt.

Labels are compared as whole texts, never by likeness. A kind of widget counts as seen where the detector says so; it is in doubt where
there is only a text, or another kind of widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gui_agent.model.literal.language.noun_phrases import Phrase
from gui_agent.model.literal.sight.spot import FIELDS, WIDGETS, Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.fields import fields_of
from gui_agent.model.literal.targets.same_text import is_sure_of_case, part, whole
from gui_agent.model.literal.targets.scorer import KINDS, NEAR_KINDS
from gui_agent.model.literal.targets.statement_evidence import Evidence
from gui_agent.model.literal.targets.table_lines import lines_of
from gui_agent.perception.geometry import Box

_TEXT_ROLES: Final = frozenset({"text", "word", "paragraph", "item", "menuitem", "menu", "cell", "section"})
"""Nouns that any text may bear: an entry, a message, a heading."""


@dataclass
class Named:
    """What a phrase names."""

    sure: list[Spot]
    perhaps: list[Spot]
    doubt: str = ""
    """What is in doubt of those that are named perhaps; or why nothing is known where there are none."""
    failed: str = ""
    """What those that have the label lack, where that is why there are none."""

    @property
    def some(self) -> bool:
        """Whether there may be anything at all."""
        return bool(self.sure or self.perhaps or self.doubt)

    @property
    def best(self) -> list[Spot]:
        """What is surely meant; else what may be."""
        return self.sure or self.perhaps


def labelled(phrase: Phrase, evidence: Evidence) -> Named:
    """By label and kind."""
    role, label = phrase.role, phrase.label
    if role == "screen" and not label:
        return Named([Spot(evidence.scene.frame, "panel", phrase.noun)], [])
    if role == "dialog":
        return _dialogs(label, evidence)
    if role in ("row", "column"):
        boxes = lines_of(phrase, evidence)
        return Named([Spot(box, "panel", phrase.said) for box in boxes], [])
    if role == "list" and not label:
        return _lists(evidence, phrase.noun)
    if role in FIELDS or (role == "list" and label):
        return _fields(phrase, evidence)
    if role is not None and role not in _TEXT_ROLES:
        return _widgets(phrase, evidence)
    if not label:
        return Named([], [], f"I cannot tell what {phrase.said!r} is: name a text of it")
    return _texts(phrase, evidence)


def _dialogs(label: str, evidence: Evidence) -> Named:
    dialogs = evidence.dialogs
    fitting = [
        spot for spot in dialogs if not label or any(whole(label, cell.text) != "no" for cell in evidence.cells_in(spot.box))
    ]
    if fitting:
        return Named(fitting, [])
    texts = any(whole(label, cell.text) != "no" for cell in evidence.cells) if label else True
    return Named([], [], "I see no outline of a dialog; name a text or button of it" if texts else "")


def _lists(evidence: Evidence, noun: str) -> Named:
    spots = [Spot(table.box, "list") for table in evidence.tables]
    if noun not in ("table", "grid"):
        lists = [spot for spot in evidence.widgets if spot.kind == "list"]
        stacks = [stack for stack in relations.stacks(evidence.texts) if len(stack) > 2]
        boxes = [Box.around(spot.box for spot in stack) for stack in stacks]
        spots = lists or [Spot(box, "list") for box in boxes] or spots
    return Named(spots, [], "" if spots else f"I see no {noun}")


def _fields(phrase: Phrase, evidence: Evidence) -> Named:
    if not phrase.label:
        kinds = KINDS.get(phrase.role, FIELDS) if phrase.role else FIELDS
        return Named([spot for spot in evidence.widgets if spot.kind in kinds], [])
    found = fields_of(phrase.label, evidence)
    if found:
        return Named(found, [])
    seen = any(whole(phrase.label, cell.text) != "no" for cell in evidence.cells)
    if phrase.role == "list" and seen:
        return Named([], [], f"I see {phrase.label!r}, but no list that surely belongs to it")
    return Named([], [], f"I see {phrase.label!r}, but no field that surely belongs to it" if seen else "")


def _widgets(phrase: Phrase, evidence: Evidence) -> Named:
    role = phrase.role
    assert role is not None
    kinds = KINDS.get(role, frozenset())
    if not phrase.label:
        found = [spot for spot in evidence.widgets if spot.kind in kinds and (spot.label or spot.kind in ("checkbox", "radio"))]
        return Named(found, [], "" if found or not kinds else f"I see no {phrase.noun} that I am sure of")
    alike = [spot for spot in evidence.widgets if _says(spot, phrase) == "same"]
    sure = [spot for spot in alike if spot.kind in kinds]
    if sure:
        return Named(_apart(sure), [])
    near = NEAR_KINDS.get(role, frozenset())
    others = [spot for spot in alike if spot.kind in near or spot.kind in WIDGETS]
    if not others:
        others = [spot for spot in evidence.texts if whole(phrase.label, spot.label) == "same" or _case(phrase, spot.label)]
    if not others:
        others = [spot for spot in evidence.widgets if _says(spot, phrase) == "case" and spot.kind in kinds]
        return Named([], others, f"whether {others[0].label!r} is meant by {phrase.label!r}" if others else "")
    return Named([], _apart(others), f"whether {others[0].label or others[0].value!r} is a {phrase.noun}")


def _says(spot: Spot, phrase: Phrase) -> str:
    """How a widget's label is the wanted one: without quotation marks the case of letters makes no difference."""
    if spot.kind in FIELDS and spot.label:
        return "no"  # that is the label beside it
    found = whole(phrase.label, spot.label or spot.value)
    return "same" if found == "case" and not phrase.quoted else found


def _case(phrase: Phrase, seen: str) -> bool:
    return not phrase.quoted and whole(phrase.label, seen) == "case"


def _texts(phrase: Phrase, evidence: Evidence) -> Named:
    """A text, whatever bears it: whole ones first, then as a part of a line or passage."""
    accepted = ("same",) if phrase.quoted else ("same", "case")
    widgets = [
        spot
        for spot in evidence.widgets
        if spot.label and spot.kind not in FIELDS and whole(phrase.label, spot.label) in accepted
    ]
    cells = [spot for spot in evidence.texts if whole(phrase.label, spot.label) in accepted]
    found = _apart([*widgets, *cells])
    found = [spot for spot in found if spot.label.strip() == phrase.label.strip()] or found  # "Search" rather than "Search..."
    if not found:
        found = [Spot(cell.box, "text", cell.text) for cell in evidence.passages if whole(phrase.label, cell.text) in accepted]
    if not found:
        parts = [cell for cell in evidence.passages if part(phrase.label, cell.text) in accepted]
        shortest = min((len(cell.text) for cell in parts), default=0)
        found = [
            Spot(_of_words(phrase.label, cell.box, evidence), "text", cell.text)
            for cell in parts
            if len(cell.text) <= 2 * shortest
        ]
        found = _apart(sorted(found, key=lambda spot: spot.box.area))
    if found:
        sure = [spot for spot in found if is_sure_of_case(part, phrase.label, spot.label)]
        if phrase.quoted and not sure:
            return Named([], found, f"the case of letters: the screen has {found[0].label!r}")
        return Named(sure if phrase.quoted else found, [])
    cased = [cell for cell in evidence.passages if part(phrase.label, cell.text) == "case"]
    if cased:
        return Named([], [Spot(cased[0].box, "text", cased[0].text)], f"the case of letters: the screen has {cased[0].text!r}")
    return Named([], [])


def _of_words(label: str, passage: Box, evidence: Evidence) -> Box:
    """Where in a passage the words of a label are, if they are in it once, on one line; else the passage."""
    wanted = len(label.split())
    found = []
    for line in evidence.scene.lines:
        if passage.contains(line.box.center):
            runs = [line.words[at : at + wanted] for at in range(len(line.words) - wanted + 1)]
            found += [run for run in runs if whole(label, " ".join(word.text for word in run)) != "no"]
    return Box.around(word.box for word in found[0]) if len(found) == 1 and found[0] else passage


def _apart(spots: list[Spot]) -> list[Spot]:
    """Without those that lie on one before them: a button's own text is the button."""
    kept: list[Spot] = []
    for spot in spots:
        if not any(other.box.padded(3).contains(spot.box.center) or spot.box.contains(other.box.center) for other in kept):
            kept.append(spot)
    return kept
