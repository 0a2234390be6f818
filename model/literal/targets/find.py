"""From a target of the instruction to a place on the screen.

Every candidate gets a score; widgets come before prose, exact labels before similar ones. What is not there, or cannot be
distinguished from something else, raises NotFound: nothing is ever guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.text_match import CASE, similarity
from gui_agent.model.literal.sight.spot import WIDGETS, Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.addresses import addressed
from gui_agent.model.literal.targets.appearance import find_shapes
from gui_agent.model.literal.targets.candidates import Match, by_whole_phrase, candidates
from gui_agent.model.literal.targets.cells_named import cells_named
from gui_agent.model.literal.targets.counted import counted, is_counted
from gui_agent.model.literal.targets.entries import entries
from gui_agent.model.literal.targets.lookalikes import refuse_lookalikes
from gui_agent.model.literal.targets.menu_bar import menu_titled
from gui_agent.model.literal.targets.ranking import ranked
from gui_agent.model.literal.targets.ratings import RATING, rating_mark
from gui_agent.model.literal.targets.scorer import CLEAR
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.model.literal.targets.statement_evidence import Evidence
from gui_agent.perception.geometry import Box

_ANY_TEXT: Final = frozenset(
    {"text", "value", "answer", "result", "input", "content", "date", "time", "number", "to", "new", "it"}
)
"""What any field may be called."""
_FROM: Final = re.compile(r"(?:[a-z]+ ){1,3}(?:from|by|with|for|of|in|at) (?:the )?(.+)")
_PLAIN: Final = frozenset({"text", "word", "image"})
_CONTROLS: Final = frozenset({"button", "link", "tab", "menu", "menuitem"})
"""Roles whose name says that a mere text of that label is not meant."""
_OF_THE_SAME_NAME: Final = 0.2
"""How much worse than the best one of "all" may be."""


def locate(target: Target, situation: Situation, among: frozenset[str] | None = None) -> Spot:
    """The one spot that is meant. Raises NotFound where there is none, or where several fit equally well."""
    spots = locate_all(replace(target, quantity="one"), situation, among)
    return spots[0]


def locate_all(target: Target, situation: Situation, among: frozenset[str] | None = None) -> list[Spot]:
    """The spots that are meant: one, or for "both" and "all" several, in reading order; `among` limits the kinds.

    What bears no such name may be a cell of a table, named by its column and its row: "the price of the lamp".
    """
    if (among is None or "field" in among) and (cell := addressed(target, situation)) is not None:
        return [cell]
    try:
        return _located(target, situation, among)
    except NotFound as missing:
        if target.also and target.relation is not None:  # "Add alarm" says itself what it adds
            return _located(replace(target, label=target.also[0], also=target.also[1:], relation=None), situation, among)
        cells = [] if missing.ambiguous or among is not None or target.quoted else _cells(target, situation)
        if len(cells) != 1:
            raise
        return cells


def _cells(target: Target, situation: Situation) -> list[Spot]:
    if target.role not in (None, "cell", "text", "item") or target.pronoun:
        return []
    return [Spot(cell.box, "item", cell.text) for cell in cells_named(target.phrase, Evidence.of(situation.scene))]


def _located(target: Target, situation: Situation, among: frozenset[str] | None) -> list[Spot]:
    if target.pronoun:
        return [_mentioned(target, situation)]
    if target.answer:
        target = _answered(target, situation)
    if target.rank:
        return ranked(target, situation)
    if target.noun == RATING and target.ordinal:
        return [rating_mark(target, situation)]
    if target.role == "item" and target.ordinal and not target.label and target.noun != "item":
        return [_entry(target, situation)]
    if target.role == "coordinate":
        return [relations.grid_point(target, situation.scene)]
    if target.role == "shape" and not target.label:
        matches = [Match(spot, 1.0) for spot in find_shapes(target, situation.scene)]
    else:
        matches = candidates(target, situation, among, parts=target.role == "item" and target.noun not in ("item", ""))
    if target.relation is not None:
        matches = _related(matches, target, situation)
    if not matches:
        raise NotFound(_missing(target))
    return _chosen(matches, target, situation)


def _answered(target: Target, situation: Situation) -> Target:
    """What was found out before, as a label."""
    if not situation.facts.read:
        raise NotFound(f"nothing was found out before that {target.phrase!r} could mean")
    return replace(target, label=situation.facts.read, quoted=True, answer=False)


def _entry(target: Target, situation: Situation) -> Spot:
    """For "the 5th result": counted over the pages that were turned."""
    found = entries(situation)
    at = (target.ordinal or 1) - situation.search.passed
    if target.ordinal and target.ordinal < 0 and found:
        return found[-1]
    if not 0 < at <= len(found):
        raise NotFound(f"there is no {target.phrase!r} on the screen: I see {len(found)} of that kind")
    return found[at - 1]


def _related(matches: list[Match], target: Target, situation: Situation) -> list[Match]:
    relation = target.relation
    if relation is None:
        return matches
    if relation.kind in ("row", "near") and (window := _titled(relation.anchor, situation)) is not None:
        return [match for match in matches if window.contains(match.spot.box.center)]  # "accept the licence", in its dialog
    anchors = [match.spot for match in _anchor_matches(relation.anchor, situation)]
    if not anchors:
        if (
            relation.kind == "in"
            and relation.anchor.role in ("dialog", "screen", "section", "list", "menu")
            and not relation.anchor.label
        ):
            return matches
        whole = by_whole_phrase(target, situation.scene.spots, situation)
        if whole:
            return whole
        raise NotFound(_missing(relation.anchor))
    best = anchors[0]
    if not matches:
        raise NotFound(_missing(target))
    if relation.anchor.quantity != "one" and relation.kind in ("in", "row", "near", "by"):
        return _one_for_each(matches, without_copies(anchors), situation)
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
    section = relation.anchor.role == "section"
    related = relations.related(relation.kind, [match.spot for match in matches], best, situation.scene, section=section)
    return [Match(spot, scores[id(spot)] - 0.001 * rank * (CLEAR / 0.001 + 1)) for rank, spot in enumerate(related)]


def _titled(anchor: Target, situation: Situation) -> Box | None:
    """The window in front, where it is called like this; None where it is not, or that is not known."""
    shown = [window for window in situation.scene.windows if not window.is_popup]
    if not shown or not anchor.label or anchor.relation is not None or len(anchor.label.split()) < 2:
        return None
    return shown[-1].content if similarity(anchor.label, shown[-1].title) >= CASE - 0.01 else None


def _one_for_each(matches: list[Match], anchors: list[Spot], situation: Situation) -> list[Match]:
    """For "Like on all posts by Ann": of each anchor the one that belongs to it."""
    found: dict[int, Match] = {}
    for anchor in anchors:
        try:
            own = relations.related("row", [match.spot for match in matches], anchor, situation.scene)[0]
        except NotFound:
            continue
        match = next(match for match in matches if match.spot is own)
        found[id(own)] = match
    return list(found.values())


def _in_window_of(title: Spot, spot: Spot) -> bool:
    """Whether a spot may be in the window under this title."""
    return spot.box.top >= title.box.bottom - 2 and spot.box != title.box


def _anchor_matches(anchor: Target, situation: Situation) -> list[Match]:
    if anchor.role == "coordinate" or anchor.role == "shape" and not anchor.label:
        return [Match(spot, 1.0) for spot in find_shapes(anchor, situation.scene)]
    if anchor.pronoun:
        return [Match(_mentioned(anchor, situation), 1.0)]
    if anchor.rank:
        return [Match(spot, 1.0) for spot in ranked(anchor, situation)]
    if anchor.answer:
        anchor = _answered(anchor, situation)
    # What is quoted is a whole name: "Morning" is no part of "Morning run".
    parts = not anchor.quoted or anchor.role in ("word", "text")
    found = candidates(anchor, situation, parts=parts)
    if not found and anchor.relation is not None and anchor.label.islower() and not anchor.quoted:
        return _anchor_matches(
            anchor.relation.anchor, situation
        )  # "the recipe for the plum cake", where only the cake has a name
    if not found and anchor.relation is None and (name := _name_within(anchor)):
        found = candidates(replace(anchor, label=name, phrase=name, longer="", role=None, noun=""), situation, parts=parts)
    if anchor.relation is not None:
        found = _related(found, anchor, situation)
    if anchor.ordinal and found and not anchor.label:
        return [Match(_nth(_in_reading_order([match.spot for match in found]), anchor.ordinal, anchor), 1.0)]
    return found


def _name_within(anchor: Target) -> str:
    """For "the boat from Cork", where nothing is called so: the name, by which its row is known."""
    match = None if anchor.quoted else _FROM.fullmatch(anchor.label)
    return match[1] if match else ""


def _chosen(matches: list[Match], target: Target, situation: Situation) -> list[Spot]:
    refuse_lookalikes(target, [match.spot for match in matches], situation)
    best = max(match.score for match in matches)
    equal = [match.spot for match in matches if match.score > best - CLEAR]
    equal = without_copies(equal)
    if target.relation is not None and target.relation.anchor.quantity != "one":
        return _in_reading_order(without_copies([match.spot for match in matches]))
    if target.quantity != "one":
        chosen = _in_reading_order(without_copies([match.spot for match in matches if match.score > best - _OF_THE_SAME_NAME]))
        if target.quantity == "both" and len(chosen) != 2:
            chosen = chosen if len(chosen) == 2 else chosen[:2] if len(chosen) > 2 else chosen
        return chosen
    if is_counted(target):
        own = counted(equal, target, situation)
        return [_nth(own, target.ordinal or 1, target)]
    if target.ordinal and (not (target.label and len(equal) == 1) or target.ordinal > 1):
        return [_nth(_in_reading_order(equal), target.ordinal, target)]
    if len(equal) > 1 and not _indefinite(target):
        equal = _distinguished(equal, target, situation)
    return [equal[0]]


def _distinguished(equal: list[Spot], target: Target, situation: Situation) -> list[Spot]:
    """One of several that fit equally: the only control where one is named, or where nothing at all distinguishes them.

    Raises NotFound otherwise.
    """
    if target.role == "menu" and target.label and (title := menu_titled(target.label, situation)) is not None:
        return [title]
    if not target.label and len(changed := _in_what_changed(equal, situation)) == 1:
        situation.think("I take the one that came with the last step.")
        return changed
    controls = [spot for spot in equal if spot.kind not in _PLAIN]
    if target.role in _CONTROLS and len(controls) == 1:
        return controls
    alike = all(spot.kind == equal[0].kind and _as_large(spot, equal[0]) for spot in equal)
    if target.label and alike and len({relations.row_text(spot, situation.scene) for spot in equal}) == 1:
        situation.think(f"{len(equal)} of them look the same and stand alone; I take the first.")
        return _in_reading_order(equal)
    named = " and ".join(_describe(spot) for spot in equal[:3])
    raise NotFound(
        f"{target} is ambiguous: {len(equal)} places fit ({named}); say which one, for example by its row or number",
        ambiguous=True,
        candidates=equal,
    )


def _in_what_changed(spots: list[Spot], situation: Situation) -> list[Spot]:
    """Those where the screen changed most with the last step."""
    if not situation.facts.changed:
        return []
    area = situation.scene.pixels(situation.facts.changed)
    return [spot for spot in spots if area.contains(spot.box.center)]


def _as_large(one: Spot, other: Spot) -> bool:
    return abs(one.box.height - other.box.height) <= 4 and abs(one.box.width - other.box.width) <= 12


def _describe(spot: Spot) -> str:
    return f"{spot.kind} {spot.label or spot.value or spot.name!r} at ({spot.box.center.x}, {spot.box.center.y})"


def _indefinite(target: Target) -> bool:
    return target.phrase.lower().startswith(("a ", "an ", "any ", "one ", "some ")) or (
        target.role == "shape" and bool(target.label)
    )


def _nth(spots: list[Spot], ordinal: int, target: Target) -> Spot:
    if ordinal > len(spots) or not spots or (target.of and len(spots) != target.of):
        raise NotFound(f"there is no {target.phrase!r} on the screen: I see {len(spots)} of that kind")
    return spots[ordinal - 1 if ordinal > 0 else ordinal]


def _in_reading_order(spots: Sequence[Spot]) -> list[Spot]:
    return relations.reading_order(list(spots), lambda spot: spot.box)


def without_copies(spots: Sequence[Spot]) -> list[Spot]:
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


def may_be_called(name: str, field: Spot, situation: Situation) -> bool:
    """Whether the only field may be what a text is for, though it does not bear that name: not if it bears quite another one."""
    caption = field.label or _caption(field, situation)
    words = {word.strip(" :*").casefold() for word in caption.split()}
    return not words or bool(words & set(name.casefold().split())) or name.casefold() in _ANY_TEXT


def _caption(field: Spot, situation: Situation) -> str:
    """The text right before a field, or right above it, where the field is not known to be called by it."""
    for line in situation.scene.lines:
        reach = 1.5 * line.box.height
        before = relations.same_row(line.box, field.box) and -4 <= field.box.left - line.box.right < reach
        above = -4 <= field.box.top - line.box.bottom < reach and relations.overlap_across(line.box, field.box) > 0
        if (before or above) and any(map(str.isalpha, line.text)):
            return line.text
    return ""


def is_widget(spot: Spot) -> bool:
    """Whether something happens when it is clicked."""
    return spot.kind in WIDGETS


Locator = Callable[[Target, Situation], Spot]


__all__ = ["Locator", "Match", "candidates", "is_widget", "locate", "locate_all", "may_be_called", "without_copies"]
