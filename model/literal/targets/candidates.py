"""Everything on the screen that a target may mean, each with a score and what it is made of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gui_agent.model.literal.language.descriptions import CONTENT_NOUNS
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.synonyms import others
from gui_agent.model.literal.language.text_match import CASE, canonical, similarity
from gui_agent.model.literal.language.wording import content_words
from gui_agent.model.literal.sight.spot import FIELDS, Spot
from gui_agent.model.literal.targets import scorer
from gui_agent.model.literal.targets.fields import fields_of, page_fields
from gui_agent.model.literal.targets.scorer import ENOUGH, KINDS
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.model.literal.targets.statement_evidence import Evidence
from gui_agent.perception.geometry import Box
from gui_agent.perception.text.text import TextLine, Word

_BEGINNING: Final = 8
"""Letters that must be seen of an entry that is cut off."""
_BY_PLACE: Final = 0.95
"""The score of a field that was found beside its caption."""
_LEAST: Final = 0.5
"""What a spot must reach with all its features to be meant at all."""
_ENTRIES_APART: Final = 1.15
"""Widths of a letter between two entries side by side, at least; a space is narrower."""
_SPACE: Final = 0.45
"""Line heights between two words of one text at most."""
_MEASURE: Final = re.compile(r"(?:number|amount|quantity|count|value|name) of (?:the )?(?=\w)", re.IGNORECASE)
_ARTICLES: Final = re.compile(r"\b(?:the|a|an|your|my) ", re.IGNORECASE)
_PAGE: Final = frozenset({"page", "page number"})
_BETWEEN: Final = frozenset({"of", "for", "in", "on", "at", "from", "by", "with", "to"})
"""What is between a thing and what it belongs to."""
_COMMON: Final = 2
"""Common words before a name, at most."""
_NAMED: Final = 0.97
"""What a match by the name alone is worth."""
_LEAST_NAMED: Final = 0.8
"""What such a match must reach."""
_NO_MENU: Final = frozenset({"tab", "checkbox", "radio", "field", "textarea", "slider", "spinner"})
"""What is never a menu, whatever it is called."""
_SYNONYM: Final = 0.8
"""What a match by another word is worth."""
_SEARCHING: Final = re.compile(r"\b(?:search|find|filter|keywords?|look up|query)\b", re.IGNORECASE)
_CAPTIONED: Final = frozenset({"button", "menuitem", "tab"})
_BOXES: Final = frozenset({"checkbox", "radio"})
_ENTRIES: Final = frozenset({None, "item", "menuitem", "link", "button"})
"""What may have a drawing before its text."""
_DRAWN: Final = 2
"""Letters that a drawing is read as, at most."""
_ALIGNED: Final = 0.25
"""Line heights between the left sides of entries at most: where a word begins that is read with a drawing is not exact."""
_BROKEN: Final = frozenset({"text", "link", "checkbox", "radio"})
"""What may continue in the next line."""
_WHOLE: Final = 0.93
"""How alike a whole phrase and a label must be for the phrase to be the label."""


@dataclass(frozen=True)
class Match:
    """A candidate and how well it fits."""

    spot: Spot
    score: float
    why: str = ""
    """What the score is made of."""


def candidates(target: Target, situation: Situation, among: frozenset[str] | None = None, *, parts: bool = False) -> list[Match]:
    """All spots that the target's label, kind and colour fit, the best first; with `parts`, also words within longer texts."""
    spots = spots_ = situation.scene.spots
    if among is not None:
        spots = [spot for spot in spots if spot.kind in among]
    if target.role == "menu":
        spots = [spot for spot in spots if spot.kind not in _NO_MENU]
    if target.label:
        matches = _labelled(target, spots, situation, parts) or (
            _beginning(target, spots) if parts and target.role == "item" else []
        )
        if not matches and (target.role in FIELDS or (among is not None and among <= FIELDS)):
            named = [] if _is_faint(target.label, spots_) else fields_of(target.label, Evidence.of(situation.scene))
            if not named and target.label.casefold() in _PAGE:
                named = page_fields(Evidence.of(situation.scene))
            matches = [Match(spot, _BY_PLACE, "beside its caption") for spot in named if among is None or spot.kind in among]
        return (
            matches
            or _by_other_names(target, situation, among, parts)
            or _by_one_word_less(target, spots, situation, among)
            or _by_its_name(target, spots, situation, parts)
            or _without_measure(target, situation, among, parts)
            or by_whole_phrase(target, spots, situation)
            or _wrapped(target, spots)
            or _cut_off(target, spots, situation)
            or _behind_a_drawing(target, situation, among)
            or [
                match
                for match in _overlooked_lines(target, spots, situation)
                if among is None or (among & FIELDS and not _is_control(match.spot, spots_))  # a mere line is no check box
            ]
            or _synonymous(target, spots, situation)
            or _searching(target, spots, situation, among)
            or _said_within(target, spots, among)
        )
    kinds = KINDS.get(target.role) if target.role else None
    if target.pattern:
        return _of_pattern(target, spots)
    if kinds is None and target.role in (None, "item", "widget"):
        return []
    frame = situation.scene.frame
    found = [(spot, features) for spot in spots if (features := scorer.bare_features(target, spot, frame))]
    if target.noun.startswith("search"):
        found = [pair for pair in found if _searches(pair[0], situation)] or found
    exact = [pair for pair in found if "role_without_label" in pair[1]]
    return sorted((_match(spot, features) for spot, features in exact or found), key=lambda match: -match.score)


