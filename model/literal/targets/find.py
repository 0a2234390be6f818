"""From a target of the instruction to a place on the screen.

Every candidate gets a score; widgets come before prose, exact labels before similar ones. What is not there, or cannot be told
from something else, raises NotFound: nothing is ever guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gui_agent.model.literal.language.steps import Target
from gui_agent.model.literal.language.text_match import CASE, canonical, similarity
from gui_agent.model.literal.sight.spot import WIDGETS, Spot
from gui_agent.model.literal.targets import relations, scorer
from gui_agent.model.literal.targets.appearance import find_shapes
from gui_agent.model.literal.targets.evidence import FIELDS, Evidence
from gui_agent.model.literal.targets.fields import fields_of
from gui_agent.model.literal.targets.scorer import CLEAR, ENOUGH, KINDS
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.text.text import TextLine

_BEGINNING: Final = 8
"""Letters that must be seen of an entry that is cut off."""
_FIELD_ROLES: Final = frozenset({"field", "textarea", "dropdown", "spinner"})
_BY_PLACE: Final = 0.95
"""The score of a field that was found beside its caption."""
_LEAST: Final = 0.5
"""What a spot must reach with all its features to be meant at all."""
_SPACE: Final = 0.45
"""Line heights between two words of one text at most."""
_WHOLE: Final = 0.93
"""How alike a whole phrase and a label must be for the phrase to be the label."""
_OF_THE_SAME_NAME: Final = 0.2
"""How much worse than the best one of "all" may be."""


@dataclass(frozen=True)
class Match:
    """A candidate and how well it fits."""

    spot: Spot
    score: float
    why: str = ""
    """What the score is made of."""


def locate(target: Target, situation: Situation, among: frozenset[str] | None = None) -> Spot:
    """The one spot that is meant. Raises NotFound where there is none, or where several fit equally well."""
    spots = locate_all(replace(target, quantity="one"), situation, among)
    return spots[0]


def locate_all(target: Target, situation: Situation, among: frozenset[str] | None = None) -> list[Spot]:
    """The spots that are meant: one, or for "both" and "all" several, in reading order; `among` limits the kinds."""
    if target.pronoun:
        return [_mentioned(target, situation)]
    if target.role == "coordinate":
        return [relations.grid_point(target, situation.scene)]
    if target.role == "shape" and not target.label:
        matches = [Match(spot, 1.0) for spot in find_shapes(target, situation.scene)]
    else:
        matches = candidates(target, situation, among)
    if target.relation is not None:
        matches = _related(matches, target, situation)
    if not matches:
        raise NotFound(_missing(target))
    return _chosen(matches, target, situation)


def candidates(target: Target, situation: Situation, among: frozenset[str] | None = None, *, parts: bool = False) -> list[Match]:
    """All spots that the target's label, kind and colour fit, the best first; with `parts`, also words within longer texts."""
    spots = spots_ = situation.scene.spots
    if among is not None:
        spots = [spot for spot in spots if spot.kind in among]
    if target.label:
        matches = _labelled(target, spots, situation, parts)
        if not matches and (target.role in _FIELD_ROLES or (among is not None and among <= FIELDS)):
            named = [] if _is_faint(target.label, spots_) else fields_of(target.label, Evidence.of(situation.scene))
            matches = [Match(spot, _BY_PLACE, "beside its caption") for spot in named if among is None or spot.kind in among]
        return matches or _by_whole_phrase(target, spots) or _wrapped(target, spots) or _cut_off(target, spots, situation)
    kinds = KINDS.get(target.role) if target.role else None
    if kinds is None and target.role in (None, "item", "widget"):
        return []
    frame = situation.scene.frame
    found = [(spot, features) for spot in spots if (features := scorer.bare_features(target, spot, frame))]
    exact = [pair for pair in found if "role_without_label" in pair[1]]
    return sorted((_match(spot, features) for spot, features in exact or found), key=lambda match: -match.score)


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
        features["part"] = float(_is_part(spot, situation))
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


