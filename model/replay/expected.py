"""What an action did when it was recorded, in words, and whether it did the same in kind again.

A window that opened or closed, a tick, a field's content must come again. Of texts that appeared, changed or vanished one must, too:
lines break elsewhere and are misread, and what a text must say is the matter of a check. Where nothing happens at all, the
application is at fault; where something else is seen, it is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from gui_agent.actions.effect import Effect, Evidence, EvidenceKind, OutcomeKind
from gui_agent.model.literal.language.text_match import similarity
from gui_agent.model.replay.words import ScreenInWords, plain

_LIKE: Final = 0.8
_MOST: Final = 12
"""Items of evidence that are kept."""
_LITTLE: Final = 0.002
"""Share of the screen: a change no larger, of which nothing can be said in words, may be a highlight."""
_LEGIBLE: Final = 3
_MUST: Final = frozenset({"opened", "closed", "value", "checked", "unchecked"})
_SHOWN: Final = frozenset({"appeared", "changed", "value", "selected", "titled", "opened"})
"""Evidence of a text that is there now."""
_GONE: Final = frozenset({"vanished", "changed", "closed", "titled"})
_DATE: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}:\d{2}(:\d{2})?(\s?[ap]m)?", re.IGNORECASE)
_DENIALS: Final = frozenset({"not", "no", "never", "cannot", "without", "unable", "fail", "fails", "failed", "error"})
Judged = Literal["as recorded", "nothing", "contrary", "else"]
"""as recorded; nothing: nothing happened; contrary: a state is seen that contradicts the recorded one; else: not seen."""


class Item(BaseModel):
    """One thing that was different after the action."""

    model_config = ConfigDict(extra="forbid")

    kind: EvidenceKind
    what: str
    now: str = ""
    role: str = ""

    @property
    def text(self) -> str:
        """The text that is there since, or (vanished, closed) is gone since."""
        return self.now or self.what


class Expected(BaseModel):
    """The effect of an action, in words."""

    model_config = ConfigDict(extra="forbid")

    outcome: OutcomeKind
    evidence: list[Item] = []
    fraction: float = 0.0
    """Share of the screen that changed."""

    @classmethod
    def of(cls, effect: Effect) -> Expected:
        """What is kept of an effect."""
        items = [Item(kind=one.kind, what=one.what, now=one.now, role=one.role) for one in effect.evidence[:_MOST]]
        return cls(outcome=effect.outcome, evidence=items, fraction=round(effect.fraction, 5))

    def describe(self) -> str:
        """The effect in a few words."""
        items = [item for item in self.evidence if item.kind != "focus"]
        return "; ".join(_reported(item) for item in items[:3]) or ("something changed" if self.fraction else "nothing changed")


@dataclass(frozen=True)
class Comparison:
    """How an effect compares with the recorded one."""

    judged: Judged
    reason: str = ""


def compare(expected: Expected, now: Effect, before: ScreenInWords | None, after: ScreenInWords) -> Comparison:
    """Whether an effect came again in kind; `before` is the screen that the action was decided by."""
    items = [item for item in expected.evidence if item.kind != "focus" and _says_something(item)]
    if not items:
        return _without_words(expected, now)
    musts = [item for item in items if item.kind in _MUST]
    rest = [item for item in items if item.kind not in _MUST]
    missing = [item for item in musts if not _came(item, now, before, after)]
    certain = [item for item in rest if not musts or _is_legible(item)]
    if not missing and (not certain or any(_came(item, now, before, after) for item in rest)):
        return Comparison("as recorded")
    lacking = (missing or certain)[0]
    then = f"when it was recorded, {_reported(lacking)}"
    if not now.visible and not now.evidence:
        return Comparison("nothing", f"nothing happened; {then}")
    contrary = next((text for item in missing if (text := _contrary(item, after))), "")
    if contrary:
        return Comparison("contrary", f"{contrary}; {then}")
    return Comparison("else", f"{_happened(now)}; {then}")


def says_the_same(one: ScreenInWords, other: ScreenInWords) -> bool:
    """Whether two screens show the same texts; dates and times of day may differ."""
    return {plain(_DATE.sub("#", text)) for text in one.texts} == {plain(_DATE.sub("#", text)) for text in other.texts}


def _without_words(expected: Expected, now: Effect) -> Comparison:
    """Where nothing can be said in words about the recorded effect."""
    definite = [item for item in now.evidence if item.kind in ("opened", "closed", "checked", "unchecked")]
    recorded = {item.kind for item in expected.evidence}
    if definite and not expected.fraction and definite[0].kind not in recorded:
        return Comparison("else", f"{_reported(definite[0])}; when it was recorded, nothing changed")
    if expected.fraction > _LITTLE and not now.visible and not now.evidence and not now.caret:
        return Comparison("nothing", "nothing happened; when it was recorded, something changed")
    return Comparison("as recorded")


def _came(item: Item, now: Effect, before: ScreenInWords | None, after: ScreenInWords) -> bool:
    """Whether one item of the recorded evidence is there again: as evidence, or by the screen before and after."""
    if any(_matches(item, one) for one in now.evidence):
        return True
    match item.kind:
        case "checked" | "unchecked":
            return _mark(item, after) is (item.kind == "checked")
        case "opened":
            return _shows((title for title, _ in after.windows), item.what)
        case "closed":
            return before is not None and bool(item.what) and not _shows((title for title, _ in after.windows), item.what)
        case "vanished":
            return before is not None and _shows(before.texts, item.what) and not _shows(after.texts, item.what)
        case "value" if not item.now:
            return not any(element.value for element in after.elements if similarity(item.what, element.text) >= _LIKE)
    was = before is not None and _shows(before.texts, item.text)
    return bool(item.text) and not was and _shows(after.texts, item.text)


def _matches(item: Item, one: Evidence) -> bool:
    if item.kind in ("checked", "unchecked"):
        return item.kind == one.kind and (not item.what or _same(item.what, one.what))
    if item.kind in ("opened", "closed") and one.kind == item.kind:
        return not item.what or not one.what or _same(item.what, one.what)
    if item.kind in _SHOWN and one.kind in _SHOWN:
        if item.kind == "value" and not item.now:
            return one.kind == "value" and not one.now
        return _same(item.text, one.now or one.what)
    return item.kind in _GONE and one.kind in _GONE and _same(item.what, one.what)


def _contrary(item: Item, after: ScreenInWords) -> str:
    """What is seen instead of a tick or of a field's content, where an application reports it; empty where it is not known."""
    if item.kind in ("checked", "unchecked") and (mark := _mark(item, after, reported=True)) is not None:
        return f"{item.what!r} is {'checked' if mark else 'not checked'}"
    if item.kind == "value" and item.what:
        fields = [
            one for one in after.elements if one.role == item.role and id(one) in after.reported and _same(item.what, one.text)
        ]
        if len(fields) == 1:
            return f"{item.what!r} holds {fields[0].value!r}" if fields[0].value else f"{item.what!r} is empty"
    return ""