def _searches(field: Spot, situation: Situation) -> bool:
    """Whether a field says that something is searched with it, by its label, its hint, or a magnifier in it or beside it."""
    if _SEARCHING.search(f"{field.label} {field.value}"):
        return True
    around = field.box.padded(field.box.height)
    return any(spot.name == "search" and around.contains(spot.box.center) for spot in situation.scene.spots)


def _searching(target: Target, spots: Sequence[Spot], situation: Situation, among: frozenset[str] | None) -> list[Match]:
    """For a text that is searched for: the one field that says, or shows, that it is for that."""
    if target.label.casefold() != "search" or target.quoted or among is None or not among <= FIELDS:
        return []
    fields = [spot for spot in spots if spot.kind == "field" and spot.enabled]
    found = [spot for spot in fields if _searches(spot, situation)]
    reported = {element.box for element in situation.scene.reported}
    if not found and len(fields) == 1 and not fields[0].label and fields[0].box in reported:
        found = fields  # the only field, which nothing else names; what only looks like a field may be none
    return [Match(found[0], _BY_PLACE, "it shows that it searches")] if len(found) == 1 else []


def _said_within(target: Target, spots: Sequence[Spot], among: frozenset[str] | None) -> list[Match]:
    """For "tick wheelchair access": the only box whose caption has these words, one after another ("I need wheelchair access")."""
    words = content_words(target.label)
    if target.quoted or among is None or not among <= _BOXES or len(words) < 2:
        return []
    found = [spot for spot in spots if _has_run(content_words(spot.label), words)]
    return [Match(found[0], ENOUGH, "its caption has these words")] if len(found) == 1 else []


def _has_run(text: Sequence[str], words: Sequence[str]) -> bool:
    return any(tuple(text[at : at + len(words)]) == tuple(words) for at in range(len(text) - len(words) + 1))


def _beginning(target: Target, spots: Sequence[Spot]) -> list[Match]:
    """Entries that begin with the label: a message by who it is from."""
    label = target.label.casefold() + " "
    found = [
        spot
        for spot in spots
        if spot.kind in ("button", "item", "text", "tab", "link") and spot.label.casefold().startswith(label)
    ]
    return [Match(spot, _BY_PLACE, "begins with it") for spot in found]


def _by_other_names(target: Target, situation: Situation, among: frozenset[str] | None, parts: bool) -> list[Match]:
    """What bears one of the other names that the target may have, the first one that something bears."""
    for name in target.also if target.relation is None else ():
        named = replace(target, label=name, phrase=name, longer="", also=())
        found = [match for match in candidates(named, situation, among, parts=parts) if match.score >= _LEAST_NAMED]
        only_drawn = all(match.spot.name and not match.spot.label for match in found)  # several arrows say nothing
        if found and (len(found) == 1 or not only_drawn):
            return [Match(match.spot, match.score * _NAMED, match.why) for match in found]
    return []


