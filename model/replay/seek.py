"""Finding a thing again by its words: what it is, what it is called and what is around it. What fits equally is not guessed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gui_agent.model.literal.language.text_match import LOOKALIKE, similarity
from gui_agent.model.replay.words import ScreenInWords, Words, in_words, name_of, surroundings
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, Point

_LIKE: Final = 0.8
"""From here on a text is the recorded one, misread by a letter."""
_MARGIN: Final = 0.75
"""By so much the best candidate must be better than the next one."""
_SAME_ROW: Final = 0.5
"""Share of the recorded texts of a row that must be in it, where only that distinguishes things."""
_WEIGHTS: Final = {"left": 2.0, "right": 1.0, "above": 1.5, "below": 1.0, "section": 2.0, "window": 2.0}
_ROW: Final = 3.0
_CLICKED: Final = frozenset({"button", "link", "tab", "menuitem", "listrow", "icon", "text", "dropdown", "shape"})
"""What is seen as one of these may be another one of them: a flat button is a text to the eye."""
_ENTERED: Final = frozenset({"field", "dropdown", "spinner", "slider"})
_MARKED: Final = frozenset({"checkbox", "radio", "text"})
_SQUEEZED: Final = 0.8
"""By so much a thing is narrower for its height than it was, where its label may be cut off."""
_BEGINNING: Final = 2
"""Letters of a cut off label at least, and half of it."""
_AROUND: Final = 0.75
"""Share of what was around a thing that must be there again, where its label is not."""
_SAID: Final = (frozenset({"button", "link", "tab", "menuitem"}), frozenset({"field", "spinner"}))
"""What applications call now this and now that."""


@dataclass(frozen=True)
class Sought:
    """What was found: one thing (`why` says how, where not by its name), or none and why; with several that fit equally, all of them."""

    element: Element | None
    why: str = ""
    equal: tuple[Element, ...] = ()


def seek(words: Words, screen: ScreenInWords, recorded: Box | None = None) -> Sought:
    """The thing that the words describe; `recorded` is the place that it had, in pixels, where the recorded target was a whole thing."""
    candidates = _candidates(words, screen)
    if not candidates:
        if recorded is not None and (cut_off := _cut_off(words, screen, recorded)) is not None:
            return Sought(cut_off, f"the label {words.label!r} is cut off: {name_of(cut_off)!r} is read")
        return Sought(None, f"{in_words(words)} is not on the screen{_nearest(words, screen)}")
    scored = sorted(((_agreement(words, element, screen), element) for element in candidates), key=lambda one: -one[0].score)
    best, element = scored[0]
    if words.of > 1 and words.row:  # only its row distinguishes it from the others
        scored = [one for one in scored if one[0].row >= _SAME_ROW]
        if not scored:
            return Sought(None, f"{in_words(words)} is not on the screen: no such thing is in that row")
        best, element = scored[0]
    elif words.of > 1 and words.label and len(candidates) != words.of:
        why = f"{in_words(words)} was one of {words.of} in equal rows, and {len(candidates)} are on the screen"
        return Sought(None, why, tuple(candidates))
    if len(scored) == 1:
        return _alone(words, best, element)
    if best.score >= scored[1][0].score + _MARGIN:
        return Sought(element)
    ties = [one for agreement, one in scored if agreement.score > best.score - _MARGIN]
    if len(candidates) == words.of and candidates[words.nth] in ties and (words.label or best.score > 0):
        return Sought(candidates[words.nth])
    return Sought(None, f"{in_words(words)} fits {len(ties)} things on the screen equally", tuple(ties))


def place_in(words: Words, element: Element) -> Point | Box:
    """Where to aim in a thing that was found: it as a whole, or the same place in it as recorded."""
    box = element.box
    across, down = words.at
    if abs(across - 0.5) <= 0.1 and abs(down - 0.5) <= 0.2:
        return box
    x = min(box.right - 2, max(box.left + 1, box.left + round(across * box.width)))
    y = min(box.bottom - 2, max(box.top + 1, box.top + round(down * box.height)))
    return Point(x, y)


def is_where_it_was(words: Words, element: Element, recorded: Box) -> bool:
    """Whether the recorded place is still the one in the thing that was found."""
    box, (across, down) = element.box, words.at
    x, y = recorded.center.x - box.left - across * box.width, recorded.center.y - box.top - down * box.height
    return abs(x) <= max(2, 0.02 * box.width) and abs(y) <= max(2, 0.02 * box.height)


@dataclass(frozen=True)
class _Agreement:
    score: float
    possible: float
    row: float
    """Share of the recorded texts of the row that are in it."""


def _alone(words: Words, agreement: _Agreement, element: Element) -> Sought:
    """The only thing that fits, unless nothing around it is as recorded."""
    unnamed = not words.label or not name_of(element)
    if (unnamed or agreement.possible >= 4) and agreement.score <= (0.3 if unnamed else 0.0) * agreement.possible:
        return Sought(None, f"nothing around {in_words(words)} is as it was", (element,))
    return Sought(element)


def _candidates(words: Words, screen: ScreenInWords) -> list[Element]:
    """What it may be, in reading order: by name, the exact kind before those that look alike."""
    fitting = [element for element in screen.elements if _kind_fits(words, element, id(element) in screen.reported)]
    alike = [element for element in fitting if element.role == words.role]
    if not words.label:  # what was only seen may have had a name that is reported now
        return [element for element in alike if not name_of(element) or (not words.reported and id(element) in screen.reported)]
    likeness = {id(element): similarity(words.label, name_of(element)) for element in fitting}
    for least in (LOOKALIKE, _LIKE):
        named = [element for element in fitting if likeness[id(element)] >= least]
        if named:
            return [element for element in named if element.role == words.role] or named
    if words.reported and words.role in _ENTERED:  # what has a name by its application may have none to the eye
        return [element for element in alike if not name_of(element) and id(element) not in screen.reported]
    return []


def _cut_off(words: Words, screen: ScreenInWords, recorded: Box) -> Element | None:
    """The only thing of which the label's beginning is legible, where what is around it is as it was; None if there is none.

    It is narrower for its height than it was, as where a larger font needs more room than there is. The last letter is cut, too.
    """
    label = " ".join(words.label.split()).casefold()

    def begins(element: Element) -> bool:
        seen = name_of(element).rstrip(".\u2026").casefold()
        legible = seen if label.startswith(seen) else seen[:-1]
        enough = len(legible) >= _BEGINNING and 2 * len(legible) >= len(label) > len(legible)
        return enough and label.startswith(legible) and len(seen) <= len(label)

    found = [element for element in screen.elements if element.role == words.role and begins(element)]
    if len(found) != 1 or words.of > 1:
        return None
    box, around = found[0].box, _agreement(words, found[0], screen)
    squeezed = box.width * recorded.height <= _SQUEEZED * recorded.width * box.height
    return found[0] if squeezed and around.possible >= 4 and around.score >= _AROUND * around.possible else None


def _kind_fits(words: Words, element: Element, reported: bool) -> bool:
    if element.role == words.role:
        return True
    both = {element.role, words.role}
    if reported and words.reported:
        return any(both <= group for group in _SAID)
    return both <= _CLICKED or both <= _MARKED or any(both <= group for group in _SAID)


def _agreement(words: Words, element: Element, screen: ScreenInWords) -> _Agreement:
    around = surroundings(element, screen)
    score = possible = 0.0
    for name, weight in _WEIGHTS.items():
        recorded = getattr(words, name)
        if recorded:
            possible += weight
            score += weight * (similarity(recorded, getattr(around, name)) >= _LIKE)
    found = sum(any(similarity(text, other) >= _LIKE for other in around.row) for text in words.row)
    row = found / len(words.row) if words.row else 0.0
    if words.row:
        possible += _ROW
        score += _ROW * row
    return _Agreement(score, possible, row)


def _nearest(words: Words, screen: ScreenInWords) -> str:
    """What is called most like it, for the reason."""
    if not words.label:
        return ""
    ranked = sorted(screen.named, key=lambda one: -similarity(words.label, one[0]))
    shown = [f"{element.role} {name!r}" for name, element in ranked[:3] if similarity(words.label, name) > 0.3]
    same = [f"{element.role} {name!r}" for name, element in screen.named if element.role == words.role]
    shown = shown or same[:3]
    return f"; nearest: {', '.join(shown)}" if shown else ""
