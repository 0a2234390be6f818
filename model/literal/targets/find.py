"""From a target of the instruction to a place on the screen.

Every candidate gets a score; widgets come before prose, exact labels before similar ones. What is not there, or cannot be told
from something else, raises NotFound: nothing is ever guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gui_agent.model.literal.language.steps import Role, Target
from gui_agent.model.literal.language.text_match import CASE, ENOUGH, LOOKALIKE, canonical, similarity
from gui_agent.model.literal.sight.icons import SYNONYMS
from gui_agent.model.literal.sight.spot import WIDGETS, Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.appearance import find_shapes
from gui_agent.model.literal.targets.situation import NotFound, Situation

LONGER: Final = 1.1
"""What a label gets that holds an adverb of the instruction as well."""
CLEAR: Final = 0.03
"""A candidate must be better than the next one by this much to be the one that was meant."""
OTHER_WIDGET: Final = 0.05
PROSE: Final = 0.10
"""What a candidate loses for being another widget than the one named, or plain text."""

_BEGINNING: Final = 8
"""Letters that must be seen of an entry that is cut off."""

KINDS: Final[dict[Role, frozenset[str]]] = {
    "button": frozenset({"button", "icon"}), "link": frozenset({"link"}), "field": frozenset({"field"}),
    "textarea": frozenset({"textarea"}), "checkbox": frozenset({"checkbox"}), "radio": frozenset({"radio"}),
    "tab": frozenset({"tab"}), "menu": frozenset({"button", "item", "text"}), "menuitem": frozenset({"item", "text"}),
    "icon": frozenset({"icon"}), "dialog": frozenset({"dialog"}), "list": frozenset({"list"}), "dropdown": frozenset({"dropdown"}),
    "slider": frozenset({"slider"}), "spinner": frozenset({"spinner"}), "image": frozenset({"image", "icon", "shape"}),
    "text": frozenset({"text"}), "word": frozenset({"word", "text"}), "paragraph": frozenset({"text"}),
}  # fmt: skip
"""Which kinds of spots a role may be, in the screen's terms; roles that are not listed may be anything."""
NEAR_KINDS: Final[dict[Role, frozenset[str]]] = {
    "field": frozenset({"textarea", "spinner", "dropdown"}), "textarea": frozenset({"field"}), "radio": frozenset({"checkbox",
    "item", "dropdown"}),
    "dropdown": frozenset({"field", "button"}), "list": frozenset({"textarea", "dropdown"}), "spinner": frozenset({"field"}),
    "button": frozenset({"tab", "link", "dropdown", "item"}), "tab": frozenset({"button", "link"}), "link": frozenset({"tab", "button"}),
}  # fmt: skip
"""What a kind may be taken for by people or by the detector."""


@dataclass(frozen=True)
class Match:
    """A candidate and how well it fits."""

    spot: Spot
    score: float


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


def candidates(target: Target, situation: Situation, among: frozenset[str] | None = None) -> list[Match]:
    """All spots that the target's label, kind and colour fit, the best first."""
    spots = situation.scene.spots
    if among is not None:
        spots = [spot for spot in spots if spot.kind in among]
    if target.label:
        matches = _labelled(target, spots)
        return matches or _by_whole_phrase(target, spots) or _wrapped(target, spots) or _cut_off(target, spots, situation)
    kinds = KINDS.get(target.role) if target.role else None
    if kinds is None and target.role in (None, "item", "widget"):
        return []
    exact = [Match(spot, 1.0) for spot in spots if kinds is None or spot.kind in kinds]
    near = NEAR_KINDS.get(target.role, frozenset()) if target.role else frozenset()
    return exact or [Match(spot, 0.9) for spot in spots if spot.kind in near]


def _labelled(target: Target, spots: Sequence[Spot]) -> list[Match]:
    found = []
    for spot in spots:
        likeness = max(similarity(target.label, spot.label), similarity(target.label, spot.name) - 0.01,
                       similarity(target.label, spot.value) - _held(spot) if target.role != "field" else 0.0)  # fmt: skip
        if spot.kind == "icon" and SYNONYMS.get(target.label.casefold()) == spot.name != "":
            likeness = max(likeness, CASE)
        if target.phrase != target.label and not target.quoted:
            likeness = max(likeness, similarity(target.phrase, spot.label))
        if target.longer and similarity(target.longer, spot.label) >= LOOKALIKE:
            likeness = LONGER
        if likeness >= ENOUGH:
            found.append(Match(spot, likeness - _penalty(target, spot)))
    return sorted(found, key=lambda match: -match.score)


def _held(spot: Spot) -> float:
    """What it costs to be meant by what one holds: a text in a text area, or in a menu over it, is itself there to be meant."""
    return 0.02 + (PROSE if spot.kind == "textarea" else 0.0)


def _penalty(target: Target, spot: Spot) -> float:
    """What the wrong kind costs: nothing where no kind was named, except for prose."""
    kinds = KINDS.get(target.role) if target.role else None
    if kinds is None or spot.kind in kinds:
        return PROSE if kinds is None and spot.kind in ("text", "word") else 0.0
    if target.role and spot.kind in NEAR_KINDS.get(target.role, frozenset()):
        return OTHER_WIDGET
    if spot.kind in ("text", "word"):
        return PROSE
    return PROSE + OTHER_WIDGET


def _by_whole_phrase(target: Target, spots: Sequence[Spot]) -> list[Match]:
    """For labels that look like structure: "Log in to account", "Save button" as the button's whole text."""
    if target.quoted:
        return []
    phrase = target.phrase
    for article in ("the ", "a ", "an "):
        phrase = phrase.removeprefix(article)
    found = [Match(spot, similarity(phrase, spot.label)) for spot in spots]
    return sorted((match for match in found if match.score >= 0.93), key=lambda match: -match.score)


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
            if likeness >= 0.93:
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
    related = relations.related(relation.kind, [match.spot for match in matches], best, situation.scene)
    scores = {id(match.spot): match.score for match in matches}
    return [Match(spot, scores[id(spot)] - 0.001 * rank * (CLEAR / 0.001 + 1)) for rank, spot in enumerate(related)]


def _anchor_matches(anchor: Target, situation: Situation) -> list[Match]:
    if anchor.role == "coordinate" or anchor.role == "shape" and not anchor.label:
        return [Match(spot, 1.0) for spot in find_shapes(anchor, situation.scene)]
    found = candidates(anchor, situation)
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
        chosen = _in_reading_order(_without_copies([match.spot for match in matches if match.score > best - 0.2]))
        if target.quantity == "both" and len(chosen) != 2:
            chosen = chosen if len(chosen) == 2 else chosen[:2] if len(chosen) > 2 else chosen
        return chosen
    if target.ordinal and not (target.label and len(equal) == 1):
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