def _by_one_word_less(target: Target, spots: Sequence[Spot], situation: Situation, among: frozenset[str] | None) -> list[Match]:
    """For "the arrival date": a field labelled "Arrival"; only what is written in may be called by what belongs into it."""
    words = target.label.split()
    if target.quoted or len(words) < 2 or words[-1].lower() not in CONTENT_NOUNS:
        return []
    if target.role not in (*FIELDS, None) or (among is not None and not among <= FIELDS):
        return []
    shorter = replace(target, label=" ".join(words[:-1]), phrase=" ".join(words[:-1]), longer="")
    fields = [spot for spot in spots if spot.kind in FIELDS]
    return [Match(match.spot, match.score * _SYNONYM, match.why) for match in _labelled(shorter, fields, situation, parts=False)]


def _by_its_name(target: Target, spots: Sequence[Spot], situation: Situation, parts: bool) -> list[Match]:
    """For "order A-111", "the member Pavel Novak": what is behind the common words is a name, and the screen shows it."""
    words = target.label.split()
    common = next((index for index, word in enumerate(words) if not (word.isalpha() and word.islower())), 0)
    if target.quoted or not 0 < common <= _COMMON or _BETWEEN & set(words[:common]):
        return []  # "the weight of Rope" is something of Rope, and not Rope
    name = " ".join(words[common:])
    shorter = replace(target, label=name, phrase=name, longer="")
    return [
        Match(match.spot, match.score * _NAMED, match.why)
        for match in _labelled(shorter, spots, situation, parts)
        if match.score >= _LEAST_NAMED
    ]


def _without_measure(target: Target, situation: Situation, among: frozenset[str] | None, parts: bool) -> list[Match]:
    """For "the number of guests": what is labelled "Guests", where nothing bears the whole."""
    match = _MEASURE.match(target.label)
    if target.quoted or match is None:
        return []
    shorter = target.label[match.end() :]
    return candidates(replace(target, label=shorter, phrase=shorter, longer=""), situation, among, parts=parts)


def _of_pattern(target: Target, spots: Sequence[Spot]) -> list[Match]:
    """What begins, ends or continues as it is said, but for the fields themselves; texts only where no widget does."""
    kinds = KINDS.get(target.role) if target.role else None
    found = [
        Match(spot, 0.95 if spot.kind in ("text", "word") else 1.0, "its name fits")
        for spot in spots
        if spot.label and target.pattern.fits(spot.label) and spot.kind not in FIELDS and (kinds is None or spot.kind in kinds)
    ]
    said = len(target.pattern.begins) + len(target.pattern.ends)
    found += [  # a lone entry that popped up looks like a field
        Match(spot, 0.9, "what is in it fits")
        for spot in spots
        if kinds is None and spot.kind == "field" and len(spot.value) > said and target.pattern.fits(spot.value)
    ]
    whole = [match for match in found if match.spot.kind != "word"]
    return sorted(whole or found, key=lambda match: -match.score)


def _is_faint(label: str, spots: Sequence[Spot]) -> bool:
    """Whether a label is only written in pale letters: in a field, as a hint, and not beside one."""
    texts = [spot for spot in spots if spot.kind in ("text", "item") and similarity(label, spot.label) >= _WHOLE]
    return bool(texts) and not any(spot.enabled for spot in texts)


def features_of(target: Target, situation: Situation) -> list[tuple[Spot, dict[str, float]]]:
    """The features of every spot for a target: what its score is made of."""
    frame = situation.scene.frame
    if target.label:
        return [
            (spot, _with_part(scorer.label_features(target, spot, frame), target, spot, situation))
            for spot in situation.scene.spots
        ]
    return [(spot, features) for spot in situation.scene.spots if (features := scorer.bare_features(target, spot, frame))]


def _with_part(features: dict[str, float], target: Target, spot: Spot, situation: Situation) -> dict[str, float]:
    if spot.kind in ("text", "word", "item") and target.role != "word" and features["label"] >= ENOUGH:
        features["part"] = float(_is_part(target, spot, situation))
    return features


def _match(spot: Spot, features: Mapping[str, float]) -> Match:
    return Match(spot, scorer.score(features), scorer.explain(features))


def _labelled(target: Target, spots: Sequence[Spot], situation: Situation, parts: bool) -> list[Match]:
    """The spots whose label, value or drawing is alike enough, and is none of those that were excluded."""
    found = []
    for spot in spots:
        features = scorer.label_features(target, spot, situation.scene.frame)
        if features["label"] < ENOUGH or any(similarity(label, spot.label) > CASE - 0.01 for label in target.excluded):
            continue
        if not parts:
            features = _with_part(features, target, spot, situation)
        match = _match(spot, features)
        if match.score >= _LEAST:
            found.append(match)
    return sorted(found, key=lambda match: -match.score)


