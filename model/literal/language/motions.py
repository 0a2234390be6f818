"""Clauses about moving things: scrolling, dragging, resizing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Literal

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.clause import Clause, NotUnderstood, condition, index_of
from gui_agent.model.literal.language.intents import Direction, Drag, Resize, Scroll, Side, Step
from gui_agent.model.literal.language.phrases import Tokens, number_in, ordinal_in, strip_determiners


def _scroll(clause: Clause) -> list[Step]:
    tokens = clause.tokens
    if until := index_of(tokens, ("until",), ("till",)):
        until_what, _ = condition(clause, tokens[until[0] + 1 :])
        tokens = tokens[: until[0]]
        return [replace(_scroll_amount(clause, tokens), until=until_what)]
    end = index_of(
        tokens,
        ("the", "bottom"),
        ("the", "top"),
        ("the", "end"),
        ("bottom",),
        ("top",),
        ("the", "very", "bottom"),
        ("the", "beginning"),
    )
    if end:
        up = tokens[end[0] + end[1] - 1].lower in ("top", "beginning")
        rest = tokens[end[0] + end[1] :]
        where = [token for token in tokens[: end[0]] if token.lower not in ("to", "all", "the", "way", "down", "up", "till")]
        inner = list(rest or where)
        while inner and inner[0].lower in ("of", "in", "the"):
            inner = inner[1:]
        inner = [] if [token.lower for token in inner] == ["text"] else inner
        target = clause.target(inner) if inner else None
        return [Scroll(clause.said, "up" if up else "down", to_end=True, target=target)]
    to = index_of(tokens, ("to",))
    if to is None and clause.verb.words == "scroll to" and tokens:
        return [Scroll(clause.said, None, until=clause.target(tokens))]
    if to:
        return [replace(_scroll_amount(clause, tokens[: to[0]]), until=clause.target(tokens[to[0] + 1 :]))]
    return [_scroll_amount(clause, tokens)]


def _scroll_amount(clause: Clause, tokens: Tokens) -> Scroll:
    direction: Direction | None = None
    notches: int | None = clause.times if clause.times > 1 else None
    rest = []
    for token in tokens:
        if token.lower in vocabulary.DIRECTIONS and direction is None:
            direction = vocabulary.DIRECTIONS[token.lower]
        elif token.kind == "word" and (number := number_in(token.lower)) and token.lower not in ("a", "an"):
            notches = number
        elif token.lower in ("bit", "little"):
            notches = 3
        elif token.lower not in (
            "by",
            "notches",
            "notch",
            "clicks",
            "steps",
            "ticks",
            "lines",
            "in",
            "on",
            "inside",
            "over",
            "there",
            "a",
            "here",
        ):
            rest.append(token)
    target = clause.target(rest) if rest and not all(token.lower in vocabulary.DETERMINERS for token in rest) else None
    return Scroll(clause.said, direction or "down", notches, target=target)


def _resize(clause: Clause) -> list[Step]:
    """For "resize X so that the width is smaller than ...", "make X taller", "enlarge X"."""
    words = [token.lower for token in clause.tokens]
    sides: dict[str, Side] = {"width": "width", "height": "height", "wider": "width", "narrower": "width", "taller": "height",
    "higher": "height",
             "shorter": "height", "broader": "width"}  # fmt: skip
    side: Side = next((sides[word] for word in words if word in sides), "both")
    smaller = any(word in ("smaller", "narrower", "shorter", "less") for word in words) or clause.verb.words == "shrink"
    if clause.verb.kind == "make" and not any(word in sides or word in ("smaller", "larger", "bigger") for word in words):
        raise NotUnderstood(clause.said)
    cut = index_of(clause.tokens, ("so", "that"), ("so",), ("to", "be"), ("until",), ("such", "that"), ("to",))
    tokens = (
        clause.tokens[: cut[0]]
        if cut
        else [token for token in clause.tokens if token.lower not in (*sides, "smaller", "larger", "bigger")]
    )
    return [Resize(clause.said, clause.target(tokens), side, not smaller)]


def drag(clause: Clause) -> list[Step]:
    """Dragging something to a place, a position, a way, or until it is inside of something."""
    tokens = clause.tokens
    if inside := index_of(tokens, ("so", "that"), ("such", "that"), ("until",)):
        place = index_of(tokens, ("inside",), ("within",), ("in",), ("into",), start=inside[0])
        if place is None:
            raise NotUnderstood(clause.said)
        return [Drag(clause.said, clause.target(tokens[: inside[0]]), clause.target(tokens[place[0] + 1 :]), inside=True)]
    to = index_of(tokens, ("to",), ("onto",), ("into",), ("on", "to"), ("over",), ("inside",), ("on",), last=True)
    if not to and (beside := _drag_beside(clause, tokens)) is not None:
        return [beside]
    if to and to[0] and len(tokens) > to[0] + to[1]:
        return [_drag_to(clause, tokens[: to[0]], tokens[to[0] + to[1] :], tokens[to[0]].lower)]
    return [_drag_way(clause, tokens)]


def _drag_to(clause: Clause, what: Tokens, destination: Tokens, preposition: str) -> Drag:
    target = clause.target(what)
    words = [token.lower for token in strip_determiners(destination)]
    if len(words) == 2 and words[1] in ("position", "place", "spot", "row") and (position := ordinal_in(words[0])):
        return Drag(clause.said, target, position=position)
    if words and words[0] in ("position", "place") and len(words) == 2 and (position := number_in(words[1].lstrip("#"))):
        return Drag(clause.said, target, position=position)
    if words and words[0] in ("top", "bottom", "start", "end") and (len(words) == 1 or words[1:3] == ["of", "the"]):
        return Drag(clause.said, target, position=1 if words[0] in ("top", "start") else -1)
    if words and words[0] in vocabulary.DIRECTIONS and len(words) <= 2:
        return Drag(clause.said, target, direction=vocabulary.DIRECTIONS[words[0]])
    return Drag(clause.said, target, clause.target(destination), inside=preposition in ("into", "inside"))


def _drag_beside(clause: Clause, tokens: Tokens) -> Drag | None:
    """For "Milk above Tea", "the first row behind the last one": the side of another entry."""
    at = index_of(tokens, *_SIDES)
    if at is None or not at[0] or at[0] + at[1] >= len(tokens):
        return None
    words = tuple(token.lower for token in tokens[at[0] : at[0] + at[1]])
    side: Literal["before", "after"] = "before" if words in _BEFORE else "after"
    return Drag(clause.said, clause.target(tokens[: at[0]]), clause.target(tokens[at[0] + at[1] :]), beside=side)


_BEFORE: Final = (("above",), ("before",), ("in", "front", "of"), ("ahead", "of"))
_SIDES: Final = (*_BEFORE, ("below",), ("after",), ("behind",), ("under",), ("underneath",), ("beneath",))


def _drag_way(clause: Clause, tokens: Tokens) -> Drag:
    for index, token in enumerate(tokens):
        if index and token.lower in vocabulary.DIRECTIONS:
            rest = [word.lower for word in tokens[index + 1 :]]
            amount = next((number for word in rest if (number := number_in(word))), None)
            pixels = any(word.startswith(("pixel", "px")) for word in rest)
            return Drag(
                clause.said,
                clause.target(tokens[:index]),
                direction=vocabulary.DIRECTIONS[token.lower],
                amount=amount,
                pixels=pixels,
            )
    raise NotUnderstood(clause.said)


READERS: Final[dict[str, Callable[[Clause], list[Step]]]] = {"scroll": _scroll, "resize": _resize, "make": _resize}