def _is_part(spot: Spot, situation: Situation) -> bool:
    """Whether a word that stands right beside a spot belongs to the same text: "Close" in "Close Window"."""
    for line in situation.scene.lines:
        if not line.box.padded(2).contains(spot.box.center) or len(line.words) < 2:
            continue
        if spot.kind == "item" and not _is_stacked(line, situation.scene.lines):
            continue  # entries side by side, as in a menu bar
        reach = _SPACE * line.box.height
        for word in line.words:
            apart = max(word.box.left - spot.box.right, spot.box.left - word.box.right)
            if -2 <= apart < reach and not spot.box.padded(2).contains(word.box.center) and any(map(str.isalnum, word.text)):
                return True
    return False


def _is_stacked(line: TextLine, lines: Sequence[TextLine]) -> bool:
    """Whether other lines near it begin where this one begins, as the entries of a menu or a list do."""
    reach = 3.2 * line.box.height
    stacked = sum(
        abs(other.box.left - line.box.left) <= 5 and 0 < abs(other.box.center.y - line.box.center.y) < reach
        for other in lines
        if other is not line
    )
    return stacked > 1


def _by_whole_phrase(target: Target, spots: Sequence[Spot]) -> list[Match]:
    """For labels that look like structure: "Log in to account", "Save button" as the button's whole text."""
    if target.quoted:
        return []
    phrase = target.phrase
    for article in ("the ", "a ", "an "):
        phrase = phrase.removeprefix(article)
    found = [Match(spot, similarity(phrase, spot.label)) for spot in spots]
    return sorted((match for match in found if match.score >= _WHOLE), key=lambda match: -match.score)


def _wrapped(target: Target, spots: Sequence[Spot]) -> list[Match]:
    """Labels that are broken into two lines: the words of one spot continue in the spot right below it."""
    texts = [spot for spot in spots if spot.label and spot.kind not in ("word", "field", "textarea")]
    found = []
    for upper in texts:
        for lower in texts:
            apart = lower.box.top - upper.box.bottom
            aligned = abs(lower.box.left - upper.box.left) < upper.box.height and upper.box.top < lower.box.top
            if lower is upper or not aligned or apart > 0.3 * upper.box.height:
                continue
            likeness = similarity(target.label, f"{upper.label} {lower.label}")
            if likeness >= _WHOLE:
                whole = replace(upper, box=upper.box.union(lower.box), label=f"{upper.label} {lower.label}")
                found.append(Match(whole, likeness))
    return found


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


def _related(matches: list[Match], target: Target, situation: Situation) -> list[Match]:
    relation = target.relation
    if relation is None:
        return matches
    anchors = [match.spot for match in _anchor_matches(relation.anchor, situation)]
    if not anchors:
        if (
            relation.kind == "in"
            and relation.anchor.role in ("dialog", "screen", "section", "list", "menu")
            and not relation.anchor.label
        ):
            return matches
        whole = _by_whole_phrase(target, situation.scene.spots)
        if whole:
            return whole
        raise NotFound(_missing(relation.anchor))
    best = anchors[0]
    if not matches:
        raise NotFound(_missing(target))
    own = (
        [match for match in matches if match.spot in anchors[:1]] if not target.label and relation.kind in ("row", "near") else []
    )
    if own:
        return own  # "the box next to Milk", where the box is called Milk
    scores = {id(match.spot): match.score for match in matches}
    if relation.kind == "in" and relation.anchor.role == "dialog" and best.kind != "dialog":
        below = [match for match in matches if _in_window_of(best, match.spot)]  # its title is all that is seen of it
        if below:
            return below
    related = relations.related(relation.kind, [match.spot for match in matches], best, situation.scene)
    return [Match(spot, scores[id(spot)] - 0.001 * rank * (CLEAR / 0.001 + 1)) for rank, spot in enumerate(related)]


def _in_window_of(title: Spot, spot: Spot) -> bool:
    """Whether a spot may be in the window under this title."""
    return spot.box.top >= title.box.bottom - 2 and spot.box != title.box