def _is_part(target: Target, spot: Spot, situation: Situation) -> bool:
    """Whether a word that is right beside a spot belongs to the same text: "Close" in "Close Window"."""
    # What the instruction names besides belongs to the target: "Mute" of "Mute @ann", for Ann.
    said = situation.scene.task
    for own in (*target.excluded, target.phrase):
        said = said.replace(own, " ")
    said = canonical(said)
    for line in situation.scene.lines:
        if not line.box.padded(2).contains(spot.box.center) or len(line.words) < 2:
            continue
        if spot.kind == "item" and not _is_stacked(line, situation.scene.lines):
            continue  # entries side by side, as in a menu bar
        reach = _SPACE * line.box.height
        for word in line.words:
            apart = max(word.box.left - spot.box.right, spot.box.left - word.box.right)
            if spot.kind == "item" and _gap_to(word, line, spot) >= _ENTRIES_APART * word.box.width / max(1, len(word.text)):
                continue
            if (
                -2 <= apart < reach
                and not spot.box.padded(2).contains(word.box.center)
                and (sum(map(str.isalnum, word.text)) > 1 or word.text.isdigit())
                and canonical(word.text) not in said
            ):
                return True
    return spot.kind == "word" and _is_within_reported(spot, said, situation)


def _is_within_reported(spot: Spot, said: str, situation: Situation) -> bool:
    """Whether an application reports a control here that is called by more words, which the instruction does not say."""
    own = canonical(spot.label)
    return any(
        element.role in _CAPTIONED
        and element.box.contains(spot.box.center)
        and own in (name := canonical(element.text))
        and name != own
        and name.replace(own, "", 1) not in said
        for element in situation.scene.reported
    )


def _gap_to(word: Word, line: TextLine, spot: Spot) -> int:
    """Pixels between a word and those words of its line that are in a spot."""
    own = [other.box for other in line.words if spot.box.padded(2).contains(other.box.center)]
    return min((max(box.left - word.box.right, word.box.left - box.right) for box in own), default=0)


def _is_stacked(line: TextLine, lines: Sequence[TextLine]) -> bool:
    """Whether other lines near it begin where this one begins, as the entries of a menu or a list do."""
    reach = 1.4 * line.box.height
    stacked = sum(
        abs(other.box.left - line.box.left) <= 5 and 0 < abs(other.box.center.y - line.box.center.y) < reach
        for other in lines
        if other is not line and sum(map(str.isalnum, other.text)) > 1  # not what was read in an icon
    )
    return stacked > 0


def by_whole_phrase(target: Target, spots: Sequence[Spot], situation: Situation) -> list[Match]:
    """For labels that look like structure: "Log in to account", "Save button" as the button's whole text."""
    if target.quoted:
        return []
    phrase = target.phrase
    for article in ("the ", "a ", "an "):
        phrase = phrase.removeprefix(article)
    bare = _ARTICLES.sub("", phrase)  # "the name on the card" is labelled "Name on card"
    found = [Match(spot, max(similarity(phrase, spot.label), similarity(bare, spot.label))) for spot in spots]
    found = [
        match
        for match in found
        if match.score >= _WHOLE and not _with_part({"label": 1.0}, target, match.spot, situation).get("part")
    ]
    found = [match for match in found if match.spot.kind in FIELDS] or found  # a text of the same name is the field's caption
    return sorted(found, key=lambda match: -match.score)


def _overlooked_lines(target: Target, spots: Sequence[Spot], situation: Situation) -> list[Match]:
    """A whole line of text that nothing else is called by: an entry of an open list that is seen as the content of a field, say.

    What a field surely holds is no target: neither where its application reports it, nor a single line in it.
    """
    if target.role not in (None, "item"):
        return []
    reported = {element.box for element in situation.scene.reported}
    lines = situation.scene.lines
    sure = [
        spot.box
        for spot in spots
        if spot.kind in FIELDS and (spot.box in reported or sum(spot.box.contains(line.box.center) for line in lines) == 1)
    ]
    found = [line for line in lines if canonical(line.text) == canonical(target.label) and situation.scene.takes_input(line.box)]
    found = [line for line in found if not any(box.contains(line.box.center) for box in sure)]
    return [Match(Spot(line.box, "item", line.text), ENOUGH, "a line of text") for line in found]