def _mark(item: Item, after: ScreenInWords, *, reported: bool = False) -> bool | None:
    """Whether the box of this name has a tick; None where it is not known."""
    marks = {
        element.checked
        for element in after.elements
        if element.checked is not None and _same(item.what, element.text) and (not reported or id(element) in after.reported)
    }
    return marks.pop() if len(marks) == 1 else None


def _shows(texts: Iterable[str], wanted: str) -> bool:
    """Whether a text is among others, as one of them, as whole words in one, or broken into several lines."""
    found = [plain(text) for text in texts]
    wanted = plain(wanted)
    if any(similarity(wanted, text) >= _LIKE for text in found):
        return True
    words = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, wanted.split())) + r"(?!\w)", re.IGNORECASE)
    lines = "\n".join(found)
    return bool(wanted) and any(not _denied(match, lines) for match in words.finditer(lines))


def _denied(match: re.Match[str], lines: str) -> bool:
    """Whether the lines in which a text was found deny it: "Not saved" does not show "Saved"."""
    end = lines.find("\n", match.end())
    around = lines[lines.rfind("\n", 0, match.start()) + 1 : match.start()] + " " + lines[match.end() : end if end >= 0 else None]
    added = re.findall(r"[\w'\u2019]+", around.casefold())
    return any(word in _DENIALS or word.endswith(("n't", "n\u2019t")) for word in added)


def _same(one: str, other: str) -> bool:
    one, other = plain(_DATE.sub("#", one)), plain(_DATE.sub("#", other))
    return _shows([other], one) or (len(other) > 3 and _shows([one], other))


def _says_something(item: Item) -> bool:
    if item.kind in ("opened", "closed", "value"):
        return True
    return any(character.isalnum() for character in item.text)


def _is_legible(item: Item) -> bool:
    """Whether a text is long enough to be read in the same way again: a caret and a frame are read as a letter."""
    return sum(character.isalnum() for character in item.text) >= _LEGIBLE


def _happened(now: Effect) -> str:
    items: Sequence[Evidence] = [item for item in now.evidence if item.kind != "focus"]
    return "; ".join(_reported(item) for item in items[:2]) or ("something else changed" if now.visible else "nothing happened")


def _reported(item: Item | Evidence) -> str:
    match item.kind:
        case "opened":
            return f"the window {item.what!r} opened"
        case "closed":
            return f"the window {item.what!r} closed"
        case "titled" | "changed":
            return f"{item.what!r} became {item.now!r}"
        case "value":
            held = f"{item.now!r}" if item.now else "nothing"
            return f"{item.what!r} held {held}" if item.what else f"a field held {held}"
        case "checked" | "unchecked":
            return f"{item.what!r} was {item.kind}"
        case "selected":
            return f"{item.what!r} was selected"
        case "vanished":
            return f"{item.what!r} vanished"
        case _:
            return f"{item.what!r} appeared"