def _anchor_matches(anchor: Target, situation: Situation) -> list[Match]:
    if anchor.role == "coordinate" or anchor.role == "shape" and not anchor.label:
        return [Match(spot, 1.0) for spot in find_shapes(anchor, situation.scene)]
    found = candidates(anchor, situation, parts=True)
    if anchor.relation is not None:
        found = _related(found, anchor, situation)
    if anchor.ordinal and found and not anchor.label:
        return [Match(_nth(_in_reading_order([match.spot for match in found]), anchor.ordinal, anchor), 1.0)]
    return found


def _chosen(matches: list[Match], target: Target, situation: Situation) -> list[Spot]:
    best = max(match.score for match in matches)
    equal = [match.spot for match in matches if match.score > best - CLEAR]
    equal = _without_copies(equal)
    if target.quantity != "one":
        chosen = _in_reading_order(_without_copies([match.spot for match in matches if match.score > best - _OF_THE_SAME_NAME]))
        if target.quantity == "both" and len(chosen) != 2:
            chosen = chosen if len(chosen) == 2 else chosen[:2] if len(chosen) > 2 else chosen
        return chosen
    if target.ordinal and (not (target.label and len(equal) == 1) or target.ordinal > 1):
        return [_nth(_in_reading_order(equal), target.ordinal, target)]
    if len(equal) > 1 and not _indefinite(target):
        equal = _told_apart(equal, target, situation)
    return [equal[0]]


def _told_apart(equal: list[Spot], target: Target, situation: Situation) -> list[Spot]:
    """One of several that fit equally: only where nothing distinguishes them. Raises NotFound otherwise."""
    if target.label and all(spot.kind == equal[0].kind for spot in equal):
        rows = {relations.row_text(spot, situation.scene) for spot in equal}
        if len(rows) == 1:
            situation.think(f"{len(equal)} of them look the same and stand alone; I take the first.")
            return _in_reading_order(equal)
    named = " and ".join(_describe(spot) for spot in equal[:3])
    raise NotFound(
        f"{target} is ambiguous: {len(equal)} places fit ({named}); say which one, for example by its row or number", True
    )


def _describe(spot: Spot) -> str:
    return f"{spot.kind} {spot.label or spot.value or spot.name!r} at ({spot.box.center.x}, {spot.box.center.y})"


def _indefinite(target: Target) -> bool:
    return target.phrase.lower().startswith(("a ", "an ", "any ", "one ", "some ")) or (
        target.role == "shape" and bool(target.label)
    )


def _nth(spots: list[Spot], ordinal: int, target: Target) -> Spot:
    if ordinal > len(spots) or not spots:
        raise NotFound(f"there is no {target.phrase!r} on the screen: I see {len(spots)} of that kind")
    return spots[ordinal - 1 if ordinal > 0 else ordinal]


def _in_reading_order(spots: Sequence[Spot]) -> list[Spot]:
    return relations.reading_order(list(spots), lambda spot: spot.box)


def _without_copies(spots: Sequence[Spot]) -> list[Spot]:
    """The spots without those that are on a better one: a button's own text, a field's label that belongs to the field."""
    kept: list[Spot] = []
    for spot in spots:
        if not any(other.box.padded(3).contains(spot.box.center) or spot.box.contains(other.box.center) for other in kept):
            kept.append(spot)
    return kept


def _mentioned(target: Target, situation: Situation) -> Spot:
    place = situation.facts.place
    if not place:
        raise NotFound(f"nothing was named before that {target.phrase!r} could mean")
    return Spot(situation.scene.pixels(place), "text", label=target.phrase)


def _missing(target: Target) -> str:
    what = f"{target.label!r}" if target.label else f"{target.phrase!r}"
    kind = f"{target.noun} " if target.noun and target.label and target.noun != "content" else ""
    return f"I cannot see the {kind}{what} on the screen"


def is_widget(spot: Spot) -> bool:
    """Whether something happens when it is clicked."""
    return spot.kind in WIDGETS


Locator = Callable[[Target, Situation], Spot]