def _is_control(line: Spot, spots: Sequence[Spot]) -> bool:
    """Whether a line of text is what a menu, a button or a tab is called: then it is nothing that is written in."""
    return any(spot.kind in ("item", "button", "tab", "link") and spot.box.contains(line.box.center) for spot in spots)


def _synonymous(target: Target, spots: Sequence[Spot], situation: Situation) -> list[Match]:
    """Widgets that bear another word for an unquoted label, where nothing bears the label itself: worth less than any that does."""
    if target.quoted:
        return []
    widgets = [spot for spot in spots if spot.kind not in ("text", "word")] + _lettered(spots)
    found = [
        Match(match.spot, match.score * _SYNONYM, f"{match.why}, called {name!r}")
        for name in others(target.label)
        for match in _labelled(replace(target, label=name, phrase=name, longer=""), widgets, situation, parts=False)
        if match.score >= _WHOLE
    ]
    return sorted(found, key=lambda match: -match.score)


def _lettered(spots: Sequence[Spot]) -> list[Spot]:
    """The buttons whose drawing is one letter, such as the B for bold: they are read as texts of one letter."""
    drawings = [spot.box for spot in spots if spot.kind == "icon"]
    return [
        replace(spot, kind="button")
        for spot in spots
        if spot.kind == "text"
        and len(spot.label.strip()) == 1
        and any(spot.box.padded(4).contains(box.center) for box in drawings)
    ]


def _wrapped(target: Target, spots: Sequence[Spot]) -> list[Match]:
    """Labels that are broken into two lines: the words of one text continue in the text right below it.

    Two buttons, one below the other, are two things, whatever their captions make together.
    """
    found = []
    lowers = sorted((spot for spot in spots if spot.label and spot.kind in ("text", "link")), key=lambda spot: spot.box.top)
    tops = [spot.box.top for spot in lowers]
    for upper in (spot for spot in spots if spot.label and spot.kind in _BROKEN):
        height = upper.box.height
        below = lowers[bisect_right(tops, upper.box.top) : bisect_right(tops, upper.box.bottom + 0.3 * height)]
        for lower in below:
            if abs(lower.box.left - upper.box.left) >= height:
                continue
            likeness = similarity(target.label, f"{upper.label} {lower.label}")
            if likeness >= _WHOLE:
                whole = replace(upper, box=upper.box.union(lower.box), label=f"{upper.label} {lower.label}")
                found.append(Match(whole, likeness))
    return found


def _behind_a_drawing(target: Target, situation: Situation, among: frozenset[str] | None) -> list[Match]:
    """Entries of a list whose drawing was read as one or two letters: what is behind it begins where their neighbours begin."""
    if target.role not in _ENTRIES or among is not None:
        return []
    found = []
    for line in situation.scene.lines:
        rest = line.words[1:]
        if not rest or len(line.words[0].text) > _DRAWN or not situation.scene.takes_input(line.box):
            continue
        text = " ".join(word.text for word in rest)
        if similarity(target.label, text) >= _WHOLE and _has_neighbours(line, situation.scene.lines):
            found.append(Match(Spot(Box.around(word.box for word in rest), "item", text), ENOUGH, "behind a drawing"))
    return found


def _has_neighbours(line: TextLine, lines: Sequence[TextLine]) -> bool:
    """Whether the words above or below a line begin below or above its second word."""
    second, reach = line.words[1].box, 1.8 * line.box.height
    return any(
        abs(word.box.left - second.left) <= _ALIGNED * line.box.height and 0 < abs(other.box.center.y - line.box.center.y) < reach
        for other in lines
        if other is not line
        for word in other.words[:2]
    )


def _cut_off(target: Target, spots: Sequence[Spot], situation: Situation) -> list[Match]:
    """Entries that continue behind the right edge of their list, where a scroll bar or a frame begins."""
    wanted = canonical(target.label)
    edges = [spot.box for spot in situation.scene.spots if spot.kind == "scrollbar" or spot.kind == "list"]
    found = []
    for spot in spots:
        seen = canonical(spot.label)
        if spot.kind not in ("item", "text") or len(seen) < _BEGINNING or not wanted.startswith(seen[:-1]):
            continue
        reach = spot.box.height // 2
        if any(
            edge.top <= spot.box.center.y <= edge.bottom
            and min(abs(spot.box.right - edge.left), abs(spot.box.right - edge.right)) < reach
            for edge in edges
        ):
            found.append(Match(spot, ENOUGH))
    return found
