"""The places that an answer names in the pictures that it is about, to be drawn.

GLM-4.5V points at what it speaks of with `[[x1, y1, x2, y2]]` in thousandths of a picture, between box tokens or plainly in its
text. It does not say which of several pictures it means in any fixed form: what it named last before the place counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gui_agent.model.glm.boxes import BOX_BEGIN, BOX_END

_NUMBER = r"\d{1,4}(?:\.\d+)?"
_PLACE = re.compile(rf"\[\s*({_NUMBER}(?:\s*,\s*{_NUMBER}){{1,3}})\s*\]")
_BOXED = re.compile(rf"{re.escape(BOX_BEGIN)}(.*?)(?:{re.escape(BOX_END)}|$)", re.DOTALL)
_ORDINAL = re.compile(r"\b(?:image|picture|photo|screenshot|figure|frame)\s*#?\s*(\d{1,3})\b", re.IGNORECASE)
_PAGE = re.compile(r"\bpage\s+(\d{1,4})\b", re.IGNORECASE)


@dataclass(frozen=True)
class NamedPlace:
    """A place in one of the pictures."""

    box: tuple[float, float, float, float]
    """Left, top, right, bottom in thousandths of the picture; a point has no width and no height."""
    picture: int | None
    """Which of the pictures, from 0; None where the answer does not say."""


def named_places(text: str, labels: Sequence[str]) -> list[NamedPlace]:
    """The places in an answer (as the model wrote it) about pictures with these labels, in its order, each once.

    A pair of numbers is a point only between box tokens: in plain text it is more often something else.
    """
    boxed = [(match.start(1), match.end(1)) for match in _BOXED.finditer(text)]
    found: list[NamedPlace] = []
    for match in _PLACE.finditer(text):
        numbers = [float(number) for number in match[1].split(",")]
        if len(numbers) == 2 and any(start <= match.start() < end for start, end in boxed):
            numbers *= 2
        if len(numbers) != 4 or max(numbers) > 1000 or numbers[0] > numbers[2] or numbers[1] > numbers[3]:
            continue
        place = NamedPlace((numbers[0], numbers[1], numbers[2], numbers[3]), _picture_meant(text[: match.start()], labels))
        if place not in found:
            found.append(place)
    return found


def _picture_meant(before: str, labels: Sequence[str]) -> int | None:
    """The picture that was named last."""
    if len(labels) == 1:
        return 0
    last, meant = -1, None
    for index, label in enumerate(labels):
        at = max((match.start() for name in _names(label, labels) for match in _mentions(name, before)), default=-1)
        if at > last:
            last, meant = at, index
    for match in _ORDINAL.finditer(before):
        if match.start() > last and 1 <= int(match[1]) <= len(labels):
            last, meant = match.start(), int(match[1]) - 1
    return meant


def _names(label: str, labels: Sequence[str]) -> list[str]:
    """What a picture may be called: its whole label, its file's name if no other picture has it, the number of its page."""
    whole = label.rstrip(":")
    names = [whole]
    file = re.split(r", page \d+ of | at [\d.]+ s$", whole)[0]
    if sum(other.startswith(file) for other in labels) == 1:
        names += [file, file.rpartition(".")[0] or file]
    if (page := _PAGE.search(whole)) and sum(f"page {page[1]} " in other for other in labels) == 1:
        names.append(f"page {page[1]}")
    return names


def _mentions(name: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE))
