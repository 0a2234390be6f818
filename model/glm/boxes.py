"""Numbers that mean places: the boxes and points of GLM-4.5V in every bracket in which it writes them.

Grounding answers are `<|begin_of_box|>[[x1,y1,x2,y2]]<|end_of_box|>` in thousandths; brackets vary between [], [[]], (), <> and
{}, numbers between two and four, and arguments arrive as arrays, as strings of arrays, or as strings with box tokens inside.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

from gui_agent.actions.action import Location, parse_location
from gui_agent.errors import excerpt

BOX_BEGIN, BOX_END = "<|begin_of_box|>", "<|end_of_box|>"
_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_SEPARATOR = r"\s*[,;\s]\s*"
_NUMBERS = re.compile(_NUMBER)
_GROUP = re.compile(rf"[\[(<{{]\s*({_NUMBER}(?:{_SEPARATOR}{_NUMBER}){{1,3}})\s*[\])>}}]")
_BARE = re.compile(rf"\s*{_NUMBER}(?:{_SEPARATOR}{_NUMBER}){{1,3}}\s*")
_CORNERS_IN_TEXT = re.compile(r"\d\s*[\])>}]\s*[,;-]?\s*[\[(<{]\s*[-+\d]|^\{")
"""Two points with nothing but a separator between them, or an object that names its corners."""
_HALVES = re.compile(rf"{_NUMBER}\s*,\s*{_NUMBER}\s*;\s*{_NUMBER}\s*,\s*{_NUMBER}")
"""Two corners, or two numbers with a comma for the point: nobody can say."""
_KEYED = re.compile(rf"[\"']?\b([xy][12]?)\b[\"']?\s*[:=]\s*(?={_NUMBER})")
_POINT, _CORNERS = ("x", "y"), ("x1", "y1", "x2", "y2")
_CORNER_NAMES = (
    _CORNERS,
    ("left", "top", "right", "bottom"),
    ("xmin", "ymin", "xmax", "ymax"),
    ("x_min", "y_min", "x_max", "y_max"),
)
_SIZES = (("width", "height"), ("w", "h"))
_NO_CORNER = frozenset({"size", "wh", "dimensions", "width", "height", "w", "h", *_POINT, *_CORNERS, *sum(_CORNER_NAMES, ())})
"""Names in an object that say that its numbers are not the corners of a box in their order."""
_OTHER_MARKS = str.maketrans({"、": ",", "【": "[", "】": "]", "《": "<", "》": ">"})
_ASKED_FOR = "a place is one point [x, y] or one box [x1, y1, x2, y2] in thousandths (0-999) of the screenshot"


def place_numbers(value: object) -> list[float]:
    """The two or four numbers of one place, from whatever form the model gave it.

    Raises ValueError, with a reason meant for the model, where there is not exactly one place or a number is outside of 0..1000.
    """
    groups = _one_box(_distinct(_groups_of(value)), value)
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
    groups = _one_box(_distinct(_groups_of(value)), value)
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


def _one_box(groups: list[list[float]], value: object) -> list[list[float]]:
    """Two points as the corners of one box, where they are written as such: not as two objects, and with no word between them."""
    if len(groups) != 2 or any(len(group) != 2 for group in groups):
        return groups
    if isinstance(value, str) and not _CORNERS_IN_TEXT.search(_plain_text(value)):
        return groups
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return groups
    return [[*groups[0], *groups[1]]]


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
    """The place that an object names by its keys, or that it holds; nothing where its numbers are sizes or ranges of another kind."""
    for keys in _CORNER_NAMES:
        if found := _numbers_at(value, keys):
            return [found]
    if point := _numbers_at(value, _POINT):
        sizes = [size for keys in _SIZES if (size := _numbers_at(value, keys))]
        return [[*point, point[0] + sizes[0][0], point[1] + sizes[0][1]]] if sizes else [point]
    x, y = (_groups_of(value.get(key)) for key in _POINT)
    if [len(group) for group in (*x, *y)] == [2, 2]:  # ranges: {"x": [10, 30], "y": [20, 40]}
        return [[x[0][0], y[0][0], x[0][1], y[0][1]]]
    if _NO_CORNER & value.keys():
        return []
    nested: list[list[float]] = []
    for item in value.values():
        nested += _groups_of(item) if isinstance(item, list | str | Mapping) else []
    return nested


def _numbers_at(value: Mapping[object, object], keys: Sequence[str]) -> list[float]:
    return [float(str(value[key])) for key in keys] if all(_is_number(value.get(key)) for key in keys) else []


def _groups_in_text(text: str, *, bare: bool) -> list[list[float]]:
    text = _plain_text(text)
    if text.startswith("{"):
        try:
            return _groups_of(json.loads(text))
        except ValueError:
            pass
    keys = tuple(_KEYED.findall(text))
    if keys and not any(keys == order * (len(keys) // len(order)) for order in (_POINT, _CORNERS)):
        return []  # "y: 20, x: 10"
    if _HALVES.search(text):
        return []
    text = _KEYED.sub("", text)
    groups = [[float(number) for number in _NUMBERS.findall(match)] for match in _GROUP.findall(text)]
    if not groups and bare and _BARE.fullmatch(text):
        groups = [[float(number) for number in _NUMBERS.findall(text)]]
    return groups


def _plain_text(text: str) -> str:
    """A text with the marks of ASCII where Chinese ones mean the same."""
    return unicodedata.normalize("NFKC", text).translate(_OTHER_MARKS).strip()


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
