"""Numbers that mean places: the boxes and points of GLM-4.5V in every bracket in which it writes them.

Grounding answers are `<|begin_of_box|>[[x1,y1,x2,y2]]<|end_of_box|>` in thousandths; brackets vary between [], [[]], (), <> and
{}, numbers between two and four, and arguments arrive as arrays, as strings of arrays, or as strings with box tokens inside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from gui_agent.actions.action import Location, parse_location
from gui_agent.errors import excerpt

BOX_BEGIN, BOX_END = "<|begin_of_box|>", "<|end_of_box|>"
_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_SEPARATOR = r"\s*[,;\s]\s*"
_NUMBERS = re.compile(_NUMBER)
_GROUP = re.compile(rf"[\[(<{{]\s*({_NUMBER}(?:{_SEPARATOR}{_NUMBER}){{1,3}})\s*[\])>}}]")
_BARE = re.compile(rf"\s*{_NUMBER}(?:{_SEPARATOR}{_NUMBER}){{1,3}}\s*")
_KEYED = re.compile(rf"([\"']?\b[xy][12]?\b[\"']?)\s*[:=]\s*(?={_NUMBER})")
_ASKED_FOR = "a place is one point [x, y] or one box [x1, y1, x2, y2] in thousandths (0-999) of the screenshot"


def place_numbers(value: object) -> list[float]:
    """The two or four numbers of one place, from whatever form the model gave it.

    Raises ValueError, with a reason meant for the model, where there is not exactly one place or a number is outside of 0..1000.
    """
    groups = _distinct(_groups_of(value))
    if len(groups) == 2 and all(len(group) == 2 for group in groups):
        groups = [[*groups[0], *groups[1]]]
    if len(groups) != 1:
        many = f"{len(groups)} places were given" if groups else f"{_shortened(value)} is no place"
        raise ValueError(f"{many}; {_ASKED_FOR}")
    numbers = groups[0]
    if len(numbers) not in (2, 4):
        raise ValueError(f"{_shortened(value)} has {len(numbers)} numbers; {_ASKED_FOR}")
    if max(numbers) <= 1 and any(not number.is_integer() for number in numbers):
        raise ValueError(f"{_shortened(value)} looks like fractions of 1; {_ASKED_FOR}")
    _location(numbers)
    return numbers


def box_values(value: object) -> list[float] | None:
    """The numbers of the one box or point in an argument of any tool, in whatever unit; None for anything else.

    A plain list of numbers is left as it is: only its owner knows what it is.
    """
    if isinstance(value, list) and all(isinstance(item, int | float) for item in value):
        return None
    groups = _distinct(_groups_of(value))
    if len(groups) == 2 and all(len(group) == 2 for group in groups):
        return [*groups[0], *groups[1]]
    return groups[0] if len(groups) == 1 else None


def places_in(text: str) -> list[Location]:
    """All places that a grounding answer names, in its order, each once.

    Where there are box tokens, only what is inside of them counts. Raises ValueError for a number outside of 0..1000.
    """
    boxed = re.findall(rf"{re.escape(BOX_BEGIN)}(.*?)(?:{re.escape(BOX_END)}|$)", text, re.DOTALL)
    groups: list[list[float]] = []
    for part in boxed or [text]:
        groups += _groups_in_text(part, bare=bool(boxed))
    if (
        len(groups) == 2
        and all(len(group) == 2 for group in groups)
        and re.search(r"\[\s*\[[^\[\]]*\]\s*,\s*\[[^\[\]]*\]\s*\]", text)
    ):
        groups = [[*groups[0], *groups[1]]]
    return [_location(numbers) for numbers in _distinct(groups) if len(numbers) in (2, 4)]


def _location(numbers: list[float]) -> Location:
    """The place; whole numbers as such, since an error quotes them to the model."""
    return parse_location([int(number) if number.is_integer() else number for number in numbers])


def _groups_of(value: object) -> list[list[float]]:
    if isinstance(value, str):
        return _groups_in_text(value.replace(BOX_BEGIN, " ").replace(BOX_END, " "), bare=True)
    if isinstance(value, Mapping):
        return _groups_of_mapping(value)
    if not isinstance(value, Sequence):
        return []
    if value and all(_is_number(item) for item in value):
        return [[float(item) for item in value]]
    groups: list[list[float]] = []
    for item in value:
        groups += _groups_of(item)
    return groups


def _groups_of_mapping(value: Mapping[object, object]) -> list[list[float]]:
    for keys in (("x1", "y1", "x2", "y2"), ("left", "top", "right", "bottom"), ("x", "y")):
        if all(_is_number(value.get(key)) for key in keys):
            return [[float(str(value[key])) for key in keys]]
    nested: list[list[float]] = []
    for item in value.values():
        nested += _groups_of(item) if isinstance(item, list | str | Mapping) else []
    return nested


def _groups_in_text(text: str, *, bare: bool) -> list[list[float]]:
    text = text.strip()
    if text.startswith("{"):
        try:
            return _groups_of(json.loads(text))
        except ValueError:
            pass
    text = _KEYED.sub("", text)
    groups = [[float(number) for number in _NUMBERS.findall(match)] for match in _GROUP.findall(text)]
    if not groups and bare and _BARE.fullmatch(text):
        groups = [[float(number) for number in _NUMBERS.findall(text)]]
    return groups


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and bool(re.fullmatch(rf"\s*{_NUMBER}\s*", value)))


def _distinct(groups: Sequence[list[float]]) -> list[list[float]]:
    """Each group once: the model likes to say a box twice."""
    seen: list[list[float]] = []
    for group in groups:
        if group not in seen:
            seen.append(group)
    return seen


def _shortened(value: object) -> str:
    return repr(excerpt(value, 60)) if isinstance(value, str) else excerpt(repr(value), 60)
